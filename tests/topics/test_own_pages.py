"""What Rose says of itself, held against what Rose does."""

import re

import pytest
from django.urls import reverse

from topics.models import Edition

pytestmark = pytest.mark.django_db

OWN = [
    "/about/",
    "/how-we-grade/",
    "/editorial-policy/",
    "/privacy/",
    "/for-clinicians/",
    "/contributing/",
    "/glossary/",
]
ADDRESS = "editors@example.org"


@pytest.mark.parametrize("url", OWN)
def test_every_page_leads_to_it_and_search_engines_know_it(client, url):
    assert f'href="{url}"' in client.get("/").content.decode().split("<footer", 1)[1]
    assert f"{url}</loc>" in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("url", [*OWN, "/evidence/"])
def test_every_link_on_it_leads_somewhere(client, url):
    page = client.get(url).content.decode().split("<main", 1)[1].split("</main>")[0]
    targets: dict[str, set[str]] = {}
    for path, _, anchor in {target.partition("#") for target in re.findall(r'href="(/[^"]*)"', page)}:
        targets.setdefault(path, set()).add(anchor)
    for path, anchors in targets.items():
        found = client.get(path)
        assert found.status_code == 200, path
        page = found.content.decode()
        assert not [anchor for anchor in anchors - {""} if f'id="{anchor}"' not in page], path


@pytest.mark.parametrize("url", OWN)
def test_it_says_what_it_is_about_for_search_engines(client, url):
    described = re.search(r'<meta name="description" content="([^"]+)"', client.get(url).content.decode())
    assert described
    assert "A free, evidence-graded reference" not in described.group(1)


def test_the_address_to_write_to_is_shown_or_its_lack_is_said(client, settings):
    assert "has not set an address to write to yet" in client.get("/for-clinicians/").content.decode()
    assert "mailto:" not in client.get("/contributing/").content.decode()
    settings.CONTACT = ADDRESS
    pages = [client.get(url).content.decode() for url in ("/contributing/", "/for-clinicians/")]
    assert all(f'<a href="mailto:{ADDRESS}">' in page for page in pages)
    assert not any("has not set an address" in page for page in pages)


def test_no_address_is_made_up(client):
    for url in OWN:
        assert not re.search(r"[\w.]+@[\w.]+\.\w+", client.get(url).content.decode()), url


def test_the_edition_that_a_clinician_is_told_to_cite_keeps_its_address(client):
    edition = Edition.objects.live().first()
    assert client.get(reverse("topics:edition", args=[edition.kind, edition.slug, edition.number])).status_code == 200
