"""What a page shows of itself: from its plain data to the HTML that its edition keeps.

Functions take plain data (editorial's codec makes it) and a Prose, and are called in reading order, because citations
are numbered as a reader meets them.
"""

from collections.abc import Mapping
from typing import Any

from topics.markdown import PageRef, Prose, plain
from topics.models import (
    AliasKind,
    BodyArea,
    Category,
    CautionKind,
    Kind,
    RegulationStatus,
    Urgency,
)

WORDS_A_MINUTE = 200
"""Silent reading of plain English; a little under the 238 of Brysbaert's review (doi:10.1016/j.jml.2019.104047)."""

LONGEST_NAME = 3
"""Words in an alias that still reads as a name; longer ones are what somebody types."""

HIDDEN_ALIASES = {AliasKind.MISSPELLING, AliasKind.PHRASE}
"""Aliases that help searching but would look odd under a title."""


def heading(content: Mapping[str, Any]) -> dict[str, Any]:
    """Title, kind and other names."""
    return {
        "kind": content["kind"],
        "kind_name": Kind(content["kind"]).label,
        "title": content["title"],
        "summary": content["summary"],
        "also_called": also_called(content),
        "clinical_name": content.get("clinical_name", ""),
        "tags": content.get("tags", []),
        "review_months": content.get("review_months", 12),
    }


def also_called(content: Mapping[str, Any]) -> list[str]:
    """Up to six other names, those a reader would recognise."""
    names = []
    for alias in content.get("aliases", []):
        text = shown_name(alias)
        if text and _same_name(text) != _same_name(content["title"]):
            names.append(text)
    return names[:6]


def shown_name(alias: str | Mapping[str, str]) -> str:
    """The alias if it reads as a name: short, and neither a misspelling nor a phrase. Else nothing."""
    text, kind = (alias, AliasKind.LAY) if isinstance(alias, str) else (alias["text"], alias["kind"])
    return text if kind not in HIDDEN_ALIASES and len(text.split()) <= LONGEST_NAME else ""


def _same_name(name: str) -> str:
    """A name without what typing it differently would change."""
    return name.casefold().replace("’", "'")


def key_points(content: Mapping[str, Any], prose: Prose) -> list[str]:
    return [prose.inline(point) for point in content.get("key_points", [])]


def body(content: Mapping[str, Any], prose: Prose) -> dict[str, Any]:
    """The text, and its headings for "On this page"."""
    html = prose.block(content.get("body", ""))
    return {
        "body_html": html,
        "toc": [{"id": id_, "title": title} for id_, title in prose.headings],
    }


def closing(content: Mapping[str, Any], prose: Prose, pages: Mapping[str, PageRef]) -> dict[str, Any]:
    """What stands at the end of every page: doing nothing, the unknowns, what to say and to ask, related pages."""
    related = [pages[slug] for slug in content.get("related", []) if slug in pages and pages[slug].url]
    return {
        "if_nothing_done_html": prose.block(content.get("if_nothing_done", "")),
        "unknowns_html": prose.block(content.get("unknowns", "")),
        "to_say_html": prose.block(content.get("to_say", "")),
        "questions_html": [prose.inline(question) for question in content.get("questions", [])],
        "related": [{"title": ref.title, "url": ref.url} for ref in related],
    }


def warning_signs(content: Mapping[str, Any], prose: Prose) -> list[dict[str, Any]]:
    """Care cards, the most urgent first, each with all signs of its urgency."""
    cards = []
    for urgency in Urgency.values:
        signs = [sign["text"] for sign in content.get("warning_signs", []) if sign["urgency"] == urgency]
        if signs:
            cards.append(
                {
                    "urgency": urgency,
                    "signs_html": [prose.inline(sign) for sign in signs],
                }
            )
    return cards


def topic_facts(content: Mapping[str, Any], prose: Prose) -> dict[str, Any]:
    area = content.get("body_area", "")
    return {
        "body_area": {"code": area, "name": BodyArea(area).label} if area in BodyArea.values else None,
        "how_common_html": prose.block(content.get("how_common", "")),
    }


def intervention_facts(content: Mapping[str, Any], prose: Prose) -> dict[str, Any]:
    """How it is taken, what taking it is like, who should not, and whether it can be had."""
    category = content.get("category", "")
    return {
        "category": Category(category).label if category else "",
        "how_taken_html": prose.block(content.get("how_taken", "")),
        "doses": [dose | {"text_html": prose.inline(dose["text"])} for dose in content.get("doses", [])],
        "safety_html": prose.block(content.get("safety", "")),
        "side_effects": _rows(content, "side_effects", prose),
        "cautions": [
            {"name": CautionKind(kind).label, "rows": rows}
            for kind in CautionKind.values
            if (rows := _rows(content, "cautions", prose, kind=kind))
        ],
        "regulations": [
            row | {"status_name": RegulationStatus(row["status"]).label} for row in _rows(content, "regulations", prose)
        ],
        "access_html": prose.block(content.get("access", "")),
    }


def _rows(content: Mapping[str, Any], name: str, prose: Prose, kind: str = "") -> list[dict[str, Any]]:
    rows = [row for row in content.get(name, []) if not kind or row["kind"] == kind]
    return [row | {"text_html": prose.inline(row["text"])} for row in rows]


def reading_minutes(*htmls: str) -> int:
    """Whole minutes, at least one."""
    return max(1, round(sum(len(plain(html).split()) for html in htmls) / WORDS_A_MINUTE))
