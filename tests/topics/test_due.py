"""When a signed page should be read again."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.due import MECHANISMS, YEARLY, months_between_reviews, review_due_on
from topics.models import Kind

SIGNED = date(2026, 1, 15)


def due(kind: str = "intervention", slug: str = "wool-socks", months: int = 12, *signed_on: date) -> date | None:
    return review_due_on(kind=kind, slug=slug, months=months, signed_on=signed_on or [SIGNED])


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.MECHANISM])
def test_what_speaks_of_treatments_or_harms_is_read_again_within_a_year(kind):
    assert months_between_reviews(kind, 24) == YEARLY
    assert months_between_reviews(kind, 6) == 6, "its editors may want it sooner"


def test_a_mechanism_is_read_again_within_three_years():
    assert months_between_reviews("mechanism", 60) == MECHANISMS == 36
    assert months_between_reviews("mechanism", 12) == 12, "its editors may want it sooner"
    assert date(2028, 9, 1) < due("mechanism", "blood-flow", 60) <= date(2029, 1, 15)


def test_a_page_that_nobody_signed_is_not_due():
    assert review_due_on(kind="symptom", slug="cold-toes", months=12, signed_on=[]) is None


def test_the_latest_sign_off_counts():
    assert due("intervention", "a", 12, date(2020, 1, 1), SIGNED) == due("intervention", "a", 12, SIGNED)


def test_the_end_of_a_month_is_the_last_day_of_a_shorter_one():
    days = {review_due_on(kind="article", slug=f"a-{n}", months=3, signed_on=[date(2026, 11, 30)]) for n in range(99)}
    assert max(days) == date(2027, 2, 28)


@given(st.sampled_from(Kind.values), st.text(), st.dates(max_value=date(9990, 1, 1)), st.integers(1, 60))
def test_no_review_is_due_late_nor_on_the_day_it_was_made(kind, slug, day, months):
    found = review_due_on(kind=kind, slug=slug, months=months, signed_on=[day])
    whole = timedelta(days=31 * months_between_reviews(kind, months))
    assert day < found <= day + whole
    assert found - day >= whole * 0.8
    assert found == review_due_on(kind=kind, slug=slug, months=months, signed_on=[day]), "it stays the same"


def test_pages_signed_on_one_day_do_not_fall_due_together():
    days = Counter(due("intervention", f"treatment-{number}") for number in range(500))
    assert len(days) > 30
    assert max(days.values()) < 40
