"""What clinicians signed and readers saw, with whether each signature still stands: for the reviewers' public pages.

Read from editions, which keep each signer as she was. Whoever only holds a reviewer's record, or signed what has not
been published, is not here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.formats import date_format

from editorial.models import Reviewer, SignOff
from topics.models import Edition, page_url


@dataclass(frozen=True)
class Signature:
    """One edition that a reviewer signed."""

    title: str
    url: str
    edition: int
    scope: str
    day: date
    ended: str
    """Why it no longer stands, in words for readers; empty where it does."""
    notes: list[str]
    """What she declared, and who she was as she signed, where that differs from what her page says now."""


@dataclass(frozen=True)
class Signed:
    """A reviewer and what she signed, the newest first."""

    reviewer: Reviewer
    may_sign: bool
    signatures: list[Signature]

    @property
    def standing(self) -> list[Signature]:
        return [one for one in self.signatures if not one.ended]

    @property
    def ended(self) -> list[Signature]:
        return [one for one in self.signatures if one.ended]

    @property
    def last(self) -> date:
        return self.signatures[0].day


def signed_by(**only: Any) -> list[Signed]:
    """Everyone who signed what readers see now or once saw, by name; or those among them. Two statements."""
    may = SignOff.objects.by_reviewers().filter(pk=OuterRef("pk"))
    given = SignOff.objects.filter(**only).select_related("reviewer").annotate(may=Exists(may)).order_by("signed_at")
    hers: dict[int, dict[tuple[int, str], list[SignOff]]] = defaultdict(lambda: defaultdict(list))
    for one in given:
        hers[one.reviewer_id][one.page_id, one.content_hash].append(one)
    pages = _signed_editions(**only)
    found = [_signed(sign_offs, pages) for sign_offs in hers.values()]
    return sorted((one for one in found if one.signatures), key=lambda one: (one.reviewer.name, one.reviewer.slug))


def _signed_editions(**only: Any) -> dict[int, list[dict[str, Any]]]:
    """Signed editions of the pages that these people signed, by page, without their text."""
    pages = SignOff.objects.filter(**only).values("page")
    rows = (
        Edition.objects.filter(page__in=pages)
        .exclude(signed_off_by=[])
        .order_by("page_id", "-number")
        .values(
            *("page_id", "number", "title", "content_hash", "signed_off_by"),
            live=F("page__live__number"),
            live_hash=F("page__live__content_hash"),
            live_kind=F("page__live__kind"),
            live_slug=F("page__live__slug"),
        )
    )
    return {page: list(editions) for page, editions in groupby(rows, key=itemgetter("page_id"))}


def _signed(sign_offs: Mapping[tuple[int, str], list[SignOff]], pages: Mapping[int, list[dict[str, Any]]]) -> Signed:
    newest = max((one for some in sign_offs.values() for one in some), key=lambda one: one.signed_at)
    found = []
    for page in {page for page, _ in sign_offs}:
        editions = pages.get(page, [])
        for edition in editions:
            given = sign_offs.get((page, edition["content_hash"]), [])
            if signed := _her_part(edition, given):
                found.append(_signature(edition, signed, newest.reviewer, _why_ended(edition, editions, given)))
    found.sort(key=lambda one: (one.day, one.title, one.edition), reverse=True)
    return Signed(newest.reviewer, newest.may, found)


def _her_part(edition: Mapping[str, Any], given: Iterable[SignOff]) -> dict[str, str] | None:
    """What this edition keeps of her. Editions from before reviewers had addresses know her by her name."""
    hers = {one.reviewer.slug for one in given}
    names = {one.name for one in given}
    for person in edition["signed_off_by"]:
        if person["slug"] in hers if "slug" in person else person["name"] in names:
            return person
    return None


def _why_ended(edition: Mapping[str, Any], editions: Iterable[Mapping[str, Any]], given: list[SignOff]) -> str:
    live, reviewer = edition["live"], given[0].reviewer
    if live is None:
        return "The page was taken down."
    if edition["number"] != live:
        signed = any(one["number"] == live for one in editions)
        same = edition["content_hash"] == edition["live_hash"]
        newer = "The same text was published again since" if same else "The page has changed since"
        return f"{newer}; edition {live} was signed too." if signed else f"{newer}; nobody has signed edition {live}."
    if not any(one.may for one in given):
        return "She may no longer sign pages here, and her signatures ended with that."
    if not reviewer.is_declared:
        day = date_format(reviewer.declaration_ends_on, "j F Y")
        return f"Her declaration of interests ended on {day} and has not been renewed."
    return ""


def _signature(edition: Mapping[str, Any], signed: Mapping[str, str], reviewer: Reviewer, ended: str) -> Signature:
    url = ""
    if edition["live"] is not None:
        kind, slug = edition["live_kind"], edition["live_slug"]
        is_live = edition["number"] == edition["live"]
        url = page_url(kind, slug) if is_live else reverse("topics:edition", args=[kind, slug, edition["number"]])
    return Signature(
        title=edition["title"],
        url=url,
        edition=edition["number"],
        scope=signed["scope"],
        day=date.fromisoformat(signed["date"]),
        ended=ended,
        notes=_notes(signed, reviewer),
    )


def _notes(signed: Mapping[str, str], reviewer: Reviewer) -> list[str]:
    notes = []
    here, then, now = (_plain(words) for words in (signed["interests_here"], signed["interests"], reviewer.interests))
    if here != now:
        notes.append(f"Interests declared for this page: {signed['interests_here']}")
    if then not in (here, now):
        notes.append(f"Interests declared in general then: {signed['interests']}")
    if (signed["name"], signed["credentials"]) != (reviewer.name, reviewer.credentials):
        notes.append(f"Signed as {signed['name']}, {signed['credentials']}")
    return notes


def _plain(interests: str) -> str:
    """The same declaration is the same in whatever case; "None" says what "None declared" does."""
    words = interests.strip().rstrip(".").casefold()
    return "none" if words == "none declared" else words
