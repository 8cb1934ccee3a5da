"""The second factor: six digits from an app (TOTP), or one of ten recovery codes, besides the password.

Required of whoever may sign off, publish, or decide over what others may do. django-otp knows the algorithm, keeps the
app's secret, and takes no code twice; that plugin's own recovery codes would be stored in clear, so ours are hashes.
"""

import hashlib
import secrets
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from editorial.models import Action, RecoveryCode
from editorial.sign_in import throttle
from editorial.sign_in.throttle import FROM_ONE_ADDRESS
from editorial.workflow.actions import record

DEMANDING = (
    "topics.review_page",
    "topics.publish_page",
    "auth.add_user",
    "auth.change_user",
    "auth.add_group",
    "auth.change_group",
)
"""What nobody may do on a password alone."""

CODES = 10
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that reads as another
LENGTH = 16  # of 31 letters: 79 bits, so that a plain hash of one can't be searched for what it was made from


class TooMany(Exception):
    """Too many wrong codes; the message says until when none is taken."""


def required(user: Any) -> bool:
    """Whether her password alone opens nothing."""
    return user.is_active and user.is_staff and any(user.has_perm(permission) for permission in DEMANDING)


def missing(user: Any) -> bool:
    """Whether she still has to give it in this session."""
    return required(user) and not user.is_verified()


def device_of(user: Any) -> TOTPDevice | None:
    """The app that makes her codes."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("-pk").first()


def coming_device(user: Any) -> TOTPDevice:
    """The app that she is setting up, with the same secret until she has."""
    device = TOTPDevice.objects.filter(user=user, confirmed=False).order_by("-pk").first()
    return device or TOTPDevice.objects.create(user=user, name="App", confirmed=False)


def check(*, user: Any, code: str) -> TOTPDevice | None:
    """Her app, if this is its code now or a recovery code that she has left. None where it is neither."""
    _count(user)
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).order_by("-pk").first()
        if device is None or not (device.verify_token(plain(code)) or _use_recovery_code(user, code)):
            return None
    throttle.forget("code", str(user.pk))
    return device


def set_up(*, user: Any, code: str) -> tuple[TOTPDevice, list[str]] | None:
    """The app proves that it has the secret: it is hers from now on, any other is not, and she gets recovery codes."""
    _count(user)
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).order_by("-pk").first()
        if device is None or not device.verify_token(plain(code)):
            return None
        TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        codes = _new_codes(user)
        record(by=user, action=Action.FACTOR_SET, subject=f"user: {user}", note="An app, and ten recovery codes.")
    throttle.forget("code", str(user.pk))
    return device, codes


@transaction.atomic
def renew_codes(*, user: Any) -> list[str]:
    """Ten recovery codes in place of those she had."""
    codes = _new_codes(user)
    record(by=user, action=Action.FACTOR_SET, subject=f"user: {user}", note="Ten new recovery codes.")
    return codes


@transaction.atomic
def remove(*, user: Any, by: Any | None) -> None:
    """She has lost both app and codes: at her next sign-in she sets up another. `by` is None at the command line."""
    if by is not None and (by.pk == user.pk or not by.has_perm("auth.change_user")):
        raise PermissionDenied
    if by is not None and user.is_superuser and not by.is_superuser:
        raise PermissionDenied
    TOTPDevice.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    note = "" if by else "At the command line."
    record(by=by, action=Action.FACTOR_REMOVED, subject=f"user: {user}", note=note)


def plain(code: str) -> str:
    """A code as it was meant: people type the spaces and hyphens that they see."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _count(user: Any) -> None:
    """One more try. Beyond the fifth in vain none is looked at, and the trail has one row that says so."""
    tries, until = throttle.count("code", str(user.pk), most=FROM_ONE_ADDRESS)
    if tries <= FROM_ONE_ADDRESS:
        return
    if tries == FROM_ONE_ADDRESS + 1:
        record(by=user, action=Action.LOCKED_OUT, subject=f"user: {user}", note="Wrong codes after a right password.")
    raise TooMany(throttle.words("wrong codes", until))


def _new_codes(user: Any) -> list[str]:
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_hash(user, code)) for code in codes)
    return ["-".join(code[start : start + 4] for start in range(0, LENGTH, 4)) for code in codes]


def _use_recovery_code(user: Any, code: str) -> bool:
    used, _ = RecoveryCode.objects.filter(user=user, code_hash=_hash(user, plain(code))).delete()
    return bool(used)


def _hash(user: Any, code: str) -> str:
    return hashlib.sha256(f"{user.pk}:{code}".encode()).hexdigest()
