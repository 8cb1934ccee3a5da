"""A day and an hour as a publisher sets them: one moment, or none."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.moments import NoSuchMoment, in_words, moment

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        (datetime(2026, 3, 3, 9, 0, tzinfo=UTC), LONDON, "Tuesday 3 March 2026, 09:00, London time (GMT)"),
        (datetime(2026, 7, 3, 8, 5, tzinfo=UTC), LONDON, "Friday 3 July 2026, 09:05, London time (BST)"),
        (datetime(2026, 7, 3, 2, 0, tzinfo=UTC), NEW_YORK, "Thursday 2 July 2026, 22:00, New York time (EDT)"),
    ],
)
def test_a_moment_is_said_with_its_day_and_its_time_zone(at, zone, words):
    assert in_words(at, zone) == words


def test_a_summer_hour_is_an_hour_before_the_same_one_in_universal_time():
    assert moment(date(2026, 7, 3), time(9), LONDON).astimezone(UTC) == datetime(2026, 7, 3, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 3, 29), "skip 01:30"), (date(2026, 10, 25), "show 01:30 twice")]
)
def test_an_hour_that_clocks_skip_or_show_twice_is_refused_in_words(day, words):
    with pytest.raises(NoSuchMoment, match=words):
        moment(day, time(1, 30), LONDON)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.times(), st.sampled_from([LONDON, NEW_YORK]))
def test_a_clock_shows_what_was_set(day, at, zone):
    try:
        found = moment(day, at, zone)
    except NoSuchMoment:
        return
    assert found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == datetime.combine(day, at)
