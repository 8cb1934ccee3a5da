"""The glossary as readers see it, and the links that lead to it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from topics import glossary
from topics.models import Edition, Term, TermKind

pytestmark = pytest.mark.django_db


def test_every_word_stands_once_with_its_meaning_and_an_anchor(client):
    page = client.get("/glossary/").content.decode()
    terms = list(Term.objects.all())
    assert len(terms) >= 150
    for term in terms:
        assert page.count(f'<div id="{term.slug}">') == 1
    assert page.count("<dt>") == page.count("<dd>") == len(terms)


def test_words_stand_under_their_letters_in_the_alphabet(client):
    letters = [letter for letter, _ in glossary.a_to_z()]
    assert letters == sorted(set(letters))
    page = client.get("/glossary/").content.decode()
    assert page.index('id="letter-A"') < page.index('id="placebo"') < page.index('id="letter-Q"')


@pytest.mark.parametrize("kind", TermKind.values)
def test_one_kind_is_shown_alone_and_its_link_says_so(client, kind):
    page = client.get("/glossary/", {"kind": kind}).content.decode()
    assert page.count("<dt>") == Term.objects.filter(kind=kind).count() > 0
    assert f'href="?kind={kind}" aria-current="true"' in page


def test_a_kind_that_is_none_is_no_page(client):
    assert client.get("/glossary/?kind=nonsense").status_code == 404


def test_a_word_leads_on_to_its_page_only_while_that_is_published(client):
    word = Term.objects.get(slug="cytokine")
    assert 'href="/mechanisms/pro-inflammatory-cytokines/">Read on: ' in client.get("/glossary/").content.decode()
    word.see.live = None
    word.see.status = "archived"
    word.see.save()
    assert "/mechanisms/pro-inflammatory-cytokines/" not in client.get("/glossary/").content.decode()


def test_the_other_forms_that_are_shown_tell_something():
    also = {entry["slug"]: entry["also"] for _, entries in glossary.a_to_z() for entry in entries}
    assert also["confidence-interval"] == ["CI"]
    assert also["placebo"] == ["placebo-controlled"]
    assert "RCT" in also["randomised-controlled-trial"]


def test_no_meaning_holds_a_number_but_in_a_name():
    names = r"Th1\b|Th17\b|COVID-19"
    for term in Term.objects.all():
        assert not re.search(r"\d", re.sub(names, "", term.meaning)), term.slug


def test_a_meaning_is_a_few_short_sentences():
    for term in Term.objects.all():
        sentences = re.split(r"(?<=[.!?]) ", term.meaning)
        assert len(sentences) <= 3, term.slug
        assert max(len(sentence.split()) for sentence in sentences) <= 35, term.slug
        assert term.meaning.endswith("."), term.slug


# --- links from pages -------------------------------------------------------------------------------------------------

LINKS = re.compile(r'<a class="term" href="/glossary/#([a-z0-9-]+)">')


def texts(edition: Edition) -> str:
    return "\n".join(strings(edition.rendered))


def strings(part) -> list[str]:
    if isinstance(part, str):
        return [part]
    parts = part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    return [text for each in parts for text in strings(each)]


def test_every_link_of_a_page_leads_to_a_word_and_each_word_is_linked_once_a_page():
    slugs = set(Term.objects.values_list("slug", flat=True))
    for edition in Edition.objects.live():
        found = LINKS.findall(texts(edition))
        assert set(found) <= slugs
        assert len(found) == len(set(found)), edition.slug


def test_no_page_becomes_a_sea_of_links():
    for edition in Edition.objects.live():
        text = texts(edition)
        assert len(LINKS.findall(text)) <= max(5, len(text.split()) / 100), edition.slug


def test_a_page_does_not_link_the_word_that_it_is_about():
    for term in Term.objects.filter(see__isnull=False).select_related("see__live"):
        assert term.slug not in LINKS.findall(texts(term.see.live)), term.slug


def test_what_stands_on_several_pages_or_must_hold_no_link_has_none():
    for edition in Edition.objects.live():
        for part in ("evidence", "warning_signs"):
            assert not LINKS.search("\n".join(strings(edition.rendered.get(part, []))))


def test_a_word_explained_anew_changes_no_page_until_it_is_published(client):
    before = client.get("/interventions/low-dose-naltrexone/").content
    assert b"/glossary/#placebo" in before
    Term.objects.filter(slug="placebo").update(link=False)
    assert client.get("/interventions/low-dose-naltrexone/").content == before


def test_the_glossary_costs_one_statement(client):
    with CaptureQueriesContext(connection) as queries:
        client.get("/glossary/")
    assert len(queries) == 1
