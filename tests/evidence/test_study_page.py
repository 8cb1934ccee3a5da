"""What a study's page says in words: figures as they were given, with nothing worked out."""

from evidence import study_page
from evidence.models import Design, StudyDirectness


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
