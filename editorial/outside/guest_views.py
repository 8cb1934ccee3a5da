"""The guest's way: a link, one page with its evidence and comments, a sign-off; and inviting her, for publishers.

None of the admin's views knows a guest: a cookie of its own, which is sent to her few addresses alone, names her
invitation, and no account.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from editorial.access import page_to_view
from editorial.content.parts import grouped, parts_of
from editorial.content.rendering import Rendered, as_draft, render_page
from editorial.models import Comment, Invitation
from editorial.outside import guests
from editorial.outside.guest_forms import GuestSignOffForm, InviteForm
from editorial.workflow import commenting
from editorial.workflow.actions import WorkflowError
from editorial.workflow.views import edit_url, typed
from evidence import citations
from evidence.published_studies import Held, Surroundings
from evidence.study_page import study_page
from topics.models import Page, Status
from topics.views import page_context

COOKIE = "rose_guest"
"""It holds the number of the invitation that was opened in this browser, signed."""

View = Callable[..., HttpResponse]


def _unseen(view: View) -> View:
    """Kept by no cache and found by no search engine.

    The referrer policy is the site's own, same-origin: the address of a link is told to no other site. "no-referrer"
    would hide no more from others, and make browsers send forms without an origin, which are then refused as forged.
    """

    @wraps(view)
    def unseen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "same-origin"
        return response

    return never_cache(unseen)


def _as_guest(view: View) -> View:
    """Only for whoever opened an invitation in this browser, while it is good, and not for somebody signed in."""

    @wraps(view)
    def let_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        pk = None if request.user.is_authenticated else _opened_here(request)
        if pk is None:
            return _closed(request, "Open the link that you were sent. This page is for whoever came by it.", 403)
        invitation = get_object_or_404(Invitation.objects.select_related("page__live", "invited_by"), pk=pk)
        try:
            guests.require_valid(invitation)
            return view(request, invitation, *args, **kwargs)
        except guests.Closed as why:
            return _closed(request, str(why))

    return _unseen(let_in)


def _opened_here(request: HttpRequest) -> int | None:
    """The invitation that was opened in this browser. Whether it is still good, the invitation says."""
    value = request.get_signed_cookie(COOKIE, default="", salt=COOKIE)
    return int(value) if value else None


def _closed(request: HttpRequest, why: str, status: int = 410) -> HttpResponse:
    return render(request, "editorial/guest_closed.html", {"why": why}, status=status)


# --- the link ---------------------------------------------------------------------------------------------------------


@_unseen
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Who asks, what for, and a button. Programs that look through e-mail follow links; they press no buttons."""
    if request.user.is_authenticated:
        return _closed(request, "You are signed in to Rose, and this link is for a guest. It was not used.", 403)
    try:
        invitation = guests.invitation_of(token)
    except guests.Closed as why:
        here = Invitation.objects.filter(pk=_opened_here(request), token_hash=guests.token_hash(token))
        return redirect("editorial:guest") if here.exists() else _closed(request, str(why))
    if request.method != "POST":
        context = {"invitation": invitation, "inviter": guests.inviter(invitation), "until": guests.when(invitation)}
        return render(request, "editorial/guest_link.html", context)
    try:
        invitation = guests.come_in(token)
    except guests.Closed as why:
        return _closed(request, str(why))
    response = redirect("editorial:guest")
    response.set_signed_cookie(
        COOKIE,
        str(invitation.pk),
        salt=COOKIE,
        expires=invitation.expires_at,
        path=reverse("editorial:guest"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


# --- the page ---------------------------------------------------------------------------------------------------------


@_as_guest
@require_safe
def read(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The draft as readers will see it, the studies behind it, what was said about it, and the sign-off."""
    return _show(request, invitation)


def _show(request: HttpRequest, invitation: Invitation, *, problem: str = "", **kept: Any) -> HttpResponse:
    page = invitation.page
    rendered = render_page(page)
    parts = parts_of(page, rendered.content["page"])
    form = kept.pop("form", None) or GuestSignOffForm(initial={"name": invitation.name})
    form.show(rendered.content_hash)
    context = page_context(as_draft(page, rendered))
    context |= {
        "invitation": invitation,
        "inviter": guests.inviter(invitation),
        "until": guests.when(invitation),
        "talk": commenting.talk_for_guest(page, parts),
        "parts": parts,
        "part_groups": grouped(parts),
        "studies": studies_behind(page, rendered),
        "may_sign": page.status == Status.IN_REVIEW,
        "standing": page.get_status_display().lower(),
        "form": form,
        "problem": problem,
        **kept,
    }
    return render(request, "editorial/guest.html", context, status=422 if problem else 200)


def studies_behind(page: Page, rendered: Rendered) -> list[dict[str, Any]]:
    """Every study that the draft cites or rests on, as a study's own page tells of it. Some are on no page yet."""
    edition = as_draft(page, rendered)
    studies = rendered.content.get("studies", {})
    retracted = frozenset(key for key, plain in studies.items() if plain.get("retracted"))
    nothing = Surroundings(cited_by=[], titles={}, cards=[], claims=[])
    order = [*rendered.cited, *(key for key in studies if key not in rendered.cited)]
    return [
        study_page(Held(key, studies[key], edition, retracted, told=[]), nothing)
        | {"short": citations.short(studies[key])}
        for key in order
    ]


@_as_guest
@require_POST
def comment(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Leave a remark."""
    text, part = typed(request, "text"), typed(request, "part")
    try:
        said = guests.comment(invitation=invitation, text=text, part=part)
    except WorkflowError as problem:
        return _show(request, invitation, problem=str(problem), text=text, chosen=part)
    return redirect(f"{reverse('editorial:guest')}#comment-{said.pk}")


@_as_guest
@require_POST
def answer(request: HttpRequest, invitation: Invitation, pk: int) -> HttpResponse:
    """Answer a remark."""
    asked = get_object_or_404(Comment, pk=pk, page=invitation.page_id)
    text = typed(request, "text")
    try:
        guests.answer(invitation=invitation, comment=asked, text=text)
    except WorkflowError as problem:
        return _show(request, invitation, problem=str(problem), text=text)
    return redirect(f"{reverse('editorial:guest')}#comment-{asked.answer_to_id or asked.pk}")


@_as_guest
@require_POST
def sign(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Sign what she read. Her link ends with that."""
    form = GuestSignOffForm(request.POST)
    try:
        form.is_valid()
        guests.sign_off(invitation=invitation, **form.given())
    except WorkflowError as problem:
        return _show(request, invitation, problem=str(problem), form=form)
    return render(request, "editorial/guest_signed.html", {"page": invitation.page})


# --- inviting ---------------------------------------------------------------------------------------------------------


@never_cache
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to invite to a page; then the link, shown this once."""
    page = page_to_view(request.user, pk)
    if not request.user.has_perm(guests.MAY_INVITE):
        raise PermissionDenied
    form, problems, url = InviteForm(request.POST if request.method == "POST" else None), [], ""
    if request.method == "POST":
        problems = form.problems()
        try:
            if not problems:
                _, token = guests.invite(page=page, by=request.user, **form.cleaned_data)
                url = settings.SITE_URL + reverse("editorial:guest-link", args=[token])
        except WorkflowError as problem:
            problems = [str(problem)]
    context = {
        **admin.site.each_context(request),
        "title": f"Invite a guest: {page.title}",
        "page": page,
        "form": form,
        "problems": problems,
        "link": url,
        "edit_url": edit_url(page),
    }
    return render(request, "editorial/invite.html", context, status=422 if problems else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link back."""
    invitation = get_object_or_404(Invitation.objects.select_related("page"), pk=pk)
    try:
        guests.revoke(invitation=invitation, by=request.user)
    except WorkflowError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Taken back. The link lets nobody in, and a sign-off given with it no longer counts.")
    return redirect(edit_url(invitation.page))
