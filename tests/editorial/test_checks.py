"""Prose can't outrun the grade: on a page's form, in its preview, before review, at publishing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.content.rendering import render_page
from editorial.page_checks import checks
from editorial.workflow import actions, publishing
from tests import factories
from topics.models import Page, Status

pytestmark = pytest.mark.django_db

LOW = {
    "imprecision": {"judgement": "serious-concern", "reason": "Forty people."},
    "risk_of_bias": {"judgement": "serious-concern", "reason": "Nobody was blinded."},
}
"""Wool socks may slightly reduce pain of cold toes."""


@pytest.fixture
def socks() -> Page:
    """Wool socks with one assessment, of low certainty, not published."""
    factories.topic(aliases=["frozen feet"])
    factories.study(findings=[factories.PAIN])
    aliases = [{"text": "woolly socks", "kind": "lay"}]
    return factories.intervention(assessments=[factories.assessment(**LOW)], aliases=aliases)


def set_text(page: Page, **fields) -> Page:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save()
    return page


def verbs(page: Page) -> list[str]:
    return [found.verb for found in checks.outrun(page)]


def test_a_treatments_page_is_held_to_its_own_working_copy(socks):
    page = set_text(socks, body="Wool socks may reduce pain.\n\nWoolly socks probably reduce pain.")
    [found] = checks.outrun(page)
    assert (found.field, found.line, found.verb) == ("Text", 3, "probably reduce")
    assert found.assessment == "wool-socks/cold-toes-pain"
    socks.assessments.update(risk_of_bias="no-concern")
    assert checks.outrun(page) == []


@pytest.mark.parametrize(
    ("field", "value", "where"),
    [
        ("title", "Wool socks cure cold toes", "Title"),
        ("summary", "Wool socks ease frozen feet.", "Summary"),
        ("key_points", ["Socks.", "It eases pain."], "Key point 2"),
        ("if_nothing_done", "Pain stays. Wool socks relieve it; they cure cold toes.", "If nothing is done"),
        ("how_taken", "It is worn on both feet. It relieves pain.", "How it is taken"),
        ("safety", "It is safe and eases pain.", "Safety"),
        ("not_confused_with", "Cotton. Wool socks ease pain, cotton does not.", "Not to be confused with"),
        ("body", "It works.", "Text"),
    ],
)
def test_every_text_of_a_page_is_read(socks, field, value, where):
    assert checks.outrun(set_text(socks, **{field: value}))[0].field == where


def test_rows_of_a_page_and_summaries_of_its_assessments_are_read(socks):
    socks.sideeffects.create(name="Itching", text="Wool socks also cure cold toes.")
    socks.assessments.update(summary="It relieves pain.")
    assert [found.field for found in checks.outrun(socks)] == ["Side effect 1", "Assessment cold-toes-pain, summary"]


def test_what_is_unknown_and_what_to_ask_claim_nothing(socks):
    assert checks.outrun(set_text(socks, unknowns="- It eases pain.", questions=["Wool socks ease pain, yes?"])) == []


def test_other_pages_are_held_to_what_is_published(socks):
    toes = set_text(Page.objects.get(slug="cold-toes").specific, body="Wool socks ease pain.\n\n[[wool-socks]] help.")
    assert checks.outrun(toes) == []  # nothing about socks is published
    factories.published(socks)
    assert verbs(toes) == ["ease", "help"]
    socks.assessments.update(risk_of_bias="no-concern", imprecision="no-concern")
    assert verbs(toes) == ["ease", "help"]  # the draft is surer; readers don't see it yet
    factories.published(socks)
    assert checks.outrun(toes) == []


def test_an_articles_claims_are_read_and_it_means_what_they_rest_on(socks):
    factories.published(Page.objects.get(slug="cold-toes"))
    factories.published(socks)
    claim = {"heading": "It eases pain", "kind": "effect", "assessments": ["wool-socks/cold-toes-pain"]}
    claim |= {"text": "In forty women, pain fell [@okafor-2020].\n\nSo it cures cold toes."}
    article = factories.article(claims=[claim], close="They may ease pain. Wool socks cure pain.")
    found = [(outrun.field, outrun.verb) for outrun in checks.outrun(article)]
    assert found == [("Close", "cure"), ("Claim 1, heading", "eases"), ("Claim 1, text", "cures")]


def test_a_page_that_outruns_its_grade_is_not_published_and_leaves_nothing(socks):
    factories.published(Page.objects.get(slug="cold-toes"))
    with pytest.raises(publishing.NotPublishable, match="“eases” claim more than the certainty allows"):
        factories.published(set_text(socks, body="It eases pain."))
    assert not socks.editions.exists()


def test_a_page_that_outruns_its_grade_is_not_sent_for_review(socks):
    page = set_text(socks, body="It eases pain.")
    with pytest.raises(publishing.NotPublishable, match="low: may"):
        actions.submit(page=page, by=factories.author_amal())
    page.refresh_from_db()
    assert page.status == Status.DRAFT


def test_the_checks_and_the_preview_say_so(client, socks, queries_while_rendering):
    page = set_text(socks, body="It eases pain.")
    amal = factories.author_amal()
    words = "Text, line 1: “It eases pain.” The words “eases” claim more than the certainty allows."
    client.force_login(amal)
    shown = client.get(reverse("editorial:preview", args=[page.pk])).content.decode()
    assert words in shown
    queries_while_rendering.clear()
    found = client.get(reverse("editorial:checks", args=[page.pk])).content.decode()
    assert "The words “eases” claim more than the certainty allows." in found
    assert not [query for query in queries_while_rendering if "topics_edition" in query]


def test_the_hash_of_a_page_needs_no_check(socks):
    """What is signed is what the page says; whether others' evidence still allows it is asked again at each step."""
    rendered = render_page(socks)
    with CaptureQueriesContext(connection) as queries:
        assert rendered.content_hash
    assert not queries.captured_queries


@pytest.mark.parametrize(
    "slug", ["low-dose-naltrexone", "nine-facts-about-low-dose-naltrexone-and-menopause", "insomnia"]
)
def test_a_check_costs_three_queries_whatever_the_page(slug):
    rendered = render_page(Page.objects.get(slug=slug))
    with CaptureQueriesContext(connection) as queries:
        assert rendered.problems == []
        assert rendered.problems == []
    assert len(queries) <= 3


def test_the_library_has_sentences_that_a_lower_grade_would_outrun():
    """The check reads the real pages: with the evidence of low certainty taken down, what says "may" is found."""
    socks = Page.objects.get(slug="low-dose-naltrexone").specific
    rated_down = {"imprecision": "very-serious-concern", "imprecision_reason": "Made up for this test."}
    socks.assessments.filter(certainty="low").update(**rated_down)
    found = [outrun.field for outrun in checks.outrun(socks)]
    assert found == ["Key point 2", "Key point 5", "Text", "Text"]
