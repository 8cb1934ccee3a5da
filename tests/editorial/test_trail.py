"""The audit trail: what the application can't undo, who comes and goes, and taking it away as a file."""

import csv
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from editorial.models import Action, AuditEntry
from editorial.workflow import actions
from tests import factories
from tests.fixtures import NEVER_EMPTIED

pytestmark = pytest.mark.django_db

LIST = "/admin/editorial/auditentry/"
FILE = "/admin/lists/editorial/auditentry/"


@pytest.fixture
def as_pia(client):
    client.force_login(factories.publisher_pia())
    return client


def rows(action: str) -> list[tuple[str, str, str]]:
    found = AuditEntry.objects.filter(action=action).order_by("pk").select_related("by")
    return [(str(entry.by), entry.subject, entry.note) for entry in found]


@pytest.mark.parametrize("table", NEVER_EMPTIED)
def test_the_database_refuses_to_empty_what_is_on_record(table):
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_nor_is_the_trail_emptied_with_the_people_in_it():
    with pytest.raises(DatabaseError, match="never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE auth_user CASCADE")


# --- coming and going -------------------------------------------------------------------------------------------------


def test_signing_in_and_out_leaves_a_row_each(client):
    factories.author_amal()
    response = client.post(reverse("admin:login"), {"username": "amal", "password": "a long enough password"})
    assert response.status_code == 302
    client.post(reverse("admin:logout"))
    assert rows(Action.SIGNED_IN) == [("amal", "user: amal", "With her password.")]
    assert rows(Action.SIGNED_OUT) == [("amal", "user: amal", "")]


def test_a_wrong_password_leaves_none_so_that_nobody_fills_the_trail_from_outside(client):
    factories.author_amal()
    before = AuditEntry.objects.count()
    client.post(reverse("admin:login"), {"username": "amal", "password": "wrong"})
    client.post(reverse("admin:logout"))
    assert AuditEntry.objects.count() == before


def test_a_new_password_of_ones_own_leaves_a_row(client):
    client.force_login(factories.author_amal())
    new = {
        "old_password": "a long enough password",
        "new_password1": "another long one",
        "new_password2": "another long one",
    }
    assert client.post(reverse("admin:password_change"), new).status_code == 302
    assert rows(Action.ACCESS_CHANGED) == [("amal", "user: amal", "Her own password.")]


# --- choosing in it ---------------------------------------------------------------------------------------------------


@pytest.fixture
def page():
    page = factories.topic()
    actions.record_edit(page=page, by=factories.author_amal(), note="Changed Summary.")
    return page


@pytest.mark.parametrize("by", ["person", "action", "page", "day"])
def test_the_trail_is_chosen_from_by_person_action_page_and_day(by, as_pia, page):
    actions.record(by=User.objects.create_user("zed"), action=Action.LOADED, subject="Something else")
    entry = AuditEntry.objects.get(page=page)
    chosen = {
        "person": {"by__id__exact": entry.by_id},
        "action": {"action__exact": "edited"},
        "page": {"page": page.pk},
        "day": {"at__year": entry.at.year, "at__month": entry.at.month, "at__day": entry.at.day},
    }[by]
    found = as_pia.get(LIST, chosen).context["cl"].queryset
    assert entry in found
    assert found.filter(subject="Something else").exists() == (by == "day")


def test_a_page_is_chosen_by_its_title_and_the_other_choices_stay(as_pia, page):
    content = as_pia.get(LIST, {"action__exact": "edited", "page": page.pk}).content.decode()
    assert f'<option value="{page.pk}" selected>Cold toes</option>' in content
    assert '<input type="hidden" name="action__exact" value="edited">' in content


def test_a_page_that_nothing_was_written_about_has_no_rows(as_pia):
    assert not as_pia.get(LIST, {"page": "no-number"}).context["cl"].queryset.exists()


# --- taking it away ---------------------------------------------------------------------------------------------------


def taken_away(client, query: str = "") -> list[list[str]]:
    response = client.post(FILE + query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


def test_what_was_chosen_is_taken_away_whole_and_that_is_on_record(as_pia, page):
    note = "Because. " * 40
    actions.record(by=None, action=Action.COMMENTED, subject=page, page=page, note=note)
    header, *found = taken_away(as_pia, f"?page={page.pk}")
    assert header == ["at", "action", "who", "subject", "page", "edition", "note"]
    assert [row[1:] for row in found] == [
        ["Commented", "the library", "Cold toes", "symptom/cold-toes", "", note],
        ["Edited", "amal", "Cold toes", "symptom/cold-toes", "", "Changed Summary."],
    ]
    assert rows(Action.EXPORTED) == [("pia", "list: audit trail", f"2 rows as CSV, filtered by page={page.pk}.")]


def test_the_file_has_the_second_and_the_edition(as_pia, page):
    edition = factories.published(page)
    written = actions.record(by=None, action=Action.PUBLISHED, subject=page, page=page, edition=edition)
    row = taken_away(as_pia, f"?page={page.pk}")[1]
    assert row[0] == timezone.localtime(written.at).isoformat(sep=" ", timespec="seconds")
    assert (row[2], row[5]) == ("the library", str(edition.number))


def test_the_button_takes_away_what_the_list_shows(as_pia, page):
    content = as_pia.get(LIST, {"page": page.pk}).content.decode()
    assert f'action="{FILE}?page={page.pk}"' in content


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(as_pia, page):
    actions.record(by=None, action=Action.EDITED, subject='=HYPERLINK("//x")', page=page, note="@SUM(1)")
    row = taken_away(as_pia, f"?page={page.pk}")[1]
    assert (row[3], row[6]) == ('\'=HYPERLINK("//x")', "'@SUM(1)")


def test_a_file_of_the_whole_trail_fetches_no_page_s_text(as_pia, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as ran:
        assert len(taken_away(as_pia)) > 300
    assert not [query for query in ran.captured_queries if '"rendered"' in query["sql"] or '"body"' in query["sql"]]
