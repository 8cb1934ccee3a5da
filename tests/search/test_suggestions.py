"""What is offered while somebody types: names of published pages, and nothing of anything else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.suggestions import MOST_OFFERED, parts, suggestions
from tests import budgets, factories

pytestmark = pytest.mark.django_db


def offered(query):
    return [(one.slug, one.text) for one in suggestions(query)]


def test_a_name_is_offered_from_its_first_letters_and_from_those_of_a_later_word():
    assert offered("hot fl")[0] == ("hot-flushes", "Hot flushes")
    factories.published(factories.topic(aliases=["frozzled toes in bed"]))
    assert offered("frozz") == offered("toes in b") == [("cold-toes", "frozzled toes in bed")]


@pytest.mark.parametrize(
    ("typed", "filled_in"),
    [
        ("joint pain, hot flus", "joint pain, hot flushes"),
        ("joint pain and hot flus", "joint pain and hot flushes"),
        ("HOT FLUS", "hot flushes"),
        ("hot flushes and can't sl", "hot flushes and can't sleep"),
    ],
)
def test_only_the_last_symptom_is_completed_and_the_rest_stays_as_typed(typed, filled_in):
    assert suggestions(typed)[0].query == filled_in


def test_a_word_that_holds_an_and_is_no_joint():
    assert parts("sandy han") == ("", "sandy han")


def test_each_page_is_offered_once_and_never_by_a_misspelling():
    aliases = ["frozzled toes", "frozzled feet", {"text": "frozzld tose", "kind": "misspelling"}]
    factories.published(factories.topic(aliases=aliases))
    assert len(offered("frozz")) == 1
    assert offered("frozzld") == []


def test_a_draft_and_a_word_only_in_a_draft_are_never_offered():
    factories.topic(aliases=["frozzled toes"])
    assert offered("frozz") == []


@pytest.mark.parametrize("query", ["", " ", "a", "joint pain, ", "%", "__", "\\"])
def test_too_little_to_go_by_asks_nothing_of_the_database(query):
    with CaptureQueriesContext(connection) as queries:
        assert suggestions(query) == []
    assert len(queries) == 0


def test_a_wildcard_is_a_letter_like_any_other():
    assert offered("hot%flushes") == offered("hot flushes")
    assert offered("h_t flushes") == []


@given(query=st.text(max_size=400))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_is_answered_with_few_suggestions(client, query):
    response = client.get("/api/suggest/", {"q": query})
    assert response.status_code == 200
    assert len(response.json()["suggestions"]) <= MOST_OFFERED


def test_the_answer_costs_one_statement_sets_no_cookie_and_only_reads(client):
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/api/suggest/?q=hot")
    assert len(queries) == budgets.SUGGESTIONS
    assert queries[0]["sql"].split()[0] == "SELECT"
    assert not response.cookies
    assert response["Access-Control-Allow-Origin"] == "*"
    first = response.json()["suggestions"][0]
    assert first == {
        "text": "Hot flushes",
        "title": "Hot flushes",
        "kind": "Symptom",
        "url": "/symptoms/hot-flushes/",
        "query": "hot flushes",
    }
    assert client.post("/api/suggest/?q=hot").status_code == 405
