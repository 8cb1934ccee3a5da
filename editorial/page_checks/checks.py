"""What is wrong with a page that no constraint can see: prose that outruns its evidence (evidence/prose.py)."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from editorial.content import codec
from editorial.library_checks.called import called, names_of
from editorial.library_checks.faults import Place
from editorial.page_checks.surroundings import Surroundings, surroundings
from evidence import grading, prose
from evidence.effect_claims import Treatments
from evidence.models import Outcome
from evidence.prose import Covered, Evidence, Outrun, Passage
from topics.models import Edition, Kind, Page

Plain = Mapping[str, Any]

FIELDS = {
    "title": "Title",
    "summary": "Summary",
    "key_points": "Key point",
    "how_common": "How common",
    "not_confused_with": "Not to be confused with",
    "if_nothing_done": "If nothing is done",
    "how_taken": "How it is taken",
    "safety": "Safety",
    "access": "Getting it",
    "personal_note": "Personal note",
    "body": "Text",
    "close": "Close",
}
"""The texts of a page that are read for claims. What is unknown, and what to say or ask when seen, claims nothing."""

ROWS = {
    "doses": ("Dose", "text"),
    "side_effects": ("Side effect", "text"),
    "cautions": ("Caution", "text"),
    "regulations": ("Regulation", "text"),
    "acts_on": ("Mechanism", "statement"),
    "contributes_to": ("Contribution", "statement"),
}
"""The rows of a page, what each is called, and the text in it that is read."""


def outrun(page: Page) -> list[Outrun]:
    """The sentences of a page's working copy that claim more than the evidence allows.

    The evidence is the page's own where it is a treatment's, and what is published of every other treatment named.
    """
    return outruns_of(codec.encode_page(page), page.slug)


def outruns_of(
    plain: Plain, slug: str, outcomes: Mapping[str, Plain] | None = None, around: Surroundings | None = None
) -> list[Outrun]:
    """The same, of a page's plain data. Two statements, and one more where its own outcomes are not handed in."""
    passages = list(passages_of(plain, slug))
    around = around or surroundings()
    names = _names(around) | {slug: called(plain, slug)}
    covered = list(covered_by(slug, names, plain.get("assessments", []), outcomes or _outcomes(plain)))
    others = {other: names[other] for other in around.published_treatments - {slug}}
    meant = Treatments(others).named_in("\n".join(passage.text for passage in passages))
    meant |= others.keys() & {passage.subject for passage in passages}
    for other, assessments, its_outcomes in _published(meant):
        covered += covered_by(other, names, assessments or [], its_outcomes or {})
    return prose.outruns(passages, covered)


def outruns_among(
    pages: Mapping[str, Plain],
    outcomes: Mapping[str, Plain],
    *,
    only: Iterable[str] | None = None,
    standing: Collection[str] = (),
) -> Iterator[tuple[str, Outrun]]:
    """The same of many pages that are not stored yet, each held to the assessments among them.

    `only` names those to read, where not all of them are. Treatments that are `standing` count as they are published,
    whatever their page among these says.
    """
    names = {slug: called(page, slug) for slug, page in pages.items()}
    covered: list[Covered] = []
    if standing:
        names = _names(surroundings()) | names
        for slug, assessments, its_outcomes in _published(standing):
            covered += covered_by(slug, names, assessments or [], its_outcomes or {})
    for slug in pages.keys() - set(standing):
        covered += covered_by(slug, names, pages[slug].get("assessments", []), outcomes)
    evidence = Evidence(covered)
    for slug in pages if only is None else only:
        for found in evidence.outrun_by(passages_of(pages[slug], slug)):
            yield slug, found


def _outcomes(plain: Plain) -> dict[str, Plain]:
    """The outcomes of a treatment's own assessments."""
    wanted = {row["outcome"] for row in plain.get("assessments", [])}
    if not wanted:
        return {}
    found = Outcome.objects.filter(slug__in=wanted).select_related("important_difference_source")
    return {outcome.slug: codec.encode_outcome(outcome) for outcome in found}


def _names(around: Surroundings) -> dict[str, list[str]]:
    """What every page is called."""
    return {slug: [*names_of(page), slug] for slug, page in around.pages.items()}


def _published(slugs: Collection[str]) -> Iterable[tuple[str, list[Plain], dict[str, Plain]]]:
    """The assessments and outcomes in the live editions of these treatments."""
    live = Edition.objects.live().filter(slug__in=slugs)
    return live.values_list("slug", "content__page__assessments", "content__outcomes") if slugs else []


def covered_by(
    slug: str,
    names: Mapping[str, Sequence[str]],
    assessments: Iterable[Plain],
    outcomes: Mapping[str, Plain],
) -> Iterator[Covered]:
    """A treatment's assessments as the check of prose takes them. `names` says what pages are called."""
    for row in assessments:
        outcome = outcomes[row["outcome"]]
        yield Covered(
            key=f"{slug}/{row['key']}",
            intervention=tuple(names[slug]),
            outcome=(outcome["name"], outcome["phrase"]),
            topic=tuple(names.get(row["topic"], [row["topic"]])),
            certainty=grading.certainty(_judgements(row)),
            direction=row["direction"],
            size=row["size"],
            better=outcome["better"],
            is_harm=outcome.get("harm", False),
            population=row.get("population", ""),
        )


def _judgements(row: Plain) -> grading.Judgements:
    """What a rater decided, from plain data that was validated when it was saved."""
    return grading.Judgements(
        starting_point=row["starting_point"],
        lowering={name: row.get(name, {}).get("judgement", grading.NO_CONCERN) for name in grading.LOWERING_DOMAINS},
        raising={name: row.get(name, {}).get("points", 0) for name in grading.RAISING_DOMAINS},
    )


def passages_of(plain: Plain, slug: str) -> Iterator[Passage]:
    """Every text of a page that may claim an effect."""
    claims = plain.get("claims", [])
    subject = slug if plain["kind"] == Kind.INTERVENTION else _one_treatment(claims)
    topics = (slug,) if plain["kind"] in (Kind.SYMPTOM, Kind.CONDITION, Kind.STAGE) else ()
    for name, label in FIELDS.items():
        value = plain.get(name, "")
        if isinstance(value, list):
            for number, text in enumerate(value, 1):
                yield Passage(f"{label} {number}", text, subject, topics)
        elif value:
            yield Passage(label, value, subject, topics)
    for name, (label, field) in ROWS.items():
        for number, row in enumerate(plain.get(name, []), 1):
            yield Passage(f"{label} {number}", row[field], subject, topics)
    for number, claim in enumerate(claims, 1):
        own = _one_treatment([claim]) or subject
        for field in ("heading", "text", "disagreement"):
            yield Passage(f"Claim {number}, {field}", claim.get(field, ""), own)
    for row in plain.get("assessments", []):
        for field in ("summary", "size_reason"):
            name = f"Assessment {row['key']}, {grading.words(field)}"
            yield Passage(name, row.get(field, ""), slug, topics, f"{slug}/{row['key']}")


_ITEM = re.compile(r"(.+?) (\d+)(?:, (\w+))?")
_RATED = re.compile(r"Assessment (\S+), (.+)")


def place_of(outrun: Outrun, slug: str, file: str) -> Place:
    """Where a sentence that outruns its evidence stands: the way back from a passage's name to its field."""
    if rated := _RATED.fullmatch(outrun.field):
        return Place(f"assessments/{slug}.yaml", rated[2].replace(" ", "_"), rated[1])
    fields = {label: name for name, label in FIELDS.items()} | {label: name for name, (label, _) in ROWS.items()}
    item = _ITEM.fullmatch(outrun.field)
    if item:
        return Place(file, {"Claim": "claims", **fields}[item[1]], row=int(item[2]))
    return Place(file, fields[outrun.field])


def _one_treatment(claims: Iterable[Plain]) -> str:
    """The treatment that these claims of an article rest on, where it is one: "it" means that."""
    named = {name.partition("/")[0] for claim in claims for name in claim.get("assessments", [])}
    return named.pop() if len(named) == 1 else ""
