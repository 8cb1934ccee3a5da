"""Every assessment of one symptom, condition or stage on one page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evidence.published import TOPIC_KINDS
from topics import editions, glance, retractions
from topics.gone import helpful_when_gone
from topics.models import Kind


@require_safe
@helpful_when_gone
def every_row(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    if kind not in TOPIC_KINDS:
        raise Http404("Only symptoms, conditions and stages have evidence of their own.")
    edition = editions.live(kind, slug)
    cards = edition.page.evidence_rows.at_a_glance(unfold=0)
    shown, cards = retractions.marked_page(edition.rendered, cards, set(edition.page.citations.retracted_keys()))
    context = {"edition": edition, "page": shown, "evidence": glance.glance(cards, whole=True) if cards else None}
    return render(request, "evidence/topic.html", context)
