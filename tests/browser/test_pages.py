"""Real Chromium on a real server: accessible, self-contained, and whole without JavaScript."""

import pytest

from tests import budgets
from tests.chromium import BEST, DESK, LOOKS, PHONE, flaws, too_wide, unfold

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "article": "/articles/nine-facts-about-low-dose-naltrexone-and-menopause/",
    "treatment": "/interventions/low-dose-naltrexone/",
    "treatment of ordinary size": "/interventions/oestrogen-only-hormone-therapy/",
    "symptom": "/symptoms/joint-pain/",
    "condition": "/conditions/fibromyalgia/",
    "stage": "/stages/perimenopause/",
    "mechanism": "/mechanisms/microglial-activation/",
    "trial": "/evidence/studies/younger-2013/",
    "large trial": "/evidence/studies/rossouw-2002/",
    "registry record": "/evidence/studies/nct04270877-record/",
    "studies": "/evidence/studies/",
    "studies, chosen": "/evidence/studies/?q=naltrexone&design=rct-parallel&directness=nonsense",
    "list": "/symptoms/",
    "history": "/symptoms/joint-pain/history/",
    "tag": "/tags/pain/",
    "evidence map": "/evidence/?category=hormone-therapy",
    "evidence map, chosen": "/evidence/?for=fibromyalgia&certainty=low",
    "evidence map, nothing fits": "/evidence/?certainty=high",
    "choosing what to compare": "/compare/?with=low-dose-naltrexone&with=nonsense",
    "about": "/about/",
    "open data": "/data/",
    "how we grade": "/how-we-grade/",
    "privacy": "/privacy/",
    "editorial policy": "/editorial-policy/",
    "for clinicians": "/for-clinicians/",
    "contributing": "/contributing/",
    "telling of a problem": "/symptoms/joint-pain/report/",
    "thanks": "/symptoms/joint-pain/report/thanks/",
    "glossary": "/glossary/",
    "glossary, one kind": "/glossary/?kind=statistical",
    "search": "/search/?q=joint+pain+and+low+mood",
    "nothing found": "/search/?q=zzzzzz",
    "empty search": "/search/",
    "symptom picker": "/search/pick/",
    "not found": "/nowhere/",
}

TOO_LONG_FOR_AXE = {"treatment", "glossary"}
"""Axe's time grows with the square of a page: it sees a treatment of ordinary size, and one kind of the glossary."""
IN_THE_DARK = [
    *("home", "article", "treatment of ordinary size", "symptom", "trial", "evidence map", "search", "open data"),
    *("symptom picker", "telling of a problem", "how we grade"),
]
"""Between them these hold every thing that pages are made of; the others are the same things in other numbers."""
assert set(IN_THE_DARK) < PAGES.keys()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_to_itself_fits_every_screen_and_is_accessible(browser_page, name, foreign_requests, complaints):
    url = PAGES[name]
    browser_page.goto(url, wait_until="networkidle")
    assert browser_page.context.cookies() == []
    assert foreign_requests == []
    assert [text for text in complaints if not (url == "/nowhere/" and "404 (Not Found)" in text)] == []
    unfold(browser_page)
    assert too_wide(browser_page, 320, PHONE, DESK) == []
    if name not in TOO_LONG_FOR_AXE:
        assert flaws(browser_page, rules=BEST, looks=LOOKS if name in IN_THE_DARK else LOOKS[:1]) == []


def test_axe_finds_nothing_in_the_registered_trials_of_the_one_treatment_that_has_some(browser_page):
    browser_page.goto(PAGES["treatment"])
    assert flaws(browser_page, "section[aria-labelledby=trials]", rules=BEST) == []


def test_a_page_is_whole_without_javascript(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + PAGES["treatment"])
    row = page.locator("article.evidence").first
    row.locator("summary").first.click()
    assert row.get_by_text("The sum:").is_visible()
    context.close()


def test_a_woman_finds_a_treatment_page_by_her_own_words(browser_page):
    browser_page.goto("/")
    browser_page.get_by_label("What is bothering you?").fill("achy joints feeling down")
    browser_page.keyboard.press("Enter")
    treatment = browser_page.get_by_role("rowheader").get_by_role("link").first
    name = treatment.inner_text()
    treatment.click()
    browser_page.wait_for_url("**/interventions/**")
    assert browser_page.get_by_role("heading", level=1).inner_text() == name


def test_the_keyboard_reaches_the_content_first(browser_page):
    browser_page.goto(PAGES["symptom"])
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.textContent") == "Skip to the content"
    browser_page.keyboard.press("Enter")
    assert browser_page.evaluate("document.activeElement.id") == "content"


def test_a_first_visit_to_the_article_keeps_its_weight(browser, site):
    sent: dict[str, int] = {}
    kinds: dict[str, str] = {}

    def weigh(response) -> None:
        sizes = response.request.sizes()
        sent[response.url] = sizes["responseBodySize"]
        kinds[response.url] = response.request.resource_type

    visitor = browser.new_context(base_url=site)
    page = visitor.new_page()
    page.on("requestfinished", lambda request: weigh(request.response()))
    page.goto(PAGES["article"], wait_until="networkidle")
    visitor.close()
    by_kind = {kind: sum(size for url, size in sent.items() if kinds[url] == kind) for kind in set(kinds.values())}
    assert 0 < by_kind["document"] <= budgets.ARTICLE_HTML * 1000
    assert 0 < by_kind["stylesheet"] <= budgets.CSS * 1000
    assert by_kind.get("script", 0) <= budgets.JAVASCRIPT * 1000
    assert sum(sent.values()) <= budgets.FIRST_VISIT * 1000
    assert len(sent) <= budgets.FIRST_VISIT_REQUESTS


def test_the_emergency_card_holds_no_link(browser_page):
    browser_page.goto(PAGES["symptom"])
    card = browser_page.locator(".care-card.emergency")
    assert card.count() == 1
    assert card.locator("a").count() == 0


@pytest.mark.parametrize("url", ["/", PAGES["article"], PAGES["treatment"], PAGES["evidence map"], PAGES["open data"]])
def test_paper_gets_what_is_read_and_nothing_that_is_clicked(browser_page, url):
    browser_page.goto(url)
    browser_page.emulate_media(media="print")
    for part in (".site-header nav", ".search-link", ".toc", ".map-region", ".data-files"):
        assert not any(each.is_visible() for each in browser_page.locator(part).all()), part
    assert browser_page.locator("h1").is_visible()
    if url == PAGES["evidence map"]:
        assert browser_page.locator(".map-lists").is_visible()


def test_on_paper_a_closed_card_shows_its_figure_without_its_reasons(browser_page):
    browser_page.goto(PAGES["treatment"])
    card = browser_page.locator(".evidence", has=browser_page.locator("figure.forest")).first
    assert not card.locator("figure.forest").is_visible()
    browser_page.emulate_media(media="print")
    assert card.locator("figure.forest svg").first.is_visible()
    assert card.locator(".facts").is_visible()
    for part in (".reasons", ".studies", "summary", "table"):
        assert not any(each.is_visible() for each in card.locator(part).all()), part


def test_paper_keeps_open_what_the_reader_opened(browser_page):
    browser_page.goto(PAGES["treatment"])
    card = browser_page.locator(".evidence", has=browser_page.locator("figure.forest")).first
    card.locator("summary").first.click()
    browser_page.emulate_media(media="print")
    assert card.locator(".reasons").is_visible()
