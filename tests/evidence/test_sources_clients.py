"""Each service's answer becomes one plain record, and what it does not say stays empty."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.sources import clinicaltrials, crossref, csl, lookup, pubmed
from evidence.sources.identifiers import DOI, NCT, PMID, Identifier
from evidence.sources.records import Record, SourceError, TrialFacts, Update, author, clean, from_plain
from evidence.sources.web import Service
from tests.services import article, registered, running, says_json, says_xml, work

HOSTILE = "<script>alert(1)</script>\x00\x07 \u202eevil\u202c \ud800 “quoted”"
HARMLESS = "<script>alert(1)</script> evil “quoted”"


@pytest.fixture
def services():
    with running() as local:
        yield local


@pytest.fixture
def ask(services):
    def asking(client, number):
        return client.fetch(Service(name=client.NAME, base=services.base, gap=0), number)

    return asking


# --- Crossref ---------------------------------------------------------------------------------------------------------


def test_crossref_tells_a_publication(services, ask):
    services.on("/works/10.1002/art.37734", says_json(work()))
    assert ask(crossref, "10.1002/ART.37734".lower()) == Record(
        source="Crossref",
        title="Low-dose naltrexone for the treatment of fibromyalgia: findings of a small trial & more",
        authors=("Younger J", "Noor NA", "The Naltrexone Group"),
        journal="Arthritis & Rheumatism",
        year=2013,
        volume="65",
        issue="2",
        pages="529-538",
        doi="10.1002/art.37734",
        registration="NCT00568555",
        kinds=("journal article",),
    )


def test_crossref_tells_of_a_retraction_and_of_lesser_notices():
    def notice(kind):
        return {
            "DOI": "10.1000/notice",
            "type": kind,
            "label": kind.title(),
            "source": "retraction-watch",
            "updated": {"date-parts": [[2020, 3, 1]]},
        }

    retracted = crossref.record(work(**{"updated-by": [notice("correction"), notice("retraction")]})["message"])
    assert retracted.retracted
    assert retracted.updates[1] == Update("retraction", "10.1000/notice", "2020-03-01", "retraction-watch")
    concern = crossref.record(work(**{"updated-by": [notice("expression_of_concern")]})["message"])
    assert not concern.retracted
    assert concern.updates[0].kind == "expression_of_concern"
    itself = crossref.record(work(**{"update-to": [notice("retraction")]})["message"])
    assert not itself.retracted
    assert itself.updates_others[0].doi == "10.1000/notice"


def test_crossref_answering_about_another_publication_is_said(services, ask):
    services.on("/works/10.1002/art.37734", says_json(work(DOI="10.1000/other")))
    with pytest.raises(SourceError, match=r"answered with 10\.1000/other"):
        ask(crossref, "10.1002/art.37734")


def test_a_record_without_a_title_is_refused(services, ask):
    services.on("/works/10.1002/art.37734", says_json(work(title=[])))
    with pytest.raises(SourceError, match="no title"):
        ask(crossref, "10.1002/art.37734")


def test_what_crossref_leaves_out_stays_empty():
    bare = crossref.record({"DOI": "10.1000/bare", "title": ["A title"]})
    assert bare == Record(source="Crossref", title="A title", doi="10.1000/bare")


def test_a_year_online_stands_where_nothing_was_printed():
    assert crossref.record(work(**{"published-print": None})["message"]).year == 2012
    assert crossref.record(work(**{"published-print": None}, issued={"date-parts": [[None]]})["message"]).year is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["title", "author", "container-title", "issued", "volume", "page", "DOI", "updated-by", "update-to", "type"]


@given(st.dictionaries(st.sampled_from([*FIELDS, "clinical-trial-number", "PMID"]), ANYTHING))
def test_whatever_form_a_field_has_the_record_is_plain(message):
    record = crossref.record(message)
    assert all(isinstance(name, str) for name in record.authors)
    assert record.year is None or 1800 <= record.year <= 2100
    assert from_plain(json.loads(json.dumps(record.plain()))) == record


@given(st.dictionaries(st.sampled_from(["identificationModule", "statusModule", "designModule"]), ANYTHING))
def test_whatever_form_a_module_has_the_trial_is_plain(section):
    record = clinicaltrials.record(section)
    assert from_plain(json.loads(json.dumps(record.plain()))) == record


# --- PubMed -----------------------------------------------------------------------------------------------------------


def test_pubmed_tells_a_publication(services, ask):
    services.on("/efetch.fcgi", says_xml(article()))
    assert ask(pubmed, "23359310") == Record(
        source="PubMed",
        title="Low-dose naltrexone for the treatment of fibromyalgia",
        authors=("Younger J", "Noor N Jr", "Naltrexone Group"),
        journal="Arthritis Rheum",
        year=2013,
        volume="65",
        issue="2",
        pages="529-38",
        doi="10.1002/art.37734",
        pmid="23359310",
        registration="NCT00568555",
        kinds=("Journal Article", "Randomized Controlled Trial"),
    )
    assert services.asked[0].query == {"db": "pubmed", "id": "23359310", "retmode": "xml", "tool": "rose"}


def test_pubmed_tells_of_a_retraction(services, ask):
    notice = """<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">
    <RefSource>Lancet. 2010 Feb 6;375(9713):445. doi: 10.1016/S0140-6736(10)60175-4.</RefSource></CommentsCorrections>
    <CommentsCorrections RefType="CommentIn"><RefSource>BMJ. 2011</RefSource></CommentsCorrections>
    </CommentsCorrectionsList>"""
    services.on("/efetch.fcgi", says_xml(article("<PublicationType>Retracted Publication</PublicationType>", notice)))
    record = ask(pubmed, "23359310")
    assert record.retracted
    assert record.updates == (Update("retraction", "10.1016/S0140-6736(10)60175-4", "2010", "PubMed"),)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("<PubmedArticleSet></PubmedArticleSet>", "has no record number 23359310"),
        ("<PubmedArticleSet><PubmedBookArticle/></PubmedArticleSet>", "a book"),
        ("<html><body>Error</body></html>", "can’t read"),
        (article().replace('<PMID Version="1">23359310', '<PMID Version="1">1'), "answered with 1"),
        (article()[:900], "can’t read"),
    ],
)
def test_what_pubmed_answers_besides_is_said(answer, words, services, ask):
    services.on("/efetch.fcgi", says_xml(answer))
    with pytest.raises(SourceError, match=words):
        ask(pubmed, "23359310")


BOMB = """<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY a "ha">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>23359310</PMID><Article><ArticleTitle>&c;</ArticleTitle></Article>
</MedlineCitation></PubmedArticle></PubmedArticleSet>"""
FILE = BOMB.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">')


@pytest.mark.parametrize("answer", [BOMB, FILE], ids=["grows", "names a file"])
def test_xml_with_entities_of_its_own_is_not_read(answer, services, ask):
    services.on("/efetch.fcgi", says_xml(answer))
    with pytest.raises(SourceError, match="can’t read"):
        ask(pubmed, "23359310")


# --- ClinicalTrials.gov -----------------------------------------------------------------------------------------------


def test_clinicaltrials_tells_a_trial(services, ask):
    services.on("/studies/NCT00568555", says_json(registered()))
    assert ask(clinicaltrials, "NCT00568555") == Record(
        source="ClinicalTrials.gov",
        title="Effects of Low Dose Naltrexone in Fibromyalgia",
        registration="NCT00568555",
        kinds=("interventional",),
        trial=TrialFacts(
            status="active, not recruiting",
            start="2007-06",
            end="2010-01-31",
            participants=53,
            participants_are="actual",
            sponsor="Stanford University",
            phase="2/3",
            conditions=("Fibromyalgia", "Gulf War Syndrome"),
        ),
    )


def test_a_trial_that_got_another_number_is_found_by_its_old_one(services, ask):
    names = {"nctId": "NCT00000001", "nctIdAliases": ["NCT00568555"], "briefTitle": "A trial"}
    services.on("/studies/NCT00568555", says_json(registered(identificationModule=names)))
    assert ask(clinicaltrials, "NCT00568555").registration == "NCT00000001"
    services.on("/studies/NCT00568555", says_json(registered(identificationModule=names | {"nctIdAliases": []})))
    with pytest.raises(SourceError, match="answered with NCT00000001"):
        ask(clinicaltrials, "NCT00568555")


# --- texts and names --------------------------------------------------------------------------------------------------


def test_hostile_text_stays_text_without_what_nobody_sees():
    assert clean(HOSTILE) == HARMLESS
    assert crossref.record(work(title=[HOSTILE])["message"]).title == HARMLESS


@given(st.text(max_size=200))
def test_a_cleaned_text_is_one_line_that_can_be_stored(text):
    cleaned = clean(text)
    assert "\x00" not in cleaned
    assert cleaned == " ".join(cleaned.split())
    cleaned.encode()


@pytest.mark.parametrize(
    ("surname", "given_names", "name"),
    [
        ("Younger", "Jarred W.", "Younger JW"),
        ("Sartre", "Jean-Paul", "Sartre JP"),
        ("Noor", "NA", "Noor NA"),
        ("Madonna", "", "Madonna"),
        ("Øster", "Åse", "Øster Å"),
    ],
)
def test_a_name_is_surname_and_initials(surname, given_names, name):
    assert author(surname, given_names) == name


def test_a_particle_belongs_to_the_surname():
    assert csl.authors([{"family": "Gogh", "non-dropping-particle": "van", "given": "Vincent"}]) == ("van Gogh V",)


# --- all services as this installation reaches them -------------------------------------------------------------------


def test_each_kind_of_number_goes_to_its_own_service_and_one_failure_keeps_no_other_back(services, settings):
    settings.SOURCES = dict.fromkeys(settings.SOURCES, services.base)
    settings.SOURCE_LIMITS = {"wait": 10}
    services.on("/works/10.1002/art.37734", says_json(work()))
    services.on("/studies/NCT00568555", says_json(registered()))
    asked = [Identifier(DOI, "10.1002/art.37734"), Identifier(PMID, "1"), Identifier(NCT, "NCT00568555")]
    found = lookup.fetch_all(asked)
    assert [each.record and each.record.source for each in found] == ["Crossref", None, "ClinicalTrials.gov"]
    assert found[1].problem == "PubMed has no record number 1. Check the number."


def test_more_than_a_person_asks_for_at_once_is_left_for_another_time(services, settings):
    settings.SOURCES = dict.fromkeys(settings.SOURCES, services.base)
    settings.PROCESSES = 0
    found = lookup.fetch_all([Identifier(PMID, str(number)) for number in range(1, 23)])
    assert "ask for it again" in found[20].problem
    assert len(services.asked) == 20
