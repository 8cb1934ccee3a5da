"""A reviewer's declaration of interests: it holds for some months, and then she makes it again."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from editorial.models import Action, Reviewer
from editorial.workflow import lapsing
from editorial.workflow.actions import WorkflowError, record

MAY_DECLARE = "topics.review_page"


def reviewer_of(user: Any) -> Reviewer:
    """Her record, where she may sign off. Raises PermissionDenied."""
    found = Reviewer.objects.filter(user=user, is_active=True).first() if user.has_perm(MAY_DECLARE) else None
    if found is None:
        raise PermissionDenied
    return found


@transaction.atomic
def declare(*, by: Any, interests: str, complete: bool) -> Reviewer:
    """She declares her interests, from today on. What she declared for pages she signed stays with those.

    Sign-offs of hers that had lapsed with her last declaration hold again.
    """
    reviewer = reviewer_of(by)
    interests = interests.strip()
    if not interests:
        raise WorkflowError("Declare your interests; if there are none, write “None declared”.")
    if not complete:
        raise WorkflowError("Confirm that this is complete and that readers may see it.")
    Reviewer.objects.filter(pk=reviewer.pk).update(interests=interests, declared_on=timezone.localdate())
    record(by=by, action=Action.DECLARED, subject=f"reviewer: {reviewer}", note=interests)
    lapsing.keep()
    reviewer.refresh_from_db()
    return reviewer
