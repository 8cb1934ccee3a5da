"""Reviews: asked for, claimed, released, and ended by whatever takes the page out of review."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from editorial.models import Action, AuditEntry, Review, Reviewer, ReviewOutcome
from editorial.workflow import actions, publishing, reviews
from tests import factories
from tests.editorial.factories import saved
from topics.models import Page, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def dr_osei():
    return factories.person("osei", "clinician-reviewer")


@pytest.fixture
def page():
    return Page.objects.get(slug="joint-pain")


@pytest.fixture
def review(page, amal):
    actions.submit(page=page, by=amal, note="The summary.")
    return page.reviews.get()


def outcome(review: Review) -> str:
    review.refresh_from_db()
    return review.outcome


def done(page: Page) -> list[tuple[str, str]]:
    names = {Action.CLAIMED, Action.RELEASED}
    return list(page.audit.filter(action__in=names).order_by("pk").values_list("action", "by__username"))


# --- asked for --------------------------------------------------------------------------------------------------------


def test_submitting_opens_a_review_that_is_due_in_two_weeks(review, amal):
    assert review.asked_by == amal
    assert review.note == "The summary."
    assert review.due_on == timezone.localdate() + timedelta(days=14)
    assert review.ended_at is None


def test_the_author_may_name_the_day_but_none_that_is_past(page, amal):
    today = timezone.localdate()
    with pytest.raises(actions.WorkflowError, match="is past"):
        actions.submit(page=page, by=amal, due_on=today - timedelta(days=1))
    actions.submit(page=page, by=amal, due_on=today)
    assert page.reviews.get().due_on == today


def test_the_database_refuses_a_second_open_review_of_a_page(review, page, amal):
    with pytest.raises(IntegrityError, match="review_open_once_a_page"), transaction.atomic():
        Review.objects.create(page=page, asked_by=amal, due_on=date(2027, 1, 1))
    Review.objects.filter(pk=review.pk).end(ReviewOutcome.SENT_BACK)
    Review.objects.create(page=page, asked_by=amal, due_on=date(2027, 1, 1))
    assert page.reviews.count() == 2


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"ended_at": timezone.now()}, "review_ends_with_an_outcome"),
        ({"outcome": "sent-back"}, "review_ends_with_an_outcome"),
        ({"ended_at": timezone.now(), "outcome": "lost"}, "review_ends_with_an_outcome"),
        ({"claimed_at": timezone.now()}, "review_is_claimed_by_somebody"),
    ],
)
def test_the_database_refuses_a_review_that_makes_no_sense(review, wrong, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**wrong)


# --- claimed ----------------------------------------------------------------------------------------------------------


def test_a_reviewer_claims_a_review_and_lets_it_go(review, page, dr_ito):
    reviews.claim(review=review, by=dr_ito)
    reviews.claim(review=review, by=dr_ito)
    review.refresh_from_db()
    assert review.claimed_by == dr_ito
    assert review.claimed_at is not None
    reviews.release(review=review, by=dr_ito)
    review.refresh_from_db()
    assert (review.claimed_by, review.claimed_at) == (None, None)
    assert done(page) == [("claimed", "ito"), ("released", "ito")]


def test_an_author_claims_nothing(review, amal):
    for act in (reviews.claim, reviews.release):
        with pytest.raises(PermissionDenied):
            act(review=review, by=amal)


def test_two_who_claim_at_once_do_not_both_have_it(review, page, dr_ito, dr_osei):
    reviews.claim(review=review, by=dr_ito)
    with pytest.raises(actions.WorkflowError, match="ito has claimed this review"):
        reviews.claim(review=review, by=dr_osei)
    assert done(page) == [("claimed", "ito")]


def test_a_review_can_be_taken_over_knowingly_and_the_record_says_from_whom(review, page, dr_ito, dr_osei):
    reviews.claim(review=review, by=dr_ito)
    reviews.claim(review=review, by=dr_osei, instead_of=dr_ito.pk)
    review.refresh_from_db()
    assert review.claimed_by == dr_osei
    assert page.audit.filter(action=Action.CLAIMED).first().note == "Taken over from ito."
    with pytest.raises(actions.WorkflowError, match="You don’t have this review"):
        reviews.release(review=review, by=dr_ito)


def test_the_last_editor_does_not_claim_her_own_page(page, amal):
    both = factories.person("kofi", "clinician-reviewer")
    actions.record_edit(page=page, by=both)
    page.refresh_from_db()
    actions.submit(page=page, by=amal)
    with pytest.raises(actions.WorkflowError, match="You made the last edit"):
        reviews.claim(review=page.reviews.get(), by=both)


def test_a_review_that_is_over_is_not_claimed(review, page, dr_ito):
    actions.request_changes(page=page, by=dr_ito, note="Say where.")
    with pytest.raises(actions.WorkflowError, match="This review is over: sent back"):
        reviews.claim(review=review, by=dr_ito)


def test_a_claim_locks_nothing(review, page, dr_ito, dr_osei):
    reviews.claim(review=review, by=dr_osei)
    actions.sign_off(page=page, by=dr_ito, interests="None")
    assert outcome(review) == ReviewOutcome.SIGNED_OFF


# --- ended ------------------------------------------------------------------------------------------------------------


def test_half_a_sign_off_leaves_the_review_open_and_the_other_half_ends_it(review, page, dr_ito, dr_osei):
    actions.sign_off(page=page, by=dr_ito, scope="text", interests="None")
    assert outcome(review) == ""
    Reviewer.objects.create(user=dr_osei, name="Dr Test Osei", credentials="made up", interests="None declared")
    actions.sign_off(page=page, by=dr_osei, scope="evidence", interests="None")
    assert outcome(review) == ReviewOutcome.SIGNED_OFF


def test_sending_back_ends_it(review, page, dr_ito):
    actions.request_changes(page=page, by=dr_ito, note="Say where.")
    assert outcome(review) == ReviewOutcome.SENT_BACK


def test_an_edit_ends_it_and_it_can_be_asked_for_again(review, page, amal, client):
    client.force_login(amal)
    saved(client, reverse("admin:topics_topic_change", args=[page.pk]), summary="Other.")
    assert outcome(review) == ReviewOutcome.EDITED
    page.refresh_from_db()
    assert page.status == Status.DRAFT
    actions.submit(page=page, by=amal)
    assert page.reviews.still_open().count() == 1


def test_taking_the_page_down_ends_it(review, page):
    actions.archive(page=page, by=factories.publisher_pia(), note="Out of date.")
    assert outcome(review) == ReviewOutcome.ARCHIVED


def test_an_edition_made_meanwhile_ends_it(review, page):
    publishing.publish(page, by=None, change_kind="wording", change_note="Made.", signed_off_by=[])
    assert outcome(review) == ReviewOutcome.PUBLISHED


def test_a_page_in_review_has_an_open_review_and_no_other_has(page, amal, dr_ito):
    def agree() -> bool:
        waiting = set(Page.objects.awaiting_review().values_list("pk", flat=True))
        return waiting == set(Review.objects.still_open().values_list("page", flat=True))

    actions.submit(page=page, by=amal)
    assert agree()
    actions.sign_off(page=page, by=dr_ito, interests="None")
    assert agree()
    actions.request_changes(page=page, by=dr_ito, note="No, wait.")
    assert agree()
    actions.submit(page=page, by=amal)
    assert agree()
    assert Review.objects.still_open().exists()


# --- on the page's form -----------------------------------------------------------------------------------------------


def shown(client, user, page: Page) -> str:
    client.force_login(user)
    content = client.get(reverse("admin:topics_topic_change", args=[page.pk])).content.decode()
    return " ".join(content[content.index("panel-heading") :].split())


def test_the_panel_says_who_asked_how_long_ago_and_by_when(review, page, client, dr_ito):
    today = timezone.localdate()
    Review.objects.filter(pk=review.pk).update(
        asked_at=timezone.now() - timedelta(days=20), due_on=today - timedelta(days=6)
    )
    panel = shown(client, dr_ito, page)
    assert "Review asked for by amal 20 days ago" in panel
    assert '<span class="late">6 days overdue' in panel
    assert "Nobody has claimed it yet." in panel
    assert "Note for the reviewer: The summary." in panel


def test_it_is_claimed_and_released_with_a_button_on_the_panel(review, page, client, dr_ito, dr_osei):
    assert "Claim it" in shown(client, dr_ito, page)
    response = client.post(reverse("editorial:claim-review", args=[review.pk]), {"instead_of": ""}, follow=True)
    assert "You have this review now." in response.content.decode()
    assert "Release it" in shown(client, dr_ito, page)
    other = shown(client, dr_osei, page)
    assert "ito has it, since" in other
    assert "You may still sign it off or send it back." in other
    assert "Take it over" in other
    response = client.post(reverse("editorial:claim-review", args=[review.pk]), {"instead_of": ""}, follow=True)
    assert "Meanwhile ito has claimed this review" in response.content.decode()
    client.force_login(dr_ito)
    response = client.post(reverse("editorial:release-review", args=[review.pk]), follow=True)
    assert "Released." in response.content.decode()
    assert done(page) == [("claimed", "ito"), ("released", "ito")]


def test_an_author_sees_how_it_stands_and_has_no_button(review, page, client, amal):
    panel = shown(client, amal, page)
    assert "Nobody has claimed it yet." in panel
    assert "Claim it" not in panel
    assert client.post(reverse("editorial:claim-review", args=[review.pk])).status_code == 403


def test_opening_the_address_of_a_button_changes_nothing(review, page, client, dr_ito):
    client.force_login(dr_ito)
    for name in ("claim-review", "release-review"):
        assert client.get(reverse(f"editorial:{name}", args=[review.pk])).status_code == 405
    assert not AuditEntry.objects.filter(action=Action.CLAIMED).exists()


@pytest.mark.parametrize(
    ("days", "words"),
    [(-3, "3 days overdue"), (-1, "one day overdue"), (0, "due today"), (1, "due tomorrow"), (9, "due in 9 days")],
)
def test_how_near_a_day_is_in_words(days, words):
    today = date(2026, 11, 22)
    assert reviews.due(today + timedelta(days=days), today).startswith(words)
