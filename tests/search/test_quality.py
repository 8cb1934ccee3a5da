"""How well words are understood: the development set over the library as it is published (docs/search.md)."""

import pytest
import yaml
from django.conf import settings

from search import recognisers
from search.answer import answer
from search.evaluation import Query, evaluate, measures

pytestmark = pytest.mark.django_db

MUST_WORK = {
    "joint pain and low mood": {"joint-pain", "low-mood"},
    "achy joints feeling down": {"joint-pain", "low-mood"},
    "hot flashes": {"hot-flushes"},
    "fibromyalgia pian": {"fibromyalgia"},
}


@pytest.mark.parametrize(("query", "meant"), MUST_WORK.items())
def test_the_queries_that_must_work_do(query, meant):
    assert {meaning.subject.slug for meaning in answer(query).topics} == meant


def test_nearly_every_query_is_understood_and_hardly_any_is_misunderstood():
    entries = yaml.safe_load((settings.CHECKOUT / "search" / "queries" / "development.yaml").read_text())
    queries = [Query(entry["query"], frozenset(entry["expect"]), entry["kind"]) for entry in entries]
    results = evaluate(queries, recognisers.rose)
    found = measures(results)
    assert found.queries >= 300
    assert found.single_in_first_two >= 0.95, [result for result in results if result.missed]
    assert found.several_all_found >= 0.90, [result for result in results if result.missed]
    assert found.names_one_not_meant <= 0.05, [result for result in results if result.not_meant]
