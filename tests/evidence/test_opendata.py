"""The open data: complete, explained, safe to open, and enough to do every sum again.

The rules are tried on a few made-up pages with every field filled. `of_the_library` is every file of the whole library,
made once for the tests that hold it to them.
"""

import csv
import hashlib
import io
import json
import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from editorial.workflow import actions
from evidence.models import Study
from evidence.opendata import files, published
from evidence.opendata.columns import LIST
from evidence.opendata.tables import TABLES
from tests import budgets, factories, filled
from tests.fixtures import empty_tables
from topics import glossary
from topics.models import Edition, Page, Term

FILES = ["/data/rose.json", *[f"/data/{name}.{kind}" for name in TABLES for kind in ("csv", "json")]]
SOME = ["/data/rose.json", "/data/pages.csv", "/data/assessments.json", "/data/studies.csv"]  # the first holds all rows


def rows_of(client, name: str) -> list[dict[str, str]]:
    """A CSV file as a stranger reads it."""
    return read_csv(client.get(f"/data/{name}.csv").content)


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def plain_text(cell: str) -> str:
    """What the page says: take one apostrophe away where one was put."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r\n＝＋－＠]", cell) else cell


def items(cell: str) -> list[str]:
    """A list in a cell, as the page says."""
    found = re.findall(r"(?:\\.|[^\\;])+", cell, re.DOTALL)
    return [re.sub(r"\\(.)", r"\1", item[place > 0 :], flags=re.DOTALL) for place, item in enumerate(found)]


# --- how a cell is written --------------------------------------------------------------------------------------------


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_text_begins_like_a_formula_and_none_is_lost(text):
    cell = files.text(text)
    assert re.fullmatch(r"[+-]?\d+(\.\d+)?", cell) or not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert plain_text(cell) == text


@pytest.mark.parametrize("hostile", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "'=1", "''=1", "＝1"])
def test_what_a_spreadsheet_might_run_is_marked(hostile):
    assert files.cell(hostile) == f"'{hostile}"
    assert files.cell([hostile, "b"]).startswith("'")


@pytest.mark.parametrize("value", [-10.8, 0, 3, "-10.8", "+3", "-5"])
def test_a_number_stays_a_number(value):
    assert files.cell(value) == value


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), max_size=5))
def test_a_list_comes_out_of_its_cell_as_it_went_in(given_items):
    assert items(files.joined(given_items)) == given_items


@given(st.lists(st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.integers(), st.none()), min_size=1))
def test_csv_reads_back(cells):
    text = files.csv_text(["a"] * len(cells), [cells])
    back = list(csv.reader(io.StringIO(text, newline="")))[1]
    assert [plain_text(cell) for cell in back] == ["" if cell is None else str(cell) for cell in cells]
    assert text.endswith("\r\n")


# --- what is in the files ---------------------------------------------------------------------------------------------


@pytest.fixture
def full(empty_database) -> None:
    """A few made-up pages in the library's place, with every field filled."""
    filled.make()


class Files:
    """Every file, as a stranger downloads it."""

    def __init__(self, client: Client):
        self._contents = {url: client.get(url).content for url in FILES}

    def json(self, name: str) -> dict[str, Any]:
        return json.loads(self._contents[f"/data/{name}.json"])

    def header(self, name: str) -> str:
        return self._contents[f"/data/{name}.csv"].decode().split("\r\n", 1)[0]

    def rows(self, name: str) -> list[dict[str, str]]:
        return read_csv(self._contents[f"/data/{name}.csv"])


@pytest.fixture(scope="module")
def of_the_made_up(django_db_setup, django_db_blocker) -> Files:
    """The made-up pages', for who only reads them."""
    with django_db_blocker.unblock(), transaction.atomic():
        empty_tables()
        filled.make()
        files = Files(Client())
        transaction.set_rollback(True)
    return files


@pytest.fixture(scope="module")
def of_the_library(django_db_setup, django_db_blocker) -> Files:
    """The whole library's, with its editions read once for all of them."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        held = published.everything(glossary.rows())
        patch.setattr(published, "everything", lambda words: held)
        return Files(Client())


@pytest.fixture(params=["of_the_made_up", "of_the_library"])
def offered(request) -> Files:
    """The files of the made-up pages, and those of the whole library."""
    return request.getfixturevalue(request.param)


def test_every_column_is_in_the_dictionary_and_every_entry_is_a_column(offered):
    for name in TABLES:
        is_explained(name, offered.header(name), offered.json(name))


def is_explained(name: str, header: str, data: dict[str, Any]) -> None:
    entries = [column.name for column in TABLES[name].columns]
    assert header == ",".join(f'"{entry}"' for entry in entries)
    assert [column["name"] for column in data["columns"]] == entries
    assert data["rows"]
    assert all(list(row) == entries for row in data["rows"])
    assert len(set(entries)) == len(entries)
    assert all(column["description"].endswith((".", "?", "!")) for column in data["columns"])


def test_no_column_is_always_empty(of_the_made_up):
    tables = of_the_made_up.json("rose")["tables"]
    for name, table in TABLES.items():
        for column in table.columns:
            values = [row[column.name] for row in tables[name]["rows"]]
            assert any(value not in ("", None, [], False) for value in values), (name, column.name)


def test_a_code_in_the_files_is_in_the_dictionary(offered):
    for name, table in TABLES.items():
        rows = [row for row in offered.rows(name) if (name, row.get("kind")) != ("pages", "article")]
        for column in table.columns:
            if column.codes:
                assert {row[column.name] for row in rows} - {""} <= set(column.codes), (name, column.name)


def test_csv_and_json_hold_the_same(offered):
    whole = offered.json("rose")["tables"]
    assert list(whole) == list(TABLES)
    for name, table in TABLES.items():
        rows = offered.json(name)["rows"]
        assert rows == whole[name]["rows"]
        for row, cells in zip(rows, offered.rows(name), strict=True):
            for column in table.columns:
                value, cell = row[column.name], cells[column.name]
                if column.kind == LIST:
                    assert items(plain_text(cell)) == value
                elif isinstance(value, bool):
                    assert cell == str(value).lower()
                elif isinstance(value, int | float):
                    assert float(cell) == value
                else:
                    assert plain_text(cell) == (value or "")


def test_figures_stay_numbers_and_hostile_titles_stay_text(of_the_made_up):
    finding = next(row for row in of_the_made_up.rows("findings") if row["id"] == "okafor-2020/pain")
    assert (finding["value"], finding["ci_low"], finding["ci_high"], finding["p"]) == ("-1.5", "-2.5", "-0.5", "<0.001")
    study = next(row for row in of_the_made_up.rows("studies") if row["key"] == "okafor-2020")
    assert study["title"] == "'=HYPERLINK(0) <script>"
    assert items(study["authors"]) == ["Okafor A", "B; C"]


def test_everybody_can_work_every_grade_out_again(of_the_made_up, of_the_library):
    """Arithmetic of its own, from the CSV file alone, as the page tells it."""
    start = {"randomised": 4, "non-randomised": 2, "case-reports": 1}
    lower = {"": 0, "no-concern": 0, "could-not-assess": 0}
    lower |= {"serious-concern": -1, "very-serious-concern": -2, "extremely-serious-concern": -3}
    judged = ["risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias"]
    raised = ["large_effect", "dose_response", "plausible_confounding"]
    names = ["very-low", "low", "moderate", "high"]
    found = []
    for row in [*of_the_made_up.rows("assessments"), *of_the_library.rows("assessments")]:
        if row["starting_point"] == "no-human-evidence":
            assert row["certainty"] == "not-rated"
            continue
        level = start[row["starting_point"]]
        level += sum(lower[row[name]] for name in judged) + sum(int(row[name]) for name in raised)
        assert row["certainty"] == names[max(1, min(4, level)) - 1], row["id"]
        assert all(row[f"{name}_reason"] for name in judged if lower[row[name]])
        found.append(row["certainty"])
    assert {"high", "low", "very-low"} <= set(found)


def test_the_names_in_one_table_are_rows_of_another(offered):
    keys = {row["key"] for row in offered.rows("studies")}
    findings = {row["id"] for row in offered.rows("findings")}
    pages = {row["slug"] for row in offered.rows("pages")}
    outcomes = {row["slug"] for row in offered.rows("outcomes")}
    for row in offered.rows("assessments"):
        assert set(items(row["studies"])) <= keys
        assert set(items(row["findings"])) <= findings
        assert {row["intervention"], row["topic"]} <= pages
        assert row["outcome"] in outcomes
    for row in offered.rows("findings"):
        assert set(items(row["topics"])) <= pages
        assert row["study"] in keys
    for row in offered.rows("pages"):
        assert set(items(row["cites"])) <= keys
    assert {row["study"] for row in offered.rows("harms")} <= keys


# --- only what is published -------------------------------------------------------------------------------------------


def test_a_draft_is_in_no_file(client, empty_database):
    factories.study(findings=[factories.PAIN])
    factories.topic("zzdraft-toes", title="Zzdraft toes", body="Zzdraft [@okafor-2020].", aliases=["zzdraft"])
    factories.intervention("zzdraft-socks", title="Zzdraft socks", side_effects=[{"name": "Zzdraft", "text": "So."}])
    factories.published(factories.topic(related=["zzdraft-toes"]))
    for url in SOME:
        text = client.get(url).content.decode()
        assert "zdraft" not in text, url
        assert "okafor-2020" not in text, url


def test_editing_a_live_page_or_its_studies_changes_no_file(client, full):
    before = {url: client.get(url).content for url in SOME}
    Page.objects.filter(slug="wool-socks").update(title="Changed", body="Changed")
    Page.objects.get(slug="wool-socks").specific.assessments.update(summary="Changed", risk_of_bias_reason="Changed")
    Study.objects.filter(slug="okafor-2020").update(title="Changed", population="Changed")
    assert {url: client.get(url).content for url in SOME} == before


def test_an_archived_page_leaves_the_files(client, full):
    actions.archive(page=Page.objects.get(slug="wool-socks"), by=factories.publisher_pia(), note="Merged.")
    assert "wool-socks" not in {row["intervention"] for row in rows_of(client, "assessments")}
    assert "wool-socks" not in {row["slug"] for row in rows_of(client, "pages")}


def test_a_study_is_told_as_the_newest_edition_that_holds_it(client, empty_database):
    study = factories.study(findings=[factories.PAIN])
    factories.published(factories.topic(body="Wool [@okafor-2020]."))
    Study.objects.filter(pk=study.pk).update(title="A better title")
    assert next(r for r in rows_of(client, "studies") if r["key"] == "okafor-2020")["title"] == "A trial"
    factories.published(factories.topic("warm-toes", title="Warm toes", body="Wool [@okafor-2020]."))
    row = next(row for row in rows_of(client, "studies") if row["key"] == "okafor-2020")
    assert (row["title"], row["from_page"]) == ("A better title", "warm-toes")
    assert items(row["held_by"]) == ["cold-toes", "warm-toes"]


def test_a_retraction_is_told_at_once_and_makes_a_new_version(client, full):
    Study.objects.filter(slug="okafor-2020").update(retracted=False)
    version = client.get("/data/rose.json").json()["version"]
    Study.objects.filter(slug="okafor-2020").update(retracted=True)
    study = next(row for row in rows_of(client, "studies") if row["key"] == "okafor-2020")
    assert study["retracted"] == "true"
    assessment = next(row for row in rows_of(client, "assessments") if row["intervention"] == "wool-socks")
    assert items(assessment["retracted_studies"]) == ["okafor-2020"]
    assert client.get("/data/rose.json").json()["version"] != version


def test_a_retraction_of_a_study_that_nobody_cites_changes_nothing(client, full):
    version = client.get("/data/rose.json").json()["version"]
    factories.study("nobody-2020", retracted=True)
    assert client.get("/data/rose.json").json()["version"] == version


def test_a_word_that_is_explained_anew_makes_a_new_version(client, full):
    tag = client.get("/data/glossary.json")["ETag"]
    Term.objects.filter(slug="placebo").update(meaning="A dummy.")
    assert client.get("/data/glossary.json", headers={"If-None-Match": tag}).status_code == 200
    assert next(row for row in rows_of(client, "glossary") if row["slug"] == "placebo")["meaning"] == "A dummy."


def test_the_hash_of_a_word_can_be_worked_out_again(offered):
    for row in offered.json("glossary")["rows"]:
        said = [row[name] for name in ("term", "also", "kind", "meaning", "link", "see")]
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == row["content_hash"]


# --- version, cost, headers -------------------------------------------------------------------------------------------


def test_everybody_can_work_the_version_out_again(client, full):
    offered = Files(client)
    assert worked_out(offered) == offered.json("rose")["version"]
    assert worked_out(offered) in client.get("/data/").content.decode()
    assert sum(row["retracted"] == "true" for row in offered.rows("studies")) == 2


def test_everybody_can_work_the_library_s_version_out_again(of_the_library):
    assert worked_out(of_the_library) == of_the_library.json("rose")["version"]
    assert len(of_the_library.rows("glossary")) > 150


def worked_out(offered: Files) -> str:
    pages = offered.rows("pages")
    lines = sorted(f"{row['slug']} {row['edition']} {row['content_hash']}" for row in pages)
    lines += sorted(f"signed {row['slug']}" for row in pages if row["signed_off"] == "true")
    lines += sorted(f"retracted {row['key']}" for row in offered.rows("studies") if row["retracted"] == "true")
    lines += sorted(f"word {row['slug']} {row['content_hash']}" for row in offered.rows("glossary"))
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
    return f"{max(row['published_on'] for row in pages)}-{digest}"


def test_who_holds_this_version_is_told_so(client, full):
    tags = {url: client.get(url)["ETag"] for url in SOME}
    for url, tag in tags.items():
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
        assert client.get(url, headers={"If-None-Match": f"W/{tag}"}).status_code == 304
    factories.published(factories.topic("warm-toes"))
    for url, tag in tags.items():
        changed = client.get(url, headers={"If-None-Match": tag})
        assert (changed.status_code, changed["ETag"] == tag) == (200, False)


@pytest.mark.parametrize("url", ["/data/", "/data/rose.json", "/data/assessments.csv", "/data/studies.json"])
def test_it_costs_a_handful_of_statements_whatever_the_size(client, full, url):
    costs = []
    for count in (1, 60):
        rows = [factories.assessment(key=f"row-{number}") for number in range(count)]
        factories.published(factories.intervention(f"socks-{count}", title="Socks", assessments=rows))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= budgets.DATA


def test_a_repeated_download_costs_less(client, full):
    tag = client.get("/data/rose.json")["ETag"]
    with CaptureQueriesContext(connection) as queries:
        client.get("/data/rose.json", headers={"If-None-Match": tag})
    assert len(queries) <= budgets.DATA_HELD


def test_no_file_sets_a_cookie_or_is_written_to(client, full):
    for url in ("/data/", *FILES):
        response = client.get(url)
        assert response.status_code == 200
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        assert client.post(url).status_code == 405


def test_files_say_what_they_are(client, full):
    table = client.get("/data/assessments.csv")
    assert table["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert re.fullmatch(r'attachment; filename="rose-assessments-[0-9a-z-]+\.csv"', table["Content-Disposition"])
    assert client.get("/data/assessments.json")["Content-Type"] == "application/json"
    assert client.get("/data/nonsense.csv").status_code == 404
    assert client.get("/data/nonsense.json").status_code == 404


def test_nothing_published_is_said(client, empty_database):
    assert "Nothing is published yet" in client.get("/data/").content.decode()
    assert client.get("/data/rose.json").json()["date"] is None
    assert rows_of(client, "assessments") == []


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_explains_every_column_of_every_table(client, full):
    page = client.get("/data/").content.decode()
    for table in TABLES.values():
        assert f'id="{table.name}"' in page
        assert f"/data/{table.name}.csv" in page
        assert f"/data/{table.name}.json" in page
        for column in table.columns:
            assert f"<code>{column.name}</code>" in page
    assert "https://creativecommons.org/licenses/by/4.0/" in page


def test_the_page_says_what_no_clinician_has_signed(client, empty_database):
    factories.published(factories.mechanism())
    assert "No clinician has signed these" in client.get("/data/").content.decode()
    factories.topic()
    filled.signed(Page.objects.get(slug="cold-toes"))
    assert Edition.objects.live().count() == 2
    assert "1 of 2 pages are signed off" in client.get("/data/").content.decode()


def test_the_banner_goes_when_all_are_signed(client, empty_database):
    factories.topic()
    filled.signed(Page.objects.get(slug="cold-toes"))
    assert "unsigned" not in client.get("/data/").content.decode()


def test_nothing_is_asked_while_the_page_renders(client, full, queries_while_rendering):
    client.get("/data/")
    assert queries_while_rendering == []


def test_every_page_leads_to_the_open_data(client, db):
    assert 'href="/data/"' in client.get("/").content.decode()


def test_the_counts_of_rows_follow_what_is_published_and_are_made_once_a_version(client, full):
    dose = {"route": "by mouth", "amount": "1 mg", "text": "Made up."}
    factories.published(factories.intervention("counted-socks", doses=[dose]))
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/data/").content.decode()
        costs.append(len(queries))
        told = page.split('id="doses"')[1].split(" row")[0].rpartition(">")[2]
        assert told == f"{len(rows_of(client, 'doses')):,}"
    assert costs[1] == costs[0] - 2
