"""When a signed page should be read again: by what is at stake on it, and not all pages in the same week."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from typing import Final

YEARLY: Final = 12
"""Months that a review holds at most where a page speaks of treatments, of harms or of signs to see a doctor for."""

MECHANISMS: Final = 36
"""Months that a review of a mechanism holds at most: what happens in the body changes nobody's treatment by itself."""

SPREAD: Final = 10
"""Dates are brought forward by up to a tenth of the time, so that pages signed together don't fall due together."""


def months_between_reviews(kind: str, months: int) -> int:
    """How long a review of a page holds at the most. Its editors' own `months` can make that sooner, never later."""
    return min(months, MECHANISMS if kind == "mechanism" else YEARLY)


def review_due_on(*, kind: str, slug: str, months: int, signed_on: Iterable[date]) -> date | None:
    """The day by which a page should be reviewed again after its latest sign-off; None where nobody signed it."""
    last = max(signed_on, default=None)
    if last is None:
        return None
    latest = _later(last, months_between_reviews(kind, months))
    return latest - timedelta(days=_share(slug) % ((latest - last).days // SPREAD + 1))


def _later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _share(slug: str) -> int:
    """A large number that is always the same for an address, and another for the next."""
    return int.from_bytes(sha256(slug.encode()).digest()[:4])
