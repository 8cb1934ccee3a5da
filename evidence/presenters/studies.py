"""The studies behind a page and behind one assessment."""

from collections.abc import Mapping, Sequence
from typing import Any

from evidence import citations
from evidence.models import Design
from topics.markdown import Prose


def references(cited: Sequence[str], studies: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The numbered list at the end of a page."""
    return [
        {
            "key": key,
            "number": number,
            "short": citations.short(studies[key]),
            "html": citations.reference_html(studies[key]),
            "url": next((url for _, url in citations.links(studies[key])), ""),
            "design": Design(studies[key]["design"]).label,
            "participants": studies[key].get("n"),
        }
        for number, key in enumerate(cited, 1)
    ]


def study_row(key: str, study: Mapping[str, Any], prose: Prose) -> dict[str, Any]:
    return {
        "key": key,
        "number": prose.number(key),
        "short": citations.short(study),
        "design": Design(study["design"]).label,
        "participants": study.get("n"),
        "population": study.get("population", ""),
    }
