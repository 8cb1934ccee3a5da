"""Two to four treatments side by side: a row for each thing measured, a cell for what is known of each treatment.

No score and no order of merit: treatments stand in the order in which the reader named them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from evidence import choices
from evidence.choices import Field, groups_of
from evidence.map import HARM_STATE_WORDS, NOT_TESTED, STATE_WORDS, TOO_UNCERTAIN, state
from evidence.models import EvidenceRow, Size
from evidence.published import Named, Names

FEWEST, MOST = 2, 4
PLACES = ("First treatment", "Second treatment", "Third, if you like", "Fourth, if you like")


@dataclass(frozen=True)
class Asked:
    """What an address asks to compare, as far as it is published."""

    treatments: Sequence[Named]
    too_many: Sequence[Named]
    topic: Named | None
    unknown: Sequence[str]
    unknown_topic: Sequence[str]

    @property
    def is_enough(self) -> bool:
        return len(self.treatments) >= FEWEST


def asked(names: Names, address: QueryDict) -> Asked:
    """The first four published treatments that the address names, each once, and the symptom they are compared for."""
    known = {named.slug: named for named in names.treatments}
    given = list(dict.fromkeys(filter(None, map(str.strip, address.getlist("with")))))
    found = [known[slug] for slug in given if slug in known]
    topics = {named.slug: named for named in names.topics}
    topic = choices.read(address, {"for": topics})
    return Asked(
        treatments=found[:MOST],
        too_many=found[MOST:],
        topic=topics.get(topic.get("for")),
        unknown=choices.shown([slug for slug in given if slug not in known]),
        unknown_topic=topic.unknown,
    )


def page(asked: Asked, names: Names, rows: Sequence[EvidenceRow], on_retracted: Collection[int]) -> dict[str, Any]:
    """All that the page shows. Rows on symptoms whose page is not published are left out."""
    topics = {named.pk: named for named in names.topics}
    rows = [row for row in rows if row.topic_id in topics]
    effects = [row for row in rows if not row.is_harm and asked.topic in (None, topics[row.topic_id])]
    return {
        "asked": asked,
        "is_asked": bool(asked.treatments or asked.unknown or asked.topic),
        "columns": len(asked.treatments) + 1,
        "groups": _groups(asked, effects, names, on_retracted),
        "harms": _table([row for row in rows if row.is_harm], asked.treatments, topics, on_retracted),
        "with_fields": _with_fields(asked, names),
        "for_field": _for_field(asked, names),
        "published": len(names.treatments),
    }


# --- the table --------------------------------------------------------------------------------------------------------


def _groups(
    asked: Asked, rows: Iterable[EvidenceRow], names: Names, on_retracted: Collection[int]
) -> list[dict[str, Any]]:
    """The wanted effects, symptom by symptom."""
    of_topic: dict[int, list[EvidenceRow]] = {}
    for row in rows:
        of_topic.setdefault(row.topic_id, []).append(row)
    return [
        {"title": topic.title, "url": topic.url, "rows": _table(found, asked.treatments, {}, on_retracted)}
        for topic in names.topics
        if (found := of_topic.get(topic.pk))
    ]


def _table(
    rows: Iterable[EvidenceRow],
    treatments: Sequence[Named],
    seen_in: Mapping[int, Named],
    on_retracted: Collection[int],
) -> list[dict[str, Any]]:
    """A line for each thing measured. `seen_in` names the symptoms, where lines of several stand together."""
    lines: dict[str, dict[int, list[dict[str, Any]]]] = {}
    for row in rows:
        cells = lines.setdefault(row.card["outcome"], {named.pk: [] for named in treatments})
        topic = seen_in.get(row.topic_id)
        cells[row.intervention_id].append(_card(row, topic, is_retracted=row.pk in on_retracted))
    return [
        {
            "outcome": outcome,
            "cells": [{"treatment": named.title, "url": named.url, "cards": cells[named.pk]} for named in treatments],
        }
        for outcome, cells in lines.items()
    ]


def _card(row: EvidenceRow, topic: Named | None, *, is_retracted: bool) -> dict[str, Any]:
    """One assessment as a cell shows it: sentence, how sure, which way, how large, in whom, how many."""
    shown = state(row.certainty, row.direction, row.size)
    words = HARM_STATE_WORDS if row.is_harm else STATE_WORDS
    names = ("sentence", "petals", "certainty", "certainty_name", "directness_name", "population", "comparator")
    return {name: row.card[name] for name in (*names, "studies", "participants", "key")} | {
        "state": shown,
        "words": words[shown],
        "size": _size(row.size, shown),
        "studied_for": topic.title if topic else "",
        "is_retracted": is_retracted,
        "slug": row.card["intervention"]["slug"],
    }


def _size(size: str, shown: str) -> str:
    if shown == NOT_TESTED:
        return ""
    return "too uncertain to say" if shown == TOO_UNCERTAIN else Size(size).label.lower()


# --- choosing ---------------------------------------------------------------------------------------------------------


def _with_fields(asked: Asked, names: Names) -> list[Field]:
    """A choice of treatment for each of the four places, the first of them filled with what was asked for."""
    groups = groups_of(names.treatments_by_kind())
    chosen = [named.slug for named in asked.treatments] + [""] * MOST
    return [Field("with", label, "None", slug, groups) for label, slug in zip(PLACES, chosen[:MOST], strict=True)]


def _for_field(asked: Asked, names: Names) -> Field:
    chosen = asked.topic.slug if asked.topic else ""
    return Field("for", "For", "All symptoms", chosen, groups_of(names.topics_by_kind()))
