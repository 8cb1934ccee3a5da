"""What people say about a page while it is made: remarks on its parts, answered, resolved, opened again. All are kept.

Keyword-only; `by` is the person; a row in the audit trail each, in the same transaction.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from editorial.access import may_change
from editorial.content import parts
from editorial.models import Action, Comment, Invitation
from editorial.workflow.actions import WorkflowError, record
from topics.models import Page

MAY_COMMENT = "editorial.add_comment"


def _require_comment(by: Any) -> None:
    if not by.has_perm(MAY_COMMENT):
        raise PermissionDenied


@transaction.atomic
def comment(*, page: Page, by: Any, text: str, part: str = "") -> Comment:
    """Leave a remark, on the whole page or on a part that it has."""
    _require_comment(by)
    return write(page, text, part, by=by)


def write(page: Page, text: str, key: str, *, by: Any = None, invitation: Invitation | None = None) -> Comment:
    """A remark of somebody who may leave one: of the staff, or with an invitation."""
    _require_text(text, "comment")
    part = next((part for part in parts.parts_of(page) if part.key == key), None) if key else None
    if key and part is None:
        raise WorkflowError("The page no longer has the part that you chose. Choose another, or the whole page.")
    section = part.words if part else ""
    written = Comment.objects.create(
        page=page, part=key, section=section, text=text, written_by=by, invitation=invitation
    )
    note = f"{section}: {text}" if section else text
    record(by=by, action=Action.COMMENTED, subject=page, page=page, note=note, invitation=invitation)
    return written


@transaction.atomic
def answer(*, comment: Comment, by: Any, text: str) -> Comment:
    """Answer a remark that is open. An answer is not answered: what follows is another answer to the same remark."""
    _require_comment(by)
    return write_answer(comment, text, by=by)


def write_answer(comment: Comment, text: str, *, by: Any = None, invitation: Invitation | None = None) -> Comment:
    """The answer of somebody who may give one."""
    _require_text(text, "answer")
    comment = _locked(comment)
    if comment.answer_to_id:
        raise WorkflowError("This is an answer already. Answer the comment that it belongs to.")
    if comment.resolved_at:
        raise WorkflowError("This comment was resolved. Open it again before you answer it.")
    page = comment.page
    written = Comment.objects.create(page=page, answer_to=comment, text=text, written_by=by, invitation=invitation)
    record(by=by, action=Action.COMMENT_ANSWERED, subject=page, page=page, note=text, invitation=invitation)
    return written


def _require_text(text: str, what: str) -> None:
    if not text.strip():
        raise WorkflowError(f"Write the {what} first.")


def _locked(comment: Comment) -> Comment:
    return Comment.objects.select_for_update(of=("self",)).select_related("page").get(pk=comment.pk)


@transaction.atomic
def resolve(*, comment: Comment, by: Any) -> None:
    """Close a remark. It stays on record, and can be opened again."""
    _set_resolved(comment, by, resolved=True)


@transaction.atomic
def reopen(*, comment: Comment, by: Any) -> None:
    """Open a remark again that was resolved. The trail keeps who resolved it, and when."""
    _set_resolved(comment, by, resolved=False)


def _set_resolved(comment: Comment, by: Any, *, resolved: bool) -> None:
    if not may_resolve(by, comment):
        raise PermissionDenied
    state = {"resolved_by": by, "resolved_at": timezone.now()} if resolved else dict.fromkeys(RESOLVED)
    as_it_was = Comment.objects.filter(pk=comment.pk, answer_to=None, resolved_at__isnull=resolved)
    if as_it_was.update(**state):
        action = Action.COMMENT_RESOLVED if resolved else Action.COMMENT_REOPENED
        record(by=by, action=action, subject=comment.page, page=comment.page, note=comment.text)


RESOLVED = ("resolved_by", "resolved_at")


def may_resolve(user: Any, comment: Comment) -> bool:
    """Whoever works on pages, and whoever wrote the remark."""
    works = user.has_perm("topics.review_page") or user.has_perm("topics.submit_page")
    return works or (comment.written_by_id == user.pk and user.has_perm(MAY_COMMENT))


# --- as people read them ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Thread:
    """A remark with its answers, and the way to what it is about: for its editors the field, for others the page."""

    comment: Comment
    url: str
    place: str
    is_gone: bool
    may_resolve: bool
    answers: list[Comment] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.comment.resolved_at is None


@dataclass(frozen=True)
class Talk:
    """All that was said about a page, as one person sees it."""

    threads: list[Thread]
    may_comment: bool

    @property
    def open(self) -> list[Thread]:
        return [thread for thread in self.threads if thread.is_open]

    @property
    def resolved(self) -> list[Thread]:
        return [thread for thread in self.threads if not thread.is_open]


def talk(page: Page, user: Any, found: Iterable[parts.Part]) -> Talk:
    """What was said about the page, whose parts are given, for somebody of the staff. One statement."""
    known = {part.key: part for part in found}
    edits = may_change(user, page)
    preview = reverse("editorial:preview", args=[page.pk])

    def way(part: parts.Part | None) -> str:
        if part is None:
            return ""
        return part.edit_url if edits else f"{preview}#{part.place}" if part.place else preview

    return Talk(_threads(page, known, way, lambda comment: may_resolve(user, comment)), user.has_perm(MAY_COMMENT))


def talk_for_guest(page: Page, found: Iterable[parts.Part]) -> Talk:
    """The same for a guest: each remark leads to its place on the page before her. She resolves none."""
    known = {part.key: part for part in found}
    threads = _threads(page, known, lambda part: f"#{part.place}" if part and part.place else "", lambda comment: False)
    return Talk(threads, may_comment=True)


def _threads(
    page: Page,
    known: Mapping[str, parts.Part],
    way: Callable[[parts.Part | None], str],
    resolvable: Callable[[Comment], bool],
) -> list[Thread]:
    """The page's remarks in the order in which they were written, each with its answers."""
    threads: dict[int, Thread] = {}
    for said in page.comments.select_related("written_by", "invitation", "resolved_by").order_by("written_at", "pk"):
        if said.answer_to_id:
            threads[said.answer_to_id].answers.append(said)
            continue
        part = known.get(said.part)
        place = part.place if part else ""
        gone = bool(said.part) and part is None
        threads[said.pk] = Thread(said, way(part), place, gone, resolvable(said))
    return list(threads.values())
