"""The evidence grid, projected from live editions."""

from django.db import models
from django.db.models import Case, Value, When

from evidence import grading
from topics.models import Page


class EvidenceRowQuerySet(models.QuerySet):
    def surest_first(self):
        """Rated rows by certainty, then those that nobody has tested; benefits before harms."""
        rank = Case(
            *[When(certainty=level, then=Value(place)) for place, level in enumerate(grading.SUREST_FIRST)],
            output_field=models.SmallIntegerField(),
        )
        return self.order_by("is_harm", rank, "position")

    def resting_on_retracted(self) -> set[int]:
        """The keys of those whose studies hold one that was retracted, as known now."""
        cited = "intervention__citations__study"
        found = self.filter(**{f"{cited}__retracted": True}).values_list("pk", f"{cited}__slug", "card__study_list")
        return {pk for pk, retracted, studies in found if any(study["key"] == retracted for study in studies)}


class EvidenceRow(models.Model):
    """A projection of live editions: one assessment as readers see it. The evidence grid is made of these."""

    intervention = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="evidence_given")
    topic = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="evidence_rows")
    key = models.SlugField(max_length=100)
    position = models.PositiveSmallIntegerField()
    certainty = models.CharField(max_length=10)
    direction = models.CharField(max_length=15)
    size = models.CharField(max_length=10)
    directness = models.CharField(max_length=15)
    is_harm = models.BooleanField()
    card = models.JSONField()

    objects = EvidenceRowQuerySet.as_manager()

    class Meta:
        ordering = ["intervention", "position"]
        constraints = [models.UniqueConstraint(fields=["intervention", "key"], name="evidence_row_once")]

    def __str__(self):
        return f"{self.intervention}: {self.key}"
