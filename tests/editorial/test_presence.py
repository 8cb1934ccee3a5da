"""Who else has a page open: said to those who may read the page, and soon forgotten."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from editorial.models import AuditEntry, Presence
from editorial.writing import presence
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def toes():
    return factories.topic()


def opened(client, page, user) -> str:
    client.force_login(user)
    return client.post(reverse("editorial:open-page", args=[page.pk])).json()["words"]


def test_each_is_told_of_the_others_and_not_of_herself(client, toes):
    amal, pia = factories.author_amal(), factories.publisher_pia()
    User.objects.filter(pk=amal.pk).update(first_name="Amal", last_name="Writer")
    assert opened(client, toes, amal) == ""
    assert opened(client, toes, pia) == "Amal Writer has this page open too."
    assert opened(client, toes, amal) == "pia has this page open too."
    assert opened(client, toes, factories.reviewer_dr_ito()) == "Amal Writer and pia have this page open too."


def test_another_page_is_another_matter(client, toes):
    amal, pia = factories.author_amal(), factories.publisher_pia()
    opened(client, factories.topic("warm-toes", title="Warm toes"), amal)
    assert opened(client, toes, pia) == ""


def test_who_was_not_heard_of_for_two_minutes_is_gone(client, toes):
    amal, pia = factories.author_amal(), factories.publisher_pia()
    opened(client, toes, amal)
    just, long = timezone.now() - timedelta(seconds=110), timezone.now() - timedelta(seconds=121)
    Presence.objects.update(seen_at=just)
    assert presence.others(toes, pia) == ["amal"]
    Presence.objects.update(seen_at=long)
    assert presence.others(toes, pia) == []
    opened(client, toes, pia)
    assert [one.user for one in Presence.objects.all()] == [pia], "and nothing is left of her"


def test_looking_writes_nothing_and_being_there_is_on_no_record(client, toes):
    client.force_login(factories.author_amal())
    client.get(reverse("admin:topics_topic_change", args=[toes.pk]))
    assert client.get(reverse("editorial:open-page", args=[toes.pk])).status_code == 405
    assert not Presence.objects.exists()
    before = AuditEntry.objects.count()
    client.post(reverse("editorial:open-page", args=[toes.pk]))
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    ("who", "status"),
    [(lambda: None, 403), (lambda: User.objects.create_user("sam", is_staff=True), 403), (factories.author_amal, 200)],
    ids=["nobody", "staff", "author"],
)
def test_who_may_not_read_the_page_learns_of_nobody(who, status, client, toes):
    presence.note(page=toes, by=factories.publisher_pia())
    if user := who():
        client.force_login(user)
    response = client.post(reverse("editorial:open-page", args=[toes.pk]))
    assert response.status_code == status
    assert ("pia" in response.content.decode()) == (status == 200)
    assert Presence.objects.count() == (2 if status == 200 else 1)


def test_a_page_that_is_not_there_is_not_found(client):
    client.force_login(factories.author_amal())
    assert client.post(reverse("editorial:open-page", args=[987_654])).status_code == 404
