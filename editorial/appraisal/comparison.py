"""Two ratings of one body of evidence side by side, and how often raters agreed: for screens, as plain data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef

from editorial.appraisal.rating import RATED
from editorial.models import Rating, Round
from evidence import agreement, grading
from evidence.agreement import Agreement
from evidence.grading import LOWERING_DOMAINS, RAISING_DOMAINS
from evidence.models import Assessment, EvidenceRow, StartingPoint
from evidence.presenters import DOMAIN_NAMES

QUESTIONS: Mapping[str, str] = {agreement.STARTING_POINT: "What kind of studies are they?", **DOMAIN_NAMES}
POINTS = {0: "Absent", 1: "Present (+1)", 2: "Very large (+2)"}


@dataclass(frozen=True)
class Side:
    """What one rater, or the reconciled result, says of a domain."""

    judgement: str
    reason: str


@dataclass(frozen=True)
class Row:
    """One domain, both raters side by side."""

    domain: str
    question: str
    called: str
    agreed: bool
    one: Side
    other: Side
    now: Side | None = None
    final: Side | None = None


def side_by_side(round_: Round, one: Rating, other: Rating) -> list[Row]:
    """Every domain with both judgements, what the assessment says now, and the final one where there is one already."""
    return [
        Row(
            domain=domain,
            question=QUESTIONS[domain],
            called=grading.words(domain),
            agreed=one.judgement(domain) == other.judgement(domain),
            one=_side(one, domain),
            other=_side(other, domain),
            now=_side(round_.assessment, domain) if round_.assessment and not round_.closed_at else None,
            final=_final(round_, domain),
        )
        for domain in RATED
    ]


def _side(judged: Rating | Assessment, domain: str) -> Side:
    judgement = judged.judgement(domain) if isinstance(judged, Rating) else getattr(judged, domain)
    return Side(judgement_words(domain, judgement), getattr(judged, f"{domain}_reason", ""))


def _final(round_: Round, domain: str) -> Side | None:
    if round_.result is None:
        return None
    decided = round_.result[domain]
    return Side(judgement_words(domain, decided["judgement"]), decided["reason"])


def judgement_words(domain: str, judgement: str | int) -> str:
    """A judgement as people read it."""
    if domain == agreement.STARTING_POINT:
        return StartingPoint(judgement).label
    return POINTS[int(judgement)] if domain in RAISING_DOMAINS else grading.words(str(judgement)).capitalize()


# --- agreement, for everybody -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """How many published assessments there are, how many had two raters, and how these agreed."""

    published: int
    rated_twice: int
    domains: list[dict[str, Any]]


def figures() -> Figures:
    """Counted over what readers see now. Three queries."""
    live = EvidenceRow.objects.filter(
        intervention=OuterRef("assessment__intervention"), key=OuterRef("assessment__key")
    )
    published_since = Round.objects.reconciled().filter(
        Exists(live), assessment__intervention__live__published_at__gte=F("closed_at")
    )
    rounds = _latest(published_since.prefetch_related("ratings").order_by("assessment", "-closed_at"))
    return Figures(EvidenceRow.objects.count(), len(rounds), agreement_by_domain(rounds))


def _latest(rounds: Iterable[Round]) -> list[Round]:
    """The last round of each assessment, so that one that was rated anew counts once."""
    latest: dict[int, Round] = {}
    for round_ in rounds:
        latest.setdefault(round_.assessment_id, round_)
    return list(latest.values())


def agreement_by_domain(rounds: Iterable[Round]) -> list[dict[str, Any]]:
    """For each domain how many pairs there were, how many were the same, and what that says."""
    pairs = [_pair(round_) for round_ in rounds]
    rows = []
    for domain in RATED:
        found = _agreement(domain, pairs)
        rows.append(
            {
                "question": QUESTIONS[domain],
                "called": grading.words(domain),
                "pairs": found.pairs,
                "same": found.same,
                "words": agreement.in_words(found),
            }
        )
    return rows


def _pair(round_: Round) -> tuple[Rating, Rating]:
    one, other = round_.ratings.all()
    one.round = other.round = round_
    return one, other


def _agreement(domain: str, pairs: list[tuple[Rating, Rating]]) -> Agreement:
    judged = [
        (one.judgement(domain), other.judgement(domain))
        for one, other in pairs
        if agreement.could_differ(domain, one.judgements, other.judgements)
    ]
    if domain == agreement.STARTING_POINT:
        return agreement.agreement(judged, agreement.starts_apart)
    apart = agreement.levels_apart if domain in LOWERING_DOMAINS else agreement.points_apart
    return agreement.agreement(judged, apart)
