"""Every text of a page that people read, with what each of them has to keep to."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from editorial.library_checks.faults import Place
from editorial.library_checks.folder import cited_in, studies_of_findings
from evidence.sentences import Sentence, paragraphs
from topics.marks import CITATION

Plain = Mapping[str, Any]


class Role(Enum):
    """What a text is for, which says what it keeps to."""

    PROSE = "prose"
    """Each number stands in a study that its sentence cites."""
    RATING = "rating"
    """A rater's reasons: each number stands in a study of the assessment."""
    SIGN = "sign"
    """A warning sign. Its thresholds say when to seek help, and are no finding."""
    QUESTION = "question"
    """What to say or to ask at an appointment: it claims nothing."""
    NOTE = "note"
    """One person's experience."""
    NAME = "name"
    """A title."""


@dataclass(frozen=True)
class Text:
    """One text: where it stands, what it says in Markdown, what it is for, and the studies it rests on besides."""

    place: Place
    markdown: str
    role: Role = Role.PROSE
    rests_on: frozenset[str] = frozenset()


ROLES: Final[Mapping[str, Role]] = {
    "title": Role.NAME,
    "summary": Role.PROSE,
    "key_points": Role.PROSE,
    "how_common": Role.PROSE,
    "not_confused_with": Role.PROSE,
    "how_taken": Role.PROSE,
    "safety": Role.PROSE,
    "access": Role.PROSE,
    "if_nothing_done": Role.PROSE,
    "unknowns": Role.PROSE,
    "to_say": Role.QUESTION,
    "questions": Role.QUESTION,
    "personal_note": Role.NOTE,
    "close": Role.PROSE,
    "body": Role.PROSE,
}
"""The fields of a page that are a text or a list of texts."""

ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "warning_signs": ("text",),
    "doses": ("amount", "schedule", "text"),
    "side_effects": ("name", "text"),
    "cautions": ("name", "text"),
    "regulations": ("text",),
    "acts_on": ("statement",),
    "contributes_to": ("statement",),
}
"""The fields that are rows, and what is read of a row: as one text, so that a dose's citation covers its amount."""

DOMAINS: Final = (
    "risk_of_bias",
    "inconsistency",
    "indirectness",
    "imprecision",
    "publication_bias",
    "large_effect",
    "dose_response",
    "plausible_confounding",
)
RATED: Final = ("population", "comparator", "dose", "time_frame", "size_reason", "statement", "unknowns")
"""The texts of an assessment beside its reasons and its summary."""


def texts_of(slug: str, page: Plain, file: str) -> Iterator[Text]:
    """Every text of a page, in the order in which it is read, its assessments last."""
    for name, role in ROLES.items():
        value = page.get(name, "")
        for number, text in [(0, value)] if isinstance(value, str) else enumerate(value, 1):
            if text:
                yield Text(Place(file, name, row=number), _on_one_line(text), role)
    for name, parts in ROWS.items():
        role = Role.SIGN if name == "warning_signs" else Role.PROSE
        for number, row in enumerate(page.get(name, []), 1):
            said = ", ".join(row[part] for part in parts[:-1] if row.get(part))
            text = f"{said}: {row[parts[-1]]}" if said else row[parts[-1]]
            yield Text(Place(file, name, row=number), _on_one_line(text), role)
    yield from _claims(page, file)
    for row in page.get("assessments", []):
        yield from assessment_texts(slug, row)


def _claims(page: Plain, file: str) -> Iterator[Text]:
    for number, claim in enumerate(page.get("claims", []), 1):
        place = Place(file, "claims", row=number)
        rests_on = cited_in(claim["text"]).union(claim.get("studies", []))
        yield Text(place, claim["heading"], Role.PROSE, rests_on)
        yield Text(place, _on_one_line(claim["text"]))
        if claim.get("disagreement"):
            yield Text(place, _on_one_line(claim["disagreement"]), Role.PROSE, rests_on)


def assessment_texts(slug: str, row: Plain) -> Iterator[Text]:
    """The texts of one assessment: its summary, and what its rater wrote."""
    place = Place(f"assessments/{slug}.yaml", "summary", row["key"])
    rests_on = studies_of_findings(row.get("findings", [])) | cited_in(row.get("summary", ""))
    if row.get("summary"):
        yield Text(place, _on_one_line(row["summary"]))
    rated = {name: row.get(name, "") for name in RATED}
    rated |= {name: row.get(name, {}).get("reason", "") for name in DOMAINS}
    for name, text in rated.items():
        if text:
            yield Text(Place(place.file, name, row["key"]), _on_one_line(text), Role.RATING, rests_on)


def _on_one_line(markdown: str) -> str:
    """The text with every citation on one line, so that it can be told from the sentence around it."""
    return CITATION.sub(lambda match: re.sub(r"\s+", " ", match.group()), markdown)


TEXTS: Final = 20_000
"""Texts whose sentences are kept, because several rules read each: those of a whole library."""

# --- sentences, in groups that share their citations ------------------------------------------------------------------

STARTS_A_GROUP: Final = re.compile(r"\s*(?:[-+*]\s|\d+[.)]\s|#|\|)")


@lru_cache(maxsize=TEXTS)
def groups(markdown: str) -> tuple[tuple[Sentence, ...], ...]:
    """The sentences of each paragraph, item of a list, heading or row of a table: citations reach no further."""
    found: list[list[Sentence]] = []
    for paragraph in paragraphs(markdown):
        for index, sentence in enumerate(paragraph):
            if not index or STARTS_A_GROUP.match(sentence.raw):
                found.append([])
            found[-1].append(sentence)
    return tuple(tuple(group) for group in found)


def is_row(sentence: Sentence) -> bool:
    """Whether this is a row of a table, which is no sentence."""
    return sentence.raw.startswith("|")
