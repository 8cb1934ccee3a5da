"""The evidence map as its page shows it: a grid for a wide screen, lists for a narrow one, and what may be chosen."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import QueryDict

from evidence import choices, map_cells, wording
from evidence.choices import Chosen, Field, Groups, Option, groups_of
from evidence.map import STATE_WORDS, Cell, Choice, Row, cell
from evidence.models import Directness
from evidence.published import Named, Names, by_kind
from topics.models import BodyArea, Category, Kind

Rows = Mapping[tuple[int, int], Sequence[Row]]
Cells = Mapping[tuple[int, int], Cell]

MOST_LISTED = 60
"""Filled cells that a narrow screen lists; with more of them it first asks for one symptom or one treatment."""

SMALL = 150
"""Cells up to which every empty one says in words that it is empty; in a larger grid the words would drown the rest."""

AT_LEAST = [
    Option("high", "High only"),
    Option("moderate", "Moderate or high"),
    Option("low", "Low or surer"),
    Option("very-low", "Any, if tested in people"),
]


def page(names: Names, rows: Rows, address: QueryDict) -> dict[str, Any]:
    """All that the page shows."""
    fields, chosen = _fields(names, address)
    choice = Choice(chosen.get("certainty"), chosen.get("directness"))
    cells = {pair: found for pair, of_pair in rows.items() if (found := cell(of_pair, choice))}
    treatments, topics = _shown(names, cells, chosen, only_filled=choice != Choice())
    filled = [cells[t.pk, p.pk] for t in treatments for p in topics if (t.pk, p.pk) in cells]
    listed = len(filled) <= MOST_LISTED or chosen.get("for") or chosen.get("treatment")
    return {
        "fields": fields,
        "is_chosen": bool(chosen.values),
        "is_sifted": choice != Choice(),
        "unknown": chosen.unknown,
        "treatments": len(treatments),
        "topics": len(topics),
        "filled": len(filled),
        "grid": _grid(treatments, topics, cells) if filled else None,
        "lists": _lists(treatments, topics, cells, by_topic=bool(chosen.get("for"))) if listed else [],
        "ways_in": [] if listed else _ways_in(treatments, topics, chosen),
        "legend": LEGEND,
        "compare": _compare(chosen),
    }


LEGEND = [
    {"state": name, "words": STATE_WORDS[name], "meaning": meaning}
    for name, meaning in {
        wording.BENEFIT: "the surest studies point to less of the symptom, or to more of what is wanted",
        wording.HARM: "they point the other way",
        wording.NO_DIFFERENCE: "it was tested, and made little or no difference",
        wording.MIXED: "the surest findings do not agree, or differ from one thing measured to another",
        wording.UNCLEAR: "tested, but the results fit no single direction",
        "too-uncertain": "tested, but in too few people, or in ways that can mislead: nobody can say which way",
        "not-tested": "looked for, and no study in people was found",
    }.items()
]


# --- what may be chosen -----------------------------------------------------------------------------------------------


def _fields(names: Names, address: QueryDict) -> tuple[list[Field], Chosen]:
    """What may be chosen, each with what was."""
    allowed: dict[str, tuple[str, str, Groups]] = {
        "for": ("For which symptom", "All", groups_of(names.topics_by_kind())),
        "treatment": ("Treatment", "All", groups_of(names.treatments_by_kind())),
        "category": ("Kind of treatment", "All kinds", _labels(Category, {t.category for t in names.treatments})),
        "area": ("Part of the body", "All parts", _labels(BodyArea, {topic.area for topic in names.topics})),
        "certainty": ("How sure, at least", "Any", [("", AT_LEAST)]),
        "directness": ("Who was studied", "Anyone", _labels(Directness, set(Directness.values))),
    }
    chosen = choices.read(address, {name: choices.values(groups) for name, (_, _, groups) in allowed.items()})
    fields = [
        Field(name, label, nothing, chosen.get(name), groups) for name, (label, nothing, groups) in allowed.items()
    ]
    return fields, chosen


def _labels(declared: type[TextChoices], present: set[str]) -> Groups:
    """The declared values, in their order, that are there to be found."""
    return [("", [Option(value, label) for value, label in declared.choices if value in present])]


def _shown(names: Names, cells: Cells, chosen: Chosen, *, only_filled: bool) -> tuple[Sequence[Named], Sequence[Named]]:
    """The grid's treatments and topics: all that were chosen, stages only where something is known of them."""
    treatments = [one for one in names.treatments if _fits(one, chosen, slug="treatment", category="category")]
    topics = [one for one in names.topics if _fits(one, chosen, slug="for", area="area")]
    held = [
        (t.pk, p.pk)
        for t in treatments
        for p in topics
        if (found := cells.get((t.pk, p.pk))) and not (only_filled and found.is_left_out)
    ]
    with_treatment, with_topic = {pair[0] for pair in held}, {pair[1] for pair in held}
    if only_filled:
        treatments = [one for one in treatments if one.pk in with_treatment]
    topics = [one for one in topics if one.pk in with_topic or not (only_filled or one.kind == Kind.STAGE)]
    return treatments, topics


def _fits(named: Named, chosen: Chosen, **by: str) -> bool:
    return all(chosen.get(name) in ("", getattr(named, part)) for part, name in by.items())


def _compare(chosen: Chosen) -> str:
    """What the address of a comparison takes over from what was chosen here."""
    given = {"with": chosen.get("treatment"), "for": chosen.get("for")}
    return urlencode({name: value for name, value in given.items() if value})


def _ways_in(treatments: Sequence[Named], topics: Sequence[Named], chosen: Chosen) -> list[dict[str, Any]]:
    """Links that narrow the map to one symptom or one treatment, for a screen that can't hold it."""
    return [
        {"name": name, "links": [{"title": one.title, "query": _query(chosen, field, one)} for one in named]}
        for name, field, named in (
            ("Choose a symptom or condition", "for", topics),
            ("Or choose a treatment", "treatment", treatments),
        )
    ]


def _query(chosen: Chosen, name: str, named: Named) -> str:
    return urlencode({**chosen.values, name: named.slug})


# --- the grid and the lists -------------------------------------------------------------------------------------------


def _grid(treatments: Sequence[Named], topics: Sequence[Named], cells: Cells) -> dict[str, Any]:
    return {
        "is_large": len(treatments) * len(topics) > SMALL,
        "across": len(topics) + 1,
        "column_groups": [{"name": name, "count": len(group)} for name, group in by_kind(topics)],
        "columns": [{"title": topic.title, "url": topic.url} for topic in topics],
        "row_groups": [
            {"name": name, "rows": [_grid_row(treatment, topics, cells) for treatment in group]}
            for name, group in by_kind(treatments)
        ],
    }


def _grid_row(treatment: Named, topics: Sequence[Named], cells: Cells) -> dict[str, Any]:
    found = [cells.get((treatment.pk, topic.pk)) for topic in topics]
    return {"title": treatment.title, "url": treatment.url, "cells_html": map_cells.row_html(treatment, found)}


def _lists(
    treatments: Sequence[Named], topics: Sequence[Named], cells: Cells, *, by_topic: bool
) -> list[dict[str, Any]]:
    """The same cells a treatment at a time, or by the one symptom that was chosen."""
    outer, inner = (topics, treatments) if by_topic else (treatments, topics)
    return [_list(one, inner, cells, by_topic=by_topic) for one in outer]


def _list(one: Named, others: Sequence[Named], cells: Cells, *, by_topic: bool) -> dict[str, Any]:
    items, empty = [], []
    for other in others:
        treatment, topic = (other, one) if by_topic else (one, other)
        found = cells.get((treatment.pk, topic.pk))
        if found is None:
            empty.append(other.title)
        else:
            items.append(
                {
                    "title": other.title,
                    "cell_html": map_cells.cell_html(map_cells.address(treatment.url, treatment.slug), found),
                }
            )
    return {"title": one.title, "url": one.url, "items": items, "empty": empty}
