"""What could lead to a reader is found in what she writes; the numbers that reports are full of are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editorial.outside.personal import OWN_WORDS, is_copied, ways_to_reach


@pytest.mark.parametrize(
    "text",
    [
        "me@example.org",
        "Write to jane.doe (at) example.co.uk, please",
        "<jane@müller.example.de>",
        "07700 900123",
        "call 020 7946 0958 please",
        "(020) 7946 0958.",
        "+44 (0)7700 900123",
        "+4917012345678",
        "0044 7700 900123",
        "555-123-4567",
        "(555) 123 4567",
        "555.123.4567",
        "5551234567",
        "01 23 45 67 89",
        "0170/1234567",
        "My NHS number is 943 476 5919",
    ],
)
def test_an_address_or_a_number_is_found(text):
    [found] = ways_to_reach(text)
    assert found in text


@pytest.mark.parametrize(
    "text",
    [
        "NCT04270877 and ISRCTN12345678 and 2019-001234-56",
        "10.1002/art.37734 and https://doi.org/10.1000/0123456789",
        "PMID 23359310",
        "95% CI 0.62 to 1.05; 0.62-1.05 0.44-2.30; 0.05, 0.001, 0.0001",
        "4.5 mg, 50 100 200 mg, 1,000 women, 1 000 000 women, in 10,000 women over 5 years",
        "2019-2020, 2012–2014, 2015–2018, on 2026-11-22 2026-11-23",
        "aged 45-55, 12 345 of them, after 0-12 weeks, 0 to 100 points in 2020",
        "call 999 or 112, or NHS 111",
        "[@okafor-2020] says so, at last.",
    ],
)
def test_other_numbers_and_signs_are_left_alone(text):
    assert ways_to_reach(text) == []


@given(st.text(alphabet="0123456789 +-().@/", max_size=60))
def test_what_is_found_stands_in_the_text(text):
    assert all(found in text for found in ways_to_reach(text))


@given(before=st.sampled_from(["", "Please call ", "(", "at: "]), digits=st.integers(7_000_000_000, 7_999_999_999))
def test_a_british_mobile_number_is_found_however_it_is_spaced(before, digits):
    for number in (f"0{digits}", f"0{str(digits)[:4]} {str(digits)[4:]}", f"+44 {digits}"):
        assert ways_to_reach(f"{before}{number} or so")


SAID = "The dose on this page is ten times what the trial gave to the women in it."


def test_a_run_of_her_words_is_copied_however_it_is_spaced():
    assert is_copied("She said: the DOSE on\nthis page is – ten times what the trial gave.", SAID)
    assert not is_copied("The dose was ten times too high.", SAID)


@given(st.integers(1, OWN_WORDS - 1))
def test_a_few_words_in_a_row_are_anybodys(count):
    assert not is_copied(" ".join(SAID.split()[:count]), SAID)
    assert not is_copied(SAID, " ".join(SAID.split()[:count]))
