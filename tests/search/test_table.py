"""What the table of an answer says: one cell for each treatment and symptom."""

import re

import pytest

from evidence.models import EvidenceRow, Study
from search import table as tables
from search.answer import answer
from tests import factories
from tests.search.test_answer import UNCERTAIN, UNTESTED, toes_and_nose, treat  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_library", "toes_and_nose")]

BOTH = "frosty toes and drippy nose"
LITTLE = {"direction": "no-difference", "size": "trivial"}
TRIVIAL = {"size": "trivial"}
OFTEN = {"outcome": "nausea", "direction": "harm"}
LESS_SURE = {"risk_of_bias": {"judgement": "serious-concern", "reason": "Open."}}


def rows(query=BOTH):
    return {row["title"]: row for row in tables.table(answer(query))["rows"]}


def cells(title, query=BOTH):
    """The text of a treatment's cells, in the order of the columns."""
    html = rows(query)[title]["cells_html"]
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in html.split("</td>")[:-1]]


def test_there_is_one_cell_for_each_treatment_and_symptom_in_the_order_asked():
    treat("alpha", {"topic": "frosty-nose"}, {"topic": "cold-toes"})
    assert tables.table(answer(BOTH))["columns"] == ["Frosty toes", "Drippy nose"]
    assert [cell.split(" Moderate")[0] for cell in cells("Alpha")] == ["Frosty toes", "Drippy nose"]


def test_a_cell_holds_certainty_direction_and_in_whom_it_was_studied():
    treat("alpha", {})
    assert cells("Alpha", "frosty toes") == ["Frosty toes Moderate certainty Better studied in menopause"]
    assert "#petals-3" in rows("frosty toes")["Alpha"]["cells_html"]
    assert "#state-benefit" in rows("frosty toes")["Alpha"]["cells_html"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Better studied in menopause"),
        ({"direction": "harm"}, "Worse studied in menopause"),
        (LITTLE, "Little or no difference studied in menopause"),
        (TRIVIAL, "Little or no difference studied in menopause"),
        (UNCERTAIN, "Very low certainty Too uncertain studied in menopause"),
        ({"directness": "mixed"}, "Better studied partly in menopause"),
        ({"directness": "indirect", "population": "men"}, "Better only studied elsewhere"),
    ],
)
def test_what_helped_what_did_little_what_is_uncertain_and_who_was_studied_are_told_apart(fields, said):
    treat("alpha", fields)
    (cell,) = cells("Alpha", "frosty toes")
    assert cell.endswith(said)


def test_what_nobody_tested_in_people_and_what_rose_holds_nothing_on_are_not_alike():
    treat("alpha", {"topic": "cold-toes"} | UNTESTED)
    assert cells("Alpha") == ["Frosty toes Not tested in people", "Drippy nose No study on Rose"]


def test_the_surest_rows_that_disagree_are_mixed_and_each_is_told():
    treat("alpha", {}, LITTLE, LITTLE | LESS_SURE)
    (cell,) = cells("Alpha", "frosty toes")
    assert "Mixed" in cell
    assert "Better" not in cell
    (told,) = rows("frosty toes")["Alpha"]["told"]
    assert [row.direction for row in told["said"]] == ["benefit", "no-difference"]
    assert [other["certainty_name"] for other in told["others"]] == ["Low certainty"]


def test_a_cell_whose_surest_rows_come_from_different_people_says_partly():
    treat("alpha", {}, {"directness": "indirect", "population": "men"})
    (cell,) = cells("Alpha", "frosty toes")
    assert cell.endswith("studied partly in menopause")


def test_unwanted_effects_stand_beside_and_never_for_what_a_treatment_does():
    treat("alpha", LITTLE, OFTEN)
    (cell,) = cells("Alpha", "frosty toes")
    assert "Little or no difference" in cell
    assert "More often" not in cell
    (harm,) = rows("frosty toes")["Alpha"]["harms"]
    assert (harm["outcome"], harm["words"]) == ("Nausea", "More often")


def test_what_is_known_of_its_unwanted_effects_under_another_topic_stands_beside_too():
    treat(
        "alpha", {"topic": "cold-toes"}, {"topic": "frosty-nose"} | OFTEN, {"topic": "frosty-nose"} | OFTEN | UNCERTAIN
    )
    row = rows("frosty toes")["Alpha"]
    assert [(harm["outcome"], harm["certainty_name"]) for harm in row["harms"]] == [("Nausea", "Moderate certainty")]
    assert not row["has_gaps"]


def test_an_unwanted_effect_that_was_looked_at_in_two_groups_says_in_whom():
    treat("alpha", {}, OFTEN | {"population": "women"}, OFTEN | {"population": "older women"} | LESS_SURE)
    harms = rows("frosty toes")["Alpha"]["harms"]
    assert [(harm["outcome"], harm["population"]) for harm in harms] == [("Nausea", "women"), ("Nausea", "older women")]


def test_an_unwanted_effect_that_stands_once_is_told_without_its_group():
    treat("alpha", {}, OFTEN | {"population": "women"})
    assert [harm["population"] for harm in rows("frosty toes")["Alpha"]["harms"]] == [""]


def test_a_cell_leads_to_the_row_that_it_rests_on():
    treat("alpha", {} | LESS_SURE, {})
    (surest,) = EvidenceRow.objects.filter(certainty="moderate").values_list("key", flat=True)
    assert f'href="/interventions/alpha/#evidence-alpha-{surest}"' in rows("frosty toes")["Alpha"]["cells_html"]


def test_a_cell_with_nothing_but_unwanted_effects_says_so_and_is_no_blank():
    treat("alpha", {"topic": "cold-toes"} | OFTEN)
    first, second = cells("Alpha")
    assert first.startswith("Frosty toes Unwanted effects")
    assert first.endswith("More often studied in menopause")
    assert second == "Drippy nose No study on Rose"


def test_a_retracted_study_marks_the_cell_at_once():
    treat("alpha", {})
    assert "retracted" not in cells("Alpha", "frosty toes")[0]
    Study.objects.update(retracted=True)
    assert cells("Alpha", "frosty toes")[0].endswith("a study was retracted")


def test_the_first_are_told_in_words_and_the_others_unfold(monkeypatch):
    monkeypatch.setattr(tables, "MOST_SHOWN", 1)
    treat("alpha", {})
    treat("omega", {"size": "trivial"})
    found = tables.table(answer("frosty toes"))
    assert [(row["title"], "told" in row) for row in found["rows"]] == [("Alpha", True)]
    assert [(row["title"], "told" in row) for row in found["more"]] == [("Omega", False)]


def test_a_wide_page_has_a_column_for_each_of_a_few_symptoms_and_blocks_for_many():
    for number in range(8):
        factories.published(factories.topic(f"toe-{number}", title=f"Toe q{number}q"))
    treat("alpha", *[{"topic": f"toe-{number}"} for number in range(8)])

    def form(number):
        found = tables.table(answer(", ".join(f"toe q{n}q" for n in range(number))))
        assert len(found["columns"]) == number
        return found["form"], found["is_told_at_once"]

    assert form(1) == ("across-1", True)
    assert form(2) == ("across-2", True)
    assert form(3) == ("across-3", False)
    assert form(5) == ("across-5", False)
    assert form(6) == ("many", False)


# --- the page ---------------------------------------------------------------------------------------------------------


def page(client, query=BOTH):
    return client.get("/search/", {"q": query}).content.decode()


def test_the_page_holds_a_table_with_headers_for_its_columns_and_rows(client):
    treat("alpha", {"topic": "cold-toes"})
    html = page(client)
    for title in ("Treatment", "Frosty toes", "Drippy nose"):
        assert f'<th scope="col" role="columnheader">{title}</th>' in html
    assert '<th scope="row" role="rowheader"><a href="/interventions/alpha/">Alpha</a>' in html
    assert "<caption>More petals mean surer, not better." in html
    assert html.count('role="row"') == 2
    assert html.count('role="cell"') == len(["Frosty toes", "Drippy nose", "beside"])


def test_names_are_escaped_in_cells(client):
    factories.published(factories.topic(title="Frosty <b>toes</b>", aliases=["icy toes"]))
    treat("alpha", {"topic": "cold-toes"})
    html = page(client)
    assert "<b>" not in html
    assert '<span class="cell-name">Frosty &lt;b&gt;toes&lt;/b&gt;</span>' in html


def test_each_treatment_leads_to_what_is_known_of_its_safety(client):
    treat("alpha", {}, OFTEN)
    treat("omega", {})
    html = page(client, "frosty toes")
    assert "Unwanted effects: nausea (more often; moderate certainty). See" in html
    for slug in ("alpha", "omega"):
        assert f'href="/interventions/{slug}/#safety"' in html
        assert 'id="safety"' in client.get(f"/interventions/{slug}/").content.decode()


def test_nothing_is_asked_while_a_long_table_renders(client, queries_while_rendering):
    for number in range(12):
        treat(f"balm-{number}", {"topic": "cold-toes"}, {"topic": "frosty-nose"} | LITTLE)
    assert "2 more treatments" in page(client)
    assert queries_while_rendering == []
