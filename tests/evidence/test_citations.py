"""References in Vancouver style; whatever a title holds is printed, never run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import citations
from tests.evidence.library import HOSTILE, STUDIES

YOUNGER = {
    "title": "Low-dose naltrexone for the treatment of fibromyalgia",
    "authors": ["Younger J", "Noor N", "McCue R", "Mackey S"],
    "journal": "Arthritis and Rheumatism",
    "year": 2013,
    "volume": "65",
    "issue": "2",
    "pages": "529-538",
    "doi": "10.1002/art.37734",
    "pmid": "23359310",
    "registration": "NCT00568555",
}


def test_a_whole_reference():
    html = citations.reference_html(YOUNGER)
    assert html.startswith("Younger J, Noor N, McCue R, Mackey S. ")
    assert "Arthritis and Rheumatism. 2013;65(2):529-38." in html
    assert '<a href="https://doi.org/10.1002/art.37734">doi:10.1002/art.37734</a>' in html
    assert '<a href="https://pubmed.ncbi.nlm.nih.gov/23359310/">PubMed 23359310</a>' in html
    assert '<a href="https://clinicaltrials.gov/study/NCT00568555">NCT00568555</a>' in html


def test_what_is_not_known_is_left_out_but_the_date():
    html = citations.reference_html({"title": "A trial?", "registration": "EUCTR2019-1"})
    assert html == '<span class="ref-title">A trial?</span> [date unknown]. Registered as EUCTR2019-1.'


PLACES = {
    "2013;65(2):529-38.": {"year": 2013, "volume": "65", "issue": "2", "pages": "529-538"},
    "2013;65:529.": {"year": 2013, "volume": "65", "pages": "529"},
    "2013;65.": {"year": 2013, "volume": "65"},
    "2019;(4):55-60.": {"year": 2019, "issue": "4", "pages": "55-60"},
    "2019:55-60.": {"year": 2019, "pages": "55-60"},
    "2017;12(11):e0187423.": {"year": 2017, "volume": "12", "issue": "11", "pages": "e0187423"},
    "[date unknown];10(1).": {"volume": "10", "issue": "1"},
    "2019.": {"year": 2019},
}


@pytest.mark.parametrize(("printed", "given"), PLACES.items(), ids=PLACES)
def test_date_volume_issue_and_pages_stand_as_citing_medicine_has_them(printed, given):
    html = citations.reference_html({"title": "T", "journal": "Menopause"} | given)
    assert html == f'<span class="ref-title">T.</span> Menopause. {printed}'


@pytest.mark.parametrize(
    ("pages", "printed"),
    [
        ("529-538", "529-38"),
        ("123-125", "123-5"),
        ("1201-1213", "1201-13"),
        ("998-1004", "998-1004"),
        ("100-200", "100-200"),
        ("55–60", "55-60"),
        ("e31-e39", "e31-9"),
        ("QC04-QC07", "QC04-7"),
        ("S12-T14", "S12-T14"),
        ("55-55", "55-5"),
        ("126A-127A", "126A-127A"),
        ("CD004143", "CD004143"),
        ("P26", "P26"),
    ],
)
def test_pages_do_not_repeat_their_digits(pages, printed):
    assert citations.shortened(pages) == printed


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("nct04270877-record", "Odense University Hospital. <span"),
        ("nct04270877-record", "ClinicalTrials.gov registry record. [date unknown]. <a "),
        ("naltrexone-uk-label-2023", "(UK product licence). 2023. Registered as PL 21344/0002."),
        ("stuenkel-2015", "Journal of Clinical Endocrinology and Metabolism. 2015;100(11):3975-4011. <a "),
        ("nams-2023", "The North American Menopause Society Advisory Panel. <span"),
        ("marjoribanks-2017", "Cochrane Database of Systematic Reviews. 2017;(1):CD004143. <a "),
        (
            "mcdermott-2019",
            "In: Management of Patients with Pseudo-Endocrine Disorders. Springer; 2019. p. 317-26. <a ",
        ),
        ("patel-2020", "In: An Overview and Management of Multiple Chronic Conditions. IntechOpen; 2020. <a "),
        ("paulides-2022", "Registered as EudraCT 2019-000852-32; NL9259."),
        ("johnson-2023", "Johnson, et al. <span"),
    ],
)
def test_each_kind_of_record_we_hold(key, printed):
    assert printed in citations.reference_html(STUDIES[key])


def test_a_registration_beside_a_linked_one_is_not_lost():
    study = {"title": "T", "registration": "NCT00568555; EudraCT 2019-1"}
    assert "Registered as EudraCT 2019-1." in citations.reference_html(study)
    assert [label for label, _ in citations.links(study)] == ["NCT00568555"]


def test_more_than_six_authors_are_cut():
    assert citations.authors([f"A{n} B" for n in range(9)]).count("A") == 6
    assert citations.authors([f"A{n} B" for n in range(9)]).endswith("et al")
    assert citations.authors(["Bruun K", "…"]) == "Bruun K, et al"
    assert citations.authors([]) == ""


def test_a_group_stands_between_semicolons():
    assert citations.authors(["Liu J", "The Menopause Society, North America", "Roe AB"]) == (
        "Liu J; The Menopause Society, North America; Roe AB"
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Younger J", citations.Author("Younger", "J")),
        ("de Moura TAM", citations.Author("de Moura", "TAM")),
        ("Mattsson LÅ", citations.Author("Mattsson", "LÅ")),
        ("King ML Jr", citations.Author("King", "ML", "Jr")),
        ("Dorsey", citations.Author("Dorsey")),
        ("NICE", citations.Author("NICE", is_group=True)),
        ("Fundació Sant Joan de Déu", citations.Author("Fundació Sant Joan de Déu", is_group=True)),
    ],
)
def test_people_are_told_from_groups(name, expected):
    assert citations.author(name) == expected


def test_who_signs_an_official_record_is_a_body():
    assert citations.people(STUDIES["naltrexone-us-label"]) == [citations.Author("Chartwell RX", is_group=True)]


def test_a_group_keeps_its_whole_name_in_a_table():
    assert citations.short(STUDIES["nams-2022"]) == "The North American Menopause Society Advisory Panel 2022"
    assert citations.short(STUDIES["nct05955313-record"]) == "Medical University of Lublin 2023"


def test_a_study_is_named_by_surname_and_year():
    assert citations.short(YOUNGER) == "Younger 2013"
    assert citations.short({"title": "A record", "authors": []}) == "A record"
    assert citations.short({"title": "T", "authors": ["van der Berg JP"], "year": 2001}) == "van der Berg 2001"


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_turns_the_words_around_a_title_or_controls_a_printer(text):
    html = citations.reference_html({"title": f"A {text} title", "authors": [text], "journal": text})
    assert not [char for char in html if citations._controls(char) or char in "\r\n\u2028\u2029"]


@given(st.text(), st.lists(st.text(), max_size=8), st.text(), st.text())
def test_hostile_parts_are_escaped(title, authors, journal, doi):
    study = {"title": f"<script>{title}", "authors": authors, "journal": journal, "doi": f'10."><script>{doi}'}
    html = citations.reference_html(study)
    assert "<script" not in html
    assert html.count("<span") == 1
    assert html.count("<a ") == 1


@given(st.text())
def test_tidying_twice_is_tidying_once(text):
    assert citations.tidy(citations.tidy(text)) == citations.tidy(text)
