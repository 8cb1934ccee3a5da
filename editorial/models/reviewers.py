"""Clinicians who may sign: their public credentials."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Reviewer(models.Model):
    """A clinician's public credentials and declared interests. Nobody can sign off without one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviewer")
    name = models.CharField(max_length=120, help_text="As readers will see it.")
    credentials = models.CharField(max_length=250, help_text="For example: consultant gynaecologist, MRCOG.")
    registration = models.CharField(max_length=120, blank=True, help_text="Professional register and number.")
    interests = models.TextField(help_text="Declared interests. If there are none, write “None declared”.")
    is_active = models.BooleanField("may sign off", default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(name="reviewer_declares_interests", condition=~Q(interests=""))]

    def __str__(self):
        return self.name

    def as_published(self) -> dict[str, str]:
        """What an edition keeps of her."""
        names = ("name", "credentials", "registration", "interests")
        return {name: getattr(self, name) for name in names}
