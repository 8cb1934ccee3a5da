"""What readers open. Each view loads the one thing it shows; everything comes from live editions."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from taggit.models import Tag

from topics import editions, glance, linked_data, retractions
from topics import glossary as words
from topics.gone import helpful_when_gone
from topics.models import BodyArea, Edition, Kind, ReaderNote, TermKind

INDEX_TITLES = {
    Kind.SYMPTOM: "Symptoms A to Z",
    Kind.CONDITION: "Conditions A to Z",
    Kind.STAGE: "Stages of menopause",
    Kind.INTERVENTION: "Treatments A to Z",
    Kind.MECHANISM: "What happens in the body",
    Kind.ARTICLE: "Articles",
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    areas = [{"code": code, "name": BodyArea(code).label} for code in editions.body_areas()]
    shown = Edition.objects.live().filter(kind__in=[Kind.ARTICLE, Kind.STAGE]).cards()
    context = {
        "areas": areas,
        "articles": [edition for edition in shown if edition.kind == Kind.ARTICLE],
        "stages": [edition for edition in shown if edition.kind == Kind.STAGE],
        "newest": editions.newest(5),
    }
    return render(request, "topics/home.html", context)


GROUPED = {
    Kind.SYMPTOM: ("Symptoms", "By part of the body"),
    Kind.CONDITION: ("Conditions", "By part of the body"),
    Kind.INTERVENTION: ("Treatments", "By kind"),
}
"""Kinds with more pages than an alphabet alone makes findable: the list's title, and what it is grouped by."""


@require_safe
def index(request: HttpRequest, kind: Kind) -> HttpResponse:
    area, by = request.GET.get("area", ""), request.GET.get("by", "")
    if (area and area not in BodyArea.values) or by not in ("", "name"):
        raise Http404("There is no such list.")
    is_grouped = kind in GROUPED and by != "name"
    context = {
        "kind": kind,
        "title": GROUPED[kind][0] if is_grouped else INDEX_TITLES[kind],
        "groups": editions.by_group(kind, area) if is_grouped else [],
        "letters": [] if is_grouped else editions.a_to_z(kind, area),
        "grouped_by": GROUPED[kind][1] if kind in GROUPED else "",
        "is_grouped": is_grouped,
        "area": BodyArea(area).label if area else "",
        "section": kind.section,
    }
    return render(request, "topics/index.html", context)


@require_safe
@helpful_when_gone
def page(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    edition = editions.live(kind, slug)
    context = page_context(edition)
    context |= {
        "mentions": editions.mentions(edition.page_id),
        "linked_data": linked_data.page(edition, settings.SITE_URL),
        "live": True,
    }
    return render(request, "topics/page.html", context)


def page_context(edition: Edition) -> dict[str, Any]:
    """What the page's template needs, for a live edition, an old one or a draft being previewed."""
    retracted = set(edition.page.citations.retracted_keys())
    is_treatment = edition.kind == Kind.INTERVENTION
    cards = edition.rendered.get("evidence", []) if is_treatment else edition.page.evidence_rows.at_a_glance(glance.FEW)
    shown, cards = retractions.marked_page(edition.rendered, cards, retracted)
    return {
        "edition": edition,
        "page": shown,
        "evidence": evidence_groups(cards) if is_treatment else glance.glance(cards) if cards else None,
        "retracted": retracted,
        "rests_on_retracted": retractions.anything_rests_on(shown, cards, retracted),
        "part": f"topics/_{PARTS[Kind(edition.kind)]}.html",
    }


PARTS = {
    Kind.SYMPTOM: "topic",
    Kind.CONDITION: "topic",
    Kind.STAGE: "topic",
    Kind.INTERVENTION: "intervention",
    Kind.MECHANISM: "mechanism",
    Kind.ARTICLE: "article",
}


MANY = 4
"""From how many assessments on that are too uncertain to say they stand as lines and not as sentences, all alike."""


def evidence_groups(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cards as readers take them in: what can be said, what went wrong, what cannot be said yet, what nobody tested."""
    benefits = [card for card in cards if not card["is_harm"]]
    groups = [
        ("tested", "What was tested", [card for card in benefits if card["certainty"] in ("high", "moderate", "low")]),
        ("harms", "Unwanted effects", [card for card in cards if card["is_harm"] and card["certainty"] != "not-rated"]),
        (
            "uncertain",
            "Tested, but too uncertain to say",
            [card for card in benefits if card["certainty"] == "very-low"],
        ),
        ("not-tested", "Not tested", [card for card in cards if card["certainty"] == "not-rated"]),
    ]
    return [
        {"id": id_, "title": title, "cards": found, "as_lines": id_ == "uncertain" and len(found) >= MANY}
        for id_, title, found in groups
        if found
    ]


@require_safe
@helpful_when_gone
def history(request: HttpRequest, kind: Kind, slug: str) -> HttpResponse:
    found = editions.history(kind, slug)
    told = ReaderNote.objects.filter(page=found[0].page_id)
    return render(request, "topics/history.html", {"editions": found, "edition": found[0], "told": list(told)})


@require_safe
@helpful_when_gone
def old_edition(request: HttpRequest, kind: Kind, slug: str, number: int) -> HttpResponse:
    current = editions.live(kind, slug)
    edition = Edition.objects.filter(page=current.page_id, number=number).select_related("page").first()
    if edition is None:
        raise Http404("There is no such edition.")
    editions.at_the_address_of(current, edition)
    return render(request, "topics/page.html", page_context(edition) | {"old": True, "current": current})


@require_safe
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    names = Tag.objects.filter(slug=slug).values_list("name", flat=True)
    found = editions.tagged(names[0]) if names else []
    if not found:
        raise Http404("No published page carries this tag.")
    return render(request, "topics/tag.html", {"name": names[0], "editions": found})


@require_safe
def own_page(request: HttpRequest, template: str) -> HttpResponse:
    """What Rose says of itself: a template, and the address to write to, if one is set."""
    return render(request, f"topics/{template}.html", {"contact": settings.CONTACT})


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    if kind and kind not in TermKind.values:
        raise Http404("There is no such kind of word.")
    context = {"letters": words.a_to_z(kind), "kind": kind, "kinds": TermKind.choices}
    return render(request, "topics/glossary.html", context)
