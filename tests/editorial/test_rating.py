"""Two people rate one body of evidence: what the actions allow, and what the database itself refuses."""

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from editorial.appraisal import rating
from editorial.appraisal.rating import Decision, NotReady
from editorial.models import AuditEntry, Rating, Round
from editorial.workflow import actions
from editorial.workflow.actions import WorkflowError
from evidence.models import Assessment
from tests import factories
from tests.editorial.rating_factories import JUDGED, begun, body_of_evidence, handed_in
from topics.models import Page, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def ito() -> User:
    return factories.reviewer_dr_ito()


@pytest.fixture
def body() -> Assessment:
    return body_of_evidence()


AGREED = {"imprecision": Decision(None, "Eighty people.")}
UNBLINDED = {"risk_of_bias": "serious-concern", "risk_of_bias_reason": "Nobody was blinded."}


def settle(round_: Round, by: User, read: str = "", **decisions: Decision) -> None:
    read = read or rating.fingerprint(round_.assessment)
    rating.reconcile(round_=round_, by=by, decisions=AGREED | decisions, read=read)


# --- two seats, blind -------------------------------------------------------------------------------------------------


def test_two_people_rate_and_a_third_finds_no_seat(body, amal, ito):
    assert [begun(body, who).seat for who in (amal, ito)] == [1, 2]
    with pytest.raises(WorkflowError, match="Two people are rating this already"):
        rating.begin(assessment=body, by=factories.person("ben", "author"))


def test_beginning_again_leads_to_the_same_rating(body, amal):
    assert rating.begin(assessment=body, by=amal) == rating.begin(assessment=body, by=amal)
    assert Round.objects.count() == 1


def test_a_seat_that_was_given_up_is_free_again(body, amal, ito):
    rating.give_up(rating=begun(body, amal), by=amal)
    assert not Round.objects.exists(), "a round without raters leaves nothing behind"
    begun(body, ito)
    rating.give_up(rating=begun(body, amal), by=amal)
    assert begun(body, factories.person("ben", "author")).seat == 2


@pytest.mark.parametrize("group", ["publisher"])
def test_only_authors_and_reviewers_rate(group, body):
    with pytest.raises(PermissionDenied):
        rating.begin(assessment=body, by=factories.person("pia", group))


def test_a_rating_is_its_raters_alone_until_both_are_in(body, amal, ito):
    boss = User.objects.create_superuser("boss")
    hers, his = handed_in(body, amal), begun(body, ito)
    for who, seen in [(amal, {hers}), (ito, {his}), (boss, set())]:
        assert set(Rating.objects.visible_to(who)) == seen
    rating.hand_in(rating=his, by=ito)
    for who in (amal, ito, boss):
        assert set(Rating.objects.visible_to(who)) == {hers, his}


def test_nobody_changes_another_persons_rating(body, amal, ito):
    hers = begun(body, amal)
    for act in (rating.hand_in, rating.give_up):
        with pytest.raises(PermissionDenied):
            act(rating=hers, by=ito)
    with pytest.raises(PermissionDenied):
        rating.save(rating=hers, by=User.objects.create_superuser("boss"), judgements=JUDGED)


def test_a_rating_that_was_handed_in_is_fixed(body, amal):
    hers = handed_in(body, amal)
    with pytest.raises(WorkflowError, match="it is fixed now"):
        rating.save(rating=hers, by=amal, judgements=JUDGED)
    with pytest.raises(WorkflowError, match="it is fixed now"):
        rating.give_up(rating=hers, by=amal)


@pytest.mark.parametrize(
    ("judgements", "words"),
    [
        ({"starting_point": ""}, "Choose the starting point"),
        ({"risk_of_bias": "", "publication_bias": ""}, "Not judged yet: risk of bias, publication bias"),
        ({"imprecision_reason": " "}, "Give the reason for imprecision"),
        ({"large_effect": 1, "large_effect_reason": "Large."}, "Only evidence from non-randomised studies"),
        ({"starting_point": "no-human-evidence"}, "nothing to rate down"),
    ],
)
def test_what_is_missing_is_said_before_a_rating_is_handed_in(judgements, words, body, amal):
    with pytest.raises(NotReady, match=words):
        handed_in(body, amal, **judgements)
    assert Rating.objects.get().handed_in_at is None


def test_a_single_study_needs_no_judgement_of_inconsistency(body, amal):
    body.findings.set(body.findings.all()[:1])
    assert handed_in(body, amal, inconsistency="").handed_in_at


def test_without_people_there_is_nothing_to_judge(body, amal):
    nothing = dict.fromkeys(("risk_of_bias", "inconsistency", "indirectness", "imprecision", "publication_bias"), "")
    assert handed_in(body, amal, starting_point="no-human-evidence", **nothing).handed_in_at


def test_the_audit_trail_says_who_rated_and_nothing_of_what(body, amal):
    handed_in(body, amal, **UNBLINDED)
    trail = AuditEntry.objects.filter(by=amal)
    assert [entry.note for entry in trail] == [
        "Handed in a rating.",
        "Saved a rating, not handed in yet.",
        "Began to rate it.",
    ]
    assert not [entry for entry in trail if "blind" in entry.note or "serious" in f"{entry.note}{entry.subject}"]


# --- reconciling ------------------------------------------------------------------------------------------------------


def test_what_both_agree_on_becomes_the_assessment(body, amal, ito):
    handed_in(body, amal)
    round_ = handed_in(body, ito).round
    settle(round_, amal)
    body.refresh_from_db()
    round_.refresh_from_db()
    assert (body.imprecision, body.imprecision_reason, body.certainty) == (
        "serious-concern",
        "Eighty people.",
        "moderate",
    )
    assert round_.is_reconciled
    assert round_.closed_by == amal


def test_a_difference_is_settled_with_a_reason(body, amal, ito):
    ratings = handed_in(body, amal, **UNBLINDED), handed_in(body, ito)
    round_ = ratings[0].round
    with pytest.raises(NotReady, match="differ on risk of bias: choose the judgement"):
        settle(round_, amal)
    with pytest.raises(NotReady, match="differ on risk of bias: give the reason"):
        settle(round_, amal, risk_of_bias=Decision("no-concern", " "))
    settle(round_, amal, risk_of_bias=Decision("serious-concern", "Outcomes were told by people who knew."))
    body.refresh_from_db()
    assert (body.risk_of_bias, body.certainty) == ("serious-concern", "low")
    assert body.risk_of_bias_reason == "Outcomes were told by people who knew."
    assert Round.objects.get().result["risk_of_bias"]["agreed"] is False
    for before in ratings:
        after = Rating.objects.get(pk=before.pk)
        assert after.risk_of_bias == before.risk_of_bias, "both ratings are kept as they were"


def test_a_move_that_both_agree_on_still_needs_its_reason(body, amal, ito):
    handed_in(body, amal)
    round_ = handed_in(body, ito).round
    with pytest.raises(NotReady, match="Give the reason for imprecision"):
        settle(round_, amal, imprecision=Decision(None, ""))


def test_nobody_outvotes_what_both_agree_on(body, amal, ito):
    handed_in(body, amal)
    round_ = handed_in(body, ito).round
    settle(round_, amal, imprecision=Decision("no-concern", "Let it be."))
    body.refresh_from_db()
    assert body.imprecision == "serious-concern"


def test_reconciling_is_an_edit_of_the_page_and_voids_its_sign_off(body, amal, ito):
    page = Page.objects.get(slug="wool-socks")
    actions.submit(page=page, by=amal)
    actions.sign_off(page=page, by=ito, interests="None")
    handed_in(body, amal, **UNBLINDED)
    round_ = handed_in(body, ito, **UNBLINDED).round
    assert actions.valid_sign_offs(page, actions.render_page(page)), "rating alone edits nothing"
    settle(round_, amal, risk_of_bias=Decision(None, "Nobody was blinded."))
    page.refresh_from_db()
    assert (page.status, page.last_edited_by) == (Status.DRAFT, amal)
    assert actions.valid_sign_offs(page, actions.render_page(page)) == []
    assert "two ratings reconciled" in AuditEntry.objects.filter(page=page, action="edited").first().note


def test_a_result_that_the_assessment_says_already_edits_nothing(body, amal, ito):
    Assessment.objects.filter(pk=body.pk).update(publication_bias="could-not-assess")
    handed_in(body, amal)
    round_ = handed_in(body, ito).round
    settle(round_, amal, imprecision=Decision(None, "Forty people."))
    assert not AuditEntry.objects.filter(action="edited").exists()
    assert "says so already" in AuditEntry.objects.first().note


def test_an_edit_since_the_screen_was_opened_is_read_first(body, amal, ito):
    handed_in(body, amal)
    round_ = handed_in(body, ito).round
    read = rating.fingerprint(body)
    Assessment.objects.filter(pk=body.pk).update(population="people with cold hands")
    with pytest.raises(WorkflowError, match="edited since you opened this"):
        settle(round_, amal, read=read)
    assert rating.changed_since(Round.objects.get()) == ["population"]


def test_one_rating_alone_is_not_reconciled(body, amal, ito):
    round_ = handed_in(body, amal).round
    begun(body, ito)
    with pytest.raises(WorkflowError, match="Both ratings have to be in"):
        settle(round_, amal)


def test_only_those_who_edit_assessments_reconcile_or_set_aside(body, amal, ito):
    handed_in(body, amal)
    round_ = handed_in(body, ito).round
    with pytest.raises(PermissionDenied):
        settle(round_, ito)
    with pytest.raises(PermissionDenied):
        rating.set_aside(round_=round_, by=ito, note="No.")


def test_what_breaks_a_rule_of_grade_is_not_written(body, amal, ito):
    handed_in(body, amal, starting_point="non-randomised")
    round_ = handed_in(body, ito).round
    with pytest.raises(WorkflowError, match="nothing to rate down"):
        settle(round_, amal, starting_point=Decision("no-human-evidence", "Nobody."))
    body.refresh_from_db()
    assert body.starting_point == "randomised"
    assert not Round.objects.get().closed_at


def test_a_sentence_that_a_person_must_write_is_asked_for(body, amal, ito):
    Assessment.objects.filter(pk=body.pk).update(direction="mixed", imprecision="extremely-serious-concern")
    handed_in(body, amal)
    round_ = handed_in(body, ito).round
    with pytest.raises(WorkflowError, match="written by a person"):
        settle(round_, amal)


def test_a_round_is_set_aside_with_a_reason_and_another_can_follow(body, amal, ito):
    hers = handed_in(body, amal)
    with pytest.raises(WorkflowError, match="Say why"):
        rating.set_aside(round_=hers.round, by=amal, note=" ")
    rating.set_aside(round_=hers.round, by=amal, note="The other rater left.")
    assert set(Rating.objects.visible_to(ito)) == set(), "what one alone handed in stays hers"
    assert begun(body, ito).round != hers.round
    with pytest.raises(WorkflowError, match="closed"):
        rating.set_aside(round_=hers.round, by=amal, note="Again.")


def test_a_round_outlives_its_assessment(body, amal):
    round_ = handed_in(body, amal).round
    body.delete()
    round_.refresh_from_db()
    assert (round_.assessment, str(round_)) == (None, "wool-socks/cold-toes-pain")


# --- what the database refuses ----------------------------------------------------------------------------------------


REFUSED = {
    "a move without its reason": {"imprecision_reason": ""},
    "a raise of randomised evidence": {"large_effect": 1, "large_effect_reason": "Large."},
    "a raise of lowered evidence": {
        "starting_point": "non-randomised",
        "large_effect": 1,
        "large_effect_reason": "Large.",
    },
    "a judgement without people": {"starting_point": "no-human-evidence"},
    "no judgement": {"risk_of_bias": ""},
    "no starting point": {"starting_point": ""},
    "an unknown judgement": {"publication_bias": "very-serious-concern"},
}


@pytest.mark.parametrize("fields", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses_to_hold_as_handed_in(fields, body, amal):
    round_ = rating.begin(assessment=body, by=amal).round
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.filter(round=round_).update(**(JUDGED | fields), handed_in_at=timezone.now())


def test_the_database_takes_a_rating_that_is_still_open_half_done(body, amal):
    assert begun(body, amal, starting_point="", imprecision_reason="").pk


def test_the_database_fixes_a_rating_once_handed_in(body, amal):
    hers = handed_in(body, amal)
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        Rating.objects.filter(pk=hers.pk).update(imprecision_reason="Another.")
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        hers.delete()


def test_the_database_has_two_seats_and_one_open_round(body, amal, ito):
    round_ = begun(body, amal).round
    for fields in ({"rater": ito, "seat": 3}, {"rater": ito, "seat": 1}, {"rater": amal, "seat": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rating.objects.create(round=round_, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.create(assessment=body, subject="another", basis={})
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=round_.pk).update(closed_at=timezone.now(), closed_by=amal)
