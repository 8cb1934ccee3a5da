"""The compiled sentence says no more than its certainty allows."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import wording
from evidence.wording import Statement, sentence

FLUSHES = {"intervention": "hormone therapy", "outcome": "hot flushes", "better": "lower", "is_harm": False}


def say(certainty: str, size: str, direction: str = "benefit", **other) -> str:
    return sentence(Statement(**(FLUSHES | other), certainty=certainty, direction=direction, size=size))


@pytest.mark.parametrize(
    ("certainty", "size", "expected"),
    [
        ("high", "large", "Hormone therapy greatly reduces hot flushes."),
        ("high", "moderate", "Hormone therapy reduces hot flushes."),
        ("high", "small", "Hormone therapy slightly reduces hot flushes."),
        ("high", "trivial", "Hormone therapy makes little or no difference to hot flushes."),
        ("moderate", "large", "Hormone therapy probably greatly reduces hot flushes."),
        ("moderate", "moderate", "Hormone therapy probably reduces hot flushes."),
        ("moderate", "small", "Hormone therapy probably slightly reduces hot flushes."),
        ("moderate", "trivial", "Hormone therapy probably makes little or no difference to hot flushes."),
        ("low", "large", "Hormone therapy may greatly reduce hot flushes."),
        ("low", "moderate", "Hormone therapy may reduce hot flushes."),
        ("low", "small", "Hormone therapy may slightly reduce hot flushes."),
        ("low", "trivial", "Hormone therapy may make little or no difference to hot flushes."),
    ],
)
def test_every_cell_of_the_table(certainty, size, expected):
    assert say(certainty, size) == expected


@pytest.mark.parametrize(
    ("certainty", "expected"),
    [
        ("high", "Soy isoflavones reduce hot flushes."),
        ("moderate", "Soy isoflavones probably reduce hot flushes."),
        ("low", "Soy isoflavones may reduce hot flushes."),
        (
            "very-low",
            "We don’t yet know whether soy isoflavones change hot flushes: the evidence is too uncertain.",
        ),
    ],
)
def test_a_plural_takes_a_plural_verb(certainty, expected):
    assert say(certainty, "moderate", intervention="soy isoflavones", plural=True) == expected


@pytest.mark.parametrize("size", ["large", "moderate", "small", "trivial"])
def test_very_low_says_that_nobody_knows(size):
    assert say("very-low", size) == (
        "We don’t yet know whether hormone therapy changes hot flushes: the evidence is too uncertain."
    )


@pytest.mark.parametrize(
    ("fields", "ending"),
    [
        ({"may_also": "benefit"}, "to hot flushes, but may help enough to matter."),
        ({"may_also": "harm", "outcome": "sleep", "better": "higher"}, "to sleep, but may harm enough to matter."),
        ({"may_also": "harm", "outcome": "nausea", "is_harm": True}, "to nausea, but may raise the risk."),
        ({"may_also": ""}, "to hot flushes."),
    ],
)
def test_an_interval_with_one_end_that_matters_says_what_else_may_be(fields, ending):
    said = say("moderate", "trivial", "no-difference", **fields)
    assert said == f"Hormone therapy probably makes little or no difference {ending}"


def test_verbs_follow_the_direction_that_is_better():
    assert say("high", "moderate", outcome="sleep", better="higher") == "Hormone therapy improves sleep."
    assert say("low", "moderate", "harm", outcome="sleep", better="higher") == "Hormone therapy may worsen sleep."
    assert say("high", "moderate", "harm") == "Hormone therapy increases hot flushes."


def test_harms_are_said_as_risks():
    harm = {"outcome": "vivid dreams", "is_harm": True}
    assert say("low", "moderate", "harm", **harm) == "Hormone therapy may raise the risk of vivid dreams."
    assert say("very-low", "moderate", "benefit", **harm) == (
        "We don’t yet know whether hormone therapy changes the risk of vivid dreams: the evidence is too uncertain."
    )
    assert say("high", "large", "benefit", **harm) == "Hormone therapy greatly lowers the risk of vivid dreams."


def test_other_people_stand_in_the_sentence():
    said = say("moderate", "small", population="women with fibromyalgia")
    assert said == "In women with fibromyalgia, hormone therapy probably slightly reduces hot flushes."


def test_not_tested_and_little_difference_are_never_alike():
    untested = say("not-rated", "unclear", "unclear", topic="hot flushes", searched="22 November 2026")
    assert untested == "We found no studies of hormone therapy for hot flushes (searched: 22 November 2026)."
    assert untested != say("low", "trivial", "no-difference")


@pytest.mark.parametrize("direction", ["mixed", "unclear"])
def test_a_direction_that_no_sentence_fits_says_what_a_person_wrote(direction):
    assert say("low", "unclear", direction, written="Two trials disagree.") == "Two trials disagree."


@given(
    st.sampled_from(["moderate", "low", "very-low"]),
    st.sampled_from(["large", "moderate", "small", "trivial"]),
    st.sampled_from(["benefit", "harm", "no-difference"]),
)
def test_nothing_below_high_is_said_without_a_hedge(certainty, size, direction):
    hedge = {"moderate": "probably", "low": "may", "very-low": "don’t yet know"}[certainty]
    assert hedge in say(certainty, size, direction)


statements = st.builds(
    Statement,
    intervention=st.just("wool socks"),
    outcome=st.sampled_from(["hot flushes", "sleep", "vivid dreams"]),
    better=st.sampled_from(["lower", "higher"]),
    is_harm=st.booleans(),
    certainty=st.sampled_from(["high", "moderate", "low", "very-low", "not-rated"]),
    direction=st.sampled_from(["benefit", "harm", "no-difference"]),
    size=st.sampled_from(["large", "moderate", "small", "trivial", "unclear"]),
    population=st.sampled_from(["", "women with fibromyalgia"]),
    topic=st.just("cold toes"),
    searched=st.sampled_from(["", "22 November 2026"]),
)


@given(statements)
def test_equal_inputs_give_an_equal_sentence(statement):
    assert sentence(statement) == sentence(replace(statement))


@given(statements)
def test_no_sentence_says_that_there_is_no_effect_or_that_it_is_not_significant(statement):
    said = sentence(statement).lower()
    assert "no effect" not in said
    assert "significant" not in said
    assert "not work" not in said


@given(statements)
def test_a_sentence_is_one_sentence_and_names_what_it_is_about(statement):
    said = sentence(statement)
    assert said[0].isupper()
    assert said.endswith(".")
    assert said.count(".") == 1
    assert "wool socks" in said.lower()
    assert statement.outcome in said
    assert statement.certainty == "not-rated" or statement.population in said


@given(statements)
def test_the_reserved_words_stand_only_where_the_certainty_is_theirs(statement):
    words = sentence(statement).split()
    assert ("probably" in words) == (statement.certainty == "moderate")
    assert ("may" in words) == (statement.certainty == "low")


@given(statements)
def test_better_and_worse_are_never_said_with_the_same_verb(statement):
    if statement.certainty in ("high", "moderate", "low") and statement.size != "trivial":
        better = sentence(replace(statement, direction="benefit"))
        worse = sentence(replace(statement, direction="harm"))
        neither = sentence(replace(statement, direction="no-difference"))
        assert len({better, worse, neither}) == 3
        assert "little or no difference" in neither


@given(statements)
def test_a_harm_is_a_risk_and_less_of_it_is_better(statement):
    said = sentence(replace(statement, is_harm=True))
    if statement.certainty in ("high", "moderate", "low") and statement.size != "trivial":
        verb = {"benefit": "lower", "harm": "raise"}.get(statement.direction)
        assert verb is None or re.search(rf"\b{verb}s? the risk of", said)


def test_every_level_has_its_words_and_petals():
    levels = {"high", "moderate", "low", "very-low", "not-rated"}
    assert set(wording.CERTAINTY_WORDS) == set(wording.CERTAINTY_MEANING) == set(wording.PETALS) == levels
    assert [wording.PETALS[level] for level in ("high", "moderate", "low", "very-low", "not-rated")] == [4, 3, 2, 1, 0]
