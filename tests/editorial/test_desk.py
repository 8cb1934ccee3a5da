"""The home of the admin: what waits for whoever opens it, at a cost that doesn't grow."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.models import (
    CheckRun,
    Comment,
    Invitation,
    ReaderReport,
    Review,
    Reviewer,
    ReviewOutcome,
    Schedule,
    ScheduleOutcome,
    Task,
)
from editorial.overview import desk
from editorial.page_checks import checking
from editorial.workflow import actions, reviews, scheduling
from evidence.models import Study
from search.models import Unanswered
from tests import factories
from topics.models import ChangeKind, Edition, Kind, Page, Status

pytestmark = pytest.mark.django_db


def page(slug: str) -> Page:
    return Page.objects.get(slug=slug)


def lists(user) -> dict[str, desk.Waiting]:
    return {waiting.key: waiting for waiting in desk.for_person(User.objects.get(pk=user.pk))}


def titles(user, key: str) -> list[str]:
    return [line.title for line in lists(user)[key].lines]


# --- whose desk it is -------------------------------------------------------------------------------------------------


def test_each_sees_only_lists_that_she_can_act_on(amal, dr_ito, pia):
    assert [*lists(amal)] == ["sent-back", "failing-checks", "due-again", "to-judge-again", "found-nothing"]
    assert [*lists(dr_ito)] == ["to-review", "declaration", "told-by-readers"]
    assert [*lists(pia)] == ["not-as-planned", "to-publish", "invited", "told-by-readers"]
    assert [*lists(User.objects.create_user("nobody", is_staff=True))] == []


def test_an_empty_desk_says_so_and_the_list_of_everything_stays_below(client, dr_ito):
    client.force_login(dr_ito)
    content = client.get(reverse("admin:index")).content.decode()
    assert "No page waits for your review." in content
    assert content.index("No page waits") < content.index("app-topics")


# --- waiting for my review --------------------------------------------------------------------------------------------


def test_what_she_claimed_stands_first_then_what_nobody_has_then_others(amal, dr_ito):
    other = factories.person("osei", "clinician-reviewer")
    for slug in ("joint-pain", "brain-fog", "hot-flushes", "insomnia"):
        actions.submit(page=page(slug), by=amal)
    reviews.claim(review=page("joint-pain").reviews.get(), by=other)
    reviews.claim(review=page("insomnia").reviews.get(), by=dr_ito)
    Review.objects.filter(page__slug="hot-flushes").update(due_on=timezone.localdate() - timedelta(days=1))
    found = lists(dr_ito)["to-review"]
    assert [line.url for line in found.lines] == [
        desk.form_url(page(slug).kind, page(slug).pk) for slug in ("insomnia", "hot-flushes", "brain-fog", "joint-pain")
    ]
    assert found.count == 4
    assert found.lines[0].words == "You have it; due in 14 days; asked for by amal today"
    assert (found.lines[1].late, found.lines[1].words) == ("one day overdue", "Asked for by amal today")
    assert found.lines[3].words.startswith("osei has it")


def test_the_last_editor_of_a_page_is_not_asked_to_review_it(amal, dr_ito):
    actions.submit(page=page("joint-pain"), by=amal)
    Page.objects.filter(slug="joint-pain").update(last_edited_by=dr_ito)
    assert titles(dr_ito, "to-review") == []
    assert lists(dr_ito)["to-review"].count == 0


def test_a_review_is_claimed_from_the_desk(client, amal, dr_ito):
    actions.submit(page=page("joint-pain"), by=amal)
    client.force_login(dr_ito)
    content = client.get(reverse("admin:index")).content.decode()
    claim = reverse("editorial:claim-review", args=[Review.objects.get().pk])
    assert f'action="{claim}"' in content
    assert client.post(claim, {"instead_of": ""}).status_code == 302
    assert "You have it" in client.get(reverse("admin:index")).content.decode()


# --- sent back --------------------------------------------------------------------------------------------------------


def test_what_came_back_stays_on_its_authors_desk_until_it_is_submitted_again(amal, dr_ito):
    actions.submit(page=page("joint-pain"), by=amal)
    assert titles(amal, "sent-back") == []
    actions.request_changes(page=page("joint-pain"), by=dr_ito, note="Say where.")
    [line] = lists(amal)["sent-back"].lines
    assert line.words == "Sent back today; 1 open comment"
    actions.record_edit(page=page("joint-pain"), by=amal)
    [line] = lists(amal)["sent-back"].lines
    assert line.words == "Sent back today, edited since; 1 open comment"
    other = factories.person("bea", "author")
    assert titles(other, "sent-back") == []
    actions.submit(page=page("joint-pain"), by=other)
    assert titles(amal, "sent-back") == [], "it is Bea's now"


@pytest.mark.parametrize("signed_first", [False, True])
def test_her_page_whose_review_an_edit_ended_is_on_her_desk(amal, dr_ito, signed_first):
    actions.submit(page=page("joint-pain"), by=amal)
    if signed_first:
        actions.sign_off(page=page("joint-pain"), by=dr_ito, interests="None")
    actions.record_edit(page=page("joint-pain"), by=factories.person("bea", "author"))
    [line] = lists(amal)["sent-back"].lines
    told = "Signed off today, edited since" if signed_first else "An edit ended its review today"
    assert line.words == f"{told}: submit it again"


def test_a_new_draft_of_what_was_published_since_did_not_come_back(amal, dr_ito, pia):
    actions.submit(page=page("joint-pain"), by=amal)
    actions.sign_off(page=page("joint-pain"), by=dr_ito, interests="None")
    actions.publish(page=page("joint-pain"), by=pia, change_kind="wording", change_note="Reviewed.")
    actions.record_edit(page=page("joint-pain"), by=amal)
    assert titles(amal, "sent-back") == []


# --- the other lists --------------------------------------------------------------------------------------------------


def test_approved_pages_wait_for_the_publisher(amal, dr_ito, pia):
    actions.submit(page=page("joint-pain"), by=amal)
    assert lists(pia)["to-publish"].count == 0
    actions.sign_off(page=page("joint-pain"), by=dr_ito, interests="None")
    [line] = lists(pia)["to-publish"].lines
    assert (line.title, line.words) == ("Joint pain", "Signed off today")


def test_an_approved_page_says_for_when_it_is_planned(amal, dr_ito, pia):
    approve("joint-pain")
    planned = plan("joint-pain", pia)
    [line] = lists(pia)["to-publish"].lines
    assert (line.words, line.late) == (f"Signed off today; planned for {planned.when}", "")
    scheduling.cancel(page=page("joint-pain"), by=pia)
    assert lists(pia)["to-publish"].lines[0].words == "Signed off today"


def removed() -> None:
    Reviewer.objects.filter(user__username="ito").update(is_active=False)


def without_her_role() -> None:
    User.objects.get(username="ito").groups.clear()


def undeclared() -> None:
    Reviewer.objects.filter(user__username="ito").update(declared_on=timezone.localdate() - timedelta(days=800))


@pytest.mark.parametrize("ended", [removed, without_her_role, undeclared])
def test_an_approved_page_whose_sign_off_lapsed_says_that_it_cant_be_published(ended, client, amal, dr_ito, pia):
    approve("joint-pain")
    ended()
    [line] = lists(pia)["to-publish"].lines
    assert line.late == "Can’t be published: a sign-off of it has lapsed"
    with pytest.raises(actions.WorkflowError):
        actions.publish(page=page("joint-pain"), by=pia, **TOLD)
    client.force_login(pia)
    assert line.late in client.get(reverse("admin:index")).content.decode()


def test_where_two_signed_the_one_who_left_is_missed(amal, dr_ito, pia):
    osei = factories.person("osei", "clinician-reviewer")
    Reviewer.objects.create(user=osei, name="Dr Test Osei", credentials="others", interests="None declared")
    actions.submit(page=page("joint-pain"), by=amal)
    actions.sign_off(page=page("joint-pain"), by=dr_ito, interests="None", scope="text")
    actions.sign_off(page=page("joint-pain"), by=osei, interests="None", scope="evidence")
    assert lists(pia)["to-publish"].lines[0].late == ""
    removed()
    assert lists(pia)["to-publish"].lines[0].late == "Can’t be published: a sign-off of it has lapsed"


def test_an_approved_page_that_rests_on_a_study_that_changed_says_so_once_it_was_looked_at(amal, dr_ito, pia):
    approve("low-dose-naltrexone")
    assert checking.again() == 0, "nothing was changed since it was submitted"
    study = Study.objects.get(slug="younger-2013")
    Study.objects.filter(pk=study.pk).update(title="Another title")
    actions.record(by=amal, action="edited", subject=f"study: {study}")
    assert checking.again() == 1
    [line] = lists(pia)["to-publish"].lines
    assert line.late == "Can’t be published: it, or a study it rests on, has changed since it was signed off"
    with pytest.raises(actions.WorkflowError, match="has changed since it was signed off"):
        actions.publish(page=page("low-dose-naltrexone"), by=pia, **TOLD)
    assert checking.again() == 0, "until something changes again"


def test_an_approved_page_that_a_change_did_not_touch_says_nothing(amal, dr_ito, pia):
    approve("joint-pain")
    actions.record(by=amal, action="edited", subject="study: of-something-else")
    assert checking.again() == 1
    assert lists(pia)["to-publish"].lines[0].late == ""


def test_signed_pages_fall_due_and_those_in_review_again_do_not_stand_twice(amal):
    today = timezone.localdate()
    for slug, days in [("joint-pain", -5), ("brain-fog", 20), ("insomnia", 60)]:
        Page.objects.filter(slug=slug).update(review_due_on=today + timedelta(days=days))
    late, soon = lists(amal)["due-again"].lines
    assert late.title == "Joint pain"
    assert late.late.startswith("5 days overdue (")
    assert soon.words.startswith("Due in 20 days (")
    actions.submit(page=page("joint-pain"), by=amal)
    assert titles(amal, "due-again") == ["Brain fog"]


def test_a_retraction_and_a_search_in_vain_come_to_an_authors_desk(amal):
    actions.retract(study=Study.objects.get(slug="younger-2013"), by=None, notice="Retracted.")
    assert "low-dose naltrexone" in titles(amal, "to-judge-again")[0].lower()
    today = timezone.localdate()
    for days, word, times in [(0, "frozen", 6), (1, "frozen", 7), (2, "wobbly", 9), (40, "old", 99)]:
        Unanswered.objects.create(day=today - timedelta(days=days), word=word, searches=times)
    found = lists(amal)["found-nothing"]
    assert [line.title for line in found.lines] == ["“frozen”", "“wobbly”"]
    assert found.count == 2
    assert "13 times" in found.lines[0].words


# --- not published as planned -----------------------------------------------------------------------------------------

TOLD = {"change_kind": "wording", "change_note": "Reviewed."}


def approve(slug: str) -> Page:
    actions.submit(page=page(slug), by=User.objects.get(username="amal"))
    actions.sign_off(page=page(slug), by=User.objects.get(username="ito"), interests="None")
    return page(slug)


def plan(slug: str, by: User) -> Schedule:
    return scheduling.schedule(page=page(slug), by=by, at=timezone.now() + timedelta(hours=1), **TOLD)


def miss(planned: Schedule) -> Schedule:
    """Its moment comes, and what is to be published is not what was signed."""
    Page.objects.filter(pk=planned.page_id).update(summary="Words that nobody signed.")
    Schedule.objects.filter(pk=planned.pk).update(at=timezone.now() - timedelta(seconds=1))
    assert [one.outcome for one in scheduling.publish_due()] == [ScheduleOutcome.FAILED]
    planned.refresh_from_db()
    return planned


@pytest.fixture
def failed(amal, dr_ito, pia) -> Schedule:
    approve("joint-pain")
    return miss(plan("joint-pain", pia))


def test_a_plan_that_failed_or_was_overtaken_stands_on_publishers_desks_with_why_and_the_way_there(
    client, amal, pia, failed
):
    approve("brain-fog")
    overtaken = plan("brain-fog", pia)
    actions.record_edit(page=page("brain-fog"), by=amal)
    found = lists(pia)["not-as-planned"]
    assert [(line.title, line.late, line.words) for line in found.lines] == [
        ("Brain fog", f"Was planned for {overtaken.when}", "The page was edited before its time came."),
        ("Joint pain", f"Was planned for {failed.when}", failed.why),
    ], "the latest first"
    assert "has changed since it was signed off" in failed.why
    client.force_login(pia)
    content = client.get(reverse("admin:index")).content.decode()
    for line in found.lines:
        assert f'<a href="{line.url}">{line.title}</a>' in content
        assert line.late in content
        assert line.words in content
        assert client.get(line.url).context["panel"].missed.why == line.words
    assert "not-as-planned" not in lists(amal)


def publish_it(by):
    sign_what_it_says()
    actions.publish(page=page("joint-pain"), by=by, **TOLD)


def plan_it_again(by):
    sign_what_it_says()
    plan("joint-pain", by)


def plan_it_again_and_think_better_of_it(by):
    plan_it_again(by)
    scheduling.cancel(page=page("joint-pain"), by=by)


def take_it_down(by):
    actions.archive(page=page("joint-pain"), by=by, note="It was wrong.")


def sign_what_it_says():
    actions.record_edit(page=page("joint-pain"), by=User.objects.get(username="amal"))
    approve("joint-pain")


@pytest.mark.parametrize("what", [publish_it, plan_it_again, plan_it_again_and_think_better_of_it, take_it_down])
def test_it_stands_there_until_somebody_publishes_the_page_or_takes_it_down_or_plans_again(what, client, pia, failed):
    assert titles(pia, "not-as-planned") == ["Joint pain"]
    what(pia)
    assert titles(pia, "not-as-planned") == []
    client.force_login(pia)
    assert client.get(desk.form_url(page("joint-pain").kind, failed.page_id)).context["panel"].missed is None


def test_an_edit_and_a_review_alone_don_t_take_it_from_the_desk(pia, failed):
    sign_what_it_says()
    assert page("joint-pain").status == Status.APPROVED
    assert titles(pia, "not-as-planned") == ["Joint pain"]


@pytest.mark.parametrize("what", [actions.publish, scheduling.cancel, actions.archive, actions.unpublish])
def test_a_plan_that_its_publisher_ends_herself_does_not_come_to_her_desk(what, amal, dr_ito, pia):
    approve("joint-pain")
    plan("joint-pain", pia)
    told = {actions.publish: TOLD, scheduling.cancel: {}}.get(what, {"note": "It was wrong."})
    what(page=page("joint-pain"), by=pia, **told)
    assert titles(pia, "not-as-planned") == []


def test_a_page_that_was_taken_down_and_failed_to_come_back_is_on_the_desk(amal, dr_ito, pia):
    actions.unpublish(page=page("joint-pain"), by=pia, note="It was wrong.")
    approve("joint-pain")
    miss(plan("joint-pain", pia))
    assert titles(pia, "not-as-planned") == ["Joint pain"]


def test_what_the_desk_has_no_room_for_is_in_the_list_it_leads_to(client, pia, failed):
    ended = TOLD | {"at": failed.at, "set_by": pia, "ended_at": timezone.now(), "content_hash": "x"}
    Schedule.objects.bulk_create(
        Schedule(page=one, outcome=ScheduleOutcome.FAILED, why="It would not. " * 40, **ended)
        for one in Page.objects.exclude(slug="joint-pain").order_by("pk")[: desk.SHOWN]
    )
    Schedule.objects.create(page=page("brain-fog"), outcome=ScheduleOutcome.CANCELLED, **ended)
    found = lists(pia)["not-as-planned"]
    still = set(Schedule.objects.missed().values_list("page", flat=True))
    assert (found.count, len(found.lines), found.rest) == (len(still), desk.SHOWN, len(still) - desk.SHOWN)
    assert failed.page_id in still
    assert page("brain-fog").pk not in still
    assert all(len(line.words) == desk.MOST_OF_WHY for line in found.lines)
    client.force_login(pia)
    listed = client.get(found.everything).context["cl"].queryset
    assert {plan.page_id for plan in listed} == still


# --- its cost ---------------------------------------------------------------------------------------------------------

PAGES, EDITIONS, STUDIES = 500, 5000, 3000


def statements(client) -> int:
    with CaptureQueriesContext(connection) as ran:
        assert client.get(reverse("admin:index")).status_code == 200
    assert not [query for query in ran if '"rendered"' in query["sql"] or '"body"' in query["sql"]]
    return len(ran)


def fill(user, pages: int, editions: int, studies: int) -> None:
    """Made-up pages in every state that the desk shows, each state as often as the next."""
    today, now = timezone.localdate(), timezone.now()
    mark = Page.objects.count()
    made = Page.objects.bulk_create(
        Page(kind=Kind.SYMPTOM, slug=f"made-up-{mark}-{n}", title=f"Made up {n}", summary="s") for n in range(pages)
    )
    stored = Edition.objects.bulk_create(
        [
            Edition(
                page=made[n % pages], number=n // pages + 1, kind=Kind.SYMPTOM, slug=made[n % pages].slug,
                title="Made up", summary="s", content={}, content_hash="x", rendered={"text": "long " * 200},
                change_kind=ChangeKind.WORDING, change_note="Made.", published_at=now - timedelta(days=400),
            )
            for n in range(editions)
        ],
        batch_size=500,
    )  # fmt: skip
    newest = {edition.page_id: edition for edition in stored}
    states = (Status.IN_REVIEW, Status.CHANGES_REQUESTED, Status.APPROVED, Status.PUBLISHED)
    ended = {Status.CHANGES_REQUESTED: ReviewOutcome.SENT_BACK, Status.APPROVED: ReviewOutcome.SIGNED_OFF}
    for n, one in enumerate(made):
        one.live, one.status = newest[one.pk], states[n % 4]
        one.review_due_on = today - timedelta(days=n % 90)
    Page.objects.bulk_update(made, ["live", "status", "review_due_on"])
    Review.objects.bulk_create(
        Review(
            page=one, asked_by=user, due_on=today, outcome=ended.get(one.status, ""),
            ended_at=now if one.status in ended else None,
        )
        for one in made
        if one.status != Status.PUBLISHED
    )  # fmt: skip
    Schedule.objects.bulk_create(
        Schedule(
            page=one, at=now, change_kind=ChangeKind.WORDING, change_note="Made.", content_hash="x", set_by=user,
            ended_at=now, outcome=ScheduleOutcome.FAILED, why="The page has changed since it was signed off.",
        )
        for one in made
    )  # fmt: skip
    Comment.objects.bulk_create(Comment(page=one, text="Mend it.", written_by=user) for one in made)
    CheckRun.objects.bulk_create(
        CheckRun(page=one, content_hash="x", errors=n % 3, warnings=1, reasoned=0, notes=0)
        for n, one in enumerate(made)
    )
    Invitation.objects.bulk_create(
        Invitation(
            page=one, name="G", email="g@example.org", message="m", token_hash=f"{mark}-{n}", invited_by=user,
            expires_at=now + timedelta(days=7),
        )
        for n, one in enumerate(made)
    )  # fmt: skip
    cited = Study.objects.bulk_create(
        Study(
            slug=f"made-{mark}-{n}", title="A trial", design="rct-parallel", directness="direct", doi=f"10.1/{mark}.{n}"
        )
        for n in range(studies)
    )
    Task.objects.bulk_create(
        Task(page=one, assessment="a", study=study, reason="r") for one, study in zip(made, cited, strict=False)
    )
    ReaderReport.objects.bulk_create(ReaderReport(page=one, edition=1, kind="wrong", words="Why?") for one in made)
    Unanswered.objects.bulk_create(
        Unanswered(day=today, word=f"w{mark}-{n}", searches=5) for n in range(min(pages, 400))
    )


def test_with_500_pages_5000_editions_and_3000_studies_the_desk_costs_what_it_costs_with_few(
    admin_client, admin_user, queries_while_rendering
):
    fill(admin_user, 4, 4, 4)
    few = statements(admin_client)
    fill(admin_user, PAGES, EDITIONS, STUDIES)
    assert statements(admin_client) == few <= 16
    waiting = {key: found for key, found in lists(admin_user).items() if key not in ("declaration", "invited")}
    assert all(found.count > 100 and len(found.lines) == desk.SHOWN for found in waiting.values()), waiting
    mine = [sql for sql in queries_while_rendering if "django_admin_log" not in sql]
    assert mine == [], "Django's own list of recent actions alone is read while the page is put together"
