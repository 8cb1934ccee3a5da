"""What other software reads in a page: only what is true, in schema.org's own terms, and nothing that can run."""

import json
import re

import pytest

from editorial.workflow import publishing
from tests import factories
from topics.linked_data import TREATMENT_TYPES, TYPES
from topics.models import Category, ChangeKind, Kind, Page
from topics.templatetags.rose import json_ld

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SIGNED = [
    {"name": "Dr Test Ito", "credentials": "made up for tests", "date": "2025-02-03"},
    {"name": "Dr Test Ito", "credentials": "made up for tests", "date": "2025-03-04"},
]
TERMS = {
    "@context", "@type", "name", "headline", "description", "url", "inLanguage", "isAccessibleForFree", "license",
    "version", "dateModified", "publisher", "breadcrumb", "about", "alternateName", "citation", "lastReviewed",
    "reviewedBy", "itemListElement", "position", "item", "distribution", "encodingFormat", "contentUrl",
}  # fmt: skip
"""Properties of schema.org's MedicalWebPage, Article, Dataset and of what hangs on them here (schema.org 29)."""


def linked(client, url: str) -> dict:
    scripts = SCRIPT.findall(client.get(url).content.decode())
    assert len(scripts) == 1
    return json.loads(scripts[0])


def properties(data) -> set[str]:
    if isinstance(data, dict):
        return set(data).union(*(properties(value) for value in data.values()))
    return set().union(*(properties(item) for item in data)) if isinstance(data, list) else set()


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("/symptoms/joint-pain/", "MedicalSignOrSymptom"),
        ("/conditions/fibromyalgia/", "MedicalCondition"),
        ("/stages/perimenopause/", "MedicalEntity"),
        ("/mechanisms/microglial-activation/", "MedicalEntity"),
        ("/interventions/low-dose-naltrexone/", "Drug"),
    ],
)
def test_a_page_says_what_it_is_about(client, url, kind):
    data = linked(client, url)
    assert data["@type"] == "MedicalWebPage"
    assert data["about"]["@type"] == kind
    assert data["url"].endswith(url)
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert all(address.startswith("https://") for address in data["citation"])
    assert properties(data) <= TERMS


def test_an_article_cites_its_studies(client):
    data = linked(client, "/articles/nine-facts-about-low-dose-naltrexone-and-menopause/")
    assert data["@type"] == ["MedicalWebPage", "Article"]
    assert "https://doi.org/10.1002/art.37734" in data["citation"]
    assert {"Fibromyalgia", "Low-dose naltrexone"} <= {subject["name"] for subject in data["about"]}
    assert properties(data) <= TERMS


def test_every_kind_and_category_has_a_type():
    assert {*TYPES, Kind.INTERVENTION, Kind.ARTICLE} == set(Kind)
    assert set(TREATMENT_TYPES) == set(Category)
    assert "MedicalCondition" not in {TYPES[Kind.STAGE], TYPES[Kind.MECHANISM]}


def test_the_open_data_is_a_dataset(client):
    data = linked(client, "/data/")
    assert data["@type"] == "Dataset"
    assert all(download["contentUrl"].startswith("http") for download in data["distribution"])
    assert properties(data) <= TERMS


def test_a_reviewer_is_named_only_once_somebody_signed(client):
    factories.published(factories.topic())
    unsigned = linked(client, "/symptoms/cold-toes/")
    assert not {"reviewedBy", "lastReviewed"} & unsigned.keys()
    page = Page.objects.get(slug="cold-toes")
    publishing.publish(page, by=None, change_kind=ChangeKind.WORDING, change_note="Signed.", signed_off_by=SIGNED)
    signed = linked(client, "/symptoms/cold-toes/")
    assert signed["lastReviewed"] == "2025-03-04"
    assert signed["reviewedBy"] == [{"@type": "Person", "name": "Dr Test Ito", "description": "made up for tests"}]
    publishing.publish(page, by=None, change_kind=ChangeKind.WORDING, change_note="Again.", signed_off_by=[])
    assert not {"reviewedBy", "lastReviewed"} & linked(client, "/symptoms/cold-toes/").keys()


def test_a_grade_is_no_rating(client):
    assert "ating" not in json.dumps(linked(client, "/interventions/low-dose-naltrexone/"))


def test_an_old_edition_says_nothing(client):
    assert not SCRIPT.findall(client.get("/symptoms/joint-pain/history/1/").content.decode())


def test_nothing_in_the_data_ends_the_script(client):
    hostile = "</script><script>alert(1)</script>&\u2028\u2029<!--"
    factories.published(factories.topic(title=hostile, summary=hostile))
    page = client.get("/symptoms/cold-toes/").content.decode()
    assert "<script>alert" not in page
    assert linked(client, "/symptoms/cold-toes/")["name"] == hostile
    assert not set("<>&\u2028\u2029") & set(SCRIPT.findall(json_ld({"name": hostile}))[0])
