"""Reading what is published: live editions, their history, and what stands around them."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django.db.models import F, TextChoices
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.text import slugify

from topics.models import AliasKind, BodyArea, Category, Edition, EditionQuerySet, Kind, Page, PageLink
from topics.presenters import shown_name


class TakenDown(Http404):
    """Readers knew a page at this address. `told` is what they are to be told of it."""

    def __init__(self, told: Mapping[str, Any]):
        self.told = told
        super().__init__(f"{told['known_as']} was taken down.")


class Moved(Http404):
    """Readers knew a page at this address; now it stands at another."""

    def __init__(self, address: str):
        self.address = address
        super().__init__(f"The page has moved to {address}.")


def live(kind: str, slug: str) -> Edition:
    """The edition readers see at this address. Raises Http404, for drafts and unknown addresses alike.

    A miss costs a second statement, which tells whether a page was taken down or moved from here.
    """
    edition = Edition.objects.live_at(kind, slug).select_related("page").first()
    if edition is None:
        raise missed(kind, slug)
    return edition


def missed(kind: str, slug: str) -> Http404:
    """Why no page stands at this address: it moved, it was taken down, or readers never knew one here."""
    found = Page.objects.ever_at(slug).filter(kind=kind).values("live", **TOLD).first()
    if found and found["live"]:
        return Moved(found["address"])
    if found and found["known_as"]:
        return TakenDown(found)
    return Http404("There is no published page at this address.")


TOLD = {
    "address": Coalesce("moved_to", "slug"),
    "at": F("withdrawal__at"),
    "for_readers": F("withdrawal__for_readers"),
    "known_as": F("withdrawal__edition__title"),
    "instead_kind": F("withdrawal__instead__live__kind"),
    "instead_slug": Coalesce("withdrawal__instead__moved_to", "withdrawal__instead__slug"),
    "instead_title": F("withdrawal__instead__live__title"),
}
"""Of a page that was taken down: the title readers knew, why, and what to read instead where that can be opened now."""


def history(kind: str, slug: str) -> list[Edition]:
    """All editions of a published page, newest first, without their text."""
    current = live(kind, slug)
    names = (
        "page_id",
        "kind",
        "slug",
        "number",
        "title",
        "change_kind",
        "change_note",
        "published_at",
        "signed_off_by",
    )
    found = list(Edition.objects.filter(page=current.page_id).only(*names))
    return [at_the_address_of(current, edition) for edition in found]


def at_the_address_of(current: Edition, edition: Edition) -> Edition:
    """An edition, old or live, as of the page's address now. Of the live one it is known how its sign-off stands."""
    edition.address_now = current.address
    edition.lapses_on = current.lapses_on if edition.number == current.number else None
    return edition


def mentions(page_id: int) -> list[Edition]:
    """Published pages whose text leads to this one."""
    sources = PageLink.objects.filter(to_page=page_id).values("from_page")
    return list(Edition.objects.live().filter(page__in=sources).cards())


LOOKED_UP = {AliasKind.CLINICAL, AliasKind.BRAND, AliasKind.ABBREVIATION, AliasKind.AMERICAN, AliasKind.BRITISH}
"""Kinds of names that somebody looks up in an alphabet; what she would say in her own words is for the search."""


def a_to_z(kind: str, area: str = "") -> list[tuple[str, list[dict[str, str]]]]:
    """Published pages of a kind by first letter, their other names among them ("Hot flashes: see Hot flushes")."""
    entries: list[dict[str, str]] = []
    for edition in (
        _of_kind(kind, area)
        .annotate(aliases=F("content__page__aliases"))
        .values("address_now", "title", "summary", "aliases", clinical=KT("content__page__clinical_name"))
    ):
        entries += _entries(edition)
    entries.sort(key=lambda entry: (entry["name"].casefold(), "see" in entry))
    return [(letter, list(group)) for letter, group in groupby(entries, key=lambda entry: _letter(entry["name"]))]


def by_group(kind: str, area: str = "") -> list[tuple[str, str, list[dict[str, str]]]]:
    """Published treatments by their kind, other pages by their part of the body: code, name and pages of each group."""
    declared: type[TextChoices] = Category if kind == Kind.INTERVENTION else BodyArea
    code = KT("content__page__category") if kind == Kind.INTERVENTION else F("body_area")
    found: dict[str, list[dict[str, str]]] = {value: [] for value in declared.values}
    for edition in _of_kind(kind, area).annotate(code=code).values("address_now", "title", "code").order_by("title"):
        found[edition["code"]].append({"name": edition["title"], "address": edition["address_now"]})
    for entries in found.values():
        entries.sort(key=lambda entry: entry["name"].casefold())
    return [(value, str(declared(value).label), entries) for value, entries in found.items() if entries]


def _of_kind(kind: str, area: str) -> EditionQuerySet:
    editions = Edition.objects.live().filter(kind=kind)
    return editions.filter(body_area=area) if area else editions


def _entries(edition: dict[str, Any]) -> Iterable[dict[str, str]]:
    main = {"name": edition["title"], "address": edition["address_now"], "summary": edition["summary"]}
    aliases = [alias for alias in edition["aliases"] or [] if not isinstance(alias, str) and alias["kind"] in LOOKED_UP]
    names = [edition["clinical"] or "", *map(shown_name, aliases)]
    once = {name.casefold(): name for name in names if name and not _same_start(name, edition["title"])}
    other = {"address": edition["address_now"], "see": edition["title"]}
    return [main, *({"name": name[0].upper() + name[1:], **other} for name in once.values())]


def _same_start(name: str, title: str) -> bool:
    """Whether a synonym would stand right beside its own page."""
    name, title = slugify(name), slugify(title)
    return name.startswith(title) or title.startswith(name)


def _letter(name: str) -> str:
    first = slugify(name)[:1].upper()
    return first if first.isalpha() else "0–9"


def tagged(tag: str) -> list[Edition]:
    """Published pages that carry an editor's tag, by the tag's address."""
    return list(Edition.objects.live().filter(tags__contains=[tag]).cards())


def newest(count: int) -> list[Edition]:
    return list(
        Edition.objects.live()
        .only("page_id", "kind", "slug", "title", "summary", "change_kind", "change_note", "published_at")
        .order_by("-published_at", "title")[:count]
    )


def body_areas() -> list[str]:
    """Codes of the body areas that have a published symptom."""
    areas = Edition.objects.live().filter(kind=Kind.SYMPTOM).order_by("body_area")
    return list(areas.values_list("body_area", flat=True).distinct())
