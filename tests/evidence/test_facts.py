"""The studies' facts under each of GRADE's questions."""

import pytest

from evidence import facts
from evidence.grading import LOWERING_DOMAINS, RAISING_DOMAINS
from evidence.models import Assessment, Finding, Outcome
from tests import factories

pytestmark = pytest.mark.django_db

MEASURED = {
    "key": "pain",
    "outcome": "pain",
    "direction": "benefit",
    "effect": "less pain in wool than in cotton",
    "measure": {"type": "mean-difference", "value": -1.5, "unit": "points", "ci": [-3, 0.5], "p": "<0.05"},
    "dose": "two pairs a day",
    "comparator": "cotton",
    "note": "Nine of forty left.",
}


@pytest.fixture
def trial() -> list[Finding]:
    found = factories.study(
        authors=["Okafor C"],
        year=2020,
        population="forty women with cold toes",
        funding="Wool Board",
        findings=[MEASURED],
    )
    return list(found.findings.select_related("study"))


def guide(findings, domain: str, outcome: Outcome | None = None) -> facts.Guide:
    return facts.guides(findings, "direct", outcome)[domain]


def line(found: facts.Guide) -> str:
    (fact,) = found.facts
    return f"{fact.name}: {'; '.join(fact.parts)} | {fact.note}"


@pytest.mark.parametrize(
    ("domain", "shown"),
    [
        ("risk_of_bias", "Okafor 2020: Randomised trial; 40 people | Nine of forty left."),
        (
            "inconsistency",
            "Okafor 2020: Better; mean difference −1.5 points, interval −3 to 0.5, p < 0.05 | "
            "less pain in wool than in cotton",
        ),
        (
            "indirectness",
            "Okafor 2020: Women in or after the menopause transition; two pairs a day; against cotton; measured: pain"
            " | forty women with cold toes",
        ),
        ("imprecision", "Okafor 2020: 40 people; mean difference −1.5 points, interval −3 to 0.5, p < 0.05 | "),
        ("publication_bias", "Okafor 2020: no registration known | Funding: Wool Board"),
        ("dose_response", "Okafor 2020: two pairs a day; mean difference −1.5 points, interval −3 to 0.5, p < 0.05 | "),
    ],
)
def test_each_question_has_the_facts_that_bear_on_it(domain, shown, trial):
    assert line(guide(trial, domain)) == shown


def test_every_domain_has_its_guide_in_gradess_order(trial):
    assert list(facts.guides(trial, "direct", None)) == [*LOWERING_DOMAINS, *RAISING_DOMAINS]


def test_the_important_difference_is_used_only_in_its_own_unit(trial):
    study = trial[0].study
    outcome = Outcome(important_difference=2, important_difference_unit="points", important_difference_source=study)
    assert any("both no effect and one that matters" in hint for hint in guide(trial, "imprecision", outcome).hints)
    outcome.important_difference_unit = "percent"
    assert any("If it also takes in one" in hint for hint in guide(trial, "imprecision", outcome).hints)


def test_a_review_counts_as_the_studies_it_pooled():
    review = factories.study(design="meta-analysis", studies_pooled=14, findings=[factories.PAIN])
    assert guide(list(review.findings.all()), "publication_bias").hints == ()


def test_an_unknown_number_of_people_is_said_to_be_unknown():
    unknown = factories.study(n=None, findings=[factories.PAIN])
    found = guide(list(unknown.findings.all()), "imprecision")
    assert "number of people not known" in line(found)
    assert found.summary == "1 study."


def test_facts_of_an_assessment_cost_one_query(django_assert_num_queries):
    assessment = Assessment.objects.select_related("outcome").filter(findings__isnull=False).first()
    with django_assert_num_queries(1):
        assert facts.guides_for(assessment)["risk_of_bias"].facts
