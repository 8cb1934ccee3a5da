"""A connection for each request, out of the pool, without a queue before a database that is away.

Every thread would wait for its own as long as a reader may, and behind them stand the other readers. Once one has
waited in vain, one at a time goes on asking; the others are told at once, until that one gets an answer.
"""

import threading
from typing import Any

import psycopg
from django.db.backends.postgresql import base

_away = threading.Event()
_asking = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if not _away.is_set():
            return self._ask(conn_params)
        if not _asking.acquire(blocking=False):
            raise psycopg.OperationalError("The database did not answer a moment ago.")
        try:
            return self._ask(conn_params)
        finally:
            _asking.release()

    def _ask(self, conn_params: dict[str, Any]) -> Any:
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            _away.set()
            raise
        _away.clear()
        return connection
