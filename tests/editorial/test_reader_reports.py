"""A reader tells of a problem, with no account and nothing about her; it lands on the desk and is answered."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.models import AuditEntry, ReaderReport
from editorial.models.reader_reports import LONGEST
from editorial.outside import reader_reports
from editorial.outside.report_forms import OLDEST, QUICKEST
from editorial.overview import desk
from editorial.workflow import actions
from tests import budgets, factories
from tests.editorial.factories import fields_of
from topics.models import Edition, ReaderNote

pytestmark = pytest.mark.django_db

PAGE, STUDY, ROSE = "/symptoms/joint-pain/report/", "/evidence/studies/younger-2013/report/", "/report/"
FORMS = [PAGE, STUDY, ROSE]
SAID = "The dose on this page is ten times what the trial gave."


@pytest.fixture
def client():
    """A browser that holds Rose to its word: a form without a key against forgery is accepted or it is not."""
    return Client(enforce_csrf_checks=True)


def opened(client, url: str = PAGE, ago: timedelta = QUICKEST) -> dict[str, str]:
    """The form as somebody has it who opened it so long ago."""
    with patch("time.time", return_value=timezone.now().timestamp() - ago.total_seconds() - 1):
        response = client.get(url)
    assert response.status_code == 200
    return {name: values[0] for name, values in fields_of(response, form="").items()}


def send(client, url: str = PAGE, *, ago: timedelta = QUICKEST, **typed: str):
    return client.post(url, opened(client, url, ago) | {"kind": "wrong", "words": SAID} | typed)


def told(**fields) -> ReaderReport:
    """A report, as it came in."""
    about = reader_reports.of_page("symptom", "joint-pain")
    reader_reports.receive(about=about, edition=1, **{"kind": "wrong", "words": SAID} | fields)
    return ReaderReport.objects.get()


# --- telling ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", FORMS)
def test_a_report_needs_no_account_no_cookie_and_no_script(client, url):
    page = client.get(url)
    assert not page.cookies
    assert "no-store" in page["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert "<script" not in page.content.decode().split("<main")[1].split("</main>")[0]
    sent = send(client, url)
    assert not sent.cookies
    assert (sent.status_code, sent.url) == (302, f"{url}thanks/")
    assert not client.cookies


def test_a_report_keeps_the_page_its_edition_the_words_and_the_day_and_nothing_else(client):
    send(client)
    report = ReaderReport.objects.values().get()
    edition = Edition.objects.live().get(slug="joint-pain")
    kept = {name: value for name, value in report.items() if value not in (None, "") and name != "id"}
    assert kept == {
        "page_id": edition.page_id,
        "edition": edition.number,
        "kind": "wrong",
        "words": SAID,
        "received_on": timezone.localdate(),
    }


def test_a_report_of_a_study_and_of_rose_as_a_whole_say_which(client):
    send(client, STUDY)
    send(client, ROSE, kind="missing")
    study, rose = ReaderReport.objects.order_by("pk")
    assert (study.page, study.study, study.about) == (None, "younger-2013", "younger-2013")
    assert (rose.page, rose.study, rose.about) == (None, "", "Rose as a whole")


def test_the_edition_that_she_read_is_kept_though_another_was_published_meanwhile(client):
    page = factories.published(factories.topic()).page
    form = opened(client, "/symptoms/cold-toes/report/")
    factories.published(page)
    client.post("/symptoms/cold-toes/report/", form | {"kind": "wrong", "words": SAID})
    assert ReaderReport.objects.get().edition == 1


def test_pressing_the_button_twice_tells_it_once(client):
    form = opened(client) | {"kind": "wrong", "words": SAID}
    assert [client.post(PAGE, form).status_code for _ in range(2)] == [302, 302]
    assert ReaderReport.objects.count() == 1


@pytest.mark.parametrize("url", FORMS)
def test_the_thanks_can_be_opened_by_their_address_and_lead_back(client, url):
    page = client.get(f"{url}thanks/")
    assert page.status_code == 200
    assert not page.cookies
    assert "noindex" in page.content.decode()
    assert f'<a href="{url.removesuffix("report/")}">Back to' in page.content.decode()


@pytest.mark.parametrize("url", [*FORMS, f"{PAGE}thanks/"])
def test_a_form_says_that_it_is_no_emergency_line(client, url):
    assert "In an emergency call 999, 112" in client.get(url).content.decode().split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("kind", ["report/", "report/thanks/"])
def test_a_draft_and_an_unknown_page_have_the_same_answer_and_a_gone_one_says_why(client, kind):
    factories.topic("secret-toes")
    answers = [client.get(f"/symptoms/{slug}/{kind}") for slug in ("secret-toes", "unheard-of")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    edition = factories.published(factories.topic())
    actions.archive(page=edition.page, by=factories.publisher_pia(), note="It mixed up two things.")
    assert client.get(f"/symptoms/cold-toes/{kind}").status_code == 410
    assert client.get(f"/evidence/studies/unheard-of/{kind}").status_code == 404


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("/symptoms/joint-pain/", PAGE),
        ("/interventions/low-dose-naltrexone/", "/interventions/low-dose-naltrexone/report/"),
        ("/symptoms/joint-pain/history/", PAGE),
        ("/evidence/studies/younger-2013/", STUDY),
        ("/search/?q=toes", ROSE),
        ("/evidence/", ROSE),
        ("/contributing/", ROSE),
        ("/nowhere/", ROSE),
    ],
)
def test_every_page_leads_to_the_form(client, page, form):
    assert f'href="{form}" rel="nofollow"' in client.get(page).content.decode()


def test_an_old_edition_leads_to_the_form_of_no_page(client):
    assert PAGE not in client.get("/symptoms/joint-pain/history/1/").content.decode()


@pytest.mark.parametrize("url", FORMS)
def test_a_form_costs_no_more_than_a_page_and_writes_nothing_before_it_is_sent(client, url, queries_while_rendering):
    with CaptureQueriesContext(connection) as ran:
        client.get(url)
    assert len(ran) <= 1
    assert all(query["sql"].startswith("SELECT") for query in ran)
    assert queries_while_rendering == []


# --- what is refused, and that nothing typed is lost ------------------------------------------------------------------


def refused(response, status: int = 422) -> str:
    assert response.status_code == status
    assert ReaderReport.objects.count() == 0
    page = response.content.decode()
    assert 'role="alert"' in page
    assert page.startswith("<!doctype html>")
    return page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": ""}, "Choose what it is."),
        ({"kind": "spam"}, "Choose what it is from the list."),
        ({"words": "Write to me@example.org & I will."}, "“me@example.org” looks like an e-mail address"),
        ({"words": "Ring 07700 900123 & ask."}, "“07700 900123” looks like an e-mail address or a telephone number"),
        ({"words": "x" * (LONGEST + 1)}, "This is 2,001 characters long, and 2,000 fit."),
        ({"leave_empty": "http://spam.example"}, "Something filled in a box that has to stay empty."),
        ({"stamp": ""}, "This form was opened more than a day ago, or elsewhere."),
        ({"stamp": "1:forged:stamp"}, "This form was opened more than a day ago, or elsewhere."),
    ],
)
def test_what_is_refused_is_said_and_what_she_typed_is_still_there(client, typed, words):
    page = refused(send(client, **typed))
    assert words in page
    kept = typed.get("words", SAID).replace("&", "&amp;")
    assert f"{kept}</textarea>" in page
    assert 'value="http://spam.example"' not in page


def test_words_are_asked_for(client):
    assert "Write what you would like to tell us." in refused(send(client, words="  \n "))


def test_as_many_characters_as_are_promised_fit_however_the_lines_break(client):
    text = "line\r\n" * (LONGEST // 5)
    assert send(client, words=text).status_code == 302
    assert len(ReaderReport.objects.get().words) == LONGEST - 1  # the last break goes, as any space at the end


@pytest.mark.parametrize("ago", [timedelta(0), OLDEST], ids=["too quick", "too late"])
def test_a_form_that_is_sent_too_soon_or_too_late_comes_back_and_can_be_sent(client, ago):
    form = opened(client, PAGE, ago if ago else timedelta(seconds=-1)) | {"kind": "wrong", "words": SAID}
    response = client.post(PAGE, form)
    refused(response)
    again = {name: values[0] for name, values in fields_of(response, form="").items()}
    assert again["words"] == SAID
    assert again["kind"] == "wrong"
    later = timezone.now() + QUICKEST + timedelta(seconds=1)
    with patch("time.time", return_value=later.timestamp()):
        assert client.post(PAGE, again).status_code == 302


def test_a_form_of_one_page_is_none_of_another(client):
    form = opened(client, STUDY) | {"kind": "wrong", "words": SAID}
    refused(client.post(PAGE, form))


def test_a_page_and_rose_as_a_whole_take_so_many_a_day_and_her_words_are_not_lost(client, monkeypatch):
    monkeypatch.setattr(reader_reports, "ON_ONE_PAGE", 2)
    monkeypatch.setattr(reader_reports, "IN_ALL", 3)
    assert [send(client, words=f"{SAID} {number}").status_code for number in range(3)] == [302, 302, 429]
    assert send(client, STUDY).status_code == 302
    full = send(client, ROSE)
    assert full.status_code == 429
    assert "we take no more until tomorrow" in full.content.decode()
    assert f"{SAID}</textarea>" in full.content.decode()
    assert ReaderReport.objects.count() == 3
    ReaderReport.objects.update(received_on=timezone.localdate() - timedelta(days=1))
    assert send(client).status_code == 302


def test_what_comes_in_writes_nothing_into_the_audit_trail(client):
    before = AuditEntry.objects.count()
    send(client)
    assert AuditEntry.objects.count() == before


# --- the desk ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [factories.reviewer_dr_ito, factories.publisher_pia])
def test_it_lands_on_the_desk_of_those_who_may_answer_and_on_its_pages_form(who):
    told()
    user = who()
    staff = Client()
    staff.force_login(user)
    [found] = [found for found in desk.for_person(user) if found.key == "told-by-readers"]
    assert (found.count, found.lines[0].title) == (1, "Joint pain")
    assert SAID in found.lines[0].words
    screen = reverse("editorial:reader-report", args=[ReaderReport.objects.get().pk])
    assert found.lines[0].url == screen
    assert SAID in staff.get(screen).content.decode()
    page = ReaderReport.objects.get().page
    assert screen in staff.get(reverse("admin:topics_topic_change", args=[page.pk])).content.decode()
    listed = staff.get(reverse("admin:editorial_readerreport_changelist"))
    assert f'href="{screen}"' in listed.content.decode()


def test_nobody_else_sees_it():
    report = told()
    screen = reverse("editorial:reader-report", args=[report.pk])
    assert Client().get(screen).status_code == 302
    amal = factories.author_amal()
    assert "told-by-readers" not in [found.key for found in desk.for_person(amal)]
    as_amal = Client()
    as_amal.force_login(amal)
    assert as_amal.get(screen).status_code == 403
    assert as_amal.get(reverse("admin:editorial_readerreport_changelist")).status_code == 403
    assert screen not in as_amal.get(reverse("admin:topics_topic_change", args=[report.page.pk])).content.decode()
    with pytest.raises(PermissionDenied):
        reader_reports.answer(report=report, by=amal, outcome="Mended.")


def test_what_she_wrote_is_shown_as_text_and_never_as_html():
    report = told(words="<script>alert(1)</script> is wrong")
    staff = Client()
    staff.force_login(factories.publisher_pia())
    for url in (
        reverse("admin:index"),
        reverse("admin:editorial_readerreport_changelist"),
        reverse("editorial:reader-report", args=[report.pk]),
    ):
        page = staff.get(url).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


# --- answering --------------------------------------------------------------------------------------------------------

NOTE = {"said": "that a dose was ten times too high", "done": "We corrected it in edition 2."}


def test_an_answer_is_recorded_and_the_desk_is_clear():
    report, pia = told(), factories.publisher_pia()
    reader_reports.answer(report=report, by=pia, outcome="A slip of the pen. Mended.")
    report.refresh_from_db()
    assert (report.answered_by, report.outcome, report.note) == (pia, "A slip of the pen. Mended.", None)
    row = AuditEntry.objects.order_by("-pk").first()
    assert (row.action, row.by, row.page, row.note) == (
        "report-answered",
        pia,
        report.page,
        "A slip of the pen. Mended.",
    )
    assert [found.count for found in desk.for_person(pia) if found.key == "told-by-readers"] == [0]


def test_readers_are_told_what_was_done_in_an_editors_words_under_the_pages_history(client):
    report, pia = told(), factories.publisher_pia()
    assert "What readers told us" not in client.get("/symptoms/joint-pain/history/").content.decode()
    reader_reports.answer(report=report, by=pia, outcome="Mended.", **NOTE)
    with CaptureQueriesContext(connection) as ran:
        page = client.get("/symptoms/joint-pain/history/").content.decode()
    assert len(ran) <= budgets.PAGE
    assert "A reader told us on" in page
    assert all(words in page for words in NOTE.values())
    assert SAID not in page
    assert all(words in AuditEntry.objects.order_by("-pk").first().note for words in NOTE.values())
    assert "What readers told us" not in client.get("/symptoms/joint-pain/").content.decode()


def test_of_a_study_readers_are_told_on_its_own_page_at_no_extra_cost(client, queries_while_rendering):
    send(client, STUDY)
    reader_reports.answer(report=ReaderReport.objects.get(), by=factories.publisher_pia(), outcome="Mended.", **NOTE)
    with CaptureQueriesContext(connection) as ran:
        page = client.get("/evidence/studies/younger-2013/").content.decode()
    assert len(ran) <= budgets.STUDY
    assert queries_while_rendering == []
    assert all(words in page for words in NOTE.values())
    assert "What readers told us" not in client.get("/evidence/studies/rossouw-2002/").content.decode()


def test_an_answer_can_be_said_anew_and_taken_from_readers():
    report, pia = told(), factories.publisher_pia()
    reader_reports.answer(report=report, by=pia, outcome="Mended.", **NOTE)
    ReaderNote.objects.update(done_on="2026-03-03")
    reader_reports.answer(report=report, by=pia, outcome="Mended.", **NOTE | {"done": "We corrected it."})
    note = ReaderNote.objects.get()
    assert (note.done, note.done_on.isoformat()) == ("We corrected it.", "2026-03-03")
    reader_reports.answer(report=report, by=pia, outcome="Mended, and told nobody.")
    assert not ReaderNote.objects.exists()
    assert AuditEntry.objects.order_by("-pk").first().note == "Mended, and told nobody. Readers are told nothing."


def test_words_that_tell_who_she_is_are_taken_out_for_good():
    report = told(words="I am Ann Other of Testville.")
    reader_reports.answer(report=report, by=factories.publisher_pia(), outcome="She named herself.", forget=True)
    report.refresh_from_db()
    assert report.words == ""
    assert "Ann" not in AuditEntry.objects.order_by("-pk").first().note


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"outcome": ""}, "Say what was done, or why nothing was."),
        ({"said": "that a dose was wrong"}, "For readers, say both"),
        ({"done": "We mended it."}, "For readers, say both"),
        ({"said": SAID, "done": "We mended it."}, "say it in your own words"),
        ({"outcome": "Wrote to ann@example.org."}, "Leave out what looks like an e-mail address"),
    ],
)
def test_an_answer_that_cannot_stand_is_refused_on_its_screen_and_kept_there(given, words):
    report = told()
    staff = Client()
    staff.force_login(factories.publisher_pia())
    typed = {"outcome": "Mended.", "said": "", "done": ""} | given
    response = staff.post(reverse("editorial:reader-report", args=[report.pk]), typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert all(text in page for text in typed.values())
    assert not ReaderReport.objects.exclude(answered_at=None).exists()


def test_a_report_about_no_page_can_tell_readers_nothing(client):
    send(client, ROSE)
    with pytest.raises(actions.WorkflowError, match="about no page"):
        reader_reports.answer(
            report=ReaderReport.objects.get(), by=factories.publisher_pia(), outcome="Mended.", **NOTE
        )


def test_an_answer_is_given_on_the_screen():
    report = told()
    staff = Client()
    staff.force_login(factories.reviewer_dr_ito())
    screen = reverse("editorial:reader-report", args=[report.pk])
    assert staff.post(screen, {"outcome": "Mended.", **NOTE}).status_code == 302
    page = staff.get(screen).content.decode()
    assert "Readers are told what was done" in page
    assert NOTE["done"] in page
