"""The shape of the library's plain data: what a file holds, what an edition keeps, what the open data offers.

library/README.md describes the same fields for people who write files. A field that is not declared here is refused.
"""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_serializer,
    model_validator,
)

from evidence import grading, wording
from evidence.models import (
    Basis,
    Better,
    ClaimKind,
    Design,
    Direction,
    Directness,
    Size,
    StartingPoint,
    StudyDirectness,
)
from topics.models import (
    AliasKind,
    BodyArea,
    Category,
    CautionKind,
    RegulationStatus,
    TermKind,
    Urgency,
)

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=100)]
Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Required = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _in_order(names: list[str]) -> list[str]:
    return sorted(set(names))


Slugs = Annotated[list[Slug], AfterValidator(_in_order)]
Names = Annotated[list[Required], AfterValidator(_in_order)]
"""Sets of names, kept sorted so that equal sets are equal data."""


def choice(choices: Any) -> Any:
    """A string that must be one of a model's declared choices."""

    values = list(choices.values)

    def known(value: str) -> str:
        if value not in values:
            raise ValueError(f"“{value}” is not one of {', '.join(values)}")
        return value

    return Annotated[str, AfterValidator(known)]


class Document(BaseModel):
    """A mapping in a file. Fields left at their default are not written."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    def plain(self) -> dict[str, Any]:
        """Plain data, fields in their declared order, defaults left out."""
        return self.model_dump(mode="json", exclude_defaults=True)


class AliasDocument(Document):
    text: Required
    kind: choice(AliasKind) = "lay"

    @model_validator(mode="before")
    @classmethod
    def _plain_string(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value

    @model_serializer(mode="plain")
    def _shortest(self) -> Any:
        return self.text if self.kind == "lay" else {"text": self.text, "kind": self.kind}


class WarningSignDocument(Document):
    urgency: choice(Urgency)
    text: Required


class DoseDocument(Document):
    route: Required
    amount: Required
    schedule: Text = ""
    text: Required


class SideEffectDocument(Document):
    name: Required
    text: Required


class CautionDocument(Document):
    kind: choice(CautionKind)
    name: Required
    text: Required


class RegulationDocument(Document):
    country: Required
    authority: Text = ""
    status: choice(RegulationStatus)
    text: Required


class LinkDocument(Document):
    basis: choice(Basis)
    independent_groups: int = Field(0, ge=0)
    statement: Required
    studies: Slugs = []

    @model_validator(mode="after")
    def _groups_in_people(self) -> "LinkDocument":
        if (self.basis == "human") != (self.independent_groups > 0):
            raise ValueError("independent_groups is given, from 1, for basis human and for no other")
        return self


class ActsOnDocument(LinkDocument):
    mechanism: Slug


class ContributesDocument(LinkDocument):
    topic: Slug


class ClaimDocument(Document):
    heading: Required
    kind: choice(ClaimKind)
    text: Required
    assessments: Names = []
    links: Names = []
    studies: Slugs = []
    source: Literal["", "authority", "secondary", "reported"] = ""
    disagreement: Text = ""


class Judgement(Document):
    judgement: str = grading.NO_CONCERN
    reason: Text = ""


class Raise(Document):
    judgement: Literal["absent", "present"] = "absent"
    points: Literal[0, 1, 2] = 0
    reason: Text = ""


class AssessmentDocument(Document):
    key: Slug
    topic: Slug
    outcome: Slug
    population: Text = ""
    comparator: Text = ""
    dose: Text = ""
    time_frame: Text = ""
    directness: choice(Directness)
    starting_point: choice(StartingPoint)
    risk_of_bias: Judgement = Judgement()
    inconsistency: Judgement = Judgement()
    indirectness: Judgement = Judgement()
    imprecision: Judgement = Judgement()
    publication_bias: Judgement = Judgement()
    large_effect: Raise = Raise()
    dose_response: Raise = Raise()
    plausible_confounding: Raise = Raise()
    direction: choice(Direction)
    size: choice(Size)
    may_also: Literal["", "benefit", "harm"] = ""
    size_reason: Text = ""
    findings: Names = []
    summary: Text = ""
    statement: Text = ""
    unknowns: Text = ""
    searched_on: date | None = None

    @property
    def judgements(self) -> grading.Judgements:
        return grading.Judgements(
            starting_point=self.starting_point,
            lowering={name: getattr(self, name).judgement for name in grading.LOWERING_DOMAINS},
            raising={name: getattr(self, name).points for name in grading.RAISING_DOMAINS},
            studies=len({finding.partition("/")[0] for finding in self.findings}),
        )

    @model_validator(mode="after")
    def _keeps_the_rules(self) -> "AssessmentDocument":
        certainty = grading.certainty(self.judgements)
        for name in (*grading.LOWERING_DOMAINS, *grading.RAISING_DOMAINS):
            self._has_its_reason(name)
        if self.may_also and self.direction != wording.NO_DIFFERENCE:
            raise ValueError("may_also stands only beside the direction no-difference")
        by_hand = self.direction in wording.WRITTEN_BY_A_PERSON
        if self.statement and not by_hand:
            raise ValueError("statement is written only where the direction is mixed or unclear")
        if by_hand and not self.statement and certainty not in (grading.VERY_LOW, grading.NOT_RATED):
            raise ValueError("a mixed or unclear direction needs its statement, written by a person")
        return self

    def _has_its_reason(self, name: str) -> None:
        part = getattr(self, name)
        moved = part.points if isinstance(part, Raise) else grading.MOVES[part.judgement]
        if moved and not part.reason:
            raise ValueError(f"{name} moves the certainty and needs its reason")


class PageDocument(Document):
    """What the files of all kinds of pages share."""

    model: ClassVar[str]

    kind: str
    title: Required
    summary: Required
    aliases: list[AliasDocument] = []
    tags: Names = []
    key_points: list[Required] = []
    if_nothing_done: Text = ""
    unknowns: Text = ""
    to_say: Text = ""
    questions: list[Required] = []
    related: Slugs = []
    review_months: int = Field(12, ge=1, le=60)
    body: Text = ""


class TopicDocument(PageDocument):
    model: ClassVar[str] = "topic"

    kind: Literal["symptom", "condition", "stage"]
    clinical_name: Text = ""
    body_area: choice(BodyArea)
    how_common: Text = ""
    warning_signs: list[WarningSignDocument] = []


class InterventionDocument(PageDocument):
    model: ClassVar[str] = "intervention"

    kind: Literal["intervention"]
    category: choice(Category)
    plural: bool = False
    not_confused_with: Text = ""
    how_taken: Text = ""
    doses: list[DoseDocument] = []
    safety: Text = ""
    side_effects: list[SideEffectDocument] = []
    cautions: list[CautionDocument] = []
    regulations: list[RegulationDocument] = []
    access: Text = ""
    acts_on: list[ActsOnDocument] = []
    assessments: list[AssessmentDocument] = []


class MechanismDocument(PageDocument):
    model: ClassVar[str] = "mechanism"

    kind: Literal["mechanism"]
    body_system: Required
    contributes_to: list[ContributesDocument] = []


class ArticleDocument(PageDocument):
    model: ClassVar[str] = "article"

    kind: Literal["article"]
    category: Required
    about: Slugs = []
    personal_note: Text = ""
    claims: list[ClaimDocument] = []
    close: Text = ""


AnyPageDocument = Annotated[
    TopicDocument | InterventionDocument | MechanismDocument | ArticleDocument,
    Field(discriminator="kind"),
]


ROUNDING = 1.0
"""Percentage points by which rounding to whole per cents can part two percentages from their difference."""


class Measure(Document):
    """How large, as the study gave it: treatment minus comparison, or treatment over comparison.

    `ci` is the 95 % interval, low then high, unless the study says otherwise. Where a study says to how many people
    something happened in both groups, `event` says what it was and the percentages how many.
    """

    type: str
    value: float | None = None
    unit: str = ""
    ci: Annotated[list[float | None], Field(min_length=2, max_length=2)] | None = None
    p: float | str | None = None
    event: Text = ""
    intervention_pct: float | None = Field(None, ge=0, le=100)
    comparator_pct: float | None = Field(None, ge=0, le=100)

    @model_validator(mode="after")
    def _percentages_agree(self) -> "Measure":
        given = [part for part in (self.intervention_pct, self.comparator_pct) if part is not None]
        if (len(given), bool(self.event)) not in ((0, False), (2, True)):
            raise ValueError("the two percentages and what they count are given together or not at all")
        difference = self.value if self.type == "risk-difference" else None
        if given and difference is not None and abs(given[0] - given[1] - difference) > ROUNDING:
            raise ValueError("the two percentages do not differ by the risk difference")
        return self


class FindingDocument(Document):
    key: Slug
    intervention: Slug | None = None
    exposure: Text = ""
    topics: Slugs = []
    outcome: Required
    comparator: Text = ""
    dose: Text = ""
    duration: Text = ""
    instrument: Text = ""
    primary: bool = False
    direction: choice(Direction)
    effect: Required
    measure: Measure | None = None
    note: Text = ""


class AdverseEventDocument(Document):
    event: Required
    intervention_pct: float | None = Field(None, ge=0, le=100)
    comparator_pct: float | None = Field(None, ge=0, le=100)
    note: Text = ""


class StudyDocument(Document):
    title: Required
    authors: list[Required] = []
    journal: Text = ""
    year: int | None = Field(None, ge=1800, le=2100)
    volume: Text = ""
    issue: Text = ""
    pages: Text = ""
    doi: Annotated[str, StringConstraints(pattern=r"^(10\..+)?$")] = ""
    pmid: Annotated[str, StringConstraints(pattern=r"^[0-9]*$")] = ""
    registration: Text = ""
    design: choice(Design)
    n: int | None = Field(None, ge=0)
    studies_pooled: int | None = Field(None, ge=0)
    population: Text = ""
    directness: choice(StudyDirectness)
    country: Text = ""
    funding: Text = ""
    retracted: bool = False
    findings: list[FindingDocument] = []
    safety: list[AdverseEventDocument] = []


class ImportantDifference(Document):
    value: float
    unit: Required
    source: Slug


class OutcomeDocument(Document):
    slug: Slug
    name: Required
    phrase: Required
    better: choice(Better)
    harm: bool = False
    important_difference: ImportantDifference | None = None


class TrialDocument(Document):
    registry_id: Required
    title: Required
    interventions: Slugs = []
    topics: Slugs = []
    condition: Text = ""
    phase: Text = ""
    status: Text = ""
    status_as_of: date | None = None
    n: int | None = Field(None, ge=0)
    sponsor: Text = ""
    start: date | None = None
    end: date | None = None
    menopausal: bool = False
    note: Text = ""
    study: Slug | None = None


class TermDocument(Document):
    """A word of the glossary."""

    slug: Slug
    term: Annotated[Required, StringConstraints(max_length=80)]
    also: list[Annotated[Required, StringConstraints(max_length=80)]] = []
    kind: choice(TermKind)
    meaning: Required
    link: bool = False
    see: Slug | None = None

    @property
    def forms(self) -> list[str]:
        return [self.term, *self.also]


class AddressDocument(Document):
    """Where a page stands that has had another address than its first, and those that it had between."""

    page: Slug
    address: Slug
    former: list[Slug] = []
