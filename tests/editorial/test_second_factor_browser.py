"""The second factor in real Chromium: by keyboard alone, on a phone and on a desk, with axe looking."""

from base64 import b32decode

import pytest
from axe_playwright_python.sync_playwright import Axe
from django_otp.oath import totp

PASSWORD = "a long enough password"
SCHEMES = ["light", "dark"]
PEOPLE = f"""
from django.contrib.auth.models import Group, User
for name in {SCHEMES}:
    user = User.objects.create_user("publisher-by-" + name, password="{PASSWORD}", is_staff=True)
    user.groups.add(Group.objects.get(name="publisher"))
"""
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="module")
def staffed(run_in_site) -> None:
    """The running Rose has publishers who have never signed in."""
    run_in_site(PEOPLE)


def is_fine(page) -> None:
    """Nothing runs off the screen, phone or desk, and axe has nothing to say."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page, options=WCAG).response["violations"] == []


def sign_in(page, name: str) -> None:
    for typed in (name, PASSWORD):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_app_is_connected_and_asked_for_by_keyboard_alone(scheme, browser_page, staffed):
    page, name = browser_page, f"publisher-by-{scheme}"
    page.emulate_media(color_scheme=scheme)
    page.goto("/admin/topics/topic/")
    sign_in(page, name)
    page.get_by_role("heading", name="Set up your second factor").wait_for()
    is_fine(page)
    secret = page.locator(".factor-secret").inner_text().replace(" ", "")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    page.get_by_role("alert").get_by_text("does not fit now").wait_for()
    is_fine(page)
    page.keyboard.type(f"{totp(b32decode(secret)):06d}")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    is_fine(page)
    codes = page.locator(".recovery-codes li").all_inner_texts()
    page.get_by_role("link", name="go on").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/topics/topic/")

    page.get_by_role("link", name="Second factor").focus()
    page.keyboard.press("Enter")
    page.get_by_text("You have 10 recovery codes left").wait_for()
    is_fine(page)
    page.goto("/admin/editorial/auditentry/")
    is_fine(page)
    with page.expect_download() as taken:
        page.get_by_role("button", name="as CSV").press("Enter")
    assert taken.value.suggested_filename.startswith("rose-audit-trail-")
    page.get_by_role("button", name="Log out").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/logout/")
    page.goto("/admin/")
    page.locator("#id_username").focus()
    sign_in(page, name)
    page.get_by_role("heading", name="Your second factor").wait_for()
    is_fine(page)
    page.keyboard.type(codes[0])
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Second factor").wait_for()
