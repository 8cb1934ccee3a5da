"""How sure anyone can be: assessments domain by domain, the arrows of "how it might work", the claims of articles."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string

from editorial.admin.base import Recorded
from editorial.admin.constraints import KeyedForm
from editorial.admin.ratings import state_words
from editorial.appraisal import rating
from editorial.appraisal.so_far import so_far, so_far_of
from editorial.content.rendering import render_page
from editorial.models import Round
from evidence import grading, wording
from evidence.facts import Guide, guides, guides_for, size_hints
from evidence.models import Assessment, Claim, MechanismLink
from evidence.presenters import DOMAIN_NAMES, recomputation
from topics.models import Page


class AssessmentForm(KeyedForm):
    """GRADE's rules, broken, come back in GRADE's words; two of them need the findings chosen."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for domain in {*grading.LOWERING_DOMAINS, *grading.RAISING_DOMAINS} & self.fields.keys():
            self.fields[domain].label = "Judgement"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        studies = {finding.study for finding in data.get("findings", [])}
        judgement = data.get("inconsistency", grading.NO_CONCERN)
        one = grading.Judgements(grading.RANDOMISED, {"inconsistency": judgement}, studies=len(studies))
        self._hold("inconsistency", lambda: grading.check(one))
        if start := data.get("starting_point"):
            raising = {domain: data.get(domain) or 0 for domain in grading.RAISING_DOMAINS}
            people = [(study.design, study.directness) for study in studies]
            self._hold("findings", lambda: grading.check_people(grading.Judgements(start, raising=raising), people))
        return data

    def _hold(self, field: str, rule: Callable[[], None]) -> None:
        try:
            rule()
        except ValueError as error:
            self.add_error(field, str(error))


def _domain(name: str) -> tuple[str, dict[str, Any]]:
    """One of GRADE's domains: its question as the heading, the judgement and its reason side by side."""
    return DOMAIN_NAMES[name], {
        "fields": [(name, f"{name}_reason")],
        "classes": ["domain"],
    }


def _has_a_seat(rounds: Iterable[Round], user: Any) -> bool:
    """Whether this person can begin to rate: no round is open, or one where a seat is free and none is hers."""
    raters = next(([rating.rater for rating in one.ratings.all()] for one in rounds if not one.closed_at), [])
    return len(raters) < 2 and user not in raters


FOUND = "What it found"


def _guided(
    fieldset: tuple[str, dict[str, Any]], shown: Mapping[str, Guide], size: Sequence[str]
) -> tuple[str, dict[str, Any]]:
    """A fieldset with what guides a rater through it, as Django's admin shows such: as the description."""
    name, options = fieldset
    if name == FOUND and size:
        return name, options | {"description": render_to_string("editorial/_hints.html", {"hints": size})}
    if "domain" not in options.get("classes", ()):
        return fieldset
    guide = next(guide for guide in shown.values() if guide.question == name)
    return name, options | {"description": render_to_string("editorial/_guide.html", {"guide": guide})}


@admin.register(Assessment)
class AssessmentAdmin(Recorded):
    form = AssessmentForm
    change_form_template = "admin/assessment_form.html"
    list_display = ["__str__", "topic", "outcome", "certainty_words", "direction", "size", "directness"]
    list_filter = ["certainty", "direction", "size", "directness", "starting_point", "intervention"]
    search_fields = ["key", "intervention__title", "intervention__slug", "topic__title", "outcome__name"]
    autocomplete_fields = ["intervention", "topic", "outcome", "findings"]
    readonly_fields = ["certainty_words", "sum", "sentence"]
    prose = {
        **{f"{domain}_reason": "inline" for domain in DOMAIN_NAMES},
        "size_reason": "inline",
        "summary": "block",
        "unknowns": "inline",
    }
    fieldsets = (
        ("What readers will see", {"fields": ["sentence", "certainty_words", "sum"], "classes": ["result"]}),
        ("What is judged", {"fields": [("intervention", "key"), ("topic", "outcome"), "population", "comparator",
                                       "dose", "time_frame"]}),
        ("What it rests on", {"fields": ["findings", "directness", "searched_on", "starting_point"]}),
        *(_domain(name) for name in grading.LOWERING_DOMAINS),
        *(_domain(name) for name in grading.RAISING_DOMAINS),
        (FOUND, {"fields": [("direction", "size", "may_also"), "size_reason", "summary", "unknowns", "statement",
                            "position"]}),
    )  # fmt: skip

    def pages_of(self, item: Assessment) -> list[Page]:
        return [item.intervention]

    def subject(self, item: Assessment) -> str:
        return f"Assessment {item.key}"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("intervention", "topic", "outcome")

    def get_readonly_fields(self, request: HttpRequest, obj: Assessment | None = None) -> list[str]:
        """Its key stays once used: claims refer to it."""
        return [*self.readonly_fields, *(["intervention", "key"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj: Assessment | None = None) -> Any:
        return self.fieldsets if obj else self.fieldsets[1:]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """With the studies' facts beside each question, and what the judgements come to so far."""
        item = kwargs.get("obj")
        shown = guides_for(item) if item else guides([], "", None)
        adminform = context["adminform"]
        size = size_hints(item) if item else ()
        adminform.fieldsets = [_guided(fieldset, shown, size) for fieldset in adminform.fieldsets]
        if self.has_change_permission(request, item):
            context["so_far"] = so_far_of(item) if item else so_far(QueryDict())
        if item:
            rounds = list(item.rounds.prefetch_related("ratings__rater"))
            context["rounds"] = [(round_, state_words(round_, list(round_.ratings.all()))) for round_ in rounds]
            context["may_rate"] = request.user.has_perm(rating.MAY_RATE) and _has_a_seat(rounds, request.user)
        return super().render_change_form(request, context, **kwargs)

    @admin.display(description="certainty", ordering="certainty")
    def certainty_words(self, assessment: Assessment) -> str:
        return wording.CERTAINTY_WORDS[assessment.certainty]

    @admin.display(description="how that follows")
    def sum(self, assessment: Assessment) -> str:
        # Not what a form that was refused holds: that may break the rules of the sum.
        return recomputation(Assessment.objects.get(pk=assessment.pk).judgements)

    @admin.display(description="sentence")
    def sentence(self, assessment: Assessment) -> str:
        cards = render_page(assessment.intervention).html["evidence"]
        return next(card["sentence"] for card in cards if card["key"] == assessment.key)


@admin.register(MechanismLink)
class MechanismLinkAdmin(Recorded):
    list_display = ["__str__", "basis", "independent_groups"]
    list_filter = ["basis"]
    search_fields = ["mechanism__title", "mechanism__slug", "intervention__title", "topic__title", "statement"]
    autocomplete_fields = ["intervention", "mechanism", "topic", "studies"]
    prose = {"statement": "inline"}
    fields = ["mechanism", ("intervention", "topic"), ("basis", "independent_groups"), "statement", "studies"]

    def pages_of(self, item: MechanismLink) -> list[Page]:
        """The treatment that acts on the mechanism, or the mechanism that contributes to a topic."""
        return [item.intervention or item.mechanism]

    def subject(self, item: MechanismLink) -> str:
        return f"Mechanism link {item.key}"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("intervention", "mechanism", "topic")

    def get_readonly_fields(self, request: HttpRequest, obj: MechanismLink | None = None) -> list[str]:
        return ["mechanism", "intervention", "topic"] if obj else []


@admin.register(Claim)
class ClaimAdmin(Recorded):
    list_display = ["heading", "article", "kind", "source"]
    list_filter = ["kind", "source"]
    search_fields = ["heading", "text", "article__title"]
    autocomplete_fields = ["article", "assessments", "links", "studies"]
    prose = {"text": "block", "disagreement": "inline"}
    fields = [
        "article",
        "heading",
        "text",
        ("kind", "source"),
        "assessments",
        "links",
        "studies",
        "disagreement",
        "position",
    ]

    def pages_of(self, item: Claim) -> list[Page]:
        return [item.article]

    def subject(self, item: Claim) -> str:
        return f"Claim “{item.heading}”"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("article")

    def get_readonly_fields(self, request: HttpRequest, obj: Claim | None = None) -> list[str]:
        return ["article"] if obj else []
