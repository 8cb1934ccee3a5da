"""Which PostgreSQL Rose works on: the one DATABASE_URL names, or its own in the data folder. Only this file knows."""

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from rose import embedded
from rose.env import CannotStart, Env, EnvError

OLDEST = 15
EXTENSIONS = ["pg_trgm", "unaccent"]
PATIENCE = 5  # seconds that a connection may take: a reader would not wait longer
PLANNER = "-c random_page_cost=1.1 -c jit=off -c plan_cache_mode=force_generic_plan"
"""Rose's statements are short and what they read is in memory: an index is worth its pages, compiling a plan is not.
What search/statements.py asks is planned at its first use in a connection (`prepare_threshold`), and never again."""


@contextlib.contextmanager
def available(env: Env) -> Iterator[None]:
    """The database, answering and fit for Rose, for as long as the block runs."""
    own = contextlib.nullcontext() if env.database_url else embedded.running(env.data / "postgres")
    with own:
        _check(env)
        yield


def connection(env: Env) -> dict[str, Any]:
    """Django's settings for the database."""
    options = {"connect_timeout": PATIENCE, "prepare_threshold": 0, **_address(env)}
    options["options"] = f"{PLANNER} {options.get('options', '')}".strip()
    if env.serving:
        # A connection for every thread that answers requests, or some would wait for one. Only a process that serves
        # keeps a pool: a command needs one connection, and would wait for the pool's threads when it ends.
        # It asks for a lost connection anew within seconds: left to itself it would wait longer each time, for minutes.
        options["pool"] = {
            "min_size": 1,
            "max_size": env.threads,
            "timeout": PATIENCE,
            "reconnect_timeout": PATIENCE,
        }
    return {
        "ENGINE": "rose.serving" if env.serving else "django.db.backends.postgresql",
        "NAME": options.pop("dbname"),
        "USER": options.pop("user", ""),
        "PASSWORD": options.pop("password", ""),
        "HOST": options.pop("host", ""),
        "PORT": options.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,  # so that no reader meets an error after the database was restarted
        "OPTIONS": options,
    }


STOPPED = ("08", "57P01", "57P02", "57P03", "53300")
"""How the codes start with which a server says that it goes, is not there yet, or has no connection left."""


def is_away(problem: BaseException | None) -> bool:
    """Whether this came of a database that does not answer: no connection could be had, or it broke.

    A connection that fails tells no code, for no server is there to give one. A statement that took too long, or two
    that stood in each other's way, have codes of their own: those are no outage.
    """
    seen: list[BaseException] = []
    while problem is not None and problem not in seen:
        if isinstance(problem, psycopg.OperationalError):
            return problem.sqlstate is None or problem.sqlstate.startswith(STOPPED)
        seen.append(problem)
        problem = problem.__cause__ or problem.__context__
    return False


def _address(env: Env) -> dict[str, Any]:
    """Where the database is, as PostgreSQL's own library reads an address."""
    try:
        address = conninfo_to_dict(env.database_url or embedded.url(env.data / "postgres"))
    except psycopg.ProgrammingError:
        address = {}
    if not address.get("dbname") or not re.match("postgres(ql)?://", env.database_url or "postgres://"):
        raise EnvError(
            "DATABASE_URL is no PostgreSQL address: write it like postgresql://user:password@host:5432/name, "
            "with %-codes for special characters in the password, or unset it to use Rose's own database."
        )
    return address


def _check(env: Env) -> None:
    """Refuse a server that Rose couldn't work on, before anything is changed in it."""
    address = {"connect_timeout": PATIENCE, **_address(env)}
    where = f"{address.get('host') or 'localhost'}:{address.get('port') or 5432}"
    try:
        with psycopg.connect(**address) as server:
            problem = unfit(server)
    except psycopg.Error as error:
        raise CannotStart(
            f"The database {address['dbname']} at {where} can't be used ({_reason(error)}): "
            "start that server or correct DATABASE_URL."
        ) from error
    if problem:
        raise CannotStart(f"The database {address['dbname']} at {where} {problem}")


def unfit(server: psycopg.Connection) -> str:
    """The end of the sentence on what a server lacks, or nothing."""
    if server.info.server_version < OLDEST * 10000:
        version = server.info.parameter_status("server_version")
        return f"is PostgreSQL {version}: Rose needs {OLDEST} or newer, so point DATABASE_URL at one or unset it."
    if server.info.parameter_status("server_encoding") != "UTF8":
        return "doesn't store UTF-8: create it anew with ENCODING 'UTF8' TEMPLATE template0."
    for extension, supplied, ready in server.execute(WHAT_IT_HAS, [EXTENSIONS]):
        if not supplied:
            return f"lacks the extension {extension}: install PostgreSQL's contrib package on that server."
        if not ready:
            return f"doesn't let Rose add {extension}: let its owner run CREATE EXTENSION {extension} there."
    [(may_make_tables,)] = server.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')")
    if not may_make_tables:
        return "doesn't let Rose make tables: make Rose's user its owner."
    return ""


# Each extension: whether the server has its files, and whether it is there already or this user may add it (both are
# trusted extensions, which whoever may create in the database may add).
WHAT_IT_HAS = """
SELECT wanted,
       EXISTS (SELECT FROM pg_available_extensions WHERE name = wanted),
       EXISTS (SELECT FROM pg_extension WHERE extname = wanted)
           OR has_database_privilege(current_database(), 'CREATE')
FROM unnest(%s::text[]) AS wanted
"""


def _reason(error: psycopg.Error) -> str:
    """What the server or the system gave as the reason, in one line."""
    line = str(error).strip().split("\n")[0]
    return re.sub(r"^.*(?:failed: |FATAL: +)", "", line).rstrip(".") or "no reason given"
