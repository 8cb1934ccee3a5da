from datetime import datetime, timedelta

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import timezone


@pytest.mark.django_db
def test_healthz_says_ok_to_whoever_asks(client):
    response = client.get("/healthz/")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies


def test_healthz_says_in_a_sentence_that_the_database_is_away(client, monkeypatch):
    def away(*arguments):
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/healthz/")
    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")


def test_security_txt_says_where_to_report_a_weakness(client, settings):
    settings.CONTACT = "editors@example.org"
    response = client.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == "mailto:editors@example.org"
    assert fields["Canonical"] == f"{settings.SITE_URL}/.well-known/security.txt"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timezone.now() < expires < timezone.now() + timedelta(days=365)


def test_without_an_address_there_is_no_security_txt(client):
    assert client.get("/.well-known/security.txt").status_code == 404


def failing(monkeypatch, client, problem) -> None:
    """Whatever asks the database for anything fails in this way."""

    def fail(*arguments):
        raise problem

    client.raise_request_exception = False
    monkeypatch.setattr(connection, "cursor", fail)


def away() -> OperationalError:
    problem = OperationalError("the connection is closed")
    problem.__cause__ = psycopg.OperationalError("the connection is closed")
    return problem


def test_a_defect_is_a_500_and_says_nothing_of_the_database(client, monkeypatch):
    failing(monkeypatch, client, ValueError("a defect"))
    response = client.get("/symptoms/")
    assert response.status_code == 500
    assert b"database" not in response.content
    assert "Retry-After" not in response.headers


def test_while_the_database_is_away_a_page_says_so_and_when_to_come_back(client, monkeypatch):
    failing(monkeypatch, client, away())
    response = client.get("/symptoms/?by=name")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert "no-store" in response.headers["Cache-Control"]
    content = response.content.decode()
    assert "Rose can’t be read just now" in content
    assert '<a href="/symptoms/?by=name">try again</a>' in content


@pytest.mark.parametrize("kept", [True, False])
def test_who_sent_a_form_is_told_where_her_words_are(client, monkeypatch, kept):
    client.cookies["rose_session"] = "anything"
    failing(monkeypatch, client, away())
    response = client.post("/admin/topics/topic/1/change/", {"_kept": "abc"} if kept else {"_kept": ""})
    assert response.status_code == 503
    content = response.content.decode()
    assert ("What you typed is kept in this browser." in content) == kept
    assert ("Go back with your browser’s Back button" in content) == (not kept)
    assert ('<a href="/admin/topics/topic/1/change/">open the form again</a>' in content) == kept
