"""Treatments side by side, as readers get them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.workflow import actions
from evidence.models import Study
from tests import budgets, factories
from tests.evidence.test_map_page import (
    HARM,
    HOSTILE,
    LITTLE,
    NOT_TESTED,
    SCRIPT,
    VERY_LOW,
    main,
    publish,
    toes,  # noqa: F401 - a fixture that every test here uses
)
from topics.models import Page

pytestmark = pytest.mark.django_db

COMPARE = "/compare/"
BOTH = f"{COMPARE}?with=wool-socks&with=thin-socks"


def table(response) -> str:
    return main(response).partition("<table")[2].partition("</table>")[0]


def cells(response, outcome: str) -> list[str]:
    """The cells of the first line of this outcome, one a treatment."""
    found = table(response).split(f'<th scope="row" role="rowheader">{outcome}</th>')[1]
    return found.split("</tr>")[0].split("<td")[1:]


def wool_and_thin(wool: list[dict], thin: list[dict]) -> None:
    publish("Wool socks", *wool)
    publish("Thin socks", *thin)


# --- what stands side by side -----------------------------------------------------------------------------------------


def test_each_cell_says_what_how_sure_how_large_in_whom_and_how_many(client):
    wool_and_thin([{"comparator": "Cotton"}], [LITTLE | {"directness": "indirect", "population": "men"}])
    wool, thin = cells(client.get(BOTH), "Pain")
    for part in (
        "Wool socks probably slightly reduces pain.",
        "#petals-3",
        "Moderate certainty",
        "Better",
        "Size: small",
        "Studied in women in or after the menopause transition",
        "Compared with cotton",
        "1 study, 40 people",
        'href="/interventions/wool-socks/#evidence-wool-socks-row-0"',
    ):
        assert part in wool, part
    for part in ("makes little or no difference", "Little or no difference", "not in menopause: men"):
        assert part in thin, part


def test_treatments_stand_in_the_order_asked_for_and_nothing_ranks_them(client):
    wool_and_thin([VERY_LOW], [{}])
    for order in (["wool-socks", "thin-socks"], ["thin-socks", "wool-socks"]):
        found = table(client.get(f"{COMPARE}?with={order[0]}&with={order[1]}")).split("</thead>")[0]
        assert found.index(order[0]) < found.index(order[1])


def test_every_link_leads_to_an_anchor_on_the_page_it_names(client):
    wool_and_thin([{}, HARM, *[VERY_LOW] * 5], [NOT_TESTED, LITTLE])
    links = set(re.findall(r'href="(/interventions/[^"#]+/)#([^"]+)"', table(client.get(BOTH))))
    assert len(links) == 9
    for url, anchor in links:
        assert f'id="{anchor}"' in client.get(url).content.decode(), (url, anchor)


def test_not_tested_and_little_difference_and_no_study_are_told_apart(client):
    wool_and_thin([NOT_TESTED, {"outcome": "sleep"}], [LITTLE])
    found = client.get(BOTH)
    wool, thin = cells(found, "Pain")
    assert "Not tested in people" in wool
    assert "certainty" not in wool
    assert "Little or no difference" in thin
    assert "Not tested" not in thin
    assert "No study on Rose" in cells(found, "Sleep")[1]


def test_harms_stand_apart_with_their_own_certainty_whatever_the_symptom(client):
    wool_and_thin([{}, HARM | {"topic": "warm-hands", "starting_point": "case-reports"}], [{}])
    found = client.get(f"{BOTH}&for=cold-toes")
    effects, harms = table(found).split("Unwanted effects")
    assert "Nausea" not in effects
    wool, thin = cells(found, "Nausea")
    assert "Very low certainty" in harms
    assert "Taken for warm hands" in wool
    assert "Size: too uncertain to say" in wool
    assert "No study on Rose" in thin


def test_one_symptom_leaves_the_others_out(client):
    wool_and_thin([{}, {"topic": "warm-hands", "outcome": "sleep"}], [{}])
    assert "Sleep" in table(client.get(BOTH))
    found = client.get(f"{BOTH}&for=cold-toes")
    assert "Sleep" not in table(found)
    assert "Wool socks and thin socks for cold toes, side by side" in main(found)


def test_a_symptom_that_nothing_was_studied_for_says_so(client):
    wool_and_thin([{}], [{}])
    assert cells(client.get(f"{BOTH}&for=warm-hands"), "Warm hands")[1].count("No study on Rose") == 1


def test_a_retracted_study_marks_what_rests_on_it_at_once(client):
    wool_and_thin([{}], [{}])
    assert "was retracted" not in table(client.get(BOTH))
    Study.objects.filter(slug="okafor-2020").update(retracted=True)
    assert table(client.get(BOTH)).count("A study behind this was retracted.") == 2


# --- choosing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["", "?with=", "?with=wool-socks", "?with=wool-socks&with=wool-socks", "?for=cold-toes"]
)
def test_too_few_treatments_get_help_to_choose(client, query):
    wool_and_thin([{}], [{}])
    found = main(client.get(COMPARE + query))
    assert "<table" not in found
    assert found.count('name="with"') == 4
    assert '<option value="thin-socks">Thin socks</option>' in found
    assert ('<option value="wool-socks" selected>' in found) == ("wool" in query)


def test_a_lone_treatment_has_nothing_to_be_compared_with(client):
    publish("Wool socks")
    assert "There is only one treatment on Rose so far" in main(client.get(COMPARE))


def test_unknown_and_unpublished_treatments_are_told_alike(client):
    wool_and_thin([{}], [{}])
    factories.intervention("secret-socks", title="Secret socks")
    found = main(client.get(f"{BOTH}&with=secret-socks&with=nonsense"))
    assert "no published treatment at “secret-socks”, “nonsense”" in found
    assert "Secret socks" not in found
    assert "<table" in found


def test_more_than_four_are_told_which_were_left_out(client):
    for number in range(6):
        publish(f"Socks {number}")
    found = main(client.get(COMPARE + "?" + "&".join(f"with=socks-{number}" for number in range(6))))
    assert "at most four treatments at a time. Left out: socks 4, socks 5." in found
    assert found.split("</thead>")[0].count('scope="col"') == 5


def test_an_unknown_symptom_is_told_and_all_are_shown(client):
    wool_and_thin([{}], [{}])
    found = client.get(f"{BOTH}&for=elbow")
    assert "no published symptom or condition at “elbow”" in main(found)
    assert cells(found, "Pain")


@pytest.mark.parametrize("name", ["with", "for", "x[]"])
def test_any_address_gets_an_answer_that_repeats_it_escaped_and_short(client, name):
    wool_and_thin([{}], [{}])
    for value in HOSTILE:
        for query in (f"?{name}={value}", f"?with=wool-socks&with=thin-socks&{name}={value}"):
            response = client.get(COMPARE + query)
            found = response.content.decode()
            assert response.status_code == 200, query
            assert SCRIPT not in found, query
            assert "<img" not in found, query
            assert "x" * 100 not in found, query


def test_a_thousand_treatments_in_an_address_are_answered_shortly(client):
    response = client.get(COMPARE + "?" + "&".join(f"with=nothing-{number}" for number in range(1000)))
    assert "and 995 more" in main(response)
    assert len(response.content) < len(client.get(COMPARE).content) + 5_000


def test_titles_and_texts_are_escaped(client):
    factories.published(factories.topic("odd-toes", title=SCRIPT))
    odd = {"topic": "odd-toes", "population": SCRIPT, "comparator": SCRIPT, "directness": "indirect"}
    for slug in ("odd-socks", "odder-socks"):
        rows = [factories.assessment(**odd)]
        factories.published(factories.intervention(slug, title=SCRIPT, assessments=rows))
    for query in ("?with=odd-socks&with=odder-socks", "?with=odd-socks&with=odder-socks&for=odd-toes"):
        assert SCRIPT not in client.get(COMPARE + query).content.decode()


# --- who may see, and the cost ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("slug", "title"), [("wool-socks", "Wool socks"), ("cold-toes", "Cold toes")])
def test_an_archived_page_vanishes(client, slug, title):
    wool_and_thin([{}], [{}])
    assert title in main(client.get(BOTH))
    actions.archive(page=Page.objects.get(slug=slug), by=factories.publisher_pia(), note="Merged.")
    assert title not in main(client.get(BOTH))


def test_a_line_on_a_symptom_that_is_a_draft_is_left_out(client):
    factories.topic("secret-toes", title="Secret toes")
    wool_and_thin([{"topic": "secret-toes"}], [{}])
    assert "ecret" not in client.get(BOTH).content.decode()


def test_the_page_of_a_treatment_leads_to_its_comparison(client):
    publish("Wool socks")
    assert 'href="/compare/?with=wool-socks"' in main(client.get("/interventions/wool-socks/"))


def test_a_comparison_costs_the_same_whatever_its_length_and_sets_no_cookie(client, queries_while_rendering):
    wool_and_thin([{}], [{}])
    publish("Thick socks", *[{}, HARM, LITTLE] * 20)
    costs = []
    for query in (BOTH, f"{BOTH}&with=thick-socks"):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(query)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= budgets.LIST
    assert queries_while_rendering == []
    assert client.post(COMPARE).status_code == 405
