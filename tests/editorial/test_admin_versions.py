"""Two tabs, or two people, at one form: nothing stored is overwritten unseen, and nothing typed is lost."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from evidence.models import Assessment, Outcome, Study
from tests import factories
from tests.editorial.factories import errors_of, fields_of, saved
from topics.models import Alias, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_amal(client) -> Client:
    client.force_login(factories.author_amal())
    return client


@pytest.fixture
def as_ben() -> Client:
    other = Client()
    other.force_login(factories.person("ben", "author"))
    return other


@pytest.fixture
def pain() -> Topic:
    """A page of a few rows: a form with those of a whole page takes a second to open."""
    factories.topic("sore-toes", title="Joint pain", clinical_name="Arthralgia", aliases=["achy", "stiff", "sore"])
    return Topic.objects.get(slug="sore-toes")


def change(item) -> str:
    return reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_change", args=[item.pk])


def stored(item):
    return type(item)._base_manager.get(pk=item.pk)


def test_a_save_over_a_newer_version_says_who_changed_what_and_keeps_what_was_typed(as_amal, as_ben, pain):
    opened = fields_of(as_amal.get(change(pain)))
    saved(as_ben, change(pain), summary="Ben’s summary.")
    answer = as_amal.post(change(pain), opened | {"title": "Sore joints"})
    assert answer.status_code == 200
    told = errors_of(answer)
    assert "ben changed this on" in told
    assert "(Changed Summary)" in told
    assert "Nothing you typed is lost" in told
    assert fields_of(answer)["title"] == ["Sore joints"]
    assert fields_of(answer)["summary"] == opened["summary"]
    assert (stored(pain).title, stored(pain).summary) == (pain.title, "Ben’s summary.")


def test_saving_again_after_that_replaces_it(as_amal, as_ben, pain):
    opened = fields_of(as_amal.get(change(pain)))
    saved(as_ben, change(pain), summary="Ben’s summary.")
    again = fields_of(as_amal.post(change(pain), opened | {"title": "Sore joints"}))
    saved(as_ben, change(pain), clinical_name="Arthralgia, says Ben")
    third = as_amal.post(change(pain), again)
    assert third.status_code == 200, "what came after the warning is warned of as well"
    assert as_amal.post(change(pain), fields_of(third)).status_code == 302
    assert [stored(pain).title, stored(pain).summary] == ["Sore joints", *opened["summary"]]


@pytest.mark.parametrize(
    ("model", "field"), [(Study, "population"), (Outcome, "phrase"), (Assessment, "population")], ids=str
)
def test_every_form_asks_before_it_saves_over_a_newer_version(model, field, as_amal, as_ben):
    item = model.objects.first()
    opened = fields_of(as_amal.get(change(item)))
    saved(as_ben, change(item), **{field: "What Ben typed"})
    answer = as_amal.post(change(item), opened | {field: "What Amal typed"})
    assert "ben changed this on" in errors_of(answer)
    assert getattr(stored(item), field) == "What Ben typed"
    assert as_amal.post(change(item), fields_of(answer)).status_code == 302
    assert getattr(stored(item), field) == "What Amal typed"


def test_a_change_of_a_row_is_a_newer_version(as_amal, as_ben, pain):
    opened = fields_of(as_amal.get(change(pain)))
    saved(as_ben, change(pain), aliases__0__text="Ben’s name for it")
    assert as_amal.post(change(pain), opened | {"title": "Sore joints"}).status_code == 200
    assert stored(pain).title == pain.title


def test_a_row_that_somebody_deleted_meanwhile_comes_back_with_what_was_typed_in_it(as_amal, as_ben, pain):
    before = list(pain.aliases.values_list("text", flat=True))
    opened = fields_of(as_amal.get(change(pain)))
    typed = opened | {"aliases-0-text": "a name typed meanwhile"}
    saved(as_ben, change(pain), aliases__0__DELETE="on")
    answer = as_amal.post(change(pain), typed)
    page = answer.content.decode()
    assert all(name in page for name in ["a name typed meanwhile", *before[1:]])
    assert as_amal.post(change(pain), fields_of(answer)).status_code == 302
    assert sorted(pain.aliases.values_list("text", flat=True)) == sorted(["a name typed meanwhile", *before[1:]])


def test_a_row_that_both_deleted_stays_deleted(as_amal, as_ben, pain):
    before = list(pain.aliases.values_list("text", flat=True))
    opened = fields_of(as_amal.get(change(pain)))
    saved(as_ben, change(pain), aliases__0__DELETE="on")
    answer = as_amal.post(change(pain), opened | {"aliases-0-DELETE": "on", "title": "Sore joints"})
    assert as_amal.post(change(pain), fields_of(answer)).status_code == 302
    assert list(pain.aliases.values_list("text", flat=True)) == before[1:]


def test_a_row_that_somebody_added_meanwhile_stays(as_amal, as_ben, pain):
    opened = fields_of(as_amal.get(change(pain)))
    Alias.objects.create(page=pain, text="a name added meanwhile", position=0)
    answer = as_amal.post(change(pain), opened | {"aliases-0-text": "Amal’s name for it"})
    assert as_amal.post(change(pain), fields_of(answer)).status_code == 302
    names = set(pain.aliases.values_list("text", flat=True))
    assert {"a name added meanwhile", "Amal’s name for it"} <= names


def test_the_same_change_saved_twice_is_no_conflict(as_amal, pain):
    typed = fields_of(as_amal.get(change(pain))) | {"title": "Sore joints"}
    assert [as_amal.post(change(pain), typed).status_code for _ in range(2)] == [302, 302]


def test_a_step_of_the_workflow_meanwhile_is_no_conflict(as_amal):
    toes = factories.topic()
    factories.published(toes)
    opened = fields_of(as_amal.get(change(toes)))
    factories.published(toes)
    assert as_amal.post(change(toes), opened | {"title": "Colder toes"}).status_code == 302


def test_a_form_kept_over_a_sign_in_still_asks_before_it_saves_over_a_newer_version(as_amal, as_ben, pain):
    typed = fields_of(as_amal.get(change(pain))) | {"title": "Sore joints"}
    saved(as_ben, change(pain), summary="Ben’s summary.")
    del as_amal.cookies[settings.SESSION_COOKIE_NAME]
    login = fields_of(as_amal.post(change(pain), typed), form="login-form")
    login |= {"again-username": "amal", "again-password": "a long enough password"}
    kept = fields_of(as_amal.post(reverse("editorial:sign-in-and-save"), login), form="save-now")
    assert "ben changed this on" in errors_of(as_amal.post(change(pain), kept))


def test_the_texts_for_a_thing_deleted_meanwhile_come_back_to_be_copied(as_amal, admin_client):
    factories.topic()
    factories.study(findings=[factories.PAIN])
    intervention = factories.intervention(assessments=[factories.assessment()])
    assessment = intervention.assessments.get()
    opened = fields_of(as_amal.get(change(assessment)))
    delete = reverse("admin:evidence_assessment_delete", args=[assessment.pk])
    assert admin_client.post(delete, {"post": "yes"}).status_code == 302
    answer = as_amal.post(change(assessment), opened | {"summary": "Typed for an hour."})
    assert answer.status_code == 410
    assert "Typed for an hour." in answer.content.decode()
    assert reverse("admin:evidence_assessment_add") in answer.content.decode()


def test_a_form_that_changes_nothing_carries_no_version(pain):
    reviewer = Client()
    reviewer.force_login(factories.reviewer_dr_ito())
    assert "_version" not in fields_of(reviewer.get(change(pain)))
