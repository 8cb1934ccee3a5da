"""Harms that studies counted."""

from django.db import models
from django.db.models import Q

from evidence.models.study import Study
from topics.models import Part


class AdverseEvent(Part):
    """A harm that a study counted. Percentages are of people, 0 to 100."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="safety")
    event = models.CharField(max_length=250)
    intervention_pct = models.FloatField("% on treatment", null=True, blank=True)
    comparator_pct = models.FloatField("% in comparison", null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                name=f"adverse_event_{name}_is_a_percentage",
                condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (0, 100)}),
            )
            for name in ("intervention_pct", "comparator_pct")
        ]

    def __str__(self):
        return self.event
