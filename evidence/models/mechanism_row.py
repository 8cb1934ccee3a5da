"""What published mechanisms contribute to, as search reads it."""

from django.db import models

from topics.models import Page


class MechanismRow(models.Model):
    """A projection of live editions: a published mechanism contributes to this topic."""

    mechanism = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    basis = models.CharField(max_length=12, help_text="What shows it: a code of Basis.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mechanism", "topic"], name="mechanism_row_once")]

    def __str__(self):
        return f"{self.mechanism} to {self.topic}"
