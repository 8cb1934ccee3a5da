"""GRADE's arithmetic: every rule that must always hold."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import grading
from evidence.grading import (
    LOWERING_DOMAINS,
    MOVES,
    RAISING_DOMAINS,
    STARTING_LEVELS,
    SUREST_FIRST,
    Basis,
    Judgements,
)
from evidence.models import Assessment, Outcome
from tests import factories

lowerings = st.fixed_dictionaries({name: st.sampled_from(codes) for name, codes in LOWERING_DOMAINS.items()})
human_starts = st.sampled_from([start for start, level in STARTING_LEVELS.items() if level])
raisings = st.fixed_dictionaries({name: st.sampled_from(points) for name, points in RAISING_DOMAINS.items()})
UNLOWERED = dict.fromkeys(LOWERING_DOMAINS, grading.NO_CONCERN)


def rank(level: str) -> int:
    return SUREST_FIRST.index(level)


@given(human_starts, lowerings)
def test_the_level_stays_between_very_low_and_high(start, lowering):
    assert grading.certainty(Judgements(start, lowering)) in grading.LEVELS.values()


@given(human_starts, lowerings, st.sampled_from(list(LOWERING_DOMAINS)))
def test_adding_a_concern_never_raises_the_level(start, lowering, domain):
    before = grading.certainty(Judgements(start, lowering))
    for worse in LOWERING_DOMAINS[domain]:
        if MOVES[worse] < MOVES[lowering[domain]]:
            assert rank(grading.certainty(Judgements(start, lowering | {domain: worse}))) >= rank(before)


@given(human_starts, lowerings)
def test_equal_judgements_give_an_equal_level_and_the_sum_of_their_steps(start, lowering):
    judgements = Judgements(start, lowering)
    total = STARTING_LEVELS[start] + sum(step.move for step in grading.steps(judgements))
    assert grading.certainty(judgements) == grading.LEVELS[max(1, min(4, total))]
    assert grading.certainty(judgements) == grading.certainty(Judgements(start, dict(lowering)))


@given(human_starts, lowerings, raisings)
def test_raising_needs_observational_evidence_with_nothing_lowered(start, lowering, raising):
    allowed = start == grading.NON_RANDOMISED and not any(MOVES[code] for code in lowering.values())
    judgements = Judgements(start, lowering, raising)
    if any(raising.values()) and not allowed:
        with pytest.raises(ValueError, match="rated up"):
            grading.certainty(judgements)
    else:
        assert grading.certainty(judgements) in grading.LEVELS.values()


@given(raisings)
def test_raising_never_lowers(raising):
    plain = grading.certainty(Judgements(grading.NON_RANDOMISED, UNLOWERED))
    assert rank(grading.certainty(Judgements(grading.NON_RANDOMISED, UNLOWERED, raising))) <= rank(plain)


def test_without_people_there_is_no_certainty():
    assert grading.certainty(Judgements(grading.NO_HUMAN_EVIDENCE)) == grading.NOT_RATED


def test_without_people_nothing_can_be_rated_down():
    with pytest.raises(ValueError, match="nothing to rate down"):
        grading.certainty(Judgements(grading.NO_HUMAN_EVIDENCE, {"imprecision": grading.SERIOUS}))


def test_a_single_study_has_no_inconsistency_to_judge():
    with pytest.raises(ValueError, match="single study"):
        grading.certainty(Judgements(grading.RANDOMISED, {"inconsistency": grading.SERIOUS}, studies=1))
    assert (
        grading.certainty(Judgements(grading.RANDOMISED, {"inconsistency": grading.SERIOUS}, studies=2)) == "moderate"
    )


def test_not_being_able_to_judge_publication_bias_moves_nothing():
    assert grading.certainty(Judgements(grading.RANDOMISED, {"publication_bias": grading.COULD_NOT_ASSESS})) == "high"


@pytest.mark.parametrize(
    ("domain", "judgement"),
    [
        ("indirectness", grading.EXTREMELY_SERIOUS),
        ("publication_bias", grading.VERY_SERIOUS),
        ("mood", grading.SERIOUS),
    ],
)
def test_a_judgement_that_a_domain_does_not_have_is_refused(domain, judgement):
    with pytest.raises(ValueError, match="is not a judgement"):
        grading.certainty(Judgements(grading.RANDOMISED, {domain: judgement}))


def every_allowed_input() -> list[Judgements]:
    """All combinations that GRADE allows; the rest are refused by both, which other tests show."""
    found = []
    for codes in product(*LOWERING_DOMAINS.values()):
        lowering = dict(zip(LOWERING_DOMAINS, codes, strict=True))
        found += [Judgements(start, lowering) for start, level in STARTING_LEVELS.items() if level]
        if not any(MOVES[code] for code in codes):
            found.append(Judgements(grading.NO_HUMAN_EVIDENCE, lowering))
            for points in product(*RAISING_DOMAINS.values()):
                if any(points):
                    raising = dict(zip(RAISING_DOMAINS, points, strict=True))
                    found.append(Judgements(grading.NON_RANDOMISED, lowering, raising))
    return found


@pytest.mark.django_db
def test_the_database_computes_the_same_certainty_on_every_input():
    toes, socks = factories.topic(), factories.intervention()
    outcome = Outcome.objects.create(slug="warmth", name="Warmth", phrase="warmth", better="higher")
    inputs = every_allowed_input()
    rows = [
        Assessment(
            intervention=socks,
            topic=toes,
            outcome=outcome,
            key=f"row-{number}",
            directness="direct",
            direction="benefit",
            size="small",
            starting_point=judgements.starting_point,
            **judgements.lowering,
            **judgements.raising,
            **{f"{name}_reason": "Because." for name in (*LOWERING_DOMAINS, *RAISING_DOMAINS)},
        )
        for number, judgements in enumerate(inputs)
    ]
    Assessment.objects.bulk_create(rows)
    stored = dict(Assessment.objects.filter(intervention=socks).values_list("key", "certainty"))
    assert stored == {f"row-{number}": grading.certainty(judgements) for number, judgements in enumerate(inputs)}
    assert set(stored.values()) == set(SUREST_FIRST)


# --- letters ---


def test_an_effect_claim_is_as_sure_as_its_least_certain_assessment():
    assert grading.effect_letter(["high", "low"]) == "C"
    assert grading.effect_letter(["high"]) == "A"


def test_an_effect_that_nobody_tested_has_no_letter():
    assert grading.effect_letter(["not-rated"]) is None
    assert grading.effect_letter([]) is None


@pytest.mark.parametrize(
    ("bases", "letter"),
    [
        ([Basis("human", 2)], "A"),
        ([Basis("human", 1)], "B"),
        ([Basis("animal")], "C"),
        ([Basis("laboratory")], "C"),
        ([Basis("theory")], "D"),
        ([Basis("human", 3), Basis("theory")], "D"),
        ([], None),
    ],
)
def test_a_mechanism_is_as_strong_as_its_weakest_arrow(bases, letter):
    assert grading.mechanism_letter(bases) == letter


@pytest.mark.parametrize(
    ("designs", "letter"),
    [
        ([("systematic-review", None)], "A"),
        ([("cohort", 10_000)], "A"),
        ([("cohort", 9_999)], "B"),
        ([("cross-sectional", 500_000)], "C"),
        ([("case-report", 1)], "D"),
        ([("narrative-review", None), ("cohort", None)], "B"),
        ([], None),
    ],
)
def test_an_occurrence_is_as_sure_as_its_best_study(designs, letter):
    assert grading.occurrence_letter(designs) == letter


@pytest.mark.parametrize(("source", "letter"), [("authority", "A"), ("secondary", "B"), ("reported", "C"), ("", None)])
def test_a_record_is_as_sure_as_where_it_was_read(source, letter):
    assert grading.record_letter(source) == letter


def test_disagreement_lowers_a_letter_by_one_and_d_stays_d():
    assert [grading.lowered(letter) for letter in ("A", "B", "C", "D", None)] == ["B", "C", "D", "D", None]


@given(human_starts, lowerings, st.integers(1, 30))
def test_leaving_studies_out_never_makes_anybody_surer(start, lowering, studies):
    judged = Judgements(start, lowering)
    left = grading.leaving_out(judged, studies)
    assert rank(left) >= rank(grading.certainty(judged))
    assert grading.leaving_out(judged, 0) is None
