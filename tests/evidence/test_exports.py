"""References as files: real readers of each format get back what went in, whatever a title holds."""

import copy
import json
import warnings
from collections.abc import Callable

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors, SplitNameParts
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st

from evidence import citations, exports
from tests.evidence.library import HOSTILE, STUDIES

hostile = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20))).map("".join)
hostile_studies = st.fixed_dictionaries(
    {
        "title": hostile,
        "authors": st.lists(hostile, max_size=4),
        "journal": hostile,
        "volume": hostile,
        "issue": hostile,
        "pages": hostile,
        "doi": hostile.map("10.1/".__add__),
        "registration": hostile,
        "year": st.one_of(st.none(), st.integers(1800, 2100)),
        "design": st.sampled_from(["rct-parallel", "official-record"]),
    }
)


def read_bibtex(text: str) -> tuple[list[dict[str, str]], list[dict[str, object]]]:
    """The entries' fields as they were written, and as a reader of LaTeX prints them."""
    raw = bibtexparser.parse_string(text)
    assert raw.failed_blocks == []
    read = bibtexparser.parse_string(
        text, append_middleware=[SeparateCoAuthors(), SplitNameParts(), LatexDecodingMiddleware()]
    )
    assert read.failed_blocks == []
    return [
        {
            "ID": entry.key,
            "ENTRYTYPE": entry.entry_type,
            **{field.key: copy.copy(field.value) for field in entry.fields},
        }
        for entry in raw.entries
    ], [{field.key: field.value for field in entry.fields} for entry in read.entries]


def seen(text: str) -> str:
    """Text as the LaTeX reader prints it: its circumflex is another character, and it cares little for spaces."""
    return "".join(citations.tidy(text).replace("ˆ", "^").split())


def every_study(test: Callable[[str, dict], None]) -> Callable[[int], None]:
    """One test for every eighth of the library's studies, which would otherwise be thousands."""

    @pytest.mark.parametrize("eighth", range(8))
    def of_an_eighth(eighth: int) -> None:
        for key, study in list(STUDIES.items())[eighth::8]:
            test(key, study)

    return of_an_eighth


@every_study
def test_every_study_comes_back_from_ris(key, study):
    text = exports.ris([(key, study)])
    (read,) = rispy.loads(text)
    assert read["id"] == key
    assert read["title"] == study["title"]
    assert read.get("authors", []) == [exports._inverted(one) for one in citations.people(study)]
    assert read.get("secondary_title", "") == (citations.book(study) or [study.get("journal", "")])[0]
    for ours, theirs in {"year": "year", "volume": "volume", "issue": "number", "doi": "doi"}.items():
        assert read.get(theirs, "") == str(study.get(ours, ""))
    assert read.get("accession_number", "") == study.get("pmid", "")
    pages = [read[name] for name in ("start_page", "end_page") if name in read]
    assert "-".join(pages) == study.get("pages", "")
    assert all(line.endswith("\r") for line in text.split("\n")[:-1])
    assert text.endswith("ER  - \r\n")


@every_study
def test_every_study_comes_back_from_bibtex(key, study):
    (raw,), (read,) = read_bibtex(exports.bibtex([(key, study)]))
    assert raw["ID"] == key
    assert seen(read["title"]) == seen(study["title"])
    assert raw.get("doi", "") == study.get("doi", "")
    assert raw.get("year", "") == str(study.get("year", ""))
    assert raw.get("pages", "").replace("--", "-") == study.get("pages", "")
    names = [name for name in read.get("author", []) if name.last != ["others"]]
    expected = [(f"{{{one.family}}}", exports._dotted(one.initials)) for one in citations.people(study)]
    assert [(" ".join([*name.von, *name.last]), " ".join(name.first)) for name in names] == expected
    assert len(read.get("author", [])) - len(names) == citations.cut_short(study)


@every_study
def test_every_study_comes_back_from_csl_json(key, study):
    (item,) = json.loads(exports.csl_json([(key, study)]))
    assert item["id"] == key
    assert item["title"] == study["title"]
    assert item.get("issued") == ({"date-parts": [[study["year"]]]} if study.get("year") else None)
    for ours, theirs in {"volume": "volume", "issue": "issue", "pages": "page", "doi": "DOI", "pmid": "PMID"}.items():
        assert item.get(theirs, "") == study.get(ours, "")
    assert len(item.get("author", [])) == len(citations.people(study))


def test_a_citation_processor_prints_the_whole_library_from_csl_json():
    items = json.loads(exports.csl_json(list(STUDIES.items())))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it warns of a type or a field that CSL does not know
        source = CiteProcJSON(items)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the style has parts that this processor does not know
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        printed = CitationStylesBibliography(style, source, formatter.plain)
        for key in STUDIES:
            printed.register(Citation([CitationItem(key)]))
        texts = [str(line) for line in printed.bibliography()]
    assert len(texts) == len(STUDIES)
    younger = next(text for text in texts if text.startswith("Younger, J.") and "Arthritis and Rheumatism" in text)
    assert "2013" in younger


@given(st.lists(hostile_studies, min_size=1, max_size=3))
def test_nothing_in_a_title_ends_a_ris_record_or_begins_another(studies):
    named = [(f"s-{number}", study) for number, study in enumerate(studies)]
    text = exports.ris(named)
    read = rispy.loads(text)
    assert [record["id"] for record in read] == [key for key, _ in named]
    for record, (_, study) in zip(read, named, strict=True):
        assert record.get("title", "") == citations.tidy(study["title"])
        assert record.get("secondary_title", "") == (citations.book(study) or [citations.tidy(study["journal"])])[0]
    assert text.count("\n") == text.count("\r\n")
    assert not [char for char in text if citations._controls(char) and char not in "\r\n"]


@given(st.lists(hostile_studies, min_size=1, max_size=3))
def test_nothing_in_a_title_ends_a_bibtex_entry_or_begins_another(studies):
    named = [(f"s-{number}", study) for number, study in enumerate(studies)]
    raw, read = read_bibtex(exports.bibtex(named))
    assert [entry["ID"] for entry in raw] == [key for key, _ in named]
    for written, printed, (_, study) in zip(raw, read, named, strict=True):
        assert seen(printed["title"]) == seen(study["title"])
        assert all(value.count("{") == value.count("}") for value in written.values())


@given(st.lists(hostile_studies, min_size=1, max_size=3))
def test_csl_json_keeps_any_title(studies):
    named = [(f"s-{number}", study) for number, study in enumerate(studies)]
    items = json.loads(exports.csl_json(named))
    assert [item["id"] for item in items] == [key for key, _ in named]
    assert [item.get("title", "") for item in items] == [citations.tidy(study["title"]) for study in studies]


@pytest.mark.parametrize(
    ("key", "ris", "bibtex", "csl"),
    [
        ("younger-2013", "JOUR", "article", "article-journal"),
        ("stuenkel-2015", "JOUR", "article", "article-journal"),
        ("mcdermott-2019", "CHAP", "incollection", "chapter"),
        ("nct04270877-record", "ELEC", "misc", "webpage"),
        ("va-arthritis-2021", "ELEC", "misc", "webpage"),
        ("naltrexone-uk-label-2023", "ELEC", "misc", "webpage"),
        ("rodriguez-freire-innova", "GEN", "misc", "document"),
    ],
)
def test_each_kind_of_publication_has_its_type(key, ris, bibtex, csl):
    one = [(key, STUDIES[key])]
    assert exports.ris(one).startswith(f"TY  - {ris}\r\n")
    assert exports.bibtex(one).startswith(f"@{bibtex}{{{key},\n")
    assert json.loads(exports.csl_json(one))[0]["type"] == csl


def test_a_person_has_a_surname_and_initials():
    one = [("s-1", {"title": "T", "authors": ["de Moura TAM", "King ML Jr"]})]
    assert "AU  - de Moura, T. A. M.\r\nAU  - King, M. L., Jr\r\n" in exports.ris(one)
    assert "author = {{de Moura}, T. A. M. and {King}, Jr, M. L.}" in exports.bibtex(one)
    assert json.loads(exports.csl_json(one))[0]["author"] == [
        {"family": "de Moura", "given": "T. A. M."},
        {"family": "King", "given": "M. L.", "suffix": "Jr"},
    ]


def test_a_group_is_no_person():
    one = [("nct00379197-record", STUDIES["nct00379197-record"])]
    name = "Masonic Cancer Center, University of Minnesota"
    assert f"AU  - {name}\r\n" in exports.ris(one)
    assert f"author = {{{{{name}}}}}" in exports.bibtex(one)
    assert json.loads(exports.csl_json(one))[0]["author"] == [{"literal": name}]


def test_a_record_that_names_only_the_first_authors_says_so():
    one = [("johnson-2023", STUDIES["johnson-2023"])]
    assert f"N1  - {exports.FIRST_AUTHORS_ONLY}" in exports.ris(one)
    assert "author = {{Johnson} and others}" in exports.bibtex(one)
    assert exports.FIRST_AUTHORS_ONLY in json.loads(exports.csl_json(one))[0]["note"]


def test_a_retracted_study_says_so_in_every_format():
    one = [("younger-2013", STUDIES["younger-2013"])]
    for found in exports.FORMATS.values():
        assert exports.RETRACTED not in found.write(one, ())
        assert exports.RETRACTED in found.write(one, {"younger-2013"})
