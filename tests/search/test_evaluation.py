"""The measures of search, on queries whose measures can be worked out by hand; and the command that prints them."""

from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search.evaluation import Query, evaluate, measures

ANSWERS = {
    "one": ["a"],
    "second": ["x", "a"],
    "third": ["x", "y", "a"],
    "missed": [],
    "both": ["b", "a"],
    "half": ["a"],
    "nothing meant": ["x"],
    "nothing at all": [],
}
QUERIES = [
    Query("one", frozenset("a"), "lay"),
    Query("second", frozenset("a"), "lay"),
    Query("third", frozenset("a"), "lay"),
    Query("missed", frozenset("a"), "lay"),
    Query("both", frozenset("ab"), "multi"),
    Query("half", frozenset("ab"), "multi"),
    Query("nothing meant", frozenset(), "none"),
    Query("nothing at all", frozenset(), "none"),
]


def test_the_measures_are_those_of_information_retrieval():
    found = measures(evaluate(QUERIES, ANSWERS.__getitem__))
    assert found.queries == 8
    assert found.recall_at_1 == (1 + 0 + 0 + 0 + 1 + Fraction(1, 2)) / 6
    assert found.recall_at_3 == (1 + 1 + 1 + 0 + 1 + Fraction(1, 2)) / 6
    assert found.mean_reciprocal_rank == (1 + Fraction(1, 2) + Fraction(1, 3) + 0 + 1 + 1) / 6
    assert found.precision == Fraction(6, 10)
    assert found.single_in_first_two == Fraction(2, 4)
    assert found.several_all_found == Fraction(1, 2)
    assert found.names_one_not_meant == Fraction(3, 8)


def test_a_symptom_named_twice_counts_once_and_an_empty_file_measures_nothing():
    (result,) = evaluate([Query("twice", frozenset("a"), "")], lambda query: ["a", "a"])
    assert result.found == ("a",)
    empty = measures([])
    assert empty.queries == 0
    assert empty.precision is None


def written(tmp_path, text):
    file = tmp_path / "queries.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.django_db
def test_the_command_prints_each_miss_and_the_baseline_beside(tmp_path):
    file = written(
        tmp_path,
        '- {query: "hot flashes", expect: [hot-flushes], kind: american}\n'
        '- {query: "zzxqj", expect: [joint-pain], kind: lay}\n'
        '- {query: "joint pain", expect: [], kind: none}\n',
    )
    out = StringIO()
    call_command("evaluate_search", file, stdout=out)
    said = out.getvalue()
    assert "lay: 'zzxqj'  missed joint-pain" in said
    assert "none: 'joint pain'  not meant joint-pain" in said
    assert "hot flashes" not in said
    assert "plain full text" in said
    assert "recall@1" in said
    only = StringIO()
    call_command("evaluate_search", file, "--measures-only", stdout=only)
    assert "zzxqj" not in only.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- {query: cold, expect: [no-such-symptom]}", "no published page: no-such-symptom"),
        ("- {ask: cold}", "is no list"),
        ("just words", "is no list"),
        ("[", "is no list"),
    ],
)
def test_a_file_that_can_t_be_measured_is_refused_in_words(tmp_path, text, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("evaluate_search", written(tmp_path, text))
