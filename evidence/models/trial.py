"""Registered studies."""

from django.db import models

from evidence.models.study import Study
from topics.models import Intervention, LibraryItem, Topic


class Trial(LibraryItem):
    """A registered study, as its registry record stood when somebody looked."""

    registry_id = models.CharField(max_length=60, unique=True)
    title = models.TextField()
    interventions = models.ManyToManyField(Intervention, blank=True, related_name="trials")
    topics = models.ManyToManyField(Topic, blank=True, related_name="trials")
    condition = models.CharField(max_length=200, blank=True)
    phase = models.CharField(max_length=30, blank=True)
    status = models.CharField(max_length=200, blank=True)
    status_as_of = models.DateField(null=True, blank=True)
    participants = models.PositiveIntegerField("people planned or enrolled", null=True, blank=True)
    sponsor = models.CharField(max_length=200, blank=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    menopausal = models.BooleanField("in women in or after the menopause transition", default=False)
    note = models.TextField(blank=True)
    study = models.ForeignKey(Study, null=True, blank=True, on_delete=models.SET_NULL, related_name="trials")

    class Meta:
        ordering = ["registry_id"]

    def __str__(self):
        return self.registry_id
