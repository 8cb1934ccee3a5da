"""What the house itself answers."""

import sys
from datetime import timedelta

from django.conf import settings
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views import defaults
from django.views.decorators.cache import never_cache

from editorial.writing.kept import KEPT
from rose import database


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether Rose can serve: one query, answered in plain text for whatever watches over it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("The database does not answer.\n", content_type="text/plain; charset=utf-8", status=503)
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /search/\nDisallow: /api/\nSitemap: {sitemap}\n"


def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: every page, but neither the admin nor anyone's search."""
    text = ROBOTS.format(sitemap=request.build_absolute_uri(reverse("sitemap")))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


SECURITY = "Contact: mailto:{contact}\nExpires: {expires}\nPreferred-Languages: en\nCanonical: {canonical}\n"
SECURITY_HOLDS = timedelta(days=180)
"""How long a copy may be relied on: RFC 9116 asks for less than a year."""


def security(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116). Without an address to write to there is nothing to say."""
    if not settings.CONTACT:
        raise Http404("No contact address is set.")
    expires = (timezone.now() + SECURITY_HOLDS).strftime("%Y-%m-%dT%H:%M:%SZ")
    canonical = settings.SITE_URL + reverse("security")
    text = SECURITY.format(contact=settings.CONTACT, expires=expires, canonical=canonical)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


COME_BACK = 30
"""Seconds after which to ask again while the database is away."""


@never_cache
def server_error(request: HttpRequest) -> HttpResponse:
    """What is answered where Rose fails. A database that is away passes: what to do until then is said in words."""
    if not database.is_away(sys.exception()):
        return defaults.server_error(request)
    sent = request.method == "POST"
    context = {"sent": sent, "kept": sent and bool(request.POST.get(KEPT)), "again": request.get_full_path()}
    response = render(request, "503.html", context, status=503)
    response.headers["Retry-After"] = str(COME_BACK)
    return response
