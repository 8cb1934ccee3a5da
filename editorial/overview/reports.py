"""How the library and its reviewers stand: plain tables over what is published, each of one statement."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Case, Count, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from editorial.models import Review, SignOff
from editorial.overview.desk import form_url
from evidence.grading import SUREST_FIRST
from evidence.models import EvidenceRow
from evidence.wording import CERTAINTY_WORDS
from topics.models import Kind, Page, Status

LOOK_BACK = 90
"""Days over which a reviewer's work is counted."""

GRADES = tuple(CERTAINTY_WORDS[level] for level in SUREST_FIRST)


@dataclass(frozen=True)
class Row:
    """A line of a report. Its first cell leads to `url`, where it has one."""

    cells: list[Any]
    url: str = ""


@dataclass(frozen=True)
class Report:
    name: str
    title: str
    says: str
    columns: tuple[str, ...]
    rows: Callable[[], list[Row]]


def _page(pk: int, page: dict[str, Any], *cells: Any) -> Row:
    return Row([page["title"], Kind(page["kind"]).label, *cells], form_url(page["kind"], pk))


def by_age() -> list[Row]:
    """Signed pages that readers see, those that were reviewed longest ago first."""
    found = Page.objects.signed_off().values("pk", "kind", "title", "review_due_on", signed=F("live__signed_off_by"))
    lines = [(max(date.fromisoformat(one["date"]) for one in page["signed"]), page) for page in found.order_by("title")]
    return [
        _page(page["pk"], page, last, page["review_due_on"], ", ".join(one["name"] for one in page["signed"]))
        for last, page in sorted(lines, key=lambda line: line[0])
    ]


def by_grade() -> list[Row]:
    """Treatments that readers see, by the surest of their grades, with how many they have of each."""
    levels = [*enumerate(SUREST_FIRST)]
    place = Case(*[When(certainty=level, then=Value(n)) for n, level in levels], output_field=IntegerField())
    counts = {f"n{n}": Count("pk", filter=Q(certainty=level)) for n, level in levels}
    found = (
        EvidenceRow.objects.order_by()
        .values("intervention", kind=F("intervention__kind"), title=F("intervention__title"))
        .annotate(surest=Min(place), **counts)
        .order_by("surest", "title")
    )
    return [
        _page(page["intervention"], page, GRADES[page["surest"]], *(page[f"n{n}"] for n, _ in levels)) for page in found
    ]


def not_signed() -> list[Row]:
    """Pages before readers that no clinician signed, or whose sign-off has lapsed; those that stand longest first."""
    asked = Review.objects.still_open().filter(page=OuterRef("pk"))
    found = (
        Page.objects.not_signed_off()
        .annotate(due=Subquery(asked.values("due_on")[:1]))
        .values("pk", "kind", "title", "status", "due", since=F("live__published_at"))
        .order_by("live__published_at", "title")
    )
    return [
        _page(page["pk"], page, timezone.localdate(page["since"]), Status(page["status"]).label, page["due"])
        for page in found
    ]


def reviewer_load() -> list[Row]:
    """Everybody who may sign off: what she has claimed, what of that is late, and what she signed lately."""
    today = timezone.localdate()
    held = Review.objects.still_open().filter(claimed_by=OuterRef("pk")).order_by().values("claimed_by")
    signed = SignOff.objects.filter(reviewer__user=OuterRef("pk")).order_by().values("reviewer__user")
    lately = signed.filter(signed_at__date__gt=today - timedelta(days=LOOK_BACK))
    found = (
        User.objects.filter(reviewer__is_active=True, is_active=True)
        .annotate(
            held=_number(held),
            late=_number(held.filter(due_on__lt=today)),
            lately=_number(lately),
            last=Subquery(signed.annotate(last=Max("signed_at")).values("last")),
        )
        .values("held", "late", "lately", "last", name=F("reviewer__name"), credentials=F("reviewer__credentials"))
        .order_by("-held", "-late", "name")
    )
    return [
        Row([one["name"], one["credentials"], one["held"], one["late"], one["lately"], _day(one["last"])])
        for one in found
    ]


def _number(found: QuerySet) -> Coalesce:
    return Coalesce(Subquery(found.annotate(n=Count("*")).values("n")), Value(0))


def _day(moment: Any) -> Any:
    return timezone.localdate(moment) if moment else None


REPORTS = {
    report.name: report
    for report in (
        Report(
            "age",
            "Pages by age of their last review",
            "Signed pages that readers see. Those reviewed longest ago stand first.",
            ("Page", "Kind", "Last reviewed", "Review again by", "Signed off by"),
            by_age,
        ),
        Report(
            "grade",
            "Treatments by their surest grade",
            "Treatments that readers see with the evidence on them: how many assessments each has of each grade.",
            ("Page", "Kind", "Surest grade", *GRADES),
            by_grade,
        ),
        Report(
            "unsigned",
            "Pages without a sign-off",
            "Readers see these pages under a notice: no clinician has signed them, or the sign-off has lapsed.",
            ("Page", "Kind", "Before readers since", "Working copy", "Review due"),
            not_signed,
        ),
        Report(
            "reviewers",
            "Reviewers and their load",
            f"Everybody who may sign off. Signed lately: within {LOOK_BACK} days.",
            ("Reviewer", "Credentials", "Reviews claimed", "Overdue", "Signed lately", "Signed last"),
            reviewer_load,
        ),
    )
}
