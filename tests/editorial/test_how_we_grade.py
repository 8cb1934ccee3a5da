"""What readers are told of how well two raters agree: counted over what is live, and nothing below ten in numbers."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.appraisal import rating
from editorial.appraisal.comparison import figures
from editorial.appraisal.rating import Decision
from editorial.models import Round
from evidence.models import Assessment, EvidenceRow
from tests import budgets, factories
from tests.editorial.rating_factories import JUDGED, handed_in

pytestmark = pytest.mark.django_db

FINDINGS = ["okafor-2020/pain", "rossi-2021/pain"]
UNBLINDED = {"risk_of_bias": "serious-concern", "risk_of_bias_reason": "Nobody was blinded."}
SETTLED = {
    "imprecision": Decision(None, "Eighty people."),
    "risk_of_bias": Decision("serious-concern", "Nobody was blinded."),
}


@pytest.fixture
def ito() -> User:
    return factories.reviewer_dr_ito()


def bodies(count: int) -> list[Assessment]:
    """Wool socks, assessed for so many outcomes that are all pain, not published yet."""
    factories.topic()
    factories.study(findings=[factories.PAIN])
    factories.study("rossi-2021", findings=[factories.PAIN])
    assessments = [factories.assessment(key=f"pain-{n}", findings=FINDINGS) for n in range(count)]
    return list(factories.intervention(assessments=assessments).assessments.all())


def reconciled(body: Assessment, amal: User, ito: User, **differing: str) -> Round:
    """Both rated it; where `differing` is given, only the first found so."""
    handed_in(body, amal, **differing)
    round_ = handed_in(body, ito).round
    rating.reconcile(round_=round_, by=amal, decisions=SETTLED, read=rating.fingerprint(body))
    return round_


def publish(body: Assessment) -> None:
    factories.published(body.intervention)


def shown(client) -> str:
    return re.sub(r"\s+", " ", client.get("/how-we-grade/").content.decode())


def row(domain: str) -> dict:
    return next(row for row in figures().domains if row["called"] == domain)


def test_while_nothing_had_two_raters_the_page_says_so(client):
    published = EvidenceRow.objects.count()
    assert f"So far none of the {published} published assessments has had two raters." in shown(client)
    assert "kappa" not in shown(client)


def test_the_page_keeps_its_name_and_its_rules(client):
    assert reverse("topics:how-we-grade") == "/how-we-grade/"
    assert "Randomised trials start at high." in shown(client)
    assert client.post("/how-we-grade/").status_code == 405


def test_only_what_readers_see_is_counted(amal, ito):
    (body,) = bodies(1)
    publish(body)
    published = figures().published
    reconciled(body, amal, ito)
    assert figures().rated_twice == 0, "what is live was not rated by two"
    publish(body)
    assert (figures().rated_twice, figures().published) == (1, published)
    EvidenceRow.objects.filter(key=body.key).delete()
    assert figures().rated_twice == 0


@pytest.mark.parametrize("ending", ["open", "set aside"])
def test_a_round_without_a_result_does_not_count(ending, amal, ito):
    (body,) = bodies(1)
    handed_in(body, amal)
    round_ = handed_in(body, ito).round
    if ending == "set aside":
        rating.set_aside(round_=round_, by=amal, note="Another question.")
    publish(body)
    assert figures().rated_twice == 0


def test_an_assessment_rated_anew_counts_once_by_its_last_ratings(amal, ito):
    (body,) = bodies(1)
    reconciled(body, amal, ito, **UNBLINDED)
    body.refresh_from_db()
    reconciled(body, amal, ito)
    publish(body)
    assert figures().rated_twice == 1
    assert (row("risk of bias")["pairs"], row("risk of bias")["same"]) == (1, 1)


def test_below_ten_pairs_there_is_no_number(client, amal, ito):
    for body in bodies(9):
        reconciled(body, amal, ito, **UNBLINDED)
    publish(body)
    assert row("risk of bias") | {"question": ""} == {
        "question": "",
        "called": "risk of bias",
        "pairs": 9,
        "same": 0,
        "words": "Too few to say",
    }
    page = shown(client)
    assert "9 of the" in page
    assert "Too few to say" in page
    assert "from chance to full agreement" not in page


def test_from_ten_pairs_on_agreement_is_a_number_with_its_meaning(client, amal, ito):
    for number, body in enumerate(bodies(10)):
        changes = UNBLINDED if number < 5 else {}
        handed_in(body, amal, **changes)
        round_ = handed_in(body, ito, **(UNBLINDED if number < 4 else {})).round
        rating.reconcile(round_=round_, by=amal, decisions=SETTLED, read=rating.fingerprint(body))
    publish(body)
    assert (row("risk of bias")["same"], row("risk of bias")["words"]) == (
        9,
        "0.80: 80% of the way from chance to full agreement",
    )
    assert row("imprecision")["words"] == "All agreed"
    assert row("large effect")["pairs"] == 0, "randomised trials leave no choice"
    assert "80% of the way from chance to full agreement" in shown(client)


def test_the_page_costs_few_queries_however_many_were_rated(client, amal, ito, queries_while_rendering):
    for body in bodies(3):
        reconciled(body, amal, ito)
    publish(body)
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/how-we-grade/").status_code == 200
    assert len(queries) <= budgets.LIST
    assert queries_while_rendering == []


def test_no_rating_names_its_rater_in_public(client, amal, ito):
    (body,) = bodies(1)
    reconciled(body, amal, ito, **UNBLINDED)
    publish(body)
    page = shown(client)
    assert "amal" not in page
    assert "Nobody was blinded" not in page
    assert JUDGED["imprecision_reason"] not in page
