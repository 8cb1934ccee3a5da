"""What is measured."""

from django.db import models
from django.db.models import Q

from evidence.models.study import Study
from topics.models import LibraryItem, one_of


class Better(models.TextChoices):
    LOWER = "lower", "Lower is better"
    HIGHER = "higher", "Higher is better"


class Outcome(LibraryItem):
    """What is measured, which way is better, and from where on a difference matters to people."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    phrase = models.CharField(
        max_length=120,
        help_text="Completes “reduces …”, “improves …”, “raises the risk of …”.",
    )
    better = models.CharField(max_length=6, choices=Better)
    harm = models.BooleanField("unwanted effect", default=False)
    important_difference = models.FloatField(null=True, blank=True, help_text="The smallest that matters to people.")
    important_difference_unit = models.CharField(max_length=120, blank=True)
    important_difference_source = models.ForeignKey(
        Study, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            one_of("outcome_better_is_known", "better", Better),
            models.CheckConstraint(
                name="outcome_important_difference_has_a_source",
                condition=Q(important_difference__isnull=True) | Q(important_difference_source__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name
