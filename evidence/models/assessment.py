"""How sure anyone can be."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from evidence import grading
from evidence.grading import LOWERING_DOMAINS, MOVES, RAISING_DOMAINS
from evidence.models.finding import Direction, Finding
from evidence.models.judgements import (
    NOTHING_LOWERS,
    NOTHING_RAISES,
    WRITTEN_BY_A_PERSON,
    certainty_in_sql,
    judgement_field,
    needs_reason,
    points_field,
    reason_field,
)
from evidence.models.outcome import Outcome
from topics.models import Intervention, Part, Topic, one_of


class Directness(models.TextChoices):
    """Whom the evidence comes from, held against the women who read Rose."""

    DIRECT = "direct", "Women in or after the menopause transition"
    MIXED = "mixed", "Women in or after the menopause transition are a reported part"
    INDIRECT = "indirect", "Other people"
    MECHANISM_ONLY = "mechanism-only", "Nobody: laboratory or theory"


class StartingPoint(models.TextChoices):
    RANDOMISED = grading.RANDOMISED, "Randomised trials (starts high)"
    NON_RANDOMISED = grading.NON_RANDOMISED, "Non-randomised studies (starts low)"
    CASE_REPORTS = grading.CASE_REPORTS, "Case series or reports (starts very low)"
    NO_HUMAN_EVIDENCE = grading.NO_HUMAN_EVIDENCE, "Nothing in people (not rated)"


class Size(models.TextChoices):
    TRIVIAL = "trivial", "Trivial"
    SMALL = "small", "Small"
    MODERATE = "moderate", "Moderate"
    LARGE = "large", "Large"
    UNCLEAR = "unclear", "Unclear"


class Assessment(Part):
    """How sure anyone can be about one outcome of one treatment, compared with one thing, in one population.

    Its certainty is a generated column: nobody can type it. The database refuses a judgement that moves the certainty
    without its reason, and a raise where GRADE allows none.
    """

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="assessments")
    key = models.SlugField(max_length=100, help_text="How claims refer to it. It stays once used.")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="assessments")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="assessments")
    population = models.CharField(
        max_length=200,
        blank=True,
        help_text="Reads after “In …”. Leave empty only for women in or after the menopause transition.",
    )
    comparator = models.CharField(max_length=200, blank=True)
    dose = models.CharField(max_length=200, blank=True)
    time_frame = models.CharField(max_length=200, blank=True)
    directness = models.CharField(max_length=15, choices=Directness)

    starting_point = models.CharField(max_length=20, choices=StartingPoint)
    risk_of_bias = judgement_field("risk_of_bias")
    risk_of_bias_reason = reason_field()
    inconsistency = judgement_field("inconsistency")
    inconsistency_reason = reason_field()
    indirectness = judgement_field("indirectness")
    indirectness_reason = reason_field()
    imprecision = judgement_field("imprecision")
    imprecision_reason = reason_field()
    publication_bias = judgement_field("publication_bias")
    publication_bias_reason = reason_field()
    large_effect = points_field("large_effect")
    large_effect_reason = reason_field()
    dose_response = points_field("dose_response")
    dose_response_reason = reason_field()
    plausible_confounding = points_field("plausible_confounding")
    plausible_confounding_reason = reason_field()
    certainty = models.GeneratedField(
        expression=certainty_in_sql(),
        output_field=models.CharField(max_length=10),
        db_persist=True,
    )
    method_version = models.CharField(max_length=10, default=grading.METHOD_VERSION, editable=False)

    direction = models.CharField(max_length=15, choices=Direction)
    size = models.CharField("size of effect", max_length=10, choices=Size)
    may_also = models.CharField(
        "but may also be",
        max_length=10,
        blank=True,
        choices=[(Direction.BENEFIT, "Better"), (Direction.HARM, "Worse")],
        help_text="Only beside little or no difference: the end of the interval that would matter to people.",
    )
    size_reason = models.TextField(blank=True, help_text="Why this band, against which difference that matters.")
    findings = models.ManyToManyField(Finding, blank=True, related_name="assessments")
    summary = models.TextField(
        blank=True,
        help_text="What the studies found, both groups’ figures, with citations.",
    )
    statement = models.TextField(
        blank=True,
        help_text="Only where the direction is mixed or unclear. Everywhere else the sentence is compiled.",
    )
    unknowns = models.TextField("what is unknown", blank=True)
    searched_on = models.DateField(
        null=True,
        blank=True,
        help_text="For a row without a study: the day you looked.",
    )

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "key"],
                name="assessment_key_once_an_intervention",
            ),
            one_of("assessment_starting_point_is_known", "starting_point", StartingPoint),
            one_of("assessment_direction_is_known", "direction", Direction),
            one_of("assessment_size_is_known", "size", Size),
            one_of("assessment_directness_is_known", "directness", Directness),
            *[
                models.CheckConstraint(
                    name=f"assessment_{domain}_is_allowed",
                    condition=Q(**{f"{domain}__in": list(allowed)}),
                )
                for domain, allowed in [
                    *LOWERING_DOMAINS.items(),
                    *RAISING_DOMAINS.items(),
                ]
            ],
            *[
                needs_reason(
                    domain,
                    unmoved=Q(**{f"{domain}__in": [code for code in codes if MOVES[code] == 0]}),
                )
                for domain, codes in LOWERING_DOMAINS.items()
            ],
            *[needs_reason(domain, unmoved=Q(**{domain: 0})) for domain in RAISING_DOMAINS],
            models.CheckConstraint(
                name="assessment_raised_only_if_non_randomised_and_unlowered",
                condition=NOTHING_RAISES | (Q(starting_point=grading.NON_RANDOMISED) & NOTHING_LOWERS),
            ),
            models.CheckConstraint(
                name="assessment_without_people_judges_nothing",
                condition=~Q(starting_point=grading.NO_HUMAN_EVIDENCE) | (NOTHING_RAISES & NOTHING_LOWERS),
            ),
            models.CheckConstraint(
                name="assessment_may_also_only_beside_no_difference",
                condition=Q(may_also="")
                | Q(may_also__in=[Direction.BENEFIT, Direction.HARM], direction=Direction.NO_DIFFERENCE),
            ),
            models.CheckConstraint(
                name="assessment_sentence_written_only_if_no_other_fits",
                condition=Q(statement="") | WRITTEN_BY_A_PERSON,
            ),
            models.CheckConstraint(
                name="assessment_that_needs_a_written_sentence_has_it",
                condition=~WRITTEN_BY_A_PERSON
                | ~Q(statement="")
                | Q(certainty__in=[grading.VERY_LOW, grading.NOT_RATED]),
            ),
        ]

    def __str__(self):
        return f"{self.intervention.slug}/{self.key}"

    @property
    def judgements(self) -> grading.Judgements:
        """What the rater decided, as the pure rules take it."""
        return grading.Judgements(
            starting_point=self.starting_point,
            lowering={domain: getattr(self, domain) for domain in LOWERING_DOMAINS},
            raising={domain: getattr(self, domain) for domain in RAISING_DOMAINS},
        )

    def clean(self):
        try:
            grading.check(self.judgements)
        except ValueError as error:
            raise ValidationError(str(error)) from error
