"""Rows that stand on a page, edited with it: names, warning signs, doses, harms, mechanism links, claims."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from editorial.admin.base import CardInline, TableInline, rows
from evidence.models import Claim, MechanismLink
from topics.models import Alias, Caution, Dose, Regulation, SideEffect, WarningSign


class AliasInline(TableInline):
    model = Alias
    after = "Name"
    formset = rows(("text", "This name stands on the page already."))
    verbose_name = "other name"
    verbose_name_plural = "Other names: what women type, what doctors write, how Americans spell it"
    fields = ["text", "kind", "position"]


class WarningSignInline(CardInline):
    model = WarningSign
    after = "Name"
    verbose_name_plural = "Warning signs: when to see a doctor, and how fast"
    prose = {"text": "inline"}
    fields = [("urgency", "position"), "text"]


class DoseInline(CardInline):
    model = Dose
    after = "How it is taken"
    prose = {"text": "inline"}
    fields = [("amount", "route", "schedule", "position"), "text"]


class SideEffectInline(CardInline):
    model = SideEffect
    after = "Safety"
    prose = {"text": "inline"}
    fields = [("name", "position"), "text"]


class CautionInline(CardInline):
    model = Caution
    after = "Safety"
    verbose_name_plural = "Who should not take it, what it does not mix with, when to take care"
    prose = {"text": "inline"}
    fields = [("kind", "name", "position"), "text"]


class RegulationInline(CardInline):
    model = Regulation
    after = "Getting it"
    verbose_name_plural = "What each country’s authority has decided"
    prose = {"text": "inline"}
    fields = [("country", "authority", "status", "position"), "text"]


SHOWN_BY = {
    "basis": "The surest that shows it: people before animals before cells. Without any, it is proposed.",
    "studies": "The studies that show it, or that propose it.",
}


class ActsOnInline(CardInline):
    model = MechanismLink
    fk_name = "intervention"
    after = "The page"
    formset = rows(("mechanism", "This treatment has a link to that mechanism already."))
    verbose_name = "mechanism it acts on"
    verbose_name_plural = "How it might work: the mechanisms it acts on"
    prose = {"statement": "inline"}
    fields = [("mechanism", "basis", "independent_groups", "position"), "statement", "studies"]
    helps = SHOWN_BY | {"mechanism": "What it may change in the body. Its page has to be there first."}
    autocomplete_fields = ["mechanism", "studies"]


class ContributesToInline(CardInline):
    model = MechanismLink
    fk_name = "mechanism"
    after = "The page"
    formset = rows(("topic", "This mechanism has a link to that topic already."))
    verbose_name = "symptom, condition or stage it contributes to"
    verbose_name_plural = "What it contributes to"
    prose = {"statement": "inline"}
    fields = [("topic", "basis", "independent_groups", "position"), "statement", "studies"]
    helps = SHOWN_BY | {"topic": "What it may bring about. Its page has to be there first."}
    autocomplete_fields = ["topic", "studies"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(topic__isnull=False)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        if "topic" in formset.form.base_fields:
            formset.form.base_fields["topic"].required = True
        return formset


class ClaimInline(CardInline):
    model = Claim
    after = "Introduction"
    verbose_name_plural = "Claims, in the order of their numbers"
    prose = {"text": "block", "disagreement": "inline"}
    fields = [("heading", "position"), "text", ("kind", "source"), "assessments", "links", "studies", "disagreement"]
    autocomplete_fields = ["assessments", "links", "studies"]
    helps = {
        "heading": "The claim in one plain sentence. Its number comes before it.",
        "text": "What is known, in whom, and how well, with citations.",
        "kind": "It decides how the letter is worked out: from what is chosen below.",
        "source": "For a record alone: where it was read.",
        "assessments": "For an effect: the assessments it rests on. They have to be published first.",
        "links": "For a mechanism: the links it rests on. They have to be published first.",
        "studies": "For how often, or for a record: the studies it rests on.",
    }
