"""Sign-offs: both the text and the evidence, exactly this content, and never one's own last edit."""

import pytest
from django.core.exceptions import PermissionDenied

from editorial import actions
from editorial.models import Reviewer
from tests import factories
from topics.models import Page, Status

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
