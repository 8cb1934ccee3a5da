"""What stands beside the treatments in an answer: what may lie behind several symptoms, and the studies."""

import pytest

from search.answer import answer
from tests import factories

pytestmark = pytest.mark.django_db


def link(topic, basis="theory", **fields):
    return {"topic": topic, "basis": basis, "statement": "It may.", "studies": ["okafor-2020"]} | fields


@pytest.fixture
def toes_and_nose():
    factories.study(findings=[factories.PAIN], n=40)
    factories.published(factories.topic(title="Frosty toes"))
    factories.published(factories.topic("frosty-nose", title="Drippy nose"))


def shown(client, query):
    return client.get("/search/", {"q": query}).content.decode()


def test_what_is_linked_to_two_of_her_symptoms_is_named_with_what_shows_it(client, toes_and_nose):
    human = {"basis": "human", "independent_groups": 1}
    factories.published(factories.mechanism(contributes_to=[link("cold-toes", **human), link("frosty-nose")]))
    page = shown(client, "frosty toes and drippy nose")
    assert "May these have a common cause?" in page
    assert "frosty toes (shown in people)" in page
    assert "drippy nose (proposed, not shown)" in page
    assert "common cause" not in shown(client, "frosty toes")


def test_what_is_linked_to_one_of_them_alone_or_only_in_a_draft_is_not(toes_and_nose):
    factories.published(factories.mechanism(contributes_to=[link("cold-toes")]))
    factories.mechanism("cold-blood", contributes_to=[link("cold-toes"), link("frosty-nose")])
    assert answer("frosty toes and drippy nose").mechanisms == ()


def test_the_studies_behind_the_rows_stand_once_each_and_lead_to_their_pages(client, toes_and_nose):
    rows = [factories.assessment(key=f"row-{n}") for n in range(2)]
    factories.published(factories.intervention(assessments=rows))
    page = shown(client, "frosty toes")
    assert page.count('href="/evidence/studies/okafor-2020/"') == 1
    assert "40 people" in page
    assert 'href="/evidence/studies/?q=frosty%20toes"' in page
