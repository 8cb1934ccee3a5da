"""CSL-JSON, the form in which citation processors take references; Crossref's answers are a dialect of it."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any, Final

from evidence.sources.records import Record, author, clean, plausible_year, year_in

FACES: Final = re.compile(r"</?(?:i|b|u|em|strong|sub|sup|scp|sc|tt|italic|bold)\s*>", re.IGNORECASE)
"""Marks of how letters look, which publishers leave in titles. Anything else in angle brackets is text."""


def record(item: Mapping[str, Any], source: str) -> Record:
    """The parts of a reference that the item holds, each only if it has the form it should have."""
    return Record(
        source=source,
        title=title(item.get("title")),
        authors=authors(item.get("author")),
        journal=title(item.get("container-title")),
        year=year(item.get("issued")),
        volume=clean(item.get("volume")),
        issue=clean(item.get("issue")),
        pages=clean(item.get("page")) or clean(item.get("article-number")),
        doi=doi(item.get("DOI")),
        pmid=digits(item.get("PMID")),
    )


def title(value: object) -> str:
    """A title, of which some writers give a list of forms: the first that says anything."""
    forms = value if isinstance(value, list) else [value]
    plain = (clean(unescape(FACES.sub("", form))) for form in forms if isinstance(form, str))
    return next((form for form in plain if form), "")


def authors(value: object) -> tuple[str, ...]:
    """People as surname and initials, groups by their name, in the order given."""
    people = [person for person in value if isinstance(person, dict)] if isinstance(value, list) else []
    names = (_name(person) for person in people)
    return tuple(name for name in names if name)


def _name(person: Mapping[str, Any]) -> str:
    family = " ".join(filter(None, [clean(person.get("non-dropping-particle")), clean(person.get("family"))]))
    if not family:
        return clean(person.get("literal")) or clean(person.get("name"))
    suffix = clean(person.get("suffix")).rstrip(".")
    return " ".join(filter(None, [author(family, clean(person.get("given"))), suffix]))


def date_parts(value: object) -> tuple[int, ...]:
    """Year, month and day, as far as the date has them."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    found: list[int] = []
    for part in first[:3]:
        text = clean(part)
        if not text.isascii() or not text.isdecimal() or len(text) > 4:
            break
        found.append(int(text))
    return tuple(found)


def year(value: object) -> int | None:
    parts = date_parts(value)
    if parts:
        return plausible_year(parts[0])
    said = (value.get("raw") or value.get("literal")) if isinstance(value, dict) else value
    return year_in(clean(said))


def doi(value: object) -> str:
    """A DOI without its resolver; none where the text is not one."""
    bare = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", clean(value), flags=re.IGNORECASE)
    return bare if bare.startswith("10.") and "/" in bare and len(bare) <= 200 else ""


def digits(value: object) -> str:
    text = clean(value)
    return text if text.isascii() and text.isdigit() and len(text) <= 12 else ""
