"""The benchmark fills a database as publishing would: what it adds is found like any page."""

import pytest

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


def test_timings_and_plans_are_of_real_answers():
    taken = benchmark.searches(["hot flushes"], 3)
    assert 0 < taken.p50 <= taken.p95
    assert "Index Scan" in " ".join(benchmark.plan_nodes(lambda: answer("hot flushes")))
