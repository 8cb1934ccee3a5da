"""The evidence grid, projected from live editions."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Count, F, Func, JSONField, Q, Value, When, Window

from evidence import grading
from evidence.map import state
from topics.models import Page


class WithoutItsReasons(Func):
    """A card with what was found, without its reasons; of its studies only the names, by which a retraction is told."""

    template = """(
        %(expressions)s
        - '{unknowns_html, size_reason_html, reasons, sum, forest, thousand}'::text[]
        - '{study_list, certainty_meaning}'::text[]
        || jsonb_build_object('study_list', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('key', study->'key', 'short', study->'short')), '[]')
            FROM jsonb_array_elements(%(expressions)s->'study_list') AS study
        ))
    )"""
    output_field = JSONField()


class EvidenceRowQuerySet(models.QuerySet):
    def surest_first(self):
        """Rated rows by certainty, then those that nobody has tested; benefits before harms."""
        rank = Case(
            *[When(certainty=level, then=Value(place)) for place, level in enumerate(grading.SUREST_FIRST)],
            output_field=models.SmallIntegerField(),
        )
        return self.order_by("is_harm", rank, "position")

    def at_a_glance(self, unfold: int) -> list[dict[str, Any]]:
        """The cards of a topic's rows, surest first, and of the other unwanted effects of the same treatments.

        Up to `unfold` of the topic's own come with their reasons; with more of them none does. One statement.
        """
        own = Q(pk__in=self.values("pk"))
        others = Q(is_harm=True, intervention__in=self.values("intervention"))
        rows = EvidenceRow.objects.filter(own | others).annotate(here=Case(When(own, then=True), default=False))
        few = rows.annotate(count=Window(Count("pk", filter=Q(here=True))))
        thin, whole = WithoutItsReasons("card"), F("card")
        shown = few.annotate(shown=Case(When(here=True, count__lte=unfold, then=whole), default=thin))
        return [
            card | {"here": here, "state": state(card["certainty"], card["direction"], card["size"])}
            for card, here in shown.surest_first().values_list("shown", "here")
        ]

    def resting_on_retracted(self) -> set[int]:
        """The keys of those whose studies hold one that was retracted, as known now."""
        cited = "intervention__citations__study"
        found = self.filter(**{f"{cited}__retracted": True}).values_list("pk", f"{cited}__slug", "study_keys")
        return {pk for pk, retracted, keys in found if retracted in keys}


class EvidenceRow(models.Model):
    """A projection of live editions: one assessment as readers see it. The evidence grid is made of these.

    The card is all of it. What answers to searches show of it stands in columns of its own, a tenth and read as often.
    """

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
    outcome = models.TextField()
    population = models.TextField()
    sentence = models.TextField()
    study_keys = ArrayField(models.SlugField(), help_text="Of the studies behind it, the largest first.")
    studies = models.JSONField(help_text="Those behind the card as an answer to a search lists them, largest first.")

    objects = EvidenceRowQuerySet.as_manager()

    class Meta:
        ordering = ["intervention", "position"]
        constraints = [models.UniqueConstraint(fields=["intervention", "key"], name="evidence_row_once")]

    def __str__(self):
        return f"{self.intervention}: {self.key}"
