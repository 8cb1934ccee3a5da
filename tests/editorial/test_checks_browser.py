"""The screen of checks in real Chromium: axe finds nothing, the keyboard suffices, each finding leads to its field."""

import pytest

from tests.chromium import enter, flaws, tab_to

WORK = """
from tests import staff
from topics.models import Page, SideEffect
staff.person("chi", "author")
page = Page.objects.get(slug="black-cohosh")
page.body = page.body + "\\n\\nThere is no cure.\\n\\n![](/media/root.png)"
page.unknowns = ""
page.save()
SideEffect.objects.create(intervention=page.specific, name="Itch", text="It is no miracle.", position=99)
print(page.pk)
"""


@pytest.fixture(scope="session")
def cohosh(run_in_site) -> str:
    """The checks of a long page in the running Rose, with two errors and two warnings."""
    return f"/admin/pages/{run_in_site(WORK).strip()}/checks/"


@pytest.fixture
def chi(browser_page, cohosh):
    """Chromium with Chi signed in, who looks at them."""
    enter(browser_page, "chi").goto(cohosh)
    return browser_page


def test_axe_finds_nothing_on_the_screen_and_it_fits(chi):
    chi.get_by_role("heading", name="Errors 2").wait_for()
    assert flaws(chi, "#content") == []


@pytest.mark.parametrize(
    ("where", "field"), [("What nobody knows yet", "#id_unknowns"), ("Body", "#id_body"), ("Itch", "#sideeffects-")]
)
def test_each_finding_leads_to_its_field_even_where_that_was_folded(chi, where, field):
    link = chi.locator(".finding-where a", has_text=where).first
    target = link.get_attribute("href").partition("#")[2]
    assert f"#{target}".startswith(field)
    link.click()
    chi.locator(f"#{target}").wait_for(state="visible")


def test_the_keyboard_alone_gives_a_reason_and_takes_it_back(chi):
    chi.get_by_role("heading", name="Warnings without a reason 2").wait_for()
    chi.get_by_label("Why it may stand").first.focus()
    chi.keyboard.type("It denies one.")
    tab_to(chi, words="Keep these reasons")
    chi.keyboard.press("Enter")
    chi.get_by_text("1 reason kept, with your name.").wait_for()
    tab_to(chi, words="Take this reason back")
    chi.keyboard.press("Enter")
    chi.get_by_text("Taken back.").wait_for()
    chi.get_by_role("heading", name="Warnings without a reason 2").wait_for()
