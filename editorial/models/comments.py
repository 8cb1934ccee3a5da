"""What reviewers remarked on a page."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from topics.models import Page


class Comment(models.Model):
    """A remark on a section of a page, open until somebody resolves it. Kept either way."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="comments")
    section = models.CharField(max_length=120, blank=True, help_text="The heading it is about.")
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["written_at"]
        constraints = [
            models.CheckConstraint(
                name="comment_is_resolved_by_somebody",
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
            ),
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
        ]

    def __str__(self):
        return self.text[:60]
