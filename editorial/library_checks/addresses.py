"""Addresses that pages have and had (addresses.yaml): each is one page's, for ever."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Wrong:
    """One thing that is wrong there: in which entry, counted from 0, at which of its words, and what."""

    entry: int
    word: str
    reason: str


def wrong(pages: Collection[str], entries: Sequence[Mapping[str, Any]]) -> Iterator[Wrong]:
    """Everything that would lead a reader nowhere, or to one of two pages by chance."""
    told: set[str] = set()
    given: dict[str, str] = {}
    for number, entry in enumerate(entries):
        page = entry["page"]
        if page not in pages:
            yield Wrong(number, page, f"“{page}”: there is no page of this name")
        if page in told:
            yield Wrong(number, page, f"the page “{page}” stands twice: put all its addresses together")
        told.add(page)
        for place, address in enumerate((entry["address"], *entry.get("former", []))):
            if address == page and place:
                yield Wrong(number, address, f"“{address}” is its page’s first address, which leads there anyway")
            elif address in pages and address != page:
                yield Wrong(number, address, f"“{address}” is the address of another page: it can’t lead to “{page}”")
            elif address in given:
                yield Wrong(number, address, f"“{address}” is given twice: to “{given[address]}” and to “{page}”")
            given.setdefault(address, page)


def line_of(text: str, found: Wrong) -> int:
    """The line on which it stands, its last word of that name being meant; 0 where it can't be found."""
    starts = [match.start() for match in re.finditer(r"^- ", text, re.MULTILINE)]
    if found.entry >= len(starts):
        return 0
    start, end = [*starts, len(text)][found.entry : found.entry + 2]
    words = [*re.finditer(rf"(?<![\w-]){re.escape(found.word)}(?![\w-])", text[start:end])]
    return text.count("\n", 0, start + words[-1].start()) + 1 if words else 0
