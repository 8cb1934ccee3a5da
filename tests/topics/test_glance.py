"""A symptom's evidence at a glance: what leads, where it stands, and what a page of any number of rows weighs."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from evidence import wording
from evidence.map import state
from evidence.models import EvidenceRow, Outcome, Study
from tests import budgets, factories
from topics import glance
from topics.models import Edition, Page


def card(slug: str = "wool-socks", **fields):
    made = {"certainty": "low", "direction": "benefit", "size": "small", "directness": "direct"}
    made |= {"is_harm": False, "here": True, "outcome": "Pain"} | fields
    made |= {"intervention": {"slug": slug, "title": slug}, "petals": wording.PETALS[made["certainty"]]}
    return made | {"state": state(made["certainty"], made["direction"], made["size"])}


def shown(*cards):
    """Where each treatment stands, in the order of the page."""
    found = glance.groups(cards, 99, 99)
    return [(group["id"], entry["treatment"]["slug"]) for group in found for entry in group["entries"]]


def test_a_treatment_stands_once_however_much_was_measured():
    cards = [card(outcome="Pain"), card(outcome="Sleep", certainty="moderate"), card(outcome="Nausea", is_harm=True)]
    (group,) = glance.groups(cards, 9, 9)
    (entry,) = group["entries"]
    assert entry["lead"]["outcome"] == "Sleep"
    assert [one["outcome"] for one in entry["others"]] == ["Pain"]
    assert [one["outcome"] for one in entry["harms"]] == ["Nausea"]


def test_of_equally_sure_rows_the_more_direct_leads_and_then_the_editors_first():
    rows = [card(outcome="Cold", directness="indirect"), card(outcome="Pain"), card(outcome="Sleep", size="large")]
    (group,) = glance.groups(rows, 9, 9)
    assert group["entries"][0]["lead"]["outcome"] == "Pain"


def test_tested_uncertain_untested_and_elsewhere_are_never_one_group():
    assert shown(
        card("untested", certainty="not-rated", direction="unclear"),
        card("uncertain", certainty="very-low"),
        card("elsewhere", certainty="high", directness="indirect"),
        card("no-difference", direction="no-difference"),
        card("trivial", size="trivial"),
        card("worse", direction="harm"),
        card("unclear", direction="unclear"),
        card("better"),
    ) == [
        ("better", "better"),
        ("mixed", "unclear"),
        ("worse", "worse"),
        ("no-difference", "no-difference"),
        ("no-difference", "trivial"),
        ("elsewhere", "elsewhere"),
        ("uncertain", "uncertain"),
        ("not-tested", "untested"),
    ]


def test_surest_rows_that_disagree_are_mixed():
    assert shown(card(), card(direction="no-difference")) == [("mixed", "wool-socks")]
    assert shown(card(certainty="moderate"), card(direction="no-difference")) == [("better", "wool-socks")]


def test_a_harm_never_stands_for_what_a_treatment_does_to_the_symptom():
    assert shown(card(certainty="high", direction="harm", is_harm=True), card()) == [("better", "wool-socks")]
    assert shown(card(direction="harm", is_harm=True)) == [("unwanted", "wool-socks")]
    assert shown(card(direction="harm", is_harm=True, here=False)) == []


def test_within_a_group_surer_then_more_direct_then_larger_come_first():
    order = [
        card("a-small"), card("b-large", size="large"), card("c-mixed", directness="mixed"),
        card("d-moderate", certainty="moderate", size="small"),
    ]  # fmt: skip
    assert [slug for _, slug in shown(*order)] == ["d-moderate", "b-large", "a-small", "c-mixed"]


CARDS = st.lists(
    st.builds(
        card,
        slug=st.sampled_from(["a", "b", "c", "d"]),
        certainty=st.sampled_from(list(wording.PETALS)),
        direction=st.sampled_from(list(glance.OF_STATE)[:5]),
        size=st.sampled_from(glance.LARGE_FIRST),
        directness=st.sampled_from(glance.DIRECT_FIRST),
        is_harm=st.booleans(),
    )
)


@given(CARDS)
def test_nothing_is_left_out_of_the_whole_list_and_nothing_stands_twice(cards):
    entries = [entry for group in glance.glance(cards, whole=True)["groups"] for entry in group["entries"]]
    rows = [row for entry in entries for row in (entry["lead"], *entry["others"], *entry["harms"])]
    assert sorted(map(id, rows)) == sorted(map(id, cards))


@given(CARDS, st.integers(0, 3))
def test_what_a_group_does_not_show_it_counts(cards, most):
    for group in glance.groups(cards, most, most):
        assert group["count"] == len(group["entries"]) + group["left_out"]


# --- the page ---------------------------------------------------------------------------------------------------------


def fill(rows: int, **fields) -> None:
    """So many assessments of cold toes, three a treatment, with cards as heavy as the library's own."""
    edition = factories.published(factories.topic())
    pattern = Edition.objects.live().get(slug="low-dose-naltrexone").rendered["evidence"]
    count = -(-rows // 3)
    pages = Page.objects.bulk_create(
        Page(kind="intervention", slug=f"made-up-{n}", title=f"Made-up treatment {n}", summary="s")
        for n in range(count)
    )
    levels = ["high", "moderate", "low", "very-low", "not-rated"]
    EvidenceRow.objects.bulk_create(
        _row(pages[n // 3], edition.page, n, pattern[n % len(pattern)], {"certainty": levels[n // 3 % 5]} | fields)
        for n in range(rows)
    )


def _row(treatment, topic, number, pattern, fields) -> EvidenceRow:
    level = fields["certainty"]
    columns = {"direction": ["benefit", "no-difference", "mixed"][number % 3], "size": "small", "directness": "direct"}
    columns |= {"is_harm": False} | fields
    made = pattern | columns | {
        "key": f"row-{number}",
        "intervention": {"slug": treatment.slug, "title": treatment.title, "url": f"/interventions/{treatment.slug}/"},
        "petals": wording.PETALS[level],
        "outcome": f"{pattern['outcome']} {number}",
    }  # fmt: skip
    return EvidenceRow(
        intervention=treatment, topic=topic, key=f"row-{number}", position=number, card=made, study_keys=[], studies=[],
        **columns,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [12, 60, 300, 900])
def test_a_symptom_with_any_number_of_rows_keeps_its_weight_and_its_statements(client, rows):
    fill(rows)
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/symptoms/cold-toes/").content
    assert len(queries) <= budgets.PAGE
    assert len(gzip.compress(page)) <= budgets.ARTICLE_HTML * 1000


@pytest.mark.django_db
def test_few_rows_unfold_in_place_and_many_lead_to_where_they_do(client):
    fill(glance.FEW)
    few = client.get("/symptoms/cold-toes/").content.decode()
    assert "The sum:" in few
    assert "/symptoms/cold-toes/evidence/" not in few
    row = EvidenceRow.objects.filter(topic__slug="cold-toes").first()
    row.pk, row.key, row.position = None, "one-more", 99
    row.save()
    many = client.get("/symptoms/cold-toes/").content.decode()
    assert "The sum:" not in many
    assert 'href="/interventions/made-up-0/#evidence-made-up-0-row-0"' in many
    assert 'href="/evidence/?for=cold-toes"' in many


@pytest.mark.django_db
def test_what_the_page_has_no_room_for_is_a_link_away(client):
    fill(300)
    page = client.get("/symptoms/cold-toes/").content.decode()
    assert "more in this group" in page
    assert 'href="/symptoms/cold-toes/evidence/"' in page
    with CaptureQueriesContext(connection) as queries:
        whole = client.get("/symptoms/cold-toes/evidence/").content.decode()
    assert len(queries) <= budgets.LIST
    assert all(f'#evidence-made-up-{number // 3}-row-{number}"' in whole for number in range(300))


@pytest.mark.django_db
def test_a_retraction_marks_the_entry_that_rests_on_it(client):
    fill(60)
    key = EvidenceRow.objects.filter(topic__slug="cold-toes")[0].card["study_list"][0]["key"]
    assert "been retracted" not in client.get("/symptoms/cold-toes/").content.decode()
    Study.objects.filter(slug=key).update(retracted=True)
    for url in ("/symptoms/cold-toes/", "/symptoms/cold-toes/evidence/"):
        assert "has been retracted" in client.get(url).content.decode()


@pytest.mark.django_db
def test_an_unwanted_effect_measured_for_something_else_stands_beside_the_treatment(client):
    factories.topic("cold-nose", title="Cold nose")
    factories.study(findings=[factories.PAIN])
    factories.published(factories.topic())
    factories.published(Page.objects.get(slug="cold-nose"))
    Outcome.objects.create(slug="itching", name="Itching", phrase="itching", better="lower", harm=True)
    rows = [factories.assessment(), factories.assessment(key="itch", topic="cold-nose", outcome="itching")]
    factories.published(factories.intervention(assessments=rows))
    page = client.get("/symptoms/cold-toes/").content.decode()
    assert "Unwanted effects: itching" in page


@pytest.mark.django_db
def test_only_what_is_felt_has_a_list_of_its_evidence(client):
    assert client.get("/interventions/low-dose-naltrexone/evidence/").status_code == 404
    assert client.get("/symptoms/joint-pain/evidence/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, glance.FEW + 1])
def test_a_finding_told_on_a_symptoms_page_names_its_study_and_leads_to_it(client, rows):
    factories.study(findings=[factories.PAIN])
    factories.study("before-it-2019", title="An earlier trial")
    factories.published(factories.topic())
    assessments = [factories.assessment(key=f"pain-{n}") for n in range(rows)]
    factories.published(factories.intervention(assessments=assessments, key_points=["Socks [@before-it-2019]."]))
    page = client.get("/symptoms/cold-toes/").content.decode()
    assert (
        'Less pain in wool <span class="cites">[<a href="/evidence/studies/okafor-2020/">A trial</a>]</span>.' in page
    )
    assert 'href="#ref-' not in page
    Study.objects.filter(slug="okafor-2020").update(retracted=True)
    assert 'A trial</a> <strong class="retracted-mark">' in client.get("/symptoms/cold-toes/").content.decode()


@pytest.mark.django_db
def test_where_nothing_is_graded_the_page_says_so(client):
    factories.published(factories.topic())
    page = client.get("/symptoms/cold-toes/").content.decode()
    assert page.count("What might help?") == 2  # the heading, and "On this page"
    assert "Rose has graded no treatment for this yet." in page


@pytest.mark.django_db
def test_a_page_ends_with_what_to_say_and_what_to_ask(client):
    factories.published(factories.topic(to_say="- How long it lasts.", questions=["Is it my blood flow?"]))
    page = client.get("/symptoms/cold-toes/").content.decode()
    said, asked = page.index("<li>How long it lasts.</li>"), page.index("<li>Is it my blood flow?</li>")
    assert page.index('id="evidence"') < page.index('id="to-say"') < said < asked
