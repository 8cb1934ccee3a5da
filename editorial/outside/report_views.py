"""Where a reader tells Rose of a problem, and where an editor says what was done about it."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from editorial.models import ReaderReport
from editorial.outside import reader_reports
from editorial.outside.reader_reports import MAY_ANSWER, Subject
from editorial.outside.report_forms import AnswerForm, ReportForm
from editorial.workflow import actions
from topics.gone import helpful_when_gone

Find = Callable[..., Subject]


# Django's key against forged forms lies in a cookie, and readers get none. Nor would it guard anything: it keeps others
# from acting in the name of whoever is signed in, and this form acts in nobody's. What another site could have a
# visitor's browser send here, it could as well send by itself; the limits in `reader_reports` hold for both.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@helpful_when_gone
def report(request: HttpRequest, find: Find, **names: str) -> HttpResponse:
    """The form; sent, what a reader has to say of a page, kept without anything about her."""
    about = find(**names)
    form = ReportForm(request.POST if request.method == "POST" else None, about=about)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("kind", "words")}
            try:
                reader_reports.receive(about=about, edition=form.edition, **given)
            except reader_reports.TooMany as full:
                form.add_error(None, str(full))
                status = 429
            else:
                return redirect(about.thanks_url)
    return render(request, "topics/report.html", {"about": about, "form": form}, status=status)


@require_safe
@helpful_when_gone
def thanks(request: HttpRequest, find: Find, **names: str) -> HttpResponse:
    """Where a sent form leads, so that loading the page again sends nothing twice."""
    return render(request, "topics/report_thanks.html", {"about": find(**names)})


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One report, with what was done about it: to be said, or said anew."""
    if not request.user.has_perm(MAY_ANSWER):
        raise PermissionDenied
    shown = get_object_or_404(ReaderReport.objects.select_related("page__live", "note", "answered_by"), pk=pk)
    note = shown.note
    told = {"said": note.said, "done": note.done} if note else {}
    form = AnswerForm(request.POST or None, initial={"outcome": shown.outcome, **told})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            reader_reports.answer(report=shown, by=request.user, **form.cleaned_data)
        except actions.WorkflowError as error:
            problem = str(error)
        else:
            messages.success(request, "Kept. What was done is on record.")
            return redirect("editorial:reader-report", pk)
    context = {**admin.site.each_context(request), "title": str(shown), "report": shown, "form": form}
    context["problem"] = problem
    return render(request, "editorial/reader_report.html", context, status=422 if problem else 200)
