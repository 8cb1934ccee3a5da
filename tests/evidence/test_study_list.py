"""The list of all studies: what stands on it, how it is narrowed, and what it costs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.workflow import actions
from evidence import study_list
from evidence.models import Citation, Study
from tests import budgets, factories
from tests.evidence.test_map_page import HOSTILE, SCRIPT
from topics.models import Page

pytestmark = pytest.mark.django_db

LIST = "/evidence/studies/"


def cite(*slugs: str) -> None:
    factories.published(factories.topic(body="Wool is warm " + " ".join(f"[@{slug}]" for slug in slugs) + "."))


@pytest.fixture
def toes(without_library):
    """In the library's place, two studies that one page cites."""
    factories.study("rossi-2021", title="Of other things", design="cohort", directness="direct")
    factories.study("sato-2022", title="Of fingers", design="case-series", directness="direct")
    factories.published(factories.topic("warm-toes", body="Wool [@rossi-2021; @sato-2022]."))


def slugs(response) -> list[str]:
    """The studies on one page of the list, in its order."""
    return re.findall(r'<li><a href="/evidence/studies/([^"/]+)/">', response.content.decode())


def every_slug(client, query: str = "") -> list[str]:
    """The studies on all pages of the list."""
    found, address = [], f"{LIST}?{query}"
    while address:
        response = client.get(address)
        found += slugs(response)
        following = re.search(r'rel="next" href="\?([^"]+)"', response.content.decode())
        address = f"{LIST}?{following[1].replace('&amp;', '&')}" if following else ""
    return found


def test_every_cited_study_stands_on_it_once(client):
    found = every_slug(client)
    assert len(found) == len(set(found))
    assert set(found) == set(Citation.objects.values_list("study__slug", flat=True))


def test_the_newest_come_first_and_those_without_a_year_last(client):
    pages = [client.get(f"{LIST}?page={number}").content.decode() for number in range(1, 15)]
    headings = [heading for page in pages for heading in re.findall(r'<h2 id="year-\d+">([^<]+)</h2>', page)]
    years = [int(heading) if heading.isdigit() else 0 for heading in headings]
    assert len(years) > 20
    assert years == sorted(years, reverse=True)


def test_a_study_that_no_live_page_cites_is_not_on_it(client, toes):
    factories.study("okafor-2020")
    factories.topic("secret-toes", body="Wool [@okafor-2020].")
    assert "okafor-2020" not in every_slug(client)
    cite("okafor-2020")
    assert "okafor-2020" in every_slug(client)
    actions.archive(page=Page.objects.get(slug="cold-toes"), by=factories.publisher_pia(), note="Merged.")
    assert "okafor-2020" not in every_slug(client)


def test_it_says_what_was_published_not_what_is_being_edited(client, toes):
    study = factories.study("okafor-2020", title="Of wool and toes", year=2020, authors=["Okafor B"], journal="Toes")
    cite("okafor-2020")
    Study.objects.filter(pk=study.pk).update(title="Secret")
    found = client.get(f"{LIST}?q=wool+and+toes").content.decode()
    assert "Of wool and toes" in found
    assert "Okafor B. Toes" in found
    assert "Secret" not in found
    for words in ("Randomised trial", "40 people", "Women in or after the menopause transition", "Cited on 1 page<"):
        assert words in found


def test_a_retraction_is_marked_at_once_and_can_be_chosen(client, toes):
    factories.study("okafor-2020")
    cite("okafor-2020")
    assert "okafor-2020" in every_slug(client, "retracted=no")
    Study.objects.filter(slug="okafor-2020").update(retracted=True)
    response = client.get(f"{LIST}?retracted=yes")
    assert slugs(response) == ["okafor-2020"]
    assert '<strong class="retracted">Retracted</strong>' in response.content.decode()
    assert "okafor-2020" not in every_slug(client, "retracted=no")


def test_all_words_must_be_found_whatever_their_case_accents_and_hyphens(client, toes):
    factories.study("okafor-2020", title="Wool-lined Søcks", authors=["Rodríguez A"], findings=[factories.PAIN])
    cite("okafor-2020")
    for query in ("wool lined", "RODRIGUEZ", "rodríguez+wool", "okafor-2020", "pain+wool", "10.1000/okafor"):
        assert "okafor-2020" in every_slug(client, f"q={query}"), query
    assert "okafor-2020" not in every_slug(client, "q=wool+cotton")


def test_it_is_narrowed_by_kind_and_by_whom(client, toes):
    factories.study("okafor-2020", design="case-series", directness="indirect", title="Of socks")
    cite("okafor-2020")
    for query in ("design=case-series", "directness=indirect", "design=case-series&directness=indirect&q=socks"):
        assert "okafor-2020" in every_slug(client, query), query
    assert "okafor-2020" not in every_slug(client, "directness=direct")
    assert "okafor-2020" not in every_slug(client, "design=cohort")


def test_what_was_chosen_stays_chosen_from_page_to_page(client, monkeypatch):
    monkeypatch.setattr(study_list, "PER_PAGE", 5)
    first = client.get(f"{LIST}?q=menopause&design=rct-parallel").content.decode()
    assert 'href="?q=menopause&amp;design=rct-parallel&amp;page=2"' in first
    assert '<option value="rct-parallel" selected>' in first
    second = client.get(f"{LIST}?q=menopause&design=rct-parallel&page=2").content.decode()
    assert 'rel="prev" href="?q=menopause&amp;design=rct-parallel"' in second


def test_a_choice_that_nothing_fits_says_so(client):
    found = client.get(f"{LIST}?q=zzzzzz").content.decode()
    assert "No study on Rose fits your choice" in found
    assert 'content="noindex"' in found


def test_an_unknown_choice_is_told_and_leaves_nothing_out(client):
    response = client.get(f"{LIST}?design=astrology")
    assert "Rose does not know “astrology”" in response.content.decode()
    assert len(slugs(response)) == study_list.PER_PAGE


@pytest.mark.parametrize("name", ["q", "design", "directness", "retracted", "page", "x[]"])
def test_any_address_gets_an_answer_that_repeats_it_escaped_and_short(client, toes, name):
    for value in HOSTILE:
        response = client.get(f"{LIST}?{name}={value}")
        found = response.content.decode()
        assert response.status_code == 200, value
        assert SCRIPT not in found, value
        assert "<img" not in found, value
        assert "x" * 101 not in found, value


def test_titles_and_names_from_outside_are_escaped(client, toes):
    factories.study("okafor-2020", title=SCRIPT, authors=[SCRIPT], journal=SCRIPT)
    cite("okafor-2020")
    assert SCRIPT not in client.get(f"{LIST}?q=okafor-2020").content.decode()


@pytest.mark.parametrize("query", ["", "?q=naltrexone&design=rct-parallel", "?page=3", "?q=zzzzzz"])
def test_it_costs_two_statements_however_much_is_cited(client, query, queries_while_rendering):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(LIST + query)
    assert response.status_code == 200
    assert not response.cookies
    assert len(queries) <= budgets.LIST
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert queries_while_rendering == []


@pytest.mark.parametrize("url", ["/evidence/", "/data/", "/evidence/studies/younger-2013/", "/sitemap.xml"])
def test_the_list_is_found_from_the_evidence_s_other_pages(client, url):
    assert LIST in re.sub(r"studies/[a-z0-9-]+/", "", client.get(url).content.decode())
