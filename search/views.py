"""The search page and its API. Nothing is written, set in a cookie or logged."""

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search import presenters, unanswered
from search.answer import answer
from search.suggestions import suggestions
from search.words import MOST_WORDS
from topics import editions
from topics.models import Kind

MOST_TICKED = MOST_WORDS


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    found = answer(asked(request))
    unanswered.tally.note(found.understanding.unknown)
    return render(request, "search/results.html", presenters.results(found))


def asked(request: HttpRequest) -> str:
    """What was typed; or the names that were ticked, each of which comes in a field of its own."""
    return ", ".join(request.GET.getlist("q")[:MOST_TICKED])


@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """Every symptom with a box to tick, for those who would rather choose than type; those of `q` are ticked."""
    context = {"groups": editions.by_group(Kind.SYMPTOM), "ticked": set(request.GET.getlist("q"))}
    return render(request, "search/pick.html", context)


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """Rose as a search engine for a browser's own search box (OpenSearch 1.1, draft 6)."""
    context = {"site": settings.SITE_URL}
    return render(request, "search/opensearch.xml", context, content_type="application/opensearchdescription+xml")


@require_safe
def api(request: HttpRequest) -> JsonResponse:
    """Open to every site: it gives what the page gives, and knows nobody."""
    try:
        query = asked(request)
    except SuspiciousOperation as error:  # more fields than any form of ours has
        response = _refused(str(error))
    else:
        found = answer(query)
        response = JsonResponse(presenters.as_json(found)) if found.query else _refused(NOTHING_ASKED)
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """What to offer beneath the box while somebody types. What she typed is in no log and no cookie."""
    query = request.GET.get("q", "")
    response = JsonResponse(presenters.suggestions(query, suggestions(query)))
    response["Access-Control-Allow-Origin"] = "*"
    return response


NOTHING_ASKED = "Say what to search for: /api/search/?q=joint+pain+and+low+mood"


def _refused(reason: str) -> JsonResponse:
    return JsonResponse({"error": reason}, status=400)
