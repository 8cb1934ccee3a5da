"""One published assessment as HL7 FHIR R5: plain data of a Bundle, ready for JSON.

The body of evidence is one Evidence with its certainty; the same rating stands as an ArtifactAssessment of that
Evidence. Each finding behind it is an Evidence of its own, with the study's own figure, because Rose pools nothing.
Each study is a Citation. Codes are those of FHIR 5.0.0 (hl7.org/fhir/R5: Evidence, ArtifactAssessment, Citation and
their value sets). Where no code says what the record says, there are words and no code.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from evidence import citations, grading
from evidence.wording import CERTAINTY_WORDS

Plain = Mapping[str, Any]
Resource = dict[str, Any]

CERTAINTY_TYPE: Final = "http://hl7.org/fhir/certainty-type"
CERTAINTY_RATING: Final = "http://hl7.org/fhir/certainty-rating"
VARIABLE_ROLE: Final = "http://terminology.hl7.org/CodeSystem/variable-role"
STATISTIC_TYPE: Final = "http://terminology.hl7.org/CodeSystem/statistic-type"
ATTRIBUTE_ESTIMATE_TYPE: Final = "http://terminology.hl7.org/CodeSystem/attribute-estimate-type"
DOI: Final = "https://doi.org"
PUBMED: Final = "https://pubmed.ncbi.nlm.nih.gov"
CLINICAL_TRIALS: Final = "https://clinicaltrials.gov"

DOMAIN_CODES: Final[Mapping[str, str]] = {
    "risk_of_bias": "RiskOfBias",
    "inconsistency": "Inconsistency",
    "indirectness": "Indirectness",
    "imprecision": "Imprecision",
    "publication_bias": "PublicationBias",
    "large_effect": "LargeEffect",
    "dose_response": "DoseResponseGradient",
    "plausible_confounding": "PlausibleConfounding",
}
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

WOMEN: Final = "women in or after the menopause transition"
UNSIGNED: Final = "No clinician has signed this assessment off yet."
CONTROLS: Final = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
"""Characters that FHIR allows in no text."""


@dataclass(frozen=True)
class Published:
    """What is known of one published assessment. Addresses are whole; `published_at` is an ISO 8601 time with its zone.

    `card` is what readers see of it (evidence.presenters.assessment_card).
    """

    assessment: Plain
    card: Plain
    studies: Mapping[str, Plain]
    retracted: Collection[str]
    edition: int
    published_at: str
    signed_off_by: Sequence[Plain]
    url: str
    page_url: str
    licence: str
    licence_name: str

    @property
    def findings(self) -> list[tuple[str, Plain]]:
        """The findings it rests on, each with its study's key."""
        found = []
        for name in self.assessment.get("findings", []):
            study, _, key = name.partition("/")
            matching = [f for f in self.studies.get(study, {}).get("findings", []) if f["key"] == key]
            found += [(study, finding) for finding in matching]
        return found

    @property
    def signed_off_on(self) -> str | None:
        return max((person["date"] for person in self.signed_off_by), default=None)

    def id(self, part: str) -> str:
        """The same for the same part of the same assessment, whatever the edition."""
        return str(uuid5(NAMESPACE_URL, f"{self.url}#{part}"))

    def reference(self, part: str) -> dict[str, str]:
        return {"reference": f"urn:uuid:{self.id(part)}"}


def bundle(published: Published) -> Resource:
    """The assessment with everything that it rests on."""
    keys = [study["key"] for study in published.card["study_list"]]
    resources = [
        ("evidence", evidence(published)),
        ("assessment", artifact_assessment(published)),
        *[(f"finding/{key}/{f['key']}", finding_evidence(published, key, f)) for key, f in published.findings],
        *[(f"study/{key}", citation(published, key)) for key in keys],
    ]
    return {
        "resourceType": "Bundle",
        "id": published.id("bundle"),
        "type": "collection",
        "timestamp": published.published_at,
        "link": [{"relation": "self", "url": published.url}],
        "entry": [
            {"fullUrl": f"urn:uuid:{published.id(part)}", "resource": {"id": published.id(part)} | resource}
            for part, resource in resources
        ],
    }


def given(**fields: Any) -> Resource:
    """Only what there is: FHIR knows no empty values. Characters that it forbids are left out of texts."""
    tidy = {name: _tidy(value) for name, value in fields.items()}
    return {name: value for name, value in tidy.items() if value not in (None, "", [], {})}


def _tidy(value: Any) -> Any:
    return value.translate(CONTROLS).strip() if isinstance(value, str) else value


def concept(text: str = "", *codings: tuple[str, str]) -> Resource:
    """A CodeableConcept: its words, and its codes as (system, code)."""
    return given(coding=[{"system": system, "code": code} for system, code in codings], text=text)


def _notes(*texts: str) -> list[Resource]:
    return [note for text in texts if (note := given(text=text))]


# --- the body of evidence ---------------------------------------------------------------------------------------------


def evidence(published: Published) -> Resource:
    """The body of evidence, as a draft until a clinician has signed it."""
    card = published.card
    return {"resourceType": "Evidence", "status": "active" if published.signed_off_by else "draft"} | given(
        url=published.url,
        version=str(published.edition),
        title=_title(card),
        date=published.published_at,
        approvalDate=published.signed_off_on,
        lastReviewDate=published.signed_off_on,
        reviewer=[given(name=person["name"]) for person in published.signed_off_by],
        publisher="Rose",
        copyright=published.licence,
        copyrightLabel=published.licence_name,
        description=published.assessment.get("summary", ""),
        assertion=card["sentence"],
        note=_notes(
            "" if published.signed_off_by else UNSIGNED,
            _size_note(card),
            published.assessment.get("unknowns", ""),
            *[f"A study behind this has been retracted: {key}." for key in _retracted(published)],
        ),
        relatedArtifact=_related(published),
        variableDefinition=_variables(published),
        studyDesign=[concept(STUDIED[published.assessment["starting_point"]])],
        statistic=_body_statistic(card),
        certainty=[certainty(published)],
    )


STUDIED: Final[Mapping[str, str]] = {
    grading.RANDOMISED: "Randomised trials",
    grading.NON_RANDOMISED: "Studies without randomisation",
    grading.CASE_REPORTS: "Case series or reports",
    grading.NO_HUMAN_EVIDENCE: "No study in people",
}


def _title(card: Plain) -> str:
    return f"{card['intervention']['title']} for {card['topic']['title']}: {card['outcome']}"


def _size_note(card: Plain) -> str:
    """Direction and size are no part of the certainty, so they stand in words."""
    if card["certainty"] == grading.NOT_RATED:
        return f"{card['direction_name']}."
    return f"Direction: {card['direction_name']}. Size of effect: {card['size']}."


def _retracted(published: Published) -> list[str]:
    return [study["key"] for study in published.card["study_list"] if study["key"] in published.retracted]


def _related(published: Published) -> list[Resource]:
    studies = [
        {"type": "derived-from", "resourceReference": published.reference(f"study/{study['key']}")}
        for study in published.card["study_list"]
    ]
    findings = [
        {"type": "composed-of", "resourceReference": published.reference(f"finding/{key}/{finding['key']}")}
        for key, finding in published.findings
    ]
    page = {"type": "documentation", "display": "The page for readers", "document": {"url": published.page_url}}
    return [page, *studies, *findings]


def _variables(published: Published) -> list[Resource]:
    """Who was studied held against whom Rose is for, what was given, against what, and what was measured."""
    assessment, card = published.assessment, published.card
    population = given(
        description=assessment.get("population") or WOMEN,
        variableRole=_role("population"),
        observed={"display": assessment.get("population") or WOMEN},
        intended={"display": WOMEN},
        directnessMatch=concept(card["directness_name"]),
    )
    return [
        population,
        _variable("exposure", card["intervention"]["title"], assessment.get("dose", "")),
        *_compared(assessment.get("comparator", "")),
        _variable("measuredVariable", card["outcome"], assessment.get("time_frame", "")),
    ]


def _role(code: str) -> Resource:
    return concept("", (VARIABLE_ROLE, code))


def _variable(role: str, name: str, detail: str = "") -> Resource:
    description = f"{name} ({detail})" if detail else name
    return given(description=description, variableRole=_role(role), observed=given(display=name))


def _compared(comparator: str) -> list[Resource]:
    return [_variable("referenceExposure", comparator)] if comparator else []


def _body_statistic(card: Plain) -> list[Resource]:
    """How many studies and people. Without a pooled estimate there is no figure to give."""
    if not card["studies"]:
        return []
    size = given(numberOfStudies=card["studies"], numberOfParticipants=card["participants"])
    return [{"description": "No pooled estimate: the findings stand one by one.", "sampleSize": size}]


# --- how sure ---------------------------------------------------------------------------------------------------------


def certainty(published: Published) -> Resource:
    """GRADE's rating with every domain, so that it can be worked out again."""
    level = published.card["certainty"]
    return given(
        description=published.card["sum"],
        type=concept("", (CERTAINTY_TYPE, "Overall")),
        rating=_rating(level, CERTAINTY_WORDS[level]),
        subcomponent=[
            given(description=reason, type=_domain(domain), rating=rating)
            for domain, rating, reason in _domains(published.assessment)
        ],
    )


def _rating(code: str, words: str) -> Resource:
    return (
        concept(words)
        if code in (grading.NOT_RATED, grading.COULD_NOT_ASSESS)
        else concept(words, (CERTAINTY_RATING, code))
    )


def _domain(name: str) -> Resource:
    return concept("", (CERTAINTY_TYPE, DOMAIN_CODES[name]))


def _domains(assessment: Plain) -> list[tuple[str, Resource, str]]:
    """Each domain with its rating and its reason. Without evidence in people there is nothing to rate."""
    if assessment["starting_point"] == grading.NO_HUMAN_EVIDENCE:
        return []
    found = []
    for domain in grading.LOWERING_DOMAINS:
        judged = assessment.get(domain, {})
        code = judged.get("judgement", grading.NO_CONCERN)
        found.append((domain, _rating(code, grading.words(code)), judged.get("reason", "")))
    for domain in grading.RAISING_DOMAINS:
        judged = assessment.get(domain, {})
        found.append((domain, _raising(judged.get("points", 0)), judged.get("reason", "")))
    return found


def _raising(points: int) -> Resource:
    """A reason to rate up: present or not, and by how many levels."""
    if not points:
        return concept("absent", (CERTAINTY_RATING, "absent"))
    return concept(f"present, up {points}", (CERTAINTY_RATING, "present"), (CERTAINTY_RATING, f"upcode{points}"))


def artifact_assessment(published: Published) -> Resource:
    """The same rating as a statement about the Evidence, each domain a component."""
    level = published.card["certainty"]
    overall = given(
        informationType="rating",
        summary=published.card["sum"],
        type=concept("", (CERTAINTY_TYPE, "Overall")),
        classifier=[_rating(level, CERTAINTY_WORDS[level])],
        component=[
            given(informationType="rating", summary=reason, type=_domain(domain), classifier=[rating])
            for domain, rating, reason in _domains(published.assessment)
        ],
    )
    return {"resourceType": "ArtifactAssessment"} | given(
        title=f"Certainty of the evidence: {_title(published.card)}",
        date=published.published_at,
        copyright=published.licence,
        approvalDate=published.signed_off_on,
        lastReviewDate=published.signed_off_on,
        artifactReference=published.reference("evidence"),
        content=[overall],
        workflowStatus="published",
    )


# --- what it rests on -------------------------------------------------------------------------------------------------


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
        note=_notes(finding.get("note", "")),
        relatedArtifact=[{"type": "derived-from", "resourceReference": published.reference(f"study/{key}")}],
        variableDefinition=[
            _variable("population", population),
            _variable(
                "exposure", finding.get("exposure") or published.card["intervention"]["title"], finding.get("dose", "")
            ),
            *_compared(finding.get("comparator", "")),
            _variable("measuredVariable", finding["outcome"], finding.get("instrument", "")),
        ],
        statistic=_statistic(finding.get("measure", {})),
    )


def _statistic(measure: Plain) -> list[Resource]:
    """The study's figure; nothing where it gives only words."""
    estimates = _estimates(measure)
    value = measure.get("value")
    if value is None and not estimates:
        return []
    kind = measure["type"]
    codes = [(STATISTIC_TYPE, STATISTIC_CODES[kind])] if kind in STATISTIC_CODES else []
    quantity = given(value=value, unit=measure.get("unit", "")) if value is not None else None
    return [
        given(
            statisticType=concept(grading.words(kind), *codes),
            quantity=quantity,
            attributeEstimate=estimates,
        )
    ]


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
    names = [name for name in study.get("authors", []) if name != citations.MORE]
    cut = len(names) < len(study.get("authors", []))
    return {"resourceType": "Citation", "status": "active"} | given(
        title=study["title"],
        publisher="Rose",
        citedArtifact=given(
            identifier=_identifiers(study),
            relatedIdentifier=_registrations(study),
            currentState=[concept("Retracted")] if retracted else [],
            title=[given(text=study["title"])],
            publicationForm=[_publication(study)] if study.get("journal") or study.get("year") else [],
            webLocation=[{"url": url} for _, url in citations.links(study)],
            contributorship=given(
                complete=not cut if names else None,
                summary=[given(value=", ".join(names) + (", et al" if cut else ""))] if names else [],
            ),
            note=_notes(study.get("population", ""), study.get("funding", "")),
        ),
    )


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
