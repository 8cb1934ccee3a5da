"""Whether Rose holds a publication already: by its DOI or PubMed number, or perhaps, by its registration or title."""

import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from evidence.models import Study
from evidence.sources.records import Record

NEAR: Final = 92
"""Of 100, by edit distance: a slip or a word more. Lower, other trials of the same medicine come in."""
YEARS: Final = 1
"""Between two years of the same publication: online in December, printed in January."""


@dataclass(frozen=True)
class Held:
    """As much of a held study as tells whether it is the same."""

    pk: int
    slug: str
    title: str
    year: int | None
    doi: str
    pmid: str
    registration: str


@dataclass(frozen=True)
class Likeness:
    """A study that is this publication (`certain`), or may be, with why."""

    held: Held
    why: str
    certain: bool


class Shelf:
    """All held studies, read at once, to look many records up in."""

    def __init__(self) -> None:
        names = ("pk", "slug", "title", "year", "doi", "pmid", "registration")
        self._held = [Held(*row) for row in Study.objects.order_by("slug").values_list(*names)]
        self._titles = [plain_title(held.title) for held in self._held]

    def like(self, record: Record) -> list[Likeness]:
        """The studies that this record is or may be, surest first."""
        title = plain_title(record.title)
        found = []
        for held, held_title in zip(self._held, self._titles, strict=True):
            if reason := _same(held, record):
                found.append(Likeness(held, reason, certain=True))
            elif reason := _alike(held, held_title, record, title):
                found.append(Likeness(held, reason, certain=False))
        return sorted(found, key=lambda likeness: not likeness.certain)

    def has_slug(self, slug: str) -> bool:
        return any(held.slug == slug for held in self._held)


def _same(held: Held, record: Record) -> str:
    reasons = []
    if record.doi and record.doi.lower() == held.doi.lower():
        reasons.append("the same DOI")
    if record.pmid and record.pmid == held.pmid:
        reasons.append("the same PubMed number")
    return " and ".join(reasons)


def _alike(held: Held, held_title: str, record: Record, title: str) -> str:
    near_years = not (held.year and record.year) or abs(held.year - record.year) <= YEARS
    if near_years and title and fuzz.ratio(title, held_title, score_cutoff=NEAR):
        return "nearly the same title and year"
    shared = numbers(held.registration) & numbers(record.registration)
    return f"the same registration, {', '.join(sorted(shared))}" if shared else ""


def plain_title(title: str) -> str:
    """A title's letters and digits alone, small and without accents, so that only its words are compared."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", title) if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare.casefold()))


def numbers(registration: str) -> set[str]:
    """The registry numbers in a field that may hold several, with commas, semicolons or spaces between them."""
    return {word.upper() for word in re.split(r"[\s,;]+", registration) if any(map(str.isdigit, word))}


def key_for(record: Record, taken: Shelf) -> str:
    """A citation key in the library's way, younger-2013, and with a letter where that is taken."""
    name = record.authors[0].rsplit(" ", 1)[0] if record.authors else plain_title(record.title).split(" ")[0]
    words = re.findall(r"[a-z0-9]+", _ascii(name))
    base = "-".join([*words[:3], *([str(record.year)] if record.year else [])])[:70] or "study"
    return next(key for key in _with_letters(base) if not taken.has_slug(key))


def _ascii(name: str) -> str:
    return plain_title(name).encode("ascii", "ignore").decode()


def _with_letters(base: str) -> Iterable[str]:
    yield base
    yield from (f"{base}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")
    yield from (f"{base}-{number}" for number in itertools.count(2))
