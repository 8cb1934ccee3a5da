"""What one cell of the evidence map may say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import grading, wording
from evidence import map as evidence_map
from evidence.map import Choice, Row, cell, reading
from evidence.models import Direction, Directness, Size

rows = st.lists(
    st.builds(
        Row,
        key=st.uuids().map(str),
        outcome=st.sampled_from(["pain", "sleep", "nausea"]),
        certainty=st.sampled_from(grading.SUREST_FIRST),
        direction=st.sampled_from(Direction.values),
        size=st.sampled_from(Size.values),
        directness=st.sampled_from(Directness.values),
        is_harm=st.booleans(),
        on_retracted=st.booleans(),
    ),
    min_size=1,
    max_size=8,
)
choices = st.builds(
    Choice,
    certainty=st.sampled_from(["", *grading.SUREST_FIRST[:-1]]),
    directness=st.sampled_from(["", *Directness.values]),
)


def row(**fields) -> Row:
    given = {"key": "a", "outcome": "pain", "certainty": "low", "direction": "benefit", "size": "small"}
    return Row(**(given | {"directness": "direct"} | fields))


def surest(of: list[Row]) -> list[Row]:
    best = min(grading.SUREST_FIRST.index(one.certainty) for one in of)
    return [one for one in of if one.certainty == grading.SUREST_FIRST[best]]


@given(rows)
def test_the_certainty_is_the_highest_of_its_rows_and_the_direction_one_that_its_surest_rows_have(of):
    found = reading(of)
    assert found.certainty == surest(of)[0].certainty
    states = {one.state for one in surest(of)}
    assert found.state in states if len(states) == 1 else found.state == wording.MIXED
    assert found.key in {one.key for one in surest(of)}
    assert found.outcomes == len({one.outcome for one in of})
    assert found.on_retracted == any(one.on_retracted for one in of)


@given(rows)
def test_what_is_too_uncertain_or_untested_never_shows_a_direction(of):
    found = reading(of)
    assert (found.certainty == grading.VERY_LOW) == (found.state == evidence_map.TOO_UNCERTAIN)
    assert (found.certainty == grading.NOT_RATED) == (found.state == evidence_map.NOT_TESTED)


@given(rows)
def test_elsewhere_is_said_exactly_where_nobody_in_menopause_is_behind_what_is_shown(of):
    found = reading(of)
    at_home = [one for one in of if one.directness in ("direct", "mixed") and one.certainty != grading.NOT_RATED]
    if found.certainty == grading.NOT_RATED:
        assert found.elsewhere == ""
    elif not at_home:
        assert found.elsewhere == evidence_map.ONLY_ELSEWHERE
    else:
        assert (found.elsewhere == "") == any(one in at_home for one in surest(of))


@given(rows)
def test_it_says_in_whom_the_surest_were_studied_and_never_more_directly_than_all_of_them_were(of):
    found, behind = reading(of), {one.directness for one in surest(of)}
    if found.certainty == grading.NOT_RATED:
        assert found.studied == ""
    else:
        assert (found.studied == "direct") == (behind == {"direct"})
        assert (found.studied in ("direct", "mixed")) == (found.elsewhere == "")


@given(rows)
def test_wanted_and_unwanted_effects_are_read_apart(of):
    found = cell(of)
    assert found.effect == reading(one for one in of if not one.is_harm)
    assert found.harms == reading(one for one in of if one.is_harm)


@given(rows, choices)
def test_a_choice_hides_no_unwanted_effect_of_a_cell_that_is_shown_and_shows_nothing_that_was_not_chosen(of, choice):
    found = cell(of, choice)
    if not any(choice.takes(one) for one in of):
        assert found.is_left_out
        return
    assert found.harms == reading(one for one in of if one.is_harm)
    assert found.effect == reading(one for one in of if not one.is_harm and choice.takes(one))
    if found.effect and choice.certainty:
        levels = grading.SUREST_FIRST.index
        assert levels(found.effect.certainty) <= levels(choice.certainty)


@given(rows, st.sampled_from(grading.SUREST_FIRST[:-1]))
def test_choosing_surer_evidence_never_hides_that_the_surest_disagree(of, least):
    whole, chosen = cell(of), cell(of, Choice(certainty=least))
    if chosen.effect:
        assert chosen.effect.state == whole.effect.state
        assert chosen.effect.certainty == whole.effect.certainty


def test_there_is_no_cell_without_rows():
    assert cell([]) is None


def test_a_direction_says_no_more_than_the_sentence():
    assert row(size="trivial").state == wording.NO_DIFFERENCE
    assert row(size="trivial", direction="harm").state == wording.NO_DIFFERENCE
    assert row(certainty="very-low").state == evidence_map.TOO_UNCERTAIN


def test_a_surer_harm_does_not_stand_for_the_effect():
    found = cell([row(certainty="low"), row(certainty="high", direction="harm", is_harm=True, outcome="nausea")])
    assert (found.effect.certainty, found.effect.state) == ("low", "benefit")
    assert (found.harms.certainty, found.harms.state) == ("high", "harm")


def test_surest_rows_that_disagree_are_mixed_and_less_sure_ones_do_not_count():
    better, same = row(), row(direction="no-difference", outcome="sleep")
    assert reading([better, same]).state == "mixed"
    assert reading([row(certainty="moderate"), same]).state == "benefit"


@pytest.mark.parametrize("words", [evidence_map.STATE_WORDS, evidence_map.HARM_STATE_WORDS])
def test_every_state_has_words_of_its_own(words):
    assert set(words) == {*Direction.values, evidence_map.TOO_UNCERTAIN, evidence_map.NOT_TESTED}
    assert len(set(words.values())) == len(words)
