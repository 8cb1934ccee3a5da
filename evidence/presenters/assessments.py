"""An assessment as its card: the sentence first, then who and how many, then every reason and the sum."""

from collections.abc import Iterable, Mapping
from typing import Any

from evidence import citations, grading, measures, wording
from evidence import map as evidence_map
from evidence.figures import forest, thousand
from evidence.models import Direction, Directness
from evidence.presenters.dates import day
from evidence.presenters.reasons import reasons, recomputation
from evidence.presenters.studies import study_row
from topics.markdown import PageRef, Prose

DIRECTION_WORDS = {
    Direction.BENEFIT: "Better",
    Direction.HARM: "Worse",
    Direction.NO_DIFFERENCE: "Tested: little or no difference",
    Direction.MIXED: "Mixed",
    Direction.UNCLEAR: "Unclear",
}
HARM_DIRECTION_WORDS = {Direction.BENEFIT: "Less often", Direction.HARM: "More often"}
DIRECTNESS_WORDS = {
    Directness.DIRECT: "Studied in women in or after the menopause transition",
    Directness.MIXED: "Studied partly in women in or after the menopause transition",
    Directness.INDIRECT: "Studied elsewhere, not in menopause",
    Directness.MECHANISM_ONLY: "Not studied in people",
}
UNSAID_WORDS = {
    evidence_map.NOT_TESTED: "Not tested in people for this",
    evidence_map.TOO_UNCERTAIN: "Tested: too uncertain to say",
}
SAYS_ITS_SIZE = (*UNSAID_WORDS, Direction.NO_DIFFERENCE)
"""What is shown without a size: nothing can be said of it, or the words have said it already."""


def assessment_card(
    assessment: Mapping[str, Any],
    *,
    intervention: PageRef,
    topic: PageRef,
    outcome: Mapping[str, Any],
    studies: Mapping[str, Mapping[str, Any]],
    judgements: grading.Judgements,
    prose: Prose,
) -> dict[str, Any]:
    """One body of evidence: its sentence first, then who and how many, then every reason and the sum."""
    certainty = grading.certainty(judgements)
    direction = assessment["direction"]
    is_harm = outcome.get("harm", False)
    rated = certainty != grading.NOT_RATED
    shown = evidence_map.state(certainty, direction, assessment["size"])
    said = statement(assessment, intervention=intervention, topic=topic, outcome=outcome, certainty=certainty)
    bodies = _studies_behind(assessment, studies)
    findings = _findings_behind(assessment, bodies)
    return {
        "key": assessment["key"],
        "intervention": {"slug": intervention.slug, "title": intervention.title, "url": intervention.url},
        "topic": {"slug": topic.slug, "title": topic.title, "url": topic.url},
        "outcome": outcome["name"],
        "is_harm": is_harm,
        "sentence": wording.sentence(said),
        "certainty": certainty,
        "certainty_name": wording.CERTAINTY_WORDS[certainty],
        "certainty_meaning": wording.CERTAINTY_MEANING[certainty],
        "petals": wording.PETALS[certainty],
        "direction": direction,
        "direction_name": _direction_words(shown, is_harm=is_harm),
        "size": assessment["size"],
        "size_name": "" if shown in SAYS_ITS_SIZE else f"Size: {assessment['size']}",
        "size_reason_html": prose.inline(assessment.get("size_reason", "")),
        "directness": assessment["directness"],
        "directness_name": DIRECTNESS_WORDS[Directness(assessment["directness"])],
        "population": assessment.get("population", ""),
        "comparator": assessment.get("comparator", ""),
        "dose": assessment.get("dose", ""),
        "time_frame": assessment.get("time_frame", ""),
        "studies": len(bodies),
        "participants": _participants(bodies.values()),
        "summary_html": prose.block(assessment.get("summary", "")),
        "unknowns_html": prose.inline(assessment.get("unknowns", "")),
        "reasons": reasons(assessment, judgements, prose) if rated else [],
        "sum": recomputation(judgements),
        "forest": _forest(findings, outcome, intervention),
        "thousand": [thousand.finding_row(*found) for found in findings if thousand.counted(found[2])],
        "study_list": [
            study_row(key, study, prose) | {"found": [_found(one[2]) for one in findings if one[0] == key]}
            for key, study in bodies.items()
        ],
        "without": {key: _without(key, bodies, judgements) for key in bodies} if rated else {},
    }


def statement(
    assessment: Mapping[str, Any],
    *,
    intervention: PageRef,
    topic: PageRef,
    outcome: Mapping[str, Any],
    certainty: str,
) -> wording.Statement:
    """What an assessment's sentence is made of."""
    return wording.Statement(
        intervention=intervention.mid_sentence,
        plural=intervention.plural,
        outcome=outcome["phrase"],
        better=outcome["better"],
        is_harm=outcome.get("harm", False),
        certainty=certainty,
        direction=assessment["direction"],
        size=assessment["size"],
        population=assessment.get("population", ""),
        topic=topic.mid_sentence,
        searched=day(assessment.get("searched_on")),
        written=assessment.get("statement", ""),
        may_also=assessment.get("may_also", ""),
    )


def _direction_words(shown: str, *, is_harm: bool) -> str:
    """In step with the sentence: an effect too small to matter is a little or no difference (evidence/map.py)."""
    if shown in UNSAID_WORDS:
        return UNSAID_WORDS[shown]
    return (is_harm and HARM_DIRECTION_WORDS.get(Direction(shown))) or DIRECTION_WORDS[Direction(shown)]


def _studies_behind(
    assessment: Mapping[str, Any], studies: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """The studies by year, each once however many of its findings count."""
    keys = {finding.partition("/")[0] for finding in assessment.get("findings", [])} & studies.keys()
    return {key: studies[key] for key in sorted(keys, key=lambda key: (studies[key].get("year") or 0, key))}


def _participants(bodies: Iterable[Mapping[str, Any]]) -> int | None:
    """People analysed in all studies together; None where one study's number is not known."""
    counts: list[Any] = [study.get("n") for study in bodies]
    return None if not counts or None in counts else sum(counts)


def _without(key: str, bodies: Mapping[str, Mapping[str, Any]], judgements: grading.Judgements) -> str:
    """What would be left without one study, should it be retracted."""
    left = [study for other, study in bodies.items() if other != key]
    level = grading.leaving_out(judgements, len(left))
    if level is None:
        return "Without it no study is left."
    people = _participants(left)
    counted = f"{len(left)} {'study' if len(left) == 1 else 'studies'}" + (f" with {people:,} people" if people else "")
    verb = "is" if len(left) == 1 else "are"
    result = wording.CERTAINTY_WORDS[level].lower()
    return f"Without it {counted} {verb} left; judged as before: {result}."


def _findings_behind(assessment: Mapping[str, Any], bodies: Mapping[str, Mapping[str, Any]]) -> list[forest.Found]:
    """The findings with their studies, in the order of the studies."""
    wanted = set(assessment.get("findings", []))
    return [
        (key, study, finding)
        for key, study in bodies.items()
        for finding in study.get("findings", [])
        if f"{key}/{finding['key']}" in wanted
    ]


def _forest(findings: list[forest.Found], outcome: Mapping[str, Any], intervention: PageRef) -> dict[str, Any] | None:
    """The plots of an assessment, and the studies with a finding that no plot can hold. None where nothing is drawn."""
    plots = forest.forest(findings, outcome=outcome, slug=intervention.slug, name=intervention.mid_sentence)
    left_out = {
        key: citations.short(study)
        for key, study, finding in findings
        if forest.drawable(key, study, finding, outcome) is None
    }
    return {"plots": plots, "not_drawn": list(left_out.values())} if plots else None


def _found(finding: Mapping[str, Any]) -> str:
    """What a study found, in its record's words and figures."""
    figures = measures.in_words(finding.get("measure"))
    return "; ".join(part for part in (finding["effect"], figures) if part)
