"""The editorial policy's figures are counted from what readers see."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from editorial.models import MONTHS_DECLARED
from editorial.public import policy
from editorial.public.standing import reviewers, standing
from editorial.sign_in import second_factor
from editorial.workflow import actions, publishing, signing
from evidence.models import Study
from tests import factories
from topics import due
from topics.models import ChangeKind, Edition, Page

ITO = {"name": "Dr Test Ito", "credentials": "made up for tests", "interests": "None declared", "date": "2020-02-03"}


def sign(slug: str, **signed: str) -> None:
    note = {"change_kind": ChangeKind.WORDING, "change_note": "Made."}
    publishing.publish(factories.topic(slug), by=None, signed_off_by=[ITO | signed], **note)


@pytest.mark.django_db
def test_it_says_plainly_that_nobody_has_signed_anything(client):
    page = client.get("/editorial-policy/").content.decode()
    pages = Edition.objects.live().count()
    assert f"0 of {pages} published pages." in page
    assert "Nobody yet." in page
    assert "None, because none has been signed." in page
    assert "None that we know of." in page
    assert "<dt>Signed by a clinician</dt><dd>Not yet.</dd>" in page


@pytest.mark.django_db
def test_who_signed_is_named_and_what_is_overdue_is_counted(client):
    sign("cold-toes")
    sign("warm-toes", date=timezone.localdate().isoformat(), interests="Owns a sock shop")
    page = client.get("/editorial-policy/").content.decode()
    assert f"2 of {Edition.objects.live().count()} published pages." in page
    assert page.count("Dr Test Ito, made up for tests. Interests: Owns a sock shop") == 1
    assert "1 of the 2 signed pages." in page


@pytest.mark.django_db
def test_the_day_a_page_names_is_the_day_from_which_it_counts_as_late(client):
    sign("cold-toes", date="2025-02-03")
    page = Page.objects.get(slug="cold-toes")
    assert page.live.review_due_on == page.review_due_on
    assert (
        f'To be reviewed again by <time datetime="{page.review_due_on}">'
        in client.get("/symptoms/cold-toes/").content.decode()
    )
    Page.objects.update(review_due_on=timezone.localdate())
    assert standing().overdue == 0
    Page.objects.update(review_due_on=timezone.localdate() - timedelta(days=1))
    assert standing().overdue == 1


@pytest.mark.django_db
@pytest.mark.long
def test_the_day_is_derived_again_with_the_other_projections_and_goes_when_the_page_does():
    sign("cold-toes")
    page = Page.objects.get(slug="cold-toes")
    before = page.review_due_on
    Page.objects.filter(pk=page.pk).update(review_due_on=None)
    Page.objects.filter(slug="joint-pain").update(review_due_on=before)
    publishing.rebuild()
    assert dict(Page.objects.exclude(review_due_on=None).values_list("slug", "review_due_on")) == {"cold-toes": before}
    factories.taken_down("cold-toes")
    assert not Page.objects.exclude(review_due_on=None).exists()


@pytest.mark.django_db
def test_retracted_studies_count_where_a_page_cites_them():
    factories.study("nobody-2020", retracted=True)
    before = standing().retracted
    Study.objects.filter(slug="younger-2013").update(retracted=True)
    assert standing().retracted == before + 1


@pytest.mark.django_db
def test_an_empty_rose_says_so(client, empty_database):
    assert "No page is published yet." in client.get("/editorial-policy/").content.decode()


def test_each_reviewer_stands_once_as_she_signed_last():
    newer = ITO | {"date": "2021-01-01", "credentials": "newer"}
    ada = ITO | {"name": "Dr Test Ada"}
    assert reviewers([newer, ITO, ada]) == [ada, newer]


# --- the rules are those in force -------------------------------------------------------------------------------------


def rules(client) -> str:
    page = client.get("/editorial-policy/").content.decode()
    return " ".join(page.split("<main", 1)[1].split("</main>")[0].split())


@pytest.mark.django_db
def test_who_may_do_what_is_what_the_groups_may(client):
    assert "<dt>Publish, at once or at a time</dt><dd>Publishers</dd>" in rules(client)
    assert "<dt>Comment on a draft</dt><dd>Authors, clinician-reviewers and commenters</dd>" in rules(client)
    Group.objects.get(name="publisher").permissions.remove(Permission.objects.get(codename="publish_page"))
    assert "<dt>Publish, at once or at a time</dt><dd>Nobody.</dd>" in rules(client)
    Group.objects.get(name="author").permissions.add(Permission.objects.get(codename="publish_page"))
    assert "<dt>Publish, at once or at a time</dt><dd>Authors</dd>" in rules(client)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "name", "value", "before", "after"),
    [
        (due, "YEARLY", 6, "<dd>A year</dd>", "<dd>6 months</dd>"),
        (due, "MECHANISMS", 24, "<dt>Mechanisms</dt><dd>3 years</dd>", "<dt>Mechanisms</dt><dd>2 years</dd>"),
        (actions, "DAYS_TO_REVIEW", 9, "A reviewer has 14 days", "A reviewer has 9 days"),
        (policy, "MOST_DAYS", 5, "good for 30 days at the most", "good for 5 days at the most"),
        (
            second_factor, "DEMANDING", ("auth.add_user",),
            "Administrators, clinician-reviewers and publishers need more", "<p>Administrators need more",
        ),
        (policy, "CHECKS", {}, "<li>A number without a citation</li>", "any of these:</p> <ul></ul>"),
        (signing, "covers", lambda scopes: len(scopes) > 1, "One signature is enough", "Two signatures are needed"),
    ],
)  # fmt: skip
def test_a_constant_of_a_rule_that_changes_changes_the_page(where, name, value, before, after, client, monkeypatch):
    assert before in rules(client)
    monkeypatch.setattr(where, name, value)
    assert after in rules(client)
    assert before not in rules(client)


@pytest.mark.django_db
def test_a_rule_for_signing_that_is_no_longer_held_is_no_longer_told(client, monkeypatch):
    told = "She is not the person who edited the page last."
    ito = factories.reviewer_dr_ito()
    page = factories.topic()
    actions.submit(page=page, by=factories.author_amal())
    Page.objects.filter(pk=page.pk).update(last_edited_by=ito)
    assert told in rules(client)
    with pytest.raises(actions.WorkflowError, match="last edit"):
        actions.sign_off(page=page, by=ito, interests="None")
    monkeypatch.setattr(signing, "NEEDS", tuple(need for need in signing.NEEDS if need.for_readers != told))
    assert told not in rules(client)
    actions.sign_off(page=page, by=ito, interests="None")


@pytest.mark.django_db
def test_every_rule_that_signing_holds_is_told(client):
    shown = rules(client)
    for rule in (*signing.NEEDS, *signing.ENDS):
        assert f"<li>{rule.for_readers}</li>" in shown
    assert f"it holds for {MONTHS_DECLARED} months" in shown


@pytest.mark.parametrize(("months", "words"), [(1, "a month"), (6, "6 months"), (12, "a year"), (36, "3 years")])
def test_time_is_told_as_people_say_it(months, words):
    assert policy.in_time(months) == words
