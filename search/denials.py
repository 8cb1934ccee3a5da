"""What a reader says she has, and what she says she does not have.

What denies a symptom stands in its own clause ("no hot flushes", "my mood is fine", "night sweats have stopped") or is
all of the next one ("Panic attacks? No.").
"""

from collections.abc import Iterable, Iterator, Sequence

from search.matching import Place
from search.words import (
    ALL,
    ALTERNATIVES,
    BESIDE_DENIALS,
    CANCELS_DENIAL,
    DENIALS,
    ENDED,
    EXCEPTIONS,
    INSTEAD,
    JOINTS,
    OBJECTS,
    REFUSALS,
    SUBJECTS,
    WELL,
    Reading,
    Token,
)


def said_and_denied(reading: Reading, places: Sequence[Place]) -> tuple[list[Place], list[Place]]:
    """What the reader says she has, and what she says she does not have."""
    used = _positions(places)
    denied: list[Place] = []
    for place in places:
        before = _positions(denied)
        if (
            _is_denied(reading, min(place.at), used, before)
            or _is_in_denied_list(reading, place, used, before)
            or _is_over(reading, place, used)
        ):
            denied.append(place)
    denied += [place for place in places if place not in denied and any(place.at < no.at for no in denied)]
    return [place for place in places if place not in denied], denied


def _positions(places: Iterable[Place]) -> frozenset[int]:
    return frozenset[int]().union(*(place.at for place in places))


def _is_denied(reading: Reading, start: int, used: frozenset[int], denied: frozenset[int]) -> bool:
    """Walk back from a name over words that say nothing: is there a "no", or an "or" after another that was denied?"""
    for i in range(start - 1, -1, -1):
        token, before = reading.tokens[i], reading.tokens[i - 1].text if i else ""
        if token.text in EXCEPTIONS and i not in used:
            return _is_all(reading, i)
        if token.clause != reading.tokens[start].clause or token.text in CANCELS_DENIAL:
            return False
        if token.text in DENIALS or (before, token.text) in INSTEAD:
            return i not in used
        if token.text in ALTERNATIVES:
            return i - 1 in denied
        if token.text in JOINTS or not (token.is_function or token.text in BESIDE_DENIALS):
            return False
    return False


def _is_all(reading: Reading, exception: int) -> bool:
    """Whether what stands before "except" is everything: "all of them except night sweats"."""
    texts = [token.text for token in reading.tokens[max(0, exception - 4) : exception]]
    if reading.tokens[exception].text == "but":  # "tired of it all but", "everything but"
        texts = texts[-1:]
    return any(text in ALL for text in texts)


def _is_in_denied_list(reading: Reading, place: Place, used: frozenset[int], denied: frozenset[int]) -> bool:
    """Whether it stands in a list that began with a "no" and ends with an "or": "no hot flushes, sweats or chills"."""
    before = _before(reading, min(place.at))
    if before not in denied:
        return False
    for i in range(max(place.at) + 1, len(reading.tokens)):
        token = reading.tokens[i]
        if token.text in ALTERNATIVES:
            return True
        if token.text in JOINTS or not (i in used or token.is_function):
            return False
    return False


def _before(reading: Reading, start: int) -> int:
    """Where the last word before this one stands that does more than hold the sentence together."""
    return next((i for i in range(start - 1, -1, -1) if not reading.tokens[i].is_function), -1)


def _is_over(reading: Reading, place: Place, used: frozenset[int]) -> bool:
    """Whether the words right after a name say that all is well with it, that it went, or just "no"."""
    last = max(place.at)
    if any(reading.tokens[i].text in ENDED for i in place.at):  # "my periods stopped" and stopped again
        return False
    after = reading.tokens[last + 1 :]
    if after and after[0].text in REFUSALS and not _goes_on(after):
        return True
    for token, following in _pairs(after):
        i = last + 1 + after.index(token)
        if token.clause != reading.tokens[last].clause or i in used or token.text in JOINTS:
            return False
        if token.text in WELL:
            return True
        if token.text in SUBJECTS:
            return False
        if token.text in ENDED or (token.text in ("went", "gone") and following == "away"):
            return following not in OBJECTS and not following.endswith("ing")
        if not token.is_function:
            return False
    return False


def _goes_on(tokens: Sequence[Token]) -> bool:
    """Whether a word's clause has more words than that one."""
    return len(tokens) > 1 and tokens[1].clause == tokens[0].clause


def _pairs(tokens: Sequence[Token]) -> Iterator[tuple[Token, str]]:
    """Each word with the text of the one after it."""
    for i, token in enumerate(tokens):
        yield token, tokens[i + 1].text if i + 1 < len(tokens) else ""
