"""A page's working copy as the checks read it: a folder that holds this page whole, and of others what is asked."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from editorial.content import codec
from editorial.content.rendering import Content, study_keys
from editorial.library_checks.folder import Folder
from editorial.page_checks.surroundings import Surroundings
from evidence.models import Assessment, MechanismLink, Study
from topics.models import Page

Plain = Mapping[str, Any]


def folder_of(slug: str, content: Content, around: Surroundings) -> Folder:
    """The page, its studies and outcomes, and what stands around it. `content` is what `rendering.gather` made.

    About ten statements, however long the page is.
    """
    page = content["page"]
    claims = page.get("claims", [])
    return Folder(
        pages={**around.pages, **_leading_here(slug, around), **_rested_on(claims, around), slug: page},
        studies=_studies(slug, page),
        outcomes=content.get("outcomes", {}),
        trials=_trials(slug, page),
        files={other: plain["title"] for other, plain in around.pages.items()} | {slug: page["title"]},
        terms=around.terms,
    )


def _leading_here(slug: str, around: Surroundings) -> dict[str, Plain]:
    """The pages that name this one among their related pages."""
    from_here = Page.objects.filter(related__slug=slug).values_list("slug", flat=True)
    return {other: {**around.pages[other], "related": [slug]} for other in from_here}


def _rested_on(claims: list[Plain], around: Surroundings) -> dict[str, Plain]:
    """The pages whose assessments and mechanism links an article's claims rest on, with the names of those."""
    slugs = {
        name.partition("/")[0] for claim in claims for name in (*claim.get("assessments", []), *claim.get("links", []))
    }
    if not slugs:
        return {}
    found: dict[str, dict[str, Any]] = {
        slug: {**around.pages[slug], "assessments": [], "acts_on": [], "contributes_to": []}
        for slug in slugs & around.pages.keys()
    }
    for slug, key in Assessment.objects.filter(intervention__slug__in=slugs).values_list("intervention__slug", "key"):
        found[slug]["assessments"].append({"key": key})
    links = MechanismLink.objects.filter(Q(intervention__slug__in=slugs) | Q(mechanism__slug__in=slugs))
    for treatment, mechanism, topic in links.values_list("intervention__slug", "mechanism__slug", "topic__slug"):
        if treatment in found:
            found[treatment]["acts_on"].append({"mechanism": mechanism})
        elif mechanism in found and topic:
            found[mechanism]["contributes_to"].append({"topic": topic})
    return found


def _studies(slug: str, page: Plain) -> dict[str, Plain]:
    """Every study that the page names, and every one with a finding on it."""
    named = Study.objects.filter(Q(slug__in=study_keys(page)) | Q(findings__intervention__slug=slug))
    studies = codec.studies_in_full().filter(pk__in=named.values("pk"))
    return {study.slug: codec.encode_study(study) for study in studies}


def _trials(slug: str, page: Plain) -> dict[str, Plain]:
    """The registrations of the trials that became those studies."""
    trials = codec.trials_in_full().filter(study__slug__in=study_keys(page))
    return {trial.registry_id: codec.encode_trial(trial) for trial in trials}
