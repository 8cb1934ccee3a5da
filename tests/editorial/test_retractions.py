"""A retracted study: everything that rests on it says so at once, and somebody is asked to judge it again."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse

from editorial.models import Action, AuditEntry, Task
from editorial.workflow import actions
from evidence.models import Study
from tests import factories
from tests.editorial.factories import saved
from tests.services import Says, running, says_json, work

pytestmark = pytest.mark.django_db

HEADER = "Record ID,Title,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,RetractionDate,RetractionDOI\n"


@pytest.fixture
def okafor() -> Study:
    """The one trial behind wool socks for cold toes."""
    study = factories.study(findings=[factories.PAIN])
    factories.published(factories.topic(body="Wool is warm [@okafor-2020]."))
    factories.published(factories.intervention(assessments=[factories.assessment()]))
    return study


def retract(study: Study) -> list[Task]:
    return actions.retract(study=study, by=None, notice="Retracted, says the test.")


def page(client, address: str) -> str:
    return client.get(address).content.decode()


def test_every_page_sentence_and_assessment_that_rests_on_it_says_so_at_once(client, okafor):
    for address in ("/symptoms/cold-toes/", "/interventions/wool-socks/"):
        assert "retracted" not in page(client, address)
    retract(okafor)
    for address in ("/symptoms/cold-toes/", "/interventions/wool-socks/"):
        shown = page(client, address)
        assert "A study that this page rests on has been retracted" in shown
        assert "With it: moderate certainty. Without it no study is left." in shown
        assert 'aria-label="Reference 1">1</a> <strong class="retracted-mark">retracted</strong>' in shown


def test_the_certainty_without_it_is_judged_as_before_and_never_surer(client, okafor):
    factories.study("mbeki-2021", n=90, findings=[factories.PAIN])
    judged = {"judgement": "serious-concern", "reason": "They disagree."}
    assessment = factories.assessment(findings=["okafor-2020/pain", "mbeki-2021/pain"], inconsistency=judged)
    factories.published(factories.intervention("silk-socks", assessments=[assessment]))
    retract(okafor)
    shown = page(client, "/interventions/silk-socks/")
    assert (
        "With it: low certainty. Without it 1 study with 90 people is left; judged as before: low certainty." in shown
    )


def test_a_claim_and_an_arrow_that_rest_on_it_say_so(client, okafor):
    factories.published(factories.mechanism())
    link = {"mechanism": "warm-blood", "basis": "animal", "statement": "In mice.", "studies": ["okafor-2020"]}
    factories.published(factories.intervention("warm-socks", acts_on=[link]))
    effect = {"heading": "Wool and toes", "kind": "effect", "text": "So.", "assessments": ["wool-socks/cold-toes-pain"]}
    how = {"heading": "By blood", "kind": "mechanism", "text": "So.", "links": ["warm-socks/warm-blood"]}
    factories.published(factories.article(claims=[effect, how]))
    retract(okafor)
    assert page(client, "/articles/about-toes/").count("This rests on a study that has been retracted.") == 2
    assert "Rests on a retracted study." in page(client, "/interventions/warm-socks/")


def test_a_search_that_finds_what_rests_on_it_says_so(client, okafor):
    assert "Rests on a retracted study." not in page(client, "/search/?q=cold+toes")
    retract(okafor)
    assert "Rests on a retracted study." in page(client, "/search/?q=cold+toes")


def test_a_task_opens_for_each_assessment_once_and_the_trail_says_why(okafor):
    [task] = retract(okafor)
    assert (task.page.slug, task.assessment, task.study) == ("wool-socks", "cold-toes-pain", okafor)
    assert retract(okafor) == []
    noted = AuditEntry.objects.filter(action=Action.RETRACTED)
    assert {entry.page and entry.page.slug for entry in noted} == {None, "cold-toes", "wool-socks"}
    assert {entry.note for entry in noted} == {"Retracted, says the test."}


def test_a_task_stands_on_its_page_until_somebody_says_what_was_decided(client, okafor):
    [task] = retract(okafor)
    amal = factories.author_amal()
    client.force_login(amal)
    form = reverse("admin:topics_intervention_change", args=[task.page_id])
    assert "To be judged again" in page(client, form)
    address = reverse("editorial:finish", args=[task.pk])
    assert "Say what was decided." in client.post(address, {"outcome": " "}, follow=True).content.decode()
    assert "on record" in client.post(address, {"outcome": "Taken out."}, follow=True).content.decode()
    task.refresh_from_db()
    assert (task.done_by, task.outcome) == (amal, "Taken out.")
    assert "To be judged again" not in page(client, form)
    assert AuditEntry.objects.filter(action=Action.REASSESSED, note="Taken out.", page=task.page).exists()


def test_who_may_not_change_assessments_closes_no_task(okafor):
    [task] = retract(okafor)
    with pytest.raises(PermissionDenied):
        actions.finish(task=task, by=factories.reviewer_dr_ito(), outcome="Fine.")


def test_a_study_marked_by_hand_opens_the_same_task(client, okafor):
    client.force_login(factories.author_amal())
    saved(client, reverse("admin:evidence_study_change", args=[okafor.pk]), retracted="on")
    assert Task.objects.get().study == okafor


# --- from a file ------------------------------------------------------------------------------------------------------


@pytest.fixture
def csv(tmp_path):
    def written(*rows: str, header: str = HEADER):
        path = tmp_path / "notices.csv"
        path.write_text(header + "".join(f"{row}\n" for row in rows))
        return path

    return written


def test_the_file_marks_studies_by_their_doi_or_pubmed_number(okafor, csv, capsys):
    Study.objects.filter(pk=okafor.pk).update(doi="10.1000/Toes", pmid="123")
    file = csv(
        "1,Other,10.1000/other,999,Retraction,1/2/2024 0:00,10.1000/n1",
        '2,"Toes, cold",10.1000/TOES,0,Retraction,3/4/2025 0:00,10.1000/n2',
    )
    call_command("check_retractions", csv=file)
    told = capsys.readouterr().out
    assert "okafor-2020: Retracted, says Retraction Watch on 3/4/2025 (notice: doi:10.1000/n2)." in told
    assert "1 retracted." in told
    assert Study.objects.get(pk=okafor.pk).retracted


def test_a_correction_and_an_absent_identifier_retract_nothing(okafor, csv):
    Study.objects.filter(pk=okafor.pk).update(doi="10.1000/toes", pmid="")
    file = csv(
        "1,Toes,10.1000/toes,0,Correction,1/2/2024 0:00,10.1000/n1",
        "2,No number,unavailable,0,Retraction,1/2/2024 0:00,10.1000/n2",
    )
    call_command("check_retractions", csv=file, verbosity=0)
    assert not Study.objects.filter(retracted=True).exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"a,b\n1,2\n", "it has no column OriginalPaperDOI"),
        (b"\xff\xfe\x00", "can’t be read as CSV in UTF-8"),
        (b"", "it has no column"),
    ],
    ids=["columns", "bytes", "empty"],
)
def test_a_file_that_is_something_else_is_refused_in_words(tmp_path, content, told):
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=told):
        call_command("check_retractions", csv=path)


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path):
    with pytest.raises(CommandError, match="can’t be opened: No such file"):
        call_command("check_retractions", csv=tmp_path / "none.csv")


# --- from Crossref ----------------------------------------------------------------------------------------------------


def told_of(doi: str, *kinds: str) -> Says:
    """Crossref's answer about a paper, with notices of these kinds about it."""
    notices = [
        {"DOI": f"{doi}.notice", "type": kind, "source": "publisher", "updated": {"date-parts": [[2025, 3, 4]]}}
        for kind in kinds
    ]
    return says_json(work(**{"DOI": doi, "updated-by": notices}))


@pytest.fixture
def crossref(settings):
    with running() as services:
        settings.SOURCES = settings.SOURCES | {"crossref": services.base}
        yield services


def test_crossref_is_asked_about_each_study_with_a_doi(okafor, crossref, capsys):
    Study.objects.exclude(pk=okafor.pk).update(doi="")
    Study.objects.filter(pk=okafor.pk).update(doi="10.1000/toes")
    crossref.on("/works/10.1000/toes", told_of("10.1000/toes", "correction", "retraction"))
    call_command("check_retractions")
    told = capsys.readouterr().out
    assert "okafor-2020: Retracted on 2025-03-04, says Crossref (notice: doi:10.1000/toes.notice)." in told
    assert "1 studies checked, 1 retracted." in told
    assert Task.objects.get().study == okafor


def test_a_correction_alone_and_a_record_that_crossref_lacks_retract_nothing(okafor, crossref, capsys):
    Study.objects.exclude(pk=okafor.pk).update(doi="")
    Study.objects.filter(pk=okafor.pk).update(doi="10.1000/toes")
    factories.study("mbeki-2021", doi="10.1000/elsewhere")
    crossref.on("/works/10.1000/toes", told_of("10.1000/toes", "correction"))
    call_command("check_retractions")
    told = capsys.readouterr()
    assert "1 studies checked, 0 retracted; 1 could not be checked." in told.out
    assert "mbeki-2021: Crossref has no record of 10.1000/elsewhere" in told.err
    assert not Study.objects.filter(retracted=True).exists()


def test_when_crossref_answers_nothing_the_command_fails_in_words(okafor, crossref):
    Study.objects.exclude(pk=okafor.pk).update(doi="")
    Study.objects.filter(pk=okafor.pk).update(doi="10.1000/toes")
    with pytest.raises(CommandError, match="Nothing could be checked"):
        call_command("check_retractions")
