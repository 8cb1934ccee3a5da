"""Who else has a page open: what their browsers say every half a minute (static/admin-rose/presence.js)."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import get_text_list

from editorial.models import Presence
from topics.models import Page

FORGOTTEN = timedelta(minutes=2)
"""Who has not been heard of for so long has closed the page, or left it alone."""


def note(*, page: Page, by: Any) -> None:
    """She has this page open now. Whoever was forgotten is let go of, on every page."""
    now = timezone.now()
    Presence.objects.bulk_create(
        [Presence(page=page, user=by, seen_at=now)],
        update_conflicts=True,
        unique_fields=["page", "user"],
        update_fields=["seen_at"],
    )
    Presence.objects.filter(seen_at__lt=now - FORGOTTEN).delete()


def others(page: Page, user: Any) -> list[str]:
    """The names of everybody else who has it open."""
    since = timezone.now() - FORGOTTEN
    here = Presence.objects.filter(page=page, seen_at__gte=since).exclude(user=user).select_related("user")
    return sorted(one.user.get_full_name() or one.user.get_username() for one in here)


def in_words(names: list[str]) -> str:
    """The banner: "Amal and Pia have this page open too." """
    verb = "has" if len(names) == 1 else "have"
    return f"{get_text_list(names, 'and')} {verb} this page open too." if names else ""
