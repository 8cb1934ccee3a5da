"""A symptom's evidence at a glance: one entry a treatment, under what its surest evidence shows.

The rule stands on the page (templates/topics/_glance.html). It works on plain cards, so that it can be read and tested
alone; how sure a card is, and what it may be said to show, was decided when it was published.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

Card = Mapping[str, Any]

FEW: Final = 12
"""Assessments up to which each unfolds in place. With more of them an entry leads to where it unfolds."""

MOST_TOLD: Final = 15
MOST_LISTED: Final = 30
"""Entries of one group that a symptom's page holds: those told in a sentence, those listed in a line."""

GROUPS: Final = (
    ("better", "Tested: better"),
    ("mixed", "Tested: mixed or unclear results"),
    ("worse", "Tested: worse"),
    ("unwanted", "Measured as an unwanted effect"),
    ("no-difference", "Tested: little or no difference"),
    ("elsewhere", "Studied elsewhere only, not in menopause"),
    ("uncertain", "Tested, but too uncertain to say"),
    ("not-tested", "Not tested in people"),
)
TOLD: Final = frozenset({"better", "mixed", "worse", "unwanted"})
"""Groups of which each entry is a sentence; the others have one sentence for all, and a line for each."""

OF_STATE: Final = {
    "benefit": "better",
    "harm": "worse",
    "mixed": "mixed",
    "unclear": "mixed",
    "no-difference": "no-difference",
    "too-uncertain": "uncertain",
    "not-tested": "not-tested",
}
DIRECT_FIRST: Final = ("direct", "mixed", "indirect", "mechanism-only")
LARGE_FIRST: Final = ("large", "moderate", "small", "trivial", "unclear")
IN_MENOPAUSE: Final = frozenset({"direct", "mixed"})


def glance(cards: Sequence[Card], *, whole: bool = False) -> dict[str, Any]:
    """What a symptom's page shows of these cards; `whole` leaves no entry to another page."""
    here = [card for card in cards if card["here"]]
    in_place = len(here) <= FEW and not whole
    found = groups(cards, MOST_TOLD, MOST_LISTED) if not whole else groups(cards, len(cards), len(cards))
    return {
        "groups": found,
        "treatments": sum(group["count"] for group in found),
        "rows": len(here),
        "in_place": in_place,
        "whole": whole,
    }


def groups(cards: Iterable[Card], most_told: int, most_listed: int) -> list[dict[str, Any]]:
    """The groups that hold an entry, in the order of GROUPS, each with as many of its first entries as are wanted."""
    entries: dict[str, list[dict[str, Any]]] = {id_: [] for id_, _ in GROUPS}
    for of_treatment in _by_treatment(cards):
        entry = _entry(of_treatment)
        entries[entry["group"]].append(entry)
    found = []
    for id_, title in GROUPS:
        ordered = sorted(entries[id_], key=_place)
        if ordered:
            shown = ordered[: most_told if id_ in TOLD else most_listed]
            found.append(
                {
                    "id": id_,
                    "title": title,
                    "count": len(ordered),
                    "entries": shown,
                    "left_out": len(ordered) - len(shown),
                    "is_told": id_ in TOLD,
                }
            )
    return found


def _by_treatment(cards: Iterable[Card]) -> Iterable[list[Card]]:
    """Each treatment's cards in the order given: its editor's, where they are equally sure."""
    found: dict[str, list[Card]] = {}
    for card in cards:
        found.setdefault(card["intervention"]["slug"], []).append(card)
    return [of_one for of_one in found.values() if any(card["here"] for card in of_one)]


def _entry(cards: Sequence[Card]) -> dict[str, Any]:
    """A treatment by its surest and most direct row for this symptom, with all else that was measured.

    An unwanted effect leads only where nothing else was measured here. Those measured for other symptoms stand beside.
    """
    wanted = sorted((card for card in cards if card["here"] and not card["is_harm"]), key=_sureness)
    harms = sorted((card for card in cards if card["is_harm"]), key=lambda card: (not card["here"], *_sureness(card)))
    lead, *others = wanted or harms
    return {
        "treatment": lead["intervention"],
        "lead": lead,
        "others": others if wanted else [],
        "harms": harms if wanted else others,
        "group": group_of(wanted) if wanted else _group_of_harm(lead),
    }


def group_of(wanted: Sequence[Card]) -> str:
    """Where a treatment stands: by its surest rows, mixed where these disagree, as on the evidence map."""
    most = max(card["petals"] for card in wanted)
    states = {card["state"] for card in wanted if card["petals"] == most}
    group = OF_STATE[states.pop()] if len(states) == 1 else "mixed"
    rated = [card for card in wanted if card["state"] != "not-tested"]
    only_elsewhere = not any(card["directness"] in IN_MENOPAUSE for card in rated)
    return "elsewhere" if only_elsewhere and group not in ("uncertain", "not-tested") else group


def _group_of_harm(lead: Card) -> str:
    group = OF_STATE[lead["state"]]
    return group if group in ("uncertain", "not-tested") else "unwanted"


def _sureness(card: Card) -> tuple[int, int]:
    return -card["petals"], DIRECT_FIRST.index(card["directness"])


def _place(entry: Mapping[str, Any]) -> tuple[int, int, int, str]:
    """Within a group: surer, then more direct, then larger, then by name."""
    lead = entry["lead"]
    return (*_sureness(lead), LARGE_FIRST.index(lead["size"]), entry["treatment"]["title"].casefold())
