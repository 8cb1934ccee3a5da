"""The sentence that an assessment says, compiled from its judgements so that no one can type a stronger one.

The verbs follow the GRADE working group's guidance on informative statements (Santesso et al., J Clin Epidemiol
2020;119:126-135, doi:10.1016/j.jclinepi.2019.10.014).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from evidence.grading import HIGH, LOW, MODERATE, NOT_RATED, VERY_LOW

BENEFIT: Final = "benefit"
HARM: Final = "harm"
NO_DIFFERENCE: Final = "no-difference"
MIXED: Final = "mixed"
UNCLEAR: Final = "unclear"

WRITTEN_BY_A_PERSON: Final = (MIXED, UNCLEAR)
"""Directions that no compiled sentence fits: better and worse are both possible, and both would matter."""

LARGE: Final = "large"
SMALL: Final = "small"
TRIVIAL: Final = "trivial"

HEDGES: Final[Mapping[str, str]] = {HIGH: "", MODERATE: "probably ", LOW: "may "}

CERTAINTY_WORDS: Final[Mapping[str, str]] = {
    HIGH: "High certainty",
    MODERATE: "Moderate certainty",
    LOW: "Low certainty",
    VERY_LOW: "Very low certainty",
    NOT_RATED: "No human evidence yet",
}
CERTAINTY_MEANING: Final[Mapping[str, str]] = {
    HIGH: "We are very confident that this is close to the true effect.",
    MODERATE: "This is likely to be close to the true effect, but it could be quite different.",
    LOW: "The true effect could well be quite different from this.",
    VERY_LOW: "We know very little: the true effect is likely to be quite different from what was seen.",
    NOT_RATED: "Nobody has tested this in people, so there is nothing to be certain about.",
}
PETALS: Final[Mapping[str, int]] = {
    HIGH: 4,
    MODERATE: 3,
    LOW: 2,
    VERY_LOW: 1,
    NOT_RATED: 0,
}
"""How many of the four petals of the certainty symbol are filled."""


@dataclass(frozen=True)
class Statement:
    """What the sentence is made of. `outcome` completes "reduces …"; `better` is "lower" or "higher".

    `may_also` is benefit or harm where one end of the interval of a small difference would matter, and empty elsewhere.
    `plural` says that the intervention's name takes a plural verb: "soy isoflavones reduce".
    """

    intervention: str
    outcome: str
    better: str
    is_harm: bool
    certainty: str
    direction: str
    size: str
    population: str = ""
    topic: str = ""
    searched: str = ""
    written: str = ""
    may_also: str = ""
    plural: bool = False


def sentence(statement: Statement) -> str:
    """The assessment in one sentence, ending with a full stop."""
    if statement.certainty == NOT_RATED:
        return _no_studies(statement)
    if statement.certainty == VERY_LOW:
        return _too_uncertain(statement)
    if statement.direction in WRITTEN_BY_A_PERSON:
        return statement.written
    return _in_population(statement, f"{statement.intervention} {_verb_phrase(statement)}")


def _no_studies(statement: Statement) -> str:
    searched = f" (searched: {statement.searched})" if statement.searched else ""
    about = statement.topic if statement.topic in statement.outcome else f"{statement.outcome} in {statement.topic}"
    if statement.outcome in statement.topic:
        about = statement.topic
    return f"We found no studies of {statement.intervention} for {about}{searched}."


def _too_uncertain(statement: Statement) -> str:
    change = _agreeing("changes the risk of" if statement.is_harm else "changes", statement)
    core = f"we don’t yet know whether {statement.intervention} {change} {statement.outcome}"
    return _in_population(statement, f"{core}: the evidence is too uncertain")


def _in_population(statement: Statement, core: str) -> str:
    opening = f"In {statement.population}, {core}" if statement.population else core
    return f"{opening[0].upper()}{opening[1:]}."


def _verb_phrase(statement: Statement) -> str:
    hedge = HEDGES[statement.certainty]
    if statement.direction == NO_DIFFERENCE or statement.size == TRIVIAL:
        verb = _agreeing("makes", statement)
        return f"{hedge}{verb} little or no difference to {statement.outcome}{_but_may(statement)}"
    degree = {LARGE: "greatly ", SMALL: "slightly "}.get(statement.size, "")
    return f"{hedge}{degree}{_agreeing(_verb(statement), statement)} {statement.outcome}"


def _but_may(statement: Statement) -> str:
    """GRADE.md: one end of the interval trivial, the other important."""
    if not statement.may_also:
        return ""
    good = statement.may_also == BENEFIT
    if statement.is_harm:
        return f", but may {'lower' if good else 'raise'} the risk"
    return f", but may {'help' if good else 'harm'} enough to matter"


def _verb(statement: Statement) -> str:
    good = statement.direction == BENEFIT
    if statement.is_harm:
        return "lowers the risk of" if good else "raises the risk of"
    if statement.better == "higher":
        return "improves" if good else "worsens"
    return "reduces" if good else "increases"


def _agreeing(verb: str, statement: Statement) -> str:
    """After "may", and where the intervention is a plural, reduces becomes reduce: it "may reduce", they "reduce"."""
    if not (statement.plural or HEDGES.get(statement.certainty) == "may "):
        return verb
    first, _, rest = verb.partition(" ")
    return f"{first[:-1]} {rest}".strip()
