"""GRADE in the database: the columns of a judgement, and the SQL that makes the certainty of them."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.lookups import GreaterThanOrEqual

from evidence import grading, wording
from evidence.grading import LOWERING_DOMAINS, MOVES, RAISING_DOMAINS, STARTING_LEVELS


def _moves(domain: str) -> Case:
    """SQL for how far one lowering domain moves the level."""
    judged = [When(**{domain: code}, then=Value(MOVES[code])) for code in LOWERING_DOMAINS[domain] if MOVES[code]]
    return Case(*judged, default=Value(0), output_field=models.SmallIntegerField())


def _level() -> models.Expression:
    """SQL for the level before it is held between very low and high: start, minus concerns, plus raising points."""
    starts = [When(starting_point=name, then=Value(level)) for name, level in STARTING_LEVELS.items() if level]
    level: models.Expression = Case(*starts, default=Value(0), output_field=models.SmallIntegerField())
    for domain in LOWERING_DOMAINS:
        level = level + _moves(domain)
    for domain in RAISING_DOMAINS:
        level = level + F(domain)
    return level


def certainty_in_sql() -> Case:
    """SQL for `grading.certainty`; a test holds the two equal on every input."""
    return Case(
        When(starting_point=grading.NO_HUMAN_EVIDENCE, then=Value(grading.NOT_RATED)),
        *[When(GreaterThanOrEqual(_level(), points), then=Value(grading.LEVELS[points])) for points in (4, 3, 2)],
        default=Value(grading.VERY_LOW),
        output_field=models.CharField(max_length=10),
    )


def needs_reason(domain: str, *, unmoved: Q) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"assessment_{domain}_has_its_reason",
        condition=unmoved | ~Q(**{f"{domain}_reason": ""}),
    )


WRITTEN_BY_A_PERSON = Q(direction__in=wording.WRITTEN_BY_A_PERSON)
NOTHING_RAISES = Q(**dict.fromkeys(RAISING_DOMAINS, 0))
NOTHING_LOWERS = Q(
    **{f"{domain}__in": [code for code in codes if MOVES[code] == 0] for domain, codes in LOWERING_DOMAINS.items()}
)


def judgement_field(domain: str) -> models.CharField:
    choices = [(code, grading.words(code).capitalize()) for code in LOWERING_DOMAINS[domain]]
    return models.CharField(max_length=30, choices=choices, default=grading.NO_CONCERN)


def points_field(domain: str) -> models.PositiveSmallIntegerField:
    names = {0: "Absent", 1: "Present (+1)", 2: "Very large (+2)"}
    return models.PositiveSmallIntegerField(choices=[(n, names[n]) for n in RAISING_DOMAINS[domain]], default=0)


def reason_field() -> models.TextField:
    return models.TextField(
        "reason",
        blank=True,
        help_text="In words a reader understands, naming the studies.",
    )
