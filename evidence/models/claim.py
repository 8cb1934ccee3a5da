"""The numbered items of articles."""

from django.db import models
from django.db.models import Q

from evidence import grading
from evidence.models.assessment import Assessment
from evidence.models.mechanism_link import MechanismLink
from evidence.models.study import Study
from topics.models import Article, Part, one_of


class ClaimKind(models.TextChoices):
    EFFECT = grading.EFFECT, "Effect: what something does"
    MECHANISM = grading.MECHANISM, "Mechanism: how it may work"
    OCCURRENCE = grading.OCCURRENCE, "Occurrence: how often, in whom"
    RECORD = grading.RECORD, "Record: licence, law, dose in use, registration"


class RecordSource(models.TextChoices):
    AUTHORITY = "authority", "The authority’s own record"
    SECONDARY = "secondary", "A secondary record"
    REPORTED = "reported", "Reported by others"


class Claim(Part):
    """One numbered item of an article, with what it rests on. Its letter is computed from that, never typed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="claims")
    heading = models.CharField(max_length=200)
    text = models.TextField()
    kind = models.CharField(max_length=12, choices=ClaimKind)
    assessments = models.ManyToManyField(Assessment, blank=True, related_name="claims")
    links = models.ManyToManyField(MechanismLink, blank=True, related_name="claims")
    studies = models.ManyToManyField(Study, blank=True, related_name="claims")
    source = models.CharField(max_length=10, choices=RecordSource, blank=True)
    disagreement = models.TextField(
        blank=True,
        help_text="Good evidence that disagrees, with citation. It lowers the letter by one.",
    )

    class Meta(Part.Meta):
        constraints = [
            one_of("claim_kind_is_known", "kind", ClaimKind),
            models.CheckConstraint(
                name="claim_source_only_for_a_record",
                condition=Q(kind=grading.RECORD, source__in=RecordSource.values)
                | (~Q(kind=grading.RECORD) & Q(source="")),
            ),
        ]

    def __str__(self):
        return self.heading
