"""What stands around a page while it is checked: what every page is called, and the words of the glossary."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg

from topics.models import Kind, Page, Term

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Surroundings:
    """Every page's kind, title and other names, by its slug, and which of them are published treatments."""

    pages: Mapping[str, Plain]
    published_treatments: frozenset[str]

    @cached_property
    def terms(self) -> frozenset[str]:
        """The glossary's words, in small letters. One statement."""
        terms = Term.objects.values_list("term", "also")
        return frozenset(form.lower() for term, also in terms for form in (term, *also))


def surroundings() -> Surroundings:
    """As it is stored now. One statement, which has the names put together by the database: there are thousands."""
    rows = Page.objects.values_list("slug", "kind", "title", "live", ArrayAgg("aliases__text"))
    pages: dict[str, Plain] = {}
    treatments = set()
    for slug, kind, title, live, names in rows:
        pages[slug] = {"kind": kind, "title": title, "aliases": [name for name in names if name], "related": []}
        if live and kind == Kind.INTERVENTION:
            treatments.add(slug)
    return Surroundings(pages, frozenset(treatments))
