"""The second factor in real Chromium: by keyboard alone, on a phone and on a desk, with axe looking."""

from base64 import b32decode

from django_otp.oath import totp

from tests.chromium import flaws

NAME, PASSWORD = "pia-by-keyboard", "a long enough password"
PEOPLE = f"""
from tests import factories
factories.person("{NAME}", "publisher")
"""


def sign_in(page) -> None:
    """Whoever comes to the door can type at once; the field has the focus as soon as the page has been drawn."""
    page.wait_for_function("document.activeElement.id === 'id_username'")
    for typed in (NAME, PASSWORD):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_an_app_is_connected_and_asked_for_by_keyboard_alone(browser_page, run_in_site):
    run_in_site(PEOPLE)
    page = browser_page
    page.goto("/admin/topics/topic/")
    sign_in(page)
    page.get_by_role("heading", name="Set up your second factor").wait_for()
    assert flaws(page) == []
    secret = page.locator(".factor-secret").inner_text().replace(" ", "")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("does not fit now").wait_for()
    assert flaws(page) == []
    page.keyboard.type(f"{totp(b32decode(secret)):06d}")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    assert flaws(page) == []
    codes = page.locator(".recovery-codes li").all_inner_texts()
    page.get_by_role("link", name="go on").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/topics/topic/")

    page.get_by_role("link", name="Second factor").focus()
    page.keyboard.press("Enter")
    page.get_by_text("You have 10 recovery codes left").wait_for()
    assert flaws(page) == []
    page.goto("/admin/editorial/auditentry/")
    assert flaws(page) == []
    with page.expect_download() as taken:
        page.get_by_role("button", name="as CSV").press("Enter")
    assert taken.value.suggested_filename.startswith("rose-audit-trail-")
    page.get_by_role("button", name="Log out").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/logout/")
    page.goto("/admin/")
    sign_in(page)
    page.get_by_role("heading", name="Your second factor").wait_for()
    assert flaws(page) == []
    page.keyboard.type(codes[0])
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Second factor").wait_for()
