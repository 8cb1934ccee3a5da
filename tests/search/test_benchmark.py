"""The benchmark fills a database as publishing would: what it adds is found like any page."""

import pytest
from django.db import connection

from search import benchmark
from search.answer import answer
from search.models import Entry
from search.suggestions import suggestions

pytestmark = pytest.mark.django_db


def test_made_up_articles_are_found_by_their_words_and_suggested_by_their_titles():
    held = Entry.objects.count()
    benchmark.fill(held + 3)
    made_up = Entry.objects.filter(slug__startswith="made-up-").order_by("slug")
    assert len(made_up) == 3
    assert all(len(entry.text) >= benchmark.AS_MANY_CHARACTERS for entry in made_up)
    first = made_up[0]
    assert first.slug in [one.slug for one in suggestions(first.title)]
    assert first.slug in [hit.slug for hit in answer(first.title).hits]


def test_articles_are_looked_through_a_tier_at_a_time_until_there_are_enough():
    benchmark.fill(Entry.objects.count() + 130)
    made_up = dict(Entry.objects.filter(slug__startswith="made-up-").values_list("page", "tier"))
    assert made_up == {page: 4 if page % 8 else 3 if page % 64 else 2 if page % 512 else 1 for page in made_up}
    assert {2, 3, 4} <= set(made_up.values())
    with connection.cursor() as cursor:
        cursor.execute("SELECT page_id FROM search_articles('the | and | of | women', 100000)")
        in_order = [page for (page,) in cursor]
        tiers = dict(Entry.objects.values_list("page", "tier"))
        assert [tiers[page] for page in in_order] == sorted(tiers[page] for page in in_order)
        for most in (1, 20, len(in_order)):
            cursor.execute("SELECT page_id FROM search_articles('the | and | of | women', %s)", [most])
            assert [tiers[page] for (page,) in cursor] == [tiers[page] for page in in_order[:most]]


def test_timings_and_plans_are_of_real_answers():
    taken = benchmark.searches(["hot flushes"], 3)
    assert 0 < taken.p50 <= taken.p95
    assert "Index Scan" in " ".join(benchmark.plan_nodes(lambda: answer("hot flushes")))
