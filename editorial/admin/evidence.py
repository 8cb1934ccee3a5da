"""Studies and what they found, the outcomes they measured, and trials still to report."""

import re
from collections.abc import Iterator
from typing import Any

import pydantic
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from editorial.admin.base import CardInline, Recorded, TableInline
from editorial.admin.constraints import KeyedForm
from editorial.admin.formsets import Rows
from editorial.content import documents as docs
from editorial.workflow import actions
from evidence import grading
from evidence.models import AdverseEvent, Assessment, Finding, Outcome, Study, Trial
from evidence.sources.identifiers import bare_doi


class StudyForm(KeyedForm):
    def clean_doi(self) -> str:
        """A DOI as people paste it, with the resolver's address before it or not."""
        return bare_doi(self.cleaned_data["doi"])

    def clean(self) -> dict[str, Any]:
        """A study that turns out to be in animals takes no grade's last finding in people with it."""
        data = super().clean()
        changed = (data.get("design"), data.get("directness"))
        if self.instance.pk and all(changed) and {"design", "directness"} & set(self.changed_data):
            for assessment in self._resting_on_it():
                studies = {finding.study for finding in assessment.findings.all()}
                kinds = [changed if study == self.instance else (study.design, study.directness) for study in studies]
                try:
                    grading.check_people(assessment.judgements, kinds)
                except ValueError as error:
                    self.add_error("design", f"The assessment {assessment} rests on this study. {error}")
        return data

    def _resting_on_it(self) -> QuerySet:
        resting = Assessment.objects.filter(findings__study=self.instance).distinct().select_related("intervention")
        return resting.prefetch_related("findings__study")


NUMBER = re.compile(r"[0-9]*\.?[0-9]+(e-?[0-9]+)?")
MEASURES = [
    ("measure_type", "type"),
    ("measure_value", "value"),
    ("measure_unit", "unit"),
    ("measure_low", "low"),
    ("measure_high", "high"),
    ("measure_p", "p"),
    ("measure_event", "event"),
    ("measure_treated", "intervention_pct"),
    ("measure_compared", "comparator_pct"),
]


class FindingForm(KeyedForm):
    """A finding, with its effect measure in fields of its own."""

    measure_type = forms.CharField(
        label="Measure", required=False, max_length=60, help_text="For example: mean-difference, risk-ratio."
    )
    measure_value = forms.FloatField(label="Value", required=False)
    measure_unit = forms.CharField(label="Unit", required=False, max_length=120)
    measure_low = forms.FloatField(label="95 % interval from", required=False)
    measure_high = forms.FloatField(label="to", required=False)
    measure_p = forms.CharField(label="p", required=False, max_length=20, help_text="As printed.")
    measure_event = forms.CharField(
        label="What was counted", required=False, max_length=120, help_text="For example: at least 30% less pain."
    )
    measure_treated = forms.FloatField(label="% on treatment", required=False, min_value=0, max_value=100)
    measure_compared = forms.FloatField(label="% in comparison", required=False, min_value=0, max_value=100)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial = measure_parts(self.instance.measure) | self.initial

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        parts = {part: data.get(name) for name, part in MEASURES}
        if not any(value not in (None, "") for value in parts.values()):
            self.instance.measure = {}
        elif not parts["type"]:
            self.add_error("measure_type", "Say what was measured, for example mean-difference.")
        else:
            self._keep(parts)
        return data

    def _keep(self, parts: dict[str, Any]) -> None:
        try:
            self.instance.measure = _measure(parts)
        except pydantic.ValidationError as error:
            for fault in error.errors():
                self.add_error("measure_event", fault["msg"].removeprefix("Value error, "))


def measure_parts(measure: dict[str, Any]) -> dict[str, Any]:
    """A stored measure as the form shows it."""
    low, high = measure.get("ci") or (None, None)
    parts = measure | {"low": low, "high": high, "p": str(measure.get("p", ""))}
    return {name: parts.get(part) for name, part in MEASURES}


def _measure(parts: dict[str, Any]) -> dict[str, Any]:
    """The form's fields as the library's files hold a measure: only what was seen."""
    plain = ("type", "value", "unit", "event", "intervention_pct", "comparator_pct")
    measure = {name: parts[name] for name in plain if parts[name] not in (None, "")}
    if parts["low"] is not None or parts["high"] is not None:
        measure["ci"] = [parts["low"], parts["high"]]
    if parts["p"]:
        measure["p"] = float(parts["p"]) if NUMBER.fullmatch(parts["p"]) else parts["p"]
    return docs.Measure.model_validate(measure).plain()


FINDING_FIELDS = [
    ("key", "direction", "primary"),
    ("intervention", "exposure"),
    "topics",
    ("outcome", "instrument"),
    ("comparator", "dose", "duration"),
    "effect",
    ("measure_type", "measure_value", "measure_unit"),
    ("measure_low", "measure_high", "measure_p"),
    ("measure_event", "measure_treated", "measure_compared"),
    "note",
]


class ShowsMeasure:
    """The parts of a measure for those who may read a finding but not change it."""

    def __getattr__(self, name: str) -> Any:
        part = dict(MEASURES).get(name)
        if part is None:
            raise AttributeError(name)
        return lambda finding: measure_parts(finding.measure)[name]


class FindingRows(Rows):
    once = ("key", "Another finding of this study has this key.")

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            used = form.instance.assessments.select_related("intervention").first()
            if used:
                raise ValidationError(
                    f"“{form.instance.key}” is part of the assessment {used}: take it out there first."
                )


class FindingInline(ShowsMeasure, CardInline):
    model = Finding
    form = FindingForm
    formset = FindingRows
    verbose_name_plural = "What it found"
    fields = [*FINDING_FIELDS, "position"]
    autocomplete_fields = ["intervention", "topics"]
    show_change_link = True


class AdverseEventInline(TableInline):
    model = AdverseEvent
    verbose_name = "harm"
    verbose_name_plural = "Harms it counted"
    fields = ["event", "intervention_pct", "comparator_pct", "note", "position"]


@admin.register(Study)
class StudyAdmin(Recorded):
    form = StudyForm
    change_list_template = "admin/evidence_list.html"
    list_display = [
        "slug",
        "short_title",
        "year",
        "design",
        "directness",
        "participants",
        "retracted",
        "cited_by_pages",
    ]
    list_filter = ["retracted", "design", "directness"]
    search_fields = ["slug", "title", "doi", "pmid", "registration", "journal"]
    inlines = [FindingInline, AdverseEventInline]
    fieldsets = (
        ("The publication", {"fields": ["slug", "title", "authors", ("journal", "year"),
                                           ("volume", "issue", "pages")]}),
        ("Where it can be read", {"fields": [("doi", "pmid", "registration"), "retracted"]}),
        ("Who studied what, in whom", {"fields": [("design", "directness"), ("participants", "studies_pooled"),
                                                  "population", "country", "funding"]}),
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(citing=Count("cited_by", distinct=True))

    def save_model(self, request: HttpRequest, obj: Study, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.retracted and "retracted" in form.changed_data:
            actions.retract(study=obj, by=request.user, notice="Marked as retracted by hand.")

    def get_readonly_fields(self, request: HttpRequest, obj: Study | None = None) -> list[str]:
        """A citation key stays: texts call the study by it."""
        return ["slug"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Study | None = None) -> bool:
        """Not while an assessment rests on what it found."""
        used = obj and obj.findings.filter(assessments__isnull=False).exists()
        return not used and super().has_delete_permission(request, obj)

    @admin.display(description="title", ordering="title")
    def short_title(self, study: Study) -> str:
        return study.title if len(study.title) <= 90 else f"{study.title[:89]}…"

    @admin.display(description="pages citing it", ordering="citing")
    def cited_by_pages(self, study: Study) -> int:
        return study.citing


@admin.register(Finding)
class FindingAdmin(ShowsMeasure, Recorded):
    form = FindingForm
    list_display = ["__str__", "outcome", "intervention", "direction", "primary"]
    list_filter = ["direction", "primary", "study__design"]
    search_fields = ["study__slug", "key", "outcome", "effect"]
    autocomplete_fields = ["study", "intervention", "topics"]
    fields = ["study", *FINDING_FIELDS]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("study", "intervention")

    def get_readonly_fields(self, request: HttpRequest, obj: Finding | None = None) -> list[str]:
        return ["study"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Finding | None = None) -> bool:
        """Not while an assessment rests on it."""
        used = obj and obj.assessments.exists()
        return not used and super().has_delete_permission(request, obj)


class OutcomeForm(KeyedForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("important_difference") is not None and not data.get("important_difference_unit"):
            self.add_error("important_difference_unit", "Give the unit of the difference that matters.")
        return data


@admin.register(Outcome)
class OutcomeAdmin(Recorded):
    form = OutcomeForm
    list_display = ["name", "phrase", "better", "harm", "important_difference", "important_difference_unit"]
    list_filter = ["better", "harm"]
    search_fields = ["name", "slug", "phrase"]
    autocomplete_fields = ["important_difference_source"]
    fieldsets = (
        (None, {"fields": [("name", "slug"), "phrase", ("better", "harm")]}),
        ("From where on it matters to people", {"fields": [("important_difference", "important_difference_unit"),
                                                            "important_difference_source"]}),
    )  # fmt: skip

    def subject(self, item: Outcome) -> str:
        """By its address, which stays: who changed an outcome may not sign off alone what rests on it (signing.py)."""
        return f"{self.opts.verbose_name}: {item.slug}"

    def get_prepopulated_fields(self, request: HttpRequest, obj: Outcome | None = None) -> dict[str, list[str]]:
        return {} if obj else {"slug": ["name"]}

    def get_readonly_fields(self, request: HttpRequest, obj: Outcome | None = None) -> list[str]:
        return ["slug"] if obj else []


class RecordedValues(admin.AllValuesFieldListFilter):
    """Each value that is recorded, and those records that have none under words of their own."""

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        for choice in super().choices(changelist):
            yield choice | {"display": choice["display"] or "Not recorded"}


@admin.register(Trial)
class TrialAdmin(Recorded):
    change_list_template = "admin/evidence_list.html"
    list_display = ["registry_id", "title", "phase", "status", "status_as_of", "participants", "menopausal"]
    list_filter = ["menopausal", ("phase", RecordedValues)]
    search_fields = ["registry_id", "title", "condition", "sponsor"]
    autocomplete_fields = ["interventions", "topics", "study"]
    fieldsets = (
        (None, {"fields": [("registry_id", "phase"), "title", "interventions", "topics", "condition", "menopausal"]}),
        ("As its registry record stood", {"fields": [("status", "status_as_of"), ("start", "end"),
                                                      ("participants", "sponsor"), "note"]}),
        ("When it has reported", {"fields": ["study"]}),
    )  # fmt: skip
