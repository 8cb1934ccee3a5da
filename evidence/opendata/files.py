"""The open data as files: CSV by RFC 4180, and JSON.

A spreadsheet takes a cell that begins with = + - or @ for a formula and may run it. Such a text gets an apostrophe
before it, and so does one that looks as if it already had: taking one away gives back what was there. Numbers are
numbers and stay as they are.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""How a text begins that a spreadsheet might run, or that looks like one already marked."""

PLAIN_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")
SEPARATOR: Final = "; "


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table as CSV. Texts stand in quotation marks and numbers do not."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def cell(value: Any) -> Any:
    """What stands in a CSV cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    return text(joined(value) if isinstance(value, list | tuple) else str(value))


def text(value: str) -> str:
    """Text that no spreadsheet runs: marked with an apostrophe where it begins like a formula."""
    return f"'{value}" if FORMULA.match(value) and not PLAIN_NUMBER.fullmatch(value) else value


def joined(items: Iterable[Any]) -> str:
    r"""A list in one cell. A semicolon inside an item is written \; and a backslash \\."""
    return SEPARATOR.join(str(item).replace("\\", "\\\\").replace(";", "\\;") for item in items)


def json_text(data: Any) -> str:
    """Compact JSON. Days are written as ISO 8601 has them."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)
