"""What a check of the library says: one fault, where it stands, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in one file. `line` is 0 where it is the file as a whole. A warning fails nothing."""

    file: str
    line: int
    reason: str
    is_warning: bool = False

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {'(warning) ' if self.is_warning else ''}{self.reason}"
