"""What studies found."""

from django.db import models

from evidence.models.study import Study
from topics.models import Intervention, Part, Topic, one_of


class Direction(models.TextChoices):
    BENEFIT = "benefit", "Better"
    HARM = "harm", "Worse"
    NO_DIFFERENCE = "no-difference", "Little or no difference"
    MIXED = "mixed", "Mixed"
    UNCLEAR = "unclear", "Unclear"


class Finding(Part):
    """What one study found for one treatment and one outcome."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="findings")
    key = models.SlugField(max_length=100)
    intervention = models.ForeignKey(
        Intervention,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="findings",
    )
    exposure = models.CharField(
        max_length=120,
        blank=True,
        help_text="What was studied, where Rose has no page for it.",
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="findings")
    outcome = models.CharField(max_length=120, help_text="What was measured.")
    comparator = models.CharField(max_length=250, blank=True)
    dose = models.CharField(max_length=250, blank=True)
    duration = models.CharField(max_length=250, blank=True)
    instrument = models.CharField(max_length=300, blank=True)
    primary = models.BooleanField("primary outcome", default=False)
    direction = models.CharField(max_length=15, choices=Direction)
    effect = models.TextField(help_text="In our own words, the comparison group's figure beside it.")
    measure = models.JSONField(
        default=dict,
        blank=True,
        help_text="type, value, unit, ci (low and high), p: only what was seen.",
    )
    note = models.TextField(blank=True, help_text="What a careful reader must know.")

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(fields=["study", "key"], name="finding_key_once_a_study"),
            one_of("finding_direction_is_known", "direction", Direction),
        ]

    def __str__(self):
        return f"{self.study.slug}/{self.key}"
