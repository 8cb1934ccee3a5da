"""The editorial policy's figures are counted from what readers see."""

from datetime import date

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from editorial import publishing
from editorial.standing import review_is_due, reviewers, standing
from evidence.models import Study
from tests import factories
from topics.models import ChangeKind, Edition

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
def test_retracted_studies_count_where_a_page_cites_them():
    factories.study("nobody-2020", retracted=True)
    before = standing().retracted
    Study.objects.filter(slug="younger-2013").update(retracted=True)
    assert standing().retracted == before + 1


@pytest.mark.django_db
def test_an_empty_rose_says_so(client, empty_database):
    assert "No page is published yet." in client.get("/editorial-policy/").content.decode()


@pytest.mark.parametrize(
    ("last", "months", "today", "due"),
    [
        ("2026-01-15", 12, date(2027, 1, 14), False),
        ("2026-01-15", 12, date(2027, 1, 15), True),
        ("2026-11-30", 3, date(2027, 2, 28), False),
        ("2026-11-30", 3, date(2027, 3, 1), True),
    ],
)
def test_a_review_holds_for_its_months(last, months, today, due):
    assert review_is_due([{"date": "2020-01-01"}, {"date": last}], months, today) == due


@given(st.dates(), st.integers(1, 60))
def test_no_review_is_due_on_the_day_it_was_made(day, months):
    assert not review_is_due([{"date": day.isoformat()}], months, day)


def test_each_reviewer_stands_once_as_she_signed_last():
    newer = ITO | {"date": "2021-01-01", "credentials": "newer"}
    ada = ITO | {"name": "Dr Test Ada"}
    assert reviewers([newer, ITO, ada]) == [ada, newer]
