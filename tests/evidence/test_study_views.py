"""A study's page and the files of references: from published editions alone, within a budget."""

import json

import pytest
import rispy
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.workflow import actions, publishing
from evidence.exports import FORMATS, RETRACTED
from evidence.models import Citation, Study
from tests import budgets, factories
from topics.models import ChangeKind, Edition, Page

pytestmark = pytest.mark.django_db

SHOWN = ["younger-2013", "dold-2023", "stuenkel-2015", "nct04270877-record", "stening-2010", "rossouw-2002"]


def study_url(slug: str, ending: str = "") -> str:
    return f"/evidence/studies/{slug}.{ending}" if ending else f"/evidence/studies/{slug}/"


def wool_trial() -> Study:
    """A study that a published symptom cites."""
    study = factories.study(findings=[factories.PAIN], funding="The Wool Board")
    factories.published(factories.topic(body="Wool is warm [@okafor-2020]."))
    return study


@pytest.mark.parametrize("slug", SHOWN)
def test_it_opens_within_four_statements_and_writes_nothing(client, slug, queries_while_rendering):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(study_url(slug))
    assert response.status_code == 200
    assert not response.cookies
    assert len(queries) <= budgets.STUDY
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert queries_while_rendering == []


def test_studies_of_every_kind_have_their_page(client):
    kinds = Citation.objects.values_list("study__design", "study__directness", "study__slug").order_by("study__slug")
    one_of_each = {(design, directness): slug for design, directness, slug in kinds}
    assert len(one_of_each) > 20
    assert {client.get(study_url(slug)).status_code for slug in one_of_each.values()} == {200}


@pytest.mark.long
def test_every_study_that_a_live_page_cites_has_its_page(client):
    slugs = Citation.objects.values_list("study__slug", flat=True).distinct()
    assert len(slugs) > 200
    assert {client.get(study_url(slug)).status_code for slug in slugs} == {200}


def test_it_says_who_how_many_and_what_was_found(client):
    page = client.get(study_url("younger-2013")).content.decode()
    for words in (
        "2013;65(2):529-38.",
        "Randomised crossover trial. Everyone got each treatment in turn",
        "Other people, not women in menopause. Women with fibromyalgia",
        "United States",
        "Not stated in the record we hold",
        "Pain fell 28.8% from its starting level on naltrexone and 18.0% on placebo.",
        "Mean difference −10.8 percentage points, p = 0.016",
        "No clinician has checked yet what we say here.",
    ):
        assert words in page, words


def test_a_publication_that_studied_nobody_is_not_called_a_study_nor_asked_for_its_numbers(client):
    page = client.get(study_url("nct04270877-record")).content.decode()
    assert "Publication · Official record" in page
    assert "What does it say?" in page
    assert "Number not stated" not in page
    assert "Better or worse" not in page


def test_what_a_clinician_signed_off_says_so(client):
    wool_trial()
    edition = Edition.objects.live().get(slug="cold-toes")
    signed = [{"name": "Dr Test Ito", "credentials": "made up for tests", "date": "2026-02-03"}]
    page = Page.objects.get(pk=edition.page_id)
    publishing.publish(page, by=None, change_kind=ChangeKind.WORDING, change_note="Signed.", signed_off_by=signed)
    shown = client.get(study_url("okafor-2020")).content.decode()
    assert "No clinician has checked" not in shown
    assert "What we say of it was checked as part of" in shown


def test_it_leads_to_all_that_rests_on_it(client):
    page = client.get(study_url("younger-2013")).content.decode()
    treatment = client.get("/interventions/low-dose-naltrexone/").content.decode()
    article = "/articles/nine-facts-about-low-dose-naltrexone-and-menopause/"
    anchors = {part.split('"')[0] for part in page.split('href="/interventions/low-dose-naltrexone/#')[1:]}
    assert len(anchors) >= 4
    assert all(f'id="{anchor}"' in treatment for anchor in anchors)
    assert f'href="{article}#claim-' in page
    assert f'href="{article}"' in page


def test_a_study_that_only_a_draft_cites_is_not_found(client):
    factories.study(title="Nobody may see this")
    factories.topic(body="Wool is warm [@okafor-2020].")
    for ending in ("", *FORMATS):
        assert client.get(study_url("okafor-2020", ending)).status_code == 404
    assert "okafor-2020" not in client.get("/sitemap.xml").content.decode()


def test_it_is_gone_with_the_last_page_that_cites_it(client):
    wool_trial()
    assert client.get(study_url("okafor-2020")).status_code == 200
    actions.archive(page=Page.objects.get(slug="cold-toes"), by=factories.publisher_pia(), note="Merged.")
    assert client.get(study_url("okafor-2020")).status_code == 404


def test_an_edit_to_a_study_changes_nothing_for_readers_until_a_page_is_published(client):
    study = wool_trial()
    Study.objects.filter(pk=study.pk).update(title="Another title", funding="Somebody else")
    study.findings.update(effect="something else")
    page = client.get(study_url("okafor-2020")).content.decode()
    assert "Another title" not in page
    assert "omebody else" not in page
    assert "The Wool Board" in page
    assert "Less pain in wool than in cotton." in page
    factories.published(Page.objects.get(slug="cold-toes"))
    assert "Another title" in client.get(study_url("okafor-2020")).content.decode()


def test_a_retraction_shows_at_once_on_its_page_and_in_its_files(client):
    study = wool_trial()
    assert "has been retracted" not in client.get(study_url("okafor-2020")).content.decode()
    Study.objects.filter(pk=study.pk).update(retracted=True)
    assert "This study has been retracted." in client.get(study_url("okafor-2020")).content.decode()
    for ending in FORMATS:
        assert RETRACTED in client.get(study_url("okafor-2020", ending)).content.decode()
        assert RETRACTED in client.get(f"/symptoms/cold-toes/references.{ending}").content.decode()


def test_a_grade_that_rests_on_another_retracted_study_is_marked_too(client):
    wool_trial()
    factories.study("sato-2021", findings=[factories.PAIN], retracted=True)
    rows = [factories.assessment(findings=["okafor-2020/pain", "sato-2021/pain"])]
    factories.published(factories.intervention(assessments=rows))
    page = client.get(study_url("okafor-2020")).content.decode()
    assert "Rests on a retracted study." in page
    assert "This study has been retracted." not in page


def test_a_finding_never_shows_the_title_of_a_treatment_that_is_a_draft(client):
    factories.intervention(title="A title nobody may see")
    factories.study(findings=[factories.PAIN | {"intervention": "wool-socks"}])
    factories.published(factories.topic(body="Wool is warm [@okafor-2020]."))
    page = client.get(study_url("okafor-2020")).content.decode()
    assert "nobody may see" not in page
    assert "wool socks" in page
    assert "/interventions/wool-socks/" not in page


def test_whatever_a_record_holds_is_printed_and_never_run(client):
    nasty = "<script>alert(1)</script>"
    finding = factories.PAIN | {"exposure": nasty, "outcome": nasty, "effect": nasty, "note": nasty, "dose": nasty}
    factories.study(
        title=nasty,
        authors=[nasty],
        journal=nasty,
        population=nasty,
        country=nasty,
        funding=nasty,
        findings=[finding],
        safety=[{"event": nasty, "intervention_pct": 1, "note": nasty}],
    )
    factories.published(factories.topic(body="Wool is warm [@okafor-2020]."))
    page = client.get(study_url("okafor-2020")).content.decode()
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 10


@pytest.mark.parametrize("ending", FORMATS)
def test_a_page_s_references_come_as_a_file_in_the_page_s_order(client, ending):
    url = f"/interventions/low-dose-naltrexone/references.{ending}"
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    assert len(queries) <= 2
    assert response["Content-Type"] == FORMATS[ending].content_type
    assert response["Content-Disposition"] == f'attachment; filename="rose-low-dose-naltrexone.{ending}"'
    assert not response.cookies
    text = response.content.decode()
    cited = Edition.objects.live().get(slug="low-dose-naltrexone").rendered["cited"]
    if ending == "ris":
        assert [record["id"] for record in rispy.loads(text)] == cited
    elif ending == "json":
        assert [item["id"] for item in json.loads(text)] == cited
    else:
        assert [line.split("{")[1].rstrip(",") for line in text.split("\n") if line.startswith("@")] == cited


@pytest.mark.parametrize("ending", FORMATS)
def test_a_study_comes_as_a_file(client, ending):
    response = client.get(study_url("younger-2013", ending))
    assert response["Content-Disposition"] == f'attachment; filename="younger-2013.{ending}"'
    assert "Low-dose naltrexone for the treatment of fibromyalgia" in response.content.decode()


def test_a_file_that_has_not_changed_is_not_sent_again(client):
    url = study_url("younger-2013", "ris")
    tag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    Study.objects.filter(slug="younger-2013").update(retracted=True)
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_there_is_no_file_of_no_references_nor_of_a_draft_nor_in_another_format(client):
    factories.published(factories.topic())
    factories.study()
    factories.mechanism(body="Warm [@okafor-2020].")
    for url in (
        "/symptoms/cold-toes/references.ris",
        "/mechanisms/warm-blood/references.ris",
        "/symptoms/joint-pain/references.docx",
        "/conditions/joint-pain/references.ris",
    ):
        assert client.get(url).status_code == 404


def test_a_page_s_references_lead_to_their_studies_and_files(client):
    page = client.get("/symptoms/joint-pain/").content.decode()
    cited = Edition.objects.live().get(slug="joint-pain").rendered["cited"]
    assert all(f'href="/evidence/studies/{key}/"' in page for key in cited)
    assert all(f'href="/symptoms/joint-pain/references.{ending}"' in page for ending in FORMATS)


def test_an_old_edition_leads_to_no_files_that_are_not_its_own(client):
    page = client.get("/symptoms/joint-pain/history/1/").content.decode()
    assert 'id="ref-' in page
    assert "references.ris" not in page
    assert "/evidence/studies/" not in page.split('id="references"')[1]


def test_search_engines_are_told_of_every_study(client):
    sitemap = client.get("/sitemap.xml").content.decode()
    studies = Citation.objects.values("study").distinct().count()
    assert sitemap.count("/evidence/studies/") == studies + 1  # and their list


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_studies_are_only_read(client, method):
    for url in (study_url("younger-2013"), study_url("younger-2013", "ris"), "/symptoms/joint-pain/references.ris"):
        assert getattr(client, method)(url).status_code == 405
