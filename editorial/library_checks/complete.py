"""Every page has what a page of its kind needs: library/README.md says what that is for whoever writes one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from editorial.library_checks.faults import Fault, Place
from editorial.library_checks.folder import Folder

Plain = Mapping[str, Any]

TOPICS: Final = ("symptom", "condition", "stage")
MEDICINES: Final = ("hormone-therapy", "prescription-medicine", "off-label-medicine")

KEY_POINTS: Final = (3, 6)
SYMPTOM_ALIASES: Final = (8, 30)
SYMPTOM_PHRASES: Final = 90
"""The most ways to say a symptom beside its names: phrases and misspellings, which search knows and no page shows."""
UNSHOWN: Final = ("phrase", "misspelling")
FEWEST_RELATED: Final = 2
FEWEST_QUESTIONS: Final = 3
FEWEST_HEADINGS: Final = 3
FEWEST_HEADINGS_OF_A_TOPIC: Final = 2
"""Of a symptom, condition or stage: what may help, and what to say at an appointment, have headings of their own."""
WHAT_MAY_HELP: Final = re.compile(
    r"^#+\s+(What (?:may|might|can|could|does|will) help.*)$", re.MULTILINE | re.IGNORECASE
)

Missing = Iterator[tuple[str, str, str]]
"""The check, the field that lacks something, and what to do about it."""


def incomplete(folder: Folder, slugs: Iterable[str]) -> Iterator[Fault]:
    """What these pages lack."""
    tested = {finding.get("intervention") for study in folder.studies.values() for finding in study.get("findings", [])}
    for slug in slugs:
        page = folder.pages[slug]
        for check, field, reason in _missing(page, is_tested=slug in tested):
            yield folder.fault(check, Place(folder.files[slug], field), f"{reason}.", about=reason)


def _missing(page: Plain, *, is_tested: bool) -> Missing:
    kind = page["kind"]
    yield from _every_page(page)
    if kind in TOPICS:
        yield from _topic(page)
    elif kind == "intervention":
        yield from _intervention(page, is_tested=is_tested)
    elif kind == "article" and not page.get("claims"):
        yield "complete", "claims", "no claims: an article is a list of them"


def _every_page(page: Plain) -> Missing:
    points = len(page.get("key_points", []))
    fewest, most = KEY_POINTS
    if not fewest <= points <= most:
        yield "complete", "key_points", f"{points} key points: write {fewest} to {most}"
    is_mechanism = page["kind"] == "mechanism"
    if not page.get("unknowns"):
        yield "unknowns", "unknowns", "unknowns is empty: say what nobody knows yet"
    for field, asked in (("summary", True), ("body", True), ("if_nothing_done", not is_mechanism)):
        if asked and not page.get(field):
            yield "complete", field, f"{field} is empty: write it"
    questions, wanted = len(page.get("questions", [])), 1 if is_mechanism else FEWEST_QUESTIONS
    if questions < wanted:
        yield "complete", "questions", f"{questions} questions to ask: write at least {wanted}"
    related = len(page.get("related", []))
    if related < FEWEST_RELATED:
        yield "complete", "related", f"{related} related pages: name at least {FEWEST_RELATED}"
    yield from _headings(page)


def _headings(page: Plain) -> Missing:
    """An article's headings are its claims' own; every other body starts at ##, asks, and skips no level."""
    found = re.findall(r"^(#{1,6})\s+(.*?)\s*$", page.get("body", ""), re.MULTILINE)
    asked = [text for marks, text in found if marks == "##" and text.endswith("?")]
    fewest = FEWEST_HEADINGS_OF_A_TOPIC if page["kind"] in TOPICS else FEWEST_HEADINGS
    if page["kind"] != "article" and len(asked) < fewest:
        yield "complete", "body", f"{len(asked)} headings that ask something (## …?): write at least {fewest}"
    level = 1
    for marks, text in found:
        if len(marks) == 1 or len(marks) > level + 1:
            yield "headings", "body", f"the heading “{text}” has {len(marks)} #: a body starts at ## and skips no level"
        if len(marks) == 2 and not text.endswith("?"):
            yield "complete", "body", f"the heading “{text}” is no question: ask what a reader would"
        level = len(marks)


def _topic(page: Plain) -> Missing:
    if not page.get("how_common"):
        yield (
            "complete",
            "how_common",
            "how_common is empty: give the figure, and whose it is; or say that none was found",
        )
    if typed := WHAT_MAY_HELP.search(page.get("body", "")):
        yield "complete", "body", f"“{typed.group(1)}” is typed: what may help is drawn from the assessments"
    if not page.get("to_say"):
        yield "complete", "to_say", "to_say is empty: say what to tell a doctor or nurse"
    if page["kind"] != "stage" and not page.get("warning_signs"):
        yield "warning-signs", "warning_signs", "no warning signs: name at least one, with its urgency"
    if page["kind"] == "symptom":
        yield from _names(page.get("aliases", []))


def _names(aliases: list[Any]) -> Missing:
    phrases = sum(isinstance(alias, dict) and alias["kind"] in UNSHOWN for alias in aliases)
    names = len(aliases) - phrases
    fewest, most = SYMPTOM_ALIASES
    if len(aliases) < fewest or names > most:
        yield "names", "aliases", f"{names} other names: a symptom has {fewest} to {most}"
    if phrases > SYMPTOM_PHRASES:
        yield "names", "aliases", f"{phrases} phrases and misspellings: a symptom has {SYMPTOM_PHRASES} at most"


def _intervention(page: Plain, *, is_tested: bool) -> Missing:
    if not page.get("doses") and not page.get("how_taken"):
        yield "complete", "how_taken", "neither doses nor how_taken: say how it is taken or done, and what was studied"
    if not page.get("safety") and not page.get("side_effects"):
        yield "harms", "safety", "neither safety nor side_effects: say what harm was counted, or that none was"
    if not page.get("cautions"):
        yield "cautions", "cautions", "no cautions: say who should not have it, or should ask first"
    if page["category"] in MEDICINES and not page.get("regulations") and not page.get("access"):
        yield (
            "complete",
            "regulations",
            "neither regulations nor access: say what it is licensed for, or that no record says so",
        )
    if is_tested and not page.get("assessments"):
        yield (
            "left-out",
            "",
            "no assessment, though a study tested it: add one an outcome (assessments/<this page>.yaml)",
        )
