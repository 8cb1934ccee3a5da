"""Crossref's REST API: GET /works/{doi}, https://api.crossref.org/swagger-ui/index.html.

Who gives an address in the User-Agent ("mailto:") is served from the polite pool; nobody has to.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from evidence.sources import csl
from evidence.sources.records import RETRACTIONS, Record, SourceError, Update, clean
from evidence.sources.web import Service, get_json, unreadable

NAME = "Crossref"


def fetch(service: Service, doi: str) -> Record:
    """What Crossref holds under a DOI."""
    status, answer = get_json(service, f"/works/{quote(doi, safe='')}", {})
    if status != 200:
        raise SourceError(
            f"Crossref has no record of {doi}. Check the DOI; for one that was registered elsewhere, "
            "fill in the form by hand."
        )
    message = answer.get("message")
    if answer.get("status") != "ok" or not isinstance(message, dict):
        raise unreadable(service)
    found = record(message)
    if found.doi.lower() != doi.lower():
        raise SourceError(
            f"Asked for {doi}, Crossref answered with {found.doi or 'a record without a DOI'}. "
            "If that is the one you mean, ask for it by its own DOI."
        )
    if not found.title:
        raise SourceError(f"Crossref’s record of {doi} has no title. Fill in the form by hand.")
    return found


def record(message: Mapping[str, Any]) -> Record:
    """A work as Crossref describes it. The year is that of the printed issue, where there is one, as cited."""
    updates = _updates(message.get("updated-by"))
    kind = clean(message.get("type")).replace("-", " ")
    return replace(
        csl.record(message, NAME),
        year=csl.year(message.get("published-print")) or csl.year(message.get("issued")),
        registration=_registration(message.get("clinical-trial-number")),
        kinds=(kind,) if kind else (),
        retracted=any(update.kind in RETRACTIONS for update in updates),
        updates=updates,
        updates_others=_updates(message.get("update-to")),
    )


def _updates(value: object) -> tuple[Update, ...]:
    notices = [notice for notice in value if isinstance(notice, dict)] if isinstance(value, list) else []
    return tuple(
        Update(
            kind=clean(notice.get("type")).lower(),
            doi=csl.doi(notice.get("DOI")),
            date="-".join(f"{part:02}" for part in csl.date_parts(notice.get("updated"))),
            told_by=clean(notice.get("source")),
        )
        for notice in notices
        if clean(notice.get("type"))
    )


def _registration(value: object) -> str:
    """Trial registrations that the publisher names, each once, as the registries write them."""
    given = [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
    numbers = [clean(entry.get("clinical-trial-number")).upper() for entry in given]
    return ", ".join(dict.fromkeys(number for number in numbers if number))
