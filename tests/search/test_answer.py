"""What is found, and in which order."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import candidates
from search.answer import Row, answer, treatments
from tests import factories
from tests.search.test_words import ANYTHING

pytestmark = pytest.mark.django_db

UNCERTAIN = {
    "risk_of_bias": {"judgement": "very-serious-concern", "reason": "Open."},
    "indirectness": {"judgement": "very-serious-concern", "reason": "Others."},
}
UNTESTED = {"starting_point": "no-human-evidence", "imprecision": {}, "direction": "unclear", "size": "unclear",
            "findings": [], "summary": "", "searched_on": "2026-11-22"}  # fmt: skip


@pytest.fixture
def toes_and_nose():
    """Two symptoms and a study for assessments to rest on."""
    factories.study(findings=[factories.PAIN])
    factories.published(factories.topic(title="Frosty toes", aliases=["icy toes"]))
    factories.published(factories.topic("frosty-nose", title="Drippy nose", aliases=["snuffles"]))


def treat(slug, *rows):
    assessments = [factories.assessment(key=f"row-{n}", **row) for n, row in enumerate(rows)]
    return factories.published(factories.intervention(slug, title=slug.capitalize(), assessments=assessments))


def order(query):
    return [treatment.slug for treatment in answer(query).treatments]


def test_treatments_of_which_something_is_known_for_both_symptoms_come_first(toes_and_nose):
    treat("alpha", {"topic": "cold-toes", "size": "large"})
    treat("omega", {"topic": "cold-toes"}, {"topic": "frosty-nose", "direction": "no-difference", "size": "trivial"})
    treat("unsure", {"topic": "cold-toes"} | UNCERTAIN, {"topic": "frosty-nose"} | UNCERTAIN)
    assert order("frosty toes and drippy nose") == ["omega", "alpha", "unsure"]
    assert order("frosty toes") == ["alpha", "omega", "unsure"]


def test_what_nobody_tested_is_shown_and_does_not_count(toes_and_nose):
    treat("alpha", {"topic": "cold-toes"})
    treat("omega", {"topic": "cold-toes"} | UNTESTED, {"topic": "frosty-nose"} | UNTESTED)
    found = answer("frosty toes and drippy nose").treatments
    assert [(treatment.slug, len(treatment.covers)) for treatment in found] == [("alpha", 1), ("omega", 0)]
    assert found[1].rows[0].sentence.startswith("We found no studies of omega")


def test_what_made_no_difference_is_shown(toes_and_nose):
    treat("alpha", {"topic": "cold-toes", "direction": "no-difference", "size": "trivial"})
    assert [treatment.rows[0].direction for treatment in answer("frosty toes").treatments] == ["no-difference"]


def test_surer_then_more_direct_then_larger(toes_and_nose):
    treat("alpha", UNCERTAIN)
    treat("beta", {"size": "small"})
    treat("gamma", {"size": "large"})
    treat("delta", {"directness": "indirect", "size": "large"})
    assert order("frosty toes") == ["gamma", "beta", "delta", "alpha"]


def test_harm_never_stands_for_help():
    def row(**fields):
        words = dict.fromkeys(["outcome", "population", "sentence"], "") | {
            "rests_on_retracted": False,
            "study_keys": [],
            "studies": "[]",
        }
        given = {"topic": "t", "key": "k", "direction": "benefit", "size": "small", "directness": "direct"} | words
        return {"slug": "a", "title": "A", "address": "a"} | given | fields

    (found,) = treatments([row(certainty="high", is_harm=True), row(certainty="low", is_harm=False)])
    assert [each.certainty for each in found.rows] == ["low", "high"]
    assert isinstance(found.rows[0], Row)
    (only_harm,) = treatments([row(certainty="high", is_harm=True)])
    assert only_harm.covers == []


def test_a_draft_is_never_found():
    factories.topic(title="Frosty toes", body="Unheardofword.")
    assert not answer("frosty toes").topics
    assert not answer("unheardofword").hits


def test_a_draft_treatment_is_never_found(toes_and_nose):
    factories.intervention("alpha", title="Alpha", assessments=[factories.assessment()])
    assert order("frosty toes") == []


def test_an_archived_page_is_not_found(toes_and_nose):
    treat("alpha", {"topic": "cold-toes"})
    factories.taken_down("cold-toes")
    factories.taken_down("alpha")
    found = answer("frosty toes and drippy nose")
    assert [meaning.subject.slug for meaning in found.topics] == ["frosty-nose"]
    assert {hit.slug for hit in found.hits}.isdisjoint({"cold-toes", "alpha"})
    assert not found.treatments


def test_a_stage_is_asked_about_only_alone():
    assert [m.subject.slug for m in answer("perimenopause").topics] == ["perimenopause"]
    found = answer("hot flushes in perimenopause")
    assert [m.subject.slug for m in found.topics] == ["hot-flushes"]
    assert "perimenopause" in [hit.slug for hit in found.hits]


def test_pages_that_are_meant_come_first_in_the_order_asked():
    hits = answer("low mood and LDN and joint pain").hits
    assert [hit.slug for hit in hits[:3]] == ["low-mood", "joint-pain", "low-dose-naltrexone"]
    assert [hit.is_meant for hit in hits[:4]] == [True, True, True, False]


def test_words_that_no_name_holds_are_looked_for_in_texts(toes_and_nose):
    factories.published(factories.article(title="On feet", body="They say that quixotry warms the soles."))
    assert [hit.slug for hit in answer("quixotry of soles").hits] == ["about-toes"]
    assert not answer("quixotry of the unsaidword").hits


def test_pages_about_what_is_asked_come_before_pages_that_mention_it(toes_and_nose):
    mentioned = "They say that quixotry warms. Quixotry and zibbeline! Quixotry, quixotry, quixotry."
    factories.published(factories.article("mentions", title="On feet", body=mentioned))
    factories.published(factories.article("about", title="On quixotry", summary="Zibbeline.", body="It is old."))
    factories.published(factories.article("of-half", title="On quixotry", summary="Old.", body="It is old."))
    assert [hit.slug for hit in answer("quixotry").hits][2:] == ["mentions"]
    assert [hit.slug for hit in answer("quixotry zibbeline").hits][:2] == ["about", "mentions"]


def test_what_comes_later_is_looked_for_only_where_too_little_came_before(toes_and_nose, monkeypatch):
    monkeypatch.setattr(candidates, "MOST_PAGES", 2)
    for slug, title in {"a": "On quixotry", "b": "On feet", "c": "Quixotry"}.items():
        factories.published(factories.article(slug, title=title, summary="Short.", body="They say quixotry warms."))
    found = answer("quixotry")
    assert {hit.slug for hit in found.hits} == {"a", "c"}
    assert found.are_more
    monkeypatch.setattr(candidates, "MOST_PAGES", 3)
    assert [hit.slug for hit in answer("quixotry").hits][2:] == ["b"]
    assert not answer("quixotry").are_more


def test_another_spelling_on_one_page_is_understood_on_all(toes_and_nose):
    names = ["grey tips", {"text": "gray tips", "kind": "american"}]
    factories.published(factories.topic("tips", title="Pale tips", aliases=names))
    factories.published(factories.topic("soles", title="Grey soles"))
    assert [m.subject.slug for m in answer("gray soles").topics] == ["soles"]


def test_nothing_found_offers_the_nearest_names(toes_and_nose):
    found = answer("snufflupaguses")
    assert not found.hits
    assert [subject.slug for subject in found.nearest] == ["frosty-nose"]


@pytest.mark.parametrize(
    "query",
    [
        "' OR 1=1; DROP TABLE search_entry; --",
        "joint & | ! <-> pain:* ((",
        "!!! & ||| <->",
        "%s %(x)s \\' $$ {0}",
        "\0",
        "joint\0pain",
        "\ud800 joint pain \udfff",
        "a" * 100_000,
        "," * 10_000,
        "joint pain," * 9_000,
        "no " * 200,
        "the and of",
        "🔥 flushes",
        "更年期 潮热",
        "'",
        "x" * 61,
        "İstanbul ﬁbro ½ ²",
    ],
)
def test_hostile_queries_get_an_answer(query):
    answer(query)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.one_of(ANYTHING, st.text("jointpa'&|!:*()<->\"\\ ", max_size=60)))
def test_every_query_gets_an_answer(query):
    found = answer(query)
    with connection.cursor() as cursor:  # the transaction is whole: no statement failed
        cursor.execute("SELECT 1")
    assert len(found.hits) <= 20
