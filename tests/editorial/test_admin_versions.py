"""Two tabs, or two people, at one form: nothing stored is overwritten unseen, and nothing typed is lost."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from editorial.admin import clashes
from editorial.content.rendering import gather
from editorial.versions import rolling_back
from evidence.models import Assessment, Outcome, Study
from tests import factories
from tests.editorial.factories import errors_of, fields_of, saved
from topics.models import Alias, Page, Topic

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


def clashes_of(answer) -> dict[str, tuple]:
    """What a refused form says of each field that somebody else changed: in words, as stored, as she has it."""
    return {
        clash.label: (clash.what, clash.stored, "".join(piece.text for piece in clash.pieces if piece.kind != "gone"))
        for clash in answer.context["clashes"].found
    }


def test_each_field_that_both_changed_is_shown_as_stored_and_as_typed(as_amal, as_ben, pain):
    opened = fields_of(as_amal.get(change(pain)))
    saved(as_ben, change(pain), summary="Ben’s summary.", clinical_name="Arthralgia, says Ben")
    answer = as_amal.post(change(pain), opened | {"summary": "Amal’s summary.", "title": "Sore joints"})
    assert clashes_of(answer) == {
        "Summary": (clashes.BOTH, "Ben’s summary.", "Amal’s summary."),
        "Clinical name": (clashes.THEIRS, "Arthralgia, says Ben", "Arthralgia"),
    }
    assert answer.context["clashes"].hers == 1, "the title is hers alone and clashes with nothing"
    page = answer.content.decode()
    assert "Stored now, and yours" in page
    assert "<textarea readonly" in page


def test_a_choice_and_a_list_of_names_clash_in_words(as_amal, as_ben, pain):
    other = factories.topic(title="Cold toes")
    opened = fields_of(as_amal.get(change(pain)))
    saved(as_ben, change(pain), body_area="joints-and-muscles", related=[other.pk])
    found = clashes_of(as_amal.post(change(pain), opened | {"body_area": "bones"}))
    assert found["Body area"] == (clashes.BOTH, "Joints and muscles", "Bones")
    assert found["Related"] == (clashes.THEIRS, "Cold toes", "")


def test_rows_that_somebody_changed_added_and_deleted_meanwhile_are_each_told(as_amal, as_ben, pain):
    opened = fields_of(as_amal.get(change(pain)))
    saved(as_ben, change(pain), aliases__0__text="Ben’s name for it", aliases__1__DELETE="on")
    Alias.objects.create(page=pain, text="a name added meanwhile", position=9)
    answer = as_amal.post(change(pain), opened | {"aliases-0-text": "Amal’s name for it"})
    assert clashes_of(answer) == {
        "Alias “Ben’s name for it” › Text": (clashes.BOTH, "Ben’s name for it", "Amal’s name for it"),
        "Alias “a name added meanwhile”": (clashes.ADDED, "", ""),
        "Alias “stiff”": (clashes.DELETED, "", ""),
    }


def test_a_row_that_she_deletes_and_somebody_changed_is_told(as_amal, as_ben, pain):
    opened = fields_of(as_amal.get(change(pain)))
    saved(as_ben, change(pain), aliases__0__text="Ben’s name for it")
    found = clashes_of(as_amal.post(change(pain), opened | {"aliases-0-DELETE": "on"}))
    assert found == {"Alias “Ben’s name for it”": (clashes.YOU_DELETE, "", "")}


def test_a_rolled_back_page_is_a_newer_version_and_says_who_did_it(as_amal, pain):
    factories.published(pain)
    Topic.objects.filter(pk=pain.pk).update(summary="Another.")
    opened = fields_of(as_amal.get(change(pain)))
    ben = factories.person("ben", "author")
    page = Page.objects.get(pk=pain.pk)
    seen = rolling_back.draft_hash(gather([page])[page.pk])
    rolling_back.roll_back(page=page, by=ben, to=page.editions.get(), replacing=seen)
    told = errors_of(as_amal.post(change(pain), opened | {"title": "Sore joints"}))
    assert "ben changed this on" in told
    assert "To edition 1 of" in told


@pytest.mark.parametrize("version", ["x", "[]", "1", '{"": 1}', '{"": {}}'])
def test_a_form_whose_version_cannot_be_read_asks_before_it_saves(as_amal, pain, version):
    opened = fields_of(as_amal.get(change(pain)))
    answer = as_amal.post(change(pain), opened | {"title": "Sore joints", "_version": version})
    assert "This has changed since you opened it." in errors_of(answer)
    assert clashes_of(answer) == {"Title": (clashes.ALSO_YOURS, "Joint pain", "Sore joints")}


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
