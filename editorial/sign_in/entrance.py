"""Coming in and going out: who gets past the door of the admin, for how long, and the row that each leaves.

Every screen asks `why_not`: the admin's own through RoseSite.admin_view, the editor's helpers by themselves.
"""

import time
import unicodedata
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from editorial.models import Action
from editorial.sign_in import second_factor, throttle
from editorial.workflow.actions import record

IDLE = timedelta(hours=1)
"""A session ends so long after its last request."""
WHOLE = timedelta(hours=12)
"""And so long after it began, whatever was done in it."""
NOTED = timedelta(minutes=1)
"""Requests closer together than this are one, so that a page's pieces don't each write to the session."""

BEGAN, SEEN = "began", "seen"

SIGNED_OUT = "You have been signed out. What you typed is still here: sign in from another tab, then go on."
NO_FACTOR = "Your second factor is asked for. What you typed is still here: give the code in another tab, then go on."


class SignInForm(AdminAuthenticationForm):
    """Name and password. Whoever guesses waits, whether there is such a name or not."""

    def clean(self) -> dict[str, Any]:
        typed, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not typed or not password:
            return super().clean()
        name = unicodedata.normalize("NFKC", typed).casefold()
        address = self.request.META.get("REMOTE_ADDR", "")
        self._count(name, address)
        cleaned = super().clean()
        throttle.forget("name", name)
        throttle.forget("name", name, address)
        return cleaned

    def _count(self, name: str, address: str) -> None:
        for what, most in (((name,), throttle.FROM_ANYWHERE), ((name, address), throttle.FROM_ONE_ADDRESS)):
            tries, until = throttle.count("name", *what, most=most)
            if tries == most + 1:
                _record_lock_out(name, "from one address" if address in what[1:] else "from several addresses")
            if tries > most:
                raise ValidationError(throttle.words("wrong passwords for this name", until), code="locked")


def _record_lock_out(name: str, whence: str) -> None:
    """One row a lock-out, under the account's name; none for names that nobody has, which strangers could invent."""
    for user in User.objects.filter(username__iexact=name):
        note = f"Wrong passwords {whence}, not necessarily hers."
        record(by=user, action=Action.LOCKED_OUT, subject=f"user: {user}", note=note)


def is_locked(form: forms.Form) -> bool:
    """Whether a form was refused because of earlier ones."""
    return form.has_error("__all__", code="locked")


def begin(request: HttpRequest) -> None:
    """Her password was right: the session's time starts. Where a second factor is due, she is not in yet."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    if not second_factor.required(request.user):
        admit(request, "With her password.")


def admit(request: HttpRequest, how: str) -> None:
    """She is in."""
    record(by=request.user, action=Action.SIGNED_IN, subject=f"user: {request.user}", note=how)


def leave(request: HttpRequest) -> None:
    """She says that she goes."""
    if request.user.is_authenticated:
        record(by=request.user, action=Action.SIGNED_OUT, subject=f"user: {request.user}")


def record_new_password(request: HttpRequest) -> None:
    """She changed her own; Django ended her other sessions with it."""
    record(by=request.user, action=Action.ACCESS_CHANGED, subject=f"user: {request.user}", note="Her own password.")


def end_if_over(request: HttpRequest) -> None:
    """A session that was left alone, or that has lasted a working day, is no longer one."""
    if request.user.is_anonymous:
        return
    now, session = int(time.time()), request.session
    began, seen = session.get(BEGAN, now), session.get(SEEN, 0)
    if now - began > WHOLE.total_seconds() or (seen and now - seen > IDLE.total_seconds()):
        logout(request)
    elif now - seen > NOTED.total_seconds():
        session[BEGAN], session[SEEN] = began, now


def why_not(request: HttpRequest) -> str:
    """Why the door stays shut, in words for a screen that keeps what was typed; nothing where it is open.

    What she may do behind it is each screen's to say.
    """
    end_if_over(request)
    if request.user.is_anonymous:
        return SIGNED_OUT
    return NO_FACTOR if second_factor.missing(request.user) else ""
