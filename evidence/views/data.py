"""The open data: the page that explains it, its files, and one assessment as FHIR.

Editions belong to `topics`, studies and their tables to `evidence`: nothing above these two is needed.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import etag, require_safe

from evidence.fhir.bundle import bundle
from evidence.fhir.parts import Published
from evidence.opendata import described, files, published, rows
from evidence.opendata.columns import Table
from evidence.opendata.published import Words
from evidence.opendata.tables import TABLES
from topics import editions, glossary
from topics.gone import helpful_when_gone
from topics.linked_data import LICENCE, LICENCE_NAME
from topics.models import Kind

CSV = "text/csv; charset=utf-8; header=present"
JSON = "application/json"
FHIR = "application/fhir+json"

FORM = hashlib.sha256(repr(TABLES).encode()).hexdigest()[:12]
"""Changes when a column or its meaning does."""


def at_this_version(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Who holds this version already is told so for three statements, before anything is laid out.

    There is no Last-Modified: taking a page down, or learning of a retraction, changes the files without a newer day.
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        words = glossary.rows()
        tag = f'"{published.version(words).name}-{FORM}"'
        return etag(lambda request: tag)(lambda request: view(words, **kwargs))(request)

    return answer


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    words = glossary.rows()
    version = published.version(words)
    counts = rows.counts(version, words)
    context = {
        "version": version,
        "licence": LICENCE,
        "tables": [{"table": table, "rows": counts[name]} for name, table in TABLES.items()],
        "linked_data": described.dataset(version, TABLES.values(), settings.SITE_URL),
    }
    return render(request, "evidence/data.html", context)


@at_this_version
def table_csv(words: Words, name: str) -> HttpResponse:
    table, everything = _table(name), published.everything(words)
    text = files.csv_text(table.header, (table.cells(row) for row in rows.of(table, everything)))
    return _download(text, CSV, f"rose-{name}-{everything.version().name}.csv")


@at_this_version
def table_json(words: Words, name: str) -> HttpResponse:
    table, everything = _table(name), published.everything(words)
    version = everything.version()
    data = described.about(version, settings.SITE_URL) | described.table(table, everything)
    return _download(files.json_text(data), JSON, f"rose-{name}-{version.name}.json")


@at_this_version
def everything_json(words: Words) -> HttpResponse:
    everything = published.everything(words)
    version = everything.version()
    tables = {name: described.table(table, everything) for name, table in TABLES.items()}
    data = described.about(version, settings.SITE_URL) | {"tables": tables}
    return _download(files.json_text(data), JSON, f"rose-{version.name}.json")


def _table(name: str) -> Table:
    if name not in TABLES:
        raise Http404("There is no such table.")
    return TABLES[name]


def _download(text: str, content_type: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(text, content_type=content_type, headers={"Content-Disposition": disposition})


@require_safe
@helpful_when_gone
def assessment_fhir(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One assessment of a live edition, as a FHIR R5 Bundle."""
    edition = editions.live(Kind.INTERVENTION, slug)
    assessments = {one["key"]: one for one in edition.content["page"].get("assessments", [])}
    if key not in assessments:
        raise Http404("The page has no such assessment.")
    cards = {card["key"]: card for card in edition.rendered["evidence"]}
    data = bundle(
        Published(
            assessment=assessments[key],
            card=cards[key],
            studies=edition.content.get("studies", {}),
            retracted=set(edition.page.citations.retracted_keys()),
            edition=edition.number,
            published_at=edition.published_at.isoformat(timespec="seconds"),
            signed_off_by=edition.signed_off_by if edition.is_signed_off else [],
            url=settings.SITE_URL + reverse("evidence:fhir", args=[slug, key]),
            page_url=f"{settings.SITE_URL}{edition.get_absolute_url()}#evidence-{edition.slug}-{key}",
            study_keys=settings.SITE_URL + reverse("evidence:data-json", args=["studies"]),
            licence=LICENCE,
            licence_name=LICENCE_NAME,
        )
    )
    return HttpResponse(files.json_text(data), content_type=FHIR)
