"""How well searches are understood, measured over queries of which it is known what was meant.

A query is an entry of a YAML list: `{query: "can't sleep", expect: [insomnia], kind: lay}`. `expect` holds the
addresses of all symptoms meant, in any order; it is empty where none was. The measures are the usual ones of
information retrieval (Manning, Raghavan, Schütze: Introduction to Information Retrieval, chapter 8).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

Recogniser = Callable[[str], Sequence[str]]
"""From a query to the addresses of the symptoms understood, the likeliest first."""


@dataclass(frozen=True)
class Query:
    """What somebody typed, and the symptoms she meant."""

    text: str
    expect: frozenset[str]
    kind: str


@dataclass(frozen=True)
class Result:
    """A query, and what was made of it."""

    query: Query
    found: tuple[str, ...]

    @property
    def missed(self) -> frozenset[str]:
        return self.query.expect - frozenset(self.found)

    @property
    def not_meant(self) -> frozenset[str]:
        return frozenset(self.found) - self.query.expect

    def recall(self, first: int) -> Fraction:
        """The share of the symptoms meant that stand among the first, or among as many as were meant."""
        among = self.found[: max(first, len(self.query.expect))]
        return Fraction(len(self.query.expect & frozenset(among)), len(self.query.expect))

    @property
    def reciprocal_rank(self) -> Fraction:
        """One over the place of the first symptom that was meant; nothing where none was found."""
        places = (place for place, slug in enumerate(self.found, 1) if slug in self.query.expect)
        return next((Fraction(1, place) for place in places), Fraction(0))


@dataclass(frozen=True)
class Measures:
    """Shares from 0 to 1; None where no query counts towards one."""

    queries: int
    recall_at_1: Fraction | None
    recall_at_3: Fraction | None
    precision: Fraction | None
    mean_reciprocal_rank: Fraction | None
    single_in_first_two: Fraction | None
    several_all_found: Fraction | None
    names_one_not_meant: Fraction | None


def evaluate(queries: Iterable[Query], recognise: Recogniser) -> list[Result]:
    return [Result(query, tuple(dict.fromkeys(recognise(query.text)))) for query in queries]


def measures(results: Sequence[Result]) -> Measures:
    """Recall and rank over the queries that mean a symptom; precision over all symptoms that were recognised."""
    asked = [result for result in results if result.query.expect]
    single = [result for result in asked if len(result.query.expect) == 1]
    several = [result for result in asked if len(result.query.expect) > 1]
    recognised = sum(len(result.found) for result in results)
    right = sum(len(result.query.expect & frozenset(result.found)) for result in results)
    return Measures(
        queries=len(results),
        recall_at_1=_mean([result.recall(1) for result in asked]),
        recall_at_3=_mean([result.recall(3) for result in asked]),
        precision=Fraction(right, recognised) if recognised else None,
        mean_reciprocal_rank=_mean([result.reciprocal_rank for result in asked]),
        single_in_first_two=_mean(
            [Fraction(not result.query.expect.isdisjoint(result.found[:2])) for result in single]
        ),
        several_all_found=_mean([Fraction(not result.missed) for result in several]),
        names_one_not_meant=_mean([Fraction(bool(result.not_meant)) for result in results]),
    )


def _mean(shares: Sequence[Fraction]) -> Fraction | None:
    return sum(shares, Fraction(0)) / len(shares) if shares else None
