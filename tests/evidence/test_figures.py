"""Figures: what may be drawn, where it stands, and what the words beside it say."""

import json
from copy import deepcopy

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evidence.figures import forest, paths, text, thousand
from tests.evidence.library import STUDIES

PAIN = {"name": "Pain", "phrase": "pain", "better": "lower", "harm": False}
SLEEP = {"name": "Sleep", "phrase": "sleep", "better": "higher", "harm": False}
DREAMS = {"name": "Vivid dreams", "phrase": "vivid dreams", "better": "lower", "harm": True}
TRIAL = {"design": "rct-parallel", "authors": ["Okafor A"], "year": 2020, "n": 40, "population": "Women with cold toes"}


def library_study(slug):
    """A study of the library, for a test to change."""
    return deepcopy(STUDIES[slug])


def library_findings(*names):
    found = []
    for name in names:
        slug, key = name.split("/")
        study = library_study(slug)
        found.append((slug, study, next(one for one in study["findings"] if one["key"] == key)))
    return found


def finding(measure, **fields):
    given = {"key": "pain", "intervention": "wool-socks", "outcome": "pain", "comparator": "placebo"}
    return given | {"direction": "benefit", "effect": "less pain", "measure": measure} | fields


def mean_difference(value=-1.0, ci=(-2.0, 0.5), unit="points on a 0-10 scale", **fields):
    return finding({"type": "mean-difference", "value": value, "unit": unit, "ci": list(ci)}, **fields)


def plotted(*findings, outcome=PAIN, study=TRIAL):
    named = [(f"study-{place}", study, one) for place, one in enumerate(findings)]
    return forest.forest(named, outcome=outcome, slug="wool-socks", name="wool socks")


numbers = st.floats(-1e6, 1e6)
ratios = st.floats(1e-5, 1e6)


@st.composite
def measures(draw):
    kind = draw(st.sampled_from([*forest.DIFFERENCES, *forest.RATIOS]))
    low, value, high = sorted(draw(st.lists(ratios if kind in forest.RATIOS else numbers, min_size=3, max_size=3)))
    return {"type": kind, "value": value, "unit": "hot flushes a day", "ci": [low, high]}


# --- forest plots: what is drawn, and where ---------------------------------------------------------------------------


@given(st.lists(measures(), min_size=1, max_size=8))
def test_an_estimate_is_drawn_inside_its_interval_and_inside_the_plot(found):
    for plot in plotted(*map(finding, found)):
        for row in plot["rows"]:
            assert 0 <= row["low"] <= row["x"] <= row["high"] <= 100
            assert 0 <= row["waist"] <= 100
        assert 0 <= plot["null"] <= 100


def test_an_interval_narrower_than_anybody_measures_is_drawn_as_one_place():
    [plot] = plotted(mean_difference(value=0.0, ci=(0.0, 5e-324)))
    [row] = plot["rows"]
    assert row["low"] == row["x"] == row["high"] == plot["null"]


@given(measures())
def test_the_null_line_stands_on_the_side_of_the_interval_that_it_belongs_to(measure):
    [plot] = plotted(finding(measure))
    null = 1 if measure["type"] in forest.RATIOS else 0
    [row] = plot["rows"]
    if measure["ci"][0] > null:
        assert plot["null"] <= row["low"]
    elif measure["ci"][1] < null:
        assert plot["null"] >= row["high"]
    else:
        assert row["low"] <= plot["null"] <= row["high"]


@given(st.lists(measures(), min_size=1, max_size=8))
def test_every_full_result_is_drawn_once_and_each_plot_has_one_kind_of_measure(found):
    plots = plotted(*map(finding, found))
    keys = [row["key"] for plot in plots for row in plot["rows"]]
    assert sorted(keys) == sorted(f"study-{place}" for place in range(len(found)))
    for plot in plots:
        kinds = {found[int(row["key"].removeprefix("study-"))]["type"] for row in plot["rows"]}
        assert len(kinds) == 1


@given(st.lists(measures(), min_size=1, max_size=5))
def test_equal_inputs_give_equal_plots_of_plain_data(found):
    plots = plotted(*map(finding, found))
    assert plots == plotted(*map(finding, found))
    assert json.loads(json.dumps(plots)) == plots


@given(measures(), st.sampled_from(["no value", "no interval", "no lower end", "no upper end", "outside"]))
def test_nothing_without_a_full_interval_is_ever_drawn(measure, fault):
    low, high = measure["ci"]
    assume(high < 1e6)
    broken = {
        "no value": {"value": None},
        "no interval": {"ci": None},
        "no lower end": {"ci": [None, high]},
        "no upper end": {"ci": [low, None]},
        "outside": {"value": high + 1},
    }[fault]
    assert plotted(finding(measure | broken)) == []


@pytest.mark.parametrize("kind", ["prevalence", "rate", "percent-change", "correlation", "other", "made-up"])
def test_a_measure_that_compares_nothing_for_sure_is_never_drawn(kind):
    assert plotted(finding({"type": kind, "value": 0.8, "unit": "%", "ci": [0.5, 0.9]})) == []


@pytest.mark.parametrize(("value", "ci"), [(0.0, (0.0, 1.0)), (0.5, (-0.5, 1.0)), (float("nan"), (0.1, 1.0))])
def test_a_ratio_that_cannot_be_one_is_never_drawn(value, ci):
    assert plotted(finding({"type": "risk-ratio", "value": value, "ci": list(ci)})) == []


def test_a_mean_difference_without_its_unit_is_never_drawn():
    assert plotted(mean_difference(unit="")) == []


def test_a_ratio_and_its_inverse_stand_equally_far_from_no_difference():
    scale = forest.Scale.of([0.25, 4.0], "risk-ratio")
    assert scale.place(1) - scale.place(0.25) == pytest.approx(scale.place(4) - scale.place(1), abs=0.02)


@given(st.lists(ratios, min_size=1, max_size=6), st.sampled_from(["mean-difference", "risk-ratio"]))
def test_ticks_are_few_rise_and_hold_no_difference(values, kind):
    ticks = forest.Scale.of(values, kind).ticks()
    assert forest.null_of(kind) in ticks
    assert ticks == sorted(set(ticks))
    assert len(ticks) <= 9


def test_different_units_questionnaires_and_treatments_do_not_share_a_plot():
    hamd = mean_difference(unit="points", instrument="HAM-D-17")
    madrs = mean_difference(unit="points", instrument="MADRS")
    other = mean_difference(unit="points", instrument="MADRS", intervention="silk-socks")
    before = mean_difference(unit="points", instrument="MADRS", comparator="baseline")
    assert len(plotted(hamd, madrs, other, before)) == 4
    assert len(plotted(madrs, madrs)) == 1


def test_an_unnamed_questionnaire_stands_alone():
    assert len(plotted(mean_difference(unit="points"), mean_difference(unit="points"))) == 2


# --- forest plots: which side is better -------------------------------------------------------------------------------


def sides(one, outcome=PAIN):
    [plot] = plotted(one, outcome=outcome)
    return plot["sides"]


def test_the_sides_follow_the_findings_own_direction():
    less, more = "Less pain with wool socks", "More pain with wool socks"
    assert sides(mean_difference()) == [less, more]
    assert sides(mean_difference(1.0, (0.5, 2.0), direction="harm")) == [less, more]
    gain = mean_difference(1.0, (0.5, 2.0), direction="benefit")
    assert sides(gain) == ["Worse with wool socks", "Better with wool socks"]
    fall_on_a_sleep_scale = mean_difference(-2.4, (-3.4, -1.3), "PSQI points")
    assert sides(fall_on_a_sleep_scale, SLEEP) == ["Better with wool socks", "Worse with wool socks"]


def test_the_unit_may_say_which_side_is_better():
    therapy = mean_difference(0.1, (-0.2, 0.4), "Hedges' g, positive favours therapy", direction="no-difference")
    assert sides(therapy) == ["Worse with wool socks", "Better with wool socks"]
    placebo = mean_difference(0.1, (-0.2, 0.4), "points; positive favours placebo", direction="no-difference")
    assert sides(placebo) == ["Less pain with wool socks", "More pain with wool socks"]


def test_what_the_record_does_not_say_is_not_labelled():
    questionnaire = {"direction": "no-difference", "instrument": "PSQI"}
    assert sides(mean_difference(-0.6, (-1.5, 0.2), "points", **questionnaire), SLEEP) == []
    assert (
        sides(finding({"type": "standardised-mean-difference", "value": 0.1, "ci": [-1, 1]}, direction="mixed")) == []
    )
    contrast = {"type": "odds-ratio", "value": 1.6, "unit": "smokers against non-smokers", "ci": [1.2, 2.1]}
    assert sides(finding(contrast, direction="unclear")) == []


def test_harms_are_told_by_how_often():
    measure = {"type": "risk-ratio", "value": 0.84, "ci": [0.66, 1.06]}
    found = finding(measure, direction="no-difference", outcome="dreams")
    assert sides(found, DREAMS) == ["Less often with wool socks", "More often with wool socks"]


@given(measures(), st.sampled_from(["benefit", "harm"]), st.sampled_from([PAIN, SLEEP, DREAMS]))
def test_a_benefit_stands_on_the_better_side_and_a_harm_on_the_worse(measure, direction, outcome):
    null = forest.null_of(measure["type"])
    assume(measure["value"] != null)
    side = forest.better_side(finding(measure, direction=direction), outcome)
    on_the_right = measure["value"] > null
    assert (side == forest.RIGHT) == (on_the_right == (direction == "benefit"))


# --- forest plots: real studies ---------------------------------------------------------------------------------------


def test_of_the_fibromyalgia_trials_only_the_one_with_an_interval_is_drawn():
    found = library_findings(
        "younger-2013/fibromyalgia-pain",
        "bested-2023/fibromyalgia-pain",
        "bruun-2024/fibromyalgia-pain",
        "rodriguez-freire-innova/fibromyalgia-pain",
    )
    [plot] = forest.forest(found, outcome=PAIN, slug="low-dose-naltrexone", name="low-dose naltrexone")
    [row] = plot["rows"]
    assert (row["key"], row["value"], row["interval"]) == ("bruun-2024", "−0.34", "−0.95 to 0.27")
    assert row["label"] == "Bruun 2024, 99 women"
    assert row["low"] < row["x"] < plot["null"] < row["high"]
    assert plot["sides"] == ["Less pain with low-dose naltrexone", "More pain with low-dose naltrexone"]
    assert not row["pooled"]


def test_a_published_meta_analysis_is_a_diamond_and_named():
    found = library_findings("ldn-fibromyalgia-meta-2025/vivid-dreams")
    [plot] = forest.forest(found, outcome=DREAMS, slug="low-dose-naltrexone", name="low-dose naltrexone")
    [row] = plot["rows"]
    assert row["pooled"]
    assert "meta-analysis, 5 studies" in row["label"]
    assert plot["null"] < row["low"]


def test_what_was_studied_is_named_where_it_was_not_the_pages_treatment():
    found = library_findings("bolton-2019/serious-adverse-events")
    [plot] = forest.forest(found, outcome=DREAMS, slug="low-dose-naltrexone", name="low-dose naltrexone")
    assert plot["treatment"] == "naltrexone standard dose"
    assert "low-dose" not in " ".join(plot["sides"])


def test_a_before_and_after_result_says_so():
    found = library_findings("raknes-2019-ra/dispensed-medicines")
    outcome = {"name": "Use of other medicines", "phrase": "the use of other medicines", "better": "lower"}
    [plot] = forest.forest(found, outcome=outcome, slug="low-dose-naltrexone", name="low-dose naltrexone")
    assert plot["before_and_after"]
    assert plot["sides"][0] == "Less after starting low-dose naltrexone"


def test_every_real_finding_is_drawn_or_left_out_without_a_fault():
    drawn = 0
    for slug, study in STUDIES.items():
        found = [(slug, study, one) for one in study.get("findings") or []]
        for plot in forest.forest(found, outcome=PAIN, slug="low-dose-naltrexone", name="low-dose naltrexone"):
            drawn += len(plot["rows"])
    assert drawn > 50


# --- in 1,000 women ---------------------------------------------------------------------------------------------------


def area(path):
    """The squares inside an outline made of horizontal and vertical lines, by the shoelace rule."""
    points, x, y = [], 0.0, 0.0
    for step in path.replace("M", " M").replace("H", " H").replace("V", " V").replace("Z", "").split():
        if step[0] == "H":
            x = float(step[1:])
        elif step[0] == "V":
            y = float(step[1:])
        points.append((x, y)) if step[0] in "HV" else None
    corners = [(0.0, 0.0), *points] if points else []
    following = corners[1:] + corners[:1]
    return abs(sum(a * d - c * b for (a, b), (c, d) in zip(corners, following, strict=True))) / 2


@given(st.integers(0, 1000))
def test_as_many_squares_are_filled_as_the_words_say(count):
    assert area(thousand.squares(count)) == count


@given(st.floats(0, 100), st.one_of(st.none(), st.integers(1, 20_000)))
def test_a_rate_is_rounded_no_finer_than_the_study_bears_and_never_far(percentage, people):
    count = thousand.in_thousand(percentage, people)
    assert 0 <= count <= 1000
    assert abs(count - percentage * 10) <= 5.001
    if 10 <= count <= 990 and (people or 0) < 1000:
        assert count % 10 == 0


@given(st.floats(0, 100), st.floats(0, 100), st.integers(1, 20_000))
def test_rounding_never_turns_an_order_round(lower, higher, people):
    lower, higher = sorted((lower, higher))
    assert thousand.in_thousand(lower, people) <= thousand.in_thousand(higher, people)


def counted(*slugs):
    studies = {slug: library_study(slug) for slug in slugs}
    return thousand.in_a_thousand(studies, slug="low-dose-naltrexone", name="low-dose naltrexone")


def test_benefit_and_harm_are_drawn_against_the_same_thousand():
    found = counted("younger-2013", "bruun-2024")
    measured, unwanted = found["groups"]
    assert found["who"] == "women"
    first = measured["shown"][0]
    assert (first["study"], first["size"], first["event"]) == ("Bruun 2024", "99 women", "at least 30% less pain")
    assert (first["on_treatment"]["words"], first["on_comparison"]["words"]) == ("About 450", "About 280")
    assert [row["event"].split(" (")[0] for row in unwanted["shown"]] == [
        "any adverse event",
        "stopped because of an adverse event",
        "vivid dreams",
        "headache",
    ]


def test_the_largest_study_comes_first_and_the_rest_waits():
    found = counted("younger-2013", "bruun-2024", "rodriguez-freire-innova", "smith-2011")
    assert found["who"] == "people"
    for group in found["groups"]:
        rows = [*group["shown"], *group["more"]]
        sizes = [int(row["size"].split()[0]) for row in rows]
        assert sizes == sorted(sizes, reverse=True)
        assert len(group["shown"]) == thousand.SHOWN


def test_a_count_in_one_group_alone_is_not_drawn():
    assert counted("driver-2023", "younger-2009", "butt-2008") is None


def test_harms_of_a_study_of_several_treatments_are_not_laid_at_one():
    study = library_study("younger-2013")
    study["findings"].append(finding({}, intervention="wool-socks"))
    found = thousand.in_a_thousand({"younger-2013": study}, slug="low-dose-naltrexone", name="low-dose naltrexone")
    assert [group["title"] for group in found["groups"]] == ["What was measured"]


def test_women_are_named_only_where_nobody_else_was_studied():
    assert text.people({"population": "Women aged 18-64 with fibromyalgia"}) == "women"
    assert text.people({"population": "Elderly men and women in institutions"}) == "people"
    assert text.people({"population": "Adults with depression"}) == "people"
    assert text.people({}) == "people"


# --- how it might work ------------------------------------------------------------------------------------------------


LINKS = [
    {"to": "Opioids", "basis": "animal", "groups": 0, "links": [{"to": "Hot flushes", "basis": "human", "groups": 1}]},
    {"to": "Microglia", "basis": "theory", "groups": 0},
]


def test_each_arrow_is_drawn_by_what_shows_it():
    drawn = paths.paths("Low-dose naltrexone", LINKS)
    assert [(node["from"], node["name"], node["basis"]) for node in drawn["nodes"]] == [
        ("Low-dose naltrexone", "Opioids", "animal"),
        ("Opioids", "Hot flushes", "human"),
        ("Low-dose naltrexone", "Microglia", "theory"),
    ]
    assert [line["basis"] for line in drawn["legend"]] == ["human", "animal", "theory"]
    assert drawn["nodes"][1]["said"] == "shown in people once"
    assert drawn["leads_on"]


def test_nothing_is_drawn_where_nothing_leads_on():
    assert paths.paths("Wool socks", []) is None


names = st.text(st.characters(whitelist_categories=["L"], whitelist_characters=" "), min_size=1, max_size=60)
arrows = st.fixed_dictionaries({"to": names, "basis": st.sampled_from(list(paths.BASES)), "groups": st.integers(1, 4)})
branches = st.builds(lambda arrow, links: arrow | {"links": links}, arrows, st.lists(arrows, max_size=4))


@given(names, st.lists(branches, min_size=1, max_size=4))
def test_no_two_names_overlap_and_all_stand_inside_the_drawing(start, links):
    drawn = paths.paths(start, links)
    baselines = [line["y"] for node in drawn["nodes"] for line in (*node["lines"], *node["words"])]
    assert baselines == sorted(set(baselines))
    assert baselines[-1] < drawn["height"]
