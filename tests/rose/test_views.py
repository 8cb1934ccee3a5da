from datetime import datetime, timedelta

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
