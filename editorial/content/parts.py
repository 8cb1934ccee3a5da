"""The parts of a page that a remark can be about: its fields, the headings of its text, its judgements, its claims.

Each knows where readers meet it and where it is edited, so that a remark leads there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from editorial.content import codec
from evidence import grading
from evidence.presenters import DOMAIN_NAMES
from topics.markdown import Prose
from topics.models import SPECIFIC, Kind, Page

Plain = Mapping[str, Any]

LONGEST = 200
"""Characters that a comment keeps of the words for its part."""


@dataclass(frozen=True)
class Part:
    """`key` is what a comment keeps; `place` the id of where readers meet it, empty where it has none."""

    key: str
    words: str
    group: str
    place: str
    edit_url: str


Field = tuple[str, str, str, str]
"""A field's key, its words, its place on readers' page, and its id in the page's form."""

START: tuple[Field, ...] = (
    ("title", "Title", "", "id_title"),
    ("summary", "Summary", "", "id_summary"),
    ("aliases", "Other names", "", "aliases-group"),
)
KEY_POINTS: Field = ("key_points", "Key points", "key-points", "id_key_points")
BODY: Field = ("body", "The text as a whole", "", "id_body")
END: tuple[Field, ...] = (
    ("if_nothing_done", "What if nothing is done?", "if-nothing-done", "id_if_nothing_done"),
    ("unknowns", "What nobody knows yet", "unknowns", "id_unknowns"),
    ("to_say", "What should I say at an appointment?", "to-say", "id_to_say"),
    ("questions", "Questions to ask at an appointment", "questions", "id_questions"),
    ("related", "Related pages", "related", "id_related"),
)
TOPIC: tuple[Field, ...] = (
    ("warning_signs", "When to get help", "when-to-get-help", "warning_signs-group"),
    KEY_POINTS,
    ("how_common", "How common is it?", "how-common", "id_how_common"),
    BODY,
)
MIDDLE: dict[str, tuple[Field, ...]] = {
    "topic": TOPIC,
    "intervention": (
        KEY_POINTS,
        ("evidence", "The evidence as a whole", "evidence-title", "fieldset-0-2-heading"),
        ("not_confused_with", "What is it often confused with?", "not-confused-with", "id_not_confused_with"),
        BODY,
        ("acts_on", "What it might act on", "arrows", "acts_on-group"),
        ("how_taken", "How is it taken?", "how-taken", "id_how_taken"),
        ("doses", "Doses", "how-taken", "doses-group"),
        ("safety", "Is it safe, and for whom?", "safety", "id_safety"),
        ("side_effects", "Side effects", "safety", "sideeffects-group"),
        ("cautions", "Who should not take it, and what it does not mix with", "safety", "cautions-group"),
        ("access", "Getting it", "getting-it", "id_access"),
        ("regulations", "What each country’s authority has decided", "getting-it", "regulations-group"),
    ),
    "mechanism": (KEY_POINTS, BODY, ("contributes_to", "What it might contribute to", "arrows", "links-group")),
    "article": (
        ("personal_note", "Personal note", "note-title", "id_personal_note"),
        KEY_POINTS,
        BODY,
        ("close", "In the end", "close", "id_close"),
    ),
}

JUDGED = {
    "": "as a whole",
    "findings": "what it rests on",
    "starting_point": "starting level",
    **{domain: f"{grading.words(domain)} ({question})" for domain, question in DOMAIN_NAMES.items()},
    "direction": "direction and size of the effect",
    "summary": "summary",
    "unknowns": "what is not known",
}
"""The judgements of an assessment that a remark can be about, by the field of its form that holds each."""


def form_of(page: Page) -> str:
    """The form in which a page is edited."""
    return reverse(f"admin:topics_{SPECIFIC[Kind(page.kind)]}_change", args=[page.pk])


def parts_of(page: Page, plain: Plain | None = None) -> list[Part]:
    """Every part of a page's working copy. One statement, where the page's plain data is at hand."""
    plain = plain or codec.encode_page(page)
    form = form_of(page)
    fields = (*START, *MIDDLE[SPECIFIC[Kind(page.kind)]], *END)
    found = [Part(key, words, "The page", place, f"{form}#{field}") for key, words, place, field in fields]
    found += [
        Part(f"body#{id_}", heading[:LONGEST], "Its text, by heading", id_, f"{form}#id_body")
        for id_, heading in headings(plain)
    ]
    found += _judgements(page, plain)
    found += _claims(page, plain, form)
    return found


def headings(plain: Plain) -> list[tuple[str, str]]:
    """The headings of the page's text, each with the id that readers' page gives it."""
    prose = Prose(studies=(), pages={})
    for text in (plain.get("how_common", ""), plain.get("body", "")):
        prose.block(text)
    return prose.headings


def _judgements(page: Page, plain: Plain) -> Iterator[Part]:
    if not plain.get("assessments"):
        return
    forms = dict(page.specific.assessments.values_list("key", "pk"))
    for key in (assessment["key"] for assessment in plain["assessments"]):
        url = reverse("admin:evidence_assessment_change", args=[forms[key]]) if key in forms else ""
        for field, words in JUDGED.items():
            yield Part(
                key=f"assessments/{key}/{field}".rstrip("/"),
                words=f"Assessment {key}: {words}"[:LONGEST],
                group=f"Assessment {key}",
                place=f"evidence-{page.slug}-{key}",
                edit_url=f"{url}#id_{field}" if field else url,
            )


def _claims(page: Page, plain: Plain, form: str) -> Iterator[Part]:
    if not plain.get("claims"):
        return
    for number, (pk, heading) in enumerate(page.specific.claims.values_list("pk", "heading"), 1):
        yield Part(
            key=f"claims/{pk}",
            words=f"Claim {number}: {heading}"[:LONGEST],
            group="Claims",
            place=f"claim-{number}",
            edit_url=f"{form}#claims-{number - 1}",
        )


def grouped(parts: Iterable[Part]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The parts as a list to choose from, under the headings of their groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for part in parts:
        groups.setdefault(part.group, []).append((part.key, part.words))
    return list(groups.items())
