"""Comparing, rolling back and two people at one page, in real Chromium, on a phone as at a desk."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.editorial.test_admin_browser import WCAG

ROOT = Path(__file__).resolve().parent.parent.parent
PASSWORD = "a long enough password"
PEOPLE = f"""
from django.contrib.auth.models import Group, User
from topics.models import Page
user = User.objects.create_user("ada", password="{PASSWORD}", is_staff=True)
user.groups.add(Group.objects.get(name="author"))
print(Page.objects.get(slug="low-dose-naltrexone").pk)
"""


@pytest.fixture(scope="session")
def naltrexone(site, worker_id) -> str:
    """The key of a long page in the running Rose, which has an author of its own for this."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/site_{worker_id}").geturl()
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", PEOPLE]
    environment = os.environ | {"DATABASE_URL": database}
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def ada(browser_page, site, naltrexone):
    """Chromium with Ada signed in; the test fails if a script of the page does."""
    complaints = []
    browser_page.on("pageerror", lambda error: complaints.append(str(error)))
    browser_page.set_default_timeout(60_000)
    browser_page.goto(f"{site}/admin/login/")
    browser_page.fill("#id_username", "ada")
    browser_page.fill("#id_password", PASSWORD)
    browser_page.click("[type=submit]")
    browser_page.form = f"{site}/admin/topics/intervention/{naltrexone}/change/"
    browser_page.compare = f"{site}/admin/pages/{naltrexone}/compare/"
    yield browser_page
    assert complaints == []


def write(page, **fields: str) -> None:
    """Open the page's form, change these fields and save them."""
    page.goto(page.form)
    for name, text in fields.items():
        page.locator(f"[name={name}]").fill(text)
    page.click("[name=_continue]")
    page.locator(".messagelist .success").wait_for()


def violations(page, context: str) -> list:
    found = Axe().run(page, context=context, options=WCAG).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in found]


def fits_a_phone(page) -> bool:
    page.set_viewport_size({"width": 390, "height": 800})
    return page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_draft_is_compared_on_a_phone_and_rolled_back_by_keyboard(ada, scheme):
    ada.emulate_media(color_scheme=scheme)
    typed = f"Written by {scheme}, for somebody to compare."
    write(ada, summary=typed, safety="Nothing is known.", how_taken="By mouth, says nobody.")
    ada.get_by_role("link", name="Compare drafts and editions").click()
    ada.locator("ins", has_text=typed).wait_for()
    assert violations(ada, "#content") == []
    assert fits_a_phone(ada)

    back = ada.get_by_role("link", name=re.compile(r"Roll back to this\s*: Edition 1,"))
    back.focus()
    ada.keyboard.press("Enter")
    ada.get_by_text("The draft has changes that readers have never seen.").wait_for()
    assert violations(ada, "#content") == []
    assert fits_a_phone(ada)
    ada.get_by_role("button", name="Set this draft aside and roll back").focus()
    ada.keyboard.press("Enter")
    ada.locator(".messagelist .success", has_text="was set aside").wait_for()
    assert ada.locator("[name=summary]").input_value() != typed

    ada.goto(ada.compare)
    ada.locator("select[name=from]").select_option(index=1)
    ada.get_by_role("button", name="Compare").click()
    ada.locator("del", has_text=typed).wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_second_to_save_sees_both_versions_and_loses_nothing(ada, scheme):
    ada.emulate_media(color_scheme=scheme)
    ada.goto(ada.form)
    other = ada.context.new_page()
    other.form = ada.form
    other.set_default_timeout(60_000)
    write(other, summary=f"Saved first, by {scheme}.", safety="Saved first.")
    typed = f"Typed for an hour, by {scheme}."
    ada.locator("[name=summary]").fill(typed)
    ada.click("[name=_continue]")
    clash = ada.locator(".conflict")
    clash.get_by_text("You both changed this.").wait_for()
    both = clash.locator(".compared", has_text="You both changed this.")
    assert both.locator("del", has_text="Saved first").is_visible()
    assert both.locator("ins", has_text="Typed for an hour").is_visible()
    assert both.get_by_label("Summary, as stored now").input_value() == f"Saved first, by {scheme}."
    assert clash.get_by_text("Your form still has what stood here before.").first.is_visible()
    ada.evaluate("document.querySelectorAll('.conflict details').forEach(one => { one.open = true })")
    assert violations(ada, ".conflict") == []
    assert fits_a_phone(ada)
    assert ada.locator("[name=summary]").input_value() == typed
    ada.click("[name=_continue]")
    ada.locator(".messagelist .success").wait_for()
    assert ada.locator("[name=summary]").input_value() == typed
