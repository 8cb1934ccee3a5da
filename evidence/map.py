"""What one cell of the evidence map says: from a treatment's rows on one symptom to how sure, and which way.

A cell shows its surest rows and never hides that they disagree. Wanted and unwanted effects are read apart, because a
surer harm must not stand for what a treatment does to a symptom, nor the other way round.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evidence.grading import NOT_RATED, SUREST_FIRST, VERY_LOW
from evidence.wording import BENEFIT, HARM, MIXED, NO_DIFFERENCE, TRIVIAL, UNCLEAR

NOT_TESTED: Final = "not-tested"
TOO_UNCERTAIN: Final = "too-uncertain"

STATE_WORDS: Final[Mapping[str, str]] = {
    BENEFIT: "Better",
    HARM: "Worse",
    NO_DIFFERENCE: "Little or no difference",
    MIXED: "Mixed",
    UNCLEAR: "Unclear",
    TOO_UNCERTAIN: "Too uncertain",
    NOT_TESTED: "Not tested in people",
}
HARM_STATE_WORDS: Final[Mapping[str, str]] = {**STATE_WORDS, BENEFIT: "Less often", HARM: "More often"}
LEVEL_WORDS: Final[Mapping[str, str]] = {
    "high": "High",
    "moderate": "Moderate",
    "low": "Low",
    VERY_LOW: "Very low",
    NOT_RATED: "",
}
"""Certainty where the word stands in a narrow cell; a table's caption says what it is a word for."""

PLACES: Final = {level: place for place, level in enumerate(SUREST_FIRST)}

IN_MENOPAUSE: Final = ("direct", "mixed")
ONLY_ELSEWHERE: Final = "only studied elsewhere"
SUREST_ELSEWHERE: Final = "surest from elsewhere"
STUDIED_WORDS: Final[Mapping[str, str]] = {"direct": "studied in menopause", "mixed": "studied partly in menopause"}


@dataclass(frozen=True)
class Row:
    """One published assessment, as far as the map reads it."""

    key: str
    outcome: str
    certainty: str
    direction: str
    size: str
    directness: str
    is_harm: bool = False
    on_retracted: bool = False

    @property
    def state(self) -> str:
        return state(self.certainty, self.direction, self.size)


@dataclass(frozen=True)
class Choice:
    """Which findings a reader wants to see. Empty takes all."""

    certainty: str = ""
    """The least certainty."""
    directness: str = ""

    def takes(self, row: Row) -> bool:
        sure = not self.certainty or PLACES[row.certainty] <= PLACES[self.certainty]
        return sure and self.directness in ("", row.directness)


@dataclass(frozen=True)
class Reading:
    """What some rows say at their surest. `key` is that of the first of the surest, where a link leads.

    `studied` is the directness of the surest, mixed where some come from women in menopause and some do not; it is
    empty where nobody was studied.
    """

    state: str
    certainty: str
    outcomes: int
    studied: str
    elsewhere: str
    key: str
    on_retracted: bool


@dataclass(frozen=True)
class Cell:
    """What is known of one treatment for one symptom. Both are None where a reader's choice leaves all of it out."""

    effect: Reading | None = None
    harms: Reading | None = None

    @property
    def is_left_out(self) -> bool:
        return self.effect is None and self.harms is None


def state(certainty: str, direction: str, size: str) -> str:
    """What a row may be said to show, in step with its sentence (evidence/wording.py)."""
    if certainty == NOT_RATED:
        return NOT_TESTED
    if certainty == VERY_LOW:
        return TOO_UNCERTAIN
    if size == TRIVIAL and direction in (BENEFIT, HARM):
        return NO_DIFFERENCE
    return direction


def cell(rows: Sequence[Row], choice: Choice = Choice()) -> Cell | None:
    """The cell of these rows; None without any. A choice never leaves out the unwanted effects of what it shows."""
    if not rows:
        return None
    if not any(choice.takes(row) for row in rows):
        return Cell()
    return Cell(
        effect=reading(row for row in rows if not row.is_harm and choice.takes(row)),
        harms=reading(row for row in rows if row.is_harm),
    )


def reading(rows: Iterable[Row]) -> Reading | None:
    """The surest rows' certainty and direction: mixed where they disagree. None without a row."""
    rows = list(rows)
    if not rows:
        return None
    certainty = min((row.certainty for row in rows), key=PLACES.__getitem__)
    surest = [row for row in rows if row.certainty == certainty]
    states = {row.state for row in surest}
    return Reading(
        state=states.pop() if len(states) == 1 else MIXED,
        certainty=certainty,
        outcomes=len({row.outcome for row in rows}),
        studied=_studied(surest),
        elsewhere=_elsewhere(rows, surest),
        key=surest[0].key,
        on_retracted=any(row.on_retracted for row in rows),
    )


def _studied(surest: Sequence[Row]) -> str:
    found = {row.directness for row in surest}
    if surest[0].certainty == NOT_RATED:
        return ""
    if len(found) == 1:
        return surest[0].directness
    return "indirect" if found.isdisjoint(IN_MENOPAUSE) else "mixed"


def _elsewhere(rows: Sequence[Row], surest: Sequence[Row]) -> str:
    """Said where what is shown rests on nobody in or after the menopause transition."""
    if surest[0].certainty == NOT_RATED or any(row.directness in IN_MENOPAUSE for row in surest):
        return ""
    others = any(row.directness in IN_MENOPAUSE and row.certainty != NOT_RATED for row in rows)
    return SUREST_ELSEWHERE if others else ONLY_ELSEWHERE
