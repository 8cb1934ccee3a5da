"""Reading what is published about studies: each as the newest live edition that cites it keeps it.

A study is public once a live page cites it. All that readers see of it stood in an edition when that was published;
only whether it was retracted is read from the study itself, because that must be known at once.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import JSONObject
from django.http import Http404

from evidence.models import Citation, EvidenceRow, Study
from topics.editions import missed
from topics.models import Edition, Kind, ReaderNote


@dataclass(frozen=True)
class Held:
    """A study as one edition keeps it, and what is retracted now."""

    slug: str
    plain: dict[str, Any]
    edition: Edition
    all_retracted: frozenset[str]
    """Every study known by now to be retracted, this one or others."""
    told: list[dict[str, Any]]
    """What readers told of it and what was done, newest first."""

    @property
    def retracted(self) -> bool:
        return self.slug in self.all_retracted


@dataclass(frozen=True)
class Surroundings:
    """What on Rose rests on a study, and what it names."""

    cited_by: list[Edition]
    titles: dict[str, Edition]
    """Published pages that cite it or that its findings are about, by slug."""
    cards: list[dict[str, Any]]
    """Published assessments that its findings stand behind."""
    claims: list[tuple[Edition, list[dict[str, Any]]]]
    """Articles that may rest on it, each with its claims as readers get them."""


def held(slug: str) -> Held:
    """A study from the newest live edition that cites it. Raises Http404 where there is none."""
    names = {
        "study": KeyTransform(slug, KeyTransform("studies", F("content"))),
        "retracted": ArraySubquery(Study.objects.filter(retracted=True).values("slug")),
        "told": ArraySubquery(ReaderNote.objects.filter(study=slug).values(told=JSONObject(**TOLD))),
    }
    editions = Edition.objects.live().filter(page__citations__study__slug=slug).annotate(**names)
    shown = ("page_id", "kind", "slug", "title", "number", "published_at", "signed_off_by")
    found: Any = editions.only(*shown).order_by("-published_at", "-pk").first()
    if found is None:
        raise Http404("No published page cites a study of this name.")
    return Held(slug, found.study, found, frozenset(found.retracted), [_told(note) for note in found.told])


TOLD = {name: name for name in ("told_on", "said", "done_on", "done")}


def _told(note: dict[str, str]) -> dict[str, Any]:
    """What was done about a reader's report, its days as days."""
    return note | {name: date.fromisoformat(note[name]) for name in ("told_on", "done_on")}


def surroundings(study: Held) -> Surroundings:
    """What stands around the study, in three statements."""
    cites = Exists(Citation.objects.filter(page=OuterRef("page"), study__slug=study.slug))
    named = {finding["intervention"] for finding in study.plain.get("findings", []) if finding.get("intervention")}
    pages: list[Any] = list(
        Edition.objects.live().annotate(cites=cites).filter(Q(cites=True) | Q(slug__in=named)).cards()
    )
    cited_by = [page for page in pages if page.cites]
    cards = _cards(study.slug, cited_by)
    return Surroundings(cited_by, {page.slug: page for page in pages}, cards, _claims(cited_by, cards))


def _cards(slug: str, cited_by: list[Edition]) -> list[dict[str, Any]]:
    """Published assessments that the study's findings stand behind."""
    rows = EvidenceRow.objects.filter(intervention__in=[page.page_id for page in cited_by], study_keys__contains=[slug])
    return list(rows.surest_first().values_list("card", flat=True))


def _claims(cited_by: list[Edition], cards: list[dict[str, Any]]) -> list[tuple[Edition, list[dict[str, Any]]]]:
    """Articles that cite the study, or of which a claim rests on one of the assessments."""
    names = [f"{card['intervention']['slug']}/{card['key']}" for card in cards]
    own = Q(page__in=[page.page_id for page in cited_by])
    editions = Edition.objects.live().filter(own | Q(content__basis__has_any_keys=names), kind=Kind.ARTICLE)
    articles: list[Any] = list(editions.annotate(claims=KeyTransform("claims", F("rendered"))).cards())
    return [(article, article.claims or []) for article in articles]


def cited() -> QuerySet[Citation, Any]:
    """Every study that a live page cites, with the day on which what is said of it last changed."""
    rows = Citation.objects.values(slug=F("study__slug"))
    return rows.annotate(changed=Max("page__live__published_at")).order_by("slug")


@dataclass(frozen=True)
class Listed:
    """A study as the list of all names it. `plain` is what the newest live edition that cites it keeps."""

    slug: str
    plain: dict[str, Any]
    pages: int
    """How many published pages cite it."""
    retracted: bool


def listed() -> list[Listed]:
    """Every study that has a page, by its key. Two statements."""
    rows = set(Citation.objects.values_list("page_id", "study__slug", "study__retracted"))
    pages, retracted = Counter(slug for _, slug, _ in rows), {slug for _, slug, gone in rows if gone}
    cites = {(page, slug) for page, slug, _ in rows}
    plain: dict[str, dict[str, Any]] = {}
    newest_first = Edition.objects.live().order_by("-published_at", "-pk")
    for page, studies in newest_first.values_list("page_id", "content__studies"):
        for slug, study in (studies or {}).items():
            if (page, slug) in cites:
                plain.setdefault(slug, study)
    return [Listed(slug, study, pages[slug], slug in retracted) for slug, study in sorted(plain.items())]


def references(kind: str, slug: str) -> tuple[list[tuple[str, dict[str, Any]]], set[str]]:
    """A published page's references in its order, and which were retracted. Raises Http404 where there are none."""
    names = {"cited": KeyTransform("cited", F("rendered")), "studies": KeyTransform("studies", F("content"))}
    found = Edition.objects.live_at(kind, slug).annotate(**names).values("page_id", *names).first()
    if found is None:
        raise missed(kind, slug)
    if not found["cited"]:
        raise Http404("The page at this address has no references.")
    retracted = Citation.objects.filter(page=found["page_id"]).retracted_keys()
    return [(key, found["studies"][key]) for key in found["cited"]], set(retracted)
