"""Sign-offs: both the text and the evidence, exactly this content, and never one's own last edit."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from editorial.models import Reviewer
from editorial.workflow import actions
from evidence.models import Finding, Outcome, Study
from tests import factories
from tests.editorial.factories import saved
from topics.models import Page, Status, Withdrawal

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Page:
    """A page in review, edited and submitted by Amal."""
    page = factories.topic()
    amal = factories.author_amal()
    actions.record_edit(page=page, by=amal, note="body")
    actions.submit(page=page, by=amal)
    return page


def second_reviewer():
    user = factories.person("osei", "clinician-reviewer")
    Reviewer.objects.create(user=user, name="Dr Test Osei", credentials="made up for tests", interests="None declared")
    return user


def status(page: Page) -> str:
    return Page.objects.get(pk=page.pk).status


@pytest.mark.parametrize("scope", ["text", "evidence"])
def test_a_page_read_in_part_stays_in_review(page, scope):
    actions.sign_off(page=page, by=factories.reviewer_dr_ito(), interests="None", scope=scope)
    assert status(page) == Status.IN_REVIEW


def test_two_reviewers_together_approve_a_page_and_both_are_named(page):
    actions.sign_off(page=page, by=factories.reviewer_dr_ito(), interests="None", scope="text")
    actions.sign_off(page=page, by=second_reviewer(), interests="None", scope="evidence")
    assert status(page) == Status.APPROVED
    edition = actions.publish(page=page, by=factories.publisher_pia(), change_kind="wording", change_note="New.")
    assert {signed["name"] for signed in edition.signed_off_by} == {"Dr Test Ito", "Dr Test Osei"}


def test_a_page_is_not_published_when_one_half_lapsed(page):
    ito = factories.reviewer_dr_ito()
    actions.sign_off(page=page, by=ito, interests="None", scope="text")
    actions.sign_off(page=page, by=second_reviewer(), interests="None", scope="evidence")
    Reviewer.objects.filter(user=ito).update(is_active=False)
    with pytest.raises(actions.WorkflowError, match="signed again"):
        actions.publish(page=page, by=factories.publisher_pia(), change_kind="wording", change_note="New.")
    assert status(page) == Status.APPROVED


def let_go(user):
    type(user).objects.filter(pk=user.pk).update(is_active=False)


def take_her_right(user):
    user.groups.clear()


def take_her_record(user):
    Reviewer.objects.filter(user=user).update(is_active=False)


@pytest.mark.parametrize("end", [let_go, take_her_right, take_her_record])
def test_a_sign_off_counts_only_while_its_signer_may_give_one(end, page):
    ito = factories.reviewer_dr_ito()
    actions.sign_off(page=page, by=ito, interests="None")
    assert actions.valid_sign_offs(page, actions.render_page(page))
    end(ito)
    assert actions.valid_sign_offs(page, actions.render_page(page)) == []
    with pytest.raises(actions.WorkflowError, match="may no longer do so"):
        actions.publish(page=page, by=factories.publisher_pia(), change_kind="wording", change_note="New.")


def test_the_half_that_somebody_signed_who_was_let_go_since_approves_nothing(page):
    ito = factories.reviewer_dr_ito()
    actions.sign_off(page=page, by=ito, interests="None", scope="text")
    let_go(ito)
    actions.sign_off(page=page, by=second_reviewer(), interests="None", scope="evidence")
    assert status(page) == Status.IN_REVIEW


def test_an_edit_after_the_sign_off_voids_it(page):
    actions.sign_off(page=page, by=factories.reviewer_dr_ito(), interests="None")
    Page.objects.filter(pk=page.pk).update(body="Other words.")
    assert actions.valid_sign_offs(page, actions.render_page(page)) == []


def test_a_changed_study_voids_the_sign_off_of_every_page_that_cites_it():
    study = factories.study(findings=[factories.PAIN])
    page = factories.topic(body="Warm [@okafor-2020].")
    actions.submit(page=page, by=factories.author_amal())
    actions.sign_off(page=page, by=factories.reviewer_dr_ito(), interests="None")
    study.findings.update(effect="more pain in wool than in cotton")
    with pytest.raises(actions.WorkflowError, match="a study it rests on"):
        actions.publish(page=page, by=factories.publisher_pia(), change_kind="wording", change_note="New.")


def test_nobody_signs_off_her_own_last_edit(page):
    ito = factories.reviewer_dr_ito()
    Page.objects.filter(pk=page.pk).update(last_edited_by=ito)
    with pytest.raises(actions.WorkflowError, match="somebody else"):
        actions.sign_off(page=page, by=ito, interests="None")


def test_an_author_cannot_publish_or_sign_off(page):
    author = factories.person("sam", "author")
    with pytest.raises(PermissionDenied):
        actions.publish(page=page, by=author, change_kind="wording", change_note="New.")
    with pytest.raises(PermissionDenied):
        actions.sign_off(page=page, by=author, interests="None")


def test_a_page_with_errors_cannot_be_submitted():
    page = factories.topic(body="So [@nobody-1900].")
    with pytest.raises(actions.publishing.NotPublishable, match="nobody-1900"):
        actions.submit(page=page, by=factories.author_amal())


@pytest.mark.parametrize(
    ("take", "after", "action"),
    [(actions.archive, Status.ARCHIVED, "archived"), (actions.unpublish, Status.DRAFT, "unpublished")],
)
def test_taking_down_leaves_word_for_readers_until_the_page_is_published_again(take, after, action):
    page, other = factories.topic(), factories.topic("cold-hands", title="Cold hands")
    factories.published(page)
    factories.published(other)
    take(page=page, by=factories.publisher_pia(), note="It was out of date.", instead=other)
    page.refresh_from_db()
    assert (page.status, page.live) == (after, None)
    assert (page.withdrawal.for_readers, page.withdrawal.instead.slug) == ("It was out of date.", "cold-hands")
    assert page.audit.get(action=action).note == "It was out of date."
    factories.published(page)
    assert not Withdrawal.objects.exists()


@pytest.mark.parametrize("instead", ["cold-toes", "cold-hands"])
def test_what_to_read_instead_is_another_page_that_readers_can_open(instead):
    page, _ = factories.topic(), factories.topic("cold-hands")
    factories.published(page)
    with pytest.raises(actions.WorkflowError, match="another page"):
        actions.archive(page=page, by=factories.publisher_pia(), note="Merged.", instead=Page.objects.get(slug=instead))


def test_an_author_takes_nothing_down():
    page = factories.topic()
    factories.published(page)
    with pytest.raises(PermissionDenied):
        actions.unpublish(page=page, by=factories.author_amal(), note="Wrong.")


# --- whoever changed the evidence does not sign it alone -------------------------------------------------------------


@pytest.fixture
def both():
    """Somebody who writes and reviews."""
    user = second_reviewer()
    user.groups.add(Group.objects.get(name="author"))
    return User.objects.get(pk=user.pk)


def with_evidence() -> Page:
    """A treatment in review, edited by Amal, that rests on a study, its finding and an outcome."""
    factories.study(findings=[factories.PAIN])
    factories.topic()
    page = factories.intervention(assessments=[factories.assessment()])
    amal = factories.author_amal()
    actions.record_edit(page=page, by=amal)
    actions.submit(page=page, by=amal)
    return page


def changed(client, by, kind: str) -> None:
    found = {
        "study": Study.objects.get(slug="okafor-2020"),
        "finding": Finding.objects.get(study__slug="okafor-2020"),
        "outcome": Outcome.objects.get(slug="pain"),
    }[kind]
    field = {"study": {"country": "Norway"}, "finding": {"note": "Forty."}, "outcome": {"name": "Ache"}}[kind]
    client.force_login(by)
    assert saved(client, reverse(f"admin:evidence_{kind}_change", args=[found.pk]), **field).status_code == 302


@pytest.mark.parametrize("kind", ["study", "finding", "outcome"])
@pytest.mark.parametrize("scope", ["evidence", "both"])
def test_whoever_changed_what_the_page_rests_on_does_not_sign_its_evidence_alone(kind, scope, both, client):
    page = with_evidence()
    changed(client, both, kind)
    with pytest.raises(actions.WorkflowError, match="you changed evidence that it rests on"):
        actions.sign_off(page=page, by=both, interests="None", scope=scope)
    actions.sign_off(page=page, by=both, interests="None", scope="text")
    actions.sign_off(page=page, by=factories.reviewer_dr_ito(), interests="None", scope="evidence")
    assert status(page) == Status.APPROVED


def test_beside_somebody_who_changed_nothing_she_may_sign_it_too(both, client):
    page = with_evidence()
    changed(client, both, "study")
    actions.sign_off(page=page, by=factories.reviewer_dr_ito(), interests="None", scope="evidence")
    actions.sign_off(page=page, by=both, interests="None", scope="both")
    assert status(page) == Status.APPROVED


def test_what_she_changed_elsewhere_or_before_the_last_edition_is_no_bar(both, client):
    page = with_evidence()
    changed(client, both, "finding")
    factories.published(page)
    actions.submit(page=page, by=User.objects.get(username="amal"))
    other = factories.study("nobody-2020")
    client.force_login(both)
    saved(client, reverse("admin:evidence_study_change", args=[other.pk]), country="Chad")
    actions.sign_off(page=page, by=both, interests="None")
    assert status(page) == Status.APPROVED
