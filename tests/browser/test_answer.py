"""The table of an answer in a browser: readable at any width, and a table to a screen reader however it is laid out."""

from urllib.parse import urlencode

import pytest

from tests.chromium import DESK, PHONE, too_wide, unfold

pytestmark = pytest.mark.browser

SYMPTOMS = """hot flushes, insomnia, low mood, joint pain, brain fog, anxiety, dry eyes, headaches, palpitations,
itchy skin, low sex drive, fatigue""".split(", ")


def search(page, number: int) -> None:
    page.goto(f"/search/?{urlencode({'q': ', '.join(SYMPTOMS[:number])})}")


@pytest.mark.parametrize("number", [1, 2, 4, 6, 8, 12])
def test_no_number_of_symptoms_runs_off_a_screen(browser_page, number):
    search(browser_page, number)
    unfold(browser_page)
    assert too_wide(browser_page, 320, PHONE, 800, DESK) == []


@pytest.mark.parametrize("number", [1, 4, 8])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_a_table_to_a_screen_reader_whether_it_stacks_or_not(browser_page, number, width):
    browser_page.set_viewport_size({"width": width, "height": 800})
    search(browser_page, number)
    table = browser_page.get_by_role("table").first
    rows = table.get_by_role("row")
    assert table.get_by_role("columnheader").count() == number + 2
    assert table.get_by_role("rowheader").count() == rows.count() - 1 == 10
    assert rows.nth(1).get_by_role("cell").count() == number + 1


def test_symptoms_head_columns_where_there_is_room_and_cells_where_there_is_none(
    browser_page,
):
    search(browser_page, 4)
    header, name = browser_page.locator(".answer thead").first, browser_page.locator(".answer .cell-name").first
    for width, has_columns in ((1280, True), (390, False)):
        browser_page.set_viewport_size({"width": width, "height": 800})
        assert (header.bounding_box()["height"] > 10) == has_columns
        assert name.is_visible() != has_columns
