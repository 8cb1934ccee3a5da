"""ClinicalTrials.gov's API, version 2: GET /studies/{NCT number}, https://clinicaltrials.gov/data-api/api."""

import re
from collections.abc import Mapping
from typing import Any, Final

from evidence.sources.records import Record, SourceError, TrialFacts, clean
from evidence.sources.web import Service, get_json, unreadable

NAME: Final = "ClinicalTrials.gov"
MODULES: Final = "IdentificationModule|StatusModule|SponsorCollaboratorsModule|ConditionsModule|DesignModule"
"""All that is read of a record; its results alone can be many megabytes."""
PHASES: Final = {"EARLY_PHASE1": "early 1", "PHASE1": "1", "PHASE2": "2", "PHASE3": "3", "PHASE4": "4", "NA": "N/A"}
STATUSES: Final = {"ACTIVE_NOT_RECRUITING": "active, not recruiting"}
"""In words of their own; every other is its code in small letters."""


def fetch(service: Service, number: str) -> Record:
    """What the registry holds under an NCT number."""
    status, answer = get_json(service, f"/studies/{number}", {"fields": MODULES})
    if status != 200:
        raise SourceError(f"ClinicalTrials.gov has no trial {number}. Check the number.")
    section = answer.get("protocolSection")
    if not isinstance(section, dict):
        raise unreadable(service)
    found = record(section)
    if number not in (found.registration, *_aliases(section)):
        raise SourceError(
            f"Asked for {number}, ClinicalTrials.gov answered with {found.registration or 'a record without a number'}."
        )
    if not found.title:
        raise SourceError(f"ClinicalTrials.gov’s record {number} has no title. Fill in the form by hand.")
    return found


def record(section: Mapping[str, Any]) -> Record:
    """A registered trial, from its protocol section."""
    names, status, design = (_part(section, name) for name in ("identificationModule", "statusModule", "designModule"))
    enrolment = _part(design, "enrollmentInfo")
    return Record(
        source=NAME,
        title=clean(names.get("briefTitle")) or clean(names.get("officialTitle")),
        registration=_number(names.get("nctId")),
        kinds=tuple(filter(None, [clean(design.get("studyType")).lower().replace("_", " ")])),
        trial=TrialFacts(
            status=_status(clean(status.get("overallStatus"))),
            start=_date(_part(status, "startDateStruct")),
            end=_date(_part(status, "completionDateStruct")),
            participants=_count(enrolment.get("count")),
            participants_are=clean(enrolment.get("type")).lower(),
            sponsor=clean(_part(_part(section, "sponsorCollaboratorsModule"), "leadSponsor").get("name")),
            phase="/".join(PHASES.get(phase, phase.lower()) for phase in _texts(design.get("phases"))),
            conditions=_texts(_part(section, "conditionsModule").get("conditions")),
            why_stopped=clean(status.get("whyStopped")),
        ),
    )


def _part(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = of.get(name)
    return part if isinstance(part, dict) else {}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(filter(None, map(clean, value))) if isinstance(value, list) else ()


def _number(value: object) -> str:
    number = clean(value).upper()
    return number if re.fullmatch(r"NCT\d{8}", number) else ""


def _aliases(section: Mapping[str, Any]) -> tuple[str, ...]:
    """Numbers that the trial had before."""
    return _texts(_part(section, "identificationModule").get("nctIdAliases"))


def _status(code: str) -> str:
    return STATUSES.get(code, code.lower().replace("_", " "))


def _date(struct: Mapping[str, Any]) -> str:
    date = clean(struct.get("date"))
    return date if re.fullmatch(r"\d{4}(-\d\d){0,2}", date) else ""


def _count(value: object) -> int | None:
    held = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 2_000_000_000
    return value if held and isinstance(value, int) else None
