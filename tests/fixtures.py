"""Rose with its starter library, for every test: loaded once for the run, copied for each worker."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management.color import no_style
from django.db import connection
from django.test.utils import CaptureQueriesContext

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "rose"
COLLECT = """
import django
from rose import env, serve
django.setup()
serve.collect_static(env.read().data / "static")
"""
NEVER_EMPTIED = [
    "editorial_auditentry",
    "topics_edition",
    "editorial_signoff",
    "editorial_rating",
    "editorial_keptdraft",
]
PATIENCE = 60  # seconds for a server to answer, on a busy machine


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each worker's database starts as a copy of one that holds the library; the first to need that one makes it."""
    data = Path(os.environ["ROSE_DATA"])
    with _in_turn("library"):
        if not (data / "library.loaded").exists():
            for command in (["migrate", "--verbosity=0"], ["load_library", "--verbosity=0"]):
                subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)
            (data / "library.loaded").touch()
    connection.settings_dict["TEST"]["TEMPLATE"] = TEMPLATE


@pytest.fixture(autouse=True)
def second_factor_given(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Whoever a test signs in has given her second factor, if one is due. Returned: a sign-in by password alone."""
    from django.contrib.auth.models import User
    from django.test import Client

    from tests.second_factor import give

    by_password = Client.force_login

    def with_factor(client: Client, user: User, backend: str | None = None) -> None:
        by_password(client, user, backend)
        give(client, user)

    monkeypatch.setattr(Client, "force_login", with_factor)
    return by_password


@pytest.fixture
def empty_database(db: None) -> Callable[[], None]:
    """Empty the tables that the library fills; the test's end brings all back. Call again to empty them again."""

    empty_tables()
    return empty_tables


def empty_tables() -> None:
    """Empty the tables that the library fills, until the transaction under way is rolled back."""
    apps = ("topics_", "evidence_", "editorial_", "search_", "taggit_")
    tables = [name for name in connection.introspection.table_names() if name.startswith(apps)]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be emptied
        for table in NEVER_EMPTIED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER is_never_emptied")
        for statement in connection.ops.sql_flush(no_style(), tables, allow_cascade=True):
            cursor.execute(statement)
        for table in NEVER_EMPTIED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER is_never_emptied")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # as every transaction starts


@pytest.fixture
def without_library(db: None) -> None:
    """No page of the library stands before readers: they find what the test publishes, and that costs what it weighs.

    Quicker than an empty database, and the working copies stay.
    """
    from evidence.models import Citation, EvidenceRow
    from search import projection
    from topics.models import Page, PageLink, Status

    for model in (PageLink, Citation, EvidenceRow):
        model.objects.all().delete()
    projection.clear()
    Page.objects.published().update(live=None, status=Status.ARCHIVED)


@pytest.fixture
def queries_while_rendering(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that were run while a template rendered: there should be none."""
    from django.template import base

    found: list[str] = []
    render = base.Template.render
    depth = 0

    def watched(self, context):
        nonlocal depth
        if depth:
            return render(self, context)
        depth += 1
        try:
            with CaptureQueriesContext(connection) as queries:
                return render(self, context)
        finally:
            depth -= 1
            found.extend(query["sql"] for query in queries)

    monkeypatch.setattr(base.Template, "render", watched)
    return found


@pytest.fixture(scope="session")
def site(django_db_setup: None, worker_id: str) -> Iterator[str]:
    """The address of a Rose that runs as it does for readers: a process of its own, with production settings."""
    with library_copy(f"site_{worker_id}") as database, rose_on(database) as address:
        yield address


@contextmanager
def library_copy(name: str) -> Iterator[str]:
    """The address of a database of this name that holds the library, for processes that outlive a transaction."""
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield urlsplit(url)._replace(path=f"/{name}").geturl()


@contextmanager
def rose_on(database: str) -> Iterator[str]:
    """The address of a Rose that serves what this database holds."""
    with _in_turn("static"):  # the first to need them collects the static files, for all
        _python("-c", COLLECT, database=database)
    port = _free_port()
    command = [sys.executable, "-m", "rose.serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=_environment(database) | {"ROSE_PORT": str(port)})
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(process, f"{address}/healthz/")
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def run_on(database: str, code: str) -> str:
    """Run Python as that Rose would, with its rows and its keys: what it prints."""
    return _python("manage.py", "shell", "--verbosity=0", "--command", code, database=database)


@pytest.fixture(scope="session")
def run_in_site(site: str, worker_id: str) -> Callable[[str], str]:
    """Run Python where the running Rose keeps its rows: what it prints."""
    return partial(run_on, urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/site_{worker_id}").geturl())


def _python(*arguments: str, database: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=_environment(database), check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _environment(database: str) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": database, "ROSE_DATA": str(Path(os.environ["ROSE_DATA"]) / "site")}


@contextmanager
def _in_turn(what: str) -> Iterator[None]:
    """One worker of the run at a time."""
    with open(Path(os.environ["ROSE_DATA"]) / f"{what}.lock", "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(process: subprocess.Popen, url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"Rose did not start for the browser tests (exit code {process.poll()})")
