"""The services as this installation reaches them, and the one that answers for each kind of identifier."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from evidence.sources import clinicaltrials, crossref, pubmed
from evidence.sources.identifiers import DOI, NCT, PMID, Identifier
from evidence.sources.records import Record, SourceError
from evidence.sources.web import Limits, Service

NAMES = {DOI: "crossref", PMID: "pubmed", NCT: "clinicaltrials"}
"""In settings.SOURCES, where their addresses are."""
GAPS = {DOI: 0.2, PMID: 0.34, NCT: 1.2}
"""Seconds between two requests of this whole installation: Crossref allows more, PubMed three a second without a key,
ClinicalTrials.gov about fifty a minute."""
MOST_AT_ONCE = 20
PATIENCE = 45
"""Seconds for all that one person asks for at once; what is left then is said to be."""


@dataclass(frozen=True)
class Found:
    """What came of looking up one identifier: a record, or why there is none."""

    identifier: Identifier
    record: Record | None = None
    problem: str = ""


def service(kind: str, name: str) -> Service:
    """A service with its address, our contact and its pace, shared out among the processes that serve Rose."""
    return Service(
        name=name,
        base=settings.SOURCES[NAMES[kind]],
        gap=GAPS[kind] * settings.PROCESSES,
        contact=settings.CONTACT,
        limits=Limits(**settings.SOURCE_LIMITS),
    )


def fetch(identifier: Identifier) -> Record:
    """The record, or SourceError."""
    if identifier.kind == DOI:
        return crossref.fetch(service(DOI, crossref.NAME), identifier.value)
    if identifier.kind == PMID:
        return pubmed.fetch(service(PMID, pubmed.NAME), identifier.value)
    return clinicaltrials.fetch(service(NCT, clinicaltrials.NAME), identifier.value)


def fetch_all(identifiers: Sequence[Identifier]) -> list[Found]:
    """Each in turn. One that fails keeps none of the others from being found."""
    end = time.monotonic() + PATIENCE
    found = []
    for place, identifier in enumerate(identifiers):
        if place >= MOST_AT_ONCE or time.monotonic() > end:
            found.append(Found(identifier, problem=f"{identifier.value} was not looked up yet: ask for it again."))
            continue
        try:
            found.append(Found(identifier, record=fetch(identifier)))
        except SourceError as error:
            found.append(Found(identifier, problem=str(error)))
    return found
