"""How it might work: from a treatment to what it acts on and on to symptoms, each arrow drawn by what shows it.

A tree from top to bottom, because two rows of boxes do not fit a phone. Lengths are CSS pixels, so that the words keep
their size on every screen.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from evidence.figures import text

BASES: Final[Mapping[str, str]] = {
    "human": "shown in people",
    "animal": "shown in animals only",
    "laboratory": "shown in cells only",
    "theory": "proposed, not shown",
}

LINE: Final = 17
GAP: Final = 9
TRUNK: Final = 8
"""From where a name starts to the line that leads down from it."""
ARROW: Final = 46
AFTER: Final = 8
STEP: Final = TRUNK + ARROW + AFTER
WIDTHS: Final = (30, 26, 20)
"""Characters that fit beside the arrows at each depth on a 320 px phone."""


def paths(start: str, links: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The drawing and its table. A link has `to`, `basis`, `groups` and may lead on (`links`). None without links."""
    if not links:
        return None
    nodes: list[dict[str, Any]] = []
    top, below = _name(start, 0, 0)
    height = _branch(start, links, 1, top["end"], below, nodes)
    shown = {node["basis"] for node in nodes}
    return {
        "start": top,
        "nodes": nodes,
        "height": height,
        "legend": [{"basis": basis, "words": words} for basis, words in BASES.items() if basis in shown],
        "leads_on": any(link.get("links") for link in links),
    }


def basis_words(basis: str, groups: int) -> str:
    """What shows an arrow, with how many groups of researchers where it was shown in people."""
    if basis != "human":
        return BASES[basis]
    return "shown in people once" if groups == 1 else f"shown in people by {groups} groups"


def _branch(
    parent: str, links: Sequence[Mapping[str, Any]], depth: int, trunk_from: int, y: int, nodes: list[dict[str, Any]]
) -> int:
    """Draw the links of one parent below each other, each followed by where it leads. Returns where they end."""
    x = (depth - 1) * STEP + TRUNK
    for link in links:
        node, below = _name(link["to"], depth, y)
        words, below = _placed(basis_words(link["basis"], link.get("groups", 0)), depth, below - GAP)
        across = y + LINE // 2 + 1
        nodes.append(
            node
            | {
                "from": parent,
                "basis": link["basis"],
                "words": words,
                "said": basis_words(link["basis"], link.get("groups", 0)),
                "trunk": f"M{x} {trunk_from}V{across}",
                "arrow": f"M{x} {across}h{ARROW - 8}",
                "head": f"M{x + ARROW - 9} {across - 5}l9 5l-9 5",
            }
        )
        trunk_from, end = across, below + GAP
        y = _branch(link["to"], link.get("links", []), depth + 1, below, end, nodes)
    return y


def _name(name: str, depth: int, y: int) -> tuple[dict[str, Any], int]:
    placed, below = _placed(name, depth, y)
    return {"name": name, "x": depth * STEP, "depth": depth, "lines": placed, "end": below + 1}, below + GAP


def _placed(words: str, depth: int, y: int) -> tuple[list[dict[str, Any]], int]:
    found = text.lines(words, WIDTHS[depth])
    return [{"y": y + LINE * (place + 1) - 4, "text": line} for place, line in enumerate(found)], y + LINE * len(found)
