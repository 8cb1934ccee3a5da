import os
from types import SimpleNamespace
from urllib.parse import urlsplit

import django.db
import psycopg
import psycopg_pool
import pytest

from rose import database, env
from rose.env import CannotStart, EnvError


@pytest.fixture(scope="module")
def server():
    """A connection to the run's server, as its owner."""
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True) as connection:
        yield connection


@pytest.fixture
def made(server, worker_id):
    """Makes databases and users that are gone after the test."""
    names = []

    def make(kind: str, options: str = "") -> str:
        names.append((kind, f"floor_{worker_id}_{len(names)}"))
        server.execute(f"CREATE {kind} {names[-1][1]} {options}")
        return names[-1][1]

    yield make
    for kind, name in reversed(names):
        server.execute(f"DROP {kind} {name}")


def address(name: str, user: str = "postgres") -> env.Env:
    parts = urlsplit(os.environ["DATABASE_URL"])
    return env.read({"DATABASE_URL": parts._replace(netloc=f"{user}@", path=f"/{name}").geturl()})


def refusal(settings: env.Env) -> str:
    with pytest.raises(CannotStart) as refused, database.available(settings):
        pass
    return str(refused.value)


def test_an_empty_database_is_fit(made):
    with database.available(address(made("DATABASE"))):
        pass


def test_a_database_that_stores_other_than_utf_8_is_refused(made):
    latin = made("DATABASE", "ENCODING latin1 LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0")
    assert "doesn't store UTF-8: create it anew" in refusal(address(latin))


def test_a_user_who_may_not_add_extensions_is_told_who_may(made):
    user = made("ROLE", "LOGIN")
    assert "let its owner run CREATE EXTENSION pg_trgm" in refusal(address(made("DATABASE"), user))


def test_a_user_who_may_not_make_tables_is_told_who_may(made):
    user, name = made("ROLE", "LOGIN"), made("DATABASE")
    with psycopg.connect(os.environ["DATABASE_URL"], dbname=name) as connection:
        connection.execute("CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent")
    assert "doesn't let Rose make tables" in refusal(address(name, user))


def test_a_missing_database_is_said_by_name(made):
    assert 'database "nowhere" does not exist' in refusal(address("nowhere"))


def test_a_server_older_than_postgresql_15_is_refused():
    old = SimpleNamespace(server_version=140011, parameter_status={"server_version": "14.11"}.get)
    assert "is PostgreSQL 14.11: Rose needs 15 or newer" in database.unfit(SimpleNamespace(info=old))


@pytest.mark.parametrize(
    "url", ["mysql://rose@localhost/rose", "rose", "postgres://host", "postgres://a:b%zz@host/rose"]
)
def test_an_address_that_is_none_is_refused_without_repeating_its_password(url):
    with pytest.raises(EnvError, match="DATABASE_URL is no PostgreSQL address") as refused:
        database.connection(env.read({"DATABASE_URL": url}))
    assert url not in str(refused.value)


def test_every_part_of_an_address_reaches_django():
    given = database.connection(env.read({"DATABASE_URL": "postgresql://ro%40se:p%2Fw@db:6543/name?sslmode=require"}))
    assert [given[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "ro@se",
        "p/w",
        "db",
        "6543",
        "name",
    ]
    assert given["OPTIONS"]["sslmode"] == "require"


def test_what_an_address_asks_of_a_session_stands_after_what_rose_asks():
    asked = database.connection(env.read({"DATABASE_URL": "postgresql://rose@db/name?options=-c%20jit%3Don"}))
    assert asked["OPTIONS"]["options"] == f"{database.PLANNER} -c jit=on"


def test_only_a_process_that_serves_keeps_a_pool_with_a_connection_for_every_thread():
    assert "pool" not in database.connection(env.read({}))["OPTIONS"]
    serving = database.connection(env.read({"ROSE_SERVING": "true", "ROSE_THREADS": "7"}))
    assert serving["OPTIONS"]["pool"]["max_size"] == 7


# --- what is an outage, and what a defect -----------------------------------------------------------------------------


def raised(ask) -> BaseException:
    with pytest.raises(Exception) as problem:
        ask()
    return problem.value


def test_a_server_that_is_not_there_or_that_ends_a_connection_is_away(server, tmp_path):
    assert database.is_away(raised(lambda: psycopg.connect(host=str(tmp_path), dbname="rose")))
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True) as ended:
        server.execute("SELECT pg_terminate_backend(%s)", [ended.info.backend_pid])
        assert database.is_away(raised(lambda: ended.execute("SELECT 1"))), "it says that it goes"
        assert database.is_away(raised(lambda: ended.execute("SELECT 1"))), "it is gone"
    assert database.is_away(raised(lambda: psycopg_pool.ConnectionPool(open=True, timeout=0.01).getconn()))


def test_what_came_of_an_outage_is_one_whatever_django_made_of_it():
    def ask():
        try:
            raise psycopg.OperationalError("the connection is closed")
        except psycopg.OperationalError as problem:
            raise django.db.OperationalError from problem

    closed = django.db.InterfaceError("connection already closed")
    closed.__context__ = raised(ask)  # as where Django raises it while it deals with that

    assert database.is_away(raised(ask))
    assert database.is_away(closed)


SLOW, LOCKED = (
    "SET statement_timeout = 1; SELECT pg_sleep(1)",
    "SET lock_timeout = 1; SELECT pg_advisory_lock({another})",
)


@pytest.mark.parametrize("statement", [SLOW, LOCKED, "SELECT 1 / 0", "SELECT nothing"])
def test_a_server_that_answers_is_not_away_whatever_it_says(statement):
    postgres = {"conninfo": os.environ["DATABASE_URL"], "dbname": "postgres"}
    with psycopg.connect(**postgres) as other, psycopg.connect(**postgres) as asks:
        another = other.info.backend_pid  # a lock of its own: other workers of the run test beside this one
        other.execute("SELECT pg_advisory_lock(%s)", [another])
        problem = raised(lambda: asks.execute(statement.format(another=another)))
        assert isinstance(problem, psycopg.Error)
        assert not database.is_away(problem)


@pytest.mark.parametrize("problem", [None, ValueError("a defect"), django.db.OperationalError(), OSError()])
def test_a_defect_is_no_outage(problem):
    assert not database.is_away(problem)
