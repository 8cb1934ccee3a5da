"""What is kept of searches that found nothing: words that five shared, and nothing that leads to anybody."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from search import unanswered
from search.models import Unanswered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tally(monkeypatch):
    fresh = unanswered.Tally()
    monkeypatch.setattr(unanswered, "tally", fresh)
    return fresh


def kept():
    return dict(Unanswered.objects.values_list("word", "searches"))


def test_a_word_is_kept_once_five_searches_of_a_day_share_it(client):
    for _ in range(4):
        client.get("/search/?q=my+zzquork+aches")
    unanswered.write()
    assert kept() == {}
    client.get("/search/?q=Zzquork")
    unanswered.write()
    assert kept() == {"zzquork": 5}
    client.get("/search/?q=zzquork+again")
    unanswered.write()
    assert kept() == {"zzquork": 6}


def test_searching_itself_writes_nothing(client):
    with CaptureQueriesContext(connection) as queries:
        for _ in range(6):
            client.get("/search/?q=zzquork")
    assert all(query["sql"].split()[0] in ("SELECT", "WITH") for query in queries)


def test_one_search_counts_a_word_once_however_often_it_stands_there(tally):
    tally.note(["zzquork"] * 9)
    unanswered.write()
    assert kept() == {}


def test_numbers_addresses_and_long_strings_are_never_counted(tally):
    for _ in range(9):
        tally.note(["07700900123", "ann@example.org", "NW10", "x" * 31, "zz"])
    unanswered.write()
    assert kept() == {}


def test_what_four_searches_shared_is_forgotten_when_the_day_ends(tally, monkeypatch):
    days = iter([date(2026, 1, 1)] * 4 + [date(2026, 1, 2)] * 9)
    monkeypatch.setattr(unanswered.timezone, "localdate", lambda: next(days))
    for _ in range(3):
        tally.note(["zzquork"])
    for _ in range(3):
        tally.note(["zzquork"])
    unanswered.write()
    assert kept() == {}


def test_memory_is_bounded(tally, monkeypatch):
    monkeypatch.setattr(unanswered, "MOST_WORDS_A_DAY", 2)
    for _ in range(9):
        tally.note(["zzone", "zztwo"])
        tally.note(["zzthree"])
    unanswered.write()
    assert set(kept()) == {"zzone", "zztwo"}


def test_the_database_refuses_a_word_that_fewer_shared():
    with pytest.raises(IntegrityError):
        Unanswered.objects.create(day=date(2026, 1, 1), word="zzquork", searches=4)


def test_what_was_found_is_not_counted(client, tally):
    for _ in range(9):
        client.get("/search/?q=joint+pain")
    unanswered.write()
    assert kept() == {}
