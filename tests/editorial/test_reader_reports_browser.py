"""A reader tells of a problem and an editor answers, in real Chromium: by the keyboard alone, and axe finds nothing."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "a long enough password"
WORK = f"""
from django.contrib.auth.models import Group, User
from editorial.outside import reader_reports
user = User.objects.create_user("paz", password="{PASSWORD}", is_staff=True)
user.groups.add(Group.objects.get(name="publisher"))
about = reader_reports.of_page("symptom", "itchy-skin")
reader_reports.receive(about=about, edition=1, kind="hard", words="What is a cohort? I read that four times.")
"""
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="module")
def told(site, worker_id) -> str:
    """The running Rose, with a publisher and a report that waits for her."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/site_{worker_id}").geturl()
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", WORK]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": database}, check=True)
    return site


@pytest.fixture
def paz(browser_page, told):
    browser_page.goto(f"{told}/admin/login/")
    browser_page.fill("#id_username", "paz")
    browser_page.fill("#id_password", PASSWORD)
    browser_page.click("[type=submit]")
    browser_page.locator("li", has_text="What is a cohort?").get_by_role("link").click()
    return browser_page


def complaints(page, context: str) -> list:
    found = Axe().run(page, context=context, options=WCAG).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in found]


def press_tab_to(page, selector: str, most: int = 60) -> None:
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the Tab key does not reach {selector}")


def test_a_reader_tells_of_a_problem_by_the_keyboard_and_is_told_what_she_forgot(browser_page, site):
    browser_page.set_viewport_size({"width": 390, "height": 844})
    browser_page.goto(f"{site}/symptoms/itchy-skin/")
    browser_page.locator(".report-link a").focus()
    browser_page.keyboard.press("Enter")
    browser_page.get_by_role("heading", name="Tell us about a problem").wait_for()
    press_tab_to(browser_page, "#report-words")
    browser_page.keyboard.type("Ring me on 07700 900123, about the itch.")
    browser_page.wait_for_timeout(3000)  # as long as the form asks people to take
    press_tab_to(browser_page, ".report-form button")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_text("This was not sent yet.").wait_for()
    assert complaints(browser_page, "main") == []
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= 390
    assert browser_page.input_value("#report-words") == "Ring me on 07700 900123, about the itch."
    press_tab_to(browser_page, "[href='#report-kind_0']")
    browser_page.keyboard.press("Enter")
    if not browser_page.evaluate("document.activeElement.matches('[name=kind]')"):
        browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Space")
    assert browser_page.is_checked("#report-kind_0")
    press_tab_to(browser_page, "#report-words")
    browser_page.keyboard.press("Control+A")
    browser_page.keyboard.type("The page says nothing of the itch.")
    press_tab_to(browser_page, ".report-form button")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_role("heading", name="Thank you for telling us").wait_for()
    assert browser_page.context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_where_a_report_is_answered_or_a_page_is_moved(paz, told, scheme, width):
    paz.emulate_media(color_scheme=scheme)
    paz.set_viewport_size({"width": width, "height": 844})
    page = paz.get_by_role("link", name="The page’s form").get_attribute("href").rstrip("/").split("/")[-2]
    for url in (paz.url, f"{told}/admin/pages/{page}/move/"):
        paz.goto(url)
        assert complaints(paz, "#content-main") == []
        assert paz.evaluate("document.documentElement.scrollWidth") <= width


def test_an_editor_answers_by_the_keyboard(paz, told):
    press_tab_to(paz, "#id_outcome")
    paz.keyboard.type("The word is explained now.")
    press_tab_to(paz, "#id_said")
    paz.keyboard.type("that a word was not explained")
    press_tab_to(paz, "#id_done")
    paz.keyboard.type("We explained it.")
    press_tab_to(paz, ".step-form button")
    paz.keyboard.press("Enter")
    paz.get_by_text("What was done is on record.").wait_for()
    paz.goto(f"{told}/symptoms/itchy-skin/history/")
    assert "We explained it." in paz.locator(".told").inner_text()
