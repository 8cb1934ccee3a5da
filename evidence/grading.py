"""GRADE's arithmetic, as plain functions: from a rater's judgements to a certainty, and from a certainty to a letter.

The levels and domains are those of the GRADE working group (Guyatt et al., BMJ 2008;336:924-926,
doi:10.1136/bmj.39489.470347.AD); the codes are those of HL7's evidence vocabulary. The database's generated column
computes the same sum (evidence/models.py), and a test holds the two together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

METHOD_VERSION: Final = "1"

HIGH: Final = "high"
MODERATE: Final = "moderate"
LOW: Final = "low"
VERY_LOW: Final = "very-low"
NOT_RATED: Final = "not-rated"

LEVELS: Final[Mapping[int, str]] = {4: HIGH, 3: MODERATE, 2: LOW, 1: VERY_LOW}
SUREST_FIRST: Final[Sequence[str]] = (HIGH, MODERATE, LOW, VERY_LOW, NOT_RATED)

RANDOMISED: Final = "randomised"
NON_RANDOMISED: Final = "non-randomised"
CASE_REPORTS: Final = "case-reports"
NO_HUMAN_EVIDENCE: Final = "no-human-evidence"

STARTING_LEVELS: Final[Mapping[str, int | None]] = {
    RANDOMISED: 4,
    NON_RANDOMISED: 2,
    CASE_REPORTS: 1,
    NO_HUMAN_EVIDENCE: None,
}

NO_CONCERN: Final = "no-concern"
SERIOUS: Final = "serious-concern"
VERY_SERIOUS: Final = "very-serious-concern"
EXTREMELY_SERIOUS: Final = "extremely-serious-concern"
COULD_NOT_ASSESS: Final = "could-not-assess"

MOVES: Final[Mapping[str, int]] = {
    NO_CONCERN: 0,
    SERIOUS: -1,
    VERY_SERIOUS: -2,
    EXTREMELY_SERIOUS: -3,
    COULD_NOT_ASSESS: 0,
}

LOWERING_DOMAINS: Final[Mapping[str, Sequence[str]]] = {
    "risk_of_bias": (NO_CONCERN, SERIOUS, VERY_SERIOUS, EXTREMELY_SERIOUS),
    "inconsistency": (NO_CONCERN, SERIOUS, VERY_SERIOUS),
    "indirectness": (NO_CONCERN, SERIOUS, VERY_SERIOUS),
    "imprecision": (NO_CONCERN, SERIOUS, VERY_SERIOUS, EXTREMELY_SERIOUS),
    "publication_bias": (NO_CONCERN, SERIOUS, COULD_NOT_ASSESS),
}
"""Each reason to rate down, with the judgements it allows."""

RAISING_DOMAINS: Final[Mapping[str, Sequence[int]]] = {
    "large_effect": (0, 1, 2),
    "dose_response": (0, 1),
    "plausible_confounding": (0, 1),
}
"""Each reason to rate up, with the points it may give."""


@dataclass(frozen=True)
class Judgements:
    """What a rater decided about one body of evidence. Domains left out count as no concern, or absent.

    `studies` is how many studies the body holds, where that is known.
    """

    starting_point: str
    lowering: Mapping[str, str] = field(default_factory=dict)
    raising: Mapping[str, int] = field(default_factory=dict)
    studies: int | None = None


@dataclass(frozen=True)
class Step:
    """One line of the sum as readers see it: a domain and how far it moved the level."""

    domain: str
    move: int


def steps(judgements: Judgements) -> list[Step]:
    """Every move, in GRADE's order. Raises ValueError where a judgement breaks a rule."""
    check(judgements)
    lowering = [Step(name, MOVES[judgements.lowering.get(name, NO_CONCERN)]) for name in LOWERING_DOMAINS]
    raising = [Step(name, judgements.raising.get(name, 0)) for name in RAISING_DOMAINS]
    return lowering + raising


def certainty(judgements: Judgements) -> str:
    """The certainty that follows from the judgements: `high` to `very-low`, or `not-rated` without human evidence."""
    moves = steps(judgements)
    start = STARTING_LEVELS[judgements.starting_point]
    if start is None:
        return NOT_RATED
    return LEVELS[max(1, min(4, start + sum(step.move for step in moves)))]


def leaving_out(judgements: Judgements, studies: int) -> str | None:
    """The certainty if only this many of the studies were left and nobody had judged them anew. None for none.

    Judged as before, but for inconsistency, which one study can't have; and never surer than with all of them, because
    fewer people can only make a judgement of imprecision graver.
    """
    if studies == 0:
        return None
    lowering = dict(judgements.lowering) | ({"inconsistency": NO_CONCERN} if studies == 1 else {})
    left = Judgements(judgements.starting_point, lowering, judgements.raising, studies)
    return max(certainty(judgements), certainty(left), key=SUREST_FIRST.index)


def check(judgements: Judgements) -> None:
    """Raise ValueError, in a rater's words, where GRADE's rules are broken."""
    if judgements.starting_point not in STARTING_LEVELS:
        raise ValueError(f"“{judgements.starting_point}” is not a starting point.")
    for domain, judgement in judgements.lowering.items():
        if judgement not in LOWERING_DOMAINS.get(domain, ()):
            raise ValueError(f"“{judgement}” is not a judgement for {words(domain)}.")
    for domain, points in judgements.raising.items():
        if points not in RAISING_DOMAINS.get(domain, ()):
            raise ValueError(f"{points} is not a number of points for {words(domain)}.")
    if judgements.studies == 1 and MOVES[judgements.lowering.get("inconsistency", NO_CONCERN)]:
        raise ValueError("A single study has no inconsistency to judge.")
    if judgements.starting_point == NO_HUMAN_EVIDENCE and any(
        MOVES[judgement] for judgement in judgements.lowering.values()
    ):
        raise ValueError("Without evidence in people there is nothing to rate down.")
    if any(judgements.raising.values()):
        _check_raising(judgements)


def _check_raising(judgements: Judgements) -> None:
    if judgements.starting_point != NON_RANDOMISED:
        raise ValueError("Only evidence from non-randomised studies can be rated up.")
    if any(MOVES[judgement] for judgement in judgements.lowering.values()):
        raise ValueError("Evidence that was rated down for any reason cannot be rated up.")


def words(code: str) -> str:
    """A code as words: `risk_of_bias` and `serious-concern` lose their joints."""
    return code.replace("_", " ").replace("-", " ")


# --- one claim of an article ------------------------------------------------------------------------------------------

LETTERS: Final = "ABCD"
LETTER_WORDS: Final[Mapping[str, str]] = {
    "A": "strong",
    "B": "moderate",
    "C": "limited",
    "D": "very limited",
}

EFFECT: Final = "effect"
MECHANISM: Final = "mechanism"
OCCURRENCE: Final = "occurrence"
RECORD: Final = "record"

LETTER_OF_CERTAINTY: Final[Mapping[str, str]] = {
    HIGH: "A",
    MODERATE: "B",
    LOW: "C",
    VERY_LOW: "D",
}
LETTER_OF_BASIS: Final[Mapping[str, str]] = {
    "animal": "C",
    "laboratory": "C",
    "theory": "D",
}
LETTER_OF_SOURCE: Final[Mapping[str, str]] = {
    "authority": "A",
    "secondary": "B",
    "reported": "C",
}
LETTER_OF_DESIGN: Final[Mapping[str, str]] = {
    "systematic-review": "A",
    "meta-analysis": "A",
    "network-meta-analysis": "A",
    "cohort": "B",
    "registry-study": "B",
    "case-control": "B",
    "cross-sectional": "C",
    "qualitative": "C",
}
LARGE_COHORT: Final = 10_000
"""People followed before a cohort counts as a large population cohort, which GRADE.md ranks with reviews."""


@dataclass(frozen=True)
class Basis:
    """What shows one arrow of a mechanism: its kind, and how many independent groups have shown it in people."""

    kind: str
    independent_groups: int = 0


def effect_letter(certainties: Iterable[str]) -> str | None:
    """The letter of a claim about an effect: its least certain assessment's. None where nobody tested it in people."""
    letters = [LETTER_OF_CERTAINTY[level] for level in certainties if level != NOT_RATED]
    return max(letters, default=None)


def mechanism_letter(bases: Iterable[Basis]) -> str | None:
    """The letter of a claim about how something works: that of the weakest arrow it needs."""
    return max((_basis_letter(basis) for basis in bases), default=None)


def _basis_letter(basis: Basis) -> str:
    if basis.kind == "human":
        return "A" if basis.independent_groups >= 2 else "B"
    return LETTER_OF_BASIS[basis.kind]


def occurrence_letter(designs: Iterable[tuple[str, int | None]]) -> str | None:
    """The letter of a claim about how often: that of the best of its studies, given as (design, people studied)."""
    return min((_design_letter(design, people) for design, people in designs), default=None)


def _design_letter(design: str, people: int | None) -> str:
    if design in ("cohort", "registry-study") and (people or 0) >= LARGE_COHORT:
        return "A"
    return LETTER_OF_DESIGN.get(design, "D")


def record_letter(source: str) -> str | None:
    """The letter of a claim about a record, by where it was read. None without a source: it is not published."""
    return LETTER_OF_SOURCE.get(source)


def lowered(letter: str | None) -> str | None:
    """One letter lower, for good evidence that disagrees. D stays D."""
    return letter and LETTERS[min(LETTERS.index(letter) + 1, 3)]
