"""Comments and guests in real Chromium: axe, a phone's width, the keyboard alone, and where a comment is put."""

import json

import pytest

from tests.chromium import enter, flaws, tab_to, unfold

WORK = """
import json
from editorial.outside import guests
from editorial.workflow import actions, commenting
from editorial.models import Reviewer
from editorial.content.parts import parts_of
from tests import staff
from topics.models import Page
people = {name: staff.person(name, group) for name, group in
    [("tala", "author"), ("rhea", "clinician-reviewer"), ("pola", "publisher")]}
Reviewer.objects.create(
    user=people["rhea"], name="Dr Test Rhea", credentials="made up for tests", interests="None declared"
)
page = Page.objects.get(slug="creatine")
actions.submit(page=page, by=people["tala"])
keys = [part.key for part in parts_of(page)]
heading = next(key for key in keys if key.startswith("body#"))
judged = next(key for key in keys if key.endswith("/imprecision"))
first = commenting.comment(page=page, by=people["rhea"], text="Which dose was this?", part=heading)
commenting.answer(comment=first, by=people["tala"], text="5 grams.")
commenting.comment(page=page, by=people["rhea"], text="Is one level enough?", part=judged)
done = commenting.comment(page=page, by=people["rhea"], text="A typing mistake.", part="key_points")
commenting.resolve(comment=done, by=people["tala"])
tokens = [
    guests.invite(
        page=page, by=people["pola"], name="Prof Test Guest", email=f"guest{n}@example.org", message="Fair?", days=7
    )[1]
    for n in range(6)
]
print(json.dumps({"pk": page.pk, "tokens": tokens, "heading": heading.partition("#")[2], "first": first.pk}))
"""
FOLDS = ".panel details, .talk details, .behind details, .thread details"


@pytest.fixture(scope="session")
def said(run_in_site) -> dict:
    """A page in review that people talk about, and links to it that nobody has opened."""
    return json.loads(run_in_site(WORK))


@pytest.fixture
def guest(browser_page, said):
    """A guest who has just opened a link."""
    browser_page.goto(f"/admin/guest/{said['tokens'].pop()}/")
    browser_page.get_by_role("button", name="Continue").click()
    browser_page.get_by_role("heading", name="Sign it off").wait_for()
    return browser_page


def test_axe_finds_nothing_on_a_guests_way_and_it_fits_every_screen(browser_page, said):
    link = f"/admin/guest/{said['tokens'][0]}/"
    for path, heading in ((link, "asks you to review"), ("/admin/guest/no-such-link/", "nothing to open here")):
        browser_page.goto(path)
        assert heading in browser_page.locator("h1").inner_text()
        assert flaws(browser_page) == []


def test_axe_finds_nothing_on_the_page_that_a_guest_reads_and_it_fits_every_screen(guest):
    unfold(guest, FOLDS)
    assert flaws(guest) == []


def test_a_comment_stands_beside_the_part_it_is_about_and_each_part_has_a_way_to_comment(guest, said):
    place = guest.locator(f"[id='{said['heading']}']")
    beside = place.evaluate("heading => [heading.nextElementSibling, heading.nextElementSibling.nextElementSibling]"
                            ".map(one => one.className)")  # fmt: skip
    assert beside == ["comment-on", "thread"]
    assert guest.locator(f"#comment-{said['first']} .answers").inner_text().startswith("5 grams.")
    place.locator("xpath=following-sibling::a[1]").click()
    assert guest.evaluate("document.activeElement.id") == "comment-text"
    assert guest.locator("#comment-on").input_value() == f"body#{said['heading']}"


def test_the_keyboard_alone_opens_the_link_comments_and_signs(browser_page, said, complaints):
    browser_page.set_viewport_size({"width": 390, "height": 844})
    browser_page.goto(f"/admin/guest/{said['tokens'].pop()}/")
    tab_to(browser_page, "button")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_role("heading", name="Sign it off").wait_for()
    tab_to(browser_page, "#comment-form > summary")
    browser_page.keyboard.press("Enter")
    tab_to(browser_page, "#comment-text")
    browser_page.keyboard.type("Say in whom.")
    tab_to(browser_page, "#comment-form button")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_text("Prof Test Guest, guest").first.wait_for()
    tab_to(browser_page, "[name=credentials]")
    browser_page.keyboard.type("made up for tests")
    for name, text in (("registration", "GMC 0000000"), ("interests", "None")):
        tab_to(browser_page, f"[name={name}]")
        browser_page.keyboard.type(text)
    tab_to(browser_page, "[name=scope]")
    browser_page.keyboard.press("ArrowUp")  # from both to the evidence alone: the page stays in review
    tab_to(browser_page, "[name=confirmed]")
    browser_page.keyboard.press("Space")
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_role("heading", name="Thank you").wait_for()
    assert [text for text in complaints if "Failed to load" not in text] == []
    browser_page.goto("/admin/guest/")
    browser_page.get_by_text("You signed this page on").wait_for()


def test_a_guest_without_scripts_reads_and_comments(browser, site, said):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/admin/guest/{said['tokens'].pop()}/")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("Which dose was this?").wait_for()
    page.locator("#comment-form summary").click()
    page.locator("#comment-text").fill("Without scripts.")
    page.locator("#comment-form button").click()
    page.get_by_text("Without scripts.").wait_for()
    context.close()


@pytest.mark.parametrize("name", ["tala", "rhea", "pola"])
def test_axe_finds_nothing_in_talk_on_the_form_and_in_the_preview(browser_page, said, name):
    enter(browser_page, name)
    for path, part in (
        (f"/admin/topics/intervention/{said['pk']}/change/", ".panel"),
        (f"/admin/pages/{said['pk']}/preview/", None),
    ):
        browser_page.goto(path)
        unfold(browser_page, FOLDS)
        assert flaws(browser_page, part) == []


def test_axe_finds_nothing_where_a_guest_is_invited_and_the_link_can_be_copied(browser_page, said):
    enter(browser_page, "pola")
    browser_page.goto(f"/admin/pages/{said['pk']}/invite/")
    assert flaws(browser_page, "#content-main") == []
    for name, text in (("name", "Dr Test New"), ("email", "new@example.org"), ("message", "Is it fair?")):
        browser_page.fill(f"[name={name}]", text)
    browser_page.get_by_role("button", name="Make the link").click()
    link = browser_page.locator("#link")
    link.wait_for()
    assert "/admin/guest/" in link.input_value()
    assert flaws(browser_page, "#content-main") == []


def test_a_comment_on_the_form_leads_its_author_to_the_field_and_is_answered_and_resolved_by_keyboard(
    browser_page, said
):
    enter(browser_page, "tala")
    browser_page.goto(f"/admin/topics/intervention/{said['pk']}/change/")
    thread = browser_page.locator(f"#comment-{said['first']}")
    assert thread.locator(".thread-about a").get_attribute("href").endswith("#id_body")
    thread.locator("summary").focus()
    browser_page.keyboard.press("Enter")
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.type("Put in.")
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Enter")
    browser_page.get_by_text("Your answer is with the comment.").wait_for()
    browser_page.locator(f"#comment-{said['first']} button:has-text('Resolve')").focus()
    browser_page.keyboard.press("Enter")
    browser_page.get_by_text("Resolved. The comment stays on record").wait_for()
    browser_page.locator(f"#comment-{said['first']} button:has-text('Open it again')").click()
    browser_page.get_by_text("The comment is open again.").wait_for()
