"""Finding what a text can refer to while it is written: studies, pages, words of the glossary."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.writing import picking
from tests import factories
from topics.models import Term

pytestmark = pytest.mark.django_db
PICK = "/admin/pick/"


def keys(what: str, query: str) -> list[str]:
    return [one["key"] for one in picking.found(what, query)["found"]]


def only(what: str, query: str) -> dict[str, str]:
    [found] = picking.found(what, query)["found"]
    return found


@pytest.fixture
def wool():
    return factories.study(
        "okafor-2020", title="Wool’s warmth: 100% of toes", authors=["Okafor N", "Lindqvist-Zorn B"], year=2020
    )


@pytest.mark.parametrize(
    "query", ["okafor-2020", "OKAFOR 2020", "warmth wool", "zorn okafor", "wool's wa", "wool’s wa"]
)
def test_a_study_is_found_by_parts_of_its_key_authors_year_and_title_in_any_order(query, wool):
    assert keys("study", query) == ["okafor-2020"]


def test_every_word_has_to_be_there(wool):
    assert keys("study", "okafor 2021") == []


@pytest.mark.parametrize("query", ["", "o", "  z ", "100_", "of%toes", "\\"])
def test_too_little_or_a_sign_that_stands_for_others_finds_nothing(query, wool):
    assert keys("study", query) == []


def test_a_per_cent_sign_means_itself(wool):
    assert keys("study", "100% lindqvist") == ["okafor-2020"]


def test_a_study_shows_its_design_in_whom_and_that_it_was_retracted(wool):
    assert only("study", "okafor-2020") == {
        "key": "okafor-2020",
        "name": "Okafor 2020: Wool’s warmth: 100% of toes",
        "note": "Randomised trial, in menopause",
        "warning": "",
    }
    wool.retracted, wool.directness = True, "not-human"
    wool.save()
    assert only("study", "okafor-2020")["note"] == "Randomised trial, not in people"
    assert only("study", "okafor-2020")["warning"] == "retracted"


def test_a_study_that_readers_could_not_look_up_is_not_offered():
    factories.study("hidden-2020", title="Nowhere", doi="")
    assert keys("study", "hidden-2020") == []


def test_more_than_the_list_holds_is_said():
    for number in range(picking.MOST + 1):
        factories.study(f"zyzzyva-{number + 1:03}")
    found = picking.found("study", "zyzzyva")
    assert (len(found["found"]), found["more"]) == (picking.MOST, True)
    assert picking.found("study", "zyzzyva-013")["more"] is False


def test_a_page_is_found_by_its_names_and_says_by_which():
    factories.topic("cold-toes", aliases=["chilly toes", {"text": "my toes freeze", "kind": "phrase"}])
    assert only("page", "cold toe") | {"note": "Symptom"} == only("page", "cold toe")
    assert only("page", "chilly")["note"] == "Symptom, also called chilly toes"
    assert keys("page", "toes freeze") == []


def test_the_page_that_has_a_name_whole_comes_before_those_that_hold_it():
    assert keys("page", "hrt")[0] == "menopausal-hormone-therapy"
    assert keys("page", "ldn")[0] == "low-dose-naltrexone"


def test_a_page_that_is_not_published_says_that_no_link_is_made():
    page = factories.topic("cold-toes")
    assert "not published" in only("page", "cold toes")["warning"]
    factories.published(page)
    assert only("page", "cold toes")["warning"] == ""


def test_a_term_gives_its_plain_word_in_the_form_that_was_asked_for():
    Term.objects.create(
        term="zonal ratio", slug="zonal-ratio", also=["zonal ratios", "ZR"], kind="statistical", meaning="Of zones."
    )
    assert only("term", "zonal") | {"key": "zonal ratio", "note": "Of zones."} == only("term", "zonal")
    assert only("term", "zr")["key"] == "ZR"
    assert "don’t link" in only("term", "zr")["warning"]


@pytest.mark.parametrize(
    ("what", "index"),
    [("study", "editorial_picked_studies"), ("page", "editorial_picked_pages"), ("term", "editorial_picked_terms")],
)
def test_what_is_typed_is_looked_up_in_an_index(what, index):
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan"):  # a library of hundreds is as soon read through
            cursor.execute(f"SET LOCAL enable_{way} = off")
        given = dict.fromkeys(["longest", "start", "whole"], "%naltrexone%")
        cursor.execute(f"EXPLAIN {picking.KINDS[what][0]}", given | {"words": ["%naltrexone%"], "most": 13})
        plan = "\n".join(line for [line] in cursor.fetchall())
    assert index in plan
    assert what != "page" or "editorial_picked_names" in plan


def test_an_answer_is_one_statement_and_is_kept_by_nobody(client):
    client.force_login(factories.author_amal())
    client.get(PICK, {"what": "study", "q": "younger"})
    with CaptureQueriesContext(connection) as ran:
        response = client.get(PICK, {"what": "study", "q": "younger 2013"})
    assert [found["key"] for found in response.json()["found"]] == ["younger-2013"]
    assert "no-store" in response["Cache-Control"]
    assert len([query for query in ran if "evidence_study" in query["sql"]]) == 1
    assert not [query for query in ran if not query["sql"].strip().startswith("SELECT")]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (lambda: None, 403),
        (lambda: User.objects.create_user("rae"), 403),
        (lambda: User.objects.create_user("sam", is_staff=True), 403),
        (factories.author_amal, 200),
        (factories.reviewer_dr_ito, 403),
        (factories.publisher_pia, 403),
    ],
    ids=["nobody", "reader", "staff", "author", "reviewer", "publisher"],
)
def test_those_who_edit_are_answered_and_nobody_else(who, status, client):
    factories.topic("cold-toes")
    if user := who():
        client.force_login(user)
    response = client.get(reverse("editorial:pick"), {"what": "page", "q": "cold toes"})
    assert response.status_code == status
    assert ("cold-toes" in response.content.decode()) == (status == 200)
    assert status == 200 or response.json()["error"]


def test_what_cannot_be_looked_for_is_said(client):
    client.force_login(factories.author_amal())
    assert client.get(PICK, {"what": "person", "q": "amal"}).status_code == 400
    assert client.post(PICK, {"what": "study", "q": "younger"}).status_code == 405
