"""The size of an effect, held against the smallest difference that matters to people (GRADE.md, "Size of effect").

Differences alone: of a ratio nobody has said which is the smallest that matters, so nothing can be held against it.
"""

from typing import Final

LITTLE: Final = "little-or-no-difference"
LITTLE_BUT: Final = "little-or-no-difference-but-may"
EITHER_WAY: Final = "either-way"
MATTERS: Final = "matters"

WORDS: Final = {
    LITTLE: "Both ends of the interval are too small to matter. That reads “little or no difference”.",
    LITTLE_BUT: "One end of the interval is too small to matter and the other is not. "
    "That reads “little or no difference, but may …”.",
    EITHER_WAY: "The interval takes in differences that matter both ways. "
    "No compiled sentence fits: choose mixed or unclear, and write it.",
    MATTERS: "Both ends of the interval matter. Choose small, moderate or large, and say why.",
}
"""What an interval suggests to a rater. She decides."""


def matters(difference: float, important: float) -> bool:
    """Whether a difference is large enough to matter. `important` is above 0, in the same unit."""
    return abs(difference) >= important


def reading(low: float, high: float, important: float) -> str:
    """What an interval from `low` to `high` says of a difference, where 0 is none."""
    if low <= -important and high >= important:
        return EITHER_WAY
    ends = matters(low, important), matters(high, important)
    if all(ends):
        return MATTERS
    return LITTLE_BUT if any(ends) else LITTLE
