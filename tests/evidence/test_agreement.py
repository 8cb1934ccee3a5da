"""Two raters' agreement: Cohen's weighted kappa and what is said of it."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evidence import agreement, grading
from evidence.agreement import Agreement, levels_apart, points_apart, starts_apart, weighted_kappa
from evidence.grading import LOWERING_DOMAINS, Judgements

codes = st.sampled_from(LOWERING_DOMAINS["risk_of_bias"])
pairs_of_codes = st.lists(st.tuples(codes, codes), min_size=1, max_size=40)
bias = st.sampled_from(LOWERING_DOMAINS["publication_bias"])
pairs_of_bias = st.lists(st.tuples(bias, bias), min_size=1, max_size=40)


@given(st.lists(codes, min_size=2))
def test_full_agreement_is_one(judgements):
    assume(len(set(judgements)) > 1)
    assert weighted_kappa([(judgement, judgement) for judgement in judgements], levels_apart) == 1


@given(pairs_of_codes)
def test_it_does_not_matter_who_is_named_first(pairs):
    turned = [(other, one) for one, other in pairs]
    assert weighted_kappa(pairs, levels_apart) == pytest.approx(weighted_kappa(turned, levels_apart))


@given(st.one_of(pairs_of_codes, pairs_of_bias))
def test_kappa_lies_between_minus_one_and_one(pairs):
    kappa = weighted_kappa(pairs, levels_apart)
    assert kappa is None or -1 - 1e-9 <= kappa <= 1


@given(pairs_of_codes)
def test_it_equals_the_textbook_formula_with_weights_of_agreement(pairs):
    """(Po - Pe) / (1 - Pe) over the whole table of proportions, with weights 1 - gap / widest gap, in fractions."""
    scale = LOWERING_DOMAINS["risk_of_bias"]
    size, total = len(scale), len(pairs)
    table = [[Fraction(pairs.count((row, column)), total) for column in scale] for row in scale]
    rows = [sum(line) for line in table]
    columns = [sum(line[place] for line in table) for place in range(size)]
    weights = [[1 - Fraction(abs(row - column), size - 1) for column in range(size)] for row in range(size)]
    cells = [(row, column) for row in range(size) for column in range(size)]
    observed = sum(weights[row][column] * table[row][column] for row, column in cells)
    expected = sum(weights[row][column] * rows[row] * columns[column] for row, column in cells)
    if expected == 1:
        assert weighted_kappa(pairs, levels_apart) is None
    else:
        assert weighted_kappa(pairs, levels_apart) == pytest.approx(float((observed - expected) / (1 - expected)))


COHEN = {
    ("personality", "personality"): 88, ("personality", "neurosis"): 14, ("personality", "psychosis"): 18,
    ("neurosis", "personality"): 10, ("neurosis", "neurosis"): 40, ("neurosis", "psychosis"): 10,
    ("psychosis", "personality"): 2, ("psychosis", "neurosis"): 6, ("psychosis", "psychosis"): 12,
}  # fmt: skip
"""Table 1 of Cohen's paper of 1968: 200 cases that two judges sorted into three diagnoses."""

GRAVE = {
    frozenset({"personality", "neurosis"}): 1,
    frozenset({"personality", "psychosis"}): 3,
    frozenset({"neurosis", "psychosis"}): 6,
}
"""How grave Cohen took each confusion to be."""


@pytest.mark.parametrize(
    ("apart", "kappa"),
    [
        (lambda one, other: one != other, 0.492),
        (lambda one, other: GRAVE.get(frozenset({one, other}), 0), 0.348),
    ],
    ids=["unweighted", "weighted"],
)
def test_cohens_own_example_comes_out_as_he_printed_it(apart, kappa):
    pairs = [pair for pair, times in COHEN.items() for _ in range(times)]
    assert round(weighted_kappa(pairs, apart), 3) == kappa


@given(codes, st.integers(1, 30))
def test_one_and_the_same_judgement_throughout_has_no_kappa(judgement, times):
    assert weighted_kappa([(judgement, judgement)] * times, levels_apart) is None


def test_no_pairs_have_no_kappa():
    assert agreement.agreement([], levels_apart) == Agreement(0, 0, None)


def test_a_gap_of_two_levels_counts_twice_a_gap_of_one():
    assert levels_apart(grading.NO_CONCERN, grading.SERIOUS) == 1
    assert levels_apart(grading.VERY_SERIOUS, grading.NO_CONCERN) == 2


def test_could_not_assess_is_not_the_same_as_no_concern():
    assert levels_apart(grading.COULD_NOT_ASSESS, grading.NO_CONCERN) == 1
    assert levels_apart(grading.COULD_NOT_ASSESS, grading.SERIOUS) == 1
    assert levels_apart(grading.COULD_NOT_ASSESS, grading.COULD_NOT_ASSESS) == 0


def test_points_and_starting_points_have_their_distances():
    assert points_apart(0, 2) == points_apart(2, 0) == 2
    assert starts_apart(grading.RANDOMISED, grading.CASE_REPORTS) == 2


RANDOMISED = Judgements(grading.RANDOMISED)
OBSERVED = Judgements(grading.NON_RANDOMISED)
NOBODY = Judgements(grading.NO_HUMAN_EVIDENCE)


@pytest.mark.parametrize(
    ("domain", "one", "other", "counts"),
    [
        ("starting_point", RANDOMISED, OBSERVED, True),
        ("risk_of_bias", RANDOMISED, OBSERVED, True),
        ("risk_of_bias", RANDOMISED, NOBODY, False),
        ("large_effect", OBSERVED, OBSERVED, True),
        ("large_effect", RANDOMISED, RANDOMISED, False),
        ("large_effect", RANDOMISED, OBSERVED, False),
        ("inconsistency", Judgements(grading.RANDOMISED, studies=1), Judgements(grading.RANDOMISED, studies=1), False),
        ("inconsistency", Judgements(grading.RANDOMISED, studies=2), Judgements(grading.RANDOMISED, studies=2), True),
    ],
)
def test_only_what_both_could_judge_counts(domain, one, other, counts):
    assert agreement.could_differ(domain, one, other) == counts


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Agreement(0, 0, None), "Too few to say"),
        (Agreement(9, 9, 1.0), "Too few to say"),
        (Agreement(10, 10, None), "All agreed"),
        (Agreement(10, 10, 1.0), "1.00: the same every time"),
        (Agreement(12, 9, 0.6249), "0.62: 62% of the way from chance to full agreement"),
        (Agreement(12, 9, 0.0), "0.00: 0% of the way from chance to full agreement"),
        (Agreement(12, 2, -0.25), "−0.25: less agreement than chance would give"),
    ],
)
def test_agreement_is_said_in_words_that_claim_no_more_than_the_number(found, words):
    assert agreement.in_words(found) == words
