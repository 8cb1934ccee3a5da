"""What is corrected, and what is left as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.spelling import Correction, Lexicon, corrected, doubtful, learnt, variants
from search.words import ENGLISH, read, stem
from tests.search.vocabulary import LEXICON


def corrections(query, lexicon=LEXICON):
    return {found.typed: found.read_as for found in corrected(read(query), lexicon)[1]}


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("pian", "pain"),
        ("jiont", "joint"),
        ("flsuhes", "flushes"),
        ("insomina", "insomnia"),
        ("anxeity", "anxiety"),
        ("sweets", None),
        ("gain", None),
        ("rain", None),
        ("main", None),
        ("xyzzy", None),
        ("pia", None),
        ("p4in", None),
        ("hotflashes", "hot flashes"),
        ("jointpain", "joint pain"),
    ],
)
def test_slips_are_corrected_and_words_are_not(typed, read_as):
    assert corrections(typed).get(typed) == read_as


def test_a_word_that_pages_use_is_right():
    assert not corrections("pian", Lexicon(uses=LEXICON.uses, in_text={"pian"}))
    assert not corrections("pian", Lexicon(uses=LEXICON.uses, spellings={"pian": frozenset(["pian"])}))


def test_a_correction_tells_what_was_typed():
    assert corrected(read("Joint PIAN"), LEXICON)[1] == [Correction("PIAN", "pain")]


@given(st.sampled_from(sorted(ENGLISH)))
def test_no_common_english_word_is_ever_corrected(word):
    if stem(word) in ENGLISH:  # a stem need not be a word
        assert not corrections(word)


@given(st.sampled_from(sorted(LEXICON.uses)))
def test_no_word_of_a_name_is_ever_corrected(word):
    assert not corrections(word)


@given(st.sampled_from(sorted(word for word in LEXICON.uses if len(word) >= 6)), st.data())
def test_a_slip_in_a_long_word_leads_back_to_a_word_of_names(word, data):
    at = data.draw(st.integers(1, len(word) - 2))
    typed = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if typed in doubtful(read(typed)) and not LEXICON.knows(read(typed).tokens[0]):
        assert set(corrections(typed)[typed].split(" or ")) <= LEXICON.uses.keys()


@given(st.text("abc", min_size=4, max_size=8))
def test_the_variants_of_a_word_hold_every_swap_of_neighbours(word):
    swaps = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    assert swaps <= set(variants(word))


def test_names_teach_other_spellings_both_ways():
    names = [(("hot", "flushes"), False), (("hot", "flashes"), True), (("nite", "sweats"), True)]
    assert learnt([*names, (("night", "sweats"), False)]) == [
        ("flash", "flush"),
        ("flush", "flash"),
        ("night", "nite"),
        ("nite", "night"),
    ]


def test_names_that_mean_the_same_in_other_words_teach_no_spelling():
    assert learnt([(("feeling", "hopless"), True), (("feeling", "blue"), False), (("feeling", "low"), False)]) == []
