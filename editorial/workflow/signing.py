"""What a sign-off needs and when it ends: one place for signing, publishing, the forms, the desk and readers' pages.

Each rule stands here with its words for readers, and the editorial policy prints them: a rule that is taken away or
changed here is gone from that page, or changed on it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format

from editorial.content.rendering import Rendered
from editorial.models import MONTHS_DECLARED, Action, AuditEntry, Review, Reviewer, Scope, SignOff
from topics.models import Page

# --- what a sign-off needs --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attempt:
    """Somebody is about to sign a page. `by` is her account; a guest has none."""

    page: Page
    now: Rendered
    reviewer: Reviewer
    by: Any
    scope: str
    interests: str
    read: str | None
    """The hash of what she had before her, where she had the page open."""


@dataclass(frozen=True)
class Need:
    """One thing without which nobody signs. `unmet` says, in words for her, what is missing; nothing where it's met."""

    for_readers: str
    unmet: Callable[[Attempt], str]


def _declaration(attempt: Attempt) -> str:
    if attempt.reviewer.is_declared:
        return ""
    ended = date_format(attempt.reviewer.declaration_ends_on, "j F Y")
    return f"Your declaration of interests ended on {ended}. Declare your interests again on your desk, then sign off."


def _not_her_own_edit(attempt: Attempt) -> str:
    if attempt.by is None or attempt.page.last_edited_by_id != attempt.by.pk:
        return ""
    return "You made the last edit to this page, so somebody else has to sign it off."


def _not_her_own_evidence_alone(attempt: Attempt) -> str:
    if attempt.by is None or attempt.scope == Scope.TEXT:
        return ""
    changed = evidence_changed_by(attempt.by, attempt.page, attempt.now)
    if not changed or any(
        signed.scope != Scope.TEXT and signed.reviewer_id != attempt.reviewer.pk
        for signed in valid_sign_offs(attempt.page, attempt.now)
    ):
        return ""
    return (
        f"Since this page was last published, you changed evidence that it rests on ({', '.join(changed)}). "
        "Somebody else has to sign the evidence first. You can sign the text."
    )


def _interests_for_the_page(attempt: Attempt) -> str:
    return "" if attempt.interests.strip() else "Declare your interests for this page; if there are none, write “None”."


def _has_read_this(attempt: Attempt) -> str:
    if attempt.read in (None, attempt.now.content_hash):
        return ""
    return "This page, or a study it rests on, has changed since you opened it. Read it again, then sign it off."


NEEDS: tuple[Need, ...] = (
    Need(
        "Her declaration of interests is in force. Unless another time is set for her, it holds "
        f"for {MONTHS_DECLARED} months; then she makes it again.",
        _declaration,
    ),
    Need("She is not the person who edited the page last.", _not_her_own_edit),
    Need(
        "If she changed a study, a finding or an outcome that the page rests on since it was last published, "
        "somebody else has to sign the evidence.",
        _not_her_own_evidence_alone,
    ),
    Need("She declares her interests for this page.", _interests_for_the_page),
    Need("Neither the page nor a study behind it has changed since she opened it.", _has_read_this),
)


def unmet(attempt: Attempt) -> str:
    """The first thing that stands against a sign-off, in words for whoever signs; empty where nothing does."""
    return next((why for need in NEEDS if (why := need.unmet(attempt))), "")


HELD_IN = {"study": "studies", "finding": "studies", "outcome": "outcomes"}
"""Where an edition's content names what the audit trail calls by this word."""


def evidence_changed_by(person: Any, page: Page, now: Rendered) -> list[str]:
    """Studies and outcomes behind the page that she changed, or whose findings she did, since its last edition."""
    last = page.editions.aggregate(at=Max("published_at"))["at"]
    edits = AuditEntry.objects.filter(by=person, action=Action.EDITED, page=None)
    found = set()
    for subject in (edits.filter(at__gt=last) if last else edits).values_list("subject", flat=True):
        kind, _, name = subject.partition(": ")
        key = name.partition("/")[0]
        if key in now.content.get(HELD_IN.get(kind, ""), {}):
            found.add(key)
    return sorted(found)


# --- which sign-offs hold, and what they cover ------------------------------------------------------------------------


def cover_everything(sign_offs: Iterable[SignOff]) -> bool:
    """Whether both the text and the evidence were read, by one reviewer or by several."""
    return covers({signed.scope for signed in sign_offs})


def covers(scopes: set[str]) -> bool:
    """Whether sign-offs of these scopes are enough."""
    return Scope.BOTH in scopes or {Scope.TEXT, Scope.EVIDENCE} <= scopes


def fewest_sign_offs() -> int:
    """How many sign-offs a page needs at the least."""
    sizes = range(1, len(Scope.values) + 1)
    return next(size for size in sizes if any(covers(set(some)) for some in combinations(Scope.values, size)))


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


# --- when a sign-off ends ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class End:
    """What ends a sign-off: which of a page's sign-offs it leaves, and its words for the desk and for readers."""

    leaves: Callable[[Any, Rendered], Any]
    for_editors: str
    for_readers: str


ENDS: tuple[End, ...] = (
    End(
        lambda sign_offs, now: sign_offs.filter(content_hash=now.content_hash),
        "What the page says, or a study it rests on, has changed since it was signed off. "
        "Send it back and have it signed again.",
        "The page changes, or a study that it rests on.",
    ),
    End(
        lambda sign_offs, now: sign_offs.by_reviewers(),
        "Somebody who signed it off may no longer do so, and her sign-off has ended with that. "
        "Send it back and have it signed again.",
        "She may no longer sign pages here: she left, or her role or her invitation was taken back.",
    ),
    End(
        lambda sign_offs, now: sign_offs.in_force(),
        "The declaration of interests of somebody who signed it off has ended. She can declare them again on her desk; "
        "else send the page back and have it signed by somebody else.",
        "Her declaration of interests ends and she does not renew it.",
    ),
)


def lapsed(page: Page, now: Rendered) -> str:
    """Why an approved page may not be published, in words; empty where its sign-offs hold."""
    left = page.sign_offs.all()
    for end in ENDS:
        left = end.leaves(left, now)
        if not cover_everything(left):
            return end.for_editors
    return ""
