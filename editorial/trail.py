"""The audit trail as a file: what is chosen in the list, as CSV, and a row that says who took it."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from editorial.actions import record
from editorial.models import Action, AuditEntry

COLUMNS = ("at", "person", "action", "page", "edition", "subject", "note")
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")


@transaction.atomic
def export(*, entries: Any, by: Any, chosen: str = "") -> str:
    """These rows as CSV, newest first. Taking them away is itself recorded, with what was chosen."""
    if not by.has_perm("editorial.view_auditentry"):
        raise PermissionDenied
    rows = [_row(entry) for entry in entries.select_related("by", "page", "edition").defer(*UNREAD)]
    words = ("1 row" if len(rows) == 1 else f"{len(rows)} rows") + (f": {chosen}" if chosen else ", all there were")
    record(by=by, action=Action.EXPORTED, subject="the audit trail", note=words)
    return as_csv(COLUMNS, rows)


UNREAD = ("edition__content", "edition__rendered", "page__body")  # whole pages, of which the file holds the names


def _row(entry: AuditEntry) -> tuple[str, ...]:
    return (
        timezone.localtime(entry.at).isoformat(timespec="seconds"),
        entry.by.get_username() if entry.by else "the library",
        entry.get_action_display(),
        f"{entry.page.kind}/{entry.page.slug}" if entry.page else "",
        str(entry.edition.number) if entry.edition else "",
        entry.subject,
        entry.note,
    )


def as_csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Rows as a file that spreadsheets open and do nothing with but show."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return file.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what would start one."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULAS) else cell
