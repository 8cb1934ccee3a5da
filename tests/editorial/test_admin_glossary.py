"""The glossary in the admin: publishers alone save it, each save is on record, and no two words share a form."""

import pytest
from django.urls import reverse

from editorial.models import AuditEntry
from tests import factories
from tests.editorial.factories import errors_of, saved
from topics.models import Page, Term

pytestmark = pytest.mark.django_db

ADD = "/admin/topics/term/add/"
SHAM = {"term": "trick", "slug": "trick", "also": "tricks", "kind": "medical", "meaning": "A word for this test."}


@pytest.fixture
def as_pia(client):
    client.force_login(factories.publisher_pia())
    return client


def change(slug: str) -> str:
    return reverse("admin:topics_term_change", args=[Term.objects.get(slug=slug).pk])


@pytest.mark.parametrize(
    ("who", "may_save"),
    [(factories.author_amal, False), (factories.reviewer_dr_ito, False), (factories.publisher_pia, True)],
)
def test_all_staff_read_the_glossary_and_publishers_alone_save_it(who, may_save, client):
    client.force_login(who())
    response = client.get(change("placebo"))
    assert response.status_code == 200
    assert (b'name="_save"' in response.content) == may_save
    assert client.post(ADD, SHAM).status_code == (302 if may_save else 403)
    assert Term.objects.filter(slug="trick").exists() == may_save


def test_what_is_saved_is_read_at_once_and_stands_on_record(as_pia, client):
    assert saved(as_pia, change("placebo"), meaning="A dummy, made to look real.").status_code == 302
    assert "A dummy, made to look real." in client.get("/glossary/").content.decode()
    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.by.username, entry.action) == ("pia", "edited")
    assert entry.note.endswith("It says: A dummy, made to look real.")
    assert "placebo" in entry.subject


def test_a_page_links_a_changed_word_once_it_is_published_again(as_pia):
    socks = factories.topic(body="A trick of the toes.")
    factories.published(socks)
    saved(as_pia, ADD, **SHAM, link="on")
    assert "/glossary/#trick" not in Page.objects.get(pk=socks.pk).live.rendered["body_html"]
    assert '<a class="term" href="/glossary/#trick">trick</a>' in factories.published(socks).rendered["body_html"]


def test_the_form_says_when_readers_see_it(as_pia):
    page = as_pia.get(change("placebo")).content.decode()
    assert "Readers see what you save here on /glossary/ at once" in page
    assert "when they are next published" in page


def test_saving_without_changes_records_nothing(as_pia):
    before = AuditEntry.objects.count()
    assert saved(as_pia, change("confidence-interval")).status_code == 302
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"term": "Placebo"}, "stands in the glossary already"),
        ({"also": "trick\r\nhazard ratio"}, "“hazard ratio” stands in the glossary already, with “hazard ratio”"),
        ({"slug": "Two Words"}, "slug"),
        ({"meaning": ""}, "meaning"),
    ],
)
def test_a_word_that_clashes_or_says_nothing_is_refused_in_words(as_pia, changes, said):
    assert said in errors_of(as_pia.post(ADD, SHAM | changes))
    assert not Term.objects.filter(meaning=SHAM["meaning"]).exists()


def test_the_address_of_a_word_stays(as_pia):
    saved(as_pia, change("placebo"), slug="other")
    assert Term.objects.filter(slug="placebo").exists()
