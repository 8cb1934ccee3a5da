"""Around the desk: claiming a review and letting it go, reports, and lists as files."""

from collections.abc import Callable, Sequence
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST

from editorial.access import may_only_comment, may_view
from editorial.models import Action, Review
from editorial.overview import csv_cells, csv_lists
from editorial.overview.reports import REPORTS
from editorial.workflow import actions, reviews
from editorial.workflow.views import edit_url

ROWS = 100
"""Rows of a report on one screen."""

# --- reviews ----------------------------------------------------------------------------------------------------------


@require_POST
def claim_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a review on, and go on to its page."""
    shown = request.POST.get("instead_of", "")
    instead_of = int(shown) if shown.isdecimal() else None
    return _review(request, pk, reviews.claim, "You have this review now.", instead_of=instead_of)


@require_POST
def release_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a review go, and go on to its page."""
    return _review(request, pk, reviews.release, "Released. Another reviewer can take it.")


def _review(request: HttpRequest, pk: int, act: Callable[..., None], done: str, **given: Any) -> HttpResponse:
    review = get_object_or_404(Review.objects.select_related("page"), pk=pk)
    if not may_view(request.user, review.page):
        raise PermissionDenied
    try:
        act(review=review, by=request.user, **given)
    except actions.WorkflowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(edit_url(review.page))


# --- reports and lists as files ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, name: str) -> HttpResponse:
    """A report as a table; sent as a form, the whole of it as CSV."""
    if name not in REPORTS:
        raise Http404("There is no such report.")
    if not request.user.has_perm("topics.view_page") or may_only_comment(request.user):
        raise PermissionDenied
    shown = REPORTS[name]
    rows = shown.rows()
    if request.method == "POST":
        cells = [[csv_lists.in_words(cell) for cell in row.cells] for row in rows]
        return _download(request, f"report: {shown.title}", name, shown.columns, cells)
    context = {
        **admin.site.each_context(request),
        "title": shown.title,
        "report": shown,
        "reports": REPORTS.values(),
        "rows": Paginator([(row.url, [*zip(shown.columns, row.cells, strict=True)]) for row in rows], ROWS).get_page(
            request.GET.get("p")
        ),
    }
    return render(request, "editorial/report.html", context)


@require_POST
def list_csv(request: HttpRequest, app_label: str, model_name: str) -> HttpResponse:
    """A list of the admin as CSV, with the filters in its address, for whoever may open that list and act."""
    try:
        model_admin = admin.site._registry[apps.get_model(app_label, model_name)]
    except LookupError as error:
        raise Http404("There is no such list.") from error
    if not model_admin.has_view_or_change_permission(request) or may_only_comment(request.user):
        raise PermissionDenied
    try:
        changelist = model_admin.get_changelist_instance(request)
    except (IncorrectLookupParameters, DisallowedModelAdminLookup):
        return HttpResponseBadRequest("These filters don’t fit this list.")
    rows = list(csv_lists.rows(model_admin, changelist))
    names = str(model_admin.opts.verbose_name_plural)
    return _download(request, f"list: {names}", names, csv_lists.headings(model_admin, changelist), rows)


def _download(
    request: HttpRequest, subject: str, name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> HttpResponse:
    """The table as a file, once the record says who took it."""
    filters = request.GET.urlencode()
    note = f"{len(rows)} rows as CSV" + (f", filtered by {filters}." if filters else ".")
    actions.record(by=request.user, action=Action.EXPORTED, subject=subject, note=note)
    response = HttpResponse(csv_cells.table(headings, rows), content_type="text/csv; charset=utf-8")
    file = f"rose-{slugify(name)}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    response["Cache-Control"] = "no-store"
    return response
