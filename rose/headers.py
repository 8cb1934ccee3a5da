"""The response headers that keep a page to what Rose itself sends."""

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Respond = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """Adds the content security policy and the permissions policy of the settings to every response.

    SECURE_CSP has the form that Django 6 gives it: there, Django's own middleware takes over that half.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": content_security_policy(settings.SECURE_CSP),
            "Permissions-Policy": permissions_policy(settings.PERMISSIONS_REFUSED),
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response


def content_security_policy(directives: Mapping[str, Iterable[str]]) -> str:
    """What a browser may load for a page, and from where."""
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def permissions_policy(refused: Iterable[str]) -> str:
    """What a page may not use of the reader's device."""
    return ", ".join(f"{feature}=()" for feature in refused)
