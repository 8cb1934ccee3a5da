"""The evidence map and the comparison with more on them than the library holds, in real Chromium.

The pages are made in the test's own transaction and handed to the browser at their address; styles come from the site.
"""

import pytest

from tests import factories
from tests.chromium import BEST, DESK, PHONE, flaws, too_wide, unfold
from tests.evidence import large
from tests.evidence.test_map_page import HARM, LITTLE, NOT_TESTED, VERY_LOW, publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

COMPARISON = "/compare/?with=wool-socks&with=thin-socks&with=thick-socks&with=no-socks"
PAGES = {"map": "/evidence/?area=skin-and-hair", "comparison": COMPARISON, "one symptom": f"{COMPARISON}&for=cold-toes"}


@pytest.fixture
def socks(without_library):
    factories.study(findings=[factories.PAIN])
    factories.published(factories.topic(body_area="skin-and-hair"))
    publish("Wool socks", {}, HARM, LITTLE | {"outcome": "sleep"})
    publish("Thin socks", LITTLE, VERY_LOW | {"outcome": "sleep"})
    publish("Thick socks", {"directness": "indirect", "population": "people who stand in cold water all day"})
    publish("No socks", NOT_TESTED)


@pytest.fixture
def show(browser_page, client):
    """Open an address in the browser as this test's database answers it."""

    def open_it(url: str) -> None:
        html = client.get(url).content
        browser_page.route(f"**{url}", lambda route: route.fulfill(body=html, content_type="text/html"))
        browser_page.goto(url)
        unfold(browser_page)

    return open_it


@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_at_any_width_in_light_or_dark(browser_page, show, socks, url):
    show(url)
    assert flaws(browser_page, rules=BEST) == []


@pytest.mark.parametrize("url", PAGES.values(), ids=PAGES.keys())
def test_nothing_runs_off_the_screen(browser_page, show, socks, url):
    show(url)
    assert too_wide(browser_page, 320, PHONE, DESK) == []


def test_the_largest_map_scrolls_in_a_region_of_its_own_under_headings_that_stay(browser_page, show):
    large.make()
    browser_page.set_viewport_size({"width": 1280, "height": 800})
    show("/evidence/")
    region = browser_page.get_by_role("region", name="Each treatment with how sure anyone can be")
    region.focus()
    assert region.evaluate("region => document.activeElement === region")
    region.evaluate("region => region.scrollTo(3000, 4000)")
    frame = region.bounding_box()
    corner = region.locator("th.corner").bounding_box()
    column = region.locator("thead tr").nth(1).locator("th").nth(30).bounding_box()
    row = region.locator("tbody tr:not(.group) > th").nth(40).bounding_box()
    assert abs(corner["x"] - frame["x"]) <= 2
    assert frame["y"] <= column["y"] <= frame["y"] + corner["height"]
    assert abs(row["x"] - frame["x"]) <= 2
    assert too_wide(browser_page, DESK) == []


def test_a_narrow_screen_gets_lists_in_place_of_the_grid(browser_page, show, socks):
    show("/evidence/")
    for width, is_narrow in ((1280, False), (390, True)):
        browser_page.set_viewport_size({"width": width, "height": 800})
        assert browser_page.locator(".map-region").is_visible() != is_narrow
        assert browser_page.locator(".map-lists").is_visible() == is_narrow


def test_a_comparison_stacks_on_a_narrow_screen_and_names_each_treatment(browser_page, show, socks):
    show(COMPARISON)
    browser_page.set_viewport_size({"width": 390, "height": 800})
    pain = browser_page.locator("table.comparison tr", has_text="Wool socks probably").first
    tops = [cell.bounding_box()["y"] for cell in pain.locator("td").all()]
    assert tops == sorted(set(tops))
    assert pain.locator(".cell-name").first.is_visible()
