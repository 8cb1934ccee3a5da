"""Which sign-offs hold: one place for publishing, for the panel on a page's form, and for all else that asks."""

from collections.abc import Iterable

from django.utils import timezone

from editorial.models import Review, Reviewer, Scope, SignOff
from editorial.rendering import Rendered
from topics.models import Page

CHANGED = (
    "What the page says, or a study it rests on, has changed since it was signed off. "
    "Send it back and have it signed again."
)
SIGNER_GONE = (
    "Somebody who signed it off may no longer do so, and her sign-off has ended with that. "
    "Send it back and have it signed again."
)

UNDECLARED = (
    "The declaration of interests of somebody who signed it off has ended. She can declare them again on her desk; "
    "else send the page back and have it signed by somebody else."
)


def cover_everything(sign_offs: Iterable[SignOff]) -> bool:
    """Whether both the text and the evidence were read, by one reviewer or by several."""
    scopes = {signed.scope for signed in sign_offs}
    return Scope.BOTH in scopes or {Scope.TEXT, Scope.EVIDENCE} <= scopes


def valid_sign_offs(page: Page, now: Rendered) -> list[SignOff]:
    """Sign-offs of exactly what the page says now, by people who may still sign off. One statement.

    Of somebody who signed the same twice, as when a page is read again unchanged, the newest.
    """
    found = page.sign_offs.in_force().filter(content_hash=now.content_hash).select_related("reviewer")
    newest: dict[tuple[int, str], SignOff] = {}
    for signed in found.order_by("-signed_at", "-pk"):
        newest.setdefault((signed.reviewer_id, signed.scope), signed)
    return list(newest.values())


def signed_already(page: Page, reviewer: Reviewer, now: Rendered, scope: str, review: Review | None) -> bool:
    """Whether she has signed in this review, of exactly this content, all that she would sign now."""
    hers = page.sign_offs.in_force().filter(reviewer=reviewer, content_hash=now.content_hash, review=review)
    scopes = {signed.scope for signed in hers}
    return scope in scopes or cover_everything(hers)


def as_published(sign_offs: Iterable[SignOff]) -> list[dict[str, str]]:
    """What an edition keeps of its sign-offs: each signer once, as she was when she signed last."""
    people: dict[int, list[SignOff]] = {}
    for signed in sorted(sign_offs, key=lambda signed: signed.signed_at, reverse=True):
        people.setdefault(signed.reviewer_id, []).append(signed)
    return [
        {
            "slug": last.reviewer.slug,
            "name": last.name,
            "credentials": last.credentials,
            "registration": last.registration,
            "interests": last.declared,
            "scope": str(Scope.BOTH.label if cover_everything(hers) else last.get_scope_display()),
            "interests_here": last.interests,
            "date": timezone.localdate(last.signed_at).isoformat(),
        }
        for last, hers in ((hers[0], hers) for hers in people.values())
    ]


def lapsed(page: Page, now: Rendered) -> str:
    """Why an approved page may not be published, in words; empty where its sign-offs hold."""
    if cover_everything(valid_sign_offs(page, now)):
        return ""
    given = page.sign_offs.filter(content_hash=now.content_hash)
    if cover_everything(given.by_reviewers()):
        return UNDECLARED
    return SIGNER_GONE if cover_everything(given) else CHANGED
