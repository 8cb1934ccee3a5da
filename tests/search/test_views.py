"""The results page and the API, as readers and programs get them."""

from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import candidates
from tests import budgets, factories

pytestmark = pytest.mark.django_db

PAGE, API = "/search/?q=", "/api/search/?q="
FOUND = ["joint pain and low mood", "fibromyalgia pian", "hot flashes", "achy knees, feeling flat, can't sleep", "pain"]
NOT_FOUND = ["zzxqj", "the and of", "no hot flushes", "dfgh jkl qwrt zxcv"]


def main(response):
    return response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.parametrize("address", [PAGE, API])
@pytest.mark.parametrize(
    ("query", "budget"),
    [(query, budgets.SEARCH) for query in FOUND] + [(query, budgets.NOTHING_FOUND) for query in NOT_FOUND],
)
def test_it_keeps_its_budget_of_queries_and_only_reads(client, address, query, budget):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address + quote(query)).status_code == 200
    assert len(queries) <= budget
    assert all(query["sql"].split()[0] in ("SELECT", "WITH") for query in queries)


@pytest.mark.parametrize("query", ["", *FOUND, *NOT_FOUND])
def test_nothing_is_asked_while_the_page_renders(client, query, queries_while_rendering):
    client.get(PAGE + quote(query))
    assert queries_while_rendering == []


def test_the_empty_search_asks_nothing_of_the_database_and_helps(client):
    with CaptureQueriesContext(connection) as queries:
        page = main(client.get("/search/"))
    assert len(queries) == 0
    assert 'name="q"' in page
    assert "Symptoms A to Z" in page


@pytest.mark.parametrize("address", [PAGE, API])
def test_it_sets_no_cookie_and_takes_no_post(client, address):
    response = client.get(f"{address}joint+pain")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert client.post(address + "joint+pain").status_code == 405


def test_chips_take_themselves_out(client):
    page = main(client.get(f"{PAGE}joint+pain+and+low+mood"))
    assert 'href="/search/?q=low+mood" aria-label="Joint pain: take out of the search"' in page
    assert 'href="/search/?q=joint+pain" aria-label="Low mood: take out of the search"' in page


def test_a_correction_is_said(client):
    page = main(client.get(f"{PAGE}fibromyalgia+pian"))
    assert "Showing results for <strong>fibromyalgia pain</strong>" in page


def test_what_was_not_understood_is_said(client):
    assert "“zzxqj”: Rose knows no symptom or treatment by this word" in main(client.get(f"{PAGE}joint+pain+zzxqj"))


def test_what_was_denied_is_said(client):
    page = main(client.get(f"{PAGE}no+hot+flushes+but+anxious"))
    assert "Left out, because you wrote that it is not there: Hot flushes" in page


def test_a_long_search_is_answered_and_says_that_it_was_cut(client):
    page = main(client.get(PAGE + "joint+pain+" * 9000))
    assert "Rose read only the first part" in page


def test_it_says_that_it_is_no_diagnosis_and_by_which_rule_it_orders(client):
    page = main(client.get(f"{PAGE}joint+pain"))
    assert "This is not a diagnosis" in page
    assert "something is known for more of these come first" in page


def test_nothing_found_helps(client):
    page = main(client.get(f"{PAGE}zzxqj"))
    assert "Nothing was found" in page
    assert "Symptoms A to Z" in page


def test_emergency_signs_come_before_everything_that_was_found(client):
    sign = {"urgency": "emergency", "text": "Toes that turn black"}
    factories.published(factories.topic(warning_signs=[sign]))
    page = main(client.get(f"{PAGE}cold+toes"))
    assert page.index("Toes that turn black") < page.index("What Rose understood") < page.index('<h2 id="pages"')
    assert "call 999, 112 or your local emergency number" in page


def test_what_is_denied_brings_no_emergency_card(client):
    sign = {"urgency": "emergency", "text": "Toes that turn black"}
    factories.published(factories.topic(warning_signs=[sign]))
    assert "Toes that turn black" not in main(client.get(f"{PAGE}no+cold+toes+but+tired"))


SCRIPT = "<script>alert(1)</script>"


@pytest.mark.parametrize("query", [SCRIPT, f"joint pain {SCRIPT}", f"{SCRIPT} cold toes", '"><img src=x onerror=y>'])
def test_a_query_is_escaped_wherever_it_shows(client, query):
    page = client.get(PAGE + quote(query)).content.decode()
    assert SCRIPT not in page
    assert "<img" not in page


def test_names_and_texts_are_escaped_wherever_they_show(client):
    factories.published(
        factories.topic(title=f"Cold {SCRIPT} toes", summary=SCRIPT, aliases=[f"icy {SCRIPT}"], body=f"Toes {SCRIPT}.")
    )
    factories.published(factories.article(title=f"On {SCRIPT}", summary=SCRIPT, body=f"Cold toes {SCRIPT} cold."))
    for query in ("cold script toes", "icy script alert", "cold toes", "alert 1"):
        assert SCRIPT not in client.get(PAGE + quote(query)).content.decode()


def test_extracts_mark_what_was_found(client):
    factories.published(factories.article(body="They say that quixotry warms. A & B < C.", unknowns=""))
    page = main(client.get(f"{PAGE}quixotry"))
    assert "They say that <mark>quixotry</mark> warms. A &amp; B &lt; C." in page


def test_it_says_whether_more_pages_match_than_are_shown(client, monkeypatch):
    monkeypatch.setattr(candidates, "MOST_PAGES", 2)
    assert "The first 2 pages. More match: add a word" in main(client.get(f"{PAGE}menopause"))
    assert "More match" not in main(client.get(f"{PAGE}zzzzzz"))


# --- the API ----------------------------------------------------------------------------------------------------------


def test_the_api_answers_in_its_form(client):
    response = client.get(f"{API}joint+pain+and+low+mood")
    found = response.json()
    assert response["Access-Control-Allow-Origin"] == "*"
    assert list(found) == ["query", "symptoms", "interventions", "pages"]
    assert found["query"] == "joint pain and low mood"
    assert found["symptoms"][0] == {"slug": "joint-pain", "title": "Joint pain", "matched": "joint pain"}
    assert list(found["interventions"][0]) == ["slug", "title", "topics", "certainty", "direction"]
    assert found["interventions"][0]["topics"] == ["joint-pain", "low-mood"]
    assert list(found["pages"][0]) == ["slug", "kind", "title", "url", "excerpt"]
    assert found["pages"][0]["url"] == "/symptoms/joint-pain/"


def test_excerpts_are_plain_text(client):
    factories.published(factories.article(body="They say that quixotry warms. A & B < C.", unknowns=""))
    (page,) = client.get(f"{API}quixotry").json()["pages"]
    assert page["excerpt"] == "They say that quixotry warms. A & B < C."


@pytest.mark.parametrize("address", ["/api/search/", API, f"{API}%20", f"{API}%00"])
def test_asking_nothing_is_told(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert list(response.json()) == ["error"]


def test_more_fields_than_any_form_has_are_refused(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    response = client.get("/api/search/?" + "&".join(["q=joint"] * 12))
    assert response.status_code == 400
    assert list(response.json()) == ["error"]


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%FF%FE", "%00joint%00pain", "%F0%9F%94%A5", "%E2%80%AE", "%25%27%22%5C"])
@pytest.mark.parametrize("address", [PAGE, API])
def test_bytes_of_any_kind_get_an_answer(client, address, raw):
    assert client.get(address + raw).status_code in (200, 400)
