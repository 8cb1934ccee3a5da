"""A page as search engines and other software read it: schema.org, in JSON-LD.

Only what the edition says, in terms that schema.org defines. A reviewer is named only where somebody signed off exactly
this edition; a grade is never a rating; menopause and its stages are not called a disease.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.urls import reverse

from topics.models import Category, Edition, Kind

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
LICENCE_NAME: Final = "CC BY 4.0"
LANGUAGE: Final = "en-GB"

ENTITY: Final = "MedicalEntity"
"""schema.org's widest medical type: what is part of medicine, and no condition."""

TYPES: Final[Mapping[str, str]] = {
    Kind.SYMPTOM: "MedicalSignOrSymptom",
    Kind.CONDITION: "MedicalCondition",
    Kind.STAGE: ENTITY,
    Kind.MECHANISM: ENTITY,
}
TREATMENT_TYPES: Final[Mapping[str, str]] = {
    Category.HORMONE_THERAPY: "Drug",
    Category.PRESCRIPTION: "Drug",
    Category.OFF_LABEL: "Drug",
    Category.SUPPLEMENT: "DietarySupplement",
    Category.HERBAL: "DietarySupplement",
    Category.PSYCHOLOGICAL: "MedicalTherapy",
    Category.EXERCISE: "LifestyleModification",
    Category.DIET: "LifestyleModification",
    Category.DEVICE: "TherapeuticProcedure",
    Category.COMPLEMENTARY: "MedicalTherapy",
}


def publisher(site: str) -> dict[str, str]:
    return {"@type": "Organization", "name": "Rose", "url": f"{site}/"}


def page(edition: Edition, site: str) -> dict[str, Any]:
    """The page that readers see now, from its live edition. `site` is scheme and host."""
    shown = edition.rendered
    article = edition.kind == Kind.ARTICLE
    about = _article_subjects(shown, site) if article else _subject(edition)
    return {
        "@context": "https://schema.org",
        "@type": ["MedicalWebPage", "Article"] if article else "MedicalWebPage",
        **({"headline": edition.title} if article else {}),
        "name": edition.title,
        "description": edition.summary,
        "url": site + edition.get_absolute_url(),
        "inLanguage": LANGUAGE,
        "isAccessibleForFree": True,
        "license": LICENCE,
        "version": edition.number,
        "dateModified": edition.published_at.isoformat(timespec="seconds"),
        "publisher": publisher(site),
        "breadcrumb": _breadcrumb(edition, site),
        **({"about": about} if about else {}),
        **_review(edition, site),
        **_citations(shown),
    }


def _subject(edition: Edition) -> dict[str, Any]:
    """What the page is about, with its other names."""
    plain, shown = edition.content["page"], edition.rendered
    names = [shown.get("clinical_name", ""), *shown.get("also_called", [])]
    others = [name for name in dict.fromkeys(names) if name and name != edition.title]
    kind = TREATMENT_TYPES[plain["category"]] if edition.kind == Kind.INTERVENTION else TYPES[edition.kind]
    return {"@type": kind, "name": edition.title, **({"alternateName": others} if others else {})}


def _article_subjects(shown: Mapping[str, Any], site: str) -> list[dict[str, str]]:
    return [{"@type": ENTITY, "name": ref["title"], "url": site + ref["url"]} for ref in shown.get("about", [])]


def _review(edition: Edition, site: str) -> dict[str, Any]:
    """Who signed exactly this edition off, and when; nothing where nobody has."""
    if not edition.is_signed_off:
        return {}
    return {
        "lastReviewed": max(person["date"] for person in edition.signed_off_by),
        "reviewedBy": [
            {"@type": "Person", "name": person["name"], "description": person["credentials"]}
            | ({"url": site + reverse("topics:reviewer", args=[person["slug"]])} if "slug" in person else {})
            for person in {person["name"]: person for person in edition.signed_off_by}.values()
        ],
    }


def _citations(shown: Mapping[str, Any]) -> dict[str, list[str]]:
    """Where each study of the reference list can be looked up."""
    found = [reference["url"] for reference in shown.get("references", []) if reference.get("url")]
    return {"citation": found} if found else {}


def _breadcrumb(edition: Edition, site: str) -> dict[str, Any]:
    kind = Kind(edition.kind)
    steps = [("Rose", reverse("topics:home")), (f"{kind.label}s", reverse("topics:index", args=[kind]))]
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": site + url}
        for place, (name, url) in enumerate(steps, 1)
    ]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [*items, {"@type": "ListItem", "position": 3, "name": edition.title}],
    }
