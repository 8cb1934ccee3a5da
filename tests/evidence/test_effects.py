"""The size of an effect against the smallest difference that matters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import effects

numbers = st.floats(-100, 100)
important = st.floats(0.1, 50)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-0.5, 0.9, effects.LITTLE),
        (-1.0, 0.9, effects.LITTLE_BUT),
        (0.2, 3.0, effects.LITTLE_BUT),
        (-1.0, 1.0, effects.EITHER_WAY),
        (-4.0, -1.5, effects.MATTERS),
        (1.0, 2.0, effects.MATTERS),
    ],
)
def test_an_interval_is_read_against_a_difference_of_one(low, high, said):
    assert effects.reading(low, high, 1.0) == said


@given(numbers, numbers, important)
def test_better_and_worse_are_read_alike(one, other, important):
    low, high = sorted((one, other))
    assert effects.reading(low, high, important) == effects.reading(-high, -low, important)


@given(numbers, numbers, important, st.floats(0, 50))
def test_a_wider_interval_is_never_read_as_surer(one, other, important, wider):
    low, high = sorted((one, other))
    if effects.reading(low, high, important) == effects.EITHER_WAY:
        assert effects.reading(low - wider, high + wider, important) == effects.EITHER_WAY
    if effects.reading(low - wider, high + wider, important) == effects.LITTLE:
        assert effects.reading(low, high, important) == effects.LITTLE


@given(numbers, numbers, important)
def test_every_reading_has_its_words(one, other, important):
    assert effects.WORDS[effects.reading(*sorted((one, other)), important)]
