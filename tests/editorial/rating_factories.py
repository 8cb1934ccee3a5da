"""Ratings for tests, made by the actions that people's screens call."""

from typing import Any

from django.contrib.auth.models import User

from editorial.appraisal import rating
from editorial.models import Rating
from evidence.models import Assessment
from tests import factories

JUDGED = {
    "starting_point": "randomised",
    "risk_of_bias": "no-concern",
    "inconsistency": "no-concern",
    "indirectness": "no-concern",
    "imprecision": "serious-concern",
    "imprecision_reason": "Eighty people.",
    "publication_bias": "could-not-assess",
}


def body_of_evidence() -> Assessment:
    """Wool socks for cold toes, from two small trials."""
    factories.topic()
    factories.study(findings=[factories.PAIN])
    factories.study("rossi-2021", authors=["Rossi A"], year=2021, n=40, findings=[factories.PAIN])
    findings = ["okafor-2020/pain", "rossi-2021/pain"]
    return factories.intervention(assessments=[factories.assessment(findings=findings)]).assessments.get()


def begun(assessment: Assessment, by: User, **judgements: Any) -> Rating:
    """A rating that was saved and not handed in."""
    return rating.save(rating=rating.begin(assessment=assessment, by=by), by=by, judgements=JUDGED | judgements)


def handed_in(assessment: Assessment, by: User, **judgements: Any) -> Rating:
    return rating.hand_in(rating=begun(assessment, by, **judgements), by=by)
