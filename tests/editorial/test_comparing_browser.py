"""Comparing, rolling back and two people at one page, in real Chromium, on a phone as at a desk."""

import re

import pytest

from tests.chromium import enter, flaws, unfold

WORK = """
from tests import staff
from topics.models import Page
staff.person("ada", "author")
print(Page.objects.get(slug="fezolinetant").pk)
"""


@pytest.fixture(scope="session")
def fezolinetant(run_in_site) -> str:
    """The key of a long page in the running Rose, which has an author of its own for this."""
    return run_in_site(WORK).strip()


@pytest.fixture
def form(fezolinetant) -> str:
    return f"/admin/topics/intervention/{fezolinetant}/change/"


@pytest.fixture
def ada(browser_page, fezolinetant):
    """Chromium with Ada signed in; the test fails if a script of the page does."""
    complaints = []

    def hear(error) -> None:
        complaints.append(str(error))

    enter(browser_page, "ada").on("pageerror", hear)
    yield browser_page
    browser_page.remove_listener("pageerror", hear)
    assert complaints == []


def write(page, form: str, **fields: str) -> None:
    """Open the page's form, change these fields and save them."""
    page.goto(form)
    for name, text in fields.items():
        page.locator(f"[name={name}]").fill(text)
    page.click("[name=_continue]")
    page.locator(".messagelist .success").wait_for()


def test_a_draft_is_compared_on_a_phone_and_rolled_back_by_keyboard(ada, form, fezolinetant):
    typed = "Written for somebody to compare."
    write(ada, form, summary=typed, safety="Nothing is known.", how_taken="By mouth, says nobody.")
    ada.get_by_role("link", name="Compare drafts and editions").click()
    ada.locator("ins", has_text=typed).wait_for()
    assert flaws(ada, "#content") == []

    back = ada.get_by_role("link", name=re.compile(r"Roll back to this\s*: Edition 1,"))
    back.focus()
    ada.keyboard.press("Enter")
    ada.get_by_text("The draft has changes that readers have never seen.").wait_for()
    assert flaws(ada, "#content") == []
    ada.get_by_role("button", name="Set this draft aside and roll back").focus()
    ada.keyboard.press("Enter")
    ada.locator(".messagelist .success", has_text="was set aside").wait_for()
    assert ada.locator("[name=summary]").input_value() != typed

    ada.goto(f"/admin/pages/{fezolinetant}/compare/")
    ada.locator("select[name=from]").select_option(index=1)
    ada.get_by_role("button", name="Compare").click()
    ada.locator("del", has_text=typed).wait_for()


def test_the_second_to_save_sees_both_versions_and_loses_nothing(ada, form):
    ada.goto(form)
    other = ada.context.new_page()
    write(other, form, summary="Saved first, by another.", safety="Saved first.")
    typed = "Typed for an hour."
    ada.locator("[name=summary]").fill(typed)
    ada.click("[name=_continue]")
    clash = ada.locator(".conflict")
    clash.get_by_text("You both changed this.").wait_for()
    both = clash.locator(".compared", has_text="You both changed this.")
    assert both.locator("del", has_text="Saved first").is_visible()
    assert both.locator("ins", has_text="Typed for an hour").is_visible()
    assert both.get_by_label("Summary, as stored now").input_value() == "Saved first, by another."
    assert clash.get_by_text("Your form still has what stood here before.").first.is_visible()
    unfold(ada, ".conflict details")
    assert flaws(ada, ".conflict") == []
    assert ada.locator("[name=summary]").input_value() == typed
    ada.click("[name=_continue]")
    ada.locator(".messagelist .success").wait_for()
    assert ada.locator("[name=summary]").input_value() == typed
