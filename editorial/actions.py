"""What people do to a page, each with its rule and its row in the audit trail, in one transaction.

Keyword-only; `by` is the person. Each raises PermissionDenied where she may not, and WorkflowError, in words she can
act on, where the page is not ready for it.
"""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from editorial import publishing
from editorial.models import Action, AuditEntry, Comment, Reviewer, Scope, SignOff, Task
from editorial.rendering import Rendered, render_page
from evidence.models import Assessment, Study
from topics.models import Edition, Page, Status

SUBMITTABLE = (Status.DRAFT, Status.CHANGES_REQUESTED, Status.PUBLISHED, Status.ARCHIVED)
"""What review can be asked for. A published page needs none of its words changed to be reviewed: the starter library is
published before anybody signed it, and every review lapses."""


class WorkflowError(Exception):
    """The step cannot be taken now; the message says why and what would help."""


def record(
    *,
    by: Any,
    action: str,
    subject: Any,
    page: Page | None = None,
    edition: Edition | None = None,
    note: str = "",
) -> AuditEntry:
    """One row in the audit trail."""
    written = entry(by=by, action=action, subject=subject, page=page, edition=edition, note=note)
    written.save()
    return written


def entry(
    *,
    by: Any,
    action: str,
    subject: Any,
    page: Page | None = None,
    edition: Edition | None = None,
    note: str = "",
) -> AuditEntry:
    """The same, not saved: for what is done to many things at once."""
    return AuditEntry(by=by, action=action, page=page, edition=edition, subject=str(subject)[:200], note=note)


def _require(by: Any, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied


def _locked(page: Page) -> Page:
    return Page.objects.select_for_update(of=("self",)).get(pk=page.pk)


def _move(page: Page, status: str) -> None:
    Page.objects.filter(pk=page.pk).update(status=status)
    page.status = status


@transaction.atomic
def record_edit(
    *, page: Page, by: Any, note: str = "", action: str = Action.EDITED, edition: Edition | None = None
) -> None:
    """The working copy was changed: it is a draft again, and she is its last editor. What readers see stays."""
    Page.objects.filter(pk=page.pk).update(status=Status.DRAFT, last_edited_by=by, last_edited_at=timezone.now())
    record(by=by, action=action, subject=page, page=page, edition=edition, note=note)


@transaction.atomic
def submit(*, page: Page, by: Any, note: str = "") -> None:
    """Ask for review. Errors that a reader would see come back now, not after a reviewer's time was spent."""
    _require(by, "topics.submit_page")
    page = _locked(page)
    if page.status not in SUBMITTABLE:
        raise WorkflowError(f"This page is {page.get_status_display().lower()} already; it need not be submitted.")
    problems = render_page(page).problems
    if problems:
        raise publishing.NotPublishable(problems)
    _move(page, Status.IN_REVIEW)
    record(by=by, action=Action.SUBMITTED, subject=page, page=page, note=note)


@transaction.atomic
def request_changes(*, page: Page, by: Any, note: str) -> None:
    """Send the page back, saying what to change."""
    _require(by, "topics.review_page")
    page = _locked(page)
    if page.status not in (Status.IN_REVIEW, Status.APPROVED):
        raise WorkflowError("Only a page in review, or approved and not yet published, can be sent back.")
    if not note.strip():
        raise WorkflowError("Say what should be changed.")
    _move(page, Status.CHANGES_REQUESTED)
    Comment.objects.create(page=page, text=note, written_by=by)
    record(by=by, action=Action.CHANGES_REQUESTED, subject=page, page=page, note=note)


@transaction.atomic
def sign_off(*, page: Page, by: Any, interests: str, scope: str = Scope.BOTH, read: str | None = None) -> SignOff:
    """Approve exactly what the page says now, as a named reviewer. Nobody signs off her own last edit.

    The page is approved once both its text and its evidence were signed off; until then it stays in review.
    `read` is the hash of what she had before her: if the page says something else by now, she has not read it.
    """
    _require(by, "topics.review_page")
    reviewer = Reviewer.objects.filter(user=by, is_active=True).first()
    if reviewer is None:
        raise WorkflowError("You need a reviewer’s record with your credentials before you can sign off.")
    page = _locked(page)
    if page.status != Status.IN_REVIEW:
        raise WorkflowError(
            f"This page is {page.get_status_display().lower()}; only a page in review can be signed off."
        )
    if page.last_edited_by_id == by.pk:
        raise WorkflowError("You made the last edit to this page, so somebody else has to sign it off.")
    if not interests.strip():
        raise WorkflowError("Declare your interests for this page; if there are none, write “None”.")
    content_hash = render_page(page).content_hash
    if read is not None and read != content_hash:
        raise WorkflowError(
            "This page, or a study it rests on, has changed since you opened it. Read it again, then sign it off."
        )
    signed, _ = SignOff.objects.update_or_create(
        page=page,
        reviewer=reviewer,
        content_hash=content_hash,
        defaults={"scope": scope, "interests": interests},
    )
    if cover_everything(page.sign_offs.filter(content_hash=content_hash, reviewer__is_active=True)):
        _move(page, Status.APPROVED)
    record(
        by=by,
        action=Action.SIGNED_OFF,
        subject=page,
        page=page,
        note=f"{signed.get_scope_display()}. {interests}",
    )
    return signed


@transaction.atomic
def publish(*, page: Page, by: Any, change_kind: str, change_note: str) -> Edition:
    """Put the approved page in front of readers, if it is still what was signed off."""
    _require(by, "topics.publish_page")
    page = _locked(page)
    if page.status != Status.APPROVED:
        raise WorkflowError(f"This page is {page.get_status_display().lower()}; it has to be signed off first.")
    if not change_note.strip():
        raise WorkflowError("Say, for readers, what changed.")
    sign_offs = valid_sign_offs(page, render_page(page))
    if not cover_everything(sign_offs):
        raise WorkflowError(
            "What the page says, or a study it rests on, has changed since it was signed off. "
            "Send it back and have it signed again."
        )
    edition = publishing.publish(
        page,
        by=by,
        change_kind=change_kind,
        change_note=change_note,
        signed_off_by=[_published(s) for s in sign_offs],
    )
    record(
        by=by,
        action=Action.PUBLISHED,
        subject=page,
        page=page,
        edition=edition,
        note=change_note,
    )
    return edition


def cover_everything(sign_offs: Iterable[SignOff]) -> bool:
    """Whether both the text and the evidence were read, by one reviewer or by several."""
    scopes = {signed.scope for signed in sign_offs}
    return Scope.BOTH in scopes or {Scope.TEXT, Scope.EVIDENCE} <= scopes


def valid_sign_offs(page: Page, now: Rendered) -> list[SignOff]:
    """Sign-offs of exactly what the page says now, by people who may still sign off."""
    return list(
        page.sign_offs.filter(content_hash=now.content_hash, reviewer__is_active=True).select_related("reviewer")
    )


def _published(signed: SignOff) -> dict[str, str]:
    return signed.reviewer.as_published() | {
        "scope": signed.get_scope_display(),
        "interests_here": signed.interests,
        "date": timezone.localdate(signed.signed_at).isoformat(),
    }


@transaction.atomic
def archive(*, page: Page, by: Any, note: str) -> None:
    """Take the page from readers, saying why. Its editions stay."""
    _require(by, "topics.publish_page")
    page = _locked(page)
    if page.live_id is None:
        raise WorkflowError("This page is not published.")
    if not note.strip():
        raise WorkflowError("Say why the page is taken down.")
    edition = page.live
    publishing.withdraw(page)
    record(
        by=by,
        action=Action.ARCHIVED,
        subject=page,
        page=page,
        edition=edition,
        note=note,
    )


@transaction.atomic
def retract(*, study: Study, by: Any, notice: str) -> list[Task]:
    """A study turned out to be retracted: mark it, which marks all that rests on it, and have it all judged again.

    `by` is None where no person found it. Returns the tasks that this opens; told again, it opens no second one.
    """
    marked = Study.objects.filter(pk=study.pk, retracted=False).update(retracted=True)
    study.retracted = True
    resting = Assessment.objects.filter(findings__study=study).select_related("intervention").distinct()
    opened = []
    for assessment in resting:
        task, new = Task.objects.get_or_create(
            page_id=assessment.intervention_id, assessment=assessment.key, study=study, defaults={"reason": notice}
        )
        opened += [task] if new else []
    if marked or opened:
        _record_retraction(study, by, notice)
    return opened


def _record_retraction(study: Study, by: Any, notice: str) -> None:
    record(by=by, action=Action.RETRACTED, subject=f"study: {study}", note=notice)
    for cited in study.cited_by.select_related("page"):
        record(by=by, action=Action.RETRACTED, subject=f"study: {study}", page=cited.page, note=notice)


@transaction.atomic
def finish(*, task: Task, by: Any, outcome: str) -> None:
    """Close a task with what was decided. It stays on record."""
    _require(by, "evidence.change_assessment")
    if not outcome.strip():
        raise WorkflowError("Say what was decided.")
    still_open = Task.objects.filter(pk=task.pk, done_at__isnull=True)
    if still_open.update(done_by=by, done_at=timezone.now(), outcome=outcome):
        record(by=by, action=Action.REASSESSED, subject=task, page=task.page, note=outcome)


@transaction.atomic
def comment(*, page: Page, by: Any, text: str, section: str = "") -> Comment:
    """Leave a remark."""
    if not (by.has_perm("topics.review_page") or by.has_perm("topics.submit_page")):
        raise PermissionDenied
    if not text.strip():
        raise WorkflowError("Write the comment first.")
    written = Comment.objects.create(page=page, section=section, text=text, written_by=by)
    record(by=by, action=Action.COMMENTED, subject=page, page=page, note=text)
    return written


@transaction.atomic
def resolve(*, comment: Comment, by: Any) -> None:
    """Close a remark. It stays on record."""
    if not (by.has_perm("topics.review_page") or by.has_perm("topics.submit_page")):
        raise PermissionDenied
    still_open = Comment.objects.filter(pk=comment.pk, resolved_at__isnull=True)
    if still_open.update(resolved_by=by, resolved_at=timezone.now()):
        record(
            by=by,
            action=Action.COMMENT_RESOLVED,
            subject=comment.page,
            page=comment.page,
            note=comment.text,
        )
