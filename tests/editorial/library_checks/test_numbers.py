"""The numbers that a text says, and which of them are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.library_checks.numbers import numbers_in
from editorial.library_checks.same_number import is_held


def values(text: str, *, everything: bool = False) -> list[float]:
    return [number.value for number in numbers_in(text, everything=everything)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("28.8% against 18.0%", [28.8, 18.0]),
        ("In 16,608 women of 50 to 79", [16608, 50, 79]),
        ("a ten-woman pilot and a 31-woman trial", [10, 31]),
        ("seventeen messengers, twenty-one women, two hundred people", [17, 21, 200]),
        ("half of them, a third of them, two thirds, a quarter", [0.5, 1 / 3, 2 / 3, 0.25]),
        ("twice as often, tripled, threefold", [2, 3, 3]),
        ("three and a half times", [3.5]),
        ("4.5mg, 40s, mid-40s", [4.5, 40, 40]),
        ("1.2 million women", [1_200_000]),
        ("from 43-58%", [43, 58]),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(text, expected):
    assert values(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text",
    [
        "IL-6, TNF-alpha, COVID-19, 5-HTP, 17-beta oestradiol, Th17, HTR2A, B12, omega-3, STRAW+10, GLP-1",
        "type 2 diabetes, vitamin D3, phase 3, option 2, (fact 1)",
        "Call 999, NHS 111 (option 2) or Samaritans on 116 123, 24/7",
        "since the 20th century, between 1 p.m. and 3 pm",
        "one trial, two ideas, three in the morning, a third trial, the second half, its half-life, double-blind",
    ],
)
def test_names_telephone_numbers_and_counted_ideas_are_no_numbers(text):
    assert values(text) == []


def test_numbers_that_could_be_a_telephones_are_read_where_they_count_people():
    assert values("In 112 women, on 999 adults, of 111 patients") == [112, 999, 111]


def test_a_part_and_its_whole_are_one_number():
    (number,) = numbers_in("It came back in 3 in 10 women.")
    assert (number.value, number.of, number.is_count) == (3, 10, False)
    for said in ("three in ten had it", "Three out of ten women", "3 in every 10"):
        assert [(number.value, number.of) for number in numbers_in(said)] == [(3, 10)]
    (number,) = numbers_in("one in five women")
    assert (number.value, number.of) == (1, 5)
    (number,) = numbers_in("17 of the 25 women")
    assert (number.value, number.of, number.is_count) == (17, 25, True)


def test_a_round_whole_is_what_the_sentence_counts_in():
    numbers = numbers_in("In 1,000 women, 4 to 11 had a clot.")
    assert [(number.value, number.per) for number in numbers] == [(4, 1000), (11, 1000)]
    assert values("In 10 trials") == [10]


def held(said: str, record: str) -> bool:
    (number,) = numbers_in(said)
    return is_held(number, numbers_in(record, everything=True))


@pytest.mark.parametrize(
    ("said", "record"),
    [
        ("71 in 100 women", "71.3% of women"),
        ("7 in 10", "71% of women"),
        ("713 in 1,000", "71.3% of women"),
        ("29%", "28.8% of women"),
        ("7.4 points", "a fall of 7.38 points"),
        ("12 months", "1 year"),
        ("12 weeks", "3 months"),
        ("half an hour", "30 minutes"),
        ("nearly a third", "31.2% of women"),
        ("over half", "56% of women"),
        ("about a third", "0.38 of the spread"),
        ("4 in 1,000", "38 cases in 10,000 women"),
        ("17 of 25", "17 of the 25 women"),
        ("68%", "17 of 25 women"),
        ("twice", "2.05 times"),
        ("more than twice", "2.41 times"),
        ("about 2,400 women", "2,435 women"),
        ("four years", "a mean of 4.05 years"),
        ("half of them", "half the women"),
        ("ages 40", "women of 40 to 60"),
        ("66 years", "mean age 66"),
    ],
)
def test_the_same_number_may_be_said_in_another_way(said, record):
    assert held(said, record)


@pytest.mark.parametrize(
    ("said", "record"),
    [
        ("28.5%", "28.8% of women"),
        ("28.8%", "28.8 points"),
        ("12 weeks", "12 months"),
        ("12 weeks", "n of 12 women"),
        ("4.5 mg", "4.5 points"),
        ("10 months", "11 months"),
        ("two weeks", "2.4 weeks"),
        ("a third of them", "28% of women"),
        ("over half", "48% of women"),
        ("nearly half", "53% of women"),
        ("twice", "2.41 times"),
        ("2,400 women", "2,435 women"),
        ("3 in 10", "41% of women"),
        ("17 of 26", "17 of the 25 women"),
        ("21 in 2,301", "21 of 2,303 women"),
        ("91%", "9% of women"),
        ("12 points", "12 weeks"),
    ],
)
def test_another_number_is_not_the_same(said, record):
    assert not held(said, record)


@given(st.decimals(min_value=1, max_value=99, places=1), st.integers(2, 9))
def test_a_percentage_with_another_last_digit_is_found(value, step):
    typed = f"{value}"
    other = typed[:-1] + str((int(typed[-1]) + step) % 10)
    assert held(f"{typed}%", f"{typed}% of women")
    assert not held(f"{other}%", f"{typed}% of women")


@given(st.integers(1, 100))
def test_a_percentage_is_so_many_in_a_hundred_and_in_a_thousand(value):
    for said in (f"{value} in 100", f"{value * 10} in 1,000"):
        assert held(said, f"{value}% of women")
