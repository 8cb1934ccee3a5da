"""The evidence map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evidence import map_page, published


@require_safe
def evidence_map(request: HttpRequest) -> HttpResponse:
    context = map_page.page(published.names(), published.rows(), request.GET)
    return render(request, "evidence/map.html", context)
