"""Users and groups in the admin: what is given and taken is on record, and nobody gives herself anything."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from editorial.models import Action, AuditEntry
from tests import factories
from tests.editorial.factories import fields_of, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return factories.person("ada", "administrator")


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


def form(person: User) -> str:
    return reverse("admin:auth_user_change", args=[person.pk])


def notes() -> list[tuple[str, str]]:
    found = AuditEntry.objects.filter(action=Action.ACCESS_CHANGED, by__isnull=False).order_by("pk")
    return [(entry.subject, entry.note) for entry in found]


def test_the_trail_says_which_groups_were_given_and_taken(as_ada):
    amal = factories.author_amal()
    saved(as_ada, form(amal), groups=[Group.objects.get(name="publisher").pk])
    assert notes() == [("user: amal", "Changed Groups. Groups given: publisher. Groups taken: author.")]


def test_the_trail_says_who_was_let_in_and_shut_out(as_ada):
    data = {
        "username": "bea",
        "usable_password": "true",
        "password1": "quite a long one",
        "password2": "quite a long one",
    }
    assert saved(as_ada, reverse("admin:auth_user_add"), **data).status_code == 302
    bea = User.objects.get(username="bea")
    saved(as_ada, form(bea), is_staff="on")
    opened = fields_of(as_ada.get(form(bea)))
    del opened["is_active"]
    as_ada.post(form(bea), opened)
    assert notes() == [
        ("user: bea", "Added."),
        ("user: bea", "Changed Staff status. Staff status: yes."),
        ("user: bea", "Changed Active. Active: no."),
    ]


def test_another_s_new_password_is_on_record_and_not_in_it(as_ada):
    amal = factories.author_amal()
    new = {"usable_password": "true", "password1": "quite a long one", "password2": "quite a long one"}
    saved(as_ada, reverse("admin:auth_user_password_change", args=[amal.pk]), **new)
    amal.refresh_from_db()
    assert amal.check_password("quite a long one")
    assert notes() == [("user: amal", "Changed password.")]


def test_what_a_group_may_do_is_on_record(admin_client):
    group = Group.objects.get(name="author")
    keeps = group.permissions.exclude(codename="submit_page").values_list("pk", flat=True)
    saved(admin_client, reverse("admin:auth_group_change", args=[group.pk]), permissions=list(keeps))
    ((subject, note),) = notes()
    assert subject == "group: author"
    assert "Permissions taken: " in note
    assert "given" not in note


def test_nobody_gives_herself_anything(as_ada, ada):
    data = {"groups": [Group.objects.get(name="publisher").pk], "is_superuser": "on", "first_name": "Ada"}
    saved(as_ada, form(ada), **data)
    ada.refresh_from_db()
    assert ada.first_name == "Ada"
    assert [group.name for group in ada.groups.all()] == ["administrator"]
    assert not ada.is_superuser


def test_not_even_a_superuser_changes_a_group_she_is_in(client):
    root = User.objects.create_superuser("root")
    group = Group.objects.get(name="author")
    root.groups.add(group)
    client.force_login(root)
    assert client.post(reverse("admin:auth_group_change", args=[group.pk]), {"name": "author"}).status_code == 403


def test_an_administrator_makes_no_superuser(as_ada):
    amal = factories.author_amal()
    saved(as_ada, form(amal), is_superuser="on", user_permissions=["1"])
    amal.refresh_from_db()
    assert not amal.is_superuser
    assert not amal.user_permissions.exists()


def test_an_administrator_writes_signs_and_publishes_nothing(ada):
    allowed = {
        permission for permission in ada.get_all_permissions() if not permission.split(".")[1].startswith("view_")
    }
    assert allowed == {"auth.add_user", "auth.change_user", "editorial.add_reviewer", "editorial.change_reviewer"}


def test_who_did_something_stays_on_record_and_so_is_never_deleted(admin_client):
    amal = factories.author_amal()
    assert admin_client.post(reverse("admin:auth_user_delete", args=[amal.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=amal.pk).exists()


def test_nobody_sees_the_secrets_that_codes_are_made_from(admin_client):
    assert admin_client.get("/admin/otp_totp/totpdevice/").status_code == 404
