"""Arrows of "how it might work", in words and as a drawing."""

from collections.abc import Mapping, Sequence
from typing import Any

from evidence.figures.paths import paths
from evidence.models import Basis
from topics.markdown import PageRef, Prose

BASIS_WORDS = {
    Basis.HUMAN: "shown in people",
    Basis.ANIMAL: "shown in animals only",
    Basis.LABORATORY: "shown in cells only",
    Basis.THEORY: "proposed, not shown",
}


def mechanism_arrow(link: Mapping[str, Any], other: PageRef, prose: Prose) -> dict[str, Any]:
    """One arrow of "how it might work", named by what shows it."""
    basis = Basis(link["basis"])
    words = BASIS_WORDS[basis]
    if basis == Basis.HUMAN:
        groups = link["independent_groups"]
        words = "shown in people once" if groups == 1 else f"shown in people by {groups} independent groups"
    return {
        "title": other.title,
        "url": other.url,
        "basis": basis.value,
        "basis_name": words[0].upper() + words[1:],
        "statement_html": prose.inline(link["statement"]),
        "study_keys": list(link.get("studies", [])),
    }


def how_it_might_work(
    start: PageRef,
    links: Sequence[Mapping[str, Any]],
    pages: Mapping[str, PageRef],
    leads_on: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, Any] | None:
    """The arrows of a page as a drawing. `leads_on` holds, by mechanism, the arrows that its published page has."""
    return paths(start.title, _path_links(links, pages, leads_on))


def _path_links(
    links: Sequence[Mapping[str, Any]],
    pages: Mapping[str, PageRef],
    leads_on: Mapping[str, Sequence[Mapping[str, Any]]],
) -> list[dict[str, Any]]:
    found = []
    for link in links:
        slug = link.get("mechanism") or link["topic"]
        if slug in pages:
            further = _path_links(leads_on.get(slug, []), pages, {})
            arrow = {"to": pages[slug].title, "basis": link["basis"], "groups": link.get("independent_groups", 0)}
            found.append(arrow | {"links": further})
    return found
