"""Specialists outside the team: invited to one page by a link, let in once, and out again when they have signed.

The link is signed, opened once, and good for days that its sender chooses; of its token the database has a hash. Rose
sends no e-mail: whoever invites copies the link and sends it. A guest is nobody's account: `invitation` says who acts.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from editorial.models import (
    MOST_DAYS,
    Action,
    Comment,
    Invitation,
    InvitationOutcome,
    Reviewer,
    Scope,
    SignOff,
)
from editorial.moments import in_words
from editorial.workflow import commenting, lapsing
from editorial.workflow.actions import WorkflowError, record, sign
from topics.models import Page, Status

MAY_INVITE = "editorial.add_invitation"

_SIGNER = Signer(salt="editorial.guests", sep=".")

NAME, CREDENTIALS, REGISTRATION = 120, 250, 120
"""Characters that a sign-off keeps of each."""


class Closed(Exception):
    """This link, or what it opened, lets nobody in; the message says why, to whoever holds it."""


# --- inviting ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def invite(*, page: Page, by: Any, name: str, email: str, message: str, days: int) -> tuple[Invitation, str]:
    """Ask somebody outside the team to read a page that is in review. Returns her invitation and its token, once."""
    if not by.has_perm(MAY_INVITE):
        raise PermissionDenied
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if page.status != Status.IN_REVIEW:
        raise WorkflowError("Submit the page for review first: a guest reads and signs what is in review.")
    name, email, message = name.strip(), email.strip().lower(), message.strip()
    if not (name and message):
        raise WorkflowError("Say whom you invite, and what for: she will read it.")
    if not 1 <= days <= MOST_DAYS:
        raise WorkflowError(f"A link is good for 1 to {MOST_DAYS} days.")
    _require_outsider(email)
    now = timezone.now()
    lapsed = page.invitations.filter(email=email, expires_at__lte=now)
    lapsed.end(InvitationOutcome.EXPIRED)
    if page.invitations.still_open().filter(email=email).exists():
        raise WorkflowError(f"{email} has a link to this page already. Take that one back before you make another.")
    token = _SIGNER.sign(secrets.token_urlsafe(24))
    invitation = Invitation.objects.create(
        page=page,
        name=name,
        email=email,
        message=message,
        token_hash=token_hash(token),
        invited_by=by,
        invited_at=now,
        expires_at=now + timedelta(days=days),
    )
    note = f"{name} <{email}>, until {when(invitation)}. {message}"
    record(by=by, action=Action.INVITED, subject=page, page=page, note=note, invitation=invitation)
    return invitation, token


def _require_outsider(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise WorkflowError("Give the e-mail address of the person you invite.") from error
    if get_user_model().objects.filter(is_staff=True, email__iexact=email).exists():
        raise WorkflowError(
            "Somebody with this e-mail address has an account here. She signs in to read it; links are for guests."
        )
    if Reviewer.objects.filter(email=email, is_active=False).exists():
        raise WorkflowError("This guest may no longer sign off, says her reviewer’s record.")


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def when(invitation: Invitation) -> str:
    """Until when the link is good, with the time zone."""
    return in_words(invitation.expires_at, timezone.get_default_timezone())


@transaction.atomic
def revoke(*, invitation: Invitation, by: Any) -> None:
    """Take a link back, whether or not it was opened. A sign-off that was given with it no longer counts."""
    if not by.has_perm(MAY_INVITE):
        raise PermissionDenied
    held = Invitation.objects.select_for_update(of=("self",)).select_related("page").get(pk=invitation.pk)
    if held.outcome not in ("", InvitationOutcome.SIGNED):
        raise WorkflowError(f"This link has ended already: {held.get_outcome_display().lower()}.")
    held.ended_at, held.outcome, held.revoked_by = timezone.now(), InvitationOutcome.REVOKED, by
    held.save(update_fields=["ended_at", "outcome", "revoked_by"])
    lapsing.keep(held.page)
    note = f"{held.name} <{held.email}>"
    record(by=by, action=Action.INVITATION_REVOKED, subject=held.page, page=held.page, note=note, invitation=held)


# --- coming in --------------------------------------------------------------------------------------------------------


NO_LINK = "This link leads nowhere. Look whether all of it was copied."


def invitation_of(token: str) -> Invitation:
    """Whose link this is. Raises Closed where nobody made it, or it can't be opened any more."""
    try:
        _SIGNER.unsign(token)
    except BadSignature as error:
        raise Closed(NO_LINK) from error
    found = Invitation.objects.select_related("page", "invited_by").filter(token_hash=token_hash(token)).first()
    if found is None:
        raise Closed(NO_LINK)
    require_valid(found)
    if found.opened_at:
        day = in_words(found.opened_at, timezone.get_default_timezone())
        raise Closed(
            f"This link was opened on {day}, and each opens once. Go on in the browser in which it was opened; "
            f"if that wasn’t you, or it isn’t at hand, ask {inviter(found)} for another."
        )
    return found


@transaction.atomic
def come_in(token: str) -> Invitation:
    """Open the link: it opens for nobody after that."""
    found = invitation_of(token)
    now = timezone.now()
    if not Invitation.objects.valid().filter(pk=found.pk, opened_at=None).update(opened_at=now):
        raise Closed(f"This link was opened a moment ago, and each opens once. Ask {inviter(found)} for another.")
    found.opened_at = now
    record(by=None, action=Action.INVITATION_OPENED, subject=found.page, page=found.page, invitation=found)
    return found


def inviter(invitation: Invitation) -> str:
    return invitation.invited_by.get_full_name() or invitation.invited_by.get_username()


def require_valid(invitation: Invitation) -> None:
    """Raises Closed, in words for the guest, where her invitation has ended or run out."""
    if invitation.is_valid:
        return
    day = f"{timezone.localtime(invitation.ended_at or invitation.expires_at):%-d %B %Y}"
    raise Closed(
        {
            InvitationOutcome.SIGNED: f"You signed this page on {day}, and your link ended with that. Thank you.",
            InvitationOutcome.REVOKED: f"This link was taken back on {day}.",
            InvitationOutcome.EDITED: f"The page was edited on {day}, so what you were asked to read is no longer what "
            f"it says. {inviter(invitation)} can send you a link to what it says now.",
            InvitationOutcome.PUBLISHED: f"The page was published on {day}, so there is nothing left to sign.",
            InvitationOutcome.ARCHIVED: f"The page was taken down on {day}, so there is nothing left to sign.",
        }.get(invitation.outcome, f"This link ran out on {day}. {inviter(invitation)} can send you another.")
    )


# --- what a guest does ------------------------------------------------------------------------------------------------


def _held(invitation: Invitation) -> Invitation:
    """The page and then the invitation, locked, so that neither an edit nor a taking back happens meanwhile."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=invitation.page_id)
    held = Invitation.objects.select_for_update(of=("self",)).select_related("invited_by").get(pk=invitation.pk)
    held.page = page
    require_valid(held)
    return held


@transaction.atomic
def comment(*, invitation: Invitation, text: str, part: str = "") -> Comment:
    """Leave a remark on her page."""
    held = _held(invitation)
    return commenting.write(held.page, text, part, invitation=held)


@transaction.atomic
def answer(*, invitation: Invitation, comment: Comment, text: str) -> Comment:
    """Answer a remark on her page."""
    held = _held(invitation)
    if comment.page_id != held.page_id:
        raise PermissionDenied
    return commenting.write_answer(comment, text, invitation=held)


@transaction.atomic
def sign_off(
    *,
    invitation: Invitation,
    name: str,
    credentials: str,
    registration: str,
    interests: str,
    scope: str,
    read: str,
    confirmed: bool,
) -> SignOff:
    """Sign exactly what she read, as whom she says she is and confirms to be. Her link ends with that."""
    held = _held(invitation)
    given: dict[str, Any] = {
        "name": name.strip(),
        "credentials": credentials.strip(),
        "registration": registration.strip(),
    }
    _require_details(given, interests, scope, confirmed)
    given |= {"interests": interests, "declared_on": timezone.localdate()}
    reviewer, is_new = Reviewer.objects.get_or_create(email=held.email, defaults=given)
    if not reviewer.is_active:
        raise WorkflowError(f"You can’t sign off any more. Ask {inviter(held)} why.")
    if not is_new:
        for field, value in given.items():
            setattr(reviewer, field, value)
        reviewer.save()
    # Ended first: a guest's sign-off counts while her invitation says that she signed. If she can't, nothing is kept.
    held.ended_at, held.outcome = timezone.now(), InvitationOutcome.SIGNED
    held.save(update_fields=["ended_at", "outcome"])
    return sign(held.page, reviewer, interests=interests, scope=scope, read=read, invitation=held)


def _require_details(given: dict[str, str], interests: str, scope: str, confirmed: bool) -> None:
    longest = {"name": NAME, "credentials": CREDENTIALS, "registration": REGISTRATION}
    for field, value in given.items():
        if not value:
            raise WorkflowError(f"Give your {MISSING[field]}: readers will see it beside your sign-off.")
        if len(value) > longest[field]:
            raise WorkflowError(f"Your {MISSING[field]} has more than {longest[field]} characters. Shorten it.")
    if not interests.strip():
        raise WorkflowError("Declare your interests for this page; if there are none, write “None”.")
    if scope not in Scope.values:
        raise WorkflowError("Say what you reviewed: the text, the evidence, or both.")
    if not confirmed:
        raise WorkflowError("Confirm that what you wrote about yourself is true and may be published.")


MISSING = {"name": "name", "credentials": "credentials", "registration": "professional register and number"}
