"""The database stops while an author saves and readers read: real processes, real Chromium, a PostgreSQL of its own."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from rose import embedded
from tests.chromium import PHONE, enter, too_wide, violations
from tests.fixtures import rose_on, run_on

pytestmark = pytest.mark.long

WORK = """
import json
from tests import factories, staff
staff.person("olga", "author")
print(json.dumps([factories.topic(f"away-{n}", body="Old words.").pk for n in range(2)]))
"""
PATIENCE = 60  # seconds, on a busy machine
NO_HANG = 30  # seconds until a reader is told: a connection is waited for five (rose/database.py), this machine is busy
CROWD = 40  # readers at once, several times as many as the server has threads
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@dataclass
class Database:
    """A PostgreSQL that only the tests of this file use: a copy of the run's, with the library."""

    folder: Path
    running: ExitStack = field(default_factory=ExitStack)

    @property
    def url(self) -> str:
        return embedded.url(self.folder)

    def start(self) -> None:
        self.running.enter_context(embedded.running(self.folder))

    def stop(self) -> None:
        """In the middle of whatever it does, as when its machine fails."""
        embedded.postmaster(self.folder).send_signal(signal.SIGQUIT)
        deadline = time.monotonic() + PATIENCE
        while embedded.postmaster(self.folder):
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def row(self, query: str, *values: object) -> tuple:
        with psycopg.connect(self.url) as connection:
            return connection.execute(query, values).fetchone()


@pytest.fixture(scope="module")
def database(django_db_setup: None) -> Iterator[Database]:
    home = Path(tempfile.mkdtemp(prefix="rose-"))  # short enough for a socket
    of_the_run = os.environ["DATABASE_URL"]
    copy = [embedded.PROGRAMS / "pg_basebackup", f"--dbname={of_the_run}", "--pgdata", home / "pg", "--checkpoint=fast"]
    subprocess.run(copy, check=True, env={"LC_ALL": "C"})
    made = Database(home / "pg")
    try:
        with made.running:
            made.start()
            yield made
    finally:
        shutil.rmtree(home)


@pytest.fixture(scope="module")
def rose(database: Database) -> Iterator[str]:
    with rose_on(database.url) as address:
        yield address


@pytest.fixture(scope="module")
def pages(rose: str, database: Database) -> Iterator[int]:
    """Pages of the author's, each for one test."""
    return iter(json.loads(run_on(database.url, WORK)))


@pytest.fixture
def olga(browser, rose: str, pages: Iterator[int], database: Database) -> Iterator:
    """The author's tab. However the test ends, the database runs again."""
    context = browser.new_context(base_url=rose, locale="en-GB", viewport={"width": PHONE, "height": 844})
    tab = context.new_page()
    tab.set_default_timeout(PATIENCE * 1000)
    yield enter(tab, "olga")
    context.close()
    if embedded.postmaster(database.folder) is None:
        database.start()


def typed(olga, page: int) -> None:
    """She has the form open, and has typed."""
    olga.goto(f"/admin/topics/topic/{page}/change/")
    olga.wait_for_load_state("networkidle")
    olga.fill("[name=body]", "New words, long thought about.")


def saved(olga) -> int:
    """She presses the button: the status of what she gets."""
    with olga.expect_navigation() as gone:
        olga.click("[name=_continue]", no_wait_after=True)
    return gone.value.status


def stored(database: Database, page: int) -> tuple[str, int, int]:
    """The page's text, how often its save stands in the trail, and how many rows have its name."""
    return database.row(
        """SELECT body, (SELECT count(*) FROM editorial_auditentry WHERE page_id = p.id AND action = 'edited'),
                  (SELECT count(*) FROM topics_page q WHERE q.slug = p.slug)
           FROM topics_page p WHERE id = %s""",
        page,
    )


def told_that_it_is_kept(olga) -> None:
    main = olga.locator("main")
    assert main.locator("h1").inner_text() == "This could not be saved just now"
    assert "What you typed is kept in this browser." in main.inner_text()
    kept = olga.evaluate("Object.keys(localStorage).filter(name => name.startsWith('rose-typed'))")
    assert len(kept) == 1
    assert "New words, long thought about." in olga.evaluate("name => localStorage[name]", kept[0])


def brings_it_back_and_saves(olga) -> None:
    olga.get_by_role("link", name="open the form again").click()
    olga.wait_for_load_state("networkidle")
    assert olga.input_value("[name=body]") == "Old words."
    offer = olga.get_by_role("region", name=re.compile("^Typed .* and not saved$"))
    offer.get_by_role("button", name="Bring it back").click()
    assert olga.input_value("[name=body]") == "New words, long thought about."
    assert saved(olga) == 200
    olga.locator(".messagelist .success").wait_for()
    assert olga.evaluate("Object.keys(localStorage).filter(name => name.startsWith('rose-typed'))") == []


def crowd(rose: str) -> set[int]:
    """What so many readers at once are answered, by every process and thread of the server."""
    with ThreadPoolExecutor(CROWD) as readers:
        return {*readers.map(status, [f"{rose}/symptoms/joint-pain/"] * CROWD)}


def status(url: str) -> int:
    try:
        return urllib.request.urlopen(url, timeout=PATIENCE).status
    except urllib.error.HTTPError as told:
        return told.status


def answers_again(rose: str) -> None:
    """The database is back: within seconds everybody is answered."""
    deadline = time.monotonic() + NO_HANG
    while crowd(rose) != {200}:
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_a_save_while_the_database_is_away_is_told_so_and_done_once_it_is_back(olga, rose, pages, database):
    page = next(pages)
    typed(olga, page)
    database.stop()
    assert saved(olga) == 503
    told_that_it_is_kept(olga)
    assert too_wide(olga, PHONE) == []
    assert violations(olga) == []
    database.start()
    assert stored(database, page) == ("Old words.", 0, 1)
    answers_again(rose)
    brings_it_back_and_saves(olga)
    assert stored(database, page) == ("New words, long thought about.", 1, 1)


def test_a_save_that_the_database_drops_half_way_leaves_nothing_and_is_done_once_it_is_back(
    olga, rose, pages, database
):
    page = next(pages)
    typed(olga, page)
    with psycopg.connect(database.url) as other:
        other.execute("SELECT 1 FROM topics_page WHERE id = %s FOR UPDATE", [page])
        stopping = threading.Thread(target=stop_once_somebody_waits, args=[database])
        stopping.start()
        assert saved(olga) == 503
        stopping.join()
        other.close()
    told_that_it_is_kept(olga)
    database.start()
    assert stored(database, page) == ("Old words.", 0, 1)
    answers_again(rose)
    brings_it_back_and_saves(olga)
    assert stored(database, page) == ("New words, long thought about.", 1, 1)


def stop_once_somebody_waits(database: Database) -> None:
    while database.row(WAITING) == (0,):
        time.sleep(0.1)
    database.stop()


READ = ("/symptoms/joint-pain/", "/", "/search/?q=hot+flushes", "/data/pages.csv")


def test_readers_are_told_soon_and_in_words_and_read_on_when_it_is_back(rose, database):
    database.stop()
    for path in READ:
        began = time.monotonic()
        with pytest.raises(urllib.error.HTTPError) as told:
            urllib.request.urlopen(rose + path, timeout=PATIENCE)
        said = told.value.read().decode()
        assert (told.value.status, time.monotonic() - began < NO_HANG) == (503, True), path
        assert "Rose can’t be read just now" in said
        assert "call 999, 112 or your local emergency number" in said
        assert "Traceback" not in said
        assert (told.value.headers["Retry-After"], "no-store" in told.value.headers["Cache-Control"]) == ("30", True)
    began = time.monotonic()
    assert crowd(rose) == {503}
    assert time.monotonic() - began < NO_HANG, "nobody queues behind those who wait for a connection"
    database.start()
    answers_again(rose)
    assert {status(rose + path) for path in READ} == {200}
