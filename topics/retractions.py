"""Retracted studies on readers' pages: marked the moment they are known, on pages frozen long before."""

import re
from collections.abc import Collection, Mapping
from typing import Any

MARK = '<strong class="retracted-mark">retracted</strong>'


def marked_page(
    shown: Mapping[str, Any], cards: list[dict[str, Any]], keys: Collection[str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A page and its assessments, with all that rests on these studies marked: sentences, grades, claims and arrows."""
    if not keys:
        return dict(shown), cards
    any_of = "|".join(re.escape(key) for key in sorted(keys))
    cites = re.compile(rf'<a href="(?:#ref-(?:{any_of})|/evidence/studies/(?:{any_of})/)"[^>]*>[^<]*</a>')
    page = _marked(shown, cites)
    for part in (*page.get("claims", []), *page.get("arrows", [])):
        part["rests_on_retracted"] = not keys_behind(part).isdisjoint(keys)
    return page, [_marked(card, cites) | {"retracted": _of_card(card, keys)} for card in cards]


def _marked(shown: Any, cites: re.Pattern[str]) -> Any:
    if isinstance(shown, str):
        return cites.sub(rf"\g<0> {MARK}", shown)
    if isinstance(shown, Mapping):
        return {name: _marked(value, cites) for name, value in shown.items()}
    if isinstance(shown, list):
        return [_marked(value, cites) for value in shown]
    return shown


def _of_card(card: Mapping[str, Any], keys: Collection[str]) -> list[dict[str, str]]:
    """The retracted studies behind an assessment, each with what its certainty would be without it."""
    without = card.get("without", {})
    return [
        {"study": study["short"], "without": without.get(study["key"], "")}
        for study in card.get("study_list", [])
        if study["key"] in keys
    ]


def keys_behind(part: Mapping[str, Any]) -> set[str]:
    """The studies that a claim or an arrow rests on, directly or by an assessment."""
    keys = {*part.get("study_keys", []), *(study["key"] for study in part.get("studies", []))}
    return keys.union(*(basis.get("study_keys", []) for basis in (*part.get("cards", []), *part.get("arrows", []))))


def anything_rests_on(shown: Mapping[str, Any], cards: list[dict[str, Any]], keys: Collection[str]) -> bool:
    """Whether the page has to say, at its top, that something below rests on a retracted study."""
    parts = (*shown.get("claims", []), *shown.get("arrows", []))
    return (
        not set(shown.get("cited", [])).isdisjoint(keys)
        or any(card.get("retracted") for card in cards)
        or any(part.get("rests_on_retracted") for part in parts)
    )
