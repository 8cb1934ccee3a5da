"""What a reader may be about to type: names of published pages that begin as her last words do.

The box may hold several symptoms. What stands before the last comma or "and" is kept as she typed it, and the part
after it is completed. One statement, whose work does not grow with the number of names.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from search import candidates
from search.names import KINDS
from search.words import MOST_CHARACTERS, words_of

SHORTEST = 2
MOST_OFFERED = 8
LAST_PART = re.compile(r"(?:.*[,;+&/]|.*\b(?:and|plus|but)\b(?=\s))\s*", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Begun:
    """A name that begins as the typed words do, and whose name it is."""

    kind: str
    slug: str
    title: str
    address: str
    text: str
    is_start: bool

    @property
    def order(self) -> tuple[bool, int, bool, int, str]:
        """Names that start so before names that go on so; symptoms before all else; titles, then short names."""
        return not self.is_start, KINDS.index(self.kind), self.text != self.title, len(self.text), self.text


@dataclass(frozen=True)
class Suggestion:
    """A page that may be meant, the name of it that fits what was typed, and the whole box with it filled in."""

    kind: str
    slug: str
    title: str
    address: str
    text: str
    query: str


def suggestions(query: str) -> list[Suggestion]:
    """What to offer while somebody types, the likeliest first; nothing for fewer than two letters."""
    kept, begun = parts(query)
    prefix = " ".join(words_of(begun)) + (" " if begun[-1:].isspace() else "")
    if len(prefix.strip()) < SHORTEST:
        return []
    found = (Begun(**row) for row in candidates.begun(prefix))
    return [
        Suggestion(one.kind, one.slug, one.title, one.address, one.text, kept + _lowered(one)) for one in _best(found)
    ]


def parts(query: str) -> tuple[str, str]:
    """What is finished, and the words that are being typed."""
    query = query[:MOST_CHARACTERS]
    found = LAST_PART.match(query)
    end = found.end() if found else 0
    return query[:end], query[end:]


def _best(found: Iterable[Begun]) -> Sequence[Begun]:
    """Each page once, by its name that fits best."""
    of_page: dict[str, Begun] = {}
    for one in sorted(found, key=lambda one: one.order):
        of_page.setdefault(one.slug, one)
    return list(of_page.values())[:MOST_OFFERED]


def _lowered(one: Begun) -> str:
    """As it stands mid-sentence: a title's capital belongs to the title."""
    text = one.text
    return text[0].lower() + text[1:] if text == one.title and text[1:2].islower() else text
