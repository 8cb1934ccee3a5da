"""Files that reference managers and PubMed write: RIS, PubMed's .nbib, BibTeX and CSL-JSON, told apart by content.

One entry at a time: an entry that can't be read is named, with why, and keeps none of the others from being read.
rispy leaves out an entry that was cut off, without a word, so the entries are parted here and handed to it singly.
PubMed's own format is read here: the one library for it has seen no release since 2021.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import bibtexparser
import rispy
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock
from bibtexparser.model import Entry as BibtexEntry
from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexwalker import LatexWalker

from evidence.sources import csl
from evidence.sources.pubmed import REGISTRIES, RETRACTED
from evidence.sources.records import Record, SourceError, author, author_from_text, clean, year_in

LARGEST: Final = 2 * 1024 * 1024
MOST_ENTRIES: Final = 200
FORMATS: Final = "RIS, PubMed (.nbib), BibTeX or CSL-JSON"


@dataclass(frozen=True)
class BadEntry:
    """An entry that could not be read: which one, and why, in words."""

    place: str
    why: str

    def __str__(self) -> str:
        return f"{self.place}: {self.why}"


@dataclass(frozen=True)
class Reading:
    """What a file holds: the records in its order, and the entries that are none."""

    records: tuple[Record, ...]
    problems: tuple[BadEntry, ...]


Entry = tuple[str, Record | str]
"""The place of an entry, with its record or why there is none."""


def read(data: bytes, name: str) -> Reading:
    """All entries of a file, or SourceError where it can't be read at all."""
    text = _text(data)
    entries: list[Entry] = []
    for entry in _reader(text)(text, _shown(name)):
        if len(entries) == MOST_ENTRIES:
            raise SourceError(
                f"This file holds more than {MOST_ENTRIES} entries. Split it, and import the parts one after the other."
            )
        entries.append(entry)
    if not entries:
        raise SourceError("This file holds no entry.")
    return Reading(
        records=tuple(found for _, found in entries if isinstance(found, Record)),
        problems=tuple(BadEntry(place, found) for place, found in entries if isinstance(found, str)),
    )


def _text(data: bytes) -> str:
    if len(data) > LARGEST:
        raise SourceError("This file is larger than 2 MB. Split it, and import the parts one after the other.")
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceError(
            f"Line {line} of this file has letters in an encoding that Rose does not know. "
            "Export the file again as UTF-8 (Unicode)."
        ) from error
    if not text.strip():
        raise SourceError("This file is empty.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _shown(name: str) -> str:
    return f"the file {clean(name)[:80] or 'without a name'}"


def _reader(text: str) -> Callable[[str, str], Iterator[Entry]]:
    if text.lstrip()[:1] in "[{":
        return _csl
    if re.search(r"^PMID ?- ", text, re.MULTILINE):
        return _nbib
    if re.search(r"^TY  ?-", text, re.MULTILINE):
        return _ris
    if re.search(r"^\s*@\s*[A-Za-z]+\s*[{(]", text, re.MULTILINE):
        return _bibtex
    raise SourceError(f"This is not a file of references that Rose knows. It reads {FORMATS}.")


def _entry(place: str, record: Record) -> Entry:
    return (place, record if record.title else "it has no title")


# --- CSL-JSON ---------------------------------------------------------------------------------------------------------


def _csl(text: str, source: str) -> Iterator[Entry]:
    try:
        held = json.loads(text)
    except RecursionError as error:
        raise SourceError("This JSON is nested too deep to be a list of references.") from error
    except ValueError as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise SourceError(f"This JSON breaks off or has a mistake{where}. Export it again.") from error
    if isinstance(held, dict):
        held = held["items"] if isinstance(held.get("items"), list) else [held]
    for number, item in enumerate(held, 1):
        if isinstance(item, dict):
            yield _entry(f"Entry {number}", csl.record(item, source))
        else:
            yield (f"Entry {number}", "it is not a reference but a bare value")


# --- RIS --------------------------------------------------------------------------------------------------------------


def _ris(text: str, source: str) -> Iterator[Entry]:
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if re.match(r"TY  ?-", line)]
    for start, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        place = f"The entry at line {start + 1}"
        own = [re.sub(r"^([A-Z][A-Z0-9])  ?-", r"\1  -", line) for line in lines[start:after]]
        if not any(line.startswith("ER  -") for line in own):
            yield (place, "it breaks off: its last line, ER, is missing")
            continue
        try:
            read = rispy.loads("\n".join(own), skip_unknown_tags=True)
        except (rispy.parser.ParseError, KeyError, TypeError, AttributeError) as error:
            yield (place, f"its lines are out of order ({clean(str(error))[:80] or 'no tag where one should be'})")
            continue
        yield _entry(place, _from_ris(read[0], source))


def _from_ris(entry: dict[str, Any], source: str) -> Record:
    first = _first_of(entry)
    pages = "-".join(dict.fromkeys(filter(None, [first("start_page"), first("end_page")])))
    people = entry.get("authors") or entry.get("first_authors") or []
    return Record(
        source=source,
        title=first("title", "primary_title"),
        authors=tuple(filter(None, (author_from_text(clean(name)) for name in people))),
        journal=first("journal_name", "alternate_title3", "secondary_title", "alternate_title2", "alternate_title1"),
        year=year_in(first("year", "publication_year", "date")),
        volume=first("volume"),
        issue=first("number"),
        pages=pages,
        doi=csl.doi(entry.get("doi")),
        pmid=csl.digits(first("accession_number")) if "pubmed" in first("name_of_database").lower() else "",
    )


def _first_of(entry: dict[str, Any]) -> Callable[..., str]:
    def first(*names: str) -> str:
        return next(filter(None, (clean(entry.get(name)) for name in names)), "")

    return first


# --- PubMed's own format ----------------------------------------------------------------------------------------------


def _nbib(text: str, source: str) -> Iterator[Entry]:
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if re.match(r"PMID ?- ", line)]
    for start, after in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield _entry(f"The entry at line {start + 1}", _from_nbib(_tags(lines[start:after]), source))


def _tags(lines: list[str]) -> dict[str, list[str]]:
    """The values of each tag: four letters, a hyphen, the value, which goes on where a line begins with six spaces."""
    found: dict[str, list[str]] = defaultdict(list)
    last = ""
    for line in lines:
        if line.startswith("      ") and last:
            found[last][-1] += f" {line.strip()}"
        elif tag := re.match(r"([A-Z]{2,4}) *- ?(.*)", line):
            last = tag[1]
            found[last].append(tag[2].strip())
    return found


def _from_nbib(tags: dict[str, list[str]], source: str) -> Record:
    def first(*names: str) -> str:
        return next(filter(None, (clean(value) for name in names for value in tags.get(name, []))), "")

    dois = (
        csl.doi(value.removesuffix("[doi]")) for value in tags.get("LID", []) + tags.get("AID", []) if "[doi]" in value
    )
    kinds = tuple(filter(None, map(clean, tags.get("PT", []))))
    title = first("TI", "TT", "BTI")
    registered = (clean(value).partition("/") for value in tags.get("SI", []))
    return Record(
        source=source,
        title=title.removesuffix("."),
        authors=tuple(filter(None, map(clean, tags.get("AU", []) + tags.get("CN", [])))),
        journal=first("TA", "JT"),
        year=year_in(first("DP")),
        volume=first("VI"),
        issue=first("IP"),
        pages=first("PG"),
        doi=next(filter(None, dois), ""),
        pmid=csl.digits(first("PMID")),
        registration=", ".join(
            dict.fromkeys(number for bank, _, number in registered if bank in REGISTRIES and number)
        ),
        kinds=kinds,
        retracted=RETRACTED in kinds or bool(tags.get("RIN")),
    )


# --- BibTeX -----------------------------------------------------------------------------------------------------------


def _bibtex(text: str, source: str) -> Iterator[Entry]:
    library = bibtexparser.parse_string(text)
    blocks = [*library.entries, *library.failed_blocks]
    for block in sorted(blocks, key=lambda block: block.start_line or 0):
        place = f"The entry at line {(block.start_line or 0) + 1}"
        if not isinstance(block, BibtexEntry):
            yield (place, _why(block))
            continue
        fields = {name.lower(): str(field.value) for name, field in block.fields_dict.items()}
        try:
            yield _entry(place, _from_bibtex(fields, source))
        except RecursionError:
            yield (place, "its braces are nested too deep")


def _why(block: Any) -> str:
    if isinstance(block, DuplicateBlockKeyBlock):
        return f"another entry has its key, {clean(block.key)[:60]}"
    if isinstance(block, DuplicateFieldKeyBlock):
        return f"it gives a field twice: {', '.join(sorted(map(clean, block.duplicate_keys)))[:60]}"
    return "it breaks off, or a bracket, quotation mark or comma is missing"


def _from_bibtex(fields: dict[str, str], source: str) -> Record:
    def plain(*names: str) -> str:
        return next(filter(None, (_without_latex(fields.get(name, "")) for name in names)), "")

    people = split_multiple_persons_names(" ".join(fields.get("author", "").split()))
    return Record(
        source=source,
        title=plain("title"),
        authors=tuple(filter(None, map(_bibtex_author, people))),
        journal=plain("journal", "journaltitle"),
        year=year_in(plain("year", "date")),
        volume=plain("volume"),
        issue=plain("number", "issue"),
        pages=re.sub(r"\s*[-–—]+\s*", "-", plain("pages")),
        doi=csl.doi(fields.get("doi", "").replace("\\", "")),  # an underscore is often escaped
        pmid=csl.digits(plain("pmid")),
    )


def _without_latex(text: str) -> str:
    """The letters that LaTeX's commands stand for. Formulas stay as they are written."""
    plain = LatexNodes2Text(math_mode="verbatim").nodelist_to_text(
        LatexWalker(text, tolerant_parsing=True).get_latex_nodes()[0]
    )
    return clean(plain.replace("{", "").replace("}", ""))


def _bibtex_author(name: str) -> str:
    """One author. A group stands in braces of its own; "and others" is nobody."""
    if name == "others":
        return ""
    if name.startswith("{") and name.endswith("}"):
        return _without_latex(name)
    try:
        parts = parse_single_name_into_parts(name, strict=False)
    except InvalidNameError:
        return _without_latex(name)
    first, von, last, junior = (
        _without_latex(" ".join(part)) for part in (parts.first, parts.von, parts.last, parts.jr)
    )
    return " ".join(filter(None, [author(f"{von} {last}".strip(), first), junior.rstrip(".")]))
