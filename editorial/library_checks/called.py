"""What a page is called."""

from collections.abc import Mapping
from typing import Any

from evidence.sentences import names_in

Plain = Mapping[str, Any]


def names_of(page: Plain) -> list[str]:
    """A page's title and its other names."""
    aliases = page.get("aliases", [])
    return [page["title"], *(alias if isinstance(alias, str) else alias["text"] for alias in aliases)]


def called(page: Plain, slug: str) -> list[str]:
    """Every name by which prose may speak of a page: its address, its other names, and its title unless one of them
    stands in that.

    So a title that claims something ("Wool socks cure cold toes") is a sentence about the page and not a name of it.
    """
    names = [slug, *names_of(page)[1:]]
    return names if names_in(page["title"], names) else [page["title"], *names]
