"""Treatments side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evidence import comparison, published


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    names = published.names()
    asked = comparison.asked(names, request.GET)
    rows, on_retracted = published.cards(asked.treatments) if asked.is_enough else ([], set())
    return render(request, "evidence/compare.html", comparison.page(asked, names, rows, on_retracted))
