"""What a reader says she has, and what she says she does not have."""

from collections.abc import Sequence

from search.matching import Place
from search.words import ALTERNATIVES, BESIDE_DENIALS, CANCELS_DENIAL, DENIALS, JOINTS, WELL, Reading


def said_and_denied(reading: Reading, places: Sequence[Place]) -> tuple[list[Place], list[Place]]:
    """What the reader says she has, and what she says she does not have."""
    used = frozenset[int]().union(*(place.at for place in places))
    said: list[Place] = []
    denied: list[Place] = []
    for place in places:
        before = frozenset[int]().union(*(other.at for other in denied))
        is_denied = _is_denied(reading, min(place.at), used, before) or _is_called_fine(reading, max(place.at))
        (denied if is_denied else said).append(place)
    return said, denied


def _is_called_fine(reading: Reading, last: int) -> bool:
    """Whether the words right after a name say that all is well with it: "my mood is okay"."""
    for token in reading.tokens[last + 1 :]:
        if token.clause != reading.tokens[last].clause or not (token.is_function or token.text in WELL):
            return False
        if token.text in WELL:
            return True
    return False


def _is_denied(reading: Reading, start: int, used: frozenset[int], denied: frozenset[int]) -> bool:
    """Walk back from a name over words that say nothing: is there a "no", or an "or" after another that was denied?"""
    for i in range(start - 1, -1, -1):
        token = reading.tokens[i]
        if token.clause != reading.tokens[start].clause or token.text in CANCELS_DENIAL:
            return False
        if token.text in DENIALS:
            return i not in used
        if token.text in ALTERNATIVES:
            return i - 1 in denied
        if token.text in JOINTS or not (token.is_function or token.text in BESIDE_DENIALS):
            return False
    return False
