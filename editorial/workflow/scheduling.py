"""Publishing at a time: a publisher sets the moment, the running server keeps it, and what comes between is said.

Whatever ends a plan locks its page first, so that of two processes, or of a process and a person, one comes after the
other.
"""

import logging
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NoReturn

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from editorial.models import Action, Schedule, ScheduleOutcome
from editorial.workflow import actions
from editorial.workflow.actions import WorkflowError
from editorial.workflow.publishing import NotPublishable
from topics.models import Page

logger = logging.getLogger(__name__)

LONGEST_WAIT = 15  # seconds after which a process of the server looks for plans that were made meanwhile
SHORTEST_WAIT = 1  # seconds until it tries again what somebody else has in hand


@transaction.atomic
def schedule(*, page: Page, by: Any, at: datetime | None, change_kind: str, change_note: str) -> Schedule:
    """Have the approved page published, exactly as it is now, when that moment comes."""
    page, rendered = actions.ready_to_publish(page, by, change_note)
    if at is None:
        raise WorkflowError("Say on which day, and at what time.")
    if at <= timezone.now():
        raise WorkflowError("That moment has passed. Choose a later one, or publish the page now.")
    if planned := page.schedules.open().first():
        raise WorkflowError(f"It is to be published on {planned.when} already. Cancel that first.")
    made = Schedule.objects.create(
        page=page,
        at=at,
        change_kind=change_kind,
        change_note=change_note,
        content_hash=rendered.content_hash,
        set_by=by,
    )
    actions.record(
        by=by, action=Action.SCHEDULED, subject=page, page=page, note=f"For {made.when}. {change_note}".strip()
    )
    return made


@transaction.atomic
def cancel(*, page: Page, by: Any) -> None:
    """Call the plan off. The page stays approved."""
    if not by.has_perm("topics.publish_page"):
        raise PermissionDenied
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    planned = page.schedules.open().first()
    if planned is None:
        raise WorkflowError("No publication is planned for this page.")
    _end(planned, ScheduleOutcome.CANCELLED)
    actions.record(by=by, action=Action.UNSCHEDULED, subject=page, page=page, note=f"Was for {planned.when}.")


# --- when the moment has come -----------------------------------------------------------------------------------------


def publish_due() -> Iterator[Schedule]:
    """Carry out every plan whose moment has come, and give each with its outcome. None of them stops the others.

    A page that somebody is saving this second is left for the next time, as is one that another process has in hand.
    """
    due = Schedule.objects.open().filter(at__lte=timezone.now()).order_by("at", "pk")
    for pk, page in list(due.values_list("pk", "page")):
        try:
            done = _carry_out(pk, page)
        except OperationalError:  # the database went away, or two were in each other's way: it is tried again
            logger.warning("A planned publication waits: the database did not let it through.", exc_info=True)
        else:
            if done:
                yield done


@transaction.atomic
def _carry_out(pk: int, page: int) -> Schedule | None:
    if not Page.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=page).exists():
        return None
    schedule = Schedule.objects.open().select_related("page", "set_by").filter(pk=pk).first()
    if schedule is None:  # done, or called off, since it was found to be due
        return None
    try:
        with transaction.atomic():
            _publish(schedule)
    except (WorkflowError, NotPublishable, PermissionDenied) as problem:
        _fail(schedule, _in_words(problem))
    except OperationalError:
        raise
    except Exception:
        logger.exception("%s could not be published as planned.", schedule.page.slug)
        _fail(schedule, "Rose met an error that it could not deal with. The server’s log has it.")
    return schedule


def _publish(schedule: Schedule) -> None:
    """As its publisher would by hand, in her name and with what she may do today."""
    page, rendered = actions.ready_to_publish(schedule.page, schedule.set_by, schedule.change_note)
    if rendered.content_hash != schedule.content_hash:
        raise WorkflowError("The page, or a study it rests on, is not what it was when this was planned.")
    actions.put_before_readers(
        page, rendered, by=schedule.set_by, change_kind=schedule.change_kind, change_note=schedule.change_note
    )
    _end(schedule, ScheduleOutcome.PUBLISHED)


def _fail(schedule: Schedule, why: str) -> None:
    _end(schedule, ScheduleOutcome.FAILED, why)
    actions.record(
        by=schedule.set_by,
        action=Action.SCHEDULE_FAILED,
        subject=schedule.page,
        page=schedule.page,
        note=f"Planned for {schedule.when}. {why}",
    )


def _end(schedule: Schedule, outcome: ScheduleOutcome, why: str = "") -> None:
    schedule.ended_at, schedule.outcome, schedule.why = timezone.now(), outcome, why
    schedule.save(update_fields=["ended_at", "outcome", "why"])


def _in_words(problem: Exception) -> str:
    if isinstance(problem, PermissionDenied):
        return "Who planned it may not publish any more. Somebody who may has to plan or publish it anew."
    return str(problem)


def publish_now_and_then() -> NoReturn:
    """What a process of the server does beside answering."""
    while True:
        wait = LONGEST_WAIT
        try:
            for _ in publish_due():
                pass
            wait = _until_next()
        except DatabaseError:
            logger.warning("Planned publications wait: the database does not answer.", exc_info=True)
        finally:
            connection.close()
        time.sleep(wait)


def _until_next() -> float:
    """Seconds to sleep: to the next planned moment, within bounds."""
    soonest = Schedule.objects.open().order_by("at").values_list("at", flat=True).first()
    if soonest is None:
        return LONGEST_WAIT
    return min(LONGEST_WAIT, max(SHORTEST_WAIT, (soonest - timezone.now()).total_seconds()))
