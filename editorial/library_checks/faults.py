"""What a check says: one fault, where it stands, and what to do about it."""

from dataclasses import dataclass

from editorial.library_checks.registry import CHECKS


@dataclass(frozen=True, order=True)
class Place:
    """A field of a file: its name in the file, and for an assessment that one's key.

    `row` counts the items of a list from 1, and is 0 where the whole field is meant.
    """

    file: str
    field: str = ""
    key: str = ""
    row: int = 0


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in one file. `line` is 0 where it is the file as a whole.

    `check` is its name in the registry, `sentence` what it is about where that is a sentence, and `about` the number,
    word or name in it.
    """

    file: str
    line: int
    reason: str
    check: str
    place: Place
    sentence: str = ""
    about: str = ""

    @property
    def is_warning(self) -> bool:
        """Whether it fails no file."""
        return not CHECKS[self.check].fails_files

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {'(warning) ' if self.is_warning else ''}{self.reason}"
