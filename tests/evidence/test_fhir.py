"""Assessments as FHIR R5: what every published one says there, held against FHIR's own rules."""

import json

import pytest
from fhir.resources.bundle import Bundle
from hypothesis import given
from hypothesis import strategies as st

from editorial.workflow import publishing
from evidence import grading
from evidence.fhir import behind, parts
from evidence.fhir.graded import CERTAINTY_RATING, CERTAINTY_TYPE, DOMAIN_CODES
from evidence.models import EvidenceRow, Study
from tests import factories
from topics.models import ChangeKind, Page

pytestmark = pytest.mark.django_db

SIGNED = [{"name": "Dr Test Ito", "credentials": "made up for tests", "date": "2025-02-03"}]
RATIO = {"type": "risk-ratio", "value": 0.5, "ci": [0.25, None], "p": "<0.001"}


def address(slug: str, key: str) -> str:
    return f"/interventions/{slug}/evidence/{key}.fhir.json"


def resources(client, slug: str = "wool-socks", key: str = "cold-toes-pain") -> dict[str, list[dict]]:
    """The bundle's resources by type, once FHIR's models have accepted it."""
    response = client.get(address(slug, key))
    assert response.status_code == 200
    data = json.loads(response.content)
    Bundle.model_validate(data)
    found: dict[str, list[dict]] = {}
    for entry in data["entry"]:
        found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return found


def make(study: dict | None = None, **fields) -> None:
    """Wool socks for cold toes, published."""
    factories.published(factories.topic())
    factories.study(**({"findings": [factories.PAIN | {"measure": RATIO}]} | (study or {})))
    factories.published(factories.intervention(assessments=[factories.assessment(**fields)]))


def codes(concept: dict, system: str) -> list[str]:
    return [coding["code"] for coding in concept.get("coding", []) if coding["system"] == system]


def test_published_assessments_are_valid_and_whole(client):
    """Valid by FHIR's models, every reference leads inside the bundle, and the codes give the grade again.

    One of every treatment, of every certainty, and of every kind of evidence it starts from.
    """
    start = {"Randomised trials": 4, "Studies without randomisation": 2, "Case series or reports": 1}
    moves = {"serious-concern": -1, "very-serious-concern": -2, "extremely-serious-concern": -3}
    moves |= {"upcode1": 1, "upcode2": 2}
    rows = EvidenceRow.objects.select_related("intervention")
    sample = {(row.intervention_id, row.certainty, " up " in row.card["sum"]): row for row in rows}
    assert len(sample) >= 100
    for row in sample.values():
        response = client.get(address(row.intervention.slug, row.key))
        data = json.loads(response.content)
        Bundle.model_validate(data)
        known = {entry["fullUrl"] for entry in data["entry"]}
        assert len(known) == len(data["entry"])
        assert set(references(data)) <= known
        evidence = data["entry"][0]["resource"]
        certainty = evidence["certainty"][0]
        level = codes(certainty["rating"], CERTAINTY_RATING)
        if row.certainty == grading.NOT_RATED:
            assert (level, certainty.get("subcomponent")) == ([], None)
            continue
        given_codes = [code for part in certainty["subcomponent"] for code in codes(part["rating"], CERTAINTY_RATING)]
        points = start[evidence["studyDesign"][0]["text"]] + sum(moves.get(code, 0) for code in given_codes)
        assert level == [row.certainty] == [grading.LEVELS[max(1, min(4, points))]]


def references(data) -> list[str]:
    if isinstance(data, dict):
        own = [data["reference"]] if isinstance(data.get("reference"), str) else []
        return own + [found for value in data.values() for found in references(value)]
    return [found for item in data for found in references(item)] if isinstance(data, list) else []


def test_it_names_who_what_against_what_and_the_outcome(client):
    make(population="men", comparator="cotton", dose="two socks", time_frame="a week")
    evidence = resources(client)["Evidence"][0]
    said = {
        codes(variable["variableRole"], parts.VARIABLE_ROLE)[0]: variable["description"]
        for variable in evidence["variableDefinition"]
    }
    assert said == {
        "population": "men",
        "exposure": "Wool socks (two socks)",
        "referenceExposure": "cotton",
        "measuredVariable": "Pain (a week)",
    }
    assert evidence["variableDefinition"][0]["intended"]["display"] == parts.WOMEN
    assert evidence["assertion"].startswith("In men, wool socks")


def test_every_domain_stands_with_its_reason_in_both_places(client):
    make()
    found = resources(client)
    domains = found["Evidence"][0]["certainty"][0]["subcomponent"]
    components = found["ArtifactAssessment"][0]["content"][0]["component"]
    for listed in (domains, components):
        assert [codes(part["type"], CERTAINTY_TYPE)[0] for part in listed] == list(DOMAIN_CODES.values())
    assert domains[3]["description"] == components[3]["summary"] == "Forty people."
    assert codes(components[3]["classifier"][0], CERTAINTY_RATING) == ["serious-concern"]
    assert set(DOMAIN_CODES) == {*grading.LOWERING_DOMAINS, *grading.RAISING_DOMAINS}


def test_what_raises_says_by_how_much_and_what_could_not_be_assessed_has_no_code(client):
    make(
        starting_point="non-randomised",
        imprecision={},
        large_effect={"judgement": "present", "points": 2, "reason": "Very large."},
        publication_bias={"judgement": "could-not-assess", "reason": "Few studies."},
    )
    domains = resources(client)["Evidence"][0]["certainty"][0]["subcomponent"]
    by_name = {codes(part["type"], CERTAINTY_TYPE)[0]: part["rating"] for part in domains}
    assert codes(by_name["LargeEffect"], CERTAINTY_RATING) == ["present", "upcode2"]
    assert codes(by_name["DoseResponseGradient"], CERTAINTY_RATING) == ["absent"]
    assert by_name["PublicationBias"] == {"text": "could not assess"}


def test_a_figure_stands_only_where_the_record_has_one(client):
    make()
    finding = resources(client)["Evidence"][1]
    statistic = finding["statistic"][0]
    assert codes(statistic["statisticType"], behind.STATISTIC_TYPE) == ["C93152"]
    assert statistic["quantity"] == {"value": 0.5}
    interval, p = statistic["attributeEstimate"]
    assert interval["range"] == {"low": {"value": 0.25}}
    assert p["quantity"] == {"value": 0.001, "comparator": "<"}
    assert "certainty" not in finding
    make_words()
    assert "statistic" not in resources(client, "silk-socks")["Evidence"][1]


def make_words() -> None:
    """A second treatment whose study gives words alone."""
    factories.study("silk-2020", findings=[factories.PAIN])
    rows = [factories.assessment(findings=["silk-2020/pain"], summary="Less [@silk-2020].")]
    factories.published(factories.intervention("silk-socks", title="Silk socks", assessments=rows))


def test_a_difference_of_medians_is_not_coded_as_one_of_means():
    kind = behind._statistic_type({"type": "mean-difference", "unit": "points (median)"})
    assert kind == {"text": "median difference"}


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (0.05, {"value": 0.05}),
        ("0.04", {"value": 0.04}),
        ("<= 0.01", {"value": 0.01, "comparator": "<="}),
        ("not significant", None),
    ],
)
def test_a_p_value_is_a_number_only_where_it_is_one(p, said):
    assert behind._quantity(p) == said


def test_it_is_a_draft_until_a_clinician_has_signed(client):
    make()
    evidence = resources(client)["Evidence"]
    assert {one["status"] for one in evidence} == {"draft"}
    assert "No clinician has signed" in evidence[0]["note"][0]["text"]
    assert not {"approvalDate", "reviewer", "lastReviewDate"} & evidence[0].keys()
    page = Page.objects.get(slug="wool-socks")
    publishing.publish(page, by=None, change_kind=ChangeKind.WORDING, change_note="Signed.", signed_off_by=SIGNED)
    found = resources(client)
    assert found["Evidence"][0]["status"] == "active"
    assert found["Evidence"][0]["reviewer"] == [{"name": "Dr Test Ito"}]
    assert found["ArtifactAssessment"][0]["approvalDate"] == "2025-02-03"


def test_without_anyone_studied_there_is_no_rating(client):
    make(
        starting_point="no-human-evidence", imprecision={}, findings=[], summary="", direction="unclear",
        size="unclear", directness="mechanism-only",
    )  # fmt: skip
    found = resources(client)
    assert found["Evidence"][0]["certainty"][0]["rating"] == {"text": "No human evidence yet"}
    assert "statistic" not in found["Evidence"][0]
    assert "Citation" not in found


def test_a_study_is_cited_with_its_identifiers_and_its_retraction(client):
    make(study={"pmid": "123", "registration": "NCT00000001", "authors": ["Okafor A", "…"], "journal": "Feet"})
    citation = resources(client)["Citation"][0]
    assert citation["identifier"][0]["value"] == "okafor-2020"
    cited = citation["citedArtifact"]
    assert [one["value"] for one in cited["identifier"]] == ["10.1000/okafor-2020", "123"]
    assert cited["relatedIdentifier"] == [{"system": "https://clinicaltrials.gov", "value": "NCT00000001"}]
    assert cited["contributorship"] == {"complete": False, "summary": [{"value": "Okafor A, et al"}]}
    assert "currentState" not in cited
    Study.objects.filter(slug="okafor-2020").update(retracted=True)
    found = resources(client)
    assert found["Citation"][0]["citedArtifact"]["currentState"] == [{"text": "Retracted"}]
    assert "retracted: okafor-2020" in found["Evidence"][0]["note"][-1]["text"]


def test_a_study_that_only_the_text_names_is_cited_too(client):
    factories.study("other-2019")
    make(unknowns="But see [@other-2019].")
    found = resources(client)
    assert [one["identifier"][0]["value"] for one in found["Citation"]] == ["okafor-2020", "other-2019"]
    assert [one["type"] for one in found["Evidence"][0]["relatedArtifact"]] == [
        "documentation",
        "derived-from",
        "cites",
        "composed-of",
    ]


def test_titles_from_outside_do_no_harm(client):
    make(study={"title": '</script>"\x01\\ \u2028=cmd()', "authors": ["\x02"], "journal": "\x0b"})
    cited = resources(client)["Citation"][0]["citedArtifact"]
    assert cited["title"] == [{"text": '</script>"\\ \u2028=cmd()'}]


@given(st.dictionaries(st.text(min_size=1), st.one_of(st.none(), st.text(), st.just([]), st.integers())))
def test_nothing_empty_and_nothing_forbidden_is_given(fields):
    made = parts.given(**fields)
    assert None not in made.values()
    for value in made.values():
        assert value not in ("", [])
        assert not isinstance(value, str) or all(ord(sign) >= 32 or sign in "\t\n\r" for sign in value)


def test_it_says_what_it_is_and_sets_no_cookie(client):
    response = client.get(address("low-dose-naltrexone", "fibromyalgia-pain"))
    assert response["Content-Type"] == "application/fhir+json"
    assert not response.cookies
    assert client.post(address("low-dose-naltrexone", "fibromyalgia-pain")).status_code == 405


def test_an_unknown_assessment_and_a_draft_are_not_found(client):
    factories.published(factories.topic())
    factories.study(findings=[factories.PAIN])
    factories.intervention(assessments=[factories.assessment()])
    assert client.get(address("wool-socks", "cold-toes-pain")).status_code == 404
    assert client.get(address("low-dose-naltrexone", "nothing")).status_code == 404


def test_the_card_leads_to_it_but_not_from_an_old_edition(client):
    link = address("low-dose-naltrexone", "crohns-disease-activity")
    assert link in client.get("/interventions/low-dose-naltrexone/").content.decode()
    assert link in client.get("/conditions/crohns-disease/").content.decode()
    assert link not in client.get("/interventions/low-dose-naltrexone/history/1/").content.decode()
