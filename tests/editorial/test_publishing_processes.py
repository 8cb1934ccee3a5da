"""Publishing among real processes: at its moment by the running server, by two people at once, and killed half-way."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.fixtures import library_copy, rose_on

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds, on a busy machine

PRELUDE = """
import sys, time
from datetime import timedelta
import django
django.setup()
from django.contrib.auth.models import User
from django.utils import timezone
from editorial.workflow import actions, publishing, scheduling
from tests import factories
from topics.models import Page
"""
APPROVED = """
page = factories.topic("{slug}", title="Cold toes", body="Old words.")
factories.published(page)
Page.objects.filter(pk=page.pk).update(body="New words.")
amal = factories.person("amal-{slug}", "author")
actions.submit(page=page, by=amal)
ito = factories.person("ito-{slug}", "clinician-reviewer")
factories.Reviewer.objects.create(user=ito, name="Dr Test Ito", credentials="made up", interests="None declared")
actions.sign_off(page=page, by=ito, interests="None")
pia = factories.person("pia-{slug}", "publisher")
"""
PUBLISH = """
page, pia = Page.objects.get(slug="{slug}"), User.objects.get(username="pia-{slug}")
told = {{"change_kind": "wording", "change_note": "New words."}}
print("ready", flush=True)
sys.stdin.readline()
try:
    actions.publish(page=page, by=pia, **told)
    print("published")
except actions.WorkflowError as problem:
    print(problem)
"""
HALF_WAY = """
def held(editions):
    project(editions)
    print("half-way", flush=True)
    time.sleep(600)
project, publishing.project = publishing.project, held
"""
PLAN = """
scheduling.schedule(
    page=page, by=pia, at=timezone.now() + timedelta(seconds={seconds}), change_kind="wording", change_note="New words."
)
print(page.pk)
"""
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture(scope="module")
def database(django_db_setup: None, worker_id: str) -> Iterator[str]:
    with library_copy(f"publishing_{worker_id}") as url:
        yield url


def started(database: str, code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate("go\n", timeout=PATIENCE)
    assert process.returncode == 0
    return out.split("ready\n")[-1].strip()


def row(database: str, query: str, *values: object) -> tuple:
    with psycopg.connect(database) as connection:
        return connection.execute(query, values).fetchone()


def standing(database: str, slug: str) -> tuple[str, int, int, int]:
    """A page's status, its live edition's number, how many editions there are, and how often readers' search has it."""
    return row(
        database,
        """SELECT p.status, e.number, (SELECT count(*) FROM topics_edition WHERE page_id = p.id),
                  (SELECT count(*) FROM search_entry WHERE page_id = p.id)
           FROM topics_page p JOIN topics_edition e ON e.id = p.live_id WHERE p.slug = %s""",
        slug,
    )


def test_of_two_who_publish_at_once_one_does_and_the_other_is_told_why(database):
    said(started(database, APPROVED.format(slug="two-toes")))
    both = [started(database, PUBLISH.format(slug="two-toes")) for _ in range(2)]
    for process in both:
        assert process.stdout.readline() == "ready\n"
    for process in both:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = sorted(process.communicate(timeout=PATIENCE)[0].strip() for process in both)
    assert answers == ["This page is published; it has to be signed off first.", "published"]
    assert standing(database, "two-toes")[:3] == ("published", 2, 2)


def test_a_publish_that_is_killed_half_way_leaves_no_trace_and_can_be_done_again(database):
    said(started(database, APPROVED.format(slug="half-toes")))
    before = standing(database, "half-toes")
    doomed = started(database, HALF_WAY + PUBLISH.format(slug="half-toes"))
    doomed.stdin.write("go\n")
    doomed.stdin.flush()
    assert [doomed.stdout.readline() for _ in range(2)] == ["ready\n", "half-way\n"]
    doomed.kill()
    doomed.wait(PATIENCE)
    assert standing(database, "half-toes") == before == ("approved", 1, 1, 1)
    assert said(started(database, PUBLISH.format(slug="half-toes"))) == "published"
    assert standing(database, "half-toes") == ("published", 2, 2, 1)


def test_the_running_server_publishes_at_the_moment_once_and_waits_for_who_has_the_page_in_hand(database, monkeypatch):
    monkeypatch.setenv("ROSE_WORKERS", "2")
    with rose_on(database) as address:
        seconds = 8
        page = int(said(started(database, APPROVED.format(slug="timed-toes") + PLAN.format(seconds=seconds))))
        [due] = row(database, "SELECT extract(epoch FROM at)::float FROM editorial_schedule WHERE page_id = %s", page)

        def shown() -> str:
            return urllib.request.urlopen(f"{address}/symptoms/timed-toes/", timeout=PATIENCE).read().decode()

        with psycopg.connect(database) as saving:
            saving.execute("SELECT 1 FROM topics_page WHERE id = %s FOR UPDATE", [page])
            assert "Old words." in shown()
            time.sleep(max(0, due + 2 - time.time()))
            assert "Old words." in shown()
            assert row(database, WAITING) == (0,), "nobody stands in line for the page: it is tried again later"
        deadline = time.monotonic() + PATIENCE
        while "New words." not in shown():
            assert time.monotonic() < deadline
            time.sleep(0.2)
    assert standing(database, "timed-toes") == ("published", 2, 2, 1)
    assert row(database, "SELECT outcome, count(*) FROM editorial_schedule GROUP BY outcome") == ("published", 1)
