"""What a source says about one publication or one registered trial, in plain data. What it does not say stays empty."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

MOST_CHARACTERS: Final = 5000
"""Of any one text of a record. The longest titles have some hundreds; what is longer is no title."""
RETRACTIONS: Final = frozenset({"retraction", "withdrawal", "removal"})
"""Kinds of update that take a whole publication back, as Crossref names them. A partial one is shown, for a person to
weigh."""

INVISIBLE: Final = {"Cc", "Cs", "Co", "Cn"}
TURNS_TEXT: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks that turn the order of letters round, and so can make a title read as another."""


class SourceError(Exception):
    """Why a record could not be had, as one sentence to the person at the desk that says what she can do."""


@dataclass(frozen=True)
class Update:
    """A notice that another publication gives about this one, such as its retraction."""

    kind: str
    doi: str = ""
    date: str = ""
    """As far as it is told: 2010, 2010-02 or 2010-02-06."""
    told_by: str = ""
    """Who says so: "publisher" or "retraction-watch" where Crossref tells."""


@dataclass(frozen=True)
class TrialFacts:
    """How a registered trial stands, as its registry says."""

    status: str = ""
    start: str = ""
    """As far as it is told: 2010, 2010-02 or 2010-02-06. So is the end."""
    end: str = ""
    participants: int | None = None
    participants_are: str = ""
    """"actual" or "estimated"."""
    sponsor: str = ""
    phase: str = ""
    conditions: tuple[str, ...] = ()
    why_stopped: str = ""


@dataclass(frozen=True)
class Record:
    """One publication, or one registered trial (`trial` is then given)."""

    source: str
    title: str
    authors: tuple[str, ...] = ()
    """Surname and initials, as "Younger JW"; groups by their name."""
    journal: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    registration: str = ""
    kinds: tuple[str, ...] = ()
    """What the source calls it, in its own words: "Randomized Controlled Trial"."""
    retracted: bool = False
    """True where the source says so. False says nothing."""
    updates: tuple[Update, ...] = ()
    """Notices about this publication."""
    updates_others: tuple[Update, ...] = ()
    """Publications that this one is itself a notice about."""
    trial: TrialFacts | None = None

    def plain(self) -> dict[str, Any]:
        """Plain data, as JSON can hold it."""
        return asdict(self)


def from_plain(data: Mapping[str, Any]) -> Record:
    """The record that `Record.plain` wrote down."""
    trial = data["trial"] and TrialFacts(**data["trial"] | {"conditions": tuple(data["trial"]["conditions"])})
    lists: dict[str, Any] = {name: tuple(data[name]) for name in ("authors", "kinds")}
    notices: dict[str, Any] = {
        name: tuple(Update(**update) for update in data[name]) for name in ("updates", "updates_others")
    }
    return Record(**dict(data) | lists | notices | {"trial": trial})


def clean(value: object) -> str:
    """A text from outside as one line, without letters that nobody sees. Numbers become text; anything else is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = unicodedata.normalize("NFC", TURNS_TEXT.sub("", str(value)))
    seen = "".join(" " if letter.isspace() else letter for letter in text if _is_seen(letter))
    return " ".join(seen.split())[:MOST_CHARACTERS]


def _is_seen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in INVISIBLE


def author(surname: str, given: str) -> str:
    """A name as Rose writes it: surname, then the initials of all given names, without points."""
    initials = "".join(part[0].upper() for part in re.split(r"[\s.\-‐]+", given) if part and part[0].isalpha())
    if given.isupper() and given.isalpha() and len(given) <= 3:
        initials = given  # initials already
    return f"{surname} {initials}".strip()


def author_from_text(name: str) -> str:
    """A name as files write it, "Younger, Jarred W.", as Rose writes it. One without a comma is a group, or is done."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) < 2 or not parts[1]:
        return parts[0]
    suffix = f" {parts[2].rstrip('.')}" if len(parts) > 2 and parts[2] else ""
    return author(parts[0], parts[1]) + suffix


def year_in(text: str) -> int | None:
    """The year that a date begins with, or holds as its only number of four digits."""
    found = re.findall(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)", text)
    return int(found[0]) if found else None


def plausible_year(value: object) -> int | None:
    """A year as the library can hold it; None where the source gives none, or no year."""
    year = value if isinstance(value, int) and not isinstance(value, bool) else None
    if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) == 4:
        year = int(value)
    return year if year is not None and 1800 <= year <= 2100 else None
