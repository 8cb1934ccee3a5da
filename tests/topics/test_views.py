"""What readers get: every kind of page, within its budget, and nothing that is not published."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.workflow import actions
from tests import budgets, factories
from topics.models import Edition, Kind, Page

pytestmark = pytest.mark.django_db

PAGES = [
    "/articles/nine-facts-about-low-dose-naltrexone-and-menopause/",
    "/interventions/low-dose-naltrexone/",
    "/symptoms/joint-pain/",
    "/conditions/fibromyalgia/",
    "/stages/perimenopause/",
    "/mechanisms/microglial-activation/",
]
LISTS = [
    "/",
    "/symptoms/",
    "/symptoms/?area=mind-and-mood",
    "/conditions/",
    "/interventions/",
    "/interventions/?by=name",
    "/articles/",
    "/tags/pain/",
    "/evidence/",
    "/evidence/?area=sleep&certainty=very-low",
    "/compare/",
    "/compare/?with=low-dose-naltrexone",
    "/glossary/",
    "/glossary/?kind=statistical",
    "/editorial-policy/",
    "/reviewers/",
]
FIXED = ["/about/", "/how-we-grade/", "/privacy/", "/robots.txt", "/sitemap.xml", "/feed/"]
FIXED += ["/for-clinicians/", "/contributing/"]
HISTORY = ["/symptoms/joint-pain/history/", "/symptoms/joint-pain/history/1/"]


@pytest.mark.parametrize("url", PAGES + LISTS + FIXED + HISTORY)
def test_it_opens_without_a_cookie(client, url):
    response = client.get(url)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    ("url", "budget"),
    [(url, budgets.PAGE) for url in PAGES + HISTORY] + [(url, budgets.LIST) for url in LISTS],
)
def test_it_keeps_its_budget_of_queries(client, url, budget):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(url)
    assert len(queries) <= budget, [query["sql"][:120] for query in queries]


@pytest.mark.parametrize("url", PAGES + LISTS + FIXED + HISTORY)
def test_a_get_writes_nothing(client, url):
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert not [
        q["sql"] for q in queries if not q["sql"].lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE"))
    ]


@pytest.mark.parametrize("url", PAGES + LISTS)
def test_nothing_is_asked_while_the_template_renders(client, url, queries_while_rendering):
    client.get(url)
    assert queries_while_rendering == []


def test_a_page_with_60_assessments_and_200_references_costs_what_one_with_two_does(client):
    factories.topic()
    factories.published(Page.objects.get(slug="cold-toes"))
    factories.study(findings=[factories.PAIN])
    for number in range(200):
        factories.study(f"okafor-2021-{number}", doi=f"10.1000/{number}")
    costs = []
    for slug, assessments, references in (("few-socks", 2, 2), ("many-socks", 60, 200)):
        rows = [factories.assessment(key=f"row-{number}") for number in range(assessments)]
        body = " ".join(f"Wool [@okafor-2021-{number}]." for number in range(references - 1))
        factories.published(factories.intervention(slug, title=slug, assessments=rows, body=body))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"/interventions/{slug}/").content.decode()
        assert page.count('<article class="evidence"') == assessments
        assert page.count('<li id="ref-') == references
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert costs[0] <= budgets.PAGE


def test_the_starter_library_says_that_nobody_signed_it(client):
    for url in PAGES:
        assert "No clinician has signed this page off yet" in client.get(url).content.decode()


def test_registered_trials_say_which_still_report_and_that_none_is_about_menopause(client):
    page = client.get("/interventions/low-dose-naltrexone/").content.decode()
    trials = page.split('id="trials"')[1].split("</section>")[0]
    assert "is about menopause." in trials
    assert "None of the" in trials
    assert "still to report" in trials
    assert trials.index("still to report") < trials.index("that reported") < trials.index("NCT00568555")


def test_every_reference_stands_with_a_link(client):
    page = client.get("/interventions/low-dose-naltrexone/").content.decode()
    assert page.count('<li id="ref-') >= 30
    assert "https://doi.org/10.1002/art.37734" in page


def test_every_citation_leads_to_a_reference_of_its_page():
    for edition in Edition.objects.live():
        known = [reference["key"] for reference in edition.rendered["references"]]
        assert known == edition.rendered["cited"]


def test_a_symptom_shows_what_was_studied_for_it(client):
    page = client.get("/conditions/fibromyalgia/").content.decode()
    assert '<a class="entry-name" href="/interventions/low-dose-naltrexone/#evidence-low-dose-naltrexone-' in page
    assert "Studied elsewhere only, not in menopause" in page


def test_a_draft_is_not_found_by_readers(client):
    page = factories.topic("secret-toes", title="Secret toes", tags=["secret-tag"], aliases=["hidden toes"])
    for url in (
        "/symptoms/secret-toes/",
        "/symptoms/secret-toes/history/",
        "/symptoms/secret-toes/history/1/",
        "/tags/secret-tag/",
    ):
        assert client.get(url).status_code == 404
    found_by_alias = ["/search/?q=hidden+toes", "/api/search/?q=hidden+toes"]
    for url in [*LISTS, "/sitemap.xml", "/feed/", *found_by_alias]:
        assert "ecret" not in client.get(url).content.decode(), url
    assert page.live is None


def test_a_link_to_a_draft_never_shows_its_title(client):
    factories.topic("secret-toes", title="A title nobody may see")
    factories.published(factories.topic(body="See [[secret-toes]].", related=["secret-toes"]))
    page = client.get("/symptoms/cold-toes/").content.decode()
    assert "nobody may see" not in page
    assert "/symptoms/secret-toes/" not in page


def test_editing_a_live_page_changes_nothing_for_readers(client):
    edition = factories.published(factories.topic(body="Old words."))
    Page.objects.filter(pk=edition.page_id).update(title="New title", body="New words.")
    page = client.get("/symptoms/cold-toes/").content.decode()
    assert "Old words." in page
    assert "New" not in page.split("<main", 1)[1].split("</main>", 1)[0]


def take_down(edition, instead=None):
    actions.archive(page=edition.page, by=factories.publisher_pia(), note="It mixed up two things.", instead=instead)


@pytest.mark.parametrize("part", ["", "history/", "history/1/", "evidence/"])
def test_a_page_that_was_taken_down_says_why_and_what_to_read_instead(client, part):
    edition = factories.published(factories.topic(body="What stood there."))
    other = factories.published(factories.topic("cold-hands", title="Cold hands")).page
    take_down(edition, other)
    Page.objects.filter(slug="cold-hands").update(title="A title nobody may see")
    response = client.get(f"/symptoms/cold-toes/{part}")
    said = response.content.decode()
    assert response.status_code == 410
    assert "“Cold toes” was taken down" in said
    assert "It mixed up two things." in said
    assert '<a href="/symptoms/cold-hands/">Cold hands</a>' in said
    assert 'role="search"' in said
    assert "What stood there." not in said


def test_what_to_read_instead_is_not_offered_once_it_is_gone_too(client):
    edition = factories.published(factories.topic())
    other = factories.published(factories.topic("cold-hands", title="Cold hands"))
    take_down(edition, other.page)
    actions.archive(page=other.page, by=User.objects.get(username="pia"), note="Gone too.")
    said = client.get("/symptoms/cold-toes/").content.decode()
    assert "Cold hands" not in said
    assert "Read instead" not in said


def test_a_page_that_was_taken_down_is_in_no_list_feed_or_answer(client):
    take_down(factories.published(factories.topic(aliases=["icy feet"])))
    for url in [*LISTS, "/sitemap.xml", "/feed/", "/search/?q=icy+feet", "/api/search/?q=icy+feet"]:
        assert "Cold toes" not in client.get(url).content.decode(), url


def test_a_page_that_comes_back_stands_at_its_address_again(client):
    edition = factories.published(factories.topic())
    take_down(edition)
    factories.published(edition.page)
    assert client.get("/symptoms/cold-toes/").status_code == 200


def test_a_draft_and_an_unknown_address_cannot_be_told_apart(client):
    factories.topic("secret-toes")
    answers = [client.get(f"/symptoms/{slug}/") for slug in ("secret-toes", "unheard-of")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_miss_costs_two_statements_and_the_page_that_says_why_none_more(
    client, django_assert_num_queries, queries_while_rendering
):
    take_down(factories.published(factories.topic()))
    for address in ("cold-toes", "unheard-of"):
        with django_assert_num_queries(2):
            client.get(f"/symptoms/{address}/")
    assert queries_while_rendering == []


def test_a_retracted_study_marks_its_pages_at_once(client):
    study = factories.study(findings=[factories.PAIN])
    factories.published(factories.topic(body="Wool is warm [@okafor-2020]."))
    assert "has been retracted" not in client.get("/symptoms/cold-toes/").content.decode()
    type(study).objects.filter(pk=study.pk).update(retracted=True)
    page = client.get("/symptoms/cold-toes/").content.decode()
    assert "A study that this page rests on has been retracted" in page
    assert "This study has been retracted." in page


def test_the_map_and_the_comparison_are_a_step_from_everywhere(client):
    home, sitemap = (client.get(url).content.decode() for url in ("/", "/sitemap.xml"))
    for url in ("/evidence/", "/compare/"):
        assert home.count(f'href="{url}"') == 2  # in the text and in every page's footer
        assert f"{url}</loc>" in sitemap


def test_an_unknown_address_helps(client):
    response = client.get("/symptoms/jiont-pain/")
    assert response.status_code == 404
    assert "Symptoms A to Z" in response.content.decode()
    assert 'role="search"' in response.content.decode()


def test_an_unknown_body_area_is_not_found(client):
    assert client.get("/symptoms/?area=elbow").status_code == 404


def test_a_page_stands_only_under_its_own_kind(client):
    assert client.get("/conditions/joint-pain/").status_code == 404


def test_the_index_sends_other_names_to_their_page(client):
    page = client.get("/symptoms/?by=name").content.decode()
    assert 'Hot flashes: see <a href="/symptoms/hot-flushes/">' in page


def test_treatments_stand_under_their_kind_and_symptoms_under_their_part_of_the_body(client):
    factories.published(factories.intervention())
    factories.published(factories.topic(body_area="bones"))
    treatments, symptoms = (client.get(url).content.decode() for url in ("/interventions/", "/symptoms/"))
    assert "Wool socks" in treatments.split('id="group-complementary"')[1].split("</section>")[0]
    assert "Cold toes" in symptoms.split('id="group-bones"')[1].split("</section>")[0]


def test_an_alphabet_holds_names_that_are_looked_up_and_no_phrases_or_slips(client):
    kinds = {"clinical": "Pernio", "brand": "Warmex", "abbreviation": "CTS", "phrase": "icy feet", "lay": "frosty ones"}
    factories.published(factories.topic(aliases=[{"text": text, "kind": kind} for kind, text in kinds.items()]))
    page = client.get("/symptoms/?by=name").content.decode()
    assert all(f"{kinds[kind]}: see" in page for kind in ("clinical", "brand", "abbreviation"))
    assert "icy feet" not in page.casefold()
    assert "frosty ones" not in page.casefold()


def test_there_is_no_order_that_was_not_offered(client):
    assert client.get("/symptoms/?by=weight").status_code == 404


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_list(client, kind):
    assert client.get(f"/{kind.section}/").status_code == 200


def test_titles_and_aliases_are_escaped(client):
    factories.published(factories.topic(title="<script>alert(1)</script>", aliases=["<b>toe</b>"], body="a"))
    for url in ("/symptoms/cold-toes/", "/symptoms/", "/"):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<b>toe" not in page


def test_the_history_shows_every_edition_and_what_changed(client):
    edition = factories.published(factories.topic(body="Old words."))
    Page.objects.filter(pk=edition.page_id).update(body="New words.")
    factories.published(edition.page)
    history = client.get("/symptoms/cold-toes/history/").content.decode()
    assert "Edition 2" in history
    assert "Edition 1" in history
    old = client.get("/symptoms/cold-toes/history/1/").content.decode()
    assert "Old words." in old
    assert "This is edition 1" in old
    assert "New words." in client.get("/symptoms/cold-toes/").content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_only_read(client, method):
    assert getattr(client, method)("/symptoms/joint-pain/").status_code == 405
