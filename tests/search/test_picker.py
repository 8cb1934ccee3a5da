"""Ways to search without typing a sentence: ticking symptoms, and the browser's own search box."""

import xml.etree.ElementTree as ET

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import budgets, factories
from topics.models import Edition

pytestmark = pytest.mark.django_db


def test_every_published_symptom_can_be_ticked_and_no_draft(client):
    factories.topic("cold-nose", title="Cold nose")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/search/pick/").content.decode()
    assert len(queries) <= budgets.LIST
    titles = Edition.objects.live().filter(kind="symptom").values_list("title", flat=True)
    assert len(titles) == page.count('type="checkbox"') > 60
    assert "Cold nose" not in page


def test_ticking_gives_the_same_answer_as_typing(client):
    ticked = client.get("/search/", {"q": ["Joint pain", "Low mood"]}).content
    assert ticked == client.get("/search/", {"q": "Joint pain, Low mood"}).content
    assert b"Low mood" in ticked


def test_every_symptom_is_understood_by_the_name_that_is_ticked(client):
    for slug, title in Edition.objects.live().filter(kind="symptom").values_list("slug", "title"):
        symptoms = client.get("/api/search/", {"q": title}).json()["symptoms"]
        assert slug in [symptom["slug"] for symptom in symptoms], title


def test_browsers_can_add_rose_as_a_search_engine(client):
    response = client.get("/opensearch.xml")
    assert response["Content-Type"] == "application/opensearchdescription+xml"
    namespace = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    (url, _) = ET.fromstring(response.content).findall("o:Url", namespace)
    assert url.get("template") == f"{settings.SITE_URL}/search/?q={{searchTerms}}"
    assert 'type="application/opensearchdescription+xml"' in client.get("/").content.decode()


def test_an_answer_leads_to_the_list_with_its_symptoms_ticked_and_back(client):
    page = client.get("/search/", {"q": "achy joints feeling down"}).content.decode()
    assert 'href="/search/pick/?q=Joint+pain&amp;q=Low+mood"' in page
    listed = client.get("/search/pick/?q=Joint+pain&q=Low+mood").content.decode()
    assert listed.count("checked") == 2
    assert 'value="Joint pain" checked' in listed


def test_what_words_could_mean_is_added_by_a_plain_link(client):
    page = client.get("/search/", {"q": "pain"}).content.decode()
    assert 'href="/search/?q=pain%2C+Joint+pain"' in page
