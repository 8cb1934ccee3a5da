"""What a table of the open data is: its columns, each with its kind and its meaning in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

TEXT: Final = "text"
MARKDOWN: Final = "Markdown"
NUMBER: Final = "number"
WHOLE: Final = "whole number"
YES_NO: Final = "true or false"
DATE: Final = "date"
LIST: Final = "list"

EMPTY: Final[Mapping[str, Any]] = {TEXT: "", MARKDOWN: "", NUMBER: None, WHOLE: None, YES_NO: False, DATE: None}
"""What a cell holds where the record says nothing, by kind of column. A list is then an empty list."""


@dataclass(frozen=True)
class Column:
    """One column. `codes` are the values it may take, each with its meaning, where they are a closed list."""

    name: str
    words: str
    kind: str = TEXT
    codes: Mapping[str, str] = field(default_factory=dict)
    default: Any = None

    def value(self, row: Mapping[str, Any]) -> Any:
        """The cell, from what is known of a row. What a record leaves out is at its default."""
        given = row.get(self.name)
        if given is not None:
            return given
        if self.default is not None:
            return self.default
        return [] if self.kind == LIST else EMPTY[self.kind]


@dataclass(frozen=True)
class Table:
    """One table: its address and title, what a row is, and its columns in order."""

    name: str
    title: str
    words: str
    columns: tuple[Column, ...]

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]

    def cells(self, row: Mapping[str, Any]) -> list[Any]:
        return [column.value(row) for column in self.columns]

    def record(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return dict(zip(self.header, self.cells(row), strict=True))


def codes(choices: Any) -> Mapping[str, str]:
    """The codes of a model's choices, each with its label."""
    return {str(value): str(label) for value, label in choices.choices}


def edition_columns() -> tuple[Column, ...]:
    """Which edition of a page a row was read from, and whether a clinician had signed it."""
    return (
        Column("edition", "Number of the page’s edition that this row was read from.", WHOLE),
        Column("published_on", "Day on which that edition was published.", DATE),
        Column("signed_off", "Whether a clinician has signed off exactly that edition, and that holds.", YES_NO),
    )
