"""A table as CSV that a spreadsheet shows and never runs."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

RUN_BY_SPREADSHEETS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell that a spreadsheet takes for a formula begins with. See OWASP, CSV injection."""

BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it Excel takes UTF-8 for something else."""


def harmless(text: str) -> str:
    """The text behind an apostrophe, if a spreadsheet would run it; spaces before a formula don't stop one."""
    return f"'{text}" if text.startswith(RUN_BY_SPREADSHEETS) or text.lstrip().startswith(RUN_BY_SPREADSHEETS) else text


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lines ended by CR LF, each cell harmless."""
    written = io.StringIO()
    writer = csv.writer(written)
    for row in (headings, *rows):
        writer.writerow([harmless(cell) for cell in row])
    return BYTE_ORDER_MARK + written.getvalue()
