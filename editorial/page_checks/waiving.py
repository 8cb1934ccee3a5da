"""Reasons for warnings: whoever writes or reviews a page says why a warning may stand, for one sentence of it.

What is asked of her is a reason that the reviewer and those after her can read. It holds for exactly that sentence.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from editorial.models import Action, Waiver
from editorial.page_checks import checking
from editorial.workflow import actions
from editorial.workflow.actions import WorkflowError
from topics.models import Page

MAY = ("topics.submit_page", "topics.review_page")
"""Those who may say why a warning stands: whoever answers for what the page says."""

GONE = "A warning that you gave a reason for is not there any more: the page has changed. See below what stands now."


def allowed(user: Any) -> bool:
    return any(user.has_perm(permission) for permission in MAY)


@transaction.atomic
def give_reasons(*, page: Page, by: Any, reasons: Mapping[str, str]) -> list[Waiver]:
    """Let these warnings stand, each for its reason. They are named by their fingerprints; empty reasons count as none.

    The result of the checks is kept as it is then.
    """
    given = {name: reason.strip() for name, reason in reasons.items() if reason.strip()}
    page = _locked(page, by)
    if not given:
        raise WorkflowError("Write a reason beside the warning first.")
    waiting = {finding.fingerprint: finding for finding in checking.check(page).warnings}
    if given.keys() - waiting.keys():
        raise WorkflowError(GONE)
    made = [_waive(page, by, waiting[name], reason) for name, reason in given.items()]
    checking.run(page)
    return made


def _waive(page: Page, by: Any, finding: checking.Finding, reason: str) -> Waiver:
    waiver = Waiver.objects.create(
        page=page,
        fingerprint=finding.fingerprint,
        check_name=finding.fault.check,
        place=finding.where[:200],
        sentence=finding.sentence,
        warning=finding.reason,
        reason=reason,
        given_by=by,
    )
    note = f"{finding.check.title}. {finding.where}: {finding.fault.reason} Reason: {reason}"
    actions.record(by=by, action=Action.REASONED, subject=page, page=page, note=note)
    return waiver


@transaction.atomic
def take_back(*, waiver: Waiver, by: Any) -> None:
    """The reason does not hold: the warning stands in the way again. The reason stays on record."""
    page = _locked(waiver.page, by)
    ended = Waiver.objects.in_force().filter(pk=waiver.pk).update(ended_by=by, ended_at=timezone.now())
    if not ended:
        raise WorkflowError("Somebody has taken this reason back already.")
    note = f"{waiver.place}: {waiver.warning} The reason was: {waiver.reason}"
    actions.record(by=by, action=Action.REASON_TAKEN_BACK, subject=page, page=page, note=note)
    checking.run(page)


def _locked(page: Page, by: Any) -> Page:
    if not allowed(by):
        raise PermissionDenied
    return Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
