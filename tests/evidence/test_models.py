"""What the database itself refuses."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction

from evidence.models import Assessment, Claim, MechanismLink, Outcome, Study
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts():
    outcome = Outcome.objects.create(slug="warmth", name="Warmth", phrase="warmth", better="higher")
    return {"intervention": factories.intervention(), "topic": factories.topic(), "outcome": outcome}


def assess(parts, **fields) -> Assessment:
    given = {
        "key": "a",
        "directness": "direct",
        "starting_point": "randomised",
        "direction": "benefit",
        "size": "small",
    }
    with transaction.atomic():
        return Assessment.objects.create(**parts, **(given | fields))


REFUSED = {
    "a move without its reason": {"imprecision": "serious-concern"},
    "a raise without its reason": {"starting_point": "non-randomised", "large_effect": 1},
    "a raise of randomised evidence": {"large_effect": 1, "large_effect_reason": "Large."},
    "a raise of lowered evidence": {
        "starting_point": "non-randomised",
        "risk_of_bias": "serious-concern",
        "risk_of_bias_reason": "Open.",
        "large_effect": 1,
        "large_effect_reason": "Large.",
    },
    "a judgement without people": {
        "starting_point": "no-human-evidence",
        "imprecision": "serious-concern",
        "imprecision_reason": "Few.",
    },
    "a judgement that the domain lacks": {
        "indirectness": "extremely-serious-concern",
        "indirectness_reason": "Far.",
    },
    "another possibility beside a difference": {"may_also": "harm"},
    "a possibility that is none": {"direction": "no-difference", "may_also": "mixed"},
    "a typed sentence": {"statement": "It works."},
    "a mixed direction without its sentence": {"direction": "mixed"},
    "an unclear direction without its sentence": {"direction": "unclear"},
    "an unknown direction": {"direction": "up"},
}


@pytest.mark.parametrize("fields", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(parts, fields):
    with pytest.raises(IntegrityError):
        assess(parts, **fields)


def test_certainty_cannot_be_typed(parts):
    finding = factories.study(findings=[factories.PAIN]).findings.get()
    assess(parts, starting_point="case-reports").findings.add(finding)
    with pytest.raises(ProgrammingError, match="generated column"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_assessment SET certainty = 'high'")


def test_a_rule_broken_in_a_form_is_said_in_words(parts):
    assessment = Assessment(**parts, starting_point="randomised", large_effect=1)
    with pytest.raises(ValidationError, match="Only evidence from non-randomised studies"):
        assessment.clean()


def test_a_mechanism_link_has_one_other_end_and_counts_groups_in_people_only(parts):
    blood = factories.mechanism()
    good = {"mechanism": blood, "topic": parts["topic"], "basis": "human", "independent_groups": 1, "statement": "So."}
    MechanismLink.objects.create(**good)
    for bad in (
        good | {"intervention": parts["intervention"]},
        good | {"topic": None},
        good | {"basis": "animal"},
        good | {"independent_groups": 0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            MechanismLink.objects.create(**bad)


def test_one_doi_is_one_study():
    factories.study(doi="10.1000/SAME")
    with pytest.raises(IntegrityError):
        factories.study("another-2020", doi="10.1000/same")


def test_only_a_study_that_can_be_looked_up_is_citable():
    found = factories.study()
    lost = Study.objects.create(slug="lost-1999", title="Lost", design="cohort", directness="direct")
    assert found.is_citable
    assert not lost.is_citable
    assert found in Study.objects.citable()
    assert lost not in Study.objects.citable()


def test_only_a_record_names_its_source():
    toes = factories.article()
    with pytest.raises(IntegrityError):
        Claim.objects.create(article=toes, heading="A", text="b", kind="effect", source="authority")
