"""Drafts that were set aside."""

from django.conf import settings
from django.db import models

from topics.models import Page


class KeptDraft(models.Model):
    """A draft that a person replaced before readers ever saw it, set aside whole so that nothing typed is lost.

    The database refuses to change or delete one (migration 0011).
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="kept_drafts")
    content = models.JSONField(help_text="The draft as plain data, in the shape of an edition's content.")
    content_hash = models.CharField(max_length=64, help_text="Of the page itself, without what it shares with others.")
    kept_at = models.DateTimeField(auto_now_add=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who had edited it last. Empty: the library.",
    )
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["page", "content_hash"], name="kept_draft_once")]

    def __str__(self):
        return f"{self.page}, draft of {self.edited_at:%Y-%m-%d}"
