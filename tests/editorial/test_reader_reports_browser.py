"""A reader tells of a problem and an editor answers, in real Chromium: by the keyboard alone, and axe finds nothing."""

import pytest

from tests.chromium import enter, flaws, tab_to

WORK = """
from editorial.outside import reader_reports
from tests import staff
staff.person("paz", "publisher")
about = reader_reports.of_page("symptom", "itchy-skin")
reader_reports.receive(about=about, edition=1, kind="hard", words="What is a cohort? I read that four times.")
"""


@pytest.fixture(scope="session")
def told(run_in_site) -> None:
    """The running Rose has a publisher, and a report that waits for her."""
    run_in_site(WORK)


@pytest.fixture
def paz(browser_page, told):
    """Chromium with Paz signed in, who has gone from her desk to the report."""
    enter(browser_page, "paz").goto("/admin/")
    browser_page.locator("li", has_text="What is a cohort?").get_by_role("link").click()
    browser_page.locator("#id_outcome").wait_for()
    return browser_page


def test_a_reader_tells_of_a_problem_by_the_keyboard_and_is_told_what_she_forgot(browser_page):
    browser_page.goto("/symptoms/itchy-skin/")
    browser_page.locator(".report-link a").focus()
    browser_page.keyboard.press("Enter")
    browser_page.get_by_role("heading", name="Tell us about a problem").wait_for()
    tab_to(browser_page, "#report-words")
    browser_page.keyboard.type("Ring me on 07700 900123, about the itch.")
    browser_page.wait_for_timeout(3000)  # as long as the form asks people to take
    tab_to(browser_page, ".report-form button")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_text("This was not sent yet.").wait_for()
    assert flaws(browser_page, "main") == []
    assert browser_page.input_value("#report-words") == "Ring me on 07700 900123, about the itch."
    tab_to(browser_page, "[href='#report-kind_0']")
    browser_page.keyboard.press("Enter")
    if not browser_page.evaluate("document.activeElement.matches('[name=kind]')"):
        browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Space")
    assert browser_page.is_checked("#report-kind_0")
    tab_to(browser_page, "#report-words")
    browser_page.keyboard.press("Control+A")
    browser_page.keyboard.type("The page says nothing of the itch.")
    tab_to(browser_page, ".report-form button")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_role("heading", name="Thank you for telling us").wait_for()
    assert browser_page.context.cookies() == []


def test_axe_finds_nothing_where_a_report_is_answered_or_a_page_is_moved(paz):
    page = paz.get_by_role("link", name="The page’s form").get_attribute("href").rstrip("/").split("/")[-2]
    for url in (paz.url, f"/admin/pages/{page}/move/"):
        paz.goto(url)
        assert flaws(paz, "#content-main") == []


def test_an_editor_answers_by_the_keyboard(paz):
    tab_to(paz, "#id_outcome")
    paz.keyboard.type("The word is explained now.")
    tab_to(paz, "#id_said")
    paz.keyboard.type("that a word was not explained")
    tab_to(paz, "#id_done")
    paz.keyboard.type("We explained it.")
    tab_to(paz, ".step-form button")
    paz.keyboard.press("Enter")
    paz.get_by_text("What was done is on record.").wait_for()
    paz.goto("/symptoms/itchy-skin/history/")
    assert "We explained it." in paz.locator(".told").inner_text()
