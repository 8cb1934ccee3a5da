"""The studies' facts as a rater needs them: under each of GRADE's questions what bears on it, and what it hints at."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from evidence import citations, grading, hints, measures
from evidence.models import Assessment, Finding, Outcome, Study
from evidence.presenters import DOMAIN_NAMES

CONSIDER: Mapping[str, str] = {
    "risk_of_bias": "Who was given what, and by chance? Who knew? How many left, and from which group?",
    "inconsistency": "Do the effects lie on the same side and near each other? Do their intervals overlap?",
    "indirectness": "Hold the people, the dose, the comparison and what was measured against what readers ask.",
    "imprecision": "How many people, and how wide is the interval? Would both of its ends mean the same to a woman?",
    "publication_bias": "Are trials registered and never reported? Who paid? Are there only small, favourable ones?",
    "large_effect": "Only for studies without randomisation. Is it too large to be explained by who chose treatment?",
    "dose_response": "Only for studies without randomisation. Does a higher dose, or longer use, do more?",
    "plausible_confounding": "Only for studies without randomisation. Would what differed have hidden the effect?",
}
"""What to look at, in a sentence or two, under each question."""


@dataclass(frozen=True)
class Fact:
    """One study's or finding's line under a question: what it is called, what bears on it, and small print."""

    name: str
    parts: Sequence[str]
    note: str = ""


@dataclass(frozen=True)
class Guide:
    """What stands beside one question while it is judged."""

    domain: str
    question: str
    called: str
    consider: str
    facts: Sequence[Fact] = field(default_factory=tuple)
    hints: Sequence[str] = field(default_factory=tuple)
    summary: str = ""


def guides(findings: Sequence[Finding], directness: str, outcome: Outcome | None) -> dict[str, Guide]:
    """Each domain's guide, from the findings that the assessment rests on (with their studies at hand)."""
    suggested = hints.hints(body_of(findings, directness, outcome))
    return {
        domain: Guide(
            domain=domain,
            question=question,
            called=grading.words(domain),
            consider=CONSIDER[domain],
            facts=_FACTS[domain](findings),
            hints=suggested.get(domain, ()),
            summary=_SUMMARIES[domain](findings) if findings and domain in _SUMMARIES else "",
        )
        for domain, question in DOMAIN_NAMES.items()
    }


def size_hints(assessment: Assessment) -> Sequence[str]:
    """What the intervals suggest of the size of the effect. One query."""
    findings = list(assessment.findings.select_related("study"))
    return hints.hints(body_of(findings, assessment.directness, assessment.outcome)).get(hints.SIZE, ())


def guides_for(assessment: Assessment) -> dict[str, Guide]:
    """The guides of an assessment as it is saved. One query."""
    findings = list(assessment.findings.select_related("study").order_by("study__year", "study__slug", "key"))
    return guides(findings, assessment.directness, assessment.outcome)


def body_of(findings: Sequence[Finding], directness: str, outcome: Outcome | None) -> hints.Body:
    """The findings as hints take them."""
    studies = _studies(findings)
    intervals = [_interval(finding, outcome) for finding in findings]
    return hints.Body(
        studies=_count(studies),
        participants=_people(studies),
        directness=directness,
        measures=frozenset(finding.measure["type"] for finding in findings if finding.measure.get("type")),
        intervals=[interval for interval in intervals if interval is not None],
    )


def _studies(findings: Iterable[Finding]) -> list[Study]:
    return list({finding.study_id: finding.study for finding in findings}.values())


def _count(studies: Sequence[Study]) -> int:
    """How many studies there are. A review counts as those it pooled; two reviews may have pooled the same ones."""
    return max([len(studies), *(study.studies_pooled or 0 for study in studies)])


def _people(studies: Sequence[Study]) -> int | None:
    counts = [study.participants for study in studies]
    return None if None in counts else sum(count for count in counts if count)


def _interval(finding: Finding, outcome: Outcome | None) -> hints.Interval | None:
    """The finding's interval, where it has both ends and is of a kind whose null is known."""
    low, high = finding.measure.get("ci") or (None, None)
    kind = finding.measure.get("type", "")
    if low is None or high is None or kind not in hints.RATIOS | hints.DIFFERENCES:
        return None
    same_unit = outcome is not None and outcome.important_difference_unit == finding.measure.get("unit")
    important = outcome.important_difference if outcome is not None and same_unit else None
    return hints.Interval(_name(finding.study), kind, min(low, high), max(low, high), important)


def _name(study: Study) -> str:
    return citations.short({"authors": study.authors, "title": study.title, "year": study.year})


def _joined(*parts: str | None) -> list[str]:
    return [part for part in parts if part]


def _participants(study: Study) -> str:
    return f"{study.participants:,} people" if study.participants is not None else "number of people not known"


# --- what bears on each question --------------------------------------------------------------------------------------


def _methods(findings: Sequence[Finding]) -> list[Fact]:
    notes: dict[int, list[str]] = {}
    for finding in findings:
        notes.setdefault(finding.study_id, []).extend(_joined(finding.note))
    return [
        Fact(
            _name(study),
            _joined(study.get_design_display(), _participants(study), "retracted" if study.retracted else ""),
            " ".join(dict.fromkeys(notes[study.pk])),
        )
        for study in _studies(findings)
    ]


def _effects(findings: Sequence[Finding]) -> list[Fact]:
    return [
        Fact(
            _name(finding.study),
            _joined(finding.get_direction_display(), measures.in_words(finding.measure) or "no figure given"),
            finding.effect,
        )
        for finding in findings
    ]


def _whom(findings: Sequence[Finding]) -> list[Fact]:
    return [
        Fact(
            _name(finding.study),
            _joined(
                finding.study.get_directness_display(),
                finding.dose,
                f"against {finding.comparator}" if finding.comparator else "",
                f"measured: {finding.outcome}",
            ),
            finding.study.population,
        )
        for finding in findings
    ]


def _sizes(findings: Sequence[Finding]) -> list[Fact]:
    return [
        Fact(
            _name(finding.study),
            _joined(_participants(finding.study), measures.in_words(finding.measure) or "no interval given"),
        )
        for finding in findings
    ]


def _reporting(findings: Sequence[Finding]) -> list[Fact]:
    return [
        Fact(
            _name(study),
            _joined(
                f"registered as {study.registration}" if study.registration else "no registration known",
                f"pools {study.studies_pooled} studies" if study.studies_pooled else "",
            ),
            f"Funding: {study.funding}" if study.funding else "Funding not known.",
        )
        for study in _studies(findings)
    ]


def _doses(findings: Sequence[Finding]) -> list[Fact]:
    return [
        Fact(
            _name(finding.study),
            _joined(finding.dose or "dose not given", finding.duration, measures.in_words(finding.measure)),
        )
        for finding in findings
    ]


_FACTS: Mapping[str, Callable[[Sequence[Finding]], Sequence[Fact]]] = {
    "risk_of_bias": _methods,
    "inconsistency": _effects,
    "indirectness": _whom,
    "imprecision": _sizes,
    "publication_bias": _reporting,
    "large_effect": _effects,
    "dose_response": _doses,
    "plausible_confounding": _methods,
}


def _total(findings: Sequence[Finding]) -> str:
    studies = _studies(findings)
    people = _people(studies)
    how_many = "1 study" if len(studies) == 1 else f"{len(studies)} studies"
    return f"{how_many}, {people:,} people together." if people is not None else f"{how_many}."


_SUMMARIES: Mapping[str, Callable[[Sequence[Finding]], str]] = {"imprecision": _total, "publication_bias": _total}
