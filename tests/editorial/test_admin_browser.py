"""The admin's forms in real Chromium, under the content security policy that readers' pages have."""

import io

import pytest
from django.conf import settings
from PIL import Image

from tests.chromium import PHONE, enter, flaws, too_wide, unfold, violations

PASSWORD = "a long enough password"
PEOPLE = f"""
from django.contrib.auth.models import User
from tests import staff
staff.person("amal", "author", password="{PASSWORD}")
staff.signed_in(User.objects.create_superuser("rosa"))
"""


@pytest.fixture(scope="session")
def staffed(run_in_site) -> None:
    """The running Rose has an author and an administrator."""
    run_in_site(PEOPLE)


@pytest.fixture
def signed_in(browser_page, staffed):
    """Chromium with Amal signed in."""
    return enter(browser_page, "amal")


@pytest.fixture
def desk(signed_in, complaints):
    """The same; the test fails if the browser has anything to complain of."""
    yield signed_in
    assert [text for text in complaints if "the server responded with a status of" not in text] == []


def open_form(page, title: str = "Joint pain", section: str = "topic"):
    page.goto(f"/admin/topics/{section}/?q={title}")
    page.click(f"#result_list >> text='{title}'")
    page.wait_for_load_state("networkidle")
    return page


def test_a_text_is_previewed_as_it_is_typed(desk):
    open_form(desk)
    body = desk.locator("[name=body]")
    body.scroll_into_view_if_needed()
    preview = desk.locator(".field-body .markdownx-preview")
    preview.locator("h2").first.wait_for()
    body.fill("## What helps?\n\nRest [@nobody-1900] and [[low-dose-naltrexone]].")
    preview.get_by_text("unknown study: nobody-1900").wait_for()
    assert (
        preview.get_by_role("link", name="low-dose naltrexone").get_attribute("href").endswith("/low-dose-naltrexone/")
    )


def test_a_row_that_is_added_later_has_its_preview(desk):
    open_form(desk)
    rows = desk.locator("#warning_signs-group")
    rows.locator("summary").click()
    rows.locator(".add-row a").click()
    row = rows.locator(".inline-related:not(.empty-form)").last
    row.locator("textarea").fill("One **hot** joint")
    row.locator(".markdownx-preview strong", has_text="hot").wait_for()


def test_the_tab_key_leaves_the_text(desk):
    open_form(desk)
    desk.locator("[name=body]").focus()
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.name") != "body"


def test_a_picture_is_added_and_a_refused_one_says_why_and_leaves_the_text_alone(desk):
    open_form(desk)
    body = desk.locator("[name=body]")
    box = desk.locator(".field-body")
    body.fill("Before.")
    box.locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}
    )
    refused = box.get_by_text("This is not a PNG, JPEG or WebP picture")
    refused.wait_for()
    assert body.input_value() == "Before."
    body.fill("Before and after.")
    box.locator(".markdownx-preview").get_by_text("Before and after.").wait_for()
    assert refused.is_visible(), "the preview's success does not take the refusal away"
    data = io.BytesIO()
    Image.new("RGB", (40, 30)).save(data, "PNG")
    box.locator("input[type=file]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": data.getvalue()}
    )
    box.locator(".markdownx-preview img").wait_for()
    assert "![What the picture shows](/media/pictures/" in body.input_value()
    assert desk.evaluate("document.getSelection().toString()") == "What the picture shows"


def test_a_step_waits_until_what_was_typed_is_saved(desk):
    open_form(desk)
    desk.locator("[name=title]").fill("Sore joints")
    desk.get_by_text("Submit for review").first.click()
    desk.locator("details[open] button", has_text="Submit for review").click()
    assert desk.get_by_role("alert").get_by_text("not saved").is_visible()
    assert desk.locator("[name=title]").input_value() == "Sore joints"


def test_a_form_sent_after_the_session_ended_is_saved_with_two_clicks(desk):
    open_form(desk, "Brain fog")
    desk.locator("[name=summary]").fill("Typed for an hour, “with care”.")
    desk.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    desk.click("[name=_continue]")
    desk.get_by_role("heading", name="Nothing you typed is lost").wait_for()
    desk.fill("#id_again-username", "amal")
    desk.fill("#id_again-password", PASSWORD)
    desk.click("[type=submit]")
    desk.click("text='Save now'")
    desk.locator("[name=summary]").wait_for()
    desk.reload()
    assert desk.locator("[name=summary]").input_value() == "Typed for an hour, “with care”."


SCREENS = {
    "desk": "/admin/",
    "list": "/admin/topics/topic/",
    "new page": "/admin/topics/intervention/add/",
    "assessments": "/admin/evidence/assessment/",
    "new assessment": "/admin/evidence/assessment/add/",
    "new study": "/admin/evidence/study/add/",
}


@pytest.mark.parametrize("url", SCREENS.values(), ids=SCREENS.keys())
def test_nothing_runs_off_a_phones_screen(desk, url):
    desk.goto(url)
    assert too_wide(desk, PHONE) == []


def test_axe_finds_nothing_in_where_a_page_stands(signed_in):
    open_form(signed_in)
    unfold(signed_in, ".panel details")
    assert flaws(signed_in, ".panel") == []


ADMIN = ["/admin/", "/admin/auth/user/", "/admin/auth/user/add/", "/admin/password_change/", "/admin/auth/group/add/"]


def test_django_s_own_screens_work_under_the_policy(browser_page, staffed, complaints):
    enter(browser_page, "rosa")
    for url in ADMIN:
        assert browser_page.goto(url).status == 200
    browser_page.locator(".selector-available select option").first.wait_for(state="attached")
    hints = ("[DOM] ", "Autofocus processing was blocked")  # on Django's forms, one of which asks twice for the focus
    assert [text for text in complaints if not text.startswith(hints)] == []


@pytest.mark.parametrize(
    ("url", "drawn"),
    [
        ("/admin/auth/group/add/", ".help-tooltip"),
        ("/admin/evidence/trial/", "#changelist-filter"),
        ("/admin/evidence/trial/add/", ".field-study [role=combobox]"),
    ],
)
def test_axe_finds_nothing_in_what_the_admin_s_widgets_draw(browser_page, staffed, url, drawn):
    enter(browser_page, "rosa")
    browser_page.goto(url)
    browser_page.locator(drawn).first.wait_for()
    assert violations(browser_page) == []


def test_a_chooser_is_called_what_its_field_is_called(browser_page, staffed):
    enter(browser_page, "rosa")
    browser_page.goto("/admin/evidence/trial/add/")
    browser_page.get_by_role("combobox", name="Study:").click()
    browser_page.get_by_role("searchbox", name="Search").wait_for()
    browser_page.keyboard.press("Escape")
    browser_page.get_by_role("searchbox", name="Topics:").wait_for()
