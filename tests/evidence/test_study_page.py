"""What a study's page says in words: figures as they were given, with nothing worked out."""

import pytest

from evidence import study_page
from evidence.models import Design, StudyDirectness
from tests.evidence.library import STUDIES

MEASURES = {
    "Hazard ratio 0.91; interval 0.75 to 1.12": {"type": "hazard-ratio", "value": 0.91, "ci": [0.75, 1.12]},
    "Difference of means −2.12 points; interval −2.88 to −1.36; p < 0.001": {
        "type": "mean-difference",
        "value": -2.12,
        "unit": "points",
        "ci": [-2.88, -1.36],
        "p": "<0.001",
    },
    "How common: 51% (up to)": {"type": "prevalence", "value": 51, "unit": "% (up to)"},
    "Risk ratio 1.91 (vomiting)": {"type": "risk-ratio", "value": 1.91, "unit": "vomiting"},
    "7.4 years (median)": {"type": "other", "value": 7.4, "unit": "years (median)"},
    "p = 0.00001": {"type": "other", "unit": "p only", "p": 1e-05},
    "Difference of means −3; p = 0.3": {"type": "mean-difference", "value": -3.0, "p": 0.3},
    "Odds ratio 1.5; interval 1.1 to not given": {"type": "odds-ratio", "value": 1.5, "ci": [1.1, None]},
    "Interval 1 to 2": {"type": "other", "ci": [1, 2]},
    "Rate 11,247": {"type": "rate", "value": 11247},
    "Rate 100": {"type": "rate", "value": 100.0},
    "": {"type": "other", "unit": "significance only"},
}


@pytest.mark.parametrize(("words", "given"), MEASURES.items(), ids=MEASURES)
def test_a_measure_in_words(words, given):
    assert study_page.measure(given) == words


def test_every_kind_of_measure_in_the_library_has_words():
    kinds = {
        finding["measure"]["type"]
        for study in STUDIES.values()
        for finding in study["findings"]
        if "measure" in finding
    }
    assert kinds - {"other"} <= study_page.MEASURES.keys()


def test_every_design_and_directness_has_words():
    assert study_page.DESIGN_MEANING.keys() == set(Design)
    assert study_page.WHO_WAS_STUDIED.keys() == set(StudyDirectness)


def test_an_unclear_direction_never_stands_before_what_was_found():
    plain = {"outcome": "duration", "direction": "unclear", "effect": "7.4 years"}
    found = study_page.finding(plain, {})
    assert found["direction"] == ""
    assert ("Better or worse", study_page.UNCLEAR) in found["facts"]
    assert study_page.finding(plain | {"direction": "harm"}, {})["direction"] == "Worse"


def test_a_treatment_without_a_page_lends_its_address_s_words_and_no_link():
    plain = {"outcome": "pain", "direction": "benefit", "effect": "less", "intervention": "wool-socks"}
    found = study_page.finding(plain, {})
    assert (found["of"], found["of_url"]) == ("wool socks", "")


def test_harms_with_a_share_stand_in_the_table_and_others_in_a_list():
    found = study_page.harms(
        [
            {"event": "headache", "intervention_pct": 16, "comparator_pct": 0},
            {"event": "nausea", "intervention_pct": 12.5},
            {"event": "stroke", "note": "none"},
        ]
    )
    assert [(harm["event"], harm["on_treatment"], harm["in_comparison"]) for harm in found["harms_counted"]] == [
        ("headache", "16%", "0%"),
        ("nausea", "12.5%", "not given"),
    ]
    assert [harm["event"] for harm in found["harms_named"]] == ["stroke"]
