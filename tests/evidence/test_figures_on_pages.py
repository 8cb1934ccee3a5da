"""Figures as readers meet them: on the page, frozen in its edition, each with the table that holds the same."""

import re

import pytest
from django.template.loader import render_to_string

from editorial.content import documents as docs
from editorial.content.rendering import render_page
from tests import factories
from topics.models import Edition, Page
from topics.views import page_context

pytestmark = pytest.mark.django_db

TREATMENT = "/interventions/low-dose-naltrexone/"
INTERVAL = {"type": "mean-difference", "value": -0.8, "unit": "points on a 0-10 scale", "ci": [-1.4, -0.2]}


def body(client, url):
    return client.get(url).content.decode()


def socks(**fields):
    factories.published(factories.topic())
    factories.study(findings=[factories.PAIN | {"intervention": None} | fields])
    return factories.intervention(assessments=[factories.assessment()])


def test_a_forest_plot_stands_with_its_table_where_its_assessment_is(client):
    card = (
        body(client, TREATMENT).split('id="evidence-low-dose-naltrexone-fibromyalgia-pain"')[1].split("</article>")[0]
    )
    assert 'role="img" aria-label="Forest plot of pain.' in card
    figure = card.split('<figure class="forest">')[1].split("</figure>")[0]
    assert '<th scope="row">Bruun 2024, 99 women</th><td>−0.34</td><td>−0.95 to 0.27</td>' in figure
    assert "Younger" not in figure
    assert "Not drawn, because no interval or no comparable figure was reported" in card
    assert "Found: pain fell 28.8% from its starting level on naltrexone and 18.0% on placebo" in card


def test_a_topics_page_that_unfolds_its_evidence_draws_it_too(client):
    page = body(client, "/conditions/osteoarthritis/")
    card = page.split('id="evidence-glucosamine-pain"')[1].split("</article>")[0]
    assert 'role="img" aria-label="Forest plot of pain.' in card


def test_an_assessment_without_an_interval_has_no_plot(client):
    factories.published(socks())
    assert '<figure class="forest">' not in body(client, "/interventions/wool-socks/")


def test_a_plot_is_frozen_when_its_page_is_published(client):
    page = socks(measure=INTERVAL)
    factories.published(page)
    assert "−1.4 to −0.2" in body(client, "/interventions/wool-socks/")
    finding = page.assessments.get().findings.get()
    type(finding).objects.filter(pk=finding.pk).update(measure=INTERVAL | {"ci": [-9, 9]})
    assert "−1.4 to −0.2" in body(client, "/interventions/wool-socks/")
    assert "−9" not in body(client, "/symptoms/cold-toes/")


def test_names_from_outside_are_escaped_in_figures(client):
    factories.published(factories.topic())
    factories.study(authors=["<b>Okafor</b> A"], findings=[factories.PAIN | {"measure": INTERVAL}])
    factories.published(factories.intervention(assessments=[factories.assessment()]))
    assert "<b>Okafor" not in body(client, "/interventions/wool-socks/")


def test_a_retracted_study_is_marked_in_the_plots_table(client):
    study = factories.study(findings=[factories.PAIN | {"measure": INTERVAL}])
    factories.published(factories.topic())
    factories.published(factories.intervention(assessments=[factories.assessment()]))
    type(study).objects.filter(pk=study.pk).update(retracted=True)
    table = body(client, "/interventions/wool-socks/").split('<figure class="forest">')[1].split("</figure>")[0]
    assert "Retracted." in table


def test_benefit_and_harm_stand_in_1000_with_the_comparison_and_the_study(client):
    section = body(client, TREATMENT).split('<section aria-labelledby="thousand">')[1].split("</section>")[0]
    assert "<strong>About 450</strong> in 1,000 women with low-dose naltrexone" in section
    assert "<strong>About 280</strong> in 1,000 women with placebo" in section
    assert "Bruun 2024, 99 women" in section
    assert "<td>37%</td><td>13%</td>" in section
    assert section.count("<rect") == 0
    assert len(re.findall(r'role="img" aria-label="\d+ of 1,000 squares filled"', section)) == 2 * 9


def test_a_symptoms_page_draws_what_was_counted_in_the_assessment_itself(client):
    page = body(client, "/conditions/crohns-disease/")
    card = page.split('id="evidence-low-dose-naltrexone-crohns-disease-activity"')[1].split("</article>")[0]
    assert "<strong>About 880</strong> in 1,000 people with low-dose naltrexone" in card
    assert '<section aria-labelledby="thousand">' not in page


def test_an_arrow_on_mice_does_not_look_like_one_on_women(client):
    figure = body(client, TREATMENT).split('<figure class="paths">')[1].split("</figure>")[0]
    classes = set(re.findall(r'<path class="(\w+)" d="M\d+ \d+h', figure))
    assert {"animal", "laboratory", "theory", "human"} <= classes
    assert "<td>Low-dose naltrexone</td><td>The body’s own opioids (endogenous opioid tone)</td>" in figure
    assert "shown in animals only" in figure


def test_paths_lead_only_where_a_mechanisms_published_page_leads():
    topic = factories.topic()
    factories.published(topic)
    link = {"topic": "cold-toes", "basis": "theory", "statement": "It is said."}
    mechanism = factories.mechanism(contributes_to=[link])
    acts_on = [{"mechanism": "warm-blood", "basis": "animal", "statement": "In mice."}]
    page = factories.intervention(acts_on=acts_on)
    assert [node["name"] for node in render_page(page).html["paths"]["nodes"]] == ["Warm blood"]
    factories.published(mechanism)
    assert [node["name"] for node in render_page(page).html["paths"]["nodes"]] == ["Warm blood", "Cold toes"]


def test_a_mechanisms_page_draws_where_it_leads(client):
    assert '<figure class="paths">' in body(client, "/mechanisms/oestrogen-withdrawal/")


def test_an_edition_from_before_the_figures_still_opens():
    edition = Edition.objects.live().get(slug="low-dose-naltrexone")
    for name in ("paths", "thousand"):
        edition.rendered.pop(name)
    for card in edition.rendered["evidence"]:
        for name in ("forest", "thousand", "size_name"):
            card.pop(name)
        for study in card["study_list"]:
            study.pop("found")
    page = render_to_string("topics/page.html", page_context(edition))
    assert "<figure" not in page
    assert "The evidence at a glance" in page


def test_the_facts_line_tells_the_size_only_where_something_can_be_said():
    cards = {card["key"]: card for card in Edition.objects.live().get(slug="low-dose-naltrexone").rendered["evidence"]}
    assert cards["fibromyalgia-vivid-dreams"]["size_name"] == "Size: moderate"
    assert cards["fibromyalgia-pain"]["size_name"] == ""
    assert cards["fibromyalgia-nausea"]["size_name"] == ""
    assert cards["hot-flushes"]["size_name"] == ""


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"size": "small"}, ("Better", "Size: small")),
        ({"size": "trivial"}, ("Tested: little or no difference", "")),
        ({"size": "trivial", "direction": "harm"}, ("Tested: little or no difference", "")),
        ({"size": "trivial", "direction": "no-difference"}, ("Tested: little or no difference", "")),
    ],
)
def test_an_effect_too_small_to_matter_is_never_called_better_or_worse(fields, words):
    factories.topic()
    factories.study(findings=[factories.PAIN])
    page = factories.intervention(assessments=[factories.assessment(**fields)])
    (card,) = render_page(page).html["evidence"]
    assert (card["direction_name"], card["size_name"]) == words


@pytest.mark.parametrize(
    "parts",
    [
        {"intervention_pct": 32},
        {"intervention_pct": 32, "comparator_pct": 11},
        {"event": "less pain"},
        {"event": "less pain", "intervention_pct": 32, "comparator_pct": 13},
    ],
)
def test_percentages_come_together_say_what_they_count_and_agree_with_their_difference(parts):
    measure = {"type": "risk-difference", "value": 21}
    docs.Measure.model_validate(measure | {"event": "less pain", "intervention_pct": 32, "comparator_pct": 11})
    with pytest.raises(ValueError, match="percentages"):
        docs.Measure.model_validate(measure | parts)


def test_figures_ask_nothing_more_of_the_database(client, queries_while_rendering):
    assert Page.objects.filter(slug="low-dose-naltrexone", live__isnull=False).exists()
    assert "<figure" in body(client, TREATMENT)
    assert queries_while_rendering == []
