"""What reviewers open and press around a page: claiming a review and letting it go."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from editorial import actions, reviews
from editorial.access import may_view
from editorial.models import Review
from editorial.views import edit_url


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
