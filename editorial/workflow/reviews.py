"""Who reads which page: claiming a review that was asked for, letting it go, and saying how it stands.

A review begins in `actions.submit` and ends with whatever takes its page out of review.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from editorial.models import Action, Review
from editorial.workflow import actions
from topics.models import Page


@transaction.atomic
def claim(*, review: Review, by: Any, instead_of: int | None = None) -> None:
    """She will read it. Whoever had it so far is named as `instead_of`, so that nobody takes it over unawares.

    It locks nothing: another reviewer may still sign the page off or send it back.
    """
    review = _locked(review, by)
    if review.claimed_by_id == by.pk:
        return
    if review.claimed_by_id != instead_of:
        who = f"{name(review.claimed_by)} has" if review.claimed_by else "nobody has"
        raise actions.WorkflowError(f"Meanwhile {who} claimed this review. Look again before you take it.")
    if review.page.last_edited_by_id == by.pk:
        raise actions.WorkflowError("You made the last edit to this page, so somebody else has to review it.")
    note = f"Taken over from {name(review.claimed_by)}." if review.claimed_by else ""
    _hold(review, by, timezone.now())
    actions.record(by=by, action=Action.CLAIMED, subject=review.page, page=review.page, note=note)


@transaction.atomic
def release(*, review: Review, by: Any) -> None:
    """She will not read it after all: it is anybody's again."""
    review = _locked(review, by)
    if review.claimed_by_id != by.pk:
        raise actions.WorkflowError("You don’t have this review, so you can’t release it.")
    _hold(review, None, None)
    actions.record(by=by, action=Action.RELEASED, subject=review.page, page=review.page)


def _locked(review: Review, by: Any) -> Review:
    if not by.has_perm("topics.review_page"):
        raise PermissionDenied
    review = Review.objects.select_for_update(of=("self",)).select_related("page", "claimed_by").get(pk=review.pk)
    if review.ended_at:
        raise actions.WorkflowError(f"This review is over: {review.get_outcome_display().lower()}.")
    return review


def _hold(review: Review, claimed_by: Any, at: Any) -> None:
    Review.objects.filter(pk=review.pk).update(claimed_by=claimed_by, claimed_at=at)


# --- how it stands, in words ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """An open review as one person sees it."""

    review: Review
    asked: str
    due: str
    is_late: bool
    has_it: str
    is_mine: bool
    may_claim: bool


def standing(review: Review, user: Any, today: date, *, last_edited_by: int | None) -> Standing:
    """`last_edited_by` is the page's last editor, who does not review it."""
    mine = review.claimed_by_id == user.pk
    return Standing(
        review=review,
        asked=f"asked for by {name(review.asked_by)} {ago(timezone.localdate(review.asked_at), today)}",
        due=due(review.due_on, today),
        is_late=review.due_on < today,
        has_it="You have it" if mine else f"{name(review.claimed_by)} has it" if review.claimed_by_id else "",
        is_mine=mine,
        may_claim=not mine and user.has_perm("topics.review_page") and last_edited_by != user.pk,
    )


def of_page(page: Page, user: Any) -> Standing | None:
    """How the review of a page stands, if one is open. One statement."""
    review = page.reviews.still_open().select_related("asked_by", "claimed_by").first()
    return review and standing(review, user, timezone.localdate(), last_edited_by=page.last_edited_by_id)


def name(user: Any) -> str:
    return user.get_full_name() or user.get_username()


def ago(day: date, today: date) -> str:
    """How long since, in words."""
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def near(day: date, today: date) -> str:
    """How near the day is on which something is due."""
    days = (day - today).days
    words = {-1: "one day overdue", 0: "due today", 1: "due tomorrow"}
    return words.get(days, f"due in {days} days" if days > 0 else f"{-days} days overdue")


def due(day: date, today: date) -> str:
    """The same, with the date."""
    return f"{near(day, today)} ({date_format(day, 'j F Y')})"
