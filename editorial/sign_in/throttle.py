"""Guessing is slow: after a few tries in vain, a name is refused for some minutes, and longer guessing gains nothing.

A try is counted before it is looked at, so that a hundred at once are still a hundred. What is stored is a hash under
Rose's secret key: neither the name, which may be a password typed into the wrong field, nor the address.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from editorial.models import FailedSignIns

FORGOTTEN_AFTER = timedelta(minutes=15)

FROM_ONE_ADDRESS = 5
"""Tries for one name from one address."""
FROM_ANYWHERE = 20
"""Tries for one name, wherever they come from: enough more that a stranger does not soon lock an editor out."""


@transaction.atomic
def count(*what: str, most: int) -> tuple[int, datetime]:
    """Count one try: how many there were with it, and until when they are remembered.

    Tries beyond `most` no longer put that moment off, so that nobody is kept out by somebody who keeps knocking.
    """
    now = timezone.now()
    expired = FailedSignIns.objects.select_for_update(skip_locked=True).filter(until__lte=now)
    FailedSignIns.objects.filter(pk__in=expired.values("pk")).delete()
    fresh = {"count": 0, "until": now + FORGOTTEN_AFTER}
    tries, _ = FailedSignIns.objects.select_for_update().get_or_create(key=_key(what), defaults=fresh)
    tries.count = tries.count + 1 if tries.until > now else 1
    if tries.count <= most:
        tries.until = now + FORGOTTEN_AFTER
    tries.save()
    return tries.count, tries.until


def forget(*what: str) -> None:
    """She got in: what was tried before is no sign of anything."""
    FailedSignIns.objects.filter(key=_key(what)).delete()


def _key(what: tuple[str, ...]) -> str:
    return salted_hmac("editorial.throttle", "\0".join(what), algorithm="sha256").hexdigest()


def words(what: str, until: datetime) -> str:
    """What she is told, with the time of her clock."""
    when = timezone.localtime(until + timedelta(minutes=1))  # the minute that has surely passed
    return f"There were too many {what}. Wait until {when:%H:%M}, then try again."
