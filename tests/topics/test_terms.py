"""Which words of a page the glossary explains: whole words, the longest first, each once."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.markdown import PageRef, Prose, plain
from topics.terms import Entry, Explained, Glossary, clash


def entry(slug: str, *forms: str, links: bool = True, about: str = "") -> Entry:
    return Entry(slug, forms or (slug.replace("-", " "),), f"/glossary/#{slug}", links, about)


WORDS = Glossary(
    (
        entry("placebo", "placebo", "placebos"),
        entry("ratio"),
        entry("hazard-ratio", "hazard ratio", "hazard ratios"),
        entry("odds-ratio", "odds ratio", "OR"),
        entry("systemic"),
        entry("lupus", "lupus", "systemic lupus", links=False, about="lupus"),
        entry("cytokine", "cytokine", "cytokines", about="pro-inflammatory-cytokines"),
        entry("crohns-disease", "Crohn's disease"),
    )
)


def found(text: str, explained: frozenset[str] = frozenset(), page: str = "") -> list[tuple[str, str]]:
    return [(text[use.start : use.end], use.entry.slug) for use in WORDS.first_uses(text, explained, page)]


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("A placebo and a placebo", [("placebo", "placebo")]),
        ("Placebos, then PLACEBO", [("Placebos", "placebo")]),
        ("placebolike, antiplacebo, placebo-like", []),
        ("the hazard ratio", [("hazard ratio", "hazard-ratio")]),
        ("the hazard\nratio", [("hazard\nratio", "hazard-ratio")]),
        ("OR 1.2, or not", [("OR", "odds-ratio")]),
        ("one or the other", []),
        ("systemic lupus is systemic", [("systemic", "systemic")]),
        ("lupus", []),
        ("Crohn’s disease, Crohn's disease", [("Crohn’s disease", "crohns-disease")]),
        ("the placebo’s taste", [("placebo", "placebo")]),
    ],
)
def test_whole_words_the_longest_first_each_once(text, uses):
    assert found(text) == uses


def test_a_word_explained_before_is_not_explained_again():
    assert found("a placebo, a ratio", frozenset({"placebo"})) == [("ratio", "ratio")]


@pytest.mark.parametrize("page", ["pro-inflammatory-cytokines", "cytokine"])
def test_the_page_that_is_about_a_word_does_not_link_it(page):
    assert found("cytokines and a placebo", page=page) == [("placebo", "placebo")]


@given(st.text())
def test_any_text_is_looked_through_and_every_use_is_a_form(text):
    uses = list(WORDS.first_uses(text, frozenset()))
    assert len({use.entry.slug for use in uses}) == len(uses)
    assert all(left.end <= right.start for left, right in pairwise(uses))


@given(st.lists(st.sampled_from(["placebo", "ratio", "hazard ratio", "or", "OR", "word", "ſystemic"])))
def test_nothing_but_whole_words_is_linked(words):
    text = " ".join(words)
    for use in WORDS.first_uses(text, frozenset()):
        assert f" {text[use.start : use.end]} " in f" {text} "


def test_an_empty_glossary_explains_nothing():
    assert list(Glossary().first_uses("placebo", frozenset())) == []


def test_two_words_that_claim_one_form_are_found():
    assert clash([("placebo", "placebo"), ("sham", "Placebo")]) == ("Placebo", "placebo", "sham")
    assert clash([("placebo", "placebo"), ("placebo", "Placebo"), ("sham", "sham")]) is None


# --- in a text --------------------------------------------------------------------------------------------------------


@pytest.fixture
def prose() -> Prose:
    pages = {"placebo-page": PageRef("placebo-page", "Placebo", "/mechanisms/placebo-page/")}
    return Prose(studies={"younger-2013"}, pages=pages, terms=Explained(WORDS))


LINK = '<a class="term" href="/glossary/#placebo">placebo</a>'


def test_the_first_use_is_linked_and_no_other(prose):
    assert prose.inline("A *placebo*, a placebo.") == f"A <em>{LINK}</em>, a placebo."
    assert LINK not in prose.block("Again a placebo.")


def test_a_heading_explains_nothing_and_leaves_it_to_the_text(prose):
    html = prose.block("## What is a placebo?\n\nA placebo is a dummy.")
    assert '<h2 id="what-is-a-placebo">What is a placebo?</h2>' in html
    assert f"A {LINK} is" in html


@pytest.mark.parametrize(
    "text",
    ["`placebo`", "[a placebo](https://example.org)", "[[placebo-page]]", "[[placebo-page|placebo]]", "    placebo"],
)
def test_links_and_code_are_left_as_they_are(prose, text):
    assert "/glossary/" not in prose.block(text)


def test_the_head_of_a_table_is_a_heading(prose):
    html = prose.block("| placebo | n |\n|---|---|\n| placebo | 1 |")
    assert "<th>placebo</th>" in html
    assert f"<td>{LINK}</td>" in html


def test_a_term_goes_over_the_end_of_a_line_and_a_citation_stays_a_citation(prose):
    html = prose.block("The hazard\nratio [@younger-2013]\nwas low.")
    assert '<a class="term" href="/glossary/#hazard-ratio">hazard\nratio</a> <span class="cites">' in html
    assert html.endswith("</span>\nwas low.</p>\n")


def test_texts_that_must_hold_no_link_get_none_and_use_up_none(prose):
    with prose.without_terms():
        assert prose.inline("A placebo.") == "A placebo."
    assert LINK in prose.inline("A placebo.")


@given(st.text(max_size=200))
def test_the_words_of_a_text_are_the_same_with_links_and_without(text):
    bare = Prose(studies=set(), pages={})
    linked = Prose(studies=set(), pages={}, terms=Explained(WORDS))
    assert plain(linked.block(text)) == plain(bare.block(text))
