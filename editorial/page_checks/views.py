"""The checks of a page: what they find, with a place for a reason beside each warning."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from editorial.access import may_change, may_only_comment, may_view, page_to_view
from editorial.library_checks.faults import Place
from editorial.models import Waiver
from editorial.page_checks import checking, places, waiving
from editorial.page_checks.checking import Finding
from editorial.workflow.actions import WorkflowError
from editorial.workflow.views import edit_url
from evidence.models import Assessment
from topics.models import Page

REASON = "reason-"
"""How the fields that hold reasons start; a finding's fingerprint follows."""


@dataclass(frozen=True)
class Shown:
    """A finding with the way to its field, and what was typed as its reason."""

    finding: Finding
    url: str
    typed: str = ""

    @property
    def field(self) -> str:
        return f"{REASON}{self.finding.fingerprint}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checks(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is found on the page as it is now; sent as a form, the reasons for warnings."""
    page = page_to_view(request.user, pk)
    typed = {name.removeprefix(REASON): value for name, value in request.POST.items() if name.startswith(REASON)}
    problem = ""
    if request.method == "POST":
        try:
            given = waiving.give_reasons(page=page, by=request.user, reasons=typed)
        except WorkflowError as error:
            problem = str(error)
        else:
            messages.success(request, f"{len(given)} reason{'' if len(given) == 1 else 's'} kept, with your name.")
            return redirect("editorial:checks", pk)
    return _show(request, page, typed, problem)


def _show(request: HttpRequest, page: Page, typed: dict[str, str], problem: str) -> HttpResponse:
    checked = checking.check(page)
    ways = Ways(page, may_change(request.user, page))

    def shown(findings: list[Finding]) -> list[Shown]:
        return [Shown(one, ways.to(one.fault.place), typed.get(one.fingerprint, "")) for one in findings]

    context = {
        **admin.site.each_context(request),
        "title": f"Checks: {page.title}",
        "page": page,
        "edit_url": edit_url(page),
        "problem": problem,
        "errors": shown(checked.errors),
        "warnings": shown(checked.warnings),
        "reasoned": shown(checked.reasoned),
        "notes": shown(checked.notes),
        "may_reason": waiving.allowed(request.user),
    }
    return render(request, "editorial/checks.html", context, status=422 if problem else 200)


class Ways:
    """The ways from findings to their fields: in the form for who may change the page, else in the draft's preview."""

    def __init__(self, page: Page, may_change: bool):
        self._page, self._may_change = page, may_change
        self._assessments = dict(Assessment.objects.filter(intervention=page.pk).values_list("key", "pk"))

    def to(self, place: Place) -> str:
        if not self._may_change:
            return reverse("editorial:preview", args=[self._page.pk])
        if place.key in self._assessments:
            form = reverse("admin:evidence_assessment_change", args=[self._assessments[place.key]])
            return f"{form}#{places.anchor(place)}"
        return f"{edit_url(self._page)}#{places.anchor(place)}"


@require_POST
def run_checks(request: HttpRequest, pk: int) -> HttpResponse:
    """Check the page, keep the result for the desk, and show it."""
    page = page_to_view(request.user, pk)
    if may_only_comment(request.user):
        raise PermissionDenied
    run = checking.run(page)
    messages.success(request, f"Checked: {run.in_the_way}.")
    return redirect("editorial:checks", pk)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A reason does not hold: the warning stands in the way again."""
    waiver = get_object_or_404(Waiver.objects.select_related("page"), pk=pk)
    if not may_view(request.user, waiver.page):
        raise PermissionDenied
    try:
        waiving.take_back(waiver=waiver, by=request.user)
    except WorkflowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Taken back. The reason stays on record, and the warning asks for another.")
    return redirect("editorial:checks", waiver.page_id)
