"""Small pages for tests, made as Rose makes them: a document, the codec, the actions.

Each says what every page has to say before it can be submitted (editorial/library_checks/registry.py).
"""

from typing import Any

from django.contrib.auth.models import Group, User

from editorial.content import decoding
from editorial.content import documents as docs
from editorial.models import Reviewer
from editorial.workflow import publishing
from evidence.models import Study
from topics.models import ChangeKind, Edition, Page, Status


def study(slug: str = "okafor-2020", **fields: Any) -> Study:
    """A citable study that exists in no journal."""
    given = {"title": "A trial", "design": "rct-parallel", "directness": "direct", "doi": f"10.1000/{slug}", "n": 40}
    document = docs.StudyDocument.model_validate(given | fields)
    studies = decoding.write_studies({slug: document})
    decoding.connect_studies(studies, {slug: document}, decoding.Names())
    return studies[slug]


UNKNOWNS = "How it goes on."


def topic(slug: str = "cold-toes", **fields: Any) -> Page:
    given = {"kind": "symptom", "title": "Cold toes", "summary": "Toes that stay cold.", "body_area": "whole-body"}
    given |= {"unknowns": UNKNOWNS, "warning_signs": [{"urgency": "urgent", "text": "Toes that turn white"}]}
    return _page(slug, docs.TopicDocument.model_validate(given | fields))


def intervention(slug: str = "wool-socks", **fields: Any) -> Page:
    given = {"kind": "intervention", "title": "Wool socks", "summary": "Socks of wool.", "category": "complementary"}
    given |= {"unknowns": UNKNOWNS, "safety": "Nobody has counted what harm they do."}
    given |= {"cautions": [{"kind": "precaution", "name": "Allergy to wool", "text": "Ask first."}]}
    return _page(slug, docs.InterventionDocument.model_validate(given | fields))


def mechanism(slug: str = "warm-blood", **fields: Any) -> Page:
    given = {"kind": "mechanism", "title": "Warm blood", "summary": "Blood is warm.", "body_system": "circulation"}
    given["unknowns"] = UNKNOWNS
    return _page(slug, docs.MechanismDocument.model_validate(given | fields))


def article(slug: str = "about-toes", **fields: Any) -> Page:
    given = {"kind": "article", "title": "About toes", "summary": "On toes.", "category": "Feet"}
    given["unknowns"] = UNKNOWNS
    return _page(slug, docs.ArticleDocument.model_validate(given | fields))


def _page(slug: str, document: docs.PageDocument) -> Page:
    return written({slug: document})[slug]


def written(documents: dict[str, docs.PageDocument]) -> dict[str, Page]:
    """Pages whose working copies say what these documents do."""
    pages, names = decoding.write_pages(documents), decoding.Names()
    decoding.connect_pages(pages, documents, names)
    decoding.connect_articles(pages, documents, names)
    return pages


def published(page: Page) -> Edition:
    """The page put before readers as the library does it, signed off by nobody."""
    return publishing.publish(page, by=None, change_kind=ChangeKind.WORDING, change_note="Made.", signed_off_by=[])


def taken_down(slug: str) -> None:
    """The page of this address taken from readers for good."""
    page = Page.objects.get(slug=slug)
    publishing.withdraw(page, status=Status.ARCHIVED, for_readers="It was wrong.", instead=None)


def assessment(**fields: Any) -> dict[str, Any]:
    """The plain data of an assessment of wool socks for cold toes, from one small trial."""
    return {
        "key": "cold-toes-pain",
        "topic": "cold-toes",
        "outcome": "pain",
        "directness": "direct",
        "starting_point": "randomised",
        "imprecision": {"judgement": "serious-concern", "reason": "Forty people."},
        "direction": "benefit",
        "size": "small",
        "findings": ["okafor-2020/pain"],
        "summary": "Less pain in wool [@okafor-2020].",
    } | fields


PAIN = {"key": "pain", "outcome": "pain", "direction": "benefit", "effect": "less pain in wool than in cotton"}


def person(username: str, group: str) -> User:
    user = User.objects.create_user(username, is_staff=True, password="a long enough password")
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)


def author_amal() -> User:
    return person("amal", "author")


def publisher_pia() -> User:
    return person("pia", "publisher")


def reviewer_dr_ito() -> User:
    user = person("ito", "clinician-reviewer")
    Reviewer.objects.create(user=user, name="Dr Test Ito", credentials="made up for tests", interests="None declared")
    return user
