"""An app that makes codes, for tests."""

import time

from django.contrib.auth.models import User
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from editorial.sign_in import entrance, second_factor


def give(client: Client, user: User) -> None:
    """What her session holds once she has given her code, if one is asked of her."""
    if not second_factor.required(User.objects.get(pk=user.pk)):
        return
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = app_of(user).persistent_id
    session[entrance.BEGAN] = session[entrance.SEEN] = int(time.time())
    session.save()


def app_of(user: User) -> TOTPDevice:
    """The app she has set up, made if need be."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=True, defaults={"name": "App"})
    return device


def code_of(device: TOTPDevice, later: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    totp = TOTP(device.bin_key)
    totp.time = time.time() + later * device.step
    return f"{totp.token():06d}"
