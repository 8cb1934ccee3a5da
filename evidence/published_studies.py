"""Reading what is published about studies: each as the newest live edition that cites it keeps it.

A study is public once a live page cites it. All that readers see of it stood in an edition when that was published;
only whether it was retracted is read from the study itself, because that must be known at once.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTransform
from django.http import Http404

from evidence.models import Citation, EvidenceRow
from topics.models import Edition, Kind


@dataclass(frozen=True)
class PublishedStudy:
    """A study with the edition that its data comes from, and what on Rose rests on it."""

    slug: str
    plain: dict[str, Any]
    retracted: bool
    edition: Edition
    cited_by: list[Edition]
    titles: dict[str, Edition]
    """Published pages that cite it or that its findings name, by slug."""
    cards: list[dict[str, Any]]
    articles: list[Edition]
    """Articles of which a claim rests on it or on one of the assessments; `claims` holds theirs as plain data."""


def holding(slug: str) -> Edition:
    """The newest live edition that cites the study, with it as `study` and `retracted`. Raises Http404."""
    edition = (
        Edition.objects.live()
        .filter(page__citations__study__slug=slug)
        .annotate(
            study=KeyTransform(slug, KeyTransform("studies", F("content"))),
            retracted=F("page__citations__study__retracted"),
        )
        .only("page_id", "kind", "slug", "title", "number", "published_at", "signed_off_by")
        .order_by("-published_at", "-pk")
        .first()
    )
    if edition is None:
        raise Http404("No published page cites a study of this name.")
    return edition


def published_study(slug: str) -> PublishedStudy:
    """All that a study's page shows, in four statements. Raises Http404 where no live page cites it."""
    edition = holding(slug)
    around = _around(slug, edition.study)
    cited_by = [page for page in around if page.cites]
    cards = _cards(slug, cited_by)
    return PublishedStudy(
        slug=slug,
        plain=edition.study,
        retracted=edition.retracted,
        edition=edition,
        cited_by=cited_by,
        titles={page.slug: page for page in around},
        cards=cards,
        articles=_articles(cited_by, cards),
    )


def _around(slug: str, study: dict[str, Any]) -> list[Edition]:
    """Published pages that cite the study (`cites`), and those that its findings are about."""
    cites = Exists(Citation.objects.filter(page=OuterRef("page"), study__slug=slug))
    named = {finding["intervention"] for finding in study.get("findings", []) if finding.get("intervention")}
    return list(
        Edition.objects.live().annotate(cites=cites).filter(Q(cites=True) | Q(slug__in=named)).cards().order_by("title")
    )


def _cards(slug: str, cited_by: list[Edition]) -> list[dict[str, Any]]:
    """Published assessments that the study's findings stand behind."""
    rows = EvidenceRow.objects.filter(
        intervention__in=[page.page_id for page in cited_by], card__study_list__contains=[{"key": slug}]
    )
    return list(rows.surest_first().values_list("card", flat=True))


def _articles(cited_by: list[Edition], cards: list[dict[str, Any]]) -> list[Edition]:
    names = [f"{card['intervention']['slug']}/{card['key']}" for card in cards]
    own = Q(page__in=[page.page_id for page in cited_by])
    editions = Edition.objects.live().filter(own | Q(content__basis__has_any_keys=names), kind=Kind.ARTICLE)
    claims = KeyTransform("claims", KeyTransform("page", F("content")))
    return list(editions.annotate(claims=claims).only("page_id", "kind", "slug", "title").order_by("title"))


def cited() -> QuerySet[Citation, dict[str, Any]]:
    """Every study that a live page cites, with the day on which what is said of it last changed."""
    rows = Citation.objects.values(slug=F("study__slug"))
    return rows.annotate(changed=Max("page__live__published_at")).order_by("slug")


def references(kind: str, slug: str) -> tuple[list[tuple[str, dict[str, Any]]], set[str]]:
    """A published page's references in its order, and which were retracted. Raises Http404 where there are none."""
    names = {"cited": KeyTransform("cited", F("rendered")), "studies": KeyTransform("studies", F("content"))}
    editions = Edition.objects.live().filter(kind=kind, slug=slug).annotate(**names)
    found = editions.values("page_id", *names).first()
    if found is None or not found["cited"]:
        raise Http404("No published page with references stands at this address.")
    retracted = Citation.objects.filter(page=found["page_id"]).retracted_keys()
    return [(key, found["studies"][key]) for key in found["cited"]], set(retracted)
