"""Who works at a Rose that runs: made where it keeps its rows, each with a session in which she has signed in."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests.second_factor import given


def person(name: str, *groups: str, password: str | None = None) -> User:
    """Somebody of these groups. Without a password she comes in by her session alone."""
    user = User.objects.create_user(name, password=password, is_staff=True, first_name=name.title())
    user.groups.set(Group.objects.filter(name__in=groups))
    return signed_in(User.objects.get(pk=user.pk))


def signed_in(user: User) -> User:
    """The same, with a session as it is once she has given her password, and her code if one is asked of her."""
    holds = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }
    Session.objects.save(_key(user.username), holds | given(user), timezone.now() + timedelta(days=1))
    return user


def cookie(name: str) -> dict[str, object]:
    """What a browser keeps of her session."""
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": _key(name),
        "domain": "127.0.0.1",
        "path": settings.SESSION_COOKIE_PATH,
        "secure": settings.SESSION_COOKIE_SECURE,
        "httpOnly": settings.SESSION_COOKIE_HTTPONLY,
        "sameSite": settings.SESSION_COOKIE_SAMESITE,
    }


def _key(name: str) -> str:
    """Known beforehand, so that no process has to tell another."""
    return f"session-of-{name}"
