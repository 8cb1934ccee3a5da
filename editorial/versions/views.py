"""Two states of a page side by side, and the way back to an earlier one. Shown to whoever may see the draft."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from editorial.access import may_change, page_to_view
from editorial.versions import rolling_back
from editorial.versions.comparing import DRAFT, Side, compared, content_of, sides
from editorial.workflow.actions import WorkflowError
from editorial.workflow.views import edit_url
from topics.models import Page


def _chosen(states: list[Side], name: str) -> Side:
    for side in states:
        if side.name == name:
            return side
    raise Http404("This page has no such edition or draft.")


def _context(request: HttpRequest, page: Page, title: str) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": f"{title}: {page.title}",
        "page": page,
        "edit_url": edit_url(page),
        "may_roll_back": may_change(request.user, page),
    }


@never_cache
@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Any two of a page's editions and drafts: to begin with, what readers see and the draft."""
    page = page_to_view(request.user, pk)
    states = sides(page)
    first = str(page.live.number) if page.live else states[1].name if len(states) > 1 else DRAFT
    before = _chosen(states, request.GET.get("from", first))
    after = _chosen(states, request.GET.get("to", DRAFT))
    whole = "whole" in request.GET
    context = _context(request, page, "Compare") | {
        "sides": states,
        "before": before,
        "after": after,
        "whole": whole,
        "comparison": compared(content_of(page, before), content_of(page, after), whole=whole),
    }
    return render(request, "editorial/compare.html", context)


@never_cache
def roll_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What rolling back would do to the draft; and doing it, once that was read."""
    page = page_to_view(request.user, pk)
    if not may_change(request.user, page):
        raise PermissionDenied
    side = _chosen(sides(page), request.GET.get("to", ""))
    if side.source is None:
        raise Http404("The draft is what is rolled back.")
    problems: list[str] = []
    if request.method == "POST":
        seen = request.POST.get("replacing", "")
        try:
            kept = rolling_back.roll_back(page=page, by=request.user, to=side.source, replacing=seen)
        except WorkflowError as error:
            problems = getattr(error, "problems", [str(error)])
        else:
            messages.success(request, _done(side, kept is not None))
            return redirect(edit_url(page))
    return _ask(request, page, side, problems)


def _done(side: Side, was_kept: bool) -> str:
    kept = " The draft before it was set aside: find it under “Compare”." if was_kept else ""
    return f"The draft now says what “{side.words}” says. Readers see no change until it is published.{kept}"


def _ask(request: HttpRequest, page: Page, side: Side, problems: list[str]) -> HttpResponse:
    draft = content_of(page, Side(DRAFT, ""))
    context = _context(request, page, "Roll back") | {
        "side": side,
        "problems": problems,
        "is_safe": rolling_back.is_safe(page, draft),
        "replacing": rolling_back.draft_hash(draft),
        "comparison": compared({"page": draft["page"]}, {"page": side.source.content["page"]}),
    }
    return render(request, "editorial/roll_back.html", context, status=422 if problems else 200)
