"""Effect measures in words: as they were given, with nothing worked out, and alike wherever they are read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import measures
from tests.evidence.library import STUDIES

WORDS = {
    "hazard ratio 0.91, interval 0.75 to 1.12": {"type": "hazard-ratio", "value": 0.91, "ci": [0.75, 1.12]},
    "mean difference −2.12 points, interval −2.88 to −1.36, p < 0.001": {
        "type": "mean-difference",
        "value": -2.12,
        "unit": "points",
        "ci": [-2.88, -1.36],
        "p": "<0.001",
    },
    "mean difference −10.8 percentage points, p = 0.016": {
        "type": "mean-difference",
        "value": -10.8,
        "unit": "percentage points",
        "p": 0.016,
    },
    "mean difference −3, p = 0.0001": {"type": "mean-difference", "value": -3.0, "p": 0.0001},
    "median difference −1.65 points (median)": {"type": "mean-difference", "value": -1.65, "unit": "points (median)"},
    "standardised mean difference −0.5 standard deviations": {
        "type": "standardised-mean-difference",
        "value": -0.5,
        "unit": "SD",
    },
    "how common: 51% (up to)": {"type": "prevalence", "value": 51, "unit": "% (up to)"},
    "how common: 87% difficulty concentrating": {
        "type": "prevalence",
        "value": 87,
        "unit": "% difficulty concentrating",
    },
    "change −12%": {"type": "percent-change", "value": -12},
    "change −18.9 percentage points": {"type": "percent-change", "value": -18.9, "unit": "percentage points"},
    "risk ratio 1.91 (vomiting)": {"type": "risk-ratio", "value": 1.91, "unit": "vomiting"},
    "incidence rate ratio 1.4": {"type": "other", "value": 1.4, "unit": "incidence rate ratio"},
    "7.4 years (median)": {"type": "other", "value": 7.4, "unit": "years (median)"},
    "rate 11,247": {"type": "rate", "value": 11247},
    "rate 100": {"type": "rate", "value": 100.0},
    "p = 0.00001": {"type": "other", "unit": "p only", "p": 1e-05},
    "odds ratio 1.5, interval from 1.1, its upper end not given": {
        "type": "odds-ratio",
        "value": 1.5,
        "ci": [1.1, None],
    },
    "odds ratio 0.5, interval up to 0.9, its lower end not given": {
        "type": "odds-ratio",
        "value": 0.5,
        "ci": [None, 0.9],
    },
    "interval 1 to 2": {"type": "other", "ci": [1, 2]},
    "correlation strength 0.3": {"type": "correlation-strength", "value": 0.3},
}


@pytest.mark.parametrize(("words", "measure"), WORDS.items(), ids=WORDS)
def test_a_measure_in_words(words, measure):
    assert measures.in_words(measure) == words


@pytest.mark.parametrize(
    "measure", [None, {}, {"type": "other", "unit": "significance only"}, {"type": "rate", "ci": [None, None]}]
)
def test_where_no_figure_was_recorded_nothing_is_said(measure):
    assert measures.in_words(measure) == measures.sentence(measure) == ""


def test_a_line_begins_with_a_capital_but_a_p_value_never():
    assert measures.sentence({"type": "rate", "value": 2}) == "Rate 2"
    assert measures.sentence({"type": "other", "p": 0.04}) == "p = 0.04"


@pytest.mark.parametrize(
    ("p", "words"),
    [
        (None, ""),
        (0.3, "p = 0.3"),
        (0, "p = 0"),
        ("0.04", "p = 0.04"),
        ("<0.001", "p < 0.001"),
        ("> 0.05", "p > 0.05"),
        ("≤0.05", "p ≤ 0.05"),
        ("=0.04", "p = 0.04"),
        ("not significant", "p: not significant"),
        ("", ""),
    ],
)
def test_a_p_value_is_given_as_printed(p, words):
    assert measures.p_value(p) == words


def test_a_scale_is_named_with_its_unit():
    assert measures.axis("mean-difference", "points") == "Mean difference, points"
    assert measures.axis("standardised-mean-difference", "SD") == "Standardised mean difference, standard deviations"
    assert measures.axis("risk-ratio", "") == "Risk ratio"


def test_a_share_that_is_not_known_is_said_to_be_not_given():
    assert [measures.percent(share) for share in (None, 0, 12.5)] == ["not given", "0%", "12.5%"]


def read_back(words: str) -> Decimal:
    return Decimal(words.replace(",", "").replace(measures.MINUS, "-"))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_a_number_reads_back_as_it_was_recorded(value):
    words = measures.number(value)
    assert read_back(words) == Decimal(str(value))
    assert not set(words) - set("0123456789.," + measures.MINUS)


def test_every_kind_of_measure_in_the_library_has_a_name():
    kinds = {
        finding["measure"]["type"]
        for study in STUDIES.values()
        for finding in study.get("findings", [])
        if "measure" in finding
    }
    assert kinds <= measures.NAMES.keys()
