"""References in Vancouver style, as the US National Library of Medicine prints them (Citing Medicine, 2nd edition).

The one formatter. Titles and names come from outside and may hold anything, so every part is escaped; the result is
HTML. Links go to doi.org, PubMed and the trial registries alone. Journals keep their full names: the Library's
abbreviations are a list of its own, and a reader who is no librarian is better served without them.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final
from urllib.parse import quote

SHOWN_AUTHORS: Final = 6
MORE: Final = "…"
DATE_UNKNOWN: Final = "[date unknown]"
"""What stands for the year where the record gives none (Citing Medicine, chapter 1, "No date")."""

REGISTERED: Final = re.compile(r"NCT[0-9]+")
RANGE: Final = re.compile(r"([A-Za-z]*)([0-9]+)\s*[-–]\s*([A-Za-z]*)([0-9]+)")
INITIALS: Final = re.compile(
    r"(?P<family>.+?) (?P<initials>[^\W\d_](?:[-.]?[^\W\d_]){0,3}\.?)(?: (?P<suffix>Jr|Sr|\d\w\w|I{2,3}))?"
)
BOOK: Final = re.compile(r"(?P<title>.+?) \((?P<publisher>[^()]*?),? book chapter\)")
"""How the library writes the source of a chapter: "Title of the book (Publisher, book chapter)"."""


@dataclass(frozen=True)
class Author:
    """A person by surname and initials, or a group by its whole name in `family`."""

    family: str
    initials: str = ""
    suffix: str = ""
    is_group: bool = False


def author(name: str, *, official: bool = False) -> Author:
    """A name as a record has it: "de Moura TAM", "Dorsey", "EFSA Panel on …". Official records are signed by bodies."""
    name = tidy(name)
    match = INITIALS.fullmatch(name)
    if match and not official and match["initials"].isupper():
        return Author(match["family"], match["initials"], match["suffix"] or "")
    is_group = official or " " in name or (len(name) > 1 and name.isupper())
    return Author(name, is_group=is_group)


def people(study: Mapping[str, Any]) -> list[Author]:
    """Everyone the record names as an author; whether it names all is `cut_short`."""
    official = is_record(study)
    return [author(name, official=official) for name in study.get("authors", []) if name != MORE]


def cut_short(study: Mapping[str, Any]) -> bool:
    """Whether the record says that there are more authors than it names."""
    return MORE in study.get("authors", [])


def is_record(study: Mapping[str, Any]) -> bool:
    """A licence or a registry's record: no article, whatever design it describes."""
    journal: str = study.get("journal", "")
    return study.get("design") == "official-record" or journal.endswith((" registry record", " results record"))


def book(study: Mapping[str, Any]) -> tuple[str, str] | None:
    """Title and publisher of the book, where the study is a chapter of one."""
    match = BOOK.fullmatch(tidy(study.get("journal", "")))
    return (match["title"], match["publisher"]) if match else None


def tidy(text: str) -> str:
    """Text from outside on one line, without characters that control a printer or turn the words around them."""
    if text.isprintable():  # most text is: neither controls nor spaces other than the common one
        return " ".join(text.split())
    kept = (" " if char.isspace() else char for char in text)
    return " ".join("".join(char for char in kept if not _controls(char)).split())


def _controls(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") or "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"


def reference_html(study: Mapping[str, Any]) -> str:
    """One reference: authors, title, journal and date, with its links. Parts that are not known are left out."""
    parts = [
        _sentence(byline_html(study)),
        f'<span class="ref-title">{_sentence(_printed(study["title"]))}</span>',
        _sentence(_chapter(study) or _source(study)),
        _sentence(registration_text(study)),
    ]
    return " ".join([part for part in parts if part] + [f'<a href="{url}">{label}</a>' for label, url in links(study)])


def byline_html(study: Mapping[str, Any]) -> str:
    """Who wrote it: up to six names, escaped. Empty where the record names nobody."""
    return _authors(people(study), cut_short(study))


def authors(names: Sequence[str]) -> str:
    """Up to six names, then "et al."; a last entry of "…" means the record itself was cut short."""
    return _authors([author(name) for name in names if name != MORE], MORE in names)


def _authors(known: Sequence[Author], cut: bool) -> str:
    """Commas between people; a semicolon on either side of a group, whose name may hold commas of its own."""
    text = ""
    for place, one in enumerate(known[:SHOWN_AUTHORS]):
        if place:
            text += "; " if one.is_group or known[place - 1].is_group else ", "
        text += _printed(" ".join(part for part in (one.family, one.initials, one.suffix) if part))
    return f"{text}, et al" if text and (cut or len(known) > SHOWN_AUTHORS) else text


def short(study: Mapping[str, Any]) -> str:
    """How a table names a study: "Younger 2013", or its title where no author is known. Plain text, not escaped."""
    named = people(study)
    name = named[0].family if named else tidy(study["title"])
    if len(name) > 60:
        name = f"{name[:57].rstrip()}…"
    return f"{name} {study['year']}" if study.get("year") else name


def links(study: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Where it can be looked up: label and address, safe to print."""
    found = []
    if doi := study.get("doi"):
        found.append((f"doi:{_printed(doi)}", doi_address(doi)))
    if pmid := study.get("pmid"):
        found.append((f"PubMed {_printed(pmid)}", f"https://pubmed.ncbi.nlm.nih.gov/{quote(pmid, safe='')}/"))
    for number in REGISTERED.findall(study.get("registration", "")):
        found.append((number, f"https://clinicaltrials.gov/study/{number}"))
    return found


def doi_address(doi: str) -> str:
    return f"https://doi.org/{quote(tidy(doi), safe='/')}"


def registration_text(study: Mapping[str, Any]) -> str:
    """The registrations that no link above shows, escaped: "Registered as EudraCT 2019-000852-32; NL9259"."""
    numbers = re.split(r"[;,]", tidy(study.get("registration", "")))
    rest = [number.strip() for number in numbers if number.strip() and not REGISTERED.search(number)]
    return f"Registered as {_printed('; '.join(rest))}" if rest else ""


def shortened(pages: str) -> str:
    """Pages as Citing Medicine prints them, without the digits that repeat: 529-538 is 529-38, e31-e39 is e31-9."""
    match = RANGE.fullmatch(pages)
    if not match:
        return pages
    letters, first, other, last = match.groups()
    if other not in ("", letters) or len(last) < len(first):
        return pages
    if len(first) == len(last):
        same = next((place for place, digit in enumerate(last) if digit != first[place]), len(last) - 1)
        last = last[same:]
    return f"{letters}{first}-{last}"


def _source(study: Mapping[str, Any]) -> str:
    """Journal, date, volume, issue and pages, with Citing Medicine's marks for each that is missing."""
    year = str(study.get("year") or DATE_UNKNOWN)
    issue = f"({_printed(study['issue'])})" if study.get("issue") else ""
    place = f"{_printed(study.get('volume', ''))}{issue}"
    pages = f":{_printed(shortened(tidy(study['pages'])))}" if study.get("pages") else ""
    dated = f"{year};{place}{pages}" if place else f"{year}{pages}"
    journal = _printed(study.get("journal", ""))
    return f"{_sentence(journal)} {dated}" if journal else dated


def _chapter(study: Mapping[str, Any]) -> str:
    """The book a chapter stands in: "In: Title. Publisher; 2019. p. 317-26"."""
    found = book(study)
    if not found:
        return ""
    title, publisher = found
    issued = "; ".join(part for part in (_printed(publisher), str(study.get("year") or DATE_UNKNOWN)) if part)
    pages = f". p. {_printed(shortened(tidy(study['pages'])))}" if study.get("pages") else ""
    return f"In: {_sentence(_printed(title))} {issued}{pages}"


def _printed(text: str) -> str:
    return escape(tidy(text))


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."
