"""The other half of the codec: plain data becomes working copies, however many, in few statements.

It trusts that documents.py validated the documents. Things refer to each other, so writing takes passes, each
over all there is of a kind: `write_…` everything by itself, then `connect_…` studies, pages, and articles last.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from taggit.models import Tag, TaggedItem

from editorial.content import documents as docs
from editorial.content.codec import (
    ASSESSMENT_FIELDS,
    CLAIM_FIELDS,
    FINDING_FIELDS,
    LINK_FIELDS,
    MODELS,
    OUTCOME_FIELDS,
    PLAIN_FIELDS,
    PLAIN_PAGE_FIELDS,
    ROWS,
    STUDY_FIELDS,
    TERM_FIELDS,
    TRIAL_FIELDS,
    fields_of,
)
from evidence import grading
from evidence.models import AdverseEvent, Assessment, Claim, Finding, MechanismLink, Outcome, Study, Trial
from topics.models import Alias, Article, Intervention, Mechanism, Page, Term, Topic


class Names:
    """What names stand for. Each kind is read whole when first asked for, so once the pass that writes it is over."""

    PARTS: Mapping[type[models.Model], tuple[str, ...]] = {
        Finding: ("study__slug", "key"),
        Assessment: ("intervention__slug", "key"),
        MechanismLink: ("intervention__slug", "mechanism__slug", "topic__slug"),
    }
    """How what has no address of its own is called: by these, joined; of a mechanism link by its two ends."""

    def __init__(self) -> None:
        self._known: dict[type[models.Model], dict[str, int]] = {}

    def one(self, model: type[models.Model], name: str) -> int:
        """The row's primary key. Raises LookupError with the name missed."""
        if model not in self._known:
            rows = model._default_manager.values_list(*self.PARTS.get(model, ("slug",)), "pk")
            self._known[model] = {"/".join(filter(None, parts)): pk for *parts, pk in rows}
        if name not in self._known[model]:
            raise Missing(f"there is no {model._meta.verbose_name} “{name}”", name)
        return self._known[model][name]

    def has(self, model: type[models.Model], name: str) -> bool:
        try:
            return bool(self.one(model, name))
        except Missing:
            return False

    def all(self, model: type[models.Model], names: Iterable[str]) -> list[int]:
        return [self.one(model, name) for name in names]


class Missing(LookupError):
    """Something names what is not there: which name, and, where it is known, whose document names it."""

    def __init__(self, message: str, name: str):
        self.name, self.owner = name, ""
        super().__init__(message)


@contextmanager
def _in_document(owner: str) -> Iterator[None]:
    try:
        yield
    except Missing as missing:
        missing.owner = owner
        raise


# --- pages ------------------------------------------------------------------------------------------------------------


def write_pages(documents: Mapping[str, docs.PageDocument]) -> dict[str, Page]:
    """First pass: the pages' own fields and rows. A page that is not there yet is made."""
    pages: dict[str, Page] = {}
    for name, model in MODELS.items():
        wanted = {slug: document for slug, document in documents.items() if document.model == name}
        if wanted:
            pages |= _write_pages(model, wanted)
    _replace(Alias, "page", {pages[slug].pk: document.aliases for slug, document in documents.items()})
    return pages


def _write_pages(model: type[Page], documents: Mapping[str, Any]) -> dict[str, Page]:
    pages = {page.slug: page for page in model.objects.filter(slug__in=documents)}
    for slug, document in documents.items():
        page = pages.setdefault(slug, model(slug=slug))
        _fill(page, (*PLAIN_PAGE_FIELDS, *PLAIN_FIELDS[model], "kind"), document)
        page.save()  # in two tables, which no bulk_create does
    _tag(model, {pages[slug].pk: document.tags for slug, document in documents.items()})
    for name, _relation, row_model, _document in ROWS[model]:
        owner = "topic" if model is Topic else "intervention"
        _replace(row_model, owner, {pages[slug].pk: getattr(document, name) for slug, document in documents.items()})
    return pages


def _tag(model: type[Page], wanted: Mapping[int, Iterable[str]]) -> None:
    kind = ContentType.objects.get_for_model(model)
    names = {name for tags in wanted.values() for name in tags}
    tags = {tag.name: tag.pk for tag in Tag.objects.filter(name__in=names)}
    for name in sorted(names - tags.keys()):
        tags[name] = Tag.objects.create(name=name).pk
    _pair(
        TaggedItem.objects.filter(content_type=kind),
        ("object_id", "tag_id"),
        {pk: [tags[name] for name in given] for pk, given in wanted.items()},
        content_type=kind,
    )


def connect_pages(pages: Mapping[str, Page], documents: Mapping[str, docs.PageDocument], names: Names) -> None:
    """Second pass: what pages say of other pages and studies. Raises Missing where there is none of that name."""
    related: dict[int, list[int]] = {}
    for slug, page in pages.items():
        with _in_document(slug):
            related[page.pk] = names.all(Page, documents[slug].related)
    _relate(Page, "related", related)
    treatments = {slug: page for slug, page in pages.items() if isinstance(page, Intervention)}
    links = MechanismLink.objects.filter(intervention__in=[page.pk for page in treatments.values()])
    _connect_links(links, treatments, {slug: documents[slug].acts_on for slug in treatments}, names)
    _connect_assessments(treatments, {slug: documents[slug].assessments for slug in treatments}, names)
    mechanisms = {slug: page for slug, page in pages.items() if isinstance(page, Mechanism)}
    links = MechanismLink.objects.filter(
        mechanism__in=[page.pk for page in mechanisms.values()], intervention__isnull=True
    )
    _connect_links(links, mechanisms, {slug: documents[slug].contributes_to for slug in mechanisms}, names)


def _connect_links(
    held: models.QuerySet, pages: Mapping[str, Page], documents: Mapping[str, Sequence[Any]], names: Names
) -> None:
    """The arrows that leave these pages: a treatment's to mechanisms, a mechanism's to topics."""
    rows, studies = [], []
    for slug, page in pages.items():
        with _in_document(slug):
            for position, link in enumerate(documents[slug]):
                ends = (
                    {"intervention_id": page.pk, "mechanism_id": names.one(Mechanism, link.mechanism)}
                    if isinstance(link, docs.ActsOnDocument)
                    else {"mechanism_id": page.pk, "topic_id": names.one(Topic, link.topic)}
                )
                rows.append(ends | {"position": position} | fields_of(link, LINK_FIELDS))
                studies.append(names.all(Study, link.studies))
    kept = _sync(held, ("intervention_id", "mechanism_id", "topic_id"), rows)
    _relate(MechanismLink, "studies", {row.pk: given for row, given in zip(kept, studies, strict=True)})


def _connect_assessments(
    pages: Mapping[str, Page], documents: Mapping[str, Sequence[docs.AssessmentDocument]], names: Names
) -> None:
    rows, findings = [], []
    for slug, page in pages.items():
        with _in_document(slug):
            for position, document in enumerate(documents[slug]):
                fields = _assessment_fields(document, names)
                rows.append({"intervention_id": page.pk, "position": position} | fields)
                findings.append(names.all(Finding, document.findings))
    held = Assessment.objects.filter(intervention__in=[page.pk for page in pages.values()])
    kept = _sync(held, ("intervention_id", "key"), rows)
    _relate(Assessment, "findings", {row.pk: given for row, given in zip(kept, findings, strict=True)})


def _assessment_fields(document: docs.AssessmentDocument, names: Names) -> dict[str, Any]:
    fields = fields_of(document, ASSESSMENT_FIELDS)
    fields["topic_id"] = names.one(Topic, document.topic)
    fields["outcome_id"] = names.one(Outcome, document.outcome)
    for name in grading.LOWERING_DOMAINS:
        judged = getattr(document, name)
        fields |= {name: judged.judgement, f"{name}_reason": judged.reason}
    for name in grading.RAISING_DOMAINS:
        judged = getattr(document, name)
        fields |= {name: judged.points, f"{name}_reason": judged.reason}
    return fields


def connect_articles(pages: Mapping[str, Page], documents: Mapping[str, docs.PageDocument], names: Names) -> None:
    """Third pass: articles among these pages, whose claims rest on assessments and links that other pages hold."""
    about, rows = {}, []
    rests_on: dict[str, list[list[int]]] = {"assessments": [], "links": [], "studies": []}
    articles = {slug: page for slug, page in pages.items() if isinstance(page, Article)}
    for slug, page in articles.items():
        with _in_document(slug):
            about[page.pk] = names.all(Page, documents[slug].about)
            for position, claim in enumerate(documents[slug].claims):
                rows.append({"article_id": page.pk, "position": position} | fields_of(claim, CLAIM_FIELDS))
                rests_on["assessments"].append(names.all(Assessment, claim.assessments))
                rests_on["links"].append(names.all(MechanismLink, claim.links))
                rests_on["studies"].append(names.all(Study, claim.studies))
    _relate(Article, "about", about)
    held = Claim.objects.filter(article__in=[page.pk for page in articles.values()])
    kept = _sync(held, ("article_id", "position"), rows)
    for name, given in rests_on.items():
        _relate(Claim, name, {row.pk: pks for row, pks in zip(kept, given, strict=True)})


# --- studies, outcomes, trials ----------------------------------------------------------------------------------------


def write_studies(documents: Mapping[str, docs.StudyDocument]) -> dict[str, Study]:
    """First pass: citations and the harms counted."""
    studies = _upsert(Study, "slug", {slug: _study_fields(document) for slug, document in documents.items()})
    _replace(AdverseEvent, "study", {studies[slug].pk: document.safety for slug, document in documents.items()})
    return studies


def _study_fields(document: docs.StudyDocument) -> dict[str, Any]:
    return fields_of(document, STUDY_FIELDS) | {"participants": document.n}


def connect_studies(studies: Mapping[str, Study], documents: Mapping[str, docs.StudyDocument], names: Names) -> None:
    """Second pass: the findings, which name pages."""
    rows, topics = [], []
    for slug, study in studies.items():
        with _in_document(slug):
            for position, finding in enumerate(documents[slug].findings):
                treatment = finding.intervention and names.one(Intervention, finding.intervention)
                measure = finding.measure.plain() if finding.measure else {}
                fields = fields_of(finding, FINDING_FIELDS) | {"intervention_id": treatment, "measure": measure}
                rows.append({"study_id": study.pk, "position": position} | fields)
                topics.append(names.all(Topic, finding.topics))
    held = Finding.objects.filter(study__in=[study.pk for study in studies.values()])
    kept = _sync(held, ("study_id", "key"), rows)
    _relate(Finding, "topics", {row.pk: given for row, given in zip(kept, topics, strict=True)})


def write_outcomes(documents: Mapping[str, docs.OutcomeDocument], names: Names) -> dict[str, Outcome]:
    """After the studies: the difference that matters has one as its source."""
    rows = {}
    for slug, document in documents.items():
        with _in_document(slug):
            difference = document.important_difference
            rows[slug] = fields_of(document, OUTCOME_FIELDS) | {
                "important_difference": difference and difference.value,
                "important_difference_unit": difference.unit if difference else "",
                "important_difference_source_id": names.one(Study, difference.source) if difference else None,
            }
    return _upsert(Outcome, "slug", rows)


def write_trials(documents: Mapping[str, docs.TrialDocument], names: Names) -> dict[str, Trial]:
    """Last: a trial names treatments, topics and the study that reported it."""
    rows, treatments, topics = {}, {}, {}
    for name, document in documents.items():
        with _in_document(name):
            study = names.one(Study, document.study) if document.study else None
            rows[name] = fields_of(document, TRIAL_FIELDS) | {"participants": document.n, "study_id": study}
            treatments[name] = names.all(Intervention, document.interventions)
            topics[name] = names.all(Topic, document.topics)
    trials = _upsert(Trial, "registry_id", rows)
    _relate(Trial, "interventions", {trials[name].pk: pks for name, pks in treatments.items()})
    _relate(Trial, "topics", {trials[name].pk: pks for name, pks in topics.items()})
    return trials


def write_terms(documents: Mapping[str, docs.TermDocument], names: Names) -> dict[str, Term]:
    """After the pages: a word of the glossary may name one."""
    rows = {}
    for slug, document in documents.items():
        with _in_document(slug):
            see = names.one(Page, document.see) if document.see else None
            rows[slug] = fields_of(document, TERM_FIELDS) | {"see_id": see}
    return _upsert(Term, "slug", rows)


# --- rows, many at a time ---------------------------------------------------------------------------------------------


def _fill(item: models.Model, names: Iterable[str], document: docs.Document) -> None:
    for name in names:
        setattr(item, name, getattr(document, name))


def _upsert(model: type[models.Model], key: str, rows: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Make there be a row of each name, with these fields."""
    held = model._default_manager.filter(**{f"{key}__in": rows})
    kept = _sync(held, (key,), [{key: name} | fields for name, fields in rows.items()])
    return dict(zip(rows, kept, strict=True))


def _sync(held: models.QuerySet, identity: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Make the held rows these. One that is there by its `identity` stays itself, so that what refers to it is kept."""
    before = {tuple(getattr(row, name) for name in identity): row for row in held}
    kept, new = [], []
    for fields in rows:
        row = before.pop(tuple(fields.get(name) for name in identity), None)
        if row is None:
            row = held.model(**fields)
            new.append(row)
        elif any(getattr(row, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(row, name, value)
            row.save()
        kept.append(row)
    held.model._default_manager.filter(pk__in=[row.pk for row in before.values()]).delete()
    held.model._default_manager.bulk_create(new)
    return kept


def _replace(model: type[models.Model], owner: str, rows: Mapping[int, Sequence[docs.Document]]) -> None:
    """Put these rows, in this order, in place of those that each owner has. For rows that nothing refers to."""
    model._default_manager.filter(**{f"{owner}__in": rows}).delete()
    model._default_manager.bulk_create(
        model(**{f"{owner}_id": pk}, **dict(row), position=position)
        for pk, given in rows.items()
        for position, row in enumerate(given)
    )


def _relate(model: type[models.Model], name: str, wanted: Mapping[int, Iterable[int]]) -> None:
    """Make a many-to-many field of each row lead to these and to no others."""
    relation: Any = model._meta.get_field(name)
    ends = (f"{relation.m2m_field_name()}_id", f"{relation.m2m_reverse_field_name()}_id")
    _pair(relation.remote_field.through._default_manager.all(), ends, wanted)


def _pair(rows: models.QuerySet, ends: tuple[str, str], wanted: Mapping[int, Iterable[int]], **shared: Any) -> None:
    """Make the rows that join things to each other say what is wanted of the things at their first end."""
    there = rows.filter(**{f"{ends[0]}__in": wanted}).values_list("pk", *ends)
    held = {(first, second): pk for pk, first, second in there}
    asked = {(first, second) for first, seconds in wanted.items() for second in seconds}
    rows.model._default_manager.filter(pk__in=[pk for pair, pk in held.items() if pair not in asked]).delete()
    rows.model._default_manager.bulk_create(
        rows.model(**dict(zip(ends, pair, strict=True)), **shared) for pair in sorted(asked - held.keys())
    )
