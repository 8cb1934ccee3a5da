"""A page's form while somebody writes in it, in real Chromium: kept text, toolbar, picker, who else is there."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.chromium import enter, too_wide, violations

PAGES = 12
WORK = f"""
import json
from tests import factories, staff
from topics.models import Page
for name in ("tess", "una", "vera"):
    staff.person(name, "author")
sign = {{"urgency": "routine", "text": "Blue toes"}}
written = {{"body": "Some words.", "aliases": ["one name", "two names"], "warning_signs": [sign]}}
keys = [factories.topic(f"typed-{{n}}", title=f"Typed {{n}}", **written).pk for n in range({PAGES})]
factories.study("gone-2019", title="A study of gone toes")
from evidence.models import Study
Study.objects.filter(slug="gone-2019").update(retracted=True)
print(json.dumps({{"toes": keys, "drug": Page.objects.get(slug="fezolinetant").pk}}))
"""
KEPT = "Object.keys(localStorage).filter(name => name.startsWith('rose-typed'))"


@pytest.fixture(scope="session")
def work(run_in_site) -> dict:
    """Pages to write on, and three authors, in the running Rose."""
    made = json.loads(run_in_site(WORK))
    return made | {"toes": iter(made["toes"])}


@pytest.fixture
def tess_under_axe(browser_page, work):
    """Chromium with Tess signed in and nothing kept. Axe does things of which the browser complains."""
    enter(browser_page, "tess").goto("/admin/login/")
    browser_page.evaluate("localStorage.clear()")
    return browser_page


@pytest.fixture
def tess(tess_under_axe, complaints) -> Iterator:
    """The same; the test fails if the browser has anything to complain of, but for one word of advice."""
    yield tess_under_axe
    assert [text for text in complaints if "username fields for accessibility" not in text] == []


@pytest.fixture
def toes(work) -> str:
    """The form of a page that no other test writes on."""
    return f"/admin/topics/topic/{next(work['toes'])}/change/"


def opened(page, form: str):
    page.goto(form)
    page.wait_for_load_state("networkidle")
    return page


def until_kept(page) -> None:
    """All that is typed so far is written down: another keystroke would be, and was."""
    page.evaluate("document.querySelector('[name=title]').dispatchEvent(new Event('input', { bubbles: true }))")
    typed_at = page.evaluate("Date.now()")
    for _ in range(100):
        page.wait_for_timeout(200)
        if page.evaluate(f"Math.max(0, ...{KEPT}.map(name => JSON.parse(localStorage[name]).at))") >= typed_at:
            return
    raise AssertionError("what was typed is not kept")


def crashed(tess, form: str, write) -> None:
    """A tab of its own in which this is written, and which is then gone without a word."""
    doomed = opened(tess.context.new_page(), form)
    write(doomed)
    until_kept(doomed)
    doomed.close()


# --- text that is typed -----------------------------------------------------------------------------------------------


def write_everywhere(page) -> None:
    """In the page's own fields, in a row that is there, and in one that is new."""
    page.fill("[name=summary]", "Typed in a hurry.")
    page.fill("[name=body]", "Some quite other words.")
    page.locator("#aliases-group summary").click()
    page.fill("[name=aliases-1-text]", "second name")
    page.locator("#warning_signs-group summary").click()
    page.locator("#warning_signs-group .add-row a").click()
    page.fill("[name=warning_signs-1-text]", "One hot toe")
    page.select_option("[name=warning_signs-1-urgency]", "urgent")


def test_what_was_typed_is_offered_after_a_crash_brought_back_saved_and_then_kept_no_more(tess, toes, run_in_site):
    asked = []
    tess.context.on("request", lambda request: asked.append((request.method, request.url)))
    crashed(tess, toes, write_everywhere)
    posted = {url.split("/admin/")[1].split("/")[-2] for method, url in asked if method == "POST"}
    assert posted <= {"preview", "open"}, "nothing is saved while somebody types"
    opened(tess, toes)
    assert tess.input_value("[name=body]") == "Some words."
    offer = tess.get_by_role("region", name=re.compile(r"^Typed at \d\d:\d\d and not saved$"))
    offer.get_by_text("What differs from the form below: 5 fields").click()
    assert offer.locator("ins").all_inner_texts()[1:] == [
        "Typed in a hurry.", "quite other ", "second name", "Urgent: be seen within days", "One hot toe",
    ]  # fmt: skip
    offer.get_by_role("button", name="Bring it back").click()
    assert tess.get_by_text("is back in the form. It is not saved yet.").is_visible()
    fields = ["summary", "body", "aliases-0-text", "aliases-1-text", "warning_signs-1-text", "warning_signs-1-urgency"]
    assert [tess.input_value(f"[name={name}]") for name in fields] == [
        "Typed in a hurry.", "Some quite other words.", "one name", "second name", "One hot toe", "urgent",
    ]  # fmt: skip
    [kept] = tess.evaluate(KEPT)
    record = tess.evaluate(f"localStorage['{kept}']")
    tess.click("[name=_continue]")
    tess.locator(".messagelist .success").wait_for()
    assert tess.evaluate(KEPT) == []
    assert tess.input_value("[name=warning_signs-1-text]") == "One hot toe"
    tess.evaluate("([name, record]) => { localStorage[name] = record }", [kept, record])
    opened(tess, toes)
    assert tess.evaluate(KEPT) == [], "what stands in the form already is not offered, and not kept"
    assert tess.locator(".typed-offer").count() == 0


def test_what_is_thrown_away_is_gone_but_for_an_undo(tess, toes):
    crashed(tess, toes, lambda page: page.fill("[name=title]", "Thrown"))
    opened(tess, toes).get_by_role("button", name="Throw it away").click()
    assert tess.evaluate(KEPT) == []
    tess.get_by_role("button", name="Undo").click()
    assert len(tess.evaluate(KEPT)) == 1
    tess.get_by_role("button", name="Throw it away").click()
    opened(tess, toes)
    assert tess.locator(".typed-offer").count() == 0
    assert tess.input_value("[name=title]").startswith("Typed")


def test_over_a_newer_save_she_is_shown_first_what_changed_and_still_loses_nothing(tess, toes, run_in_site):
    crashed(tess, toes, lambda page: page.fill("[name=summary]", "Hers."))
    key = toes.split("/")[-3]
    run_in_site(f"from topics.models import Page; Page.objects.filter(pk={key}).update(summary='His.')")
    opened(tess, toes)
    assert tess.locator(".typed-offer").get_by_text("This was saved since").is_visible()
    tess.get_by_role("button", name="Bring it back").click()
    tess.click("[name=_continue]")
    tess.get_by_role("heading", name="Stored now, and yours").wait_for()
    assert tess.input_value("[name=summary]") == "Hers."
    tess.fill("[name=title]", "Hers too")
    until_kept(tess)
    opened(tess, toes)
    assert set(tess.locator(".typed-offer ins").all_inner_texts()[1:]) == {"Hers.", "Hers too"}


def test_a_row_that_somebody_deleted_meanwhile_comes_back_whole(tess, toes, run_in_site):
    def write(page) -> None:
        page.locator("#warning_signs-group summary").click()
        page.fill("[name=warning_signs-0-text]", "Very blue toes")

    crashed(tess, toes, write)
    key = toes.split("/")[-3]
    run_in_site(f"from topics.models import WarningSign; WarningSign.objects.filter(topic_id={key}).delete()")
    opened(tess, toes).get_by_role("button", name="Bring it back").click()
    tess.click("[name=_continue]")
    tess.get_by_role("heading", name="Stored now, and yours").wait_for()
    assert tess.get_by_text("Deleted meanwhile.").is_visible()
    tess.click("[name=_continue]")
    tess.locator(".messagelist .success").wait_for()
    assert tess.input_value("[name=warning_signs-0-text]") == "Very blue toes"
    assert tess.input_value("[name=warning_signs-0-urgency]") == "routine"


def test_logging_out_forgets_what_was_typed_by_her_and_what_is_old_goes_by_itself(tess, toes):
    enter(tess, "vera")
    crashed(tess, toes, lambda page: page.fill("[name=title]", "Left behind"))
    hers = tess.evaluate(KEPT)[0]
    user, path = hers.split("|")[1:3]
    days = 24 * 3600 * 1000
    for name, age in ((f"{user}0|{path}|another", 0), (f"{user}|{path}|stale", 15), (f"{user}|{path}|ripe", 13)):
        tess.evaluate(
            f"([name, age]) => {{ const kept = JSON.parse(localStorage['{hers}']);"
            f" kept.at -= age * {days}; localStorage['rose-typed|' + name] = JSON.stringify(kept) }}",
            [name, age],
        )
    opened(tess, toes)
    assert {name.split("|")[3] for name in tess.evaluate(KEPT)} == {hers.split("|")[3], "another", "ripe"}
    assert tess.locator(".typed-offer").count() == 2, "nobody is offered what another person typed"
    assert tess.locator(".typed-note").get_by_text("On a computer that others use, log out").is_visible()
    tess.get_by_role("button", name="Log out").click()
    tess.wait_for_url("**/logout/")
    assert [name.split("|")[3] for name in tess.evaluate(KEPT)] == ["another"]


def test_a_password_is_never_kept(tess):
    tess.goto("/admin/password_change/")
    tess.fill("[name=new_password1]", "a secret that is kept nowhere")
    tess.wait_for_timeout(1_500)
    assert tess.evaluate("JSON.stringify(localStorage)").count("secret") == 0


# --- the toolbar ------------------------------------------------------------------------------------------------------

TOOLS = [
    ("Bold", "a [word] here", "a **[word]** here"),
    ("Bold", "a **[word]** here", "a [word] here"),
    ("Bold", "a []", "a **[bold words]**"),
    ("Italic", "a [word]", "a *[word]*"),
    ("Heading", "One\nTw[]o", "One\n## Two[]"),
    ("Heading", "## Two[]", "### Two[]"),
    ("Heading", "### Two[]", "Two[]"),
    ("List", "[One\nTwo]", "- One\n- Two[]"),
    ("List", "[- One\n- Two]", "One\nTwo[]"),
    ("Table", "One[]", "One\n\n| [What was measured] | Result |\n|---|---|\n| … | … |\n"),
    ("Link", "[words]", "[words]([https://])"),
    ("Link", "a []", "a [[words]](https://)"),
]


def without_marks(text: str) -> tuple[str, int, int]:
    """A text in which [these] brackets say what is selected: the text, and from where to where."""
    start, end = text.index("["), text.rindex("]") - 1
    return text[:start] + text[start + 1 : end + 1] + text[end + 2 :], start, end


def test_each_tool_writes_its_mark_and_undo_takes_it_back(tess, work):
    body = opened(tess, f"/admin/topics/topic/{pages_of(work)}/change/").locator("[name=body]")
    for tool, before, after in TOOLS:
        text, start, end = without_marks(before)
        body.fill(text)
        body.evaluate("(area, [start, end]) => area.setSelectionRange(start, end)", [start, end])
        tess.locator(".field-body").get_by_role("button", name=tool, exact=True).click()
        value, start, end = body.evaluate("area => [area.value, area.selectionStart, area.selectionEnd]")
        assert f"{value[:start]}[{value[start:end]}]{value[end:]}" == after, (tool, before)
        assert body.evaluate("area => document.activeElement === area")
        tess.keyboard.press("Control+z")
        assert body.input_value() == text, tool


def pages_of(work) -> int:
    """A page whose form is only opened."""
    if "looked at" not in work:
        work["looked at"] = next(work["toes"])
    return work["looked at"]


def test_the_toolbar_is_one_stop_of_the_tab_key_and_arrows_walk_it(tess, work):
    opened(tess, f"/admin/topics/topic/{pages_of(work)}/change/").locator("[name=body]").focus()
    focused = "document.activeElement.getAttribute('aria-label') || document.activeElement.name"
    walk = []
    for key in ("Shift+Tab", "ArrowRight", "ArrowLeft", "ArrowLeft", "ArrowRight", "End", "Home", "ArrowRight", "Tab"):
        tess.keyboard.press(key)
        walk.append(tess.evaluate(focused))
    term = "Term of the glossary"
    assert walk == ["Bold", "Italic", "Bold", term, "Bold", term, "Bold", "Italic", "body"]
    tess.keyboard.press("Shift+Tab")
    assert tess.evaluate(focused) == "Italic", "it comes back to where it was left"
    tess.keyboard.press("Shift+Tab")
    assert tess.evaluate("document.activeElement.closest('.toolbar') === null")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_nothing_in_the_form_and_a_finger_hits_every_tool(tess_under_axe, work, width, scheme):
    tess = tess_under_axe
    tess.set_viewport_size({"width": width, "height": 844})
    tess.emulate_media(color_scheme=scheme)
    form = f"/admin/topics/intervention/{work['drug']}/change/"
    crashed(tess, form, lambda page: page.fill("[name=title]", "Low"))
    opened(tess, form).locator("details.as-read > summary").click()
    assert tess.locator(".toolbar").count() > 10
    for part in (".typed-offer", ".open-by", ".field-body", ".as-read", ".typed-note"):
        assert violations(tess, part) == []
    assert too_wide(tess, width) == []
    sizes = tess.locator(".toolbar:visible button").evaluate_all(
        "all => all.flatMap(one => [one.getBoundingClientRect().width, one.getBoundingClientRect().height])"
    )
    assert min(sizes) >= (44 if width < 768 else 24)


def test_a_row_that_is_added_later_has_its_toolbar(tess, work):
    opened(tess, f"/admin/topics/topic/{pages_of(work)}/change/").locator("#warning_signs-group summary").click()
    tess.locator("#warning_signs-group .add-row a").click()
    row = tess.locator("#warning_signs-group .inline-related:not(.empty-form)").last
    assert row.get_by_role("toolbar").get_by_role("button").all_inner_texts() == [
        "B", "I", "Link", "Cite", "Page", "Term",
    ]  # fmt: skip


# --- the picker -------------------------------------------------------------------------------------------------------


def test_a_study_is_cited_by_the_keyboard_alone_and_a_second_one_joins_it(tess, work):
    body = opened(tess, f"/admin/topics/topic/{pages_of(work)}/change/").locator("[name=body]")
    body.fill("It may help")
    body.focus()
    for query, key in (("younger fibromyalgia", "Enter"), ("gone-2019", "Enter")):
        tess.keyboard.press("Shift+Tab")
        while tess.evaluate("document.activeElement.textContent") != "Cite":
            tess.keyboard.press("ArrowRight")
        tess.keyboard.press("Enter")
        box = tess.get_by_role("combobox", name="Author, year, words of its title, or its key")
        box.wait_for()
        tess.keyboard.type(query)
        tess.locator("#picker-found [role=option]").first.wait_for()
        assert box.get_attribute("aria-expanded") == "true"
        chosen = tess.locator(f"#{box.get_attribute('aria-activedescendant')}")
        assert chosen.get_attribute("aria-selected") == "true"
        if query == "gone-2019":
            assert "Gone" in chosen.inner_text() or "gone" in chosen.inner_text()
            assert "(retracted)" in chosen.inner_text()
        else:
            while chosen.get_attribute("data-key") != "younger-2013":
                tess.keyboard.press("ArrowDown")
                chosen = tess.locator(f"#{box.get_attribute('aria-activedescendant')}")
        tess.keyboard.press(key)
        assert tess.evaluate("document.activeElement.name") == "body"
    assert body.input_value() == "It may help [@younger-2013; @gone-2019]"


def test_a_page_takes_the_selected_words_and_a_term_its_plain_word(tess, work):
    body = opened(tess, f"/admin/topics/topic/{pages_of(work)}/change/").locator("[name=body]")
    tools = tess.locator(".field-body").get_by_role("toolbar")
    body.fill("Try naltrexone and ")
    body.evaluate("area => area.setSelectionRange(4, 14)")
    tools.get_by_role("button", name="Page: link to one").click()
    tess.locator("#picker-found [role=option]", has_text="Low-dose naltrexone").first.click()
    assert body.input_value() == "Try [[low-dose-naltrexone|naltrexone]] and "
    body.evaluate("area => area.setSelectionRange(99, 99)")
    tools.get_by_role("button", name="Term of the glossary").click()
    tess.keyboard.type("hazard rat")
    tess.locator("#picker-found [role=option]").first.wait_for()
    tess.keyboard.press("Enter")
    assert body.input_value() == "Try [[low-dose-naltrexone|naltrexone]] and hazard ratio"


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_nothing_in_the_picker_and_escape_leaves_it(tess_under_axe, work, width, scheme):
    tess = tess_under_axe
    tess.set_viewport_size({"width": width, "height": 844})
    tess.emulate_media(color_scheme=scheme)
    body = opened(tess, f"/admin/topics/topic/{pages_of(work)}/change/").locator("[name=body]")
    tess.locator(".field-body").get_by_role("button", name="Cite a study").click()
    tess.fill("#picker-q", "trial")
    tess.locator("#picker-found [role=option]").first.wait_for()
    assert "The first 12 of more: add a word." in tess.locator(".picker-says").inner_text()
    assert violations(tess, ".picker") == []
    box = tess.locator(".picker").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    tess.fill("#picker-q", "no study says zyzzyvas")
    tess.get_by_text("No study of Rose’s has all these words.").wait_for()
    tess.keyboard.press("Escape")
    assert not tess.locator(".picker").is_visible()
    assert body.evaluate("area => document.activeElement === area")
    assert body.input_value() == "Some words."


# --- who else is there, and readers' figures --------------------------------------------------------------------------


def test_who_else_has_the_page_open_is_said_politely(tess, toes, browser, site):
    context = browser.new_context(base_url=site)
    opened(enter(context.new_page(), "una"), toes)
    opened(tess, toes)
    banner = tess.get_by_role("status").filter(has_text="Una has this page open too.")
    banner.wait_for()
    context.close()


def test_figures_stand_in_a_fold_in_readers_own_styles(tess, work):
    opened(tess, f"/admin/topics/intervention/{work['drug']}/change/")
    sentence = tess.locator(".as-read .evidence .sentence").first
    assert not sentence.is_visible()
    tess.get_by_text("Figures and grades, as readers will see them").click()
    assert sentence.is_visible()
    font = "one => getComputedStyle(one).fontFamily"
    assert "Palatino" in sentence.evaluate(font)
    assert "Palatino" not in tess.locator("#content h1").evaluate(font), "which the admin has not taken on"


def test_without_javascript_the_form_is_written_and_saved_and_shows_its_figures(browser, site, work, toes):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = enter(context.new_page(), "tess")
    page.goto(toes)
    page.fill("[name=body]", "Written plainly.")
    page.click("[name=_continue]")
    page.locator(".messagelist .success").wait_for()
    assert page.input_value("[name=body]") == "Written plainly."
    assert page.locator(".toolbar, .typed-note, .typed-offer").count() == 0
    assert page.locator(".open-by").inner_text() == ""
    page.goto(f"/admin/topics/intervention/{work['drug']}/change/")
    page.locator("details.as-read > summary").click()
    assert page.locator(".as-read .evidence .sentence").first.is_visible()
    context.close()
