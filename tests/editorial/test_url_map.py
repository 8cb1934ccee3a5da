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

from editorial import actions, csv_lists
from editorial.forms import STEPS
from editorial.models import Comment, Reviewer, Schedule, SignOff, Task, Waiver
from evidence.models import Study
from search.models import Unanswered
from tests import factories
from tests.editorial.rating_factories import begun
from tests.second_factor import app_of
from topics.models import ChangeKind, Page

pytestmark = pytest.mark.django_db

SECRET = "Words of a draft that readers never see"

# Everybody who may knock. "reader" has an account that is not the staff's; "staff" may sign in to the admin and is in
# no group; "half" is a reviewer who has given her password and not yet her second factor.
NOBODY, READER, STAFF, HALF = "nobody", "reader", "staff", "half"
AUTHOR, REVIEWER, PUBLISHER = "author", "reviewer", "publisher"
ADMINISTRATOR, SUPERUSER = "administrator", "superuser"
PEOPLE = [NOBODY, READER, STAFF, HALF, AUTHOR, REVIEWER, PUBLISHER, ADMINISTRATOR, SUPERUSER]

NONE: set[str] = set()
EVERYBODY = set(PEOPLE)
INSIDE = EVERYBODY - {NOBODY, READER, HALF}
EDITORS = {AUTHOR, REVIEWER, PUBLISHER, SUPERUSER}
WRITES = {AUTHOR, SUPERUSER}
SIGNS = {REVIEWER, SUPERUSER}
PUBLISHES = {PUBLISHER, SUPERUSER}
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
    fhir results pick description api suggest sitemap robots.txt security healthz/ picture
""".split()
"""By name, or by pattern where they have none. They answer nobody and everybody alike."""

OWN = {
    "admin/": May(INSIDE, INSIDE),
    "admin/login/": May(EVERYBODY, EVERYBODY),
    "admin/logout/": May({NOBODY, READER}, EVERYBODY),
    "admin/password_change/": May(INSIDE, INSIDE),
    "admin/password_change/done/": May(INSIDE, NONE),
    "admin/autocomplete/": May(NONE, NONE),  # answers forms that name a field; alone it refuses
    "admin/jsi18n/": May(INSIDE, NONE),
    "app_list": May(EDITORS, EDITORS),  # of the app topics
    "anything else": May(NONE, NONE),
    "admin/sign-in-and-save/": May(NONE, EVERYBODY),  # itself a door
    "admin/second-factor/": May(EVERYBODY - {NOBODY}, EVERYBODY - {NOBODY}),
    "admin/second-factor/change/": May(NONE, FACTOR),
    "admin/people/<int:pk>/remove-factor/": May(NONE, MANAGES, "auth.user"),
    "admin/markdown/preview/": May(NONE, WRITES, data={"content": "a"}),
    "admin/markdown/picture/": May(NONE, WRITES),
    "admin/pages/<int:pk>/preview/": May(EDITORS, NONE, "draft"),
    "admin/pages/<int:pk>/compare/": May(EDITORS, NONE, "draft"),
    "admin/pages/<int:pk>/roll-back/": May(WRITES, WRITES, "live", query="?to=1"),
    "admin/pages/<int:pk>/checks/": May(EDITORS, NONE, "draft"),
    "admin/pages/<int:pk>/checks/run/": May(NONE, EDITORS, "draft"),
    "admin/reasons/<int:pk>/take-back/": May(NONE, WRITES | SIGNS, "editorial.waiver"),
    "admin/reviews/<int:pk>/claim/": May(NONE, SIGNS, "editorial.review"),
    "admin/reviews/<int:pk>/release/": May(NONE, SIGNS, "editorial.review"),
    "admin/reports/<slug:name>/": May(EDITORS, EDITORS, "report"),
    "admin/comments/<int:pk>/resolve/": May(NONE, WRITES | SIGNS, "comment"),
    "admin/tasks/<int:pk>/finish/": May(NONE, WRITES, "task", {"outcome": "Judged."}),
    "admin/assessments/so-far/": May(NONE, WRITES | SIGNS),
    "admin/assessments/<int:pk>/rate/": May(NONE, WRITES | SIGNS, "assessment"),
    "admin/ratings/<int:pk>/": May(EDITORS, NONE, "round"),
    "admin/ratings/<int:pk>/mine/": May(NONE, NONE, "round"),
    "admin/ratings/<int:pk>/reconcile/": May(NONE, NONE, "round"),
    "admin/ratings/<int:pk>/set-aside/": May(NONE, WRITES, "round", {"note": "No."}),
    "admin/intake/": May(WRITES, WRITES),
    "admin/intake/found/": May(WRITES, WRITES),
    "admin/intake/record/": May(WRITES, WRITES),
    "admin/auth/user/<id>/password/": May(MANAGES, MANAGES, "auth.user"),
}

LIST = "admin/lists/<slug:app_label>/<slug:model_name>/"
"""Any model's list as a file, for those who may view it."""

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
    "comment": WRITES | SIGNS,
}

READ = Rights(EDITORS)
OPERATED = Rights({SUPERUSER})  # made by publishing: looked at when something is off
WRITTEN = Rights(EDITORS, WRITES, WRITES)
WRITTEN_OR_DELETED = Rights(EDITORS, WRITES, WRITES, WRITES)

MODELS = {
    "auth.group": Rights(MANAGES, {SUPERUSER}, {SUPERUSER}),
    "auth.user": Rights(MANAGES, MANAGES, MANAGES),
    "editorial.auditentry": Rights(PUBLISHES | MANAGES),
    "editorial.checkrun": READ,
    "editorial.comment": READ,
    "editorial.review": READ,
    "editorial.reviewer": Rights(EDITORS | MANAGES, MANAGES, MANAGES, {SUPERUSER}),
    "editorial.round": Rights(EDITORS, change=EDITORS),  # leads to the round's own screen
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
    "topics.page": Rights(EDITORS, change=EDITORS),  # leads to the form of its kind
    "topics.pagelink": OPERATED,
    "topics.term": Rights(EDITORS, PUBLISHES, PUBLISHES, PUBLISHES),
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
    olga, omar = factories.person("olga", "author"), User.objects.create_user("omar")
    draft, live, asked = factories.topic(body=SECRET), factories.topic("warm-toes"), factories.topic("numb-toes")
    factories.published(live)
    factories.study(findings=[factories.PAIN])
    socks = factories.intervention(assessments=[factories.assessment(findings=["okafor-2020/pain"])])
    Page.objects.filter(pk__in=[draft.pk, live.pk, socks.pk]).update(body=SECRET, last_edited_by=olga)
    actions.submit(page=asked, by=olga)
    assessment = socks.assessments.get()
    reviewer = Reviewer.objects.create(user=olga, name="Dr Olga", credentials="made up", interests="None declared")
    signed = SignOff.objects.create(page=draft, reviewer=reviewer, content_hash="0" * 64, interests="None")
    task = Task.objects.create(page=socks, assessment=assessment.key, study=Study.objects.first(), reason="Retracted")
    plan = Schedule.objects.create(
        page=draft,
        at=timezone.now() + timedelta(days=1),
        change_kind=ChangeKind.WORDING,
        change_note="Planned",
        content_hash="0" * 64,
        set_by=olga,
    )
    return {
        "draft": draft.pk,
        "live": live.pk,
        "report": "age",
        "comment": Comment.objects.create(page=draft, text=SECRET, written_by=olga).pk,
        "task": task.pk,
        "assessment": assessment.pk,
        "round": begun(assessment, olga).round_id,
        "auth.user": omar.pk,
        "editorial.review": asked.reviews.get().pk,
        "editorial.reviewer": reviewer.pk,
        "editorial.schedule": plan.pk,
        "editorial.waiver": Waiver.objects.create(
            page=draft,
            fingerprint="0" * 64,
            check_name="style",
            place="Text",
            warning="Long.",
            reason="Fine.",
            given_by=olga,
        ).pk,
        "editorial.signoff": signed.pk,
        "search.unanswered": Unanswered.objects.create(word="zwieback", day=timezone.localdate(), searches=5).pk,
    }


MAKE: dict[str, Callable[[], User]] = {
    READER: lambda: User.objects.create_user("rae"),
    STAFF: lambda: User.objects.create_user("sam", is_staff=True),
    HALF: lambda: factories.person("hal", "clinician-reviewer"),
    AUTHOR: factories.author_amal,
    REVIEWER: factories.reviewer_dr_ito,
    PUBLISHER: factories.publisher_pia,
    ADMINISTRATOR: lambda: factories.person("ada", "administrator"),
    SUPERUSER: lambda: User.objects.create_superuser("root"),
}


@pytest.fixture
def as_(client, second_factor_given) -> Callable[[str], Client]:
    """A browser with this person signed in."""

    def signed_in(who: str) -> Client:
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
    for pattern, may in OWN.items():
        path, about = address(pattern, things.get(may.item, 1)) + may.query, f"{pattern} {may.item}".strip()
        yield Knock("get", path, may.get, about)
        yield Knock("post", path, may.post, about, may.data)
    for name, opens_to in STEPPING.items():
        for page in ("draft", "live"):
            path = f"/admin/pages/{things[page]}/{name}/"
            yield Knock("get", path, opens_to, f"{name} of the {page}")
            yield Knock("post", path, opens_to, f"{name} of the {page}")
    for label, rights in MODELS.items():
        yield Knock("post", f"/admin/lists/{label.replace('.', '/')}/", rights.view, f"{label} as a file")
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
    refused = response.status_code in (403, 404, 405)
    return not refused and not response.headers.get("Location", "").startswith(DOORS)


def answer(client: Client, knock: Knock) -> HttpResponse:
    """What she is told. What that changed is undone."""
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    with transaction.atomic():
        response = getattr(client, knock.method)(knock.path, knock.data)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


@pytest.mark.parametrize("who", PEOPLE)
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


def public_address(pattern: str, slug: str) -> str:
    named = {"kind": "symptoms", "slug": slug, "number": "1", "ending": "ris", "key": "cold-toes-pain"}
    return "/" + re.sub(r"<\w+:(\w+)>", lambda part: named.get(part[1], "pages"), pattern)


def test_no_public_address_says_anything_of_a_draft(client, things):
    for pattern, name in patterns():
        if is_public(pattern, name):
            slugs = ("cold-toes", "warm-toes") if "slug>" in pattern else ("pages",)
            for slug in slugs:
                path = public_address(pattern, slug)
                response = client.get(path, {"q": "cold toes and warm toes", "with": "wool-socks"})
                assert response.status_code < 500, path
                assert SECRET.encode() not in b"".join(response), path
                assert not response.cookies, path


def test_an_administrator_changes_no_superuser(as_):
    client, root = as_(ADMINISTRATOR), User.objects.create_superuser("above")
    for screen in ("change", "password"):
        path = f"/admin/auth/user/{root.pk}/{screen}/"
        assert client.post(path).status_code == 403
    assert client.post(f"/admin/people/{root.pk}/remove-factor/").status_code == 403
