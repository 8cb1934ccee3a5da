"""Suggestions in real Chromium: by keyboard, by finger, and named for a screen reader (WAI-ARIA combobox)."""

import pytest
from playwright.sync_api import expect

from tests.chromium import BEST, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def box(browser_page):
    browser_page.goto("/search/")
    box = browser_page.get_by_role("combobox")
    box.press_sequentially("joint pain and hot flus")
    expect(browser_page.get_by_role("option").first).to_be_visible()
    return box


def test_the_arrow_keys_choose_enter_searches_and_escape_brings_back_what_was_typed(browser_page, box):
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(box).to_have_value("joint pain and hot flushes")
    first = browser_page.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    box.press("Escape")
    expect(box).to_have_value("joint pain and hot flus")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press_sequentially("h")
    expect(browser_page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    browser_page.wait_for_url("**/search/?q=joint+pain+and+hot+flushes")


def test_a_tap_searches(browser_page, box):
    browser_page.get_by_role("option").first.click()
    browser_page.wait_for_url("**/search/?q=joint+pain+and+hot+flushes")


def test_axe_finds_nothing_in_the_open_list(browser_page, box):
    assert violations(browser_page, rules=BEST) == []
    expect(browser_page.get_by_role("status")).to_contain_text("suggestion")
