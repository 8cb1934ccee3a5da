"""SQL that is asked all the time, always in the same words: PostgreSQL plans it once a connection.

Django writes a statement's values into it, so that each is a new one to plan. For the long statements of a search that
takes about as long as finding what they ask for. (`prepare_threshold` and `plan_cache_mode` in rose/database.py.)
"""

from typing import Any

import psycopg
from django.db import connection


class Cursor(psycopg.Cursor[Any]):
    """Keeps what it asked where Django's log of queries looks for it, as Django's own cursors do."""

    def _convert_query(self, *given: Any) -> Any:
        self._query = super()._convert_query(*given)
        return self._query


def rows(sql: str, **parameters: Any) -> list[dict[str, Any]]:
    """What a statement finds, each row by the names of its columns."""
    connection.ensure_connection()
    wrapped = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrapped(Cursor(connection.connection)) as cursor:  # type: ignore[arg-type] # it wraps any cursor
        cursor.execute(sql, parameters)
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
