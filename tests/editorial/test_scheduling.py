"""Publishing at a time: exactly what was approved, at its moment, or not at all and in words."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from editorial.models import Action, AuditEntry, Reviewer, Schedule, ScheduleOutcome
from editorial.workflow import actions, publishing, scheduling
from tests import factories
from topics.models import Edition, Page, Status

pytestmark = pytest.mark.django_db

SOON = timedelta(hours=1)
TOLD = {"change_kind": "wording", "change_note": "New words."}


@pytest.fixture
def page() -> Page:
    """A page that readers know with old words, and whose new words are signed off."""
    page = factories.topic(body="Old words.")
    factories.published(page)
    Page.objects.filter(pk=page.pk).update(body="New words.")
    amal = factories.author_amal()
    actions.record_edit(page=page, by=amal, note="body")
    actions.submit(page=page, by=amal)
    actions.sign_off(page=page, by=factories.reviewer_dr_ito(), interests="None")
    return Page.objects.get(pk=page.pk)


@pytest.fixture
def plan(page, pia) -> Schedule:
    return scheduling.schedule(page=page, by=pia, at=timezone.now() + SOON, **TOLD)


def come(plan: Schedule) -> None:
    """Its moment is here."""
    Schedule.objects.filter(pk=plan.pk).update(at=timezone.now() - timedelta(seconds=1))


def carried_out(plan: Schedule) -> Schedule:
    come(plan)
    list(scheduling.publish_due())
    plan.refresh_from_db()
    return plan


def recorded(page: Page, action: str) -> list[AuditEntry]:
    return list(page.audit.filter(action=action))


def shown(client) -> str:
    return client.get("/symptoms/cold-toes/").content.decode()


def test_readers_see_the_old_edition_until_the_moment_comes(client, page, plan):
    assert list(scheduling.publish_due()) == []
    assert "Old words." in shown(client)
    assert carried_out(plan).outcome == ScheduleOutcome.PUBLISHED
    assert "New words." in shown(client)
    edition = Edition.objects.live().get(page=page)
    assert (edition.number, edition.change_note, edition.published_by) == (2, "New words.", plan.set_by)
    assert edition.signed_off_by[0]["name"] == "Dr Test Ito"
    assert [entry.by for entry in recorded(page, Action.PUBLISHED)] == [plan.set_by]


def test_what_is_planned_is_carried_out_once(page, plan):
    carried_out(plan)
    assert list(scheduling.publish_due()) == []
    assert page.editions.count() == 2


def test_planning_is_recorded_with_the_moment_in_words(page, plan):
    [entry] = recorded(page, Action.SCHEDULED)
    assert plan.when in entry.note
    assert "London time (" in plan.when


def test_only_an_approved_page_is_planned(pia):
    with pytest.raises(actions.WorkflowError, match="has to be signed off first"):
        scheduling.schedule(page=factories.topic(), by=pia, at=timezone.now() + SOON, **TOLD)


def test_nobody_but_a_publisher_plans_or_cancels(page, plan):
    ito = User.objects.get(username="ito")
    with pytest.raises(PermissionDenied):
        scheduling.schedule(page=page, by=ito, at=timezone.now() + SOON, **TOLD)
    with pytest.raises(PermissionDenied):
        scheduling.cancel(page=page, by=ito)


def test_a_moment_that_has_passed_is_refused(page, pia):
    with pytest.raises(actions.WorkflowError, match="has passed"):
        scheduling.schedule(page=page, by=pia, at=timezone.now() - SOON, **TOLD)


def test_a_page_has_one_plan_at_a_time(page, pia, plan):
    with pytest.raises(actions.WorkflowError, match="Cancel that first"):
        scheduling.schedule(page=page, by=pia, at=timezone.now() + 2 * SOON, **TOLD)


def test_a_cancelled_plan_comes_to_nothing_and_the_page_stays_approved(page, pia, plan):
    was_for = plan.when
    scheduling.cancel(page=page, by=pia)
    assert carried_out(plan).outcome == ScheduleOutcome.CANCELLED
    assert Page.objects.get(pk=page.pk).status == Status.APPROVED
    assert was_for in recorded(page, Action.UNSCHEDULED)[0].note
    with pytest.raises(actions.WorkflowError, match="No publication is planned"):
        scheduling.cancel(page=page, by=pia)


def edit(page, pia):
    actions.record_edit(page=page, by=User.objects.get(username="amal"), note="body")


def send_back(page, pia):
    actions.request_changes(page=page, by=User.objects.get(username="ito"), note="In whom?")


def publish_by_hand(page, pia):
    actions.publish(page=page, by=pia, **TOLD)


def take_down(page, pia):
    actions.archive(page=page, by=pia, note="Wrong.")


@pytest.mark.parametrize(
    ("what", "why"),
    [(edit, "edited"), (send_back, "sent back"), (publish_by_hand, "published by hand"), (take_down, "taken down")],
)
def test_what_somebody_does_to_the_page_ends_its_plan_and_says_so(what, why, page, pia, plan):
    what(page, pia)
    plan.refresh_from_db()
    assert plan.outcome == ScheduleOutcome.OVERTAKEN
    assert why in plan.why
    assert why in recorded(page, Action.UNSCHEDULED)[0].note
    before = page.editions.count()
    assert carried_out(plan).outcome == ScheduleOutcome.OVERTAKEN
    assert page.editions.count() == before


def refused(page: Page, plan: Schedule, why: str) -> None:
    """The plan failed, and says why wherever one would look; readers see the old edition."""
    assert carried_out(plan).outcome == ScheduleOutcome.FAILED
    assert why in plan.why
    assert why in recorded(page, Action.SCHEDULE_FAILED)[0].note
    assert Edition.objects.live().get(page=page).number == 1


def test_a_page_that_changed_by_any_way_is_not_published(page, plan):
    Page.objects.filter(pk=page.pk).update(body="Words that nobody signed.")
    refused(page, plan, "has changed since it was signed off")


def test_a_page_whose_signer_was_let_go_is_not_published(page, plan):
    User.objects.filter(username="ito").update(is_active=False)
    refused(page, plan, "may no longer do so")


def test_a_page_that_was_changed_and_signed_anew_needs_a_new_plan(page, plan):
    Page.objects.filter(pk=page.pk).update(body="Other words.", status=Status.IN_REVIEW)
    actions.sign_off(page=page, by=User.objects.get(username="ito"), interests="None")
    refused(page, plan, "is not what it was when this was planned")


def test_a_plan_of_somebody_who_may_not_publish_any_more_fails(page, pia, plan):
    pia.groups.remove(Group.objects.get(name="publisher"))
    refused(page, plan, "may not publish any more")


def test_a_fault_of_roses_own_fails_one_plan_in_words_and_stops_no_other(page, plan, pia, monkeypatch, caplog):
    other = factories.topic("cold-hands", title="Cold hands")
    actions.submit(page=other, by=User.objects.get(username="amal"))
    actions.sign_off(page=other, by=User.objects.get(username="ito"), interests="None")
    second = scheduling.schedule(page=other, by=pia, at=timezone.now() + SOON, **TOLD)
    publish = publishing.publish

    def broken(page, **told):
        if page.slug == "cold-toes":
            raise ZeroDivisionError
        return publish(page, **told)

    monkeypatch.setattr(publishing, "publish", broken)
    come(second)
    refused(page, plan, "an error that it could not deal with")
    second.refresh_from_db()
    assert second.outcome == ScheduleOutcome.PUBLISHED
    assert "cold-toes could not be published" in caplog.text


def test_the_command_says_what_it_published_and_what_it_could_not(page, plan):
    def said() -> tuple[str, str]:
        out, err = StringIO(), StringIO()
        call_command("publish_due", stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    assert said() == ("Nothing is due.\n", "")
    come(plan)
    Reviewer.objects.update(is_active=False)
    out, err = said()
    assert (out, "Not published: cold-toes." in err) == ("", True)
    Reviewer.objects.update(is_active=True)
    again = scheduling.schedule(page=page, by=plan.set_by, at=timezone.now() + SOON, **TOLD)
    come(again)
    assert said() == ("Published: cold-toes.\n", "")
