"""The body of evidence, and how sure it makes anyone, with every reason."""

from collections.abc import Mapping
from typing import Final

from evidence import grading
from evidence.fhir.parts import WOMEN, Plain, Published, Resource, compared, concept, given, notes, role_code, variable
from evidence.wording import CERTAINTY_WORDS

CERTAINTY_TYPE: Final = "http://hl7.org/fhir/certainty-type"
CERTAINTY_RATING: Final = "http://hl7.org/fhir/certainty-rating"
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
UNSIGNED: Final = "No clinician has signed this assessment off yet, or the sign-off has lapsed."


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
        note=notes(
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
    return [key for key in published.behind if key in published.retracted]


def _related(published: Published) -> list[Resource]:
    """The page, the studies that it rests on and those that it only names, and the findings one by one."""
    parts = [("derived-from", f"study/{key}") for key in published.behind]
    parts += [("cites", f"study/{key}") for key in published.cited]
    parts += [("composed-of", f"finding/{key}/{finding['key']}") for key, finding in published.findings]
    page = {"type": "documentation", "display": "The page for readers", "document": {"url": published.page_url}}
    return [page, *[{"type": kind, "resourceReference": published.reference(part)} for kind, part in parts]]


def _variables(published: Published) -> list[Resource]:
    """Who was studied held against whom Rose is for, what was given, against what, and what was measured."""
    assessment, card = published.assessment, published.card
    population = given(
        description=assessment.get("population") or WOMEN,
        variableRole=role_code("population"),
        observed={"display": assessment.get("population") or WOMEN},
        intended={"display": WOMEN},
        directnessMatch=concept(card["directness_name"]),
    )
    return [
        population,
        variable("exposure", card["intervention"]["title"], assessment.get("dose", "")),
        *compared(assessment.get("comparator", "")),
        variable("measuredVariable", card["outcome"], assessment.get("time_frame", "")),
    ]


def _body_statistic(card: Plain) -> list[Resource]:
    """How many studies and people. Without a pooled estimate there is no figure to give."""
    if not card["studies"]:
        return []
    size = given(numberOfStudies=card["studies"], numberOfParticipants=card["participants"])
    return [{"description": "No pooled estimate: the findings stand one by one.", "sampleSize": size}]


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
