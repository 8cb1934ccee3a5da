"""The screen of checks in real Chromium: axe finds nothing, the keyboard suffices, each finding leads to its field."""

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
from topics.models import Page, SideEffect
user = User.objects.create_user("chi", password="{PASSWORD}", is_staff=True)
user.groups.set(Group.objects.filter(name="author"))
page = Page.objects.get(slug="black-cohosh")
page.body = page.body + "\\n\\nThere is no cure.\\n\\n![](/media/root.png)"
page.unknowns = ""
page.save()
SideEffect.objects.create(intervention=page.specific, name="Itch", text="It is no miracle.", position=99)
print(page.pk)
"""
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="session")
def cohosh(site, worker_id) -> str:
    """The key of a long page in the running Rose, with two errors and two warnings."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/site_{worker_id}").geturl()
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", WORK]
    environment = os.environ | {"DATABASE_URL": database}
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def chi(browser_page, site, cohosh):
    browser_page.set_default_timeout(60_000)
    browser_page.goto(f"{site}/admin/login/")
    browser_page.fill("#id_username", "chi")
    browser_page.fill("#id_password", PASSWORD)
    browser_page.click("[type=submit]")
    browser_page.form = f"{site}/admin/topics/intervention/{cohosh}/change/"
    browser_page.checks = f"{site}/admin/pages/{cohosh}/checks/"
    return browser_page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_screen_and_it_fits(chi, scheme, width):
    chi.emulate_media(color_scheme=scheme)
    chi.set_viewport_size({"width": width, "height": 844})
    chi.goto(chi.checks)
    chi.get_by_role("heading", name="Errors 2").wait_for()
    found = Axe().run(chi, context="#content", options=WCAG).response["violations"]
    assert [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in found] == []
    assert chi.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("where", "field"), [("What nobody knows yet", "#id_unknowns"), ("Body", "#id_body"), ("Itch", "#sideeffects-")]
)
def test_each_finding_leads_to_its_field_even_where_that_was_folded(chi, where, field):
    chi.goto(chi.checks)
    link = chi.locator(".finding-where a", has_text=where).first
    target = link.get_attribute("href").partition("#")[2]
    assert f"#{target}".startswith(field)
    link.click()
    chi.locator(f"#{target}").wait_for(state="visible")


def test_the_keyboard_alone_gives_a_reason_and_takes_it_back(chi):
    chi.goto(chi.checks)
    chi.get_by_role("heading", name="Warnings without a reason 2").wait_for()
    chi.get_by_label("Why it may stand").first.focus()
    chi.keyboard.type("It denies one.")
    reach(chi, "Keep these reasons")
    chi.keyboard.press("Enter")
    chi.get_by_text("1 reason kept, with your name.").wait_for()
    reach(chi, "Take this reason back")
    chi.keyboard.press("Enter")
    chi.get_by_text("Taken back.").wait_for()
    chi.get_by_role("heading", name="Warnings without a reason 2").wait_for()


def reach(page, what: str, most: int = 80) -> None:
    """Press the Tab key until this is reached."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if what in page.evaluate("document.activeElement.textContent"):
            return
    raise AssertionError(f"the Tab key does not reach “{what}”")
