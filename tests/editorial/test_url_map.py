"""Who gets in where: every address that Rose has, tried as everybody, on things that are not theirs.

The tables below name each URL pattern. One that is in none of them fails the first tests, so that nobody adds an
address without saying who may open it. Each person then tries all of them, in one state of the database that every
knock leaves as it was.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpResponse
from django.template import loader
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from editorial.models import Comment, Invitation, ReaderReport, Reviewer, Schedule, SignOff, Task, Waiver
from editorial.outside import guests
from editorial.outside.report_forms import Stamp
from editorial.overview import csv_lists
from editorial.workflow import actions
from editorial.workflow.forms import STEPS
from evidence.models import Assessment, Citation, Study
from search.models import Unanswered
from tests import factories
from tests.editorial.rating_factories import begun
from tests.second_factor import app_of
from topics.models import ChangeKind, Page, ReaderNote

pytestmark = pytest.mark.django_db

SECRET = "Words of a draft that readers never see"

# Everybody who may knock. "guest" has no account: her browser has opened a link to one page. "reader" has an account
# that is not the staff's; "staff" may sign in to the admin and is in no group; "half" is a reviewer who has given her
# password and not yet her second factor.
NOBODY, GUEST, READER, STAFF, HALF = "nobody", "guest", "reader", "staff", "half"
COMMENTER, AUTHOR, REVIEWER, PUBLISHER = "commenter", "author", "reviewer", "publisher"
ADMINISTRATOR, SUPERUSER = "administrator", "superuser"
PEOPLE = [NOBODY, GUEST, READER, STAFF, HALF, COMMENTER, AUTHOR, REVIEWER, PUBLISHER, ADMINISTRATOR, SUPERUSER]
AT_EVERY_RUN = {NOBODY, GUEST, AUTHOR, REVIEWER, PUBLISHER}
"""The others try in the long run: they are as many again."""


def people_in_turn(people: list[str]) -> list[Any]:
    return [who if who in AT_EVERY_RUN else pytest.param(who, marks=pytest.mark.long) for who in people]


NONE: set[str] = set()
EVERYBODY = set(PEOPLE)
UNNAMED = {NOBODY, GUEST}
INSIDE = EVERYBODY - UNNAMED - {READER, HALF}
READS = {COMMENTER, AUTHOR, REVIEWER, PUBLISHER, SUPERUSER}
ACTS = READS - {COMMENTER}
"""Those who read and do more than comment: they run checks, read reports, and take lists away as files."""
WRITES = {AUTHOR, SUPERUSER}
SIGNS = {REVIEWER, SUPERUSER}
WORKS = WRITES | SIGNS
COMMENTS = WORKS | {COMMENTER}
PUBLISHES = {PUBLISHER, SUPERUSER}
ANSWERS = SIGNS | PUBLISHES
"""Those who say what was done about what a reader told."""
MANAGES = {ADMINISTRATOR, SUPERUSER}
FACTOR = {REVIEWER, PUBLISHER, ADMINISTRATOR, SUPERUSER}
"""Those whose password alone opens nothing."""


@dataclass
class May:
    """Who gets in when they look, and when they send something."""

    get: set[str]
    post: set[str]
    item: str = ""
    """Whose key the address holds: a name in `things`."""
    data: dict[str, str] = field(default_factory=dict)
    query: str = ""


@dataclass
class Rights:
    """The same for one model's screens in the admin."""

    view: set[str]
    add: set[str] = field(default_factory=set)
    change: set[str] = field(default_factory=set)
    delete: set[str] = field(default_factory=set)

    def expected(self, screen: str) -> tuple[set[str], set[str]]:
        """Who looks and who sends, for each of the admin's six screens."""
        return {
            "": (self.view, self.view),
            "add/": (self.add, self.add),
            "<path:object_id>/history/": (self.view, self.view),
            "<path:object_id>/delete/": (self.delete, self.delete),
            "<path:object_id>/change/": (self.view, self.change),
            "<path:object_id>/": (INSIDE, INSIDE),  # leads to the form, which asks
        }[screen]


PUBLIC = """
    home index page history edition tag glossary about privacy for-clinicians contributing feed how-we-grade
    editorial-policy map compare studies study study-file references-file topic data data-everything data-csv data-json
    fhir results pick description api suggest sitemap robots.txt security healthz/ picture report report-page
    report-study report-thanks report-page-thanks report-study-thanks reviewers reviewer
""".split()
"""By name, or by pattern where they have none. They answer nobody and everybody alike."""

OWN = {
    "admin/": May(INSIDE, INSIDE),
    "admin/login/": May(EVERYBODY, EVERYBODY),
    "admin/logout/": May(UNNAMED | {READER}, EVERYBODY),
    "admin/password_change/": May(INSIDE, INSIDE),
    "admin/password_change/done/": May(INSIDE, NONE),
    "admin/autocomplete/": May(NONE, NONE),  # answers forms that name a field; alone it refuses
    "admin/jsi18n/": May(INSIDE, NONE),
    "app_list": May(READS, READS),  # of the app topics
    "anything else": May(NONE, NONE),
    "admin/sign-in-and-save/": May(NONE, EVERYBODY),  # itself a door
    "admin/second-factor/": May(EVERYBODY - UNNAMED, EVERYBODY - UNNAMED),
    "admin/second-factor/change/": May(NONE, FACTOR),
    "admin/people/<int:pk>/remove-factor/": May(NONE, MANAGES, "auth.user"),
    "admin/markdown/preview/": May(NONE, WRITES, data={"content": "a"}),
    "admin/markdown/picture/": May(NONE, WRITES),
    "admin/pick/": May(WRITES, NONE, query="?what=study&q=okafor"),
    "admin/pages/<int:pk>/open/": May(NONE, READS, "draft"),
    "admin/pages/<int:pk>/preview/": May(READS, NONE, "draft"),
    "admin/pages/<int:pk>/compare/": May(READS, NONE, "draft"),
    "admin/pages/<int:pk>/roll-back/": May(WRITES, WRITES, "live", query="?to=1"),
    "admin/pages/<int:pk>/checks/": May(READS, WORKS, "draft"),
    "admin/pages/<int:pk>/checks/run/": May(NONE, ACTS, "draft"),
    "admin/pages/<int:pk>/invite/": May(PUBLISHES, PUBLISHES, "asked"),
    "admin/invitations/<int:pk>/revoke/": May(NONE, PUBLISHES, "editorial.invitation"),
    "admin/reasons/<int:pk>/take-back/": May(NONE, WORKS, "editorial.waiver"),
    "admin/reviews/<int:pk>/claim/": May(NONE, SIGNS, "editorial.review"),
    "admin/reviews/<int:pk>/release/": May(NONE, SIGNS, "editorial.review"),
    "admin/declaration/": May({REVIEWER}, {REVIEWER}),
    "admin/reports/<slug:name>/": May(ACTS, ACTS, "report"),
    "admin/reader-reports/<int:pk>/": May(ANSWERS, ANSWERS, "editorial.readerreport"),
    "admin/comments/<int:pk>/part/": May(READS, NONE, "comment"),
    "admin/comments/<int:pk>/answer/": May(NONE, COMMENTS, "comment", {"text": "a"}),
    "admin/comments/<int:pk>/resolve/": May(NONE, WORKS, "comment"),
    "admin/comments/<int:pk>/reopen/": May(NONE, WORKS, "comment"),
    "admin/tasks/<int:pk>/finish/": May(NONE, WRITES, "task", {"outcome": "Judged."}),
    "admin/assessments/so-far/": May(NONE, WORKS),
    "admin/assessments/<int:pk>/rate/": May(NONE, WORKS, "assessment"),
    "admin/ratings/<int:pk>/": May(READS, NONE, "round"),
    "admin/ratings/<int:pk>/mine/": May(NONE, NONE, "round"),
    "admin/ratings/<int:pk>/reconcile/": May(NONE, NONE, "round"),
    "admin/ratings/<int:pk>/set-aside/": May(NONE, WRITES, "round", {"note": "No."}),
    "admin/intake/": May(WRITES, WRITES),
    "admin/intake/found/": May(WRITES, WRITES),
    "admin/intake/record/": May(WRITES, WRITES),
    "admin/auth/user/<id>/password/": May(MANAGES, MANAGES, "auth.user"),
    "admin/guest/": May({GUEST}, NONE),
    "admin/guest/comment/": May(NONE, {GUEST}, data={"text": "a"}),
    "admin/guest/comments/<int:pk>/answer/": May(NONE, {GUEST}, "comment on her page", {"text": "a"}),
    "admin/guest/sign/": May(NONE, {GUEST}),
    "admin/guest/<str:token>/": May({GUEST}, {GUEST}, "her link"),
}

ELSEWHERE = [
    ("admin/guest/comments/<int:pk>/answer/", May(NONE, NONE, "comment", {"text": "a"})),
    ("admin/guest/<str:token>/", May(UNNAMED, UNNAMED, "link that nobody has opened")),  # itself a door
    ("admin/guest/<str:token>/", May(NONE, NONE, "link that was taken back")),
    ("admin/guest/<str:token>/", May(NONE, NONE, "link that nobody made")),
    ("admin/comments/<int:pk>/part/", May(READS, NONE, "comment on her page")),
    ("admin/comments/<int:pk>/answer/", May(NONE, COMMENTS, "comment on her page", {"text": "a"})),
    ("admin/comments/<int:pk>/resolve/", May(NONE, WORKS, "comment on her page")),
    ("admin/pages/<int:pk>/preview/", May(READS, NONE, "asked")),
]
"""The same addresses with other things: a guest does nothing on another page, and nothing in the staff's way."""

LIST = "admin/lists/<slug:app_label>/<slug:model_name>/"
"""Any model's list as a file, for those who may view it and do more than comment."""

STEP = "admin/pages/<int:pk>/<slug:name>/"
STEPPING = {
    "submit": WRITES,
    "send-back": SIGNS,
    "sign-off": SIGNS,
    "publish": PUBLISHES,
    "schedule": PUBLISHES,
    "cancel-schedule": PUBLISHES,
    "take-down": PUBLISHES,
    "unpublish": PUBLISHES,
    "move": PUBLISHES,
    "comment": COMMENTS,
}

READ = Rights(READS)
OPERATED = Rights({SUPERUSER})  # made by publishing: looked at when something is off
WRITTEN = Rights(READS, WRITES, WRITES)
WRITTEN_OR_DELETED = Rights(READS, WRITES, WRITES, WRITES)

MODELS = {
    "auth.group": Rights(MANAGES, {SUPERUSER}, {SUPERUSER}),
    "auth.user": Rights(MANAGES, MANAGES, MANAGES),
    "editorial.auditentry": Rights(PUBLISHES | MANAGES),
    "editorial.checkrun": READ,
    "editorial.comment": READ,
    "editorial.invitation": Rights(PUBLISHES),
    "editorial.readerreport": Rights(ANSWERS, change=ANSWERS),  # leads to the report's own screen
    "editorial.review": READ,
    "editorial.reviewer": Rights(READS | MANAGES, MANAGES, MANAGES, {SUPERUSER}),
    "editorial.round": Rights(READS, change=READS),  # leads to the round's own screen
    "editorial.schedule": READ,
    "editorial.signoff": READ,
    "editorial.task": READ,
    "editorial.waiver": READ,
    "evidence.assessment": WRITTEN_OR_DELETED,
    "evidence.citation": OPERATED,
    "evidence.claim": WRITTEN_OR_DELETED,
    "evidence.evidencerow": OPERATED,
    "evidence.finding": WRITTEN,
    "evidence.mechanismlink": WRITTEN_OR_DELETED,
    "evidence.mechanismrow": OPERATED,
    "evidence.outcome": WRITTEN_OR_DELETED,
    "evidence.study": WRITTEN,
    "evidence.trial": WRITTEN_OR_DELETED,
    "search.completion": OPERATED,
    "search.entry": OPERATED,
    "search.nameword": OPERATED,
    "search.phrase": OPERATED,
    "search.spelling": OPERATED,
    "search.unanswered": READ,
    "search.word": OPERATED,
    "taggit.tag": WRITTEN_OR_DELETED,
    "topics.article": WRITTEN,
    "topics.edition": READ,
    "topics.intervention": WRITTEN,
    "topics.mechanism": WRITTEN,
    "topics.page": Rights(READS, change=READS),  # leads to the form of its kind
    "topics.pagelink": OPERATED,
    "topics.readernote": OPERATED,
    "topics.term": Rights(READS, PUBLISHES, PUBLISHES, PUBLISHES),
    "topics.topic": WRITTEN,
}


# --- the map ----------------------------------------------------------------------------------------------------------


def patterns(resolver=None, before: str = "") -> Iterator[tuple[str, str]]:
    """Every URL pattern with its name; by its name alone where it is not written as a path."""
    for pattern in (resolver or get_resolver()).url_patterns:
        whole = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern, whole)
        elif "(?P" in whole:
            yield pattern.name or "anything else", whole
        else:
            yield whole, pattern.name or whole


REGISTERED = {model._meta.label_lower for model in admin.site._registry}
SCREEN = re.compile(r"admin/(\w+)/(\w+)/(|add/|<path:object_id>/(?:history/|delete/|change/)?)$")


def model_of(pattern: str) -> str:
    """The model whose screen in the admin this is; nothing where it is none of the stock ones."""
    match = SCREEN.match(pattern)
    label = f"{match[1]}.{match[2]}" if match else ""
    return label if label in REGISTERED else ""


def is_public(pattern: str, name: str) -> bool:
    return name in PUBLIC and not pattern.startswith("admin/")


def test_every_address_is_in_one_of_the_tables():
    unknown = [
        pattern
        for pattern, name in patterns()
        if not (pattern in (*OWN, STEP, LIST) or model_of(pattern) in MODELS or is_public(pattern, name))
    ]
    assert not unknown, "\n".join(unknown)


def test_the_tables_name_nothing_that_is_not_there():
    known = dict(patterns())
    assert {*OWN, STEP, LIST} - known.keys() == set()
    assert MODELS.keys() == {model_of(pattern) for pattern in known} - {""}
    assert set(PUBLIC) - {name for pattern, name in patterns() if is_public(pattern, name)} == set()
    assert STEPPING.keys() == STEPS.keys()


# --- trying it --------------------------------------------------------------------------------------------------------


@pytest.fixture
def things() -> dict[str, Any]:
    """One of each thing, made by people who are not among those who try."""
    olga, omar, today = factories.person("olga", "author"), User.objects.create_user("omar"), timezone.localdate()
    draft, live, asked = factories.topic(body=SECRET), factories.topic("warm-toes"), factories.topic("numb-toes")
    edition = factories.published(live)
    factories.study(findings=[factories.PAIN])
    socks = factories.intervention(assessments=[factories.assessment(findings=["okafor-2020/pain"])])
    Page.objects.filter(pk__in=[draft.pk, live.pk, socks.pk, asked.pk]).update(body=SECRET, last_edited_by=olga)
    actions.submit(page=asked, by=olga)
    assessment = socks.assessments.get()
    return {
        "draft": draft.pk,
        "live": live.pk,
        "asked": asked.pk,
        "report": "age",
        "comment": Comment.objects.create(page=draft, text=SECRET, written_by=olga).pk,
        "comment on her page": Comment.objects.create(page=asked, text=SECRET, written_by=olga).pk,
        "task": task_of(assessment).pk,
        "assessment": assessment.pk,
        "round": begun(assessment, olga).round_id,
        "auth.user": omar.pk,
        "editorial.readerreport": ReaderReport.objects.create(
            page=live, edition=edition.number, kind="wrong", words=SECRET
        ).pk,
        "editorial.review": asked.reviews.get().pk,
        "editorial.schedule": plan_of(draft, olga).pk,
        "editorial.waiver": reason_on(draft, olga).pk,
        "search.unanswered": Unanswered.objects.create(word="zwieback", day=today, searches=5).pk,
        "topics.readernote": ReaderNote.objects.create(page=live, told_on=today, done_on=today, said="A", done="B").pk,
        **signed_by(olga, draft),
        **links_to(asked),
    }


def task_of(assessment: Assessment) -> Task:
    page = Page.objects.get(pk=assessment.intervention_id)
    return Task.objects.create(page=page, assessment=assessment.key, study=Study.objects.first(), reason="Retracted")


def plan_of(page: Page, by: User) -> Schedule:
    told = {"change_kind": ChangeKind.WORDING, "change_note": "Planned"}
    at = timezone.now() + timedelta(days=1)
    return Schedule.objects.create(page=page, at=at, content_hash="0" * 64, set_by=by, **told)


def reason_on(page: Page, by: User) -> Waiver:
    found = {"fingerprint": "0" * 64, "check_name": "style", "place": "Text", "warning": "Long."}
    return Waiver.objects.create(page=page, reason="Fine.", given_by=by, **found)


def signed_by(user: User, page: Page) -> dict[str, Any]:
    """A reviewer's record, and her sign-off."""
    her = {"name": "Dr Olga", "credentials": "made up"}
    reviewer = Reviewer.objects.create(user=user, interests="None declared", **her)
    signed = SignOff.objects.create(
        page=page, reviewer=reviewer, content_hash="0" * 64, declared="None declared", interests="None", **her
    )
    return {"editorial.reviewer": reviewer.pk, "editorial.signoff": signed.pk}


def links_to(page: Page) -> dict[str, Any]:
    """Links to a page, by what became of them; and the browser of a guest who opened one, which sends its cookie
    everywhere, as no browser would."""
    paul = factories.person("paul", "publisher")

    def invited(name: str) -> tuple[Invitation, str]:
        given = {"name": name, "email": f"{name}@guests.example", "message": "Please read it.", "days": 14}
        return guests.invite(page=page, by=paul, **given)

    invitation, opened = invited("gina")
    browser = Client()
    assert browser.post(f"/admin/guest/{opened}/").url == "/admin/guest/"
    taken_back, revoked = invited("gwen")
    guests.revoke(invitation=taken_back, by=paul)
    return {
        "editorial.invitation": invitation.pk,
        "browser": browser,
        "her link": opened,
        "link that nobody has opened": invited("gus")[1],
        "link that was taken back": revoked,
        "link that nobody made": "made.up",
    }


MAKE: dict[str, Callable[[], User]] = {
    READER: lambda: User.objects.create_user("rae"),
    STAFF: lambda: User.objects.create_user("sam", is_staff=True),
    HALF: lambda: factories.person("hal", "clinician-reviewer"),
    COMMENTER: lambda: factories.person("cleo", "commenter"),
    AUTHOR: factories.author_amal,
    REVIEWER: factories.reviewer_dr_ito,
    PUBLISHER: factories.publisher_pia,
    ADMINISTRATOR: lambda: factories.person("ada", "administrator"),
    SUPERUSER: lambda: User.objects.create_superuser("root"),
}


@pytest.fixture
def as_(client, second_factor_given, things) -> Callable[[str], Client]:
    """A browser with this person signed in."""

    def signed_in(who: str) -> Client:
        if who == GUEST:
            return things["browser"]
        if who == HALF:
            hal = MAKE[who]()
            app_of(hal)
            second_factor_given(client, hal)
        elif who != NOBODY:
            client.force_login(MAKE[who]())
        return client

    return signed_in


@dataclass
class Knock:
    """One address, tried in one way: by whom, it lets in."""

    method: str
    path: str
    opens_to: set[str]
    about: str
    """What is asked for, for whoever reads why the test failed."""
    data: dict[str, str] = field(default_factory=dict)


def knocks(things: dict[str, Any]) -> Iterator[Knock]:
    """Every address of the admin and the desk, looked at and sent something."""
    yield Knock("get", "/admin/lists/topics/page/", NONE, "any list as a file")
    for pattern, may in (*OWN.items(), *ELSEWHERE):
        path = address(pattern, things[may.item] if may.item else 1) + may.query
        about = f"{pattern} {may.item}".strip()
        yield Knock("get", path, may.get, about)
        yield Knock("post", path, may.post, about, may.data)
    for name, opens_to in STEPPING.items():
        for page in ("draft", "live", "asked"):
            path = f"/admin/pages/{things[page]}/{name}/"
            yield Knock("get", path, opens_to, f"{name} of the {page}")
            yield Knock("post", path, opens_to, f"{name} of the {page}")
    for label, rights in MODELS.items():
        yield Knock("post", f"/admin/lists/{label.replace('.', '/')}/", rights.view - {COMMENTER}, f"{label} as a file")
        yield from stock_knocks(label, rights, things)


def stock_knocks(label: str, rights: Rights, things: dict[str, Any]) -> Iterator[Knock]:
    """The admin's own screens for one model."""
    newest = apps.get_model(label)._default_manager.order_by("-pk").values_list("pk", flat=True)
    pk = things.get(label) or newest.first()
    for pattern, _ in patterns():
        if model_of(pattern) == label:
            looks, sends = rights.expected(SCREEN.match(pattern)[3])
            path = address(pattern, pk)
            yield Knock("get", path, looks, label)
            if pattern.endswith(("add/", "delete/", "change/")):  # the others answer both alike
                yield Knock("post", path, sends, label)


def address(pattern: str, pk: Any) -> str:
    named = {"app_list": "admin/topics/", "anything else": "admin/nothing-here/"}
    return "/" + re.sub(r"<.*?>", str(pk), named.get(pattern, pattern))


DOORS = ("/admin/login/", "/admin/second-factor/?")


def let_in(response: HttpResponse) -> bool:
    """Whether she got further than a door, a refusal, or an address that is not there for her."""
    refused = response.status_code in (403, 404, 405, 410)
    return not refused and not response.headers.get("Location", "").startswith(DOORS)


def answer(client: Client, knock: Knock) -> HttpResponse:
    """What she is told. What that changed is undone."""
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    with transaction.atomic():
        response = getattr(client, knock.method)(knock.path, knock.data)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


@pytest.mark.parametrize("who", people_in_turn(PEOPLE))
def test_every_address_lets_in_those_it_is_for_and_nobody_else(who, as_, things, monkeypatch):
    # Who is let in is decided before the screen is drawn or the file is filled; their own tests look at those.
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    monkeypatch.setattr(loader, "render_to_string", lambda *args, **kwargs: "")
    monkeypatch.setattr(csv_lists, "rows", lambda *args: [])
    client, wrong = as_(who), []
    for knock in knocks(things):
        response = answer(client, knock)
        if let_in(response) != (who in knock.opens_to):
            should = "should be let in" if who in knock.opens_to else "should be kept out"
            wrong.append(f"{who} {should}: {knock.method} {knock.path} ({knock.about}) gave {response.status_code}")
    assert not wrong, "\n".join(wrong)


def public_addresses() -> Iterator[str]:
    """Every public address, of pages and studies that readers can open and of others that are drafts."""
    for pattern, name in patterns():
        if is_public(pattern, name):
            for slug in slugs_for(pattern):
                yield public_address(pattern, slug)


def slugs_for(pattern: str) -> list[str]:
    if "studies/<slug:slug>" in pattern:
        return ["okafor-2020", Citation.objects.values_list("study__slug", flat=True).first()]
    return ["cold-toes", "warm-toes", "numb-toes"] if "<slug:slug>" in pattern else ["pages"]


def public_address(pattern: str, slug: str) -> str:
    named = {"kind": "symptoms", "slug": slug, "number": "1", "ending": "ris", "key": "cold-toes-pain"}
    return "/" + re.sub(r"<\w+:(\w+)>", lambda part: named.get(part[1], "pages"), pattern)


@pytest.mark.parametrize("who", people_in_turn([GUEST, SUPERUSER]))
def test_a_public_address_says_the_same_to_everybody_and_nothing_of_a_draft(who, as_, things, monkeypatch):
    monkeypatch.setattr(Stamp, "new", lambda stamp: "")  # a form's holds the second at which it was opened
    stranger, known, wrong = Client(), as_(who), []
    given = {"q": "cold toes and warm toes", "with": "wool-socks"}
    for path in public_addresses():
        for method in ("get", "post"):
            told, again = (told_by(getattr(client, method)(path, given)) for client in (stranger, known))
            assert told["status"] < 500, (method, path)
            assert SECRET.encode() not in told["content"], (method, path)
            assert not told["cookies"], (method, path)
            for part in [part for part in told if told[part] != again[part]]:
                wrong.append(f"{who} gets another {part} than nobody: {method} {path} gave {again['status']}")
    assert not wrong, "\n".join(wrong)


def told_by(response: HttpResponse) -> dict[str, Any]:
    """All that came, but for the second at which it did."""
    return {
        "status": response.status_code,
        "content": b"".join(response),
        "headers": {name: value for name, value in response.headers.items() if name != "Expires"},
        "cookies": response.cookies.output(),
    }


def test_an_administrator_changes_no_superuser(as_):
    client, root = as_(ADMINISTRATOR), User.objects.create_superuser("above")
    for screen in ("change", "password"):
        path = f"/admin/auth/user/{root.pk}/{screen}/"
        assert client.post(path).status_code == 403
    assert client.post(f"/admin/people/{root.pk}/remove-factor/").status_code == 403
