"""Whatever a file names is there, and may be cited; and no finding on a treatment is left out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from editorial.library_checks.faults import Fault, Place
from editorial.library_checks.folder import Folder, cited_in
from editorial.library_checks.texts import Text, texts_of
from evidence import grading
from topics.marks import CITATION, PAGE_LINK

Plain = Mapping[str, Any]

_LIKE_A_CITATION: Final = re.compile(r"\[?@[A-Za-z][\w-]*[^\]\s]*\]?")
_LIKE_A_LINK: Final = re.compile(r"\[\[[^\]]*\]?\]?")
_OWN_ADDRESS: Final = re.compile(r"(?<!!)\[[^\]\n]*\]\((/[^)\s]*)")


def unresolved(folder: Folder, slugs: Iterable[str]) -> Iterator[Fault]:
    """Names on these pages, and in their assessments, that lead nowhere."""
    for slug in slugs:
        page = folder.pages[slug]
        for text in texts_of(slug, page, folder.files[slug]):
            for check, reason in _in_text(folder, text.markdown):
                yield folder.fault(check, text.place, f"{reason}.", _near(text, reason), reason)
        for place, shown in _shown_as_typed(slug, page, folder.files[slug]):
            if _MARK.search(shown):
                reason = f"“{shown}” is shown as it is typed: no citation, link or * here"
                yield folder.fault("marks", place, f"{reason}.", shown)
        for check, place, reason in _in_fields(folder, slug, page):
            yield folder.fault(check, place, f"{reason}.", about=reason)


_MARK: Final = re.compile(r"\[@|\[\[|\*\*|\]\(")
SHOWN_AS_TYPED: Final[Mapping[str, tuple[str, ...]]] = {
    "doses": ("route", "amount", "schedule"),
    "side_effects": ("name",),
    "cautions": ("name",),
    "regulations": ("country", "authority"),
    "claims": ("heading",),
    "assessments": ("population", "comparator", "dose", "time_frame", "statement"),
}
"""What of a page's rows is no Markdown."""


def _shown_as_typed(slug: str, page: Plain, file: str) -> Iterator[tuple[Place, str]]:
    for field in ("title", "summary", "clinical_name"):
        yield Place(file, field), page.get(field, "")
    for field, parts in SHOWN_AS_TYPED.items():
        for number, row in enumerate(page.get(field, []), 1):
            for part in parts:
                if field == "assessments":
                    yield Place(f"assessments/{slug}.yaml", part, row["key"]), row.get(part, "")
                else:
                    yield Place(file, field, row=number), row.get(part, "")


def _near(text: Text, reason: str) -> str:
    """The words before what the reason names, to find its line by."""
    named = re.search(r"“(.*?)”", reason)
    start = text.markdown.find(named.group(1)) if named else -1
    before = text.markdown[:start] if start >= 0 else ""
    return re.split(r"[.\n\]]", before)[-1].strip() if before else ""


def _in_text(folder: Folder, markdown: str) -> Iterator[tuple[str, str]]:
    for study in sorted(cited_in(markdown)):
        for reason in _uncitable(folder, study):
            yield "citation", reason
    for link in PAGE_LINK.finditer(markdown):
        if link.group(1) not in folder.pages:
            yield "link", f"the link “[[{link.group(1)}” leads nowhere: there is no page of that address"
    left = PAGE_LINK.sub("", CITATION.sub("", markdown))
    for odd in _LIKE_A_CITATION.findall(left):
        yield (
            "citation",
            f"“{odd}” is no citation: write [@study] or [@study; @study], in small letters, digits and hyphens",
        )
    for odd in _LIKE_A_LINK.findall(left):
        yield "link", f"“{odd}” is no link: write [[page]] or [[page|other words]]"
    for address in _OWN_ADDRESS.findall(markdown):
        yield "link", f"“{address}” is typed as an address: write [[page]], which is followed when a page moves"


def _uncitable(folder: Folder, study: str) -> Iterator[str]:
    if study not in folder.studies:
        yield f"“@{study}” is cited, and there is no study of that name (studies/{study}.yaml)"
    elif not folder.is_citable(study):
        yield f"“@{study}” is cited, and its record has neither doi, pmid nor registration: it may carry no figure"


Named = Iterator[tuple[str, Place, str]]
"""The check, the place, and what is wrong there."""


def _in_fields(folder: Folder, slug: str, page: Plain) -> Named:
    file = folder.files[slug]
    for field in ("related", "about"):
        for other in page.get(field, []):
            if other not in folder.pages:
                yield "link", Place(file, field), f"“{other}” is no page"
            elif other == slug:
                yield "link", Place(file, field), "the page names itself"
    for field, name in (("acts_on", "mechanism"), ("contributes_to", "topic")):
        for number, link in enumerate(page.get(field, []), 1):
            yield from _link(folder, Place(file, field, row=number), link, name)
    for number, claim in enumerate(page.get("claims", []), 1):
        yield from _claim(folder, Place(file, "claims", row=number), claim)
    for row in page.get("assessments", []):
        place = Place(f"assessments/{slug}.yaml", "", row["key"])
        for reason in _assessment(folder, row):
            yield "basis", place, reason


def _link(folder: Folder, place: Place, link: Plain, name: str) -> Named:
    kinds = ("mechanism",) if name == "mechanism" else ("symptom", "condition", "stage")
    if folder.pages.get(link[name], {}).get("kind") not in kinds:
        yield "link", place, f"“{link[name]}” is no {name}’s page"
    for study in link.get("studies", []):
        for reason in _uncitable(folder, study):
            yield "citation", place, reason


def _claim(folder: Folder, place: Place, claim: Plain) -> Named:
    for study in claim.get("studies", []):
        for reason in _uncitable(folder, study):
            yield "citation", place, f"“{claim['heading']}”: {reason}"
    for name in claim.get("assessments", []):
        treatment, _, key = name.partition("/")
        rows = folder.pages.get(treatment, {}).get("assessments", [])
        if key not in (row["key"] for row in rows):
            yield "basis", place, f"“{claim['heading']}”: there is no assessment “{name}”"
    for name in claim.get("links", []):
        if name not in _names_of_links(folder, name.partition("/")[0]):
            yield "basis", place, f"“{claim['heading']}”: there is no mechanism link “{name}”"


def _names_of_links(folder: Folder, slug: str) -> set[str]:
    page = folder.pages.get(slug, {})
    ends = [link["mechanism"] for link in page.get("acts_on", [])]
    ends += [link["topic"] for link in page.get("contributes_to", [])]
    return {f"{slug}/{end}" for end in ends}


def _assessment(folder: Folder, row: Plain) -> Iterator[str]:
    if folder.pages.get(row["topic"], {}).get("kind") not in ("symptom", "condition", "stage"):
        yield f"“{row['key']}”: its topic “{row['topic']}” is no page of a symptom, condition or stage"
    if row["outcome"] not in folder.outcomes:
        yield f"“{row['key']}”: its outcome “{row['outcome']}” is not in outcomes.yaml"
    for name in row.get("findings", []):
        study = name.partition("/")[0]
        if folder.finding(name) is None:
            yield f"“{row['key']}”: there is no finding “{name}”"
        elif not folder.is_citable(study):
            yield f"“{row['key']}” rests on {name}, whose study has neither doi, pmid nor registration"
    yield from _rests_on_people(folder, row)


def _rests_on_people(folder: Folder, row: Plain) -> Iterator[str]:
    """What the database refuses when it is loaded: a grade that rests on animals or the laboratory."""
    studies = [folder.studies.get(name.partition("/")[0]) for name in row.get("findings", [])]
    raising = {name: row.get(name, {}).get("points", 0) for name in grading.RAISING_DOMAINS}
    try:
        grading.check_people(
            grading.Judgements(row["starting_point"], raising=raising),
            [(study["design"], study["directness"]) for study in studies if study],
        )
    except ValueError as error:
        yield f"“{row['key']}”: {str(error).rstrip('.')}"


# --- no finding left out ----------------------------------------------------------------------------------------------

NOT_EVIDENCE_OF_EFFECT: Final = frozenset(
    ("narrative-review", "official-record", "protocol", "guideline", "position-statement")
)
"""Designs that test nothing: what one proposes, plans, permits or recommends is no finding to grade."""


def unassessed(folder: Folder, slugs: Iterable[str]) -> Iterator[Fault]:
    """Findings of these treatments that no assessment takes up, and topics of theirs that no assessment is about.

    A finding that is about no topic is a narrative one and asks nothing, as does one of a design that tests nothing.
    """
    for slug in slugs:
        page = folder.pages[slug]
        if page["kind"] != "intervention":
            continue
        file, topics = f"assessments/{slug}.yaml", dict[str, str]()
        for study, finding in _findings_on(folder, slug):
            name = f"{study}/{finding['key']}"
            if not _is_mechanism(page, study):
                topics |= dict.fromkeys(set(finding["topics"]) - set(topics), name)
            if not _is_taken_up(page, study, finding):
                reason = f"finding {name} of this treatment is in no assessment: add it, or cite its study in a summary"
                yield Fault(file, 0, f"{reason}.", "left-out", Place(file), about=name)
        for topic in sorted(set(topics) - {row["topic"] for row in page.get("assessments", [])}):
            reason = f"no assessment is about {topic}, which {topics[topic]} is a finding on: add one."
            yield Fault(file, 0, reason, "left-out", Place(file), about=topic)


def _findings_on(folder: Folder, treatment: str) -> Iterator[tuple[str, Plain]]:
    """The findings on a treatment that ask to be graded, with their studies."""
    for study, held in folder.studies.items():
        if folder.is_citable(study) and held["design"] not in NOT_EVIDENCE_OF_EFFECT:
            for finding in held.get("findings", []):
                if finding.get("intervention") == treatment and finding.get("topics"):
                    yield study, finding


def _is_taken_up(page: Plain, study: str, finding: Plain) -> bool:
    """Whether an assessment rests on a finding, or one on its topic tells of its study; or a link to a mechanism does.

    A review of trials that are counted already is told of, and not counted again.
    """
    for row in page.get("assessments", []):
        told = row["topic"] in finding["topics"] and study in cited_in(row.get("summary", ""))
        if told or f"{study}/{finding['key']}" in row.get("findings", []):
            return True
    return _is_mechanism(page, study)


def _is_mechanism(page: Plain, study: str) -> bool:
    """Whether a study stands under how the treatment might work."""
    return any(study in link.get("studies", []) for link in page.get("acts_on", []))


def unknown_in_records(folder: Folder) -> Iterator[Fault]:
    """Names in studies.yaml, outcomes.yaml and trials.yaml that lead nowhere."""
    for slug, outcome in folder.outcomes.items():
        source = outcome.get("important_difference", {}).get("source")
        for reason in _uncitable(folder, source) if source else ():
            yield folder.fault("records", Place("outcomes.yaml"), f"{slug}: {reason}.", slug)
    for name, trial in folder.trials.items():
        pages = (*trial.get("interventions", []), *trial.get("topics", []))
        for missing in (page for page in pages if page not in folder.pages):
            yield folder.fault("records", Place("trials.yaml"), f"{name}: “{missing}” is no page.", name)
        if trial.get("study") and trial["study"] not in folder.studies:
            yield folder.fault("records", Place("trials.yaml"), f"{name}: there is no study “{trial['study']}”.", name)
