"""Files of references: each entry read or named with why, none of it silently lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.sources import files
from evidence.sources.records import Record, SourceError

RIS = """TY  - JOUR
AU  - Younger, Jarred W.
AU  - Smith, Alice, Jr.
AU  - Naltrexone Group
TI  - Low-dose naltrexone for the treatment
 of fibromyalgia
JO  - Arthritis Rheum
PY  - 2013/02//
VL  - 65
IS  - 2
SP  - 529
EP  - 538
DO  - https://doi.org/10.1002/art.37734
ER  -

"""
NBIB = """PMID- 23359310
OWN - NLM
DP  - 2013 Feb
TI  - Low-dose naltrexone for the treatment of fibromyalgia: findings of a small,
      randomized trial.
PG  - 529-38
LID - 10.1002/art.37734 [doi]
FAU - Younger, Jarred
AU  - Younger J
CN  - Naltrexone Group
PT  - Randomized Controlled Trial
TA  - Arthritis Rheum
SI  - ClinicalTrials.gov/NCT00568555
SI  - GENBANK/AB123456
VI  - 65
IP  - 2
AID - S0000 [pii]

"""
BIBTEX = r"""@string{ar = "Arthritis Rheum"}
@article{younger2013,
  title = {Low-dose naltrexone for {F}ibromyalgia \& more},
  author = {Younger, Jarred and Ludwig van Beethoven and M{\"u}ller, Jr, Hans and {Naltrexone Group} and others},
  journal = ar, year = 2013, volume = {65}, number = 2, pages = {529--538},
  doi = {10.1002/art\_37734}, pmid = {23359310}
}
"""
CSL = [
    {
        "id": "a",
        "type": "article-journal",
        "title": "Low-dose naltrexone",
        "author": [{"family": "Younger", "given": "Jarred"}, {"literal": "Naltrexone Group"}],
        "container-title": "Arthritis Rheum",
        "issued": {"date-parts": [["2013", 2]]},
        "volume": 65,
        "page": "529-538",
        "DOI": "10.1002/art.37734",
        "PMID": "23359310",
    }
]
PLACE = {"journal": "Arthritis Rheum", "year": 2013, "volume": "65", "doi": "10.1002/art.37734"}


def records(text: str, name: str = "references") -> tuple[Record, ...]:
    reading = files.read(text.encode(), name)
    assert reading.problems == ()
    return reading.records


def problems(text: str) -> list[str]:
    return [str(problem) for problem in files.read(text.encode(), "references").problems]


def test_ris_is_read():
    assert records(RIS, "lib.ris") == (
        Record(
            source="the file lib.ris",
            title="Low-dose naltrexone for the treatment of fibromyalgia",
            authors=("Younger JW", "Smith A Jr", "Naltrexone Group"),
            issue="2",
            pages="529-538",
            **PLACE,
        ),
    )


def test_pubmeds_own_format_is_read():
    assert records(NBIB, "lib.nbib") == (
        Record(
            source="the file lib.nbib",
            title="Low-dose naltrexone for the treatment of fibromyalgia: findings of a small, randomized trial",
            authors=("Younger J", "Naltrexone Group"),
            issue="2",
            pages="529-38",
            pmid="23359310",
            registration="NCT00568555",
            kinds=("Randomized Controlled Trial",),
            **PLACE,
        ),
    )


def test_pubmeds_own_format_tells_of_a_retraction():
    assert records(NBIB + "RIN - Lancet. 2010 Feb 6;375:445\n")[0].retracted


def test_bibtex_is_read():
    assert records(BIBTEX, "lib.bib") == (
        Record(
            source="the file lib.bib",
            title="Low-dose naltrexone for Fibromyalgia & more",
            authors=("Younger J", "van Beethoven L", "Müller H Jr", "Naltrexone Group"),
            issue="2",
            pages="529-538",
            pmid="23359310",
            **PLACE | {"doi": "10.1002/art_37734"},
        ),
    )


@pytest.mark.parametrize("held", [CSL, {"items": CSL}, CSL[0]], ids=["list", "items", "one"])
def test_csl_json_is_read(held):
    assert records(json.dumps(held), "lib.json") == (
        Record(
            source="the file lib.json",
            title="Low-dose naltrexone",
            authors=("Younger J", "Naltrexone Group"),
            pages="529-538",
            pmid="23359310",
            **PLACE,
        ),
    )


def test_a_file_is_known_by_what_it_holds_and_by_any_line_end_or_mark_of_unicode():
    for data in (RIS.replace("\n", "\r\n").encode(), RIS.encode("utf-8-sig"), RIS.encode("utf-16")):
        assert files.read(data, "wrong.bib").records[0].doi == "10.1002/art.37734"


def test_one_bad_entry_is_named_and_the_others_are_offered():
    cut = RIS + "TY  - JOUR\nTI  - Cut off\n\n" + RIS.replace("TI  - Low-dose", "N2  - Low-dose")
    reading = files.read(cut.encode(), "lib.ris")
    assert len(reading.records) == 1
    assert [str(problem) for problem in reading.problems] == [
        "The entry at line 16: it breaks off: its last line, ER, is missing",
        "The entry at line 19: it has no title",
    ]


def test_bibtex_says_what_is_wrong_with_which_entry():
    bad = BIBTEX + "@article{cut, title={Open, year=2012\n@article{younger2013, title={Again}}\n"
    bad += "@article{twice, title={One}, title={Two}}\n@article{none, year=2011}\n"
    reading = files.read(bad.encode(), "lib.bib")
    assert len(reading.records) == 1
    assert [str(problem) for problem in reading.problems] == [
        "The entry at line 8: it breaks off, or a bracket, quotation mark or comma is missing",
        "The entry at line 9: another entry has its key, younger2013",
        "The entry at line 10: it gives a field twice: title",
        "The entry at line 11: it has no title",
    ]


def test_csl_json_says_what_is_wrong_with_which_entry():
    assert problems(json.dumps([*CSL, "text", {"DOI": "10.1/a"}])) == [
        "Entry 2: it is not a reference but a bare value",
        "Entry 3: it has no title",
    ]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"  \n\n", "empty"),
        (b"%PDF-1.7 stuff", "not a file of references"),
        ("TY  - JOUR\nTI  - Schön\nER  -\n".encode("latin-1"), "Line 2 of this file"),
        (b"\xff\xfeT\x00Y", "encoding"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (RIS.encode() * 201, "more than 200 entries"),
        (b'[{"title": "A"', "line 1"),
        (b"[" * 100_000, "nested too deep"),
        (b"[" + b"9" * 5000 + b"]", "JSON"),
        (b"[]", "no entry"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data, words):
    with pytest.raises(SourceError, match=words):
        files.read(data, "references")


def test_hostile_text_stays_text():
    record = records(RIS.replace("of fibromyalgia", "<script>alert(1)</script>\x00\u202e"), "<b>\x00.ris")[0]
    assert record.title.endswith("<script>alert(1)</script>")
    assert record.source == "the file <b>.ris"


@pytest.mark.parametrize("text", [r"\input{/etc/passwd}", r"\def\a{\a\a}\a", r"$\alpha^2$", "{" * 500 + "}" * 500])
def test_latex_runs_nothing(text):
    reading = files.read(f"@article{{a, title={{A {text}}}}}".encode(), "lib.bib")
    assert len(reading.records) + len(reading.problems) == 1
    assert all("root" not in record.title for record in reading.records)


@given(
    st.sampled_from(["", "TY  - JOUR\n", "PMID- 1\n", "@article{a,\n", "["]),
    st.text(alphabet=st.sampled_from("TYERAUI  -\n@article{},=\"'\\x[]:PMID2013$"), max_size=300),
)
def test_whatever_a_file_holds_is_read_or_refused_in_words(start, text):
    assert _read_or_refused((start + text).encode())


def _read_or_refused(data: bytes) -> bool:
    try:
        reading = files.read(data, "references")
    except SourceError as error:
        return str(error).endswith(".")
    return bool(reading.records or reading.problems)
