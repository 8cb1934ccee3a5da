"""What animals or the laboratory showed never gives or raises a grade: the database refuses it, whatever is changed."""

from contextlib import contextmanager
from itertools import product

import psycopg
import pytest
from django.db import connection, transaction

from evidence import grading, rules
from evidence.models import Assessment, Design, Finding, Outcome, Study, StudyDirectness
from tests import factories
from topics.models import Topic

pytestmark = pytest.mark.django_db

SAYS = "finding in people"


@pytest.fixture
def socks():
    factories.topic()
    return factories.intervention()


@pytest.fixture
def in_women() -> Finding:
    return factories.study("okafor-2020", findings=[factories.PAIN]).findings.get()


@pytest.fixture
def in_mice() -> Finding:
    fields = {"design": "animal", "directness": "not-human", "findings": [factories.PAIN]}
    return factories.study("mouse-2019", **fields).findings.get()


def assess(socks, *findings: Finding, **fields) -> Assessment:
    given = {"key": "warmth", "directness": "direct", "starting_point": "randomised"}
    given |= {"direction": "benefit", "size": "small", "topic": toes(), "outcome": warmth()}
    assessment = Assessment.objects.create(intervention_id=socks.pk, **(given | fields))
    assessment.findings.set(findings)
    return assessment


def toes() -> Topic:
    return Topic.objects.get(slug="cold-toes")


def warmth() -> Outcome:
    return Outcome.objects.get_or_create(slug="warmth", name="Warmth", phrase="warmth", better="higher")[0]


@contextmanager
def refused(words: str = SAYS):
    """What the block saved is refused when its transaction ends."""
    with pytest.raises(rules.GradeWithoutPeople, match=words), transaction.atomic():  # noqa: PT012 - the block is the test's
        yield
        rules.hold_now()


def sql(statement: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_a_grade_that_rests_on_people_is_kept(socks, in_women, in_mice):
    assess(socks, in_women, in_mice)
    rules.hold_now()


def test_no_grade_rests_on_animals_alone(socks, in_mice):
    with refused():
        assess(socks, in_mice)


@pytest.mark.parametrize("start", ["randomised", "non-randomised", "case-reports"])
def test_no_grade_rests_on_nothing(socks, start):
    with refused():
        assess(socks, starting_point=start)


def test_without_a_grade_anything_may_stand_behind_a_row(socks, in_mice):
    assess(socks, in_mice, starting_point="no-human-evidence")
    rules.hold_now()


def test_the_order_of_saving_does_not_matter(socks, in_women, in_mice):
    assessment = assess(socks)
    assessment.findings.add(in_mice)
    assessment.findings.add(in_women)
    rules.hold_now()


def test_the_last_finding_in_people_is_not_taken_out(socks, in_women, in_mice):
    assessment = assess(socks, in_women, in_mice)
    rules.hold_now()
    with refused():
        assessment.findings.remove(in_women)
    with refused():
        assessment.findings.clear()
    with refused():
        Finding.objects.get(pk=in_women.pk).delete()
    with refused():
        Study.objects.get(pk=in_women.study_id).delete()
    with refused():
        Finding.objects.filter(pk=in_women.pk).update(study=in_mice.study, key="moved")
    with refused():
        sql("DELETE FROM evidence_assessment_findings WHERE finding_id = %s", in_women.pk)
    with refused():
        sql("DELETE FROM evidence_assessment_findings WHERE finding_id = %s", in_mice.pk)
        moved = "UPDATE evidence_assessment_findings SET finding_id = %s WHERE finding_id = %s"
        sql(moved, in_mice.pk, in_women.pk)


def test_a_study_under_a_grade_does_not_turn_into_one_of_mice(socks, in_women):
    assess(socks, in_women)
    rules.hold_now()
    with refused():
        Study.objects.filter(pk=in_women.study_id).update(directness="not-human")
    with refused():
        Study.objects.filter(pk=in_women.study_id).update(design="in-vitro")
    with refused():
        sql("UPDATE evidence_study SET design = 'animal' WHERE id = %s", in_women.study_id)
    with refused():
        study = in_women.study
        study.directness = "not-human"
        study.save()
    with refused():
        study = Study.objects.get(pk=in_women.study_id)
        study.design = "animal"
        Study.objects.bulk_update([study], ["design"])


def test_a_row_without_a_grade_does_not_get_one_from_mice(socks, in_mice):
    assessment = assess(socks, in_mice, starting_point="no-human-evidence")
    rules.hold_now()
    with refused():
        Assessment.objects.filter(pk=assessment.pk).update(starting_point="randomised")
    with refused():
        sql("UPDATE evidence_assessment SET starting_point = 'case-reports' WHERE id = %s", assessment.pk)
    with refused():
        Assessment.objects.bulk_create([Assessment(
            intervention_id=socks.pk, topic_id=assessment.topic_id, outcome_id=assessment.outcome_id, key="second",
            directness="direct", starting_point="non-randomised", direction="benefit", size="small",
        )])  # fmt: skip


def test_what_mice_showed_raises_nothing(socks, in_women, in_mice):
    Study.objects.filter(pk=in_women.study_id).update(design="cohort")
    start = {"starting_point": "non-randomised"}
    raised = {"dose_response": 1, "dose_response_reason": "More wool, more warmth."}
    with refused("does not raise"):
        assess(socks, in_women, in_mice, **start, **raised)
    assessment = assess(socks, in_women, **start, **raised)
    rules.hold_now()
    assert Assessment.objects.get(pk=assessment.pk).certainty == "moderate"
    with refused("does not raise"):
        assessment.findings.add(in_mice)


def test_a_trial_in_mice_does_not_make_a_case_report_a_trial(socks, in_women, in_mice):
    Study.objects.filter(pk=in_women.study_id).update(design="case-report")
    Study.objects.filter(pk=in_mice.study_id).update(design="rct-parallel")
    for start in ("randomised", "non-randomised"):
        with refused("does not lift"):
            assess(socks, in_women, in_mice, starting_point=start)
    assess(socks, in_women, in_mice, starting_point="case-reports")
    rules.hold_now()


def test_the_transaction_itself_is_refused_whoever_runs_it():
    """Not only where Rose asks: a transaction of another program, at its end."""
    alone = Assessment.objects.get(intervention__slug="low-dose-naltrexone", key="crohns-disease-activity")
    study = alone.findings.get().study
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("UPDATE evidence_study SET directness = 'not-human' WHERE slug = %s", [study.slug])
        with pytest.raises(psycopg.errors.CheckViolation, match=SAYS):
            other.commit()
    study.refresh_from_db()
    assert study.directness == "indirect"


KINDS = list(product(Design.values, StudyDirectness.values))
SOME = [("rct-parallel", "direct"), ("cohort", "indirect"), ("case-report", "direct"), ("animal", "not-human"),
        ("systematic-review", "not-human"), ("in-vitro", "mixed")]  # fmt: skip
BODIES = [[], *([kind] for kind in KINDS), *([one, other] for one in SOME for other in SOME if one != other)]
STARTS = [
    (start, raised) for start in grading.STARTING_LEVELS for raised in (0, 1) if not raised or start == "non-randomised"
]


def in_words(start: str, raised: int, body: list[tuple[str, str]]) -> str | None:
    """The same fault, as the pure rule has it."""
    try:
        grading.check_people(grading.Judgements(start, raising={"dose_response": raised}), body)
    except ValueError as error:
        return next(words for words in (SAYS, "does not raise", "does not lift") if words in str(error))
    return None


def test_the_database_and_the_rule_agree_on_every_kind_of_study(socks):
    studies = Study.objects.bulk_create(
        Study(slug=f"study-{n}", title="A", design=design, directness=directness)
        for n, (design, directness) in enumerate(KINDS)
    )
    found = Finding.objects.bulk_create(
        Finding(study=study, key="a", outcome="a", direction="benefit", effect="a") for study in studies
    )
    finding = dict(zip(KINDS, found, strict=True))
    inputs = list(product(STARTS, BODIES))
    with transaction.atomic():
        held = Assessment.objects.bulk_create(
            Assessment(
                intervention_id=socks.pk, topic=toes(), outcome=warmth(), key=f"row-{n}", directness="direct",
                starting_point=start, dose_response=raised, dose_response_reason="a", direction="benefit", size="small",
            )
            for n, ((start, raised), _) in enumerate(inputs)
        )  # fmt: skip
        rests_on = Assessment.findings.through
        rests_on.objects.bulk_create(
            rests_on(assessment=row, finding=finding[kind])
            for row, (_, body) in zip(held, inputs, strict=True)
            for kind in body
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT key, evidence_fault_of(id) FROM evidence_assessment WHERE intervention_id = %s", [socks.pk]
            )
            stored = dict(cursor.fetchall())
        transaction.set_rollback(True)  # most of these are refused
    for number, ((start, raised), body) in enumerate(inputs):
        fault, words = stored[f"row-{number}"], in_words(start, raised, body)
        assert (fault is None) == (words is None), (start, raised, body, fault)
        assert words is None or words in fault
    assert len(set(stored.values())) == 4  # allowed, and each of the three faults


def test_the_whole_library_keeps_the_rule():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(evidence_fault_of(id)) FROM evidence_assessment")
        assert cursor.fetchone() == (Assessment.objects.count(), 0)
