"""The editorial policy's figures are counted from what readers see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial import publishing
from editorial.standing import reviewers, standing
from evidence.models import Study
from tests import factories
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
