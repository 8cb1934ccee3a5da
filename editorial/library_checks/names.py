"""What pages are called: other names are one page's own, unless two pages that lead to each other share them.

A name is shared deliberately where each of the pages lists the other under `related`, so that whoever lands on the one
is led to the other.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from editorial.library_checks.called import names_of
from editorial.library_checks.faults import Fault, Place
from editorial.library_checks.folder import Folder
from evidence.sentences import name_stems

Plain = Mapping[str, Any]

FEWEST_PHRASES: Final = 8
"""Ways in which a woman can type a symptom and reach its page: its title and its other names."""


def badly_named(folder: Folder, slugs: Iterable[str]) -> Iterator[Fault]:
    """Names of these pages that lead elsewhere too, and symptoms that too few phrases reach."""
    owners = _owners(folder)
    for slug in slugs:
        page, place = folder.pages[slug], Place(folder.files[slug], "aliases")
        for name in names_of(page):
            for other in sorted(owners[key_of(name)] - {slug}):
                if not _lead_to_each_other(folder, slug, other):
                    reason = (
                        f"the name “{name}” also leads to {folder.files[other]}: leave it to one of the two,"
                        " or let each list the other under related"
                    )
                    yield folder.fault("names", place, f"{reason}.", name)
        phrases = {name_stems(name) for name in names_of(page)}
        if page["kind"] == "symptom" and len(phrases) < FEWEST_PHRASES:
            reason = f"{len(phrases)} different phrases reach this symptom: it takes {FEWEST_PHRASES}"
            yield folder.fault("names", place, f"{reason}. What else do women call it?")


@lru_cache(maxsize=50_000)
def key_of(name: str) -> str:
    """A name as a search compares it."""
    return " ".join(name.casefold().replace("’", "'").replace("-", " ").split())


def _owners(folder: Folder) -> dict[str, set[str]]:
    owners: dict[str, set[str]] = {}
    for slug, page in folder.pages.items():
        for name in names_of(page):
            owners.setdefault(key_of(name), set()).add(slug)
    return owners


def _lead_to_each_other(folder: Folder, one: str, other: str) -> bool:
    return all(there in folder.pages[here].get("related", []) for here, there in ((one, other), (other, one)))
