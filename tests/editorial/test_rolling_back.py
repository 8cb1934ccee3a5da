"""A draft says again what an edition said: history stays, nothing typed is lost, and what stands against it is said."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.urls import reverse

from editorial.content import codec
from editorial.content.rendering import gather
from editorial.models import Action, AuditEntry, KeptDraft, Round
from editorial.versions import rolling_back
from editorial.workflow import actions
from evidence.models import Assessment, Study
from tests import factories
from tests.editorial.factories import fields_of
from topics.models import Edition, Page, Status

pytestmark = pytest.mark.django_db


def again(page: Page) -> Page:
    return Page.objects.get(pk=page.pk)


def plain(page: Page):
    return codec.encode_page(again(page))


def roll(page: Page, by, to):
    return rolling_back.roll_back(
        page=page, by=by, to=to, replacing=rolling_back.draft_hash(gather([again(page)])[page.pk])
    )


def socks(**fields) -> Page:
    """Wool socks with one assessment, published; the working copy is what the fields say."""
    factories.topic()
    factories.mechanism()
    factories.study(findings=[factories.PAIN])
    link = {"mechanism": "warm-blood", "basis": "theory", "statement": "Wool warms."}
    page = factories.intervention(
        body="Wool.", aliases=["woollies"], tags=["feet"], acts_on=[link], assessments=[factories.assessment()]
    )
    factories.published(page)
    return factories.intervention(**fields) if fields else page


def test_the_draft_says_again_exactly_what_the_edition_said(amal):
    page = socks(body="Silk.", assessments=[factories.assessment(size="large"), factories.assessment(key="second")])
    edition = page.editions.get()
    roll(page, amal, edition)
    assert plain(page) == edition.content["page"]
    assert again(page).status == Status.DRAFT
    assert again(page).last_edited_by == amal
    assert gather([again(page)])[page.pk] == edition.content


def test_every_page_of_the_library_can_be_emptied_and_rolled_back(amal):
    for page in Page.objects.filter(slug__in=["joint-pain", "low-dose-naltrexone", "microglial-activation"]):
        edition = page.live
        Page.objects.filter(pk=page.pk).update(body="", key_points=[], summary="Nothing.")
        page.aliases.all().delete()
        roll(page, amal, edition)
        assert plain(page) == edition.content["page"], page.slug


def test_history_and_what_readers_see_stay(amal, client):
    page = socks(body="Silk.")
    before = list(Edition.objects.filter(page=page).values())
    roll(page, amal, page.editions.get())
    assert list(Edition.objects.filter(page=page).values()) == before


def test_it_is_on_record_with_the_edition_it_came_from(amal):
    page = socks(body="Silk.")
    roll(page, amal, page.editions.get())
    row = AuditEntry.objects.filter(action=Action.ROLLED_BACK).get()
    assert (row.by, row.page.pk, row.edition) == (amal, page.pk, page.editions.get())
    assert row.note.startswith("To edition 1 of ")
    assert "was set aside" in row.note


def test_a_draft_that_readers_never_saw_is_set_aside_and_can_be_brought_back(amal):
    page = socks(body="Silk, typed for an hour.", aliases=["silkies"])
    typed = plain(page)
    kept = roll(page, amal, page.editions.get())
    assert kept.content["page"] == typed
    assert roll(page, amal, kept) is None, "what it replaces is what readers see"
    assert plain(page) == typed
    row = AuditEntry.objects.filter(action=Action.ROLLED_BACK).first()
    assert row.edition is None
    assert row.note.startswith("To the draft set aside on ")
    roll(page, amal, page.editions.get())
    assert KeptDraft.objects.count() == 1, "the same draft is not set aside twice"


def test_a_draft_that_was_set_aside_is_never_changed_or_deleted(amal):
    page = socks(body="Silk.")
    roll(page, amal, page.editions.get())
    for change in (KeptDraft.objects.all().delete, lambda: KeptDraft.objects.update(content={})):
        with pytest.raises(Error, match="never changed or deleted"), transaction.atomic():
            change()


def test_a_review_under_way_ends(amal):
    page = socks()
    edition = factories.published(factories.intervention(body="Silk."))
    actions.submit(page=page, by=amal)
    roll(page, amal, page.editions.get(number=1))
    assert edition.number == 2
    assert again(page).status == Status.DRAFT


def test_only_what_she_saw_is_replaced(amal):
    page = socks(body="Silk.")
    seen = rolling_back.draft_hash(gather([page])[page.pk])
    Page.objects.filter(pk=page.pk).update(body="Silk and linen, by somebody else.")
    with pytest.raises(actions.WorkflowError, match="changed since you opened this"):
        rolling_back.roll_back(page=page, by=amal, to=page.editions.get(), replacing=seen)
    assert again(page).body == "Silk and linen, by somebody else."


def test_a_draft_that_says_the_same_is_left_alone(amal):
    page = socks()
    with pytest.raises(actions.WorkflowError, match="says exactly this already"):
        roll(page, amal, page.editions.get())


@pytest.mark.parametrize("who", [factories.reviewer_dr_ito, factories.publisher_pia])
def test_who_may_not_write_the_page_may_not_roll_it_back(who):
    page = socks(body="Silk.")
    with pytest.raises(PermissionDenied):
        roll(page, who(), page.editions.get())


def test_it_is_refused_in_words_where_what_it_cites_is_gone(amal):
    page = socks(body="Silk.", assessments=[])
    factories.published(page)
    Study.objects.filter(slug="okafor-2020").delete()
    before = plain(page)
    with pytest.raises(rolling_back.CannotRollBack) as refused:
        roll(page, amal, page.editions.get(number=1))
    assert refused.value.problems == [
        "The study “okafor-2020” no longer exists.",
        "The finding “okafor-2020/pain” no longer exists.",
    ]
    assert plain(page) == before
    assert not KeptDraft.objects.exists()


def test_it_is_refused_where_an_articles_claim_would_lose_what_it_rests_on(amal):
    page = socks(assessments=[factories.assessment(), factories.assessment(key="second")])
    claim = {"heading": "Wool helps", "kind": "effect", "text": "It does.", "assessments": ["wool-socks/second"]}
    factories.article(claims=[claim])
    with pytest.raises(rolling_back.CannotRollBack, match="“Wool helps” of the article “About toes” rests on evidence"):
        roll(page, amal, page.editions.get())
    assert Assessment.objects.filter(key="second").exists()


def test_it_is_refused_where_two_people_are_rating_what_would_go(amal):
    page = socks(assessments=[factories.assessment(), factories.assessment(key="second")])
    Round.objects.create(assessment=page.assessments.get(key="second"), subject="wool-socks/second", basis={})
    with pytest.raises(rolling_back.CannotRollBack, match="Two people are rating the assessment “second”"):
        roll(page, amal, page.editions.get())


def test_it_is_refused_where_the_grade_would_rest_on_animals(amal):
    page = socks(body="Silk.", assessments=[])
    factories.study(design="animal", directness="not-human", findings=[factories.PAIN])
    with pytest.raises(rolling_back.CannotRollBack, match="cold-toes-pain"), transaction.atomic():
        roll(page, amal, page.editions.get())
    assert again(page).body == "Silk."


def test_the_screen_asks_first_says_what_becomes_of_the_draft_and_then_does_it(amal, client):
    page = socks(body="Silk, typed for an hour.")
    client.force_login(amal)
    url = reverse("editorial:roll-back", args=[page.pk]) + "?to=1"
    asked = client.get(url)
    assert "The draft has changes that readers have never seen." in asked.content.decode()
    assert again(page).body == "Silk, typed for an hour."
    done = client.post(url, fields_of(asked, form="roll-back"), follow=True)
    assert "was set aside" in done.content.decode()
    assert again(page).body == "Wool."
    listed = client.get(reverse("editorial:compare", args=[page.pk])).content.decode()
    assert "Draft set aside on" in listed


def test_the_screen_says_why_it_was_refused_and_asks_again(amal, client):
    page = socks(body="Silk.")
    client.force_login(amal)
    url = reverse("editorial:roll-back", args=[page.pk]) + "?to=1"
    asked = fields_of(client.get(url), form="roll-back")
    Page.objects.filter(pk=page.pk).update(body="Linen.")
    refused = client.post(url, asked)
    assert refused.status_code == 422
    assert "changed since you opened this" in refused.content.decode()
    assert client.post(url, fields_of(refused, form="roll-back")).status_code == 302
