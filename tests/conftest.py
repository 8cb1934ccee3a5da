"""What every test stands on: a database of this run's own, no network, and a browser that reaches Rose alone."""

import contextlib
import gc
import ipaddress
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

from rose import embedded
from rose.env import CannotStart

BROWSERS = [
    "chromium-headless-shell",  # opens a tab in a third of the time that those with a window to draw take
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
NO_BROWSER = "no Chromium found: install one, or name it in ROSE_CHROMIUM"
CLOCKED = {"test_four_people_browser.py", "test_publishing_processes.py"}  # their pages are published at a minute
ALONE = {"test_publishing_processes.py", "test_database_away.py"}  # each with a database and a Rose of its own
SCREEN = {"width": 1280, "height": 720}  # where no test chooses another
PATIENCE = 60_000  # milliseconds for a page, on a busy machine
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}  # what tests store may be lost
COPIED = {"wal_keep_size": "2GB"}  # what is written while test_database_away copies all that is there

pytest_plugins = ["tests.fixtures"]

running = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start the run's database before anything reads Rose's settings; xdist's workers inherit where it is."""
    if not hasattr(config, "workerinput"):
        _start_database()
    sys.addaudithook(_refuse_network)
    hypothesis.settings.register_profile("rose", deadline=None)  # a busy machine is no failure
    hypothesis.settings.load_profile("rose")
    _configure_django()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One more than the cores: a third of the time tests wait for a browser, a server or the database."""
    return (os.cpu_count() or 1) + 1


def pytest_unconfigure() -> None:
    running.close()


def _start_database() -> None:
    for name in list(os.environ):
        if name.startswith("ROSE_") and name != "ROSE_CHROMIUM":
            del os.environ[name]
    data = Path(tempfile.mkdtemp(prefix="rose-tests-"))
    running.callback(shutil.rmtree, data, ignore_errors=True)
    try:
        running.enter_context(embedded.running(data / "postgres", **FAST, **COPIED))
    except CannotStart as problem:
        running.close()
        pytest.exit(str(problem), returncode=1)
    os.environ |= {
        "ROSE_DATA": str(data),
        "DATABASE_URL": embedded.url(data / "postgres"),
        "DJANGO_SETTINGS_MODULE": "rose.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # Playwright runs a loop in the thread where tests use the database
    }


def _configure_django() -> None:
    """Settings that make tests quick or need no collected files; all else is as in production."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True  # reads static files where they lie


def _refuse_network(event: str, arguments: tuple) -> None:
    """Tests reach this machine alone."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise PermissionError(f"a test tried to reach {host}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser. What needs no database comes first, for who is free while another fills one."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", []):
            item.add_marker("browser")
    items.sort(key=_turn)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What stays to the end is not looked through for rubbish again and again: that took a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _turn(item: pytest.Item) -> int:
    """What needs a database comes later, and of that first what waits for the clock longest."""
    fixtures = getattr(item, "fixturenames", [])
    if not (item.get_closest_marker("django_db") or "django_db_setup" in fixtures):
        return 0
    return 1 if item.path.name in CLOCKED else 2


class Scheduler(LoadScopeScheduling):
    """Tests of a running Rose go to two workers, and first, being the longest; any other to the worker that is free."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::")[0]
        if Path(path).name in ALONE:
            return path
        if path.startswith("tests/editorial/") and path.endswith("_browser.py"):
            return "staff"
        return "readers" if path.startswith("tests/browser/") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log) -> Scheduler:
    return Scheduler(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if NO_BROWSER in str(report.longrepr)]
    if skipped:
        terminalreporter.section("THE BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests: {NO_BROWSER}", red=True, bold=True)


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """A real Chromium, started once for each worker."""
    from django.db import connections
    from playwright.sync_api import sync_playwright

    named = os.environ.get("ROSE_CHROMIUM")
    executable = next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)
    if not executable:
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()
        connections.close_all()  # what tests asked for while Playwright's loop ran has connections of its own


@pytest.fixture
def admin_client(admin_user, client):
    """An administrator signed in as tests sign people in: with her second factor (tests/fixtures.py)."""
    client.force_login(admin_user)
    return client


@pytest.fixture
def foreign_requests() -> list[str]:
    """The addresses on other hosts that the test's pages asked for; each was refused."""
    return []


@pytest.fixture(scope="session")
def tab(browser, site) -> Iterator:
    """The tab that tests take turns in, with Rose at relative addresses: to open another costs more than most tests."""
    context = browser.new_context(base_url=site, locale="en-GB", viewport=SCREEN)
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture
def browser_page(tab, site, foreign_requests) -> Iterator:
    """The tab, left as it was found; the test fails if its pages ask another host for anything.

    What listens to the page goes on listening: `complaints` stops by itself, any other such test opens a context.
    """
    own = urlsplit(site).netloc

    def guard(route) -> None:
        if urlsplit(route.request.url).netloc == own:
            route.continue_()
        else:
            foreign_requests.append(route.request.url)
            route.abort()

    tab.context.route("**/*", guard)
    yield tab
    tab.goto("about:blank")  # ends what the last page still does
    tab.unroute_all()
    tab.context.unroute_all()
    tab.context.clear_cookies()
    tab.set_viewport_size(SCREEN)
    tab.emulate_media(media="null", color_scheme="light")
    assert foreign_requests == []


@pytest.fixture
def complaints(browser_page) -> Iterator[list[str]]:
    """What the browser says of the test's pages in its console, and the errors of their scripts."""
    said: list[str] = []

    def hear(what) -> None:
        said.append(getattr(what, "text", str(what)))

    for event in ("console", "pageerror"):
        browser_page.on(event, hear)
    yield said
    for event in ("console", "pageerror"):
        browser_page.remove_listener(event, hear)
