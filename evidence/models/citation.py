"""Which page cites which study, projected from live editions."""

from django.db import models

from evidence.models.study import Study
from topics.models import Page


class CitationQuerySet(models.QuerySet):
    def retracted_keys(self):
        """Citation keys of every study known by now to be retracted, cited by these or not."""
        return Study.objects.filter(retracted=True).values_list("slug", flat=True)


class Citation(models.Model):
    """A projection of live editions: this page cites that study."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="citations")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="cited_by")

    objects = CitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "study"], name="citation_once")]

    def __str__(self):
        return f"{self.page} cites {self.study}"
