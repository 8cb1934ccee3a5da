"""Reports on how the library stands, and every list of the admin as a file."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from editorial.models import Action, AuditEntry, Review
from editorial.overview import csv_cells, reports
from editorial.workflow import actions, publishing, reviews
from tests import factories
from topics.models import Edition, Page

READERS = [factories.author_amal, factories.reviewer_dr_ito, factories.publisher_pia]


def report(name: str) -> list[list]:
    return [row.cells for row in reports.REPORTS[name].rows()]


def download(client, url: str) -> list[list[str]]:
    response = client.post(url)
    assert response.status_code == 200, response
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="rose-')
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def list_url(name: str, filters: str = "") -> str:
    return reverse("editorial:list-csv", args=name.split("_", 1)) + filters


# --- reports ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_pages_stand_by_the_age_of_their_last_review():
    signed = {"name": "Dr Test Ito", "credentials": "x", "interests": "None", "interests_here": "None", "scope": "Text"}
    for slug, days in [("warm-toes", ["2026-02-01"]), ("cold-toes", ["2020-01-01", "2025-03-04"])]:
        note = {"change_kind": "wording", "change_note": "Made."}
        by = [signed | {"date": day} for day in days]
        publishing.publish(factories.topic(slug, title=slug), by=None, signed_off_by=by, **note)
    first, second = report("age")
    assert first[:3] == ["cold-toes", "Symptom", date(2025, 3, 4)]
    assert first[3] == Page.objects.get(slug="cold-toes").review_due_on
    assert second[0] == "warm-toes"


@pytest.mark.django_db
def test_treatments_stand_by_their_surest_grade():
    rows = report("grade")
    assert (
        len(rows)
        == Edition.objects.live().filter(kind="intervention").exclude(page__evidence_given=None).distinct().count()
    )
    places = [reports.GRADES.index(row[2]) for row in rows]
    assert places == sorted(places)
    for row, place in zip(rows, places, strict=True):
        assert row[3 + place] > 0, "it has one of its surest grade"
        assert not any(row[3 : 3 + place]), "and none that is surer"


@pytest.mark.django_db
def test_pages_without_a_sign_off_say_what_is_done_about_it():
    amal = factories.author_amal()
    before = len(report("unsigned"))
    assert before == Edition.objects.live().filter(signed_off_by=[]).count()
    actions.submit(page=Page.objects.get(slug="joint-pain"), by=amal)
    [row] = [row for row in report("unsigned") if row[0] == "Joint pain"]
    assert row[3:] == ["In review", timezone.localdate() + timedelta(days=actions.DAYS_TO_REVIEW)]


@pytest.mark.django_db
def test_reviewers_stand_with_what_they_have_and_what_they_did():
    amal, ito = factories.author_amal(), factories.reviewer_dr_ito()
    for slug in ("joint-pain", "brain-fog", "insomnia"):
        actions.submit(page=Page.objects.get(slug=slug), by=amal)
        reviews.claim(review=Review.objects.get(page__slug=slug), by=ito)
    Review.objects.filter(page__slug="brain-fog").update(due_on=timezone.localdate() - timedelta(days=1))
    actions.sign_off(page=Page.objects.get(slug="joint-pain"), by=ito, interests="None")
    [row] = report("reviewers")
    assert row == ["Dr Test Ito", "made up for tests", 2, 1, 1, timezone.localdate()]


@pytest.mark.django_db
@pytest.mark.parametrize("name", reports.REPORTS)
def test_each_report_is_one_statement_a_screen_and_a_file(name, admin_client):
    with CaptureQueriesContext(connection) as ran:
        rows = report(name)
    assert len(ran) == 1
    assert not [query for query in ran if '"rendered"' in query["sql"]]
    url = reverse("editorial:report", args=[name])
    assert reports.REPORTS[name].title in admin_client.get(url).content.decode()
    assert admin_client.get(url, {"p": "9999"}).status_code == 200
    told = download(admin_client, url)
    assert told[0] == list(reports.REPORTS[name].columns)
    assert len(told) == len(rows) + 1
    assert AuditEntry.objects.get(action=Action.EXPORTED).subject == f"report: {reports.REPORTS[name].title}"


@pytest.mark.django_db
@pytest.mark.parametrize("who", READERS)
def test_all_editors_read_reports_and_nobody_else(who, client):
    url = reverse("editorial:report", args=["grade"])
    assert client.get(url).status_code == 302
    client.force_login(who())
    assert client.get(url).status_code == 200
    client.force_login(factories.User.objects.create_user("nobody", is_staff=True))
    assert client.get(url).status_code == 403
    assert client.post(url).status_code == 403
    assert not AuditEntry.objects.filter(action=Action.EXPORTED).exists()


@pytest.mark.django_db
def test_there_is_no_other_report(admin_client):
    assert admin_client.get(reverse("editorial:report", args=["gossip"])).status_code == 404


# --- lists as files ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label_lower)
def test_every_list_of_the_admin_can_be_downloaded(model, admin_client):
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    assert f'action="{list_url(name)}"' in admin_client.get(reverse(f"admin:{name}_changelist")).content.decode()
    told = download(admin_client, list_url(name))
    assert told[0]
    assert all(len(row) == len(told[0]) for row in told)
    assert not [cell for row in told for cell in row if "<a " in cell]


@pytest.mark.django_db
def test_a_file_holds_all_that_the_filters_leave_and_the_record_says_who_took_it(client):
    client.force_login(factories.author_amal())
    told = download(client, list_url("topics_page", "?kind__exact=intervention"))
    assert len(told) == 1 + Page.objects.filter(kind="intervention").count()
    assert told[0][:3] == ["title", "kind", "status"]
    assert {row[1] for row in told[1:]} == {"Treatment"}
    written = AuditEntry.objects.get(action=Action.EXPORTED)
    assert written.by.username == "amal"
    assert written.subject == "list: pages"
    assert written.note == f"{len(told) - 1} rows as CSV, filtered by kind__exact=intervention."
    assert len(download(client, list_url("topics_page", "?q=naltrexone"))) < 9


@pytest.mark.django_db
def test_who_may_not_open_a_list_may_not_download_it(client):
    client.force_login(factories.author_amal())
    assert client.post(list_url("editorial_auditentry")).status_code == 403
    assert client.post(list_url("auth_user")).status_code == 403
    assert client.post(list_url("auth_permission")).status_code == 404
    assert client.post(list_url("topics_page", "?password=x")).status_code == 400
    assert client.get(list_url("topics_page")).status_code == 405
    assert not AuditEntry.objects.filter(action=Action.EXPORTED).exists()


# --- cells ------------------------------------------------------------------------------------------------------------


@given(st.text())
def test_no_cell_begins_as_a_formula_and_none_loses_a_letter(text):
    cell = csv_cells.harmless(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert cell.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1"])
def test_a_formula_stands_behind_an_apostrophe(text):
    assert csv_cells.table(["a"], [[text]]).startswith("\ufeffa\r\n")
    assert f"'{text}" in csv_cells.table(["a"], [[text]])
    assert csv_cells.harmless("1-2") == "1-2"
