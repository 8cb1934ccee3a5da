"""Hints to a rater: GRADE's rules of thumb, which suggest and never decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.grading import LOWERING_DOMAINS
from evidence.hints import Body, Interval, hints


def body(**fields):
    return Body(**({"studies": 12, "participants": 5000, "directness": "direct"} | fields))


def test_many_studies_of_many_women_in_menopause_suggest_nothing():
    assert hints(body(measures=frozenset({"mean-difference"}))) == {}


def test_a_body_without_studies_suggests_nothing():
    assert hints(Body(studies=0, participants=None, directness="indirect")) == {}


def test_other_people_suggest_indirectness():
    assert "at least one level down" in hints(body(directness="indirect"))["indirectness"][0]
    assert "indirectness" not in hints(body(directness="mixed"))


def test_an_interval_is_held_against_the_difference_that_matters_where_that_is_known():
    known = Interval("Okafor 2020", "mean-difference", -0.9, 0.3, important=1.5)
    unknown = Interval("Mbeki 2021", "mean-difference", -0.9, 0.3)
    ratio = Interval("Diaz 2022", "risk-ratio", 0.5, 0.9, important=1.5)
    [said] = hints(body(intervals=[known, unknown, ratio]))["size"]
    assert said.startswith("Okafor 2020: Both ends of the interval are too small to matter.")


@pytest.mark.parametrize(("participants", "suggested"), [(399, True), (400, False)])
def test_fewer_than_400_people_on_a_scale_suggest_imprecision(participants, suggested):
    found = hints(body(participants=participants, measures=frozenset({"mean-difference"})))
    assert ("imprecision" in found) == suggested


@pytest.mark.parametrize(
    ("participants", "words"), [(299, "can’t have had 300 events"), (300, "Look up how many events")]
)
def test_fewer_than_300_events_suggest_imprecision(participants, words):
    found = hints(body(participants=participants, measures=frozenset({"risk-ratio"})))["imprecision"]
    assert len(found) == 1
    assert words in found[0]


def test_an_unknown_number_of_people_is_said_to_be_unknown():
    assert "is known" in hints(body(participants=None))["imprecision"][0]


@pytest.mark.parametrize(("studies", "suggested"), [(9, True), (10, False)])
def test_fewer_than_ten_studies_show_nothing_in_a_funnel_plot(studies, suggested):
    assert ("publication_bias" in hints(body(studies=studies))) == suggested


@pytest.mark.parametrize(("studies", "said"), [(1, True), (2, False)])
def test_a_single_study_has_no_inconsistency_to_judge(studies, said):
    assert ("inconsistency" in hints(body(studies=studies))) == said


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval("a", "mean-difference", -3, 1, important=2), "both no effect and one that matters"),
        (Interval("a", "mean-difference", -1, 1, important=2), None),
        (Interval("a", "mean-difference", -3, -1, important=2), None),
        (Interval("a", "mean-difference", -3, 1), "If it also takes in one that would matter"),
        (Interval("a", "risk-ratio", 0.7, 1.2), "If it also takes in one that would matter"),
        (Interval("a", "risk-ratio", 0.2, 0.9), None),
    ],
)
def test_an_interval_that_takes_in_no_effect_and_an_important_one_suggests_imprecision(interval, words):
    found = hints(body(intervals=[interval])).get("imprecision", [])
    assert [words in hint for hint in found] == ([True] if words else [])


numbers = st.floats(-10, 10)


@given(st.integers(0, 20), st.one_of(st.none(), st.integers(0, 9999)), st.sampled_from(["direct", "indirect"]), numbers)
def test_hints_are_words_about_domains_that_lower(studies, participants, directness, low):
    found = hints(Body(studies, participants, directness, intervals=[Interval("a", "mean-difference", low, low + 1)]))
    assert set(found) <= set(LOWERING_DOMAINS)
    assert all(hint.endswith(".") for words in found.values() for hint in words)
