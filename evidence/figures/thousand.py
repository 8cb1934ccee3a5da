"""In 1,000 women: how many had something happen, on a treatment and on what it was compared with.

Only what a study counted in both groups is drawn, always against 1,000, so that benefit and harm can be held side by
side. Drawn are harms with both percentages (`safety`) and findings whose measure holds both. The order is fixed and
says nothing about importance: the largest study first, and within a study the order of its record.

A harm's record does not name the treatment, so the harms of a study are drawn only where all of its findings are about
this treatment and name one comparison.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from evidence import citations, measures
from evidence.figures import forest, text

ACROSS: Final = 50
DOWN: Final = 20
THOUSAND: Final = ACROSS * DOWN

SHOWN: Final = 4
"""Rows of a group that stand open; the others wait behind "more"."""

EXACT_FROM: Final = 1000
"""People from which on a rate is told to the one in 1,000; from fewer it is told to the nearest ten, with "about"."""


def in_a_thousand(studies: Mapping[str, Mapping[str, Any]], *, slug: str, name: str) -> dict[str, Any] | None:
    """What the studies counted for this treatment, in groups. None where no study gives both percentages."""
    groups = [
        ("What was measured", _benefits(studies, slug)),
        ("Unwanted effects that were counted", _harms(studies, slug)),
    ]
    drawn = [_group(title, rows) for title, rows in groups if rows]
    return {"treatment": name, "groups": drawn, "who": _shared_who(drawn)} if drawn else None


def counted(finding: Mapping[str, Any]) -> bool:
    """Whether a finding says how many had it in both groups."""
    measure = finding.get("measure") or {}
    both = measure.get("intervention_pct") is not None and measure.get("comparator_pct") is not None
    return both and bool(measure.get("event")) and not forest.is_before_and_after(finding)


def finding_row(key: str, study: Mapping[str, Any], finding: Mapping[str, Any]) -> dict[str, Any]:
    measure = finding["measure"]
    words = {"event": measure["event"], "text": finding["effect"], "duration": finding.get("duration", "")}
    words["note"] = finding.get("note", "")  # often that the study was too small to settle it
    comparison = finding.get("comparator", "").replace("-", " ")
    return _row(key, study, (measure["intervention_pct"], measure["comparator_pct"]), comparison, words)


def _benefits(studies: Mapping[str, Mapping[str, Any]], slug: str) -> list[dict[str, Any]]:
    return [
        finding_row(key, study, finding)
        for key, study in largest_first(studies)
        for finding in study.get("findings", [])
        if finding.get("intervention") == slug and counted(finding)
    ]


def _harms(studies: Mapping[str, Mapping[str, Any]], slug: str) -> list[dict[str, Any]]:
    rows = []
    for key, study in largest_first(studies):
        comparison = only_comparison(study, slug)
        for event in study.get("safety", []) if comparison else []:
            if event.get("intervention_pct") is not None and event.get("comparator_pct") is not None:
                words = {"event": event["event"], "text": event.get("note", ""), "note": "", "duration": ""}
                rows.append(_row(key, study, (event["intervention_pct"], event["comparator_pct"]), comparison, words))
    return rows


def only_comparison(study: Mapping[str, Any], slug: str) -> str:
    """What a study compared this treatment with, where it studied nothing else; otherwise nothing."""
    findings = study.get("findings", [])
    comparisons = {finding.get("comparator", "") for finding in findings}
    if {finding.get("intervention") for finding in findings} != {slug} or len(comparisons) != 1:
        return ""
    return "" if forest.is_before_and_after(findings[0]) else str(comparisons.pop()).replace("-", " ")


def largest_first(studies: Mapping[str, Mapping[str, Any]]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    return sorted(studies.items(), key=lambda item: (-(item[1].get("n") or 0), item[1].get("year") or 0, item[0]))


def _group(title: str, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"title": title, "shown": list(rows[:SHOWN]), "more": list(rows[SHOWN:])}


def _shared_who(groups: Sequence[Mapping[str, Any]]) -> str:
    """One word for all that are drawn: "people" as soon as one study was not of women."""
    found = {row["who"] for group in groups for row in (*group["shown"], *group["more"])}
    return found.pop() if len(found) == 1 else "people"


def _row(
    key: str,
    study: Mapping[str, Any],
    percentages: tuple[float, float],
    comparison: str,
    words: Mapping[str, str],
) -> dict[str, Any]:
    people = study.get("n")
    who = text.people(study)
    return {
        "key": key,
        "study": citations.short(study),
        "who": who,
        "size": f"{people:,} {who}" if people else "how many people is not recorded",
        "comparison": comparison or "the comparison",
        "on_treatment": _side(percentages[0], people),
        "on_comparison": _side(percentages[1], people),
        **words,
    }


def _side(percentage: float, people: int | None) -> dict[str, Any]:
    count = in_thousand(percentage, people)
    return {"count": count, "words": _words(count, people), "path": squares(count), "pct": measures.number(percentage)}


def in_thousand(percentage: float, people: int | None) -> int:
    """How many of 1,000, no finer than the study's size bears. Below ten it stays as it is: ten would be a rise."""
    exact = round(percentage * 10)
    if (people or 0) >= EXACT_FROM or exact < 10 or exact > THOUSAND - 10:
        return exact
    return int(percentage + 0.5) * 10


def _words(count: int, people: int | None) -> str:
    if count == 0:
        return "None"
    return f"{count:,}" if (people or 0) >= EXACT_FROM else f"About {count:,}"


def squares(count: int) -> str:
    """The outline, in squares of 1 by 1, of the first `count` of a grid of 1,000, filled row by row."""
    rows, rest = divmod(max(0, min(count, THOUSAND)), ACROSS)
    if not rest:
        return f"M0 0H{ACROSS}V{rows}H0Z" if rows else ""
    if not rows:
        return f"M0 0H{rest}V1H0Z"
    return f"M0 0H{ACROSS}V{rows}H{rest}V{rows + 1}H0Z"
