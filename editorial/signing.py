"""Which sign-offs hold: one place for publishing, for the panel on a page's form, and for all else that asks."""

from collections.abc import Iterable

from editorial.models import Scope, SignOff
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


def cover_everything(sign_offs: Iterable[SignOff]) -> bool:
    """Whether both the text and the evidence were read, by one reviewer or by several."""
    scopes = {signed.scope for signed in sign_offs}
    return Scope.BOTH in scopes or {Scope.TEXT, Scope.EVIDENCE} <= scopes


def valid_sign_offs(page: Page, now: Rendered) -> list[SignOff]:
    """Sign-offs of exactly what the page says now, by people who may still sign off. One statement."""
    return list(page.sign_offs.in_force().filter(content_hash=now.content_hash).select_related("reviewer"))


def lapsed(page: Page, now: Rendered) -> str:
    """Why an approved page may not be published, in words; empty where its sign-offs hold."""
    if cover_everything(valid_sign_offs(page, now)):
        return ""
    return SIGNER_GONE if cover_everything(page.sign_offs.filter(content_hash=now.content_hash)) else CHANGED
