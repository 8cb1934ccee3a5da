"""The desk in real Chromium: axe finds nothing, and the keyboard alone claims a review and reads a report."""

from pathlib import Path

import pytest

from tests.chromium import enter, flaws, tab_to

WORK = """
from datetime import timedelta
from django.utils import timezone
from editorial.workflow import actions
from editorial.models import Review, Reviewer, Schedule
from search.models import Unanswered
from tests import factories, staff
from topics.models import Page
asta = staff.person("asta", "author")
ife = staff.person("ife", "author", "clinician-reviewer", "publisher")
Reviewer.objects.create(user=ife, name="Dr Test Ife", credentials="made up for tests", interests="None declared")
pages = {slug: factories.topic(slug, title=f"{slug.title()} toes") for slug in ("cold", "warm", "late", "returned")}
for page in pages.values():
    factories.published(page)
    page.refresh_from_db()
for slug in ("cold", "warm", "late"):
    actions.submit(page=pages[slug], by=asta)
today = timezone.localdate()
Review.objects.filter(page__slug="late").update(due_on=today - timedelta(days=3))
actions.submit(page=pages["returned"], by=ife)
actions.request_changes(page=pages["returned"], by=ife, note="Say why.")
Schedule.objects.create(
    page=Page.objects.get(slug="itchy-skin"), at=timezone.now(), change_kind="wording", change_note="Made.",
    content_hash="x", set_by=ife, ended_at=timezone.now(), outcome="failed",
    why="This page has changed since it was signed off.",
)
Page.objects.filter(slug="burning-mouth").update(review_due_on=today - timedelta(days=1))
Unanswered.objects.create(day=today, word="frozen", searches=7)
"""


@pytest.fixture(scope="session")
def work(run_in_site) -> None:
    """In the running Rose, Ife has every role, and something on each of her lists."""
    run_in_site(WORK)


@pytest.fixture
def ife(browser_page, work):
    """Chromium with Ife signed in."""
    return enter(browser_page, "ife")


def test_axe_finds_nothing_on_the_desk_and_it_fits_the_screen(ife):
    ife.goto("/admin/")
    assert ife.locator(".waiting h2").count() >= 7
    assert "Was planned for" in ife.locator("#not-as-planned li").inner_text()
    assert flaws(ife, ".desk") == []


@pytest.mark.parametrize("name", ["age", "grade", "unsigned", "reviewers"])
def test_axe_finds_nothing_in_a_report_and_it_fits_a_phone(ife, name):
    ife.goto(f"/admin/reports/{name}/")
    assert flaws(ife, ".report") == []


def test_the_keyboard_alone_claims_a_review_and_releases_it(ife):
    ife.goto("/admin/")
    tab_to(ife, words="Claim it: Cold toes")
    ife.keyboard.press("Enter")
    ife.get_by_text("You have this review now.").wait_for()
    ife.goto("/admin/")
    first = ife.locator("#to-review li").first
    assert "Cold toes" in first.inner_text()
    assert "You have it" in first.inner_text()
    tab_to(ife, words="Release it: Cold toes")
    ife.keyboard.press("Enter")
    ife.get_by_text("Released. Another reviewer can take it.").wait_for()


def test_the_keyboard_alone_takes_a_list_and_a_report_as_files(ife):
    for path in ("/admin/reports/unsigned/", "/admin/topics/topic/?status__exact=in-review"):
        ife.goto(path)
        tab_to(ife, words="Download as CSV")
        with ife.expect_download() as taken:
            ife.keyboard.press("Enter")
        assert taken.value.suggested_filename.endswith(".csv")
        assert "Cold toes" in Path(taken.value.path()).read_text("utf-8-sig")
