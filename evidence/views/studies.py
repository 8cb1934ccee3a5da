"""The list of all studies, a study's page, and references as files for reference managers."""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from evidence import published_studies, study_list
from evidence.exports import FORMATS, Studies
from evidence.study_page import study_page
from topics.gone import helpful_when_gone


@require_safe
def every_study(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/studies.html", study_list.page(published_studies.listed(), request.GET))


@require_safe
def study(request: HttpRequest, slug: str) -> HttpResponse:
    found = published_studies.held(slug)
    around = published_studies.surroundings(found)
    return render(request, "evidence/study.html", {"study": study_page(found, around), "formats": FORMATS})


@require_safe
@conditional_page
def study_file(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    found = published_studies.held(slug)
    return _file(f"{slug}.{ending}", ending, [(slug, found.plain)], {slug} if found.retracted else ())


@require_safe
@helpful_when_gone
@conditional_page
def references_file(request: HttpRequest, kind: str, slug: str, ending: str) -> HttpResponse:
    studies, retracted = published_studies.references(kind, slug)
    return _file(f"rose-{slug}.{ending}", ending, studies, retracted)


def _file(name: str, ending: str, studies: Studies, retracted: Collection[str]) -> HttpResponse:
    found = FORMATS[ending]
    response = HttpResponse(found.write(studies, retracted), content_type=found.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
