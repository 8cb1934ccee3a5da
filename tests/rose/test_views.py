import pytest
from django.db import OperationalError, connection


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
