"""A published page may move: every address that it had leads to it for ever, and nothing that names it changes."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.admin.panel import panel_for
from editorial.content import codec, library, loading
from editorial.content.rendering import render_page
from editorial.models import AuditEntry
from editorial.workflow import actions, moving, publishing
from evidence.models import EvidenceRow
from search.models import Entry
from tests import budgets, factories
from tests.editorial.factories import errors_of, saved
from topics.models import Edition, FormerAddress, Page, PageLink, PageQuerySet

pytestmark = pytest.mark.django_db

LDN = "low-dose-naltrexone"
PARTS = [
    "interventions/{}/",
    "interventions/{}/history/",
    "interventions/{}/history/1/",
    "interventions/{}/references.ris",
    "interventions/{}/report/",
    "interventions/{}/report/thanks/",
    "interventions/{}/evidence/fibromyalgia-pain.fhir.json",
]


def move(slug: str, address: str, by) -> Page:
    page = Page.objects.get(slug=slug)
    moving.move(page=page, by=by, address=address)
    page.refresh_from_db()
    return page


def fhir_key() -> str:
    return Edition.objects.live().get(slug=LDN).content["page"]["assessments"][0]["key"]


# --- what readers find ------------------------------------------------------------------------------------------------


def test_every_address_of_the_page_leads_for_ever_to_the_same_part_of_it_at_its_new_one(client, pia):
    parts = [part.replace("fibromyalgia-pain", fhir_key()) for part in PARTS]
    move(LDN, "ldn", pia)
    move(LDN, "naltrexone-low-dose", pia)
    for part in parts:
        for old in (LDN, "ldn"):
            response = client.get(f"/{part.format(old)}?a=b")
            assert (response.status_code, response.url) == (301, f"/{part.format('naltrexone-low-dose')}?a=b")
        assert client.get(f"/{part.format('naltrexone-low-dose')}").status_code == 200


def test_a_symptoms_evidence_moves_with_it(client, pia):
    move("joint-pain", "aching-joints", pia)
    response = client.get("/symptoms/joint-pain/evidence/")
    assert (response.status_code, response.url) == (301, "/symptoms/aching-joints/evidence/")
    assert client.get(response.url).status_code == 200


def test_a_form_that_is_on_its_way_when_the_page_moves_arrives_whole(client, pia):
    move("joint-pain", "aching-joints", pia)
    response = client.post("/symptoms/joint-pain/report/", {"words": "A word."})
    assert (response.status_code, response.url) == (308, "/symptoms/aching-joints/report/")


def test_the_page_itself_names_its_new_address_and_keeps_its_anchors(client, pia):
    key = fhir_key()
    move(LDN, "ldn", pia)
    page = client.get("/interventions/ldn/").content.decode()
    assert f'id="evidence-{LDN}-{key}"' in page
    for part in ("history/", "references.ris", "report/"):
        assert f'href="/interventions/ldn/{part}"' in page
    assert "/interventions/ldn/" in page.split("application/ld+json")[1].split("</script>")[0]


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("/interventions/", "/interventions/ldn/"),
        ("/interventions/?by=name", "/interventions/ldn/"),
        ("/search/?q=low+dose+naltrexone+for+fibromyalgia", "/interventions/ldn/"),
        ("/api/search/?q=low+dose+naltrexone", "/interventions/ldn/"),
        ("/api/suggest/?q=low+dose+na", "/interventions/ldn/"),
        ("/sitemap.xml", "/interventions/ldn/</loc>"),
        ("/evidence/?category=off-label-medicine", "/interventions/ldn/"),
        (f"/compare/?with={LDN}&with=walking", "/interventions/ldn/"),
    ],
)
def test_lists_search_and_sitemap_lead_straight_to_the_new_address(client, pia, url, where):
    move(LDN, "ldn", pia)
    assert where in client.get(url).content.decode()


def test_whoever_follows_the_feed_is_not_told_of_a_move_as_of_something_new(client, pia):
    edition = factories.published(factories.topic())

    def guid() -> str:
        return (
            client.get("/feed/")
            .content.decode()
            .split(f"<title>{edition.title}</title>")[1]
            .split("<id>")[1]
            .split("</id>")[0]
        )

    before = guid()
    move("cold-toes", "icy-toes", pia)
    assert guid() == before
    assert "/symptoms/icy-toes/" in client.get("/feed/").content.decode()


def test_a_moved_page_costs_what_it_did_and_the_way_to_it_two_statements(client, pia, django_assert_num_queries):
    with CaptureQueriesContext(connection) as before:
        client.get(f"/interventions/{LDN}/")
    move(LDN, "ldn", pia)
    with django_assert_num_queries(len(before)):
        client.get("/interventions/ldn/")
    assert len(before) <= budgets.PAGE
    with django_assert_num_queries(2):
        client.get(f"/interventions/{LDN}/")


def test_a_moved_page_that_is_taken_down_says_so_at_each_of_its_addresses(client, pia):
    factories.published(factories.topic())
    page = move("cold-toes", "icy-toes", pia)
    actions.archive(page=page, by=pia, note="It mixed up two things.")
    for address in ("cold-toes", "icy-toes"):
        response = client.get(f"/symptoms/{address}/")
        assert response.status_code == 410
        assert "It mixed up two things." in response.content.decode()


def test_what_to_read_instead_is_at_its_address_now(client, pia):
    edition = factories.published(factories.topic())
    other = factories.published(factories.topic("cold-hands", title="Cold hands")).page
    actions.archive(page=edition.page, by=pia, note="It mixed up two things.", instead=other)
    move("cold-hands", "icy-hands", pia)
    assert '<a href="/symptoms/icy-hands/">Cold hands</a>' in client.get("/symptoms/cold-toes/").content.decode()
    actions.archive(page=other, by=pia, note="Gone too.")
    assert "Read instead" not in client.get("/symptoms/cold-toes/").content.decode()


def test_a_page_stands_only_under_its_own_kind_wherever_it_was(client, pia):
    move("joint-pain", "aching-joints", pia)
    assert client.get("/conditions/joint-pain/").status_code == 404
    assert client.get("/conditions/aching-joints/").status_code == 404


# --- what names it ----------------------------------------------------------------------------------------------------


def test_no_content_changes_so_no_sign_off_lapses_and_no_edition_is_made(pia):
    pages = [Page.objects.get(slug=slug) for slug in (LDN, "fibromyalgia", "joint-pain")]
    before = [render_page(page).content_hash for page in pages]
    editions = Edition.objects.count()
    states = list(Page.objects.order_by("pk").values_list("status", "last_edited_at"))
    move(LDN, "ldn", pia)
    assert [render_page(Page.objects.get(pk=page.pk)).content_hash for page in pages] == before
    assert Edition.objects.count() == editions
    assert list(Page.objects.order_by("pk").values_list("status", "last_edited_at")) == states


def test_other_pages_may_link_to_it_by_its_name_and_by_any_address_that_it_had(pia):
    factories.published(factories.topic())
    move("cold-toes", "icy-toes", pia)
    page = move("cold-toes", "frozen-toes", pia)
    text = "[[cold-toes]] [[icy-toes]] [[frozen-toes]]"
    edition = factories.published(factories.topic("cold-hands", title="Cold hands", body=text, related=["cold-toes"]))
    assert edition.rendered["body_html"].count('<a href="/symptoms/frozen-toes/">') == 3
    assert [ref["url"] for ref in edition.rendered["related"]] == ["/symptoms/frozen-toes/"]
    assert edition.rendered["linked"] == ["cold-toes"]
    assert [link.to_page_id for link in edition.page.links_out.all()] == [page.pk]


def test_what_was_published_before_it_moved_still_leads_to_it(client, pia):
    factories.published(factories.topic())
    factories.published(factories.topic("cold-hands", title="Cold hands", body="See [[cold-toes]]."))
    move("cold-toes", "icy-toes", pia)
    page = client.get("/symptoms/cold-hands/").content.decode()
    assert 'href="/symptoms/cold-toes/"' in page
    assert client.get("/symptoms/cold-toes/", follow=True).status_code == 200


def projected() -> list[list]:
    rows = EvidenceRow.objects.order_by("intervention", "position")
    return [
        sorted(PageLink.objects.values_list("from_page", "to_page")),
        list(rows.values_list("intervention", "topic", "key", "card", "sentence", "studies")),
        list(Entry.objects.order_by("page").values_list("page", "slug", "title", "names")),
    ]


@pytest.mark.long
def test_projections_made_again_are_the_same(pia):
    move("joint-pain", "aching-joints", pia)
    move(LDN, "ldn", pia)
    before = projected()
    publishing.rebuild()
    assert projected() == before


def test_a_load_of_the_same_library_finds_nothing_to_do(pia):
    move(LDN, "ldn", pia)
    report = loading.load(settings.LIBRARY_ROOT)
    assert (report.changed, report.kept, report.held_back) == (0, [], {})
    assert Page.objects.get(slug=LDN).moved_to == "ldn"
    assert not Page.objects.filter(slug="ldn").exists()


@pytest.mark.long
def test_where_pages_stand_is_exported_and_another_rose_takes_it_up(client, pia, tmp_path):
    move(LDN, "ldn", pia)
    move(LDN, "naltrexone", pia)
    move("joint-pain", "aching-joints", pia)
    move("joint-pain", "joint-pain", pia)
    library.export(tmp_path / "out")
    known = library.read(tmp_path / "out").addresses
    assert {name: (one.address, one.former) for name, one in known.items()} == {
        LDN: ("naltrexone", ["ldn"]),
        "joint-pain": ("joint-pain", ["aching-joints"]),
    }
    FormerAddress.objects.all().delete()
    Page.objects.update(moved_to=None)
    moving.as_in_files(known)
    assert library.addresses_for_files() == [
        known["joint-pain"].plain() | {"former": ["aching-joints"]},
        known[LDN].plain(),
    ]
    assert client.get("/interventions/ldn/").url == "/interventions/naltrexone/"
    move(LDN, "elsewhere", pia)
    moving.as_in_files(known)
    assert Page.objects.get(slug=LDN).address == "elsewhere", "where people moved it, it stays"


def test_a_library_in_which_two_pages_have_had_one_address_is_refused(tmp_path):
    library.export(tmp_path)
    text = "- page: joint-pain\n  address: aches\n- page: insomnia\n  address: sleep\n  former: [no-sleep, aches]\n"
    (tmp_path / "addresses.yaml").write_text(text)
    with pytest.raises(library.LibraryError, match=r"addresses\.yaml: line 5: “aches” is given twice"):
        library.read(tmp_path)


def test_a_library_that_moves_a_page_it_does_not_hold_is_refused(tmp_path):
    (tmp_path / "addresses.yaml").write_text("- page: nobody\n  address: somebody\n")
    with pytest.raises(library.LibraryError, match="there is no page of this name"):
        library.read(tmp_path)


# --- who may, and what is refused -------------------------------------------------------------------------------------


def test_a_move_is_recorded_and_may_be_taken_back(client, pia):
    page = move("joint-pain", "aching-joints", pia)
    row = AuditEntry.objects.order_by("-pk").first()
    assert (row.action, row.by, row.page) == ("moved", pia, page)
    assert row.note == "From /symptoms/joint-pain/ to /symptoms/aching-joints/."
    page = move("joint-pain", "joint-pain", pia)
    assert page.moved_to is None
    assert client.get("/symptoms/joint-pain/").status_code == 200
    assert client.get("/symptoms/aching-joints/").url == "/symptoms/joint-pain/"
    move("joint-pain", "aching-joints", pia)
    assert not FormerAddress.objects.exists()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Use small letters"),
        ("Aching Joints", "Use small letters"),
        ("aching--joints", "Use small letters"),
        ("a" * 81, "at most 80"),
        ("joint-pain", "stands at this address already"),
        ("fibromyalgia", "is or was that of “Fibromyalgia”"),
        ("icy-toes", "is or was that of “Cold toes”"),
        ("colder-toes", "is or was that of “Cold toes”"),
        ("a-draft", "is or was that of “A draft”"),
    ],
)
def test_an_address_that_cannot_be_given_is_refused_in_words(address, words, pia):
    factories.published(factories.topic())
    factories.topic("a-draft", title="A draft")
    move("cold-toes", "icy-toes", pia)
    move("cold-toes", "colder-toes", pia)
    with pytest.raises(actions.WorkflowError, match=words):
        move("joint-pain", address, pia)


def test_of_two_that_take_the_same_address_at_once_the_second_is_told(pia, monkeypatch):
    monkeypatch.setattr(PageQuerySet, "ever_at", lambda pages, address: pages.none())
    with pytest.raises(actions.WorkflowError, match="Somebody gave this address to another page this moment"):
        move("joint-pain", "fibromyalgia", pia)
    assert Page.objects.get(slug="joint-pain").moved_to is None
    assert AuditEntry.objects.filter(action="moved").count() == 0


def test_a_page_that_readers_cannot_open_is_not_moved(pia):
    factories.topic()
    with pytest.raises(actions.WorkflowError, match="can’t open this page now"):
        move("cold-toes", "icy-toes", pia)


@pytest.mark.parametrize("who", [factories.author_amal, factories.reviewer_dr_ito])
def test_nobody_but_a_publisher_moves_a_page(who, client):
    user = who()
    with pytest.raises(PermissionDenied):
        move("joint-pain", "aching-joints", user)
    client.force_login(user)
    page = Page.objects.get(slug="joint-pain")
    step = reverse("editorial:step", args=[page.pk, "move"])
    assert client.post(step, {"address": "aching-joints"}).status_code == 403
    assert "move" not in [offer.name for offer in panel_for(page, user).offers]


@pytest.mark.parametrize("taken", ["cold-toes", "icy-toes", "colder-toes"])
def test_the_database_lets_no_other_page_have_an_address(taken, pia):
    factories.published(factories.topic())
    move("cold-toes", "icy-toes", pia)
    move("cold-toes", "colder-toes", pia)
    other = factories.published(factories.topic("cold-hands", title="Cold hands")).page
    for take in (
        lambda: factories.topic(taken, title="Another") if taken != "cold-toes" else Page.objects.create(slug=taken),
        lambda: Page.objects.filter(pk=other.pk).update(moved_to=taken),
        lambda: Page.objects.filter(pk=other.pk).update(slug=taken),
        lambda: FormerAddress.objects.create(page=other, slug=taken),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            take()


def test_a_new_page_is_told_in_words_that_its_address_was_anothers(client, pia):
    factories.published(factories.topic())
    move("cold-toes", "icy-toes", pia)
    client.force_login(factories.author_amal())
    new = {"title": "Icy toes", "slug": "icy-toes", "kind": "symptom", "body_area": "bones", "summary": "Icy."}
    assert "is already taken by “Cold toes”" in errors_of(saved(client, reverse("admin:topics_topic_add"), **new))


def test_a_publisher_moves_a_page_on_its_screen_and_reads_first_what_comes_of_it(client, pia):
    client.force_login(pia)
    page = Page.objects.get(slug="joint-pain")
    step = reverse("editorial:step", args=[page.pk, "move"])
    opened = client.get(step).content.decode()
    assert "leads there for ever" in opened
    assert "No other page can have it again." in opened
    refused = client.post(step, {"address": "fibromyalgia"})
    assert refused.status_code == 422
    assert 'value="fibromyalgia"' in refused.content.decode()
    assert client.post(step, {"address": "aching-joints"}).status_code == 302
    form = client.get(reverse("admin:topics_topic_change", args=[page.pk])).content.decode()
    assert "It has moved to /symptoms/aching-joints/." in form
    assert codec.encode_page(Page.objects.get(pk=page.pk)) == codec.encode_page(page)
