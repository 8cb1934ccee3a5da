"""The desk in real Chromium: axe finds nothing, and the keyboard alone claims a review and reads a report."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import totp

PASSWORD = "a long enough password"
WORK = f"""
from datetime import timedelta
from django.contrib.auth.models import Group, User
from django.utils import timezone
from editorial.workflow import actions
from editorial.models import Review, Reviewer, Schedule
from search.models import Unanswered
from tests.second_factor import app_of
from topics.models import Page
for name, groups in [("asta", ["author"]), ("ife", ["author", "clinician-reviewer", "publisher"])]:
    user = User.objects.create_user(name, password="{PASSWORD}", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
Reviewer.objects.create(user=user, name="Dr Test Ife", credentials="made up for tests", interests="None declared")
for slug in ["anxiety", "back-pain", "bloating"]:
    actions.submit(page=Page.objects.get(slug=slug), by=User.objects.get(username="asta"))
today = timezone.localdate()
Review.objects.filter(page__slug="bloating").update(due_on=today - timedelta(days=3))
actions.submit(page=Page.objects.get(slug="brittle-nails"), by=user)
actions.request_changes(page=Page.objects.get(slug="brittle-nails"), by=user, note="Say why.")
Schedule.objects.create(
    page=Page.objects.get(slug="itchy-skin"), at=timezone.now(), change_kind="wording", change_note="Made.",
    content_hash="x", set_by=user, ended_at=timezone.now(), outcome="failed",
    why="This page has changed since it was signed off.",
)
Page.objects.filter(slug="burning-mouth").update(review_due_on=today - timedelta(days=1))
Unanswered.objects.create(day=today, word="frozen", searches=7)
print(app_of(user).key)
"""
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="session")
def ifes_cookies(tab, run_in_site) -> list:
    """What Chromium keeps of Ife's signing in. She has every role, and something on each of her lists."""
    secret = bytes.fromhex(run_in_site(WORK).strip())
    tab.goto("/admin/login/")
    tab.fill("#id_username", "ife")
    tab.fill("#id_password", PASSWORD)
    tab.click("[type=submit]")
    tab.fill("[name=again-code]", f"{totp(secret):06d}")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/admin/")
    return tab.context.cookies()


@pytest.fixture
def ife(browser_page, ifes_cookies):
    """Chromium with Ife signed in."""
    browser_page.context.add_cookies(ifes_cookies)
    return browser_page


def complaints(page, context: str) -> list:
    found = Axe().run(page, context=context, options=WCAG).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_desk_and_it_fits_the_screen(ife, scheme, width):
    ife.emulate_media(color_scheme=scheme)
    ife.set_viewport_size({"width": width, "height": 844})
    ife.goto("/admin/")
    assert ife.locator(".waiting h2").count() >= 7
    assert "Was planned for" in ife.locator("#not-as-planned li").inner_text()
    assert complaints(ife, ".desk") == []
    assert ife.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["age", "grade", "unsigned", "reviewers"])
def test_axe_finds_nothing_in_a_report_and_it_fits_a_phone(ife, name):
    ife.set_viewport_size({"width": 390, "height": 844})
    ife.goto(f"/admin/reports/{name}/")
    assert complaints(ife, ".report") == []
    assert ife.evaluate("document.documentElement.scrollWidth") <= 390


def focus(page, what: str, most: int = 80) -> None:
    """Press the Tab key until this is reached."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if what in page.evaluate("document.activeElement.textContent"):
            return
    raise AssertionError(f"the Tab key does not reach “{what}”")


def test_the_keyboard_alone_claims_a_review_and_releases_it(ife):
    ife.goto("/admin/")
    focus(ife, "Claim it: Anxiety")
    ife.keyboard.press("Enter")
    ife.get_by_text("You have this review now.").wait_for()
    ife.goto("/admin/")
    first = ife.locator("#to-review li").first
    assert "Anxiety" in first.inner_text()
    assert "You have it" in first.inner_text()
    focus(ife, "Release it: Anxiety")
    ife.keyboard.press("Enter")
    ife.get_by_text("Released. Another reviewer can take it.").wait_for()


def test_the_keyboard_alone_takes_a_list_and_a_report_as_files(ife):
    for path in ("/admin/reports/unsigned/", "/admin/topics/topic/?status__exact=in-review"):
        ife.goto(path)
        focus(ife, "Download as CSV")
        with ife.expect_download() as taken:
            ife.keyboard.press("Enter")
        assert taken.value.suggested_filename.endswith(".csv")
        assert "Anxiety" in Path(taken.value.path()).read_text("utf-8-sig")
