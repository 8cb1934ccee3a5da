"""Arrows of "how it might work"."""

from django.db import models
from django.db.models import Q

from evidence.models.study import Study
from topics.models import Intervention, Mechanism, Part, Topic, one_of


class Basis(models.TextChoices):
    """What shows an arrow of a mechanism."""

    HUMAN = "human", "Shown in people"
    ANIMAL = "animal", "Shown in animals"
    LABORATORY = "laboratory", "Shown in cells"
    THEORY = "theory", "Proposed"


class MechanismLink(Part):
    """An arrow of "how it might work": a treatment acts on a mechanism, or a mechanism contributes to a symptom."""

    statement = models.TextField(help_text="One or two sentences, with citations.")
    basis = models.CharField(max_length=12, choices=Basis)
    independent_groups = models.PositiveSmallIntegerField(
        default=0,
        help_text="How many independent groups of researchers have shown it in people.",
    )
    intervention = models.ForeignKey(
        Intervention,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="acts_on",
    )
    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="links")
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="mechanism_links",
    )
    studies = models.ManyToManyField(Study, blank=True, related_name="mechanism_links")

    class Meta(Part.Meta):
        constraints = [
            one_of("mechanism_link_basis_is_known", "basis", Basis),
            models.CheckConstraint(
                name="mechanism_link_has_one_other_end",
                condition=Q(intervention__isnull=True, topic__isnull=False)
                | Q(intervention__isnull=False, topic__isnull=True),
            ),
            models.CheckConstraint(
                name="mechanism_link_counts_groups_in_people_only",
                condition=Q(basis="human", independent_groups__gte=1) | (~Q(basis="human") & Q(independent_groups=0)),
            ),
            models.UniqueConstraint(fields=["intervention", "mechanism"], name="mechanism_link_acts_once"),
            models.UniqueConstraint(
                fields=["mechanism", "topic"],
                name="mechanism_link_contributes_once",
                condition=Q(intervention__isnull=True),
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def key(self) -> str:
        """How a claim refers to it: low-dose-naltrexone/microglial-activation."""
        ends = (self.intervention, self.mechanism, self.topic)
        return "/".join(end.slug for end in ends if end is not None)
