"""References in Vancouver style; whatever a title holds is printed, never run."""

from hypothesis import given
from hypothesis import strategies as st

from evidence import citations

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
    assert "Arthritis and Rheumatism. 2013;65(2):529-538." in html
    assert '<a href="https://doi.org/10.1002/art.37734">doi:10.1002/art.37734</a>' in html
    assert '<a href="https://pubmed.ncbi.nlm.nih.gov/23359310/">PubMed 23359310</a>' in html
    assert '<a href="https://clinicaltrials.gov/study/NCT00568555">NCT00568555</a>' in html


def test_what_is_not_known_leaves_no_trace():
    html = citations.reference_html({"title": "A trial?", "registration": "EUCTR2019-1"})
    assert html == '<span class="ref-title">A trial?</span> Registered as EUCTR2019-1.'


def test_more_than_six_authors_are_cut():
    assert citations.authors([f"A{n} B" for n in range(9)]).count("A") == 6
    assert citations.authors([f"A{n} B" for n in range(9)]).endswith("et al")
    assert citations.authors(["Bruun K", "…"]) == "Bruun K, et al"
    assert citations.authors([]) == ""


def test_a_study_is_named_by_surname_and_year():
    assert citations.short(YOUNGER) == "Younger 2013"
    assert citations.short({"title": "A record", "authors": []}) == "A record"
    assert citations.short({"title": "T", "authors": ["van der Berg JP"], "year": 2001}) == "van der Berg 2001"


@given(st.text(), st.lists(st.text(), max_size=8), st.text(), st.text())
def test_hostile_parts_are_escaped(title, authors, journal, doi):
    study = {"title": f"<script>{title}", "authors": authors, "journal": journal, "doi": f'10."><script>{doi}'}
    html = citations.reference_html(study)
    assert "<script" not in html
    assert html.count("<span") == 1
    assert html.count("<a ") == 1
