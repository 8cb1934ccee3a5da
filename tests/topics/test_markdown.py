"""Markdown: citations are numbered, links resolve, and nothing hostile gets through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.markdown import PageRef, Prose, mid_sentence, plain

PAGES = {
    "joint-pain": PageRef("joint-pain", "Joint pain", "/symptoms/joint-pain/"),
    "crohns-disease": PageRef("crohns-disease", "Crohn’s disease", "/conditions/crohns-disease/"),
    "a-draft": PageRef("a-draft", "A draft"),
}


@pytest.fixture
def prose() -> Prose:
    return Prose(studies={"younger-2013", "bruun-2024"}, pages=PAGES)


def test_citations_are_numbered_as_a_reader_meets_them(prose):
    first = prose.inline("Pain fell [@bruun-2024].")
    second = prose.inline("Again [@younger-2013; @bruun-2024].")
    assert '<a href="#ref-bruun-2024" aria-label="Reference 1">1</a>' in first
    assert second.index(">2</a>") < second.index(">1</a>")
    assert prose.cited == ["bruun-2024", "younger-2013"]


def test_a_citation_that_does_not_resolve_is_marked_and_reported(prose):
    assert "unknown study: nobody-1900" in prose.inline("So [@nobody-1900].")
    assert prose.problems == ["The citation [@nobody-1900] does not resolve: there is no citable study of that name."]
    assert prose.cited == []


def test_a_page_link_shows_its_title_as_the_sentence_needs_it(prose):
    assert prose.inline("[[joint-pain]] is common.").startswith('<a href="/symptoms/joint-pain/"')
    assert ">Joint pain</a>" in prose.inline("[[joint-pain]] is common.")
    assert ">joint pain</a>" in prose.inline("It brings [[joint-pain]].")
    assert ">Crohn’s disease</a>" in prose.inline("It brings [[crohns-disease]].")
    assert ">aching</a>" in prose.inline("It is [[joint-pain|aching]].")
    assert prose.linked == {"joint-pain", "crohns-disease"}


def test_a_page_that_is_not_published_is_named_and_not_linked(prose):
    assert "<a" not in prose.inline("See [[a-draft]].")
    assert prose.problems == []


def test_an_unknown_page_is_reported(prose):
    prose.inline("See [[nowhere]].")
    assert prose.problems == ["The link [[nowhere]] does not resolve: there is no page of that address."]


def test_headings_get_addresses_that_are_unique(prose):
    html = prose.block("## Is this normal?\n\ntext\n\n## Is this normal?")
    assert '<h2 id="is-this-normal">' in html
    assert '<h2 id="is-this-normal-2">' in html
    assert prose.headings == [("is-this-normal", "Is this normal?"), ("is-this-normal-2", "Is this normal?")]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](data:text/html;base64,AAAA)",
        '<img src=x onerror="alert(1)">',
        "[[joint-pain|<script>alert(1)</script>]]",
        "# <iframe src=//evil></iframe>",
        "<style>*{display:none}</style>",
    ],
)
def test_hostile_text_is_printed_and_never_run(prose, text):
    html = prose.block(text)
    assert "<script" not in html
    assert "<iframe" not in html
    assert "<style" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html
    assert 'src="data' not in html


@given(st.text(max_size=300))
def test_any_text_renders(text):
    prose = Prose(studies=set(), pages={})
    assert isinstance(prose.block(text), str)
    assert "<script" not in prose.block(text)


def test_tables_can_be_scrolled_by_keyboard(prose):
    html = prose.block("| a | b |\n|---|---|\n| 1 | 2 |")
    assert '<div class="table" role="region" aria-label="Table 1" tabindex="0">' in html


def test_plain_words_leave_citations_out():
    prose = Prose(studies={"younger-2013"}, pages={})
    assert plain(prose.block("Pain & *joy* fell [@younger-2013].\n\n- one\n- two")) == "Pain & joy fell. one two"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Joint pain", "joint pain"),
        ("Crohn’s disease", "Crohn’s disease"),
        ("ADHD", "ADHD"),
        ("HRT patches", "HRT patches"),
        ("St John’s wort", "St John’s wort"),
        ("Chinese herbal medicine", "Chinese herbal medicine"),
    ],
)
def test_names_keep_their_capitals(name, shown):
    assert mid_sentence(name) == shown


def test_a_sum_beside_a_citation_is_not_shown(prose):
    shown = prose.inline("A gap of 11 points [@younger-2013; =28.8-18.0].")
    assert shown == prose.inline("A gap of 11 points [@younger-2013].")
    assert prose.problems == []
    assert "[@younger-2013; 28.8-18.0]" in prose.inline("No sum [@younger-2013; 28.8-18.0].")
