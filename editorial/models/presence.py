"""Who has a page open."""

from django.conf import settings
from django.db import models

from topics.models import Page


class Presence(models.Model):
    """Somebody has a page's form open, as her browser last said. It is no part of the record and is soon forgotten."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "user"], name="presence_once_a_page")]

    def __str__(self):
        return f"{self.user} at {self.page}"
