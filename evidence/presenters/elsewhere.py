"""An assessment as it is shown away from its treatment's page, whose numbered references are not at hand."""

import re
from collections.abc import Iterable, Mapping
from functools import partial
from html import escape
from typing import Any

from django.urls import reverse

CITED = re.compile(r'<a href="#ref-([a-z0-9-]+)" aria-label="Reference \d+">\d+</a>')
"""How topics.markdown writes a citation: by its number on the page."""


def away_from_its_page(card: Mapping[str, Any], references: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The card with its sources by name, each leading to its study's own page: another page numbers them otherwise."""
    named = partial(_named, names={ref["key"]: ref["short"] for ref in references})
    return {field: CITED.sub(named, value) if field.endswith("_html") else value for field, value in card.items()} | {
        "reasons": [reason | {"reason_html": CITED.sub(named, reason["reason_html"])} for reason in card["reasons"]]
    }


OF_A_STUDY = ("key", "short", "design", "participants", "population")


def studies(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The studies behind a card as an answer to a search lists them, the largest first."""
    largest_first = sorted(card["study_list"], key=lambda study: -(study["participants"] or 0))
    return [{name: study[name] for name in OF_A_STUDY} for study in largest_first]


def _named(cited: re.Match[str], names: Mapping[str, str]) -> str:
    key = cited.group(1)
    return f'<a href="{reverse("evidence:study", args=[key])}">{escape(names[key])}</a>'
