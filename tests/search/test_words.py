"""Words as search sees them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.words import (
    LONGEST_WORD,
    MOST_CHARACTERS,
    MOST_WORDS,
    content_stems,
    fold,
    names_in,
    read,
    stem,
    unaccented,
    words_of,
)

ANYTHING = st.text(st.characters(codec=None), max_size=400)  # lone surrogates and NUL too


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("flush", "flushing"),
        ("joint", "joints"),
        ("achy", "aches"),
        ("sweaty", "sweats"),
        ("foggy", "fog"),
        ("body", "bodies"),
        ("can't", "no"),
        ("don’t", "not"),
        ("Crohn's", "crohns"),
        ("3am", "4am"),
    ],
)
def test_forms_of_a_word_have_one_stem(one, other):
    assert stem(fold(one)) == stem(fold(other))


@pytest.mark.parametrize(("one", "other"), [("flash", "flush"), ("3am", "3pm"), ("joint", "join"), ("sore", "sort")])
def test_other_words_have_other_stems(one, other):
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("word", "folded"), [("Ménière’s", "menieres"), ("Œstrogen", "oestrogen"), ("ＨＲＴ", "hrt"), ("co-Q", "coq")]
)
def test_words_are_compared_without_accents_case_and_apostrophes(word, folded):
    assert fold(word) == folded


def test_text_loses_its_accents_and_keeps_all_else():
    assert unaccented("Sjögren’s, 3–4 µg … œ") == "Sjogren’s, 3–4 µg … oe"


def test_clauses_end_at_commas_and_but_and_parts_at_and():
    tokens = {token.text: token for token in read("sore and stiff, tired but calm").tokens}
    assert tokens["sore"].clause == tokens["stiff"].clause
    assert tokens["sore"].part != tokens["stiff"].part
    assert len({tokens[word].clause for word in ("stiff", "tired", "calm")}) == 3


def test_a_long_query_is_cut_and_says_so():
    reading = read("tired " * 100_000)
    assert reading.cut
    assert len(reading.text) <= MOST_CHARACTERS
    assert len(reading.tokens) <= MOST_WORDS
    assert not read("tired and sore").cut


def test_a_title_holds_the_names_around_its_brackets():
    assert names_in("Underactive thyroid (Hashimoto's)") == ["Underactive thyroid", "Hashimoto's"]
    assert names_in("Microglia: the brain's immune cells") == ["Microglia", "the brain's immune cells"]
    assert names_in("Joint pain") == ["Joint pain"]


def test_a_name_is_recognised_by_its_content():
    assert content_stems(words_of("pain in the joints")) == ["pain", "joint"]
    assert content_stems(words_of("can't sleep")) == ["not", "sleep"]


@given(ANYTHING)
def test_anything_can_be_read(query):
    reading = read(query)
    assert len(reading.text) <= MOST_CHARACTERS
    assert len(reading.tokens) <= MOST_WORDS
    for token in reading.tokens:
        assert token.text
        assert token.text.isalnum()
        assert len(token.text) <= LONGEST_WORD
        assert 0 <= token.start < token.end <= len(reading.text)
    reading.text.encode()  # no half of a character is left
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in reading.text)


@given(ANYTHING)
def test_reading_what_was_read_changes_nothing(query):
    once = read(query)
    assert read(once.text).text == once.text


@given(st.sampled_from(sorted({unicodedata.category(chr(i)) for i in range(0x110000)})), st.data())
def test_every_category_of_character_can_be_read(category, data):
    reading = read(data.draw(st.text(st.characters(categories=[category], codec=None), min_size=1, max_size=50)))
    assert reading.text == " ".join(reading.text.split())
