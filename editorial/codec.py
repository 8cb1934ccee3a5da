"""One codec: a working copy becomes plain data and plain data becomes a working copy.

The same plain data is the library file, the content of an edition, and the two sides of a comparison. Encoding never
refuses: a half-written draft has plain data too. Decoding trusts that editorial/documents.py validated the document.
Pages refer to each other, so writing takes two passes: `write_…` each thing by itself, then `connect_…` it to the rest.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from editorial import documents as docs
from evidence import grading
from evidence.models import (
    AdverseEvent,
    Assessment,
    Claim,
    Finding,
    MechanismLink,
    Outcome,
    Study,
    Trial,
)
from topics.models import (
    Alias,
    Article,
    Caution,
    Dose,
    Intervention,
    Mechanism,
    Page,
    Regulation,
    SideEffect,
    Term,
    Topic,
    WarningSign,
)

PLAIN_PAGE_FIELDS = (
    "title", "summary", "key_points", "if_nothing_done", "unknowns", "questions", "review_months", "body",
)  # fmt: skip
PLAIN_FIELDS: Mapping[type[Page], tuple[str, ...]] = {
    Topic: ("clinical_name", "body_area", "how_common"),
    Intervention: ("category", "plural", "not_confused_with", "how_taken", "safety", "access"),
    Mechanism: ("body_system",),
    Article: ("category", "personal_note", "close"),
}
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
TRIAL_FIELDS = (
    "registry_id", "title", "condition", "phase", "status", "status_as_of", "sponsor", "start", "end", "menopausal",
    "note",
)  # fmt: skip
TERM_FIELDS = ("term", "also", "kind", "meaning", "link")


def content_hash(plain: Any) -> str:
    """The SHA-256 of plain data in canonical JSON: what a sign-off binds to."""
    canonical = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _fields(item: Any, names: Iterable[str]) -> dict[str, Any]:
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
    """The page and everything that is curated with it, as plain data."""
    page = page if type(page) is not Page else page.specific
    fields = _fields(page, (*PLAIN_PAGE_FIELDS, *PLAIN_FIELDS[type(page)]))
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
    return document.model_construct(**_fields(row, document.model_fields))


def _link(document: type[docs.LinkDocument], link: MechanismLink, **end: str) -> docs.Document:
    return document.model_construct(
        **_fields(link, ("basis", "independent_groups", "statement")),
        studies=_slugs(link.studies.all()),
        **end,
    )


def _intervention_connections(page: Intervention) -> dict[str, Any]:
    links = page.acts_on.select_related("mechanism").prefetch_related("studies")
    assessments = page.assessments.select_related("topic", "outcome").prefetch_related("findings__study")
    return {
        "acts_on": [_link(docs.ActsOnDocument, link, mechanism=link.mechanism.slug) for link in links],
        "assessments": [_assessment(assessment) for assessment in assessments],
    }


def _mechanism_connections(page: Mechanism) -> dict[str, Any]:
    links = page.links.filter(topic__isnull=False).select_related("topic").prefetch_related("studies")
    return {"contributes_to": [_link(docs.ContributesDocument, link, topic=link.topic.slug) for link in links]}


def _article_connections(page: Article) -> dict[str, Any]:
    claims = page.claims.prefetch_related(
        "assessments__intervention",
        "links__intervention",
        "links__mechanism",
        "links__topic",
        "studies",
    )
    return {
        "about": _slugs(page.about.all()),
        "claims": [_claim(claim) for claim in claims],
    }


CONNECTED = {
    Topic: lambda page: {},
    Intervention: _intervention_connections,
    Mechanism: _mechanism_connections,
    Article: _article_connections,
}


def _claim(claim: Claim) -> docs.Document:
    return docs.ClaimDocument.model_construct(
        **_fields(claim, ("heading", "kind", "text", "source", "disagreement")),
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
        **_fields(assessment, ASSESSMENT_FIELDS),
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
        **_fields(study, STUDY_FIELDS),
        n=study.participants,
        findings=[_finding(finding) for finding in study.findings.all()],
        safety=[_row(docs.AdverseEventDocument, event) for event in study.safety.all()],
    ).plain()


def studies_in_full() -> models.QuerySet:
    """Studies with all that `encode_study` reads, in four queries however many they are."""
    return Study.objects.prefetch_related("findings__intervention", "findings__topics", "safety")


def _finding(finding: Finding) -> docs.Document:
    return docs.FindingDocument.model_construct(
        **_fields(finding, FINDING_FIELDS),
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
    fields = _fields(outcome, ("slug", "name", "phrase", "better", "harm"))
    return docs.OutcomeDocument.model_construct(**fields, important_difference=difference).plain()


def encode_trial(trial: Trial) -> dict[str, Any]:
    return docs.TrialDocument.model_construct(
        **_fields(trial, TRIAL_FIELDS),
        n=trial.participants,
        interventions=_slugs(trial.interventions.all()),
        topics=_slugs(trial.topics.all()),
        study=trial.study and trial.study.slug,
    ).plain()


def encode_term(term: Term) -> dict[str, Any]:
    see = term.see and term.see.slug
    return docs.TermDocument.model_construct(**_fields(term, TERM_FIELDS), slug=term.slug, see=see).plain()


# --- plain data to working copy ---------------------------------------------------------------------------------------


def write_page(slug: str, document: docs.PageDocument, page: Page | None) -> Page:
    """First pass: the page's own fields and rows. A new page where `page` is None."""
    model = {
        "topic": Topic,
        "intervention": Intervention,
        "mechanism": Mechanism,
        "article": Article,
    }[document.model]
    page = page or model(slug=slug)
    for name in (*PLAIN_PAGE_FIELDS, *PLAIN_FIELDS[model], "kind"):
        setattr(page, name, getattr(document, name))
    page.save()
    page.tags.set(document.tags)
    _replace(page.aliases, Alias, document.aliases)
    for name, relation, row_model, _document in ROWS[model]:
        _replace(getattr(page, relation), row_model, getattr(document, name))
    return page


def _replace(manager: Any, model: type[models.Model], rows: list[docs.Document]) -> None:
    """Put these rows, in this order, in place of the ones that are there."""
    manager.all().delete()
    owner = {manager.field.name: manager.instance}
    model.objects.bulk_create(model(**owner, **dict(row), position=position) for position, row in enumerate(rows))


def connect_page(page: Page, document: docs.PageDocument) -> None:
    """Second pass: what the page says of other pages and studies. Raises LookupError with the name missed."""
    page.related.set(_find(Page, document.related))
    if isinstance(document, docs.InterventionDocument):
        _write_links(page.acts_on, document.acts_on, "mechanism", Mechanism)
        _write_assessments(page, document.assessments)
    elif isinstance(document, docs.MechanismDocument):
        _write_links(
            page.links.filter(topic__isnull=False),
            document.contributes_to,
            "topic",
            Topic,
            mechanism=page,
        )


def connect_article(page: Article, document: docs.ArticleDocument) -> None:
    """Third pass, for articles: their claims rest on assessments and links that other pages hold."""
    page.about.set(_find(Page, document.about))
    kept = _sync(
        page.claims,
        "position",
        [{"position": n} | _fields(claim, CLAIM_FIELDS) for n, claim in enumerate(document.claims)],
    )
    for claim, row in zip(document.claims, kept, strict=True):
        row.assessments.set([_find_assessment(name) for name in claim.assessments])
        row.links.set([_find_link(name) for name in claim.links])
        row.studies.set(_find(Study, claim.studies))


CLAIM_FIELDS = ("heading", "kind", "text", "source", "disagreement")


def _find(model: type[models.Model], slugs: Iterable[str]) -> list[Any]:
    wanted = list(slugs)
    found = {item.slug: item for item in model.objects.filter(slug__in=wanted)}
    for slug in wanted:
        if slug not in found:
            raise LookupError(f"there is no {model._meta.verbose_name} “{slug}”")
    return [found[slug] for slug in wanted]


def _find_one(model: type[models.Model], slug: str) -> Any:
    return _find(model, [slug])[0]


def _find_finding(name: str) -> Finding:
    study, _, key = name.partition("/")
    found = Finding.objects.filter(study__slug=study, key=key).first()
    if found is None:
        raise LookupError(f"there is no finding “{name}”")
    return found


def _find_assessment(name: str) -> Assessment:
    intervention, _, key = name.partition("/")
    found = Assessment.objects.filter(intervention__slug=intervention, key=key).first()
    if found is None:
        raise LookupError(f"there is no assessment “{name}”")
    return found


def _find_link(name: str) -> MechanismLink:
    first, _, second = name.partition("/")
    acts = models.Q(intervention__slug=first, mechanism__slug=second)
    contributes = models.Q(intervention__isnull=True, mechanism__slug=first, topic__slug=second)
    found = MechanismLink.objects.filter(acts | contributes).first()
    if found is None:
        raise LookupError(f"there is no mechanism link “{name}”")
    return found


def _sync(queryset: Any, key: str, rows: list[dict[str, Any]], **owner: Any) -> list[Any]:
    """Make the rows these, matched by `key`, so that what refers to a row that stays is not lost."""
    held = {getattr(row, key): row for row in queryset.all()}
    model = queryset.model
    owner = owner or {queryset.field.name: queryset.instance}
    kept = []
    for position, fields in enumerate(rows):
        row = held.pop(fields[key], None) or model(**owner)
        for name, value in ({"position": position} | fields).items():
            setattr(row, name, value)
        row.save()
        kept.append(row)
    for row in held.values():
        row.delete()
    return kept


def _write_links(queryset: Any, links: list[Any], end: str, model: type[Page], **owner: Any) -> None:
    rows = [
        {end: _find_one(model, getattr(link, end))} | _fields(link, ("basis", "independent_groups", "statement"))
        for link in links
    ]
    for link, row in zip(links, _sync(queryset, end, rows, **owner), strict=True):
        row.studies.set(_find(Study, link.studies))


def _write_assessments(page: Intervention, assessments: list[docs.AssessmentDocument]) -> None:
    rows = [_assessment_fields(assessment) for assessment in assessments]
    for assessment, row in zip(assessments, _sync(page.assessments, "key", rows), strict=True):
        row.findings.set([_find_finding(name) for name in assessment.findings])


def _assessment_fields(document: docs.AssessmentDocument) -> dict[str, Any]:
    fields = _fields(document, ASSESSMENT_FIELDS)
    fields["topic"] = _find_one(Topic, document.topic)
    fields["outcome"] = _find_one(Outcome, document.outcome)
    for name in grading.LOWERING_DOMAINS:
        fields |= {
            name: getattr(document, name).judgement,
            f"{name}_reason": getattr(document, name).reason,
        }
    for name in grading.RAISING_DOMAINS:
        fields |= {
            name: getattr(document, name).points,
            f"{name}_reason": getattr(document, name).reason,
        }
    return fields


def write_study(slug: str, document: docs.StudyDocument, study: Study | None) -> Study:
    """First pass: the citation and the harms counted."""
    study = study or Study(slug=slug)
    for name in STUDY_FIELDS:
        setattr(study, name, getattr(document, name))
    study.participants = document.n
    study.save()
    _replace(study.safety, AdverseEvent, document.safety)
    return study


def connect_study(study: Study, document: docs.StudyDocument) -> None:
    """Second pass: the findings, which name pages."""
    rows = [
        _fields(finding, FINDING_FIELDS)
        | {
            "intervention": finding.intervention and _find_one(Intervention, finding.intervention),
            "measure": finding.measure.plain() if finding.measure else {},
        }
        for finding in document.findings
    ]
    for finding, row in zip(document.findings, _sync(study.findings, "key", rows), strict=True):
        row.topics.set(_find(Topic, finding.topics))


def write_outcome(document: docs.OutcomeDocument, outcome: Outcome | None) -> Outcome:
    outcome = outcome or Outcome(slug=document.slug)
    for name in ("name", "phrase", "better", "harm"):
        setattr(outcome, name, getattr(document, name))
    difference = document.important_difference
    outcome.important_difference = difference and difference.value
    outcome.important_difference_unit = difference.unit if difference else ""
    outcome.important_difference_source = _find_one(Study, difference.source) if difference else None
    outcome.save()
    return outcome


def write_trial(document: docs.TrialDocument, trial: Trial | None) -> Trial:
    """Last pass: a trial names treatments, topics and the study that reported it."""
    trial = trial or Trial()
    for name in TRIAL_FIELDS:
        setattr(trial, name, getattr(document, name))
    trial.participants = document.n
    trial.study = _find_one(Study, document.study) if document.study else None
    trial.save()
    trial.interventions.set(_find(Intervention, document.interventions))
    trial.topics.set(_find(Topic, document.topics))
    return trial


def write_term(document: docs.TermDocument, term: Term | None) -> Term:
    """After the pages: a word of the glossary may name one."""
    term = term or Term(slug=document.slug)
    for name in TERM_FIELDS:
        setattr(term, name, getattr(document, name))
    term.see = _find_one(Page, document.see) if document.see else None
    term.save()
    return term
