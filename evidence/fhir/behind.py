"""What an assessment rests on: each finding with the study's own figure, and each study."""

from collections.abc import Mapping
from typing import Final

from evidence import citations, grading
from evidence.fhir.parts import WOMEN, Plain, Published, Resource, compared, concept, given, notes, variable

STATISTIC_TYPE: Final = "http://terminology.hl7.org/CodeSystem/statistic-type"
ATTRIBUTE_ESTIMATE_TYPE: Final = "http://terminology.hl7.org/CodeSystem/attribute-estimate-type"
STATISTIC_CODES: Final[Mapping[str, str]] = {
    "mean-difference": "0000457",
    "standardised-mean-difference": "0000100",
    "risk-difference": "0000424",
    "risk-ratio": "C93152",
    "odds-ratio": "C16932",
    "hazard-ratio": "C93150",
    "prevalence": "C17010",
}
CONFIDENCE_INTERVAL: Final = "C53324"
P_VALUE: Final = "C44185"
COMPARATORS: Final = ("<=", ">=", "<", ">")

DOI: Final = "https://doi.org"
PUBMED: Final = "https://pubmed.ncbi.nlm.nih.gov"
CLINICAL_TRIALS: Final = "https://clinicaltrials.gov"


def finding_evidence(published: Published, key: str, finding: Plain) -> Resource:
    """What one study found, with its own figure where the record has one. It is graded by nobody alone."""
    study = published.studies[key]
    population = study.get("population") or published.assessment.get("population") or WOMEN
    return {"resourceType": "Evidence", "status": "active" if published.signed_off_by else "draft"} | given(
        title=f"{citations.short(study)}: {finding['outcome']}",
        date=published.published_at,
        publisher="Rose",
        copyright=published.licence,
        copyrightLabel=published.licence_name,
        assertion=finding["effect"],
        note=notes(finding.get("note", "")),
        relatedArtifact=[{"type": "derived-from", "resourceReference": published.reference(f"study/{key}")}],
        variableDefinition=[
            variable("population", population),
            variable(
                "exposure", finding.get("exposure") or published.card["intervention"]["title"], finding.get("dose", "")
            ),
            *compared(finding.get("comparator", "")),
            variable("measuredVariable", finding["outcome"], finding.get("instrument", "")),
        ],
        statistic=_statistic(finding.get("measure", {})),
    )


def _statistic(measure: Plain) -> list[Resource]:
    """The study's figure; nothing where it gives only words."""
    estimates = _estimates(measure)
    value = measure.get("value")
    if value is None and not estimates:
        return []
    quantity = given(value=value, unit=measure.get("unit", "")) if value is not None else None
    return [
        given(
            statisticType=_statistic_type(measure),
            quantity=quantity,
            attributeEstimate=estimates,
        )
    ]


def _statistic_type(measure: Plain) -> Resource:
    """What kind of figure it is. Only the unit may tell that it is a difference of medians, which has no code here."""
    kind = measure["type"]
    if "median" in measure.get("unit", "").lower():
        return concept(grading.words(kind).replace("mean", "median"))
    codes = [(STATISTIC_TYPE, STATISTIC_CODES[kind])] if kind in STATISTIC_CODES else []
    return concept(grading.words(kind), *codes)


def _estimates(measure: Plain) -> list[Resource]:
    low, high = measure.get("ci") or (None, None)
    unit = measure.get("unit", "")
    ends = {name: given(value=end, unit=unit) for name, end in (("low", low), ("high", high)) if end is not None}
    interval = given(
        description="95 % interval, unless the note says otherwise.",
        type=concept("Confidence interval", (ATTRIBUTE_ESTIMATE_TYPE, CONFIDENCE_INTERVAL)),
        range=ends,
    )
    return ([interval] if ends else []) + _p_value(measure.get("p"))


def _p_value(p: float | str | None) -> list[Resource]:
    if p is None:
        return []
    kind = concept("P-value", (ATTRIBUTE_ESTIMATE_TYPE, P_VALUE))
    quantity = _quantity(p)
    return [given(type=kind, quantity=quantity) if quantity else given(type=kind, description=str(p))]


def _quantity(p: float | str) -> Resource | None:
    """A p value as a number, with its sign where it is given as "<0.001". None for other words."""
    if isinstance(p, int | float):
        return {"value": p}
    comparator = next((sign for sign in COMPARATORS if p.startswith(sign)), "")
    try:
        return given(value=float(p.removeprefix(comparator)), comparator=comparator)
    except ValueError:
        return None


def citation(published: Published, key: str) -> Resource:
    """A study: where it was published and where it can be looked up."""
    study = published.studies[key]
    retracted = key in published.retracted
    return {"resourceType": "Citation", "status": "active"} | given(
        identifier=[{"system": published.study_keys, "value": key}],
        title=study["title"],
        publisher="Rose",
        citedArtifact=given(
            identifier=_identifiers(study),
            relatedIdentifier=_registrations(study),
            currentState=[concept("Retracted")] if retracted else [],
            title=[given(text=study["title"])],
            publicationForm=[_publication(study)] if study.get("journal") or study.get("year") else [],
            webLocation=[{"url": url} for _, url in citations.links(study)],
            contributorship=_contributorship(study),
            note=notes(study.get("population", ""), study.get("funding", "")),
        ),
    )


def _contributorship(study: Plain) -> Resource:
    """Who wrote it, and whether the record names them all."""
    names = [name for name in study.get("authors", []) if name != citations.MORE]
    cut = len(names) < len(study.get("authors", []))
    summary = given(value=", ".join(names))
    if not summary:
        return {}
    return {"complete": not cut, "summary": [{"value": summary["value"] + (", et al" if cut else "")}]}


def _identifiers(study: Plain) -> list[Resource]:
    held = ((DOI, study.get("doi")), (PUBMED, study.get("pmid")))
    return [given(system=system, value=value) for system, value in held if value]


def _registrations(study: Plain) -> list[Resource]:
    registration = study.get("registration", "")
    if not registration:
        return []
    known = {"system": CLINICAL_TRIALS} if registration.startswith("NCT") and registration.isalnum() else {}
    return [known | given(value=registration)]


def _publication(study: Plain) -> Resource:
    return given(
        publishedIn=given(title=study.get("journal", "")),
        volume=study.get("volume", ""),
        issue=study.get("issue", ""),
        pageString=study.get("pages", ""),
        articleDate=str(study["year"]) if study.get("year") else None,
    )
