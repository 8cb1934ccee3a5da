"""What the house itself answers."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache


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
