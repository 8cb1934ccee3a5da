"""What people do to a page, each with its rule and its row in the audit trail, in one transaction.

Keyword-only; `by` is the person. Each raises PermissionDenied where she may not, and WorkflowError, in words she can
act on, where the page is not ready for it.
"""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from editorial.content.rendering import Rendered, render_page
from editorial.models import (
    Action,
    AuditEntry,
    Comment,
    Invitation,
    InvitationOutcome,
    Review,
    Reviewer,
    ReviewOutcome,
    ScheduleOutcome,
    Scope,
    SignOff,
    Task,
)
from editorial.page_checks import checking
from editorial.workflow import lapsing, publishing
from editorial.workflow.signing import (
    Attempt,
    as_published,
    cover_everything,
    lapsed,
    signed_already,
    unmet,
    valid_sign_offs,
)
from evidence.models import Assessment, Study
from topics.models import Edition, Page, Status

SUBMITTABLE = (Status.DRAFT, Status.CHANGES_REQUESTED, Status.PUBLISHED, Status.ARCHIVED)
"""What review can be asked for. A published page needs none of its words changed to be reviewed: the starter library is
published before anybody signed it, and every review lapses."""

DAYS_TO_REVIEW = 14
"""How long a reviewer has where the author names no day."""


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
    invitation: Invitation | None = None,
) -> AuditEntry:
    """One row in the audit trail. What a guest did is by nobody of the staff and names her invitation."""
    written = entry(by=by, action=action, subject=subject, page=page, edition=edition, note=note)
    written.invitation = invitation
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


def _overtake(page: Page, by: Any, what: str) -> None:
    """What was just done to the page, which is locked, ends a planned publication of it, if there is one."""
    why = f"{what} before its time came."
    if page.schedules.open().update(ended_at=timezone.now(), outcome=ScheduleOutcome.OVERTAKEN, why=why):
        record(by=by, action=Action.UNSCHEDULED, subject=page, page=page, note=why)


@transaction.atomic
def record_edit(
    *, page: Page, by: Any, note: str = "", action: str = Action.EDITED, edition: Edition | None = None
) -> None:
    """The working copy was changed: it is a draft again, and she is its last editor. What readers see stays.

    A review of what it said before is over.
    """
    page.reviews.end(ReviewOutcome.EDITED)
    page.invitations.end(InvitationOutcome.EDITED)
    Page.objects.filter(pk=page.pk).update(status=Status.DRAFT, last_edited_by=by, last_edited_at=timezone.now())
    record(by=by, action=action, subject=page, page=page, edition=edition, note=note)
    _overtake(page, by, "The page was edited")


@transaction.atomic
def submit(*, page: Page, by: Any, note: str = "", due_on: date | None = None) -> None:
    """Ask for review. What the checks find comes back now, not after a reviewer's time was spent."""
    _require(by, "topics.submit_page")
    page = _locked(page)
    if page.status not in SUBMITTABLE:
        raise WorkflowError(f"This page is {page.get_status_display().lower()} already; it need not be submitted.")
    today = timezone.localdate()
    if due_on and due_on < today:
        raise WorkflowError("The day by which you need the review is past. Name a later one, or none.")
    checking.hold(page, render_page(page))
    _move(page, Status.IN_REVIEW)
    Review.objects.create(page=page, asked_by=by, note=note, due_on=due_on or today + timedelta(days=DAYS_TO_REVIEW))
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
    page.reviews.end(ReviewOutcome.SENT_BACK)
    Comment.objects.create(page=page, text=note, written_by=by)
    record(by=by, action=Action.CHANGES_REQUESTED, subject=page, page=page, note=note)
    _overtake(page, by, "The page was sent back")


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
    return sign(_locked(page), reviewer, interests=interests, scope=scope, read=read, by=by)


def sign(
    page: Page,
    reviewer: Reviewer,
    *,
    interests: str,
    scope: str,
    read: str | None,
    by: Any = None,
    invitation: Invitation | None = None,
) -> SignOff:
    """Sign a page, which is locked, for somebody who may: of the staff, or with an invitation."""
    if page.status != Status.IN_REVIEW:
        raise WorkflowError(
            f"This page is {page.get_status_display().lower()}; only a page in review can be signed off."
        )
    rendered = render_page(page)
    if why := unmet(Attempt(page, rendered, reviewer, by, scope, interests, read)):
        raise WorkflowError(why)
    review = page.reviews.still_open().first()
    if signed_already(page, reviewer, rendered, scope, review):
        raise WorkflowError("You signed this already. A sign-off stays as it was given.")
    signed = SignOff.objects.create(
        page=page,
        reviewer=reviewer,
        review=review,
        invitation=invitation,
        content_hash=rendered.content_hash,
        scope=scope,
        interests=interests,
        **reviewer.as_signed(),
    )
    if cover_everything(valid_sign_offs(page, rendered)):
        _move(page, Status.APPROVED)
        page.reviews.end(ReviewOutcome.SIGNED_OFF)
    record(
        by=by,
        action=Action.SIGNED_OFF,
        subject=page,
        page=page,
        note=f"{signed.get_scope_display()}. {interests}",
        invitation=invitation,
    )
    return signed


def ready_to_publish(page: Page, by: Any, change_note: str) -> tuple[Page, Rendered]:
    """The page, locked, and what it says, where this person may publish it as it stands; else why not, raised."""
    _require(by, "topics.publish_page")
    page = _locked(page)
    if page.status != Status.APPROVED:
        raise WorkflowError(f"This page is {page.get_status_display().lower()}; it has to be signed off first.")
    if not change_note.strip():
        raise WorkflowError("Say, for readers, what changed.")
    rendered = render_page(page)
    if reason := lapsed(page, rendered):
        raise WorkflowError(reason)
    checking.hold(page, rendered)
    return page, rendered


@transaction.atomic
def publish(*, page: Page, by: Any, change_kind: str, change_note: str) -> Edition:
    """Put the approved page in front of readers, if it is still what was signed off."""
    page, rendered = ready_to_publish(page, by, change_note)
    _overtake(page, by, "It was published by hand")
    return put_before_readers(page, rendered, by=by, change_kind=change_kind, change_note=change_note)


def put_before_readers(page: Page, rendered: Rendered, *, by: Any, change_kind: str, change_note: str) -> Edition:
    """Publish what `ready_to_publish` let through, in the same transaction."""
    edition = publishing.publish(
        page,
        by=by,
        change_kind=change_kind,
        change_note=change_note,
        signed_off_by=as_published(valid_sign_offs(page, rendered)),
    )
    lapsing.keep(page)
    record(
        by=by,
        action=Action.PUBLISHED,
        subject=page,
        page=page,
        edition=edition,
        note=change_note,
    )
    return edition


@transaction.atomic
def archive(*, page: Page, by: Any, note: str, instead: Page | None = None) -> None:
    """Take the page from readers for good, telling them why and what to read instead. Its editions stay."""
    _take_away(page, by, note, instead, status=Status.ARCHIVED, action=Action.ARCHIVED)


@transaction.atomic
def unpublish(*, page: Page, by: Any, note: str, instead: Page | None = None) -> None:
    """Take the page from readers until it has been rewritten: it is a draft again. They are told in the same way."""
    _take_away(page, by, note, instead, status=Status.DRAFT, action=Action.UNPUBLISHED)


def _take_away(page: Page, by: Any, note: str, instead: Page | None, *, status: Status, action: Action) -> None:
    _require(by, "topics.publish_page")
    page = _locked(page)
    if page.live_id is None:
        raise WorkflowError("This page is not published.")
    if not note.strip():
        raise WorkflowError("Say, for readers, why the page is taken down.")
    if instead and (instead.pk == page.pk or not Page.objects.published().filter(pk=instead.pk).exists()):
        raise WorkflowError("What to read instead has to be another page, and one that readers can open.")
    edition = page.live
    publishing.withdraw(page, status=status, for_readers=note, instead=instead)
    _overtake(page, by, "The page was taken down")
    record(by=by, action=action, subject=page, page=page, edition=edition, note=note)


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
