"""Where on a page a finding stands: in the words of the page's form, and the way to that field."""

from collections.abc import Mapping
from typing import Any

from editorial.content import codec
from editorial.library_checks.faults import Fault, Place
from editorial.library_checks.folder import line_in
from editorial.library_checks.texts import DOMAINS
from editorial.page_checks import checks
from evidence import grading
from topics.models import SPECIFIC, Kind

Plain = Mapping[str, Any]

ROW_NAMES = {name: label for name, (label, _) in checks.ROWS.items()} | {
    "warning_signs": "Warning sign",
    "claims": "Claim",
}
ROW_TITLES = ("name", "heading", "mechanism", "topic", "country", "amount")
"""What a row is called, by the first of these that it has."""

FORM_ORDER = (
    "", "title", "clinical_name", "summary", "aliases", "warning_signs", "key_points", "personal_note", "how_common",
    "not_confused_with", "body", "claims", "close", "acts_on", "contributes_to", "how_taken", "doses", "safety",
    "side_effects", "cautions", "access", "regulations", "if_nothing_done", "unknowns", "to_say", "questions",
    "related", "about",
)  # fmt: skip
"""The fields of all kinds of pages, as their forms go."""

FORMSETS = {"side_effects": "sideeffects", "contributes_to": "links"} | {
    name: name for name in ("aliases", "warning_signs", "doses", "cautions", "regulations", "acts_on", "claims")
}
"""The rows of a page, and how their part of its form is called."""


def words(plain: Plain, place: Place) -> str:
    """The place, as the form calls it."""
    if place.key:
        part = f", {grading.words(place.field)}" if place.field else ""
        return f"Assessment {place.key}{part}"
    if not place.field:
        return "The assessments" if place.file.startswith("assessments/") else "The whole page"
    if place.row and place.field in ROW_NAMES:
        row = plain[place.field][place.row - 1]
        title = next((row[name] for name in ROW_TITLES if row.get(name)), "")
        return f"{ROW_NAMES[place.field]} {place.row}{f', {title}' if title else ''}"
    return _field(plain["kind"], place.field)


def _field(kind: str, field: str) -> str:
    if field == "aliases":
        return "Other names"
    if field in ROW_NAMES:
        return f"{ROW_NAMES[field]}s"
    named = str(codec.MODELS[SPECIFIC[Kind(kind)]]._meta.get_field(field).verbose_name)
    return named[:1].upper() + named[1:]


def line(plain: Plain, fault: Fault) -> int:
    """The line of the field on which the sentence stands, in fields of several lines; else 0."""
    place = fault.place
    if place.key or place.field in FORMSETS:
        return 0
    value = plain.get(place.field, "")
    if isinstance(value, list):
        return place.row
    return line_in(value, fault.sentence) if "\n" in value else 0


def reading_order(fault: Fault) -> tuple[bool, str, int, int, str, str]:
    """As the form goes; assessments last."""
    place = fault.place
    is_rated = bool(place.key) or place.file.startswith("assessments/")
    order = FORM_ORDER.index(place.field) if not is_rated else 0
    return (is_rated, place.key, order, place.row, fault.check, fault.reason)


def anchor(place: Place) -> str:
    """The id, in the form of the page or of its assessment, of the field or the row that holds this place."""
    if place.key:
        return f"id_{place.field}{'_reason' if place.field in DOMAINS else ''}" if place.field else "content"
    if place.field in FORMSETS:
        prefix = FORMSETS[place.field]
        return f"{prefix}-{place.row - 1}" if place.row else f"{prefix}-group"
    return f"id_{place.field}" if place.field else "content"
