"""What tests ask of a page in Chromium: what axe finds on it, whether it fits a screen, where the Tab key leads."""

from collections.abc import Iterable
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests import staff

PHONE, DESK = 390, 1280  # pixels across
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = ((PHONE, "light"), (DESK, "dark"))
"""Each width and each colour scheme once: no contrast depends on the width, and no size on the colours."""
MOST = 1000  # times that somebody presses Tab


def _only(kind: str, values: list[str]) -> dict[str, Any]:
    """These rules; what passed need not be described node by node."""
    return {"runOnly": {"type": kind, "values": values}, "resultTypes": ["violations"]}


WCAG = _only("tag", TAGS)
BEST = _only("tag", [*TAGS, "best-practice"])


def violations(page, part: str | None = None, rules: dict[str, Any] = WCAG) -> list[tuple]:
    """What axe finds in this part of the page, once it has its styles and its colours have stopped changing."""
    page.wait_for_load_state()
    page.evaluate("document.getAnimations().forEach(each => each.finish())")
    found = Axe().run(page, context=part, options=rules).response["violations"]
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"][:3]]) for rule in found]


def flaws(
    page, part: str | None = None, *, looks: Iterable[tuple[int, str]] = LOOKS, rules: dict[str, Any] = WCAG
) -> list[tuple]:
    """The same on each of these screens in these colours, and where the page runs off the screen."""
    found: list[tuple] = []
    for width, scheme in looks:
        found += [("too wide", each) for each in too_wide(page, width)]
        page.emulate_media(color_scheme=scheme)
        found += [(width, scheme, *each) for each in violations(page, part, rules)]
    return found


def too_wide(page, *widths: int) -> list[int]:
    """The screens of which something runs off. The last stays."""
    return [width for width in widths if _scrolls(page, width)]


def _scrolls(page, width: int) -> bool:
    page.wait_for_load_state()  # a text can be read before the page has its styles
    page.set_viewport_size({"width": width, "height": 844})
    return page.evaluate("document.documentElement.scrollWidth") > width


def tab_to(page, selector: str = "*", words: str = "") -> None:
    """Press the Tab key until what matches this, and says these words, has the focus."""
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if page.evaluate(
            "([selector, words]) => document.activeElement.matches(selector)"
            " && document.activeElement.textContent.includes(words)",
            [selector, words],
        ):
            return
    raise AssertionError(f"the Tab key does not reach {selector} “{words}”")


def unfold(page, folds: str = "details") -> None:
    """Open all of these, also those of which one closes another."""
    page.evaluate(
        "folds => document.querySelectorAll(folds).forEach(one => { one.removeAttribute('name'); one.open = true })",
        folds,
    )


def enter(page, name: str):
    """The page, in a browser where she has signed in (tests/staff.py)."""
    page.context.add_cookies([staff.cookie(name)])
    return page
