"""The table of an answer: treatments down, the symptoms asked about across, and a cell for each pair.

A cell says what a cell of the evidence map says, by the same rule (evidence/map.py). The first treatments are told in
words beside it; the others' words stand on their pages.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from evidence import map as evidence_map
from evidence.map import HARM_STATE_WORDS, STATE_WORDS, Reading
from evidence.map_cells import NO_STUDY, UNWANTED, address, look_html
from search.answer import Answer, Row, Treatment

MOST_SHOWN = 10
"""Treatments that stand open on the page; the others unfold."""

MOST_TOLD = 2
"""Symptoms up to which what was found is read in words at once; with more of them it unfolds."""

MOST_ACROSS = 5
"""Symptoms up to which a wide page has room for a column each; with more of them a treatment is a block of its own."""

CELL = '<td role="cell"><span class="cell-name">{}</span> <a class="reading{}" href="{}{}">{}</a></td>'
NONE = '<td role="cell" class="none"><span class="cell-name">{}</span> <span class="unseen">{}</span></td>'

Topics = Mapping[str, str]
"""The titles of the symptoms asked about by their addresses, in the order asked."""


def table(answer: Answer) -> dict[str, Any]:
    """The table in two parts: what stands open, and what unfolds."""
    topics = {meaning.subject.slug: meaning.subject.title for meaning in answer.topics}
    rows = [_row(treatment, topics) for treatment in answer.treatments]
    for row, treatment in zip(rows[:MOST_SHOWN], answer.treatments, strict=False):
        row["told"] = _told(treatment, topics)
    return {
        "columns": list(topics.values()),
        "form": f"across-{len(topics)}" if len(topics) <= MOST_ACROSS else "many",
        "is_told_at_once": len(topics) <= MOST_TOLD,
        "rows": rows[:MOST_SHOWN],
        "more": rows[MOST_SHOWN:],
    }


def _row(treatment: Treatment, topics: Topics) -> dict[str, Any]:
    of_topic: dict[str, list[Row]] = {slug: [] for slug in topics}
    for row in treatment.rows:
        of_topic[row.topic].append(row)
    where = address(treatment.url, treatment.slug)
    cells = [_cell_html(where, topics[slug], rows) for slug, rows in of_topic.items()]
    return {
        "title": treatment.title,
        "url": treatment.url,
        "covers": len(treatment.covers),
        "has_gaps": not all(of_topic.values()),
        "cells_html": mark_safe("".join(cells)),  # noqa: S308 - each part is safe as it stands
        "harms": _named(_harms(treatment), HARM_STATE_WORDS),
    }


def _harms(treatment: Treatment) -> list[Row]:
    """The unwanted effects graded for what was asked about, and those of the treatment as a whole."""
    return [row for row in treatment.rows if row.is_harm] + list(treatment.harms_elsewhere)


def _cell_html(where: SafeString, topic: str, rows: Iterable[Row]) -> SafeString:
    """What is known of a treatment for one symptom. Unwanted effects stand beside, and here only where nothing else was
    looked at.
    """
    mapped = [_as_mapped(row) for row in rows]
    effect = evidence_map.reading(row for row in mapped if not row.is_harm)
    if effect:
        return _filled_html(where, topic, effect, STATE_WORDS)
    harms = evidence_map.reading(mapped)
    if harms:
        return _filled_html(where, topic, harms, HARM_STATE_WORDS, UNWANTED)
    return format_html(NONE, topic, NO_STUDY)


def _filled_html(
    where: SafeString, topic: str, found: Reading, words: Mapping[str, str], label: str = ""
) -> SafeString:
    look = look_html(found, words, label, at_length=True)
    return format_html(CELL, topic, " elsewhere" if found.elsewhere else "", where, found.key, look)


def _as_mapped(row: Row) -> evidence_map.Row:
    return evidence_map.Row(
        key=row.key,
        outcome=row.outcome,
        certainty=row.certainty,
        direction=row.direction,
        size=row.size,
        directness=row.directness,
        is_harm=row.is_harm,
        on_retracted=row.rests_on_retracted,
    )


# --- in words ---------------------------------------------------------------------------------------------------------


def _told(treatment: Treatment, topics: Topics) -> list[dict[str, Any]]:
    """For each symptom the sentences behind its cell, and what else was looked at."""
    wanted = {slug: [row for row in treatment.rows if row.topic == slug and not row.is_harm] for slug in topics}
    return [{"topic": topics[slug], **_in_words(rows)} for slug, rows in wanted.items() if rows]


def _in_words(rows: Sequence[Row]) -> dict[str, Any]:
    """Of the surest rows one sentence for each thing that they show, so that none is told alone where they disagree."""
    surest = [row for row in rows if row.certainty == rows[0].certainty]
    shown: dict[str, Row] = {}
    for row in surest:
        shown.setdefault(_as_mapped(row).state, row)
    said = list(shown.values())
    return {"said": said, "others": _named([row for row in rows if row not in said], STATE_WORDS)}


def _named(rows: Sequence[Row], words: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows by what was measured, which way it went and how sure that is; and in whom, where one thing stands twice."""
    times = Counter(row.outcome for row in rows)
    return [
        {
            "outcome": row.outcome,
            "population": row.population if times[row.outcome] > 1 else "",
            "words": words[_as_mapped(row).state],
            "certainty_name": row.certainty_name,
            "rests_on_retracted": row.rests_on_retracted,
        }
        for row in rows
    ]
