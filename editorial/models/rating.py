"""Evidence rated by two people apart from each other."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from evidence import grading
from evidence.grading import LOWERING_DOMAINS, MOVES, RAISING_DOMAINS
from evidence.models import Assessment, StartingPoint
from evidence.models.judgements import NOTHING_RAISES, points_field, reason_field


class RoundQuerySet(models.QuerySet):
    def still_open(self):
        return self.filter(closed_at__isnull=True)

    def reconciled(self):
        """Rounds whose two ratings became one assessment."""
        return self.filter(result__isnull=False)


class Round(models.Model):
    """Two people rate one body of evidence, apart from each other; then a third step makes one assessment of both.

    It ends reconciled, with its result, or set aside, with the reason. It is kept either way, and outlives the
    assessment itself.
    """

    assessment = models.ForeignKey(Assessment, null=True, on_delete=models.SET_NULL, related_name="rounds")
    subject = models.CharField(max_length=220, help_text="The assessment by its name.")
    basis = models.JSONField(help_text="The assessment as it stood when the first rater began.")
    began_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.JSONField(null=True, blank=True, help_text="Each domain's final judgement and its reason.")
    note = models.TextField(blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        verbose_name = "rating by two people"
        verbose_name_plural = "ratings by two people"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], name="round_open_once_an_assessment", condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="round_is_closed_by_somebody",
                condition=Q(closed_by__isnull=True, closed_at__isnull=True)
                | Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="round_is_closed_with_a_result_or_a_reason",
                condition=Q(closed_at__isnull=True, result__isnull=True)
                | (Q(closed_at__isnull=False) & (Q(result__isnull=False) | ~Q(note=""))),
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def is_reconciled(self) -> bool:
        return self.result is not None

    @property
    def studies(self) -> int:
        """How many studies the body of evidence held when the round began."""
        return len({name.partition("/")[0] for name in self.basis.get("findings", [])})


class RatingQuerySet(models.QuerySet):
    def handed_in(self):
        return self.filter(handed_in_at__isnull=False)

    def visible_to(self, user: Any):
        """Her own, and those of rounds in which both are in. Nobody stands above this rule, superusers included."""
        both_in = Rating.objects.handed_in().values("round").annotate(n=Count("pk")).filter(n=2).values("round")
        return self.filter(Q(rater=user) | Q(round__in=both_in))


HANDED_IN = Q(handed_in_at__isnull=False)


NOTHING_LOWERS = Q(
    **{
        f"{domain}__in": ["", *[code for code in codes if MOVES[code] == 0]]
        for domain, codes in LOWERING_DOMAINS.items()
    }
)


def _open_judgement(domain: str) -> models.CharField:
    """A lowering domain's judgement, empty until the rater has made it: nothing is filled in for her."""
    choices = [(code, grading.words(code).capitalize()) for code in LOWERING_DOMAINS[domain]]
    return models.CharField(max_length=30, choices=choices, blank=True, default="")


def _has_reason(domain: str, unmoved: Q) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"rating_{domain}_has_its_reason", condition=~HANDED_IN | unmoved | ~Q(**{f"{domain}_reason": ""})
    )


class Rating(models.Model):
    """One person's judgements of one body of evidence. Hers alone until both are in, and fixed once handed in.

    The database holds an assessment's rules for it from the moment it is handed in, and refuses any change after that
    (migration 0006).
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ratings")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.PositiveSmallIntegerField(help_text="1 or 2: a round has two raters.")
    began_at = models.DateTimeField(auto_now_add=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)

    starting_point = models.CharField(max_length=20, choices=StartingPoint, blank=True)
    risk_of_bias = _open_judgement("risk_of_bias")
    risk_of_bias_reason = reason_field()
    inconsistency = _open_judgement("inconsistency")
    inconsistency_reason = reason_field()
    indirectness = _open_judgement("indirectness")
    indirectness_reason = reason_field()
    imprecision = _open_judgement("imprecision")
    imprecision_reason = reason_field()
    publication_bias = _open_judgement("publication_bias")
    publication_bias_reason = reason_field()
    large_effect = points_field("large_effect")
    large_effect_reason = reason_field()
    dose_response = points_field("dose_response")
    dose_response_reason = reason_field()
    plausible_confounding = points_field("plausible_confounding")
    plausible_confounding_reason = reason_field()

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["round", "seat"]
        constraints = [
            models.UniqueConstraint(fields=["round", "rater"], name="rating_once_a_person"),
            models.UniqueConstraint(fields=["round", "seat"], name="rating_seat_is_taken_once"),
            models.CheckConstraint(name="rating_has_one_of_two_seats", condition=Q(seat__in=(1, 2))),
            models.CheckConstraint(
                name="rating_starting_point_is_known",
                condition=Q(starting_point__in=StartingPoint.values) | (~HANDED_IN & Q(starting_point="")),
            ),
            *[
                models.CheckConstraint(
                    name=f"rating_{domain}_is_allowed", condition=Q(**{f"{domain}__in": ["", *codes]})
                )
                for domain, codes in LOWERING_DOMAINS.items()
            ],
            *[
                models.CheckConstraint(
                    name=f"rating_{domain}_is_allowed", condition=Q(**{f"{domain}__in": list(points)})
                )
                for domain, points in RAISING_DOMAINS.items()
            ],
            *[
                models.CheckConstraint(
                    name=f"rating_{domain}_is_judged",
                    condition=~HANDED_IN | Q(starting_point=grading.NO_HUMAN_EVIDENCE) | ~Q(**{domain: ""}),
                )
                for domain in LOWERING_DOMAINS
                if domain != "inconsistency"  # a single study has none to judge
            ],
            *[
                _has_reason(domain, Q(**{f"{domain}__in": ["", *[code for code in codes if MOVES[code] == 0]]}))
                for domain, codes in LOWERING_DOMAINS.items()
            ],
            *[_has_reason(domain, Q(**{domain: 0})) for domain in RAISING_DOMAINS],
            models.CheckConstraint(
                name="rating_raises_only_if_non_randomised_and_unlowered",
                condition=~HANDED_IN | NOTHING_RAISES | (Q(starting_point=grading.NON_RANDOMISED) & NOTHING_LOWERS),
            ),
            models.CheckConstraint(
                name="rating_without_people_judges_nothing",
                condition=~HANDED_IN | ~Q(starting_point=grading.NO_HUMAN_EVIDENCE) | (NOTHING_RAISES & NOTHING_LOWERS),
            ),
        ]

    def __str__(self):
        return f"{self.rater} on {self.round}"

    @property
    def judgements(self) -> grading.Judgements:
        """What she decided so far, as the pure rules take it."""
        return grading.Judgements(
            starting_point=self.starting_point,
            lowering={domain: getattr(self, domain) for domain in LOWERING_DOMAINS if getattr(self, domain)},
            raising={domain: getattr(self, domain) for domain in RAISING_DOMAINS},
            studies=self.round.studies or None,
        )

    def judgement(self, domain: str) -> str | int:
        """Her judgement of one domain. What GRADE left her no choice in counts as no concern."""
        value = getattr(self, domain)
        return grading.NO_CONCERN if domain in LOWERING_DOMAINS and value == "" else value
