"""How two people rate one body of evidence: each apart from the other, then both compared and made into one.

Actions as in editorial/workflow/actions.py: atomic, keyword-only, `by` the person, the audit row in the same
transaction. What an audit row says never gives a judgement away before both ratings are in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from editorial.content import codec
from editorial.models import Action, Rating, Round
from editorial.page_checks import checking
from editorial.workflow import actions
from editorial.workflow.actions import WorkflowError
from evidence import grading
from evidence.agreement import STARTING_POINT
from evidence.grading import LOWERING_DOMAINS, MOVES, RAISING_DOMAINS
from evidence.models import Assessment

MAY_RATE = "editorial.add_rating"
MAY_RECONCILE = "evidence.change_assessment"

DOMAINS = (*LOWERING_DOMAINS, *RAISING_DOMAINS)
RATED = (STARTING_POINT, *DOMAINS)
"""What two raters are compared in, in the order of the sum."""


class NotReady(WorkflowError):
    """Several things are missing or break a rule. `problems` says each in words."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__(" ".join(problems))


@dataclass(frozen=True)
class Decision:
    """What becomes of one domain: the judgement (None where both agreed on it) and the reason readers will see."""

    judgement: str | int | None
    reason: str


def _require(by: Any, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied


def _note(round_: Round, by: Any, words: str) -> None:
    """A row in the audit trail that says what was done and no judgement."""
    page = round_.assessment.intervention if round_.assessment else None
    actions.record(by=by, action=Action.RATED, subject=f"Rating of {round_.subject}", page=page, note=words)


def _locked(round_: Round) -> Round:
    """The round as stored, held until the step is done, so that two people's steps come one after the other."""
    Round.objects.select_for_update().get(pk=round_.pk)
    return Round.objects.select_related("assessment__intervention").get(pk=round_.pk)


def _still_open(round_: Round) -> Round:
    locked = _locked(round_)
    if locked.closed_at:
        raise WorkflowError("This rating by two people is closed.")
    return locked


@transaction.atomic
def begin(*, assessment: Assessment, by: Any) -> Rating:
    """Take one of the two seats of the assessment's open round; the first to come opens it. Again: her own rating."""
    _require(by, MAY_RATE)
    Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    round_ = Round.objects.still_open().filter(assessment=assessment).first()
    if round_ is None:
        basis = codec.encode_assessment(assessment)
        round_ = Round.objects.create(assessment=assessment, subject=str(assessment), basis=basis)
    taken = list(round_.ratings.all())
    hers = next((rating for rating in taken if rating.rater_id == by.pk), None)
    if hers:
        return hers
    free = sorted({1, 2} - {rating.seat for rating in taken})
    if not free:
        raise WorkflowError("Two people are rating this already.")
    rating = Rating.objects.create(round=round_, rater=by, seat=free[0])
    _note(round_, by, "Began to rate it.")
    return rating


def _hers(rating: Rating, by: Any) -> Rating:
    """Her own rating, still open to be changed."""
    _require(by, MAY_RATE)
    if rating.rater_id != by.pk:
        raise PermissionDenied
    round_ = _still_open(rating.round)
    held = Rating.objects.filter(pk=rating.pk).first()
    if held is None:
        raise WorkflowError("You gave up this rating meanwhile, in another tab.")
    if held.handed_in_at:
        raise WorkflowError("You have handed in this rating; it is fixed now.")
    held.round = round_
    return held


@transaction.atomic
def save(*, rating: Rating, by: Any, judgements: Mapping[str, Any]) -> Rating:
    """Keep what she has so far. Nobody else sees it."""
    held = _hers(rating, by)
    for name, value in judgements.items():
        setattr(held, name, value)
    held.save()
    _note(held.round, by, "Saved a rating, not handed in yet.")
    return held


@transaction.atomic
def hand_in(*, rating: Rating, by: Any) -> Rating:
    """Fix her rating. Once both are in, each sees the other's."""
    held = _hers(rating, by)
    problems = missing(held)
    if problems:
        raise NotReady(problems)
    held.handed_in_at = timezone.now()
    held.save()
    _note(held.round, by, "Handed in a rating.")
    return held


def missing(rating: Rating) -> list[str]:
    """What stands against handing in, in words."""
    if not rating.starting_point:
        return ["Choose the starting point."]
    problems = []
    if rating.starting_point != grading.NO_HUMAN_EVIDENCE:
        asked = [domain for domain in LOWERING_DOMAINS if domain != "inconsistency" or rating.round.studies != 1]
        unjudged = [grading.words(domain) for domain in asked if not getattr(rating, domain)]
        problems += [f"Not judged yet: {', '.join(unjudged)}."] if unjudged else []
    problems += lacking_reasons({name: (getattr(rating, name), getattr(rating, f"{name}_reason")) for name in DOMAINS})
    try:
        grading.check(rating.judgements)
    except ValueError as error:
        problems.append(str(error))
    return problems


def lacking_reasons(judged: Mapping[str, tuple[str | int, str]]) -> list[str]:
    """Which moves have no reason yet, in words. `judged` gives each domain's judgement and reason."""
    return [
        f"Give the reason for {grading.words(domain)}: this judgement moves the certainty."
        for domain, (judgement, reason) in judged.items()
        if _moves(domain, judgement) and not reason.strip()
    ]


def _moves(domain: str, judgement: str | int) -> bool:
    return bool(MOVES.get(str(judgement)) if domain in LOWERING_DOMAINS else judgement)


@transaction.atomic
def give_up(*, rating: Rating, by: Any) -> None:
    """Leave the round before handing in, so that somebody else can take the seat."""
    held = _hers(rating, by)
    round_ = held.round
    held.delete()
    _note(round_, by, "Gave up a rating that was not handed in.")
    if not round_.ratings.exists():
        round_.delete()


@transaction.atomic
def set_aside(*, round_: Round, by: Any, note: str) -> None:
    """Close a round without a result, for example because a rater has left. What was handed in is kept."""
    _require(by, MAY_RECONCILE)
    round_ = _still_open(round_)
    if not note.strip():
        raise WorkflowError("Say why this rating by two people is set aside.")
    _close(round_, by, note=note)
    _note(round_, by, f"Set aside: {note}")


def _close(round_: Round, by: Any, *, note: str, result: Any = None) -> None:
    round_.closed_at, round_.closed_by, round_.note, round_.result = timezone.now(), by, note, result
    round_.save()


@transaction.atomic
def reconcile(*, round_: Round, by: Any, decisions: Mapping[str, Decision], read: str, note: str = "") -> None:
    """Make one assessment of two ratings, and write it to the working copy as any other edit.

    `read` is the fingerprint of the assessment that she had before her: what was edited meanwhile she has not read.
    """
    _require(by, MAY_RECONCILE)
    round_ = _still_open(round_)
    ratings = list(round_.ratings.handed_in())
    if len(ratings) != 2:
        raise WorkflowError("Both ratings have to be in before they can be reconciled.")
    if round_.assessment is None:
        raise WorkflowError("This assessment was deleted, so there is nothing to write the result to.")
    assessment = Assessment.objects.select_for_update(of=("self",)).get(pk=round_.assessment_id)
    if read != fingerprint(assessment):
        raise WorkflowError(
            "This assessment was edited since you opened this. What changed is named above; read it, then save again."
        )
    result = _decided(ratings[0], ratings[1], decisions)
    before = codec.encode_assessment(assessment)
    _write(assessment, result)
    _close(round_, by, note=note, result=result)
    changed = codec.encode_assessment(assessment) != before
    words = f"Assessment {assessment.key}: two ratings reconciled."
    if changed:
        actions.record_edit(page=assessment.intervention, by=by, note=f"{words} {note}".strip())
        checking.run(assessment.intervention)
    else:
        _note(round_, by, f"{words} The assessment says so already. {note}".strip())


def _decided(one: Rating, other: Rating, decisions: Mapping[str, Decision]) -> dict[str, dict[str, Any]]:
    """Each domain's final judgement with its reason. What both agree on stands."""
    result, problems = {}, []
    for domain in RATED:
        agreed = one.judgement(domain) == other.judgement(domain)
        decision = decisions.get(domain, Decision(None, ""))
        judgement = one.judgement(domain) if agreed else decision.judgement
        if judgement in (None, ""):
            problems.append(f"The raters differ on {grading.words(domain)}: choose the judgement.")
        elif not agreed and not decision.reason.strip():
            problems.append(f"The raters differ on {grading.words(domain)}: give the reason for what you chose.")
        result[domain] = {"judgement": judgement, "reason": decision.reason.strip(), "agreed": agreed}
    if not problems:
        problems = lacking_reasons({name: (result[name]["judgement"], result[name]["reason"]) for name in DOMAINS})
    if problems:
        raise NotReady(problems)
    return result


def _write(assessment: Assessment, result: Mapping[str, Mapping[str, Any]]) -> None:
    assessment.starting_point = result[STARTING_POINT]["judgement"]
    for domain in DOMAINS:
        setattr(assessment, domain, result[domain]["judgement"])
        setattr(assessment, f"{domain}_reason", result[domain]["reason"])
    studies = assessment.findings.values("study").distinct().count()
    judged = assessment.judgements
    try:
        grading.check(grading.Judgements(judged.starting_point, judged.lowering, judged.raising, studies or None))
    except ValueError as error:
        raise WorkflowError(str(error)) from error
    try:
        assessment.validate_constraints()
    except ValidationError as error:
        raise WorkflowError(
            "With this certainty the sentence has to be written by a person, because the direction is mixed or "
            "unclear. Write it on the assessment first."
        ) from error
    assessment.save()
    assessment.refresh_from_db()


def fingerprint(assessment: Assessment) -> str:
    """A short text that differs as soon as the assessment does."""
    return codec.content_hash(codec.encode_assessment(assessment))


def changed_since(round_: Round) -> list[str]:
    """What of the assessment was edited since the first rater began, by the names of its fields."""
    if round_.assessment is None:
        return []
    now = codec.encode_assessment(round_.assessment)
    names = {**round_.basis, **now}
    return [grading.words(name) for name in names if round_.basis.get(name) != now.get(name)]
