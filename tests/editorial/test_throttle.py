"""Guessing passwords: it becomes slow, says nothing of who exists, and stores neither names nor addresses."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.models import Action, AuditEntry, FailedSignIns
from editorial.sign_in import throttle
from tests import factories
from tests.editorial.factories import fields_of

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"


def sign_in(client, name: str, password: str, address: str = "192.0.2.1"):
    return client.post("/admin/login/", {"username": name, "password": password}, REMOTE_ADDR=address)


def guess(client, name: str, times: int = 5, address: str = "192.0.2.1") -> None:
    for number in range(times):
        assert sign_in(client, name, f"guess {number}", address).status_code == 200


def rows() -> list[tuple[str, str]]:
    found = AuditEntry.objects.filter(action=Action.LOCKED_OUT).order_by("pk").select_related("by")
    return [(str(entry.by), entry.note) for entry in found]


def test_after_five_guesses_even_the_right_password_waits(client, amal):
    guess(client, "amal")
    for _ in range(3):
        response = sign_in(client, "amal", PASSWORD)
        assert response.status_code == 429
        assert "too many wrong passwords for this name. Wait until" in response.content.decode()
    assert rows() == [("amal", "Wrong passwords from one address, not necessarily hers.")]


def test_she_gets_in_from_her_own_address_meanwhile(client, amal):
    guess(client, "amal")
    assert sign_in(client, "amal", PASSWORD, "192.0.2.2").status_code == 302


def test_guesses_from_many_addresses_count_for_the_name(client, amal):
    for number in range(20):
        guess(client, "amal", 1, f"192.0.2.{number}")
    assert sign_in(client, "amal", PASSWORD, "198.51.100.1").status_code == 429
    assert rows() == [("amal", "Wrong passwords from several addresses, not necessarily hers.")]


@pytest.mark.parametrize("name", ["Amal", "AMAL", "ａｍａｌ"])
def test_another_spelling_of_a_name_gains_nothing(name, client, amal):
    guess(client, "amal", 3)
    guess(client, name, 2)
    assert sign_in(client, "amal", PASSWORD).status_code == 429


def test_a_name_that_nobody_has_is_treated_alike_and_leaves_no_row(client):
    guess(client, "nobody-at-all")
    response = sign_in(client, "nobody-at-all", "guess")
    assert response.status_code == 429
    assert "too many wrong passwords for this name" in response.content.decode()
    assert rows() == []


def test_it_passes_after_some_minutes_however_often_somebody_knocks(client, amal):
    guess(client, "amal")
    until = max(FailedSignIns.objects.values_list("until", flat=True))
    sign_in(client, "amal", "guess again")
    pair = FailedSignIns.objects.get(key=throttle._key(("name", "amal", "192.0.2.1")))
    assert pair.until <= until
    FailedSignIns.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert sign_in(client, "amal", PASSWORD).status_code == 302
    assert not FailedSignIns.objects.exists()


def test_the_right_password_forgives_what_came_before(client, amal):
    guess(client, "amal", 4)
    assert sign_in(client, "amal", PASSWORD).status_code == 302
    client.post(reverse("admin:logout"))
    guess(client, "amal", 4)
    assert sign_in(client, "amal", PASSWORD).status_code == 302


def test_neither_name_nor_address_is_stored(client, amal):
    guess(client, "amal", 1)
    assert FailedSignIns.objects.count() == 2
    for stored in FailedSignIns.objects.all():
        assert "amal" not in stored.key
        assert re.fullmatch("[0-9a-f]{64}", stored.key)


def test_a_form_in_hand_is_kept_while_she_waits(client, amal):
    path = reverse("editorial:step", args=[factories.topic().pk, "comment"])
    fields = fields_of(client.post(path, {"text": "Typed for an hour."}), form="login-form")
    for expected in [403] * 5 + [429]:
        names = {"again-username": "amal", "again-password": "wrong"}
        response = client.post(reverse("editorial:sign-in-and-save"), fields | names)
        assert response.status_code == expected
        fields = fields_of(response, form="login-form")
        assert fields["text"] == ["Typed for an hour."]
