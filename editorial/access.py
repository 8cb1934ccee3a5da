"""Who may open which of the editors' screens. What may be done with a page is each action's to say."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from topics.models import Kind, Page

WRITES_MARKDOWN = (
    "topics.change_topic",
    "topics.change_intervention",
    "topics.change_mechanism",
    "topics.change_article",
    "evidence.change_assessment",
)
TAKES_IN = ("evidence.add_study", "evidence.change_study", "evidence.add_trial", "evidence.change_trial")


ACTS = ("topics.submit_page", "topics.review_page", "topics.publish_page", "auth.change_user")


def may_only_comment(user: Any) -> bool:
    """Whether she reads drafts and comments on them, and does nothing more: then she takes no lists away, reads no
    reports on the others' work, and has nothing checked."""
    return not any(user.has_perm(permission) for permission in ACTS)


def may_take_in(user: Any) -> bool:
    """Whether she may look records up to take them in. What she may then store is each action's to say."""
    return user.is_active and user.is_staff and any(user.has_perm(permission) for permission in TAKES_IN)


def may_edit(user: Any) -> bool:
    """Whether she edits anything that is written in Markdown, and so may use the editor's helpers."""
    return user.is_active and user.is_staff and any(user.has_perm(permission) for permission in WRITES_MARKDOWN)


def may_view(user: Any, page: Page) -> bool:
    """Whether she may read this page's working copy."""
    model = page.specific._meta.model_name
    return (
        user.is_active
        and user.is_staff
        and (user.has_perm(f"topics.view_{model}") or user.has_perm(f"topics.change_{model}"))
    )


def may_change(user: Any, page: Page) -> bool:
    """Whether she may change this page's working copy, the judgements of a treatment's evidence included."""
    needed = [f"topics.change_{page.specific._meta.model_name}"]
    if page.kind == Kind.INTERVENTION:
        needed.append("evidence.change_assessment")
    return user.is_active and user.is_staff and user.has_perms(needed)


def page_to_view(user: Any, pk: int) -> Page:
    """The page, for somebody who may read its working copy. Raises Http404 or PermissionDenied."""
    page = get_object_or_404(Page.objects.select_related("live"), pk=pk)
    if not may_view(user, page):
        raise PermissionDenied
    return page
