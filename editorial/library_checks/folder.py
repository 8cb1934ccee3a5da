"""A library folder as the checks read it: plain data, and where in its files a sentence stands."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final

from editorial.library_checks.called import called
from editorial.library_checks.faults import Fault, Place
from evidence.effect_claims import Treatments
from topics.marks import CITATION, studies_cited

Plain = Mapping[str, Any]

BETWEEN_WORDS: Final = r"(?:[\W_]|\[@[^\]]*\]|\[\[[^\]|]*\|)+?"
"""What may stand between two words of a sentence in its file: marks, line breaks, citations, the start of a link."""

WORDS_ENOUGH: Final = 14
"""So many words find a sentence."""


@dataclass(frozen=True)
class Folder:
    """Pages, studies, outcomes by their names; `files` says which file a page is, `text` what each file holds.

    `terms` are the glossary's words, in small letters; `moved` says where pages stand, and stood, that were moved. A
    page in the admin is a folder too, made by editorial/page_checks/page_folder.py: of the pages around it this holds
    what the checks ask of them, and it has no text of files.
    """

    pages: Mapping[str, Plain]
    studies: Mapping[str, Plain]
    outcomes: Mapping[str, Plain]
    trials: Mapping[str, Plain]
    files: Mapping[str, str]
    text: Mapping[str, str] = field(default_factory=dict)
    terms: frozenset[str] = frozenset()
    moved: Sequence[Plain] = ()

    def is_citable(self, study: str) -> bool:
        """Whether a study may be cited: it is here, and a reader can look it up."""
        held = self.studies.get(study, {})
        return any(held.get(name) for name in ("doi", "pmid", "registration"))

    def finding(self, name: str) -> Plain | None:
        """The finding of that name, "study/key"."""
        study, _, key = name.partition("/")
        found = (finding for finding in self.studies.get(study, {}).get("findings", []) if finding["key"] == key)
        return next(found, None)

    def line_of(self, place: Place, sentence: str = "") -> int:
        """The line on which a field starts, or a sentence in it; 0 where neither can be found."""
        text = self.text.get(place.file, "")
        start = _field_start(text, place)
        return line_in(text, sentence, start) or (text.count("\n", 0, start) + 1 if start else 0)

    def fault(self, check: str, place: Place, reason: str, sentence: str = "", about: str = "") -> Fault:
        return Fault(place.file, self.line_of(place, sentence), reason, check, place, sentence, about)

    @cached_property
    def treatments(self) -> Treatments:
        """Every treatment by its names, to find in texts."""
        kinds = self.pages.items()
        return Treatments({slug: called(page, slug) for slug, page in kinds if page["kind"] == "intervention"})

    @cached_property
    def trials_of(self) -> dict[str, list[Plain]]:
        """The registered trials that became each study."""
        found: dict[str, list[Plain]] = {}
        for trial in self.trials.values():
            found.setdefault(trial.get("study") or "", []).append(trial)
        return found


def line_in(text: str, sentence: str, start: int = 0) -> int:
    """The line of a text on which a sentence starts, looked for from `start` first; 0 where it does not stand there."""
    words = re.findall(r"\w+", sentence)[:WORDS_ENOUGH]
    if not words:
        return 0
    pattern = re.compile(r"\b" + BETWEEN_WORDS.join(re.escape(word) for word in words))
    found = pattern.search(text, start) or pattern.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def _field_start(text: str, place: Place) -> int:
    if place.field == "body":
        parts = text.split("---\n", 2)
        return len(parts[0]) + len(parts[1]) + 8 if len(parts) == 3 else 0
    start = 0
    if place.key:
        found = re.search(rf"^- key: [\"']?{re.escape(place.key)}[\"']?\s*$", text, re.MULTILINE)
        start = found.start() if found else 0
    if place.field:
        indent = "  " if place.key else ""
        found = re.compile(rf"^{indent}{re.escape(place.field)}:", re.MULTILINE).search(text, start)
        start = found.start() if found else start
    return start


@lru_cache(maxsize=20_000)
def cited_in(markdown: str) -> frozenset[str]:
    """Every study that a text cites."""
    return frozenset(study for match in CITATION.finditer(markdown) for study in studies_cited(match))


def studies_of_findings(findings: Iterable[str]) -> frozenset[str]:
    """The studies of these findings."""
    return frozenset(name.partition("/")[0] for name in findings)
