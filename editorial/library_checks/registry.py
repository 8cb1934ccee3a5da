"""What is checked of a page, by name: in whose words, and how much hangs on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """What a finding asks of whoever curates the page. A library file that fails is mended, whatever stands here."""

    ERROR = "error"
    """Stands in the way of review and of publishing."""
    WARNING = "warning"
    """Is mended, or given a reason."""
    NOTE = "note"
    """Is good to know, and asks for nothing."""


@dataclass(frozen=True)
class Check:
    """One check: its title, its severity on a page in the admin, and whether it fails a library's file."""

    title: str
    severity: Severity
    fails_files: bool = True


ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

CHECKS: Final[Mapping[str, Check]] = {
    # what leads nowhere, or would be shown wrong
    "citation": Check("A citation that leads nowhere", ERROR),
    "retracted": Check("A retracted study is cited as if it stood", ERROR),
    "link": Check("A link that leads nowhere", ERROR),
    "basis": Check("Something that a grade or a claim rests on is not there", ERROR),
    "marks": Check("A mark that readers would see as it is typed", ERROR),
    "rendering": Check("Readers would see a fault", ERROR),
    "records": Check("A record names something that is not there", ERROR),
    # what every reader has to be told, and may not be told
    "harms": Check("Nothing is said of harms", ERROR),
    "unknowns": Check("Nothing is said of what is unknown", ERROR),
    "overclaim": Check("The words say more than the grade allows", ERROR),
    "uncited-number": Check("A number without a citation", ERROR),
    "alt-text": Check("A picture without words for who can’t see it", ERROR),
    "headings": Check("A heading that skips a level", ERROR),
    # what a person has to judge
    "number": Check("A number that the study’s record does not hold", WARNING),
    "uncited-claim": Check("A claim of an effect without a citation", WARNING, fails_files=False),
    "rests-on-retracted": Check("A grade or a claim rests on a retracted study", WARNING),
    "left-out": Check("A finding that no grade takes up", WARNING),
    "cautions": Check("Nothing is said of who should take care", WARNING),
    "warning-signs": Check("No warning signs", WARNING),
    "urgency": Check("A warning sign that is more urgent than it is marked", WARNING),
    "long-sentence": Check("A long sentence", WARNING),
    "banned-word": Check("A word that Rose does not use", WARNING),
    "jargon": Check("A clinical word that nothing explains", WARNING, fails_files=False),
    # what the starter library keeps to, and a page may leave
    "complete": Check("Something that pages of this kind usually have", NOTE),
    "names": Check("Other names", NOTE),
    "hard-to-read": Check("Hard to read", NOTE, fails_files=False),
}
