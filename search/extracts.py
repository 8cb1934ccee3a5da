"""The passage of a page's text to show beneath its title: where most of what was searched for stands together."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from search.words import fold, stem

LENGTH = 240
LEAD = 60
NEAR = 30
MOST_FOUND = 20

Found = tuple[int, int, str]
"""Where a word starts and ends, and its stem."""

WORD_END = re.compile(r"[\w'’]*")


@dataclass(frozen=True)
class Piece:
    """A run of an extract's text, all of it found or none."""

    text: str
    is_found: bool = False


def extract(text: str, names: Sequence[Collection[str]]) -> list[Piece]:
    """The best passage in pieces, or the text's first lines where nothing of the search stands in it.

    Each name comes as its stems, and is found where they stand side by side: "low" alone is no sign of "low mood".
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters grow when lowered: then places would not fit
        lowered = text
    places = {stemmed: list(_places(text, lowered, stemmed)) for stemmed in frozenset[str]().union(*names)}
    found = sorted({place for name in names for place in _together([places[stemmed] for stemmed in name])})
    start, end = _passage(text, found)
    pieces = [Piece("… ")] if start else []
    at = start
    for first, last, _ in found:
        if at <= first and last <= end:
            pieces += [Piece(text[at:first]), Piece(text[first:last], is_found=True)]
            at = last
    pieces.append(Piece(text[at:end] + (" …" if end < len(text) else "")))
    return [piece for piece in pieces if piece.text]


def _together(places: Sequence[list[Found]]) -> Iterator[Found]:
    """Of the places of a name's words, those that have all of the name's other words beside them."""
    for own in places:
        for place in own:
            if all(any(abs(other[0] - place[0]) <= NEAR for other in others) for others in places):
                yield place


def _places(text: str, lowered: str, stemmed: str) -> Iterator[Found]:
    """Where words of this stem stand, the first few. Plain string search: it costs a fraction of reading every word."""
    beginning = stemmed if len(stemmed) < 4 else stemmed[:-1]
    count, at = 0, lowered.find(beginning)
    while at >= 0 and count < MOST_FOUND:
        end = WORD_END.match(text, at).end()  # type: ignore[union-attr] # it matches the empty string too
        if (at == 0 or not text[at - 1].isalnum()) and stem(fold(text[at:end])) == stemmed:
            yield at, end, stemmed
            count += 1
        at = lowered.find(beginning, max(end, at + 1))


def _passage(text: str, found: list[Found]) -> tuple[int, int]:
    """The stretch with the most different words of the search, from the start of a sentence where one is near."""
    best = max(
        (place[0] for place in found),
        key=lambda first: (len({s for at, _, s in found if first <= at < first + LENGTH - LEAD}), -first),
        default=0,
    )
    start = _word_start(text, max(0, best - LEAD))
    sentence = max(text.rfind(mark, start, best) for mark in (". ", "? ", "! "))
    start = sentence + 2 if sentence >= 0 else start
    end = start + LENGTH
    return start, len(text) if end >= len(text) else max(text.rfind(" ", start, end), best + 1)


def _word_start(text: str, at: int) -> int:
    return 0 if at == 0 else text.find(" ", at - 1) + 1
