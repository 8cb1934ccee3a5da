"""What differs between two plain things, and that nothing is lost in saying so."""

import itertools
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from editorial.versions import differences
from editorial.versions.differences import ABSENT, Kind, Members, Record, Rows, Same, Value, Words, compare

NAMES = sorted(
    {
        *differences.SETS,
        *differences.NAMED_BY,
        *differences.MOSTLY_NAMED_BY,
        "body",
        "key_points",
        "key",
        "name",
        "text",
    }
)
TEXTS = st.lists(
    st.sampled_from(["toes", "are", "cold", "4.5 %", "[@okafor-2020; =1-2]", "**", "[[wool]]", "\n\n", ".", "–", "2–3"])
).map(" ".join) | st.text(max_size=12)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


def marked(before: str, after: str) -> str:
    """A comparison of texts on one line: what is gone in [- -], what is new in {+ +}."""
    signs = {Kind.KEPT: "%s", Kind.GONE: "[-%s-]", Kind.NEW: "{+%s+}"}
    return "".join(signs[run.kind] % run.text for run in differences.words(before, after))


@given(PLAIN)
def test_a_comparison_with_itself_is_empty(plain):
    assert compare(plain, plain) == Same(plain)


@given(PLAIN, PLAIN, st.sampled_from(["", *NAMES]))
@example({"about": []}, {"about": [None]}, "")
def test_both_sides_can_be_rebuilt_from_the_differences(before, after, name):
    found = compare(before, after, name)
    assert [found.before, found.after] == [before, after]


@given(TEXTS, TEXTS)
def test_words_give_both_texts_back(before, after):
    found = Words(differences.words(before, after))
    assert (found.before, found.after) == (before, after)
    kinds = [run.kind for run in found.runs]
    assert (Kind.KEPT, Kind.KEPT) not in itertools.pairwise(kinds), "what is kept is told in one piece"


@given(st.text() | TEXTS)
def test_cutting_a_text_loses_nothing(text):
    assert "".join(differences.tokens(text)) == text


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Toes are cold.", "Toes are very cold.", "Toes are{+ very+} cold."),
        ("It took 4.5 mg.", "It took 45 mg.", "It took [-4.5-]{+45+} mg."),
        ("A fall of -2.5 points.", "A fall of 2.5 points.", "A fall of [--2.5-]{+2.5+} points."),
        ("In 12% of them.", "In 21% of them.", "In [-12%-]{+21%+} of them."),
        ("Less pain [@a-2020].", "Less pain [@a-2020; @b-2021].", "Less pain [-[@a-2020]-]{+[@a-2020; @b-2021]+}."),
        ("See [[wool]] socks.", "See [[wool|woollen]] socks.", "See [-[[wool]]-]{+[[wool|woollen]]+} socks."),
        ("It is **not** safe.", "It is not safe.", "It is [-**-]not[-**-] safe."),
        ("Red, old socks stay here.", "Blue, new socks stay here.", "[-Red, old-]{+Blue, new+} socks stay here."),
        ("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", "One.\n\n[-Two.\n\n-]Three."),
    ],
)
def test_a_text_differs_in_whole_words_marks_numbers_and_citations(before, after, shown):
    assert marked(before, after) == shown


def test_a_text_that_was_written_anew_is_not_told_word_by_word():
    assert marked("Socks of wool warm cold toes.", "Nobody has ever tested this in women.") == (
        "[-Socks of wool warm cold toes.-]{+Nobody has ever tested this in women.+}"
    )


def test_a_long_page_is_compared_in_a_moment():
    paragraphs = [f"In trial {n} the toes of {n * 7} women were warm and dry in socks of wool." for n in range(800)]
    changed = [line.replace("warm", "cool") for line in paragraphs]
    began = time.monotonic()
    found = Words(differences.words("\n\n".join(paragraphs), "\n\n".join(changed)))
    assert time.monotonic() - began < 5
    assert sum(run.text == "cool" for run in found.runs) == 800


def test_names_are_a_set_so_order_is_no_member_gained_or_lost():
    found = compare(["achy", "sore"], ["sore", {"text": "Arthralgia", "kind": "clinical"}], "aliases")
    assert isinstance(found, Members)
    assert found.removed == ["achy"]
    assert found.added == [{"text": "Arthralgia", "kind": "clinical"}]
    assert found.kept == ["sore"]


def test_key_points_are_a_list_in_order():
    found = compare(["Wool warms.", "Silk is fine too."], ["Ask first.", "Wool warms toes."], "key_points")
    assert isinstance(found, Rows)
    assert [(entry.at, entry.now) for entry in found.entries] == [(None, 0), (0, 1), (1, None)]
    assert isinstance(found.entries[1].difference, Words)


def test_a_list_in_another_order_says_so():
    rows = [{"key": "one"}, {"key": "two"}]
    found = compare(rows, rows[::-1], "assessments")
    assert isinstance(found, Rows)
    assert found.reordered
    assert all(isinstance(entry.difference, Same) for entry in found.entries)


def test_a_grade_differs_input_by_input():
    before = {"key": "pain", "imprecision": {"judgement": "serious-concern", "reason": "Forty people."}}
    after = {"key": "pain", "imprecision": {"judgement": "no-concern"}}
    found = compare([before], [after], "assessments")
    grade = found.entries[0].difference
    assert isinstance(grade, Record)
    assert grade.same == ["key"]
    assert grade.changed["imprecision"].fields == {
        "judgement": Value("serious-concern", "no-concern"),
        "reason": Value("Forty people.", ABSENT),
    }


def test_another_key_is_another_assessment_however_alike_the_two_are():
    found = compare(
        [{"key": "a", "summary": "The same words."}], [{"key": "b", "summary": "The same words."}], "assessments"
    )
    assert [(entry.at, entry.now) for entry in found.entries] == [(0, None), (None, 0)]


def test_a_claim_under_another_heading_is_the_same_claim():
    text = "Wool keeps the toes of most women warm through a winter night."
    found = compare([{"heading": "Wool", "text": text}], [{"heading": "On wool", "text": text}], "claims")
    assert found.entries[0].difference.changed.keys() == {"heading"}
