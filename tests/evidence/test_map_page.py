"""The evidence map as readers get it."""

import gzip
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.workflow import actions
from evidence import map_page
from evidence.models import EvidenceRow, Study
from tests import budgets, factories
from tests.evidence import large
from topics.models import Page

pytestmark = pytest.mark.django_db

MAP = "/evidence/"
SCRIPT = "<script>alert(1)</script>"
VERY_LOW = {"starting_point": "case-reports"}
LITTLE = {"direction": "no-difference", "size": "trivial"}
NOT_TESTED = {
    "starting_point": "no-human-evidence",
    "imprecision": {},
    "findings": [],
    "summary": "",
    "directness": "mechanism-only",
}
HARM = {"outcome": "nausea", "direction": "harm"}


def main(response) -> str:
    assert response.status_code == 200
    return response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


def grid(response) -> str:
    return main(response).partition("<table")[2].partition("</table>")[0]


def row_of(response, title: str) -> str:
    """A treatment's row of the grid; nothing where it has none."""
    return next((row for row in grid(response).split("<tr>") if f">{title}</a></th>" in row), "")


def filled(row: str) -> int:
    return row.count("<td>")


@pytest.fixture(autouse=True)
def toes(without_library):
    """Two symptoms that treatments here are for, and the study that they rest on."""
    factories.study(findings=[factories.PAIN])
    factories.published(factories.topic(body_area="skin-and-hair"))
    factories.published(factories.topic("warm-hands", title="Warm hands", kind="condition", body_area="breasts"))


def publish(title: str = "Wool socks", *assessments: dict, **fields):
    rows = [factories.assessment(**(one | {"key": f"row-{n}"})) for n, one in enumerate(assessments or [{}])]
    slug = title.lower().replace(" ", "-")
    return factories.published(factories.intervention(slug, title=title, assessments=rows, **fields))


# --- cells ------------------------------------------------------------------------------------------------------------


def test_a_cell_shows_certainty_and_direction_and_leads_to_its_row(client):
    publish("Wool socks")
    row = row_of(client.get(MAP), "Wool socks")
    assert filled(row) == 1
    assert 'href="/interventions/wool-socks/#evidence-wool-socks-row-0"' in row
    for part in ("#petals-3", "Moderate", "#state-benefit", "Better"):
        assert part in row
    assert '<td class="none"><span>No study on Rose</span></td>' in row


def test_every_cell_leads_to_an_anchor_on_the_page_it_names(client):
    publish("Wool socks", {}, HARM, LITTLE | {"topic": "warm-hands"}, *[VERY_LOW] * 5)
    links = set(re.findall(r'href="(/interventions/[^"#]+/)#([^"]+)"', main(client.get(MAP))))
    assert {url for url, _ in links} == {"/interventions/wool-socks/"}
    assert len(links) > 1
    page = client.get("/interventions/wool-socks/").content.decode()
    assert not [anchor for _, anchor in links if f'id="{anchor}"' not in page]


def test_what_helped_what_did_little_what_is_uncertain_and_what_is_untested_are_told_apart(client):
    said = {"Better": {}, "Little or no difference": LITTLE, "Too uncertain": VERY_LOW}
    said["Not tested in people"] = NOT_TESTED
    for number, assessment in enumerate(said.values()):
        publish(f"Socks number {number}", assessment)
    found = client.get(MAP)
    shapes = []
    for number, words in enumerate(said):
        row = row_of(found, f"Socks number {number}")
        assert [other for other in said if other in row] == [words]
        shapes += re.findall(r"#state-[a-z-]+", row)
    assert len(set(shapes)) == len(shapes) == len(said)


def test_what_was_only_studied_elsewhere_says_so(client):
    elsewhere = {"directness": "indirect", "population": "men"}
    publish("Wool socks", elsewhere)
    publish("Thin socks", elsewhere, {"directness": "direct"} | VERY_LOW)
    publish("Thick socks")
    found = client.get(MAP)
    assert "only studied elsewhere" in row_of(found, "Wool socks")
    assert "surest from elsewhere" in row_of(found, "Thin socks")
    assert "elsewhere" not in row_of(found, "Thick socks")


def test_several_outcomes_are_counted_once_each_and_disagreement_is_not_hidden(client):
    publish("Wool socks", {}, LITTLE | {"outcome": "sleep"}, VERY_LOW)
    row = row_of(client.get(MAP), "Wool socks")
    assert "2 outcomes" in row
    assert "Mixed" in row
    assert "Better" not in row


def test_unwanted_effects_have_a_line_and_a_certainty_of_their_own(client):
    publish("Wool socks", VERY_LOW, HARM)
    row = row_of(client.get(MAP), "Wool socks")
    effect, harms = row.split("Unwanted effects")
    assert "Very low" in effect
    assert "Too uncertain" in effect
    assert "Moderate" in harms
    assert "More often" in harms


def test_a_retracted_study_marks_the_cells_that_rest_on_it_at_once(client):
    factories.study("moreno-2021", findings=[factories.PAIN])
    moreno = {"findings": ["moreno-2021/pain"], "summary": "Less [@moreno-2021].", "topic": "warm-hands"}
    publish("Wool socks", {}, moreno)
    assert "a study was retracted" not in main(client.get(MAP))
    Study.objects.filter(slug="moreno-2021").update(retracted=True)
    (cell,) = [cell for cell in row_of(client.get(MAP), "Wool socks").split("<td") if "retracted" in cell]
    assert "row-1" in cell


# --- what stands on it ------------------------------------------------------------------------------------------------


def test_all_published_symptoms_and_conditions_stand_on_it_and_stages_only_with_evidence(client):
    publish("Thin socks")
    factories.published(factories.topic("late-stage", title="Late stage", kind="stage"))
    found = grid(client.get(MAP))
    for title in ("Cold toes", "Warm hands"):
        assert f">{title}</a></th>" in found
    assert "Late stage" not in found
    publish("Wool socks", {"topic": "late-stage"})
    assert ">Late stage</a></th>" in grid(client.get(MAP))


def test_drafts_are_not_on_it(client):
    factories.topic("secret-toes", title="Secret toes")
    factories.intervention("secret-socks", title="Secret socks", assessments=[factories.assessment()])
    publish("Wool socks", {"topic": "secret-toes"})
    found = client.get(MAP).content.decode()
    assert "ecret" not in found
    assert filled(row_of(client.get(MAP), "Wool socks")) == 0


def test_editing_a_live_page_changes_nothing_on_it(client):
    edition = publish("Wool socks", category="complementary")
    Page.objects.filter(pk=edition.page_id).update(title="New title")
    edition.page.intervention.__class__.objects.filter(pk=edition.page_id).update(category="diet")
    assert row_of(client.get(MAP + "?category=complementary"), "Wool socks")
    assert "New title" not in client.get(MAP).content.decode()


@pytest.mark.parametrize("slug", ["wool-socks", "cold-toes"])
def test_an_archived_page_vanishes_from_it(client, slug):
    publish("Wool socks")
    title = Page.objects.get(slug=slug).title
    assert title in main(client.get(MAP))
    actions.archive(page=Page.objects.get(slug=slug), by=factories.publisher_pia(), note="Merged.")
    assert title not in main(client.get(MAP))


# --- choosing ---------------------------------------------------------------------------------------------------------


def test_treatments_are_chosen_by_kind_and_by_name(client):
    publish("Wool socks", category="complementary")
    publish("Fish oil", category="supplement")
    for query in ("category=supplement", "treatment=fish-oil"):
        found = client.get(f"{MAP}?{query}")
        assert row_of(found, "Fish oil")
        assert not row_of(found, "Wool socks")


def test_symptoms_are_chosen_by_part_of_the_body_and_by_name(client):
    publish("Wool socks", {}, {"topic": "warm-hands"})
    for query in ("area=breasts", "for=warm-hands"):
        found = grid(client.get(f"{MAP}?{query}"))
        assert ">Warm hands</a></th>" in found
        assert "Cold toes" not in found


def test_a_choice_of_certainty_tells_what_it_left_out_from_what_nobody_studied(client):
    publish("Wool socks", VERY_LOW, {"topic": "warm-hands"})
    publish("Thin socks", VERY_LOW)
    publish("Thick socks")
    found = client.get(f"{MAP}?certainty=moderate")
    assert not row_of(found, "Thin socks")
    cells = row_of(found, "Wool socks").split("<td")[1:]
    told = [("outside your choice" in cell, "Better" in cell) for cell in cells]
    assert [each for each in told if any(each)] == [(True, False), (False, True)]
    assert "No study on Rose" in row_of(found, "Thick socks")


def test_a_choice_of_who_was_studied_shows_only_what_was_studied_in_them(client):
    publish("Wool socks", {"directness": "indirect", "population": "men"}, VERY_LOW)
    row = row_of(client.get(f"{MAP}?directness=direct"), "Wool socks")
    assert "Very low" in row
    assert "Moderate" not in row


def test_no_choice_hides_the_unwanted_effects_of_what_it_shows(client):
    publish("Wool socks", {}, HARM | VERY_LOW | {"directness": "indirect", "population": "men"})
    for query in ("certainty=moderate", "directness=direct"):
        assert "Unwanted effects" in row_of(client.get(f"{MAP}?{query}"), "Wool socks")


def test_a_choice_that_nothing_fits_says_so(client):
    found = main(client.get(f"{MAP}?certainty=high&area=breasts"))
    assert "Rose holds no graded evidence that fits your choice" in found
    assert "<table" not in found


def test_what_was_chosen_stays_chosen_and_can_be_undone(client):
    found = main(client.get(f"{MAP}?certainty=moderate&for=cold-toes"))
    assert '<option value="moderate" selected>' in found
    assert '<option value="cold-toes" selected>' in found
    assert 'href="/evidence/">Show all</a>' in found


HOSTILE = [
    SCRIPT,
    '"><img src=x onerror=y>',
    "%00",
    "%ED%A0%80",
    "%FF",
    "%25%27%3B--",
    "x" * 5000,
    "high&certainty=low&certainty=nonsense",
]


@pytest.mark.parametrize("name", ["for", "treatment", "category", "area", "certainty", "directness", "with", "x[]"])
def test_any_address_gets_an_answer_that_repeats_it_escaped_and_short(client, name):
    for value in HOSTILE:
        response = client.get(f"{MAP}?{name}={value}")
        found = response.content.decode()
        assert response.status_code == 200, value
        assert SCRIPT not in found, value
        assert "<img" not in found, value
        assert "x" * 100 not in found, value


def test_an_unknown_value_is_told_and_leaves_nothing_out(client):
    publish("Wool socks")
    found = client.get(f"{MAP}?area=elbow")
    assert "Rose does not know “elbow”" in main(found)
    assert row_of(found, "Wool socks")


def test_titles_are_escaped(client):
    factories.published(factories.topic("odd-toes", title=SCRIPT))
    factories.published(
        factories.intervention("odd-socks", title=SCRIPT, assessments=[factories.assessment(topic="odd-toes")])
    )
    for query in ("", "?for=odd-toes", "?treatment=odd-socks"):
        assert SCRIPT not in client.get(MAP + query).content.decode()


# --- cost -------------------------------------------------------------------------------------------------------------


def test_it_sets_no_cookie_and_takes_no_post(client):
    response = client.get(MAP)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert client.post(MAP).status_code == 405


def test_a_narrow_screen_lists_a_few_cells_and_asks_for_a_choice_among_many(client, monkeypatch):
    publish("Wool socks", VERY_LOW)
    for number in range(3):
        publish(f"Socks number {number}", VERY_LOW | {"topic": "warm-hands"})
    monkeypatch.setattr(map_page, "MOST_LISTED", 4)
    assert '<section class="map-list">' in main(client.get(f"{MAP}?certainty=very-low"))
    monkeypatch.setattr(map_page, "MOST_LISTED", 3)
    found = main(client.get(f"{MAP}?certainty=very-low"))
    assert '<section class="map-list">' not in found
    assert 'href="?certainty=very-low&amp;for=cold-toes"' in found
    assert '<section class="map-list">' in main(client.get(f"{MAP}?for=cold-toes"))


def test_the_largest_map_keeps_its_budgets(client, queries_while_rendering):
    large.make()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(MAP)
    found = grid(response)
    assert found.count('<th scope="row">') == large.TREATMENTS
    assert len(re.findall(r"<td[ >]", found)) == large.TREATMENTS * large.TOPICS
    assert EvidenceRow.objects.count() > 2 * large.TREATMENTS * large.TOPICS * large.FILLED * 0.8
    assert len(queries) <= budgets.LIST
    assert queries_while_rendering == []
    assert len(gzip.compress(response.content, 6)) <= budgets.MAP_HTML * 1000
    filled = len(re.findall(r"<td><", found))
    assert filled > 1000
    assert len(response.templates) < filled  # a look is drawn once, however many cells have it
