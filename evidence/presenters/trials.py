"""Registered studies: those still to report, and those that did."""

from collections.abc import Mapping, Sequence
from typing import Any

from evidence import citations
from evidence.presenters.dates import day


def trials(registered: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The registered studies of a treatment: those still to report first. None where none is known."""
    if not registered:
        return None
    rows = [trial_row(trial) for trial in registered]
    groups = [
        ("still to report", [row for row in rows if not row.get("study")]),
        ("that reported", [row for row in rows if row.get("study")]),
    ]
    return {
        "menopause": _in_menopause(rows),
        "groups": [
            {"title": f"{len(found)} trial{'s' if len(found) > 1 else ''} {words}", "rows": found}
            for words, found in groups
            if found
        ],
    }


def _in_menopause(rows: Sequence[Mapping[str, Any]]) -> str:
    """Said in words, because a list that lacks something does not say so."""
    there = sum(bool(row.get("menopausal")) for row in rows)
    if there:
        return f"{there} of the {len(rows)} we found {'is' if there == 1 else 'are'} about menopause."
    if len(rows) == 1:
        return "The one we found is not about menopause."
    return f"None of the {len(rows)} we found is about menopause."


def trial_row(trial: Mapping[str, Any]) -> dict[str, Any]:
    """A registered study as its registry told it, on the day it was looked up."""
    return dict(trial) | {
        "url": next(
            (url for _, url in citations.links({"registration": trial["registry_id"]})),
            "",
        ),
        "as_of": day(trial.get("status_as_of")),
    }
