"""How far two people agree who rated the same bodies of evidence apart from each other.

Cohen's weighted kappa (Psychological Bulletin 1968;70:213-220, doi:10.1037/h0026256): one minus the disagreement that
was seen, over the disagreement to be expected if each had handed out the same judgements by chance. 1 is full
agreement, 0 is chance, less is worse than chance. Weights are linear: a gap of two levels counts twice a gap of one.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from evidence.grading import LOWERING_DOMAINS, MOVES, NO_HUMAN_EVIDENCE, NON_RANDOMISED, STARTING_LEVELS, Judgements

ENOUGH: Final = 10
"""Pairs of ratings from which on an agreement is put into a number."""

STARTING_POINT: Final = "starting_point"
STARTS: Final = tuple(STARTING_LEVELS)

Judgement = TypeVar("Judgement", bound=Hashable)
Apart = Callable[[Judgement, Judgement], float]
"""How far apart two judgements are: 0 for the same, the same both ways round."""


@dataclass(frozen=True)
class Agreement:
    """How two raters did in one domain: pairs of ratings, how many were the same, and kappa.

    `kappa` is None where both gave one and the same judgement every time: there was nothing to disagree about, and
    kappa is not defined.
    """

    pairs: int
    same: int
    kappa: float | None


def agreement(pairs: Sequence[tuple[Judgement, Judgement]], apart: Apart[Judgement]) -> Agreement:
    """What the pairs of judgements come to."""
    return Agreement(len(pairs), sum(one == other for one, other in pairs), weighted_kappa(pairs, apart))


def weighted_kappa(pairs: Sequence[tuple[Judgement, Judgement]], apart: Apart[Judgement]) -> float | None:
    """Cohen's weighted kappa; None where no disagreement was possible."""
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(
        apart(one, other) * times * as_often for one, times in ones.items() for other, as_often in others.items()
    )
    if not expected:
        return None
    return 1 - len(pairs) * sum(apart(one, other) for one, other in pairs) / expected


def levels_apart(one: str, other: str) -> int:
    """How many levels lie between two judgements of a lowering domain.

    "Could not assess" moves nothing, but is not the same as no concern: it stands one step from either.
    """
    return max(abs(MOVES[one] - MOVES[other]), int(one != other))


def points_apart(one: int, other: int) -> int:
    """How many points lie between two judgements of a raising domain."""
    return abs(one - other)


def starts_apart(one: str, other: str) -> int:
    """How many steps lie between two starting points: randomised, non-randomised, case reports, nothing in people."""
    return abs(STARTS.index(one) - STARTS.index(other))


def could_differ(domain: str, one: Judgements, other: Judgements) -> bool:
    """Whether GRADE left both a choice in this domain. Where it leaves none, equal answers are no agreement."""
    starts = {one.starting_point, other.starting_point}
    if domain == STARTING_POINT:
        return True
    if domain not in LOWERING_DOMAINS:
        return starts == {NON_RANDOMISED}
    if domain == "inconsistency" and 1 in (one.studies, other.studies):
        return False
    return NO_HUMAN_EVIDENCE not in starts


def in_words(found: Agreement) -> str:
    """What an agreement says, cautiously: no label such as "good", which the number does not carry."""
    if found.pairs < ENOUGH:
        return "Too few to say"
    if found.kappa is None:
        return "All agreed"
    if found.kappa < 0:
        return f"{_minus(found.kappa)}: less agreement than chance would give"
    if found.same == found.pairs:
        return "1.00: the same every time"
    return f"{found.kappa:.2f}: {_percent(found.kappa)} of the way from chance to full agreement"


def _minus(kappa: float) -> str:
    return f"−{abs(kappa):.2f}"


def _percent(kappa: float) -> str:
    return f"{round(kappa * 100)}%"
