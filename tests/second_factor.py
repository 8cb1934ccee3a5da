"""An app that makes codes, for tests."""

import time

from django.contrib.auth.models import User
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from editorial.sign_in import entrance, second_factor


def give(client: Client, user: User) -> None:
    """She has given her code in this client's session, if one is asked of her."""
    if holds := given(User.objects.get(pk=user.pk)):
        session = client.session
        session.update(holds)
        session.save()


def given(user: User) -> dict[str, object]:
    """What a session holds more once she has given her code; nothing where none is asked of her."""
    if not second_factor.required(user):
        return {}
    now = int(time.time())
    return {DEVICE_ID_SESSION_KEY: app_of(user).persistent_id, entrance.BEGAN: now, entrance.SEEN: now}


def app_of(user: User) -> TOTPDevice:
    """The app she has set up, made if need be."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=True, defaults={"name": "App"})
    return device


def code_of(device: TOTPDevice, later: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    totp = TOTP(device.bin_key)
    totp.time = time.time() + later * device.step
    return f"{totp.token():06d}"
