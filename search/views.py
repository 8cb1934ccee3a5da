"""The search page and its API. Nothing is written, set in a cookie or logged."""

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search import presenters
from search.answer import answer


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    return render(request, "search/results.html", presenters.results(answer(request.GET.get("q", ""))))


@require_safe
def api(request: HttpRequest) -> JsonResponse:
    """Open to every site: it gives what the page gives, and knows nobody."""
    try:
        query = request.GET.get("q", "")
    except SuspiciousOperation as error:  # more fields than any form of ours has
        response = _refused(str(error))
    else:
        found = answer(query)
        response = JsonResponse(presenters.as_json(found)) if found.query else _refused(NOTHING_ASKED)
    response["Access-Control-Allow-Origin"] = "*"
    return response


NOTHING_ASKED = "Say what to search for: /api/search/?q=joint+pain+and+low+mood"


def _refused(reason: str) -> JsonResponse:
    return JsonResponse({"error": reason}, status=400)
