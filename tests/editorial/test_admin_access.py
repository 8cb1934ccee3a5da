"""Who may open and do what: every screen beside the admin's own, tried as everybody."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from editorial.models import Comment
from editorial.workflow import actions, scheduling
from tests import factories
from tests.editorial.test_uploads import picture
from topics.models import Page, Status

pytestmark = pytest.mark.django_db

NOBODY, READER, AUTHOR, REVIEWER, PUBLISHER = "nobody", "reader", "author", "reviewer", "publisher"


def person(who: str) -> User | None:
    """Somebody of this kind. A reader has an account that is not the staff's."""
    if who == READER:
        return User.objects.create_user("rae")
    made = {AUTHOR: factories.author_amal, REVIEWER: factories.reviewer_dr_ito, PUBLISHER: factories.publisher_pia}
    return made[who]() if who in made else None


@pytest.fixture
def as_(client):
    def sign_in(who: str):
        user = person(who)
        if user:
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def toes() -> Page:
    return factories.topic(body="A draft that nobody else has seen.")


def at(page: Page, status: str) -> Page:
    """The page where the workflow had brought it, by people who are not asked about here."""
    ready = User.objects.create_superuser("somebody-else")
    Page.objects.filter(pk=page.pk).update(last_edited_by=ready)
    if status in (Status.IN_REVIEW, Status.APPROVED):
        actions.submit(page=page, by=ready)
    if status == Status.APPROVED:
        other = User.objects.create_superuser("dr-other")
        factories.Reviewer.objects.create(user=other, name="Dr Other", credentials="made up", interests="None declared")
        actions.sign_off(page=page, by=other, interests="None")
    if status == Status.PUBLISHED:
        factories.published(page)
    return Page.objects.get(pk=page.pk)


@pytest.mark.parametrize(
    ("who", "status"), [(NOBODY, 302), (READER, 302), (AUTHOR, 200), (REVIEWER, 200), (PUBLISHER, 200)]
)
def test_a_draft_is_previewed_by_the_staff_alone(who, status, as_, toes):
    response = as_(who).get(reverse("editorial:preview", args=[toes.pk]))
    assert response.status_code == status
    assert (b"A draft that nobody else has seen." in response.content) == (status == 200)


def test_staff_without_a_right_to_read_pages_preview_none(client, toes):
    client.force_login(User.objects.create_user("sam", is_staff=True))
    assert client.get(reverse("editorial:preview", args=[toes.pk])).status_code == 403
    assert client.post(reverse("editorial:step", args=[toes.pk, "comment"]), {"text": "a"}).status_code == 403


def test_a_preview_is_kept_by_no_cache_and_no_search_engine(as_, toes):
    response = as_(REVIEWER).get(reverse("editorial:preview", args=[toes.pk]))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert "Draft preview" in response.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [(NOBODY, 403), (READER, 403), (AUTHOR, 200), (REVIEWER, 403), (PUBLISHER, 403)]
)
@pytest.mark.parametrize("helper", ["markdown-preview", "picture-upload"])
def test_the_editors_helpers_answer_those_who_edit(helper, who, status, as_, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = {"content": "**bold**"} if helper == "markdown-preview" else {"image": picture("PNG")}
    response = as_(who).post(reverse(f"editorial:{helper}"), data)
    assert response.status_code == status
    if status == 403:
        assert response.json()["error"]


def test_the_editors_helpers_say_what_they_miss(as_):
    client = as_(AUTHOR)
    assert "content" in client.post(reverse("editorial:markdown-preview")).json()["error"]
    assert "image" in client.post(reverse("editorial:picture-upload"), {"image": "text"}).json()["error"]
    assert client.post(reverse("editorial:markdown-preview")).status_code == 400
    assert client.get(reverse("editorial:markdown-preview")).status_code == 405


def test_the_packages_own_addresses_are_not_there(client):
    for path in ("/markdownx/markdownify/", "/markdownx/upload/"):
        assert client.post(path, {"content": "a", "image": SimpleUploadedFile("a.png", b"a")}).status_code == 404


STEPS = [
    ("submit", Status.DRAFT, {}, AUTHOR, Status.IN_REVIEW),
    ("submit", Status.PUBLISHED, {}, AUTHOR, Status.IN_REVIEW),
    ("send-back", Status.IN_REVIEW, {"note": "Say in whom."}, REVIEWER, Status.CHANGES_REQUESTED),
    ("sign-off", Status.IN_REVIEW, {"scope": "both", "interests": "None"}, REVIEWER, Status.APPROVED),
    ("publish", Status.APPROVED, {"change_kind": "evidence", "change_note": "New."}, PUBLISHER, Status.PUBLISHED),
    ("take-down", Status.PUBLISHED, {"note": "Wrong."}, PUBLISHER, Status.ARCHIVED),
    ("unpublish", Status.PUBLISHED, {"note": "Wrong."}, PUBLISHER, Status.DRAFT),
]


@pytest.mark.parametrize("who", [NOBODY, READER, AUTHOR, REVIEWER, PUBLISHER])
@pytest.mark.parametrize(("step", "before", "data", "may", "after"), STEPS)
def test_each_step_is_taken_by_those_who_may_and_nobody_else(step, before, data, may, after, who, as_, toes):
    page = at(toes, before)
    if step == "sign-off":
        data = data | {"read": actions.render_page(page).content_hash}
    response = as_(who).post(reverse("editorial:step", args=[page.pk, step]), data)
    page.refresh_from_db()
    assert page.status == (after if who == may else before)
    assert response.status_code == (302 if who in (may, READER) else 403)


@pytest.mark.parametrize(
    ("who", "steps"),
    [
        (AUTHOR, {"Submit for review", "Comment"}),
        (REVIEWER, {"Comment"}),
        (PUBLISHER, set()),
    ],
)
def test_a_draft_offers_each_person_what_she_may_do_with_it(who, steps, as_, toes):
    panel = as_(who).get(reverse("admin:topics_topic_change", args=[toes.pk])).context["panel"]
    assert {offer.step.title for offer in panel.offers} == steps


@pytest.mark.parametrize(("who", "may"), [(NOBODY, False), (AUTHOR, True), (REVIEWER, True), (PUBLISHER, False)])
def test_comments_are_written_and_resolved_by_authors_and_reviewers(who, may, as_, toes):
    client = as_(who)
    client.post(reverse("editorial:step", args=[toes.pk, "comment"]), {"text": "In whom?", "part": "body"})
    assert toes.comments.exists() == may
    comment = toes.comments.first() or Comment.objects.create(
        page=toes, text="Hers", written_by=User.objects.create_user("else")
    )
    client.post(reverse("editorial:resolve", args=[comment.pk]))
    comment.refresh_from_db()
    assert (comment.resolved_at is not None) == may


@pytest.mark.parametrize("who", [NOBODY, READER, AUTHOR, REVIEWER, PUBLISHER])
def test_publishers_alone_plan_and_cancel(who, as_, toes):
    page, client = at(toes, Status.APPROVED), as_(who)
    data = {"day": "2090-03-03", "hour": "09:00", "change_kind": "evidence", "change_note": "New."}
    client.post(reverse("editorial:step", args=[page.pk, "schedule"]), data)
    assert page.schedules.open().exists() == (who == PUBLISHER)
    planner = User.objects.create_superuser("the-planner")
    if who != PUBLISHER:
        scheduling.schedule(
            page=page, by=planner, at=timezone.now() + timedelta(days=1), change_kind="evidence", change_note="New."
        )
    client.post(reverse("editorial:step", args=[page.pk, "cancel-schedule"]))
    assert page.schedules.open().exists() == (who != PUBLISHER)


def test_a_step_that_is_none_is_not_found(as_, toes):
    assert as_(AUTHOR).get(reverse("editorial:step", args=[toes.pk, "delete"])).status_code == 404


def test_an_anonymous_visitor_gets_no_draft_by_any_address(client, toes):
    for path in (toes.get_absolute_url(), f"/api/search/?q={toes.title}", "/symptoms/", "/"):
        assert "A draft that nobody else has seen." not in client.get(path).content.decode()
    assert client.get(toes.get_absolute_url()).status_code == 404
