"""What the studies' numbers suggest to a rater, domain by domain. Hints only: they never decide and fill in nothing.

The thresholds are GRADE's rules of thumb as GRADE.md gives them ("Hints that the software may offer the rater").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from evidence import effects

FEWEST_PARTICIPANTS: Final = 400
"""People, for an outcome measured on a scale, below which imprecision is suggested."""

FEWEST_EVENTS: Final = 300
"""Events, for an outcome that happens or doesn't, below which imprecision is suggested."""

FEWEST_STUDIES: Final = 10
"""Studies below which a funnel plot shows nothing about publication bias."""

SIZE: Final = "size"
"""Not one of GRADE's domains: how large the effect is, which is shown apart from how sure it is."""

RATIOS: Final = frozenset({"risk-ratio", "odds-ratio", "hazard-ratio"})
DIFFERENCES: Final = frozenset({"mean-difference", "standardised-mean-difference", "risk-difference"})
COUNTED: Final = RATIOS | {"risk-difference"}
"""Measures of outcomes that happen or don't. Everything else was measured on a scale."""


@dataclass(frozen=True)
class Interval:
    """One finding's effect with its interval, by the finding's name.

    `important` is the smallest difference that matters to people, in the same unit; None where it is not known.
    """

    name: str
    measure: str
    low: float
    high: float
    important: float | None = None

    @property
    def null(self) -> float:
        """The value at which nothing differs."""
        return 1 if self.measure in RATIOS else 0

    @property
    def takes_in_no_effect(self) -> bool:
        return self.low <= self.null <= self.high

    @property
    def takes_in_an_important_effect(self) -> bool | None:
        """Whether a difference that matters lies within it, either way; None where that is not known."""
        if self.important is None or self.measure in RATIOS:
            return None
        return self.low <= -self.important or self.high >= self.important


@dataclass(frozen=True)
class Body:
    """A body of evidence, as far as hints need it. `participants` is None where one study's number is not known."""

    studies: int
    participants: int | None
    directness: str
    measures: frozenset[str] = frozenset()
    intervals: Sequence[Interval] = field(default_factory=tuple)


def hints(body: Body) -> Mapping[str, Sequence[str]]:
    """What to consider in each domain, in words. A domain without a hint is left out."""
    if not body.studies:
        return {}
    found = {
        "inconsistency": _inconsistency(body),
        "indirectness": _indirectness(body),
        "imprecision": [*_too_few(body), *_wide(body)],
        "publication_bias": _publication_bias(body),
        SIZE: _size(body),
    }
    return {domain: words for domain, words in found.items() if words}


def _inconsistency(body: Body) -> list[str]:
    return ["A single study has no inconsistency to judge."] if body.studies == 1 else []


def _indirectness(body: Body) -> list[str]:
    if body.directness == "indirect":
        return ["The studies were done in other people: this suggests at least one level down."]
    return []


def _publication_bias(body: Body) -> list[str]:
    if body.studies >= FEWEST_STUDIES:
        return []
    return [f"With fewer than {FEWEST_STUDIES} studies a funnel plot can’t show whether any are missing."]


def _too_few(body: Body) -> list[str]:
    if body.participants is None:
        return ["Not every study’s number of people is known, so it can’t be held against the usual thresholds."]
    counted = bool(body.measures & COUNTED)
    found = []
    if body.participants < FEWEST_PARTICIPANTS and (body.measures - COUNTED or not counted):
        found.append(
            f"{body.participants} people: fewer than {FEWEST_PARTICIPANTS} for an outcome measured on a scale "
            "suggests imprecision."
        )
    if counted and body.participants < FEWEST_EVENTS:
        found.append(f"{body.participants} people can’t have had {FEWEST_EVENTS} events: this suggests imprecision.")
    elif counted:
        found.append(f"Look up how many events there were: fewer than {FEWEST_EVENTS} suggests imprecision.")
    return found


def _size(body: Body) -> list[str]:
    """What each interval says of the size, where the difference that matters is known in its unit."""
    return [
        f"{one.name}: {effects.WORDS[effects.reading(one.low, one.high, one.important)]}"
        for one in body.intervals
        if one.important is not None and one.measure not in RATIOS
    ]


def _wide(body: Body) -> list[str]:
    both = [one.name for one in body.intervals if one.takes_in_no_effect and one.takes_in_an_important_effect]
    unknown = [
        one.name for one in body.intervals if one.takes_in_no_effect and one.takes_in_an_important_effect is None
    ]
    found = []
    if both:
        found.append(
            f"The interval takes in both no effect and one that matters, which suggests one or two levels down: "
            f"{', '.join(both)}."
        )
    if unknown:
        found.append(
            f"The interval takes in no effect. If it also takes in one that would matter, that suggests one or two "
            f"levels down: {', '.join(unknown)}."
        )
    return found
