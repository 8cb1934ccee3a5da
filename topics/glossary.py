"""The glossary as readers see it: A to Z, with the pages to read on at."""

import hashlib
import json
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.utils.text import slugify

from topics.models import Term, TermKind, page_url

Row = Mapping[str, Any]


def rows() -> list[dict[str, Any]]:
    """Every term as plain data, in the order of the alphabet. One statement."""
    found = [_row(term) for term in Term.objects.as_read()]
    return sorted(found, key=lambda row: (slugify(row["term"]), row["slug"]))


def _row(term: Row) -> dict[str, Any]:
    row = {name: term[name] for name in ("slug", "term", "also", "kind", "meaning", "link")}
    published = term["see_slug"] is not None
    return row | {
        "see": term["see_slug"] or "",
        "see_title": term["see_title"] or "",
        "see_url": page_url(term["see_kind"], term["see_address"]) if published else "",
    }


def content_hash(row: Row) -> str:
    """The SHA-256 of what the glossary says of a term, as canonical JSON."""
    said = [row["term"], row["also"], row["kind"], row["meaning"], row["link"], row["see"]]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def a_to_z(kind: str = "") -> list[tuple[str, list[dict[str, Any]]]]:
    """Terms by first letter, of one kind or of all."""
    entries = [_entry(row) for row in rows() if kind in ("", row["kind"])]
    return [(letter, list(group)) for letter, group in groupby(entries, key=lambda entry: entry["letter"])]


def _entry(row: Row) -> dict[str, Any]:
    first = slugify(row["term"])[:1].upper()
    return {
        "slug": row["slug"],
        "letter": first if first.isalpha() else "0–9",
        "name": row["term"][:1].upper() + row["term"][1:],
        "also": _also(row),
        "kind": TermKind(row["kind"]).label,
        "meaning": row["meaning"],
        "see_title": row["see_title"],
        "see_url": row["see_url"],
    }


def _also(row: Row) -> list[str]:
    """The other forms that a reader gains from, each once: plurals and other near doubles tell her nothing."""
    shown: list[str] = []
    for form in row["also"]:
        if not any(_is_told_by(other, form) for other in (row["term"], *shown)):
            shown.append(form)
    return shown


def _is_told_by(other: str, form: str) -> bool:
    other, form = slugify(other).replace("-", ""), slugify(form).replace("-", "")
    return form.startswith(other[:-1]) and len(form) - len(other) <= len("ies")
