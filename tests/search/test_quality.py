"""How well words are understood: tests/search/queries.yaml over the library as it is published."""

from pathlib import Path

import pytest
import yaml

from search.answer import answer
from topics.models import Edition

pytestmark = pytest.mark.django_db

QUERIES = yaml.safe_load(Path(__file__).with_name("queries.yaml").read_text())
NAMED_IN_THE_ISSUE = {
    "joint pain and low mood": {"joint-pain", "low-mood"},
    "achy joints feeling down": {"joint-pain", "low-mood"},
    "hot flashes": {"hot-flushes"},
    "fibromyalgia pian": {"fibromyalgia"},
}


def understood(query: str) -> set[str]:
    return {meaning.subject.slug for meaning in answer(query).topics}


@pytest.mark.parametrize(("query", "meant"), NAMED_IN_THE_ISSUE.items())
def test_the_queries_that_must_work_do(query, meant):
    assert understood(query) == meant


def test_nearly_every_query_is_understood_and_hardly_any_is_misunderstood():
    published = set(Edition.objects.live().values_list("slug", flat=True))
    asked = [entry for entry in QUERIES if published.issuperset(entry["expect"])]
    assert len(asked) >= 50
    results = [(entry["query"], set(entry["expect"]), understood(entry["query"])) for entry in asked]
    missed = [result for result in results if result[1] - result[2]]
    misunderstood = [result for result in results if result[2] - result[1]]
    assert len(missed) <= len(asked) * 0.05, missed
    assert len(misunderstood) <= len(asked) * 0.05, misunderstood
