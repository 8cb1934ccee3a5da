"""One codec: a working copy becomes plain data and plain data becomes a working copy.

The same plain data is the library file, the content of an edition, and the two sides of a comparison. Encoding never
refuses: a half-written draft has plain data too. This is the half that encodes; decoding.py is the other.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from editorial.content import documents as docs
from evidence import grading
from evidence.models import (
    Assessment,
    Claim,
    Finding,
    MechanismLink,
    Outcome,
    Study,
    Trial,
)
from topics.models import (
    SPECIFIC,
    Article,
    Caution,
    Dose,
    Intervention,
    Kind,
    Mechanism,
    Page,
    Regulation,
    SideEffect,
    Term,
    Topic,
    WarningSign,
)

PLAIN_PAGE_FIELDS = (
    "title", "summary", "key_points", "if_nothing_done", "unknowns", "to_say", "questions", "review_months", "body",
)  # fmt: skip
PLAIN_FIELDS: Mapping[type[Page], tuple[str, ...]] = {
    Topic: ("clinical_name", "body_area", "how_common"),
    Intervention: ("category", "plural", "not_confused_with", "how_taken", "safety", "access"),
    Mechanism: ("body_system",),
    Article: ("category", "personal_note", "close"),
}
MODELS: Mapping[str, type[Page]] = {
    "topic": Topic,
    "intervention": Intervention,
    "mechanism": Mechanism,
    "article": Article,
}
"""By the name of what is specific to the kinds of pages; a document's `model` is one of these."""

ROWS: Mapping[type[Page], tuple[tuple[str, str, type[models.Model], type[docs.Document]], ...]] = {
    Topic: (("warning_signs", "warning_signs", WarningSign, docs.WarningSignDocument),),
    Intervention: (
        ("doses", "doses", Dose, docs.DoseDocument),
        ("side_effects", "sideeffects", SideEffect, docs.SideEffectDocument),
        ("cautions", "cautions", Caution, docs.CautionDocument),
        ("regulations", "regulations", Regulation, docs.RegulationDocument),
    ),
    Mechanism: (),
    Article: (),
}
"""Per kind of page: name in the plain data, the relation, the row's model, its document."""

STUDY_FIELDS = (
    "title", "authors", "journal", "year", "volume", "issue", "pages", "doi", "pmid", "registration", "design",
    "studies_pooled", "population", "directness", "country", "funding", "retracted",
)  # fmt: skip
FINDING_FIELDS = (
    "key", "exposure", "outcome", "comparator", "dose", "duration", "instrument", "primary", "direction", "effect",
    "note",
)  # fmt: skip
ASSESSMENT_FIELDS = (
    "key", "population", "comparator", "dose", "time_frame", "directness", "starting_point", "direction", "size",
    "may_also", "size_reason", "summary", "statement", "unknowns", "searched_on",
)  # fmt: skip
OUTCOME_FIELDS = ("slug", "name", "phrase", "better", "harm")
LINK_FIELDS = ("basis", "independent_groups", "statement")
CLAIM_FIELDS = ("heading", "kind", "text", "source", "disagreement")
TRIAL_FIELDS = (
    "registry_id", "title", "condition", "phase", "status", "status_as_of", "sponsor", "start", "end", "menopausal",
    "note",
)  # fmt: skip
TERM_FIELDS = ("term", "also", "kind", "meaning", "link")


def content_hash(plain: Any) -> str:
    """The SHA-256 of plain data in canonical JSON: what a sign-off binds to."""
    canonical = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def fields_of(item: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: _tidy(getattr(item, name)) for name in names}


def _tidy(value: Any) -> Any:
    """Text as a file holds it: one kind of line end, no space around. Browsers send other line ends."""
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    return value.replace("\r\n", "\n").replace("\r", "\n").strip() if isinstance(value, str) else value


def _slugs(related: Iterable[Any]) -> list[str]:
    return sorted(item.slug for item in related)


# --- working copy to plain data ---------------------------------------------------------------------------------------


def encode_page(page: Page) -> dict[str, Any]:
    """The page as it is stored, and everything that is curated with it, as plain data."""
    return encode_pages([page])[page.pk]


def encode_pages(pages: Iterable[Page]) -> dict[int, dict[str, Any]]:
    """The same of many, by primary key, in as few statements as for one of each kind."""
    wanted: dict[type[Page], list[int]] = {}
    for page in pages:
        wanted.setdefault(MODELS[SPECIFIC[Kind(page.kind)]], []).append(page.pk)
    return {
        page.pk: _page(page)
        for model, pks in wanted.items()
        for page in model._default_manager.filter(pk__in=pks).prefetch_related(*IN_FULL[model])
    }


def _page(page: Page) -> dict[str, Any]:
    fields = fields_of(page, (*PLAIN_PAGE_FIELDS, *PLAIN_FIELDS[type(page)]))
    fields |= {
        "kind": page.kind,
        "aliases": [_row(docs.AliasDocument, alias) for alias in page.aliases.all()],
        "tags": sorted(tag.name for tag in page.tags.all()),
        "related": _slugs(page.related.all()),
    }
    for name, relation, _model, document in ROWS[type(page)]:
        fields[name] = [_row(document, row) for row in getattr(page, relation).all()]
    fields |= CONNECTED[type(page)](page)
    return _document_type(page).model_construct(**fields).plain()


def _document_type(page: Page) -> type[docs.PageDocument]:
    return {
        Topic: docs.TopicDocument,
        Intervention: docs.InterventionDocument,
        Mechanism: docs.MechanismDocument,
        Article: docs.ArticleDocument,
    }[type(page)]


def _row(document: type[docs.Document], row: Any) -> docs.Document:
    return document.model_construct(**fields_of(row, document.model_fields))


def _link(document: type[docs.LinkDocument], link: MechanismLink, **end: str) -> docs.Document:
    return document.model_construct(
        **fields_of(link, LINK_FIELDS),
        studies=_slugs(link.studies.all()),
        **end,
    )


def _intervention_connections(page: Intervention) -> dict[str, Any]:
    return {
        "acts_on": [_link(docs.ActsOnDocument, link, mechanism=link.mechanism.slug) for link in page.acts_on.all()],
        "assessments": [_assessment(assessment) for assessment in page.assessments.all()],
    }


def _mechanism_connections(page: Mechanism) -> dict[str, Any]:
    links = [link for link in page.links.all() if link.topic]
    return {"contributes_to": [_link(docs.ContributesDocument, link, topic=link.topic.slug) for link in links]}


def _article_connections(page: Article) -> dict[str, Any]:
    return {
        "about": _slugs(page.about.all()),
        "claims": [_claim(claim) for claim in page.claims.all()],
    }


CONNECTED = {
    Topic: lambda page: {},
    Intervention: _intervention_connections,
    Mechanism: _mechanism_connections,
    Article: _article_connections,
}


def _named(relation: str, model: type[models.Model]) -> models.Prefetch:
    """What a relation leads to, by name alone: pages are long."""
    return models.Prefetch(relation, model._default_manager.only("slug"))


IN_FULL: Mapping[type[Page], tuple[str | models.Prefetch, ...]] = {
    model: ("aliases", "tags", _named("related", Page), *(relation for _, relation, _, _ in ROWS[model]), *connected)
    for model, connected in {
        Topic: (),
        Intervention: (
            "acts_on",
            _named("acts_on__mechanism", Mechanism),
            _named("acts_on__studies", Study),
            "assessments",
            _named("assessments__topic", Topic),
            _named("assessments__outcome", Outcome),
            models.Prefetch("assessments__findings", Finding.objects.only("key", "study")),
            _named("assessments__findings__study", Study),
        ),
        Mechanism: ("links", _named("links__topic", Topic), _named("links__studies", Study)),
        Article: (
            _named("about", Page),
            "claims",
            models.Prefetch("claims__assessments", Assessment.objects.only("key", "intervention")),
            _named("claims__assessments__intervention", Intervention),
            "claims__links",
            _named("claims__links__intervention", Intervention),
            _named("claims__links__mechanism", Mechanism),
            _named("claims__links__topic", Topic),
            _named("claims__studies", Study),
        ),
    }.items()
}
"""Per kind of page, all that its plain data reads."""


def _claim(claim: Claim) -> docs.Document:
    return docs.ClaimDocument.model_construct(
        **fields_of(claim, CLAIM_FIELDS),
        assessments=sorted(str(assessment) for assessment in claim.assessments.all()),
        links=sorted(link.key for link in claim.links.all()),
        studies=_slugs(claim.studies.all()),
    )


def _assessment(assessment: Assessment) -> docs.Document:
    judged = {
        name: docs.Judgement(
            judgement=getattr(assessment, name),
            reason=getattr(assessment, f"{name}_reason"),
        )
        for name in grading.LOWERING_DOMAINS
    }
    raised = {
        name: docs.Raise(
            judgement="present" if getattr(assessment, name) else "absent",
            points=getattr(assessment, name),
            reason=getattr(assessment, f"{name}_reason"),
        )
        for name in grading.RAISING_DOMAINS
    }
    return docs.AssessmentDocument.model_construct(
        **fields_of(assessment, ASSESSMENT_FIELDS),
        topic=assessment.topic.slug,
        outcome=assessment.outcome.slug,
        findings=sorted(str(finding) for finding in assessment.findings.all()),
        **judged,
        **raised,
    )


def encode_assessment(assessment: Assessment) -> dict[str, Any]:
    """One assessment by itself, as plain data."""
    return _assessment(assessment).plain()


def encode_study(study: Study) -> dict[str, Any]:
    """A study with its findings and harms, as plain data. Prefetch with `studies_in_full`."""
    return docs.StudyDocument.model_construct(
        **fields_of(study, STUDY_FIELDS),
        n=study.participants,
        findings=[_finding(finding) for finding in study.findings.all()],
        safety=[_row(docs.AdverseEventDocument, event) for event in study.safety.all()],
    ).plain()


def studies_in_full() -> models.QuerySet:
    """Studies with all that `encode_study` reads, in a few statements however many they are."""
    return Study.objects.prefetch_related(
        "findings", _named("findings__intervention", Intervention), _named("findings__topics", Topic), "safety"
    )


def outcomes_in_full() -> models.QuerySet:
    return Outcome.objects.select_related("important_difference_source")


def trials_in_full() -> models.QuerySet:
    named = (_named("interventions", Intervention), _named("topics", Topic), _named("study", Study))
    return Trial.objects.prefetch_related(*named)


def _finding(finding: Finding) -> docs.Document:
    return docs.FindingDocument.model_construct(
        **fields_of(finding, FINDING_FIELDS),
        intervention=finding.intervention and finding.intervention.slug,
        topics=_slugs(finding.topics.all()),
        measure=docs.Measure.model_construct(**finding.measure) if finding.measure else None,
    )


def encode_outcome(outcome: Outcome) -> dict[str, Any]:
    difference = None
    if outcome.important_difference is not None:
        difference = docs.ImportantDifference.model_construct(
            value=outcome.important_difference,
            unit=outcome.important_difference_unit,
            source=outcome.important_difference_source.slug,
        )
    fields = fields_of(outcome, OUTCOME_FIELDS)
    return docs.OutcomeDocument.model_construct(**fields, important_difference=difference).plain()


def encode_trial(trial: Trial) -> dict[str, Any]:
    return docs.TrialDocument.model_construct(
        **fields_of(trial, TRIAL_FIELDS),
        n=trial.participants,
        interventions=_slugs(trial.interventions.all()),
        topics=_slugs(trial.topics.all()),
        study=trial.study and trial.study.slug,
    ).plain()


def terms_in_full() -> models.QuerySet:
    return Term.objects.select_related("see")


def encode_term(term: Term) -> dict[str, Any]:
    see = term.see and term.see.slug
    return docs.TermDocument.model_construct(**fields_of(term, TERM_FIELDS), slug=term.slug, see=see).plain()
