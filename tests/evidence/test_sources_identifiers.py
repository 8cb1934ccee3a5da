"""What people type and paste, understood; what is none is said piece by piece."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.sources.identifiers import DOI, NCT, PMID, Identifier, bare_doi, read


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("10.1002/art.37734", DOI, "10.1002/art.37734"),
        ("https://doi.org/10.1002/art.37734", DOI, "10.1002/art.37734"),
        ("http://dx.doi.org/10.1002%2Fart.37734", DOI, "10.1002/art.37734"),
        ("doi: 10.1002/art.37734.", DOI, "10.1002/art.37734"),
        ("10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2", DOI,
         "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"),
        ("PMID: 23359310", PMID, "23359310"),
        ("https://pubmed.ncbi.nlm.nih.gov/23359310/", PMID, "23359310"),
        ("nct00568555", NCT, "NCT00568555"),
        ("https://clinicaltrials.gov/study/NCT00568555", NCT, "NCT00568555"),
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_was_pasted(text, kind, value):
    assert read(text) == ([Identifier(kind, value)], [])


def test_several_are_read_each_once():
    found, problems = read("10.1002/ART.37734, 10.1002/art.37734\n23359310; NCT00568555")
    assert [each.kind for each in found] == [DOI, PMID, NCT]
    assert problems == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NCT123", "NCT and eight digits"),
        ("PMC3574592", "PubMed Central"),
        ("ISRCTN12345678", "another registry"),
        ("10.1002", "not a whole DOI"),
        ("naltrexone", "not a DOI"),
        ("123456789", "not a DOI"),
        ("https://evil.example/10.1002/art.37734", "not a DOI"),
    ],
)
def test_what_is_none_is_said(text, words):
    found, problems = read(text)
    assert found == []
    assert words in problems[0]


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_said(text):
    found, problems = read(text)
    assert len(found) + len(problems) <= len(text.split())


def test_a_doi_for_a_form_keeps_what_is_no_doi_for_the_form_to_refuse():
    assert bare_doi(" https://doi.org/10.1000/a ") == "10.1000/a"
    assert bare_doi("DOI:10.1000/a") == "10.1000/a"
    assert bare_doi("nonsense") == "nonsense"
