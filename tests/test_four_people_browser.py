"""The whole story in real Chromium, as four people: an author, a reviewer, a publisher, and a reader who sees no draft.

Rose runs as it does for readers, in processes of its own, and publishes at the minute that the publisher chose. What
the reader looks at comes from the URL configuration: an address that is new is looked at too, or the test says that it
does not know what to put there.
"""

import difflib
import json
import re
import time
from base64 import b32decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from django_otp.oath import totp

from evidence.exports import FORMATS
from evidence.opendata.tables import TABLES
from tests.chromium import tab_to, violations
from tests.editorial.test_url_map import patterns
from tests.fixtures import library_copy, rose_on, run_on
from topics.models import Kind, TermKind

pytestmark = [pytest.mark.browser, pytest.mark.long]

PASSWORD = "a long enough password"
PEOPLE = """
from editorial.models import Reviewer
from tests import factories
asta, rhea, pola = (factories.person(name, group)
    for name, group in [("asta", "author"), ("rhea", "clinician-reviewer"), ("pola", "publisher")])
Reviewer.objects.create(user=rhea, name="Dr Test Rhea", credentials="made up for tests", interests="None declared")
"""
PATIENCE = 60_000  # milliseconds, on a busy machine

LATE = timedelta(seconds=30)  # a process looks for new plans every 15 seconds, and this machine may be busy

PAGE = "interventions/music-listening"
TITLE = "Listening to relaxing music"
ASSESSMENT = "hot-flush-frequency"
SIGNER = "reviewers/dr-test-rhea"  # readers find her once they see what she signed
STUDY = "nams-2023"  # nothing on the page cites it before the draft does

# Words that stand nowhere in Rose, each in one place of the draft.
SECRETS = {
    "the title": "zibbeline",
    "the text": "quillfeather",
    "an alias": "wrenlight",
    "the assessment": "brackenmoor",
    "a label": "mossgather",
    "the text, mended": "thistlecombe",
}
NEW_TITLE = "Listening to relaxing zibbeline music"
FIRST_TEXT = "\n\nIt is no miracle. A quillfeather hour is a quiet hour."
MENDED_TEXT = " A thistlecombe hour is one too. Other treatments are recommended for flushes [@nams-2023]."
CHANGED = "It says what a quiet hour is."
COMMENT = "Say what else a quiet hour can be."
SENT_BACK = "Please answer the comment first."


# --- what a reader can look at ----------------------------------------------------------------------------------------

FILLINGS: list[tuple[str, list[str]]] = [
    ("interventions/<slug:slug>/evidence/<slug:key>", [f"{PAGE}/evidence/{ASSESSMENT}"]),
    ("evidence/studies/<slug:slug>", [f"evidence/studies/{slug}" for slug in (STUDY, "huang-2015")]),
    ("<section:kind>/<slug:slug>", [PAGE, "interventions/paced-breathing", "symptoms/hot-flushes"]),
    ("<section:kind>", [kind.section for kind in Kind]),
    ("reviewers/<slug:slug>", [SIGNER]),
    ("tags/<slug:slug>", [f"tags/{slug}" for slug in ("relaxation", "hot-flushes", SECRETS["a label"])]),
    ("data/<slug:name>", [f"data/{name}" for name in TABLES]),
    ("<ending:ending>", list(FORMATS)),
    ("<int:number>", ["1", "2"]),
    ("media/<path:name>", ["media/pictures/none.png"]),
]
"""What is put in the place of each changing part of an address: the page of the story, and what stands around it."""

WORDS = list(SECRETS.values())
QUERIES: dict[str, list[str]] = {
    "/search/": [f"q={word}" for word in [*WORDS, "relaxing+music"]],
    "/api/search/": [f"q={word}" for word in [*WORDS, "relaxing+music"]],
    "/api/suggest/": [f"q={word}" for word in [*WORDS, *(word[:5] for word in WORDS), "listening+to+relaxing"]],
    "/search/pick/": [f"q={WORDS[0]}"],
    "/evidence/studies/": [f"q={word}" for word in WORDS[:2]],
    **{f"/{kind.section}/": ["by=name", "area=whole-body"] for kind in Kind},
    "/glossary/": [f"kind={TermKind.values[0]}"],
    "/evidence/": ["for=hot-flushes", "category=complementary"],
    "/compare/": ["with=music-listening&with=paced-breathing", "with=music-listening&for=hot-flushes"],
}
"""What is asked for at addresses that answer questions."""

OF_THE_DESK = ("app_list", "anything else")
"""What test_url_map calls the two patterns below /admin/ that Django writes as regular expressions."""

NOT_THERE_YET = {f"/{address}/" for address in (f"{PAGE}/history/2", f"tags/{SECRETS['a label']}", SIGNER)}
NEVER_THERE = {
    "/media/pictures/none.png": 404,
    "/.well-known/security.txt": 404,  # no address to write to is set
    "/api/search/": 400,  # nothing was asked
    **{f"/interventions/{slug}/evidence/": 404 for slug in ("music-listening", "paced-breathing")},  # of symptoms alone
    **{f"/{page}/history/2/": 404 for page in ("interventions/paced-breathing", "symptoms/hot-flushes")},
}


def public_addresses() -> list[str]:
    """Every address of the URL configuration that is not the desk's."""
    found: dict[str, None] = {}
    for pattern, _ in patterns():
        if pattern.startswith("admin/") or pattern in OF_THE_DESK:
            continue
        for address in filled(pattern):
            found[address] = None
            found |= dict.fromkeys(f"{address}?{query}" for query in QUERIES.get(address, []))
    assert set(QUERIES) <= set(found), "questions are asked where nothing answers"
    return list(found)


def filled(pattern: str) -> Iterator[str]:
    """The addresses that a pattern stands for."""
    used: list[tuple[str, list[str]]] = []
    rest = pattern
    for piece, values in FILLINGS:
        if piece in rest:
            used.append((piece, values))
            rest = rest.replace(piece, "")
    assert not re.search(r"[<(\\]", rest), f"say in FILLINGS what stands in {pattern}"
    for values in product(*(values for _, values in used)):
        address = pattern
        for (piece, _), value in zip(used, values, strict=True):
            address = address.replace(piece, value)
        yield f"/{address}"


STAMP = re.compile('name="stamp" value="[^"]+"')
"""When a form for readers' reports was opened: the one thing that no two answers share."""


@dataclass(frozen=True)
class Answer:
    """What came back from an address, as a reader's browser keeps it."""

    status: int
    version: str
    text: str


@dataclass
class Reader:
    """Chromium without an account: what it was shown before anybody touched the page, and what is otherwise now."""

    context: object
    addresses: list[str]
    before: Mapping[str, Answer] = field(default_factory=dict)

    def look(self, addresses: list[str]) -> dict[str, Answer]:
        return {address: self._ask(address) for address in addresses}

    def _ask(self, address: str) -> Answer:
        response = self.context.request.get(address, max_redirects=0, timeout=PATIENCE)
        text = STAMP.sub("", response.text())
        return Answer(response.status, response.headers.get("etag", ""), text)

    def finds_the_old_edition_alone(self, *, in_every_file: bool) -> float:
        """Every address answers as it did before the draft, to the letter, and none knows a word of it.

        The many files of /data/ are slow to make: where they are left out, the one that holds all of them stands for
        them. Returned: the seconds that it took.
        """
        began = time.monotonic()
        seen = self.look([address for address in self.before if in_every_file or not FILE.match(address)])
        assert len(seen) > (150 if in_every_file else 110)
        assert traces(seen) == {}
        changed = {
            address: unlike(self.before[address], now) for address, now in seen.items() if now != self.before[address]
        }
        assert changed == {}
        assert self.context.cookies() == []
        return time.monotonic() - began


FILE = re.compile(r"/data/[a-z-]+\.(csv|json)$(?<!/rose\.json)")


def unlike(before: Answer, now: Answer) -> list[str]:
    """The lines that tell two answers apart."""
    words = [f"{answer.status} {answer.version}\n{answer.text}".splitlines() for answer in (before, now)]
    return [line[:300] for line in difflib.unified_diff(*words, n=0, lineterm="")]


def traces(seen: Mapping[str, Answer]) -> dict[str, list[str]]:
    """Where each secret stands, for those that stand anywhere. That an address is said back is no trace."""
    found = {
        secret: [address for address, answer in seen.items() if secret in without_echo(address, answer.text)]
        for secret in SECRETS.values()
    }
    return {secret: addresses for secret, addresses in found.items() if addresses}


def without_echo(address: str, text: str) -> str:
    """The text in small letters, without what was asked for in this address."""
    text = text.lower()
    for asked in re.findall(r"[?&]q=([^&]+)", address.lower()):
        words = asked.replace("+", " ")
        for echo in (words, asked, words.replace(" ", "%20")):
            text = text.replace(echo, "")
    return text


# --- people -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def rose(django_db_setup: None, worker_id: str) -> Iterator[str]:
    """The address of a Rose of the story's own, with three people who have never signed in."""
    with library_copy(f"story_{worker_id}") as database:
        run_on(database, PEOPLE)
        with rose_on(database) as address:
            yield address


@pytest.fixture
def arrive(browser, rose) -> Iterator:
    """A browser of her own for somebody. The test fails if its pages ask another host for anything."""
    contexts, foreign = [], []

    def new_context():
        context = browser.new_context(base_url=rose, locale="en-GB", viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: is_own(request.url) or foreign.append(request.url))
        contexts.append(context)
        return context

    def is_own(url: str) -> bool:
        return urlsplit(url).netloc == urlsplit(rose).netloc or url.startswith(("data:", "blob:"))

    yield new_context
    for context in contexts:
        context.close()
    assert foreign == []


def signed_in(context, name: str, *, has_factor: bool):
    """Her tab, once she has given her name, her password and, if she may sign or publish, her first code."""
    page = context.new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    if has_factor:
        secret = page.locator(".factor-secret").inner_text().replace(" ", "")
        page.get_by_label("Code").fill(f"{totp(b32decode(secret)):06d}")
        page.get_by_role("button", name="Connect the app").click()
        page.get_by_role("link", name="I have the codes: go on").click()
    page.locator(".desk").wait_for()
    return page


def said(page, words: str) -> None:
    """Rose says so on top of the screen."""
    page.locator(".messagelist").get_by_text(words).wait_for()


def step(page, title: str) -> None:
    """Open a step of the panel on top of the page's form."""
    page.locator("details.step > summary").get_by_text(title, exact=True).click()


def send(page, title: str) -> None:
    page.locator("details.step[open]").get_by_role("button", name=title, exact=True).click()


# --- the story --------------------------------------------------------------------------------------------------------


def test_four_people_take_a_draft_to_readers_who_see_nothing_of_it_until_the_minute_it_changes(arrive):
    reader = Reader(arrive(), public_addresses())
    reader.before = reader.look(reader.addresses)
    unexpected = {
        address: answer.status for address, answer in reader.before.items() if answer.status != status(address)
    }
    assert unexpected == {}
    assert traces(reader.before) == {}

    author = signed_in(arrive(), "asta", has_factor=False)
    form = drafts(author)
    reader.finds_the_old_edition_alone(in_every_file=False)
    submits_once_the_checks_let_her(author)
    reader.finds_the_old_edition_alone(in_every_file=True)

    reviewer = signed_in(arrive(), "rhea", has_factor=True)
    claims_comments_and_sends_back_by_keyboard(reviewer)
    reader.finds_the_old_edition_alone(in_every_file=False)

    mends_and_submits_again(author)
    signs_by_keyboard(reviewer, form)
    seconds = reader.finds_the_old_edition_alone(in_every_file=False)

    publisher = signed_in(arrive(), "pola", has_factor=True)
    minute = schedules(publisher, timedelta(seconds=15 + 2 * seconds))
    changed_at = watch(reader, minute)
    assert minute <= changed_at <= minute + LATE

    is_shown_the_new_edition(reader)
    has_each_step_in_the_trail(publisher)


def status(address: str) -> int:
    """What an address answers with before the draft is published."""
    return 404 if address in NOT_THERE_YET else NEVER_THERE.get(address, 200)


def drafts(author) -> str:
    """The author writes over a live page, as she would: where its form is."""
    assert violations(author, ".desk") == []
    author.goto("/admin/topics/intervention/")
    author.locator("#searchbar").fill(TITLE)
    author.keyboard.press("Enter")
    author.locator("#result_list").get_by_role("link", name=TITLE).click()
    author.wait_for_load_state("networkidle")
    form = urlsplit(author.url).path
    author.locator("[name=title]").fill(NEW_TITLE)
    body = author.locator("[name=body]")
    body.fill(body.input_value().rstrip() + FIRST_TEXT)
    labels = author.locator("[name=tags]")
    labels.fill(f"{labels.input_value()}, {SECRETS['a label']}")
    names = author.locator("#aliases-group")
    names.locator("summary").first.click()
    names.locator(".add-row a").click()
    names.locator("[name$=-text]:visible").last.fill(f"{SECRETS['an alias']} music")
    author.get_by_role("button", name="Save and continue editing").click()
    said(author, "was changed successfully")

    author.locator(".assessments").get_by_role("link").first.click()
    author.wait_for_load_state("networkidle")
    reason = author.locator("[name=imprecision_reason]")
    reason.fill(f"{reason.input_value()} The {SECRETS['the assessment']} diary was not used.")
    author.get_by_role("button", name="Save", exact=True).click()
    said(author, "was changed successfully")
    author.goto(form)
    author.get_by_text("This draft has changes that readers don’t see.").wait_for()
    assert violations(author, ".panel") == []
    return form


def submits_once_the_checks_let_her(author) -> None:
    """The checks hold up one of her words, until she gives a reason."""
    step(author, "Submit for review")
    author.get_by_label("Note for the reviewer").fill("The last paragraph is new.")
    send(author, "Submit for review")
    refused = author.get_by_role("alert")
    refused.get_by_text("“It is no miracle.”").wait_for()
    assert refused.get_by_role("listitem").count() == 1, refused.inner_text()
    author.get_by_role("link", name="Checks of this page").click()
    author.get_by_label("Why it may stand").fill("It denies one.")
    author.get_by_role("button", name="Keep these reasons").click()
    author.get_by_text("1 reason kept, with your name.").wait_for()
    author.get_by_role("link", name="Back to the page").click()
    step(author, "Submit for review")
    author.get_by_label("Note for the reviewer").fill("The last paragraph is new.")
    send(author, "Submit for review")
    said(author, "Submitted.")


def claims_comments_and_sends_back_by_keyboard(reviewer) -> None:
    """The reviewer finds it on her desk. From there on she does not touch the mouse."""
    assert violations(reviewer, ".desk") == []
    tab_to(reviewer, "button", f"Claim it: {NEW_TITLE}")
    reviewer.keyboard.press("Enter")
    said(reviewer, "You have this review now.")
    tab_to(reviewer, "a", "Compare drafts and editions")
    reviewer.keyboard.press("Enter")
    reviewer.locator(".comparison .legend").wait_for()
    compared = reviewer.locator(".comparison").inner_text()
    assert [word for word in SECRETS.values() if word not in compared] == [SECRETS["the text, mended"]]
    assert violations(reviewer, ".comparison") == []
    tab_to(reviewer, "a", "Back to the page")
    reviewer.keyboard.press("Enter")
    reviewer.locator(".panel").wait_for()

    tab_to(reviewer, "details.step > summary", "Comment")
    reviewer.keyboard.press("Enter")
    tab_to(reviewer, "details.step select[name=part]")
    reviewer.keyboard.type("What does the evidence")
    tab_to(reviewer, "details.step textarea[name=text]")
    reviewer.keyboard.type(COMMENT)
    tab_to(reviewer, "details.step button", "Comment")
    reviewer.keyboard.press("Enter")
    said(reviewer, "Your comment is with the page.")
    tab_to(reviewer, "details.step > summary", "Send back")
    reviewer.keyboard.press("Enter")
    tab_to(reviewer, "details.step textarea[name=note]")
    reviewer.keyboard.type(SENT_BACK)
    tab_to(reviewer, "details.step button", "Send back")
    reviewer.keyboard.press("Enter")
    said(reviewer, "Sent back, with your note.")


def mends_and_submits_again(author) -> None:
    """The author finds it on her desk with what the reviewer said, which she answers."""
    author.goto("/admin/")
    back = author.locator("#sent-back li", has_text=NEW_TITLE).first
    assert COMMENT in back.inner_text()
    back.get_by_role("link", name=NEW_TITLE).click()
    author.wait_for_load_state("networkidle")
    body = author.locator("[name=body]")
    body.fill(body.input_value().rstrip() + MENDED_TEXT)
    author.get_by_role("button", name="Save and continue editing").click()
    said(author, "was changed successfully")
    thread = author.locator(".thread", has_text=COMMENT)
    assert "What does the evidence show?" in thread.locator(".thread-about").inner_text()
    thread.get_by_text("Answer", exact=True).click()
    thread.get_by_label("Your answer").fill("It says so now.")
    thread.get_by_role("button", name="Send the answer").click()
    said(author, "Your answer is with the comment.")
    author.locator(".thread", has_text=COMMENT).get_by_role("button", name="Resolve").click()
    said(author, "Resolved.")
    step(author, "Submit for review")
    send(author, "Submit for review")
    said(author, "Submitted.")


def signs_by_keyboard(reviewer, form: str) -> None:
    reviewer.goto("/admin/")
    tab_to(reviewer, "#to-review a", NEW_TITLE)
    reviewer.keyboard.press("Enter")
    reviewer.wait_for_url(f"**{form}*")
    tab_to(reviewer, "details.step > summary", "Sign off")
    reviewer.keyboard.press("Enter")
    tab_to(reviewer, "details.step textarea[name=interests]")
    reviewer.keyboard.type("None")
    tab_to(reviewer, "details.step button", "Sign off")
    reviewer.keyboard.press("Enter")
    said(reviewer, "Your sign-off is recorded.")


def schedules(publisher, ahead: timedelta) -> datetime:
    """The publisher takes it from her desk and chooses a minute that leaves the reader time to look."""
    assert violations(publisher, ".desk") == []
    publisher.locator("#to-publish").get_by_role("link", name=NEW_TITLE).click()
    publisher.locator(".panel").wait_for()
    minute = (timezone.localtime() + ahead + timedelta(minutes=1)).replace(second=0, microsecond=0)
    step(publisher, "Publish at a time")
    asked = publisher.locator("details.step[open]")
    asked.get_by_label("On which day").fill(f"{minute:%Y-%m-%d}")
    asked.get_by_label("At what time").fill(f"{minute:%H:%M}")
    asked.get_by_label("What kind of change").select_option(label="Wording changed")
    asked.get_by_label("What changed, for readers").fill(CHANGED)
    send(publisher, "Publish at a time")
    said(publisher, "Planned. Until then, readers see what they see now.")
    assert f"{minute:%H:%M}" in publisher.locator(".panel-status").inner_text()
    return minute


def watch(reader: Reader, minute: datetime) -> datetime:
    """The reader has the page open and looks again and again: when it changed."""
    page = reader.context.new_page()
    page.goto(f"/{PAGE}/")
    assert page.get_by_role("heading", level=1).inner_text() == TITLE
    reader.finds_the_old_edition_alone(in_every_file=False)
    while True:
        asked_at = timezone.localtime()
        page.reload()
        if page.get_by_role("heading", level=1).inner_text() != TITLE:
            return timezone.localtime()
        assert asked_at < minute + LATE, "the minute passed and readers see what they saw"
        time.sleep(0.2)


def is_shown_the_new_edition(reader: Reader) -> None:
    """Each secret is there now, wherever readers look for it; the first edition stays as it was."""
    seen = reader.look(list(reader.before))
    assert {address: answer.status for address, answer in seen.items() if answer.status >= 400} == NEVER_THERE
    found = traces(seen)
    assert set(found) == set(SECRETS.values())
    for secret in found:
        assert f"/{PAGE}/history/1/" not in found[secret]
        assert f"/{PAGE}/" in found[secret] or secret in ("wrenlight", "mossgather"), secret
        assert "/data/rose.json" in found[secret] or secret in ("quillfeather", "thistlecombe"), secret
    assert {"/feed/", "/interventions/", "/data/pages.csv", "/api/search/?q=relaxing+music"} <= set(found["zibbeline"])
    assert f"/{PAGE}/evidence/{ASSESSMENT}.fhir.json" in found["brackenmoor"]
    assert json.loads(seen["/api/suggest/?q=wrenl"].text) != json.loads(reader.before["/api/suggest/?q=wrenl"].text)
    assert NEW_TITLE in seen["/api/search/?q=wrenlight"].text
    assert NEW_TITLE in seen[f"/evidence/studies/{STUDY}/"].text

    page = reader.context.new_page()
    page.goto(f"/{PAGE}/")
    shown = page.locator("main").inner_text()
    for words in (CHANGED, "Dr Test Rhea", "A quillfeather hour is a quiet hour. A thistlecombe hour is one too."):
        assert words in shown
    page.goto(f"/{PAGE}/history/")
    newest = page.locator(".history li").first.inner_text()
    assert "Edition 2" in newest
    assert f"Wording changed. {CHANGED} Signed off by Dr Test Rhea." in newest
    for words in (COMMENT, SENT_BACK, "It denies one.", "It says so now.", "The last paragraph is new."):
        assert [address for address, answer in seen.items() if words in answer.text] == [], words
    assert reader.context.cookies() == []


TRAIL = [
    ("asta", "Edited"),
    ("asta", "Edited"),
    ("asta", "Gave a reason for a warning"),
    ("asta", "Submitted for review"),
    ("rhea", "Claimed a review"),
    ("rhea", "Commented"),
    ("rhea", "Sent back"),
    ("asta", "Edited"),
    ("asta", "Answered a comment"),
    ("asta", "Resolved a comment"),
    ("asta", "Submitted for review"),
    ("rhea", "Signed off"),
    ("pola", "Set to be published at a time"),
    ("pola", "Published"),
]
"""Every step with the page, in order, and whose it was."""


def has_each_step_in_the_trail(publisher) -> None:
    publisher.goto("/admin/editorial/auditentry/")
    rows = publisher.locator("#result_list tbody tr").all()
    cells = [row.locator("th, td").all_inner_texts() for row in rows]
    steps = [(who.strip(), action.strip()) for at, action, who, subject, about, note in cells if NEW_TITLE in about]
    assert [step for step in steps[::-1] if step[0] != "the library"] == TRAIL
