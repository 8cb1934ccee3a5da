"""Telling readers when the sign-off of what they see holds no longer.

An edition stays as it was published, and names who signed it. Whether that still holds is kept beside it, as a day on
its page (`Page.sign_off_lapses_on`), so that reading asks nothing more. A declaration that runs out is known ahead;
that somebody may not sign any more is noticed by whatever takes it from her, and by the running server within a minute.
"""

import logging
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NoReturn

from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone

from editorial.models import SignOff
from editorial.page_checks import checking
from editorial.workflow.signing import covers
from topics.models import Page

logger = logging.getLogger(__name__)

EVERY = 60  # seconds

Held = tuple[str, date]
"""The scope of a sign-off whose signer may sign today, and the last day of her declaration."""


def keep(*only: Page) -> int:
    """Note of each published page, or of these, until when its sign-off holds. Returns how many changed.

    Two statements, and one for each page that changed. What a page's next edition was signed with doesn't count.
    """
    pages = Page.objects.published().exclude(live__signed_off_by=[])
    given = SignOff.objects.by_reviewers().filter(
        content_hash=F("page__live__content_hash"), signed_at__lte=F("page__live__published_at")
    )
    if only:
        pages, given = pages.filter(pk__in=[page.pk for page in only]), given.filter(page__in=only)
    held: dict[int, list[Held]] = defaultdict(list)
    for page, scope, until in given.values_list("page", "scope", "reviewer__declaration_ends_on"):
        held[page].append((scope, until))
    changed = 0
    for page, live, noted in pages.values_list("pk", "live", "sign_off_lapses_on"):
        day = lapses_on(held[page], noted, timezone.localdate())
        if day != noted:  # and it was not published anew this moment
            changed += Page.objects.filter(pk=page, live=live).update(sign_off_lapses_on=day)
    return changed


def lapses_on(held: Iterable[Held], noted: date | None, today: date) -> date:
    """The first day on which these no longer cover both the text and the evidence.

    Where they don't today, whatever their declarations say, that is the day on which it was noticed.
    """
    scopes: set[str] = set()
    for scope, until in sorted(held, key=lambda one: one[1], reverse=True):
        scopes.add(scope)
        if covers(scopes):
            return until + timedelta(days=1)
    return noted if noted and noted <= today else today


def keep_now_and_then() -> NoReturn:
    """What a process of the server does beside answering: for readers, and of approved pages for the desk."""
    while True:
        try:
            keep()
            checking.again()
        except DatabaseError:
            logger.warning("Whether sign-offs still hold could not be looked at: the database does not answer.")
        except Exception:
            logger.exception("Whether sign-offs still hold could not be looked at. It is tried again.")
        finally:
            connection.close()
        time.sleep(EVERY)
