"""Keeping what somebody typed when a form can't be saved as it came: her session had ended, or the form was too old."""

import re
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

PREFIX = "again"
"""Names of the sign-in's own fields start with it, so that they can't be taken for fields of the form that is kept."""

KEPT = "_kept"
"""The hidden field in which a form says by which name the browser keeps what is typed in it (admin-rose/keep.js)."""

MACHINERY = re.compile(
    r"^(csrfmiddlewaretoken|_.*|again-.*)$|(_FORMS|-id|-(page|topic|intervention|study|article|mechanism))$"
)
"""Fields that hold nothing a person typed."""


def kept_fields(data: QueryDict) -> list[tuple[str, str]]:
    """Every field as it was sent, to be sent again. Passwords are never printed into a page."""
    return [
        (name, value)
        for name, values in data.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not name.startswith(f"{PREFIX}-") and "password" not in name
    ]


def saved_tag(data: QueryDict) -> str:
    """What tells the browser, beside the word that a form was saved, which text it need not keep any longer."""
    name = data.get(KEPT, "")
    return f"kept-{name}" if re.fullmatch("[a-z0-9]{1,20}", name) else ""


def typed_texts(data: QueryDict) -> list[tuple[str, str]]:
    """What a person wrote, by the name of its field, to be copied from."""
    return [
        (_in_words(name), value)
        for name, value in kept_fields(data)
        if value.strip() and not value.strip().isdigit() and not MACHINERY.search(name)
    ]


def _in_words(name: str) -> str:
    """The name of a form's field for people: `warning_signs-2-text` is "Warning signs 3: text"."""
    row = re.fullmatch(r"(.+)-(\d+)-(.+)", name)
    if row:
        rows, number, field = row.groups()
        name = f"{rows} {int(number) + 1}: {field}"
    return name.replace("_", " ").replace("-", " ").capitalize()


def is_admin_path(path: str, request: HttpRequest) -> bool:
    """Whether an address is one of this site's admin, and so safe to send a form to."""
    own = url_has_allowed_host_and_scheme(path, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    bare = urlsplit(path)
    return own and not bare.netloc and bare.path.startswith(reverse("admin:index")) and ".." not in unquote(path)
