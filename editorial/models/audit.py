"""The record of every change."""

from django.conf import settings
from django.db import models

from topics.models import Edition, Page, one_of


class Action(models.TextChoices):
    EDITED = "edited", "Edited"
    SUBMITTED = "submitted", "Submitted for review"
    CHANGES_REQUESTED = "changes-requested", "Sent back"
    COMMENTED = "commented", "Commented"
    COMMENT_RESOLVED = "comment-resolved", "Resolved a comment"
    SIGNED_OFF = "signed-off", "Signed off"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"
    LOADED = "loaded", "Loaded from the library"
    RETRACTED = "retracted", "Retraction noted"
    REASSESSED = "reassessed", "Judged again"
    RATED = "rated", "Rated evidence"
    SCHEDULED = "scheduled", "Set to be published at a time"
    UNSCHEDULED = "unscheduled", "Planned publication ended"
    SCHEDULE_FAILED = "schedule-failed", "Planned publication failed"
    UNPUBLISHED = "unpublished", "Taken down to be rewritten"
    CLAIMED = "claimed", "Claimed a review"
    RELEASED = "released", "Released a review"
    EXPORTED = "exported", "Downloaded a list"
    ROLLED_BACK = "rolled-back", "Rolled back"
    REPORT_ANSWERED = "report-answered", "Answered a reader’s report"
    MOVED = "moved", "Moved to another address"


class AuditEntry(models.Model):
    """One change of state: who, when, what and why. The database refuses to change or delete one (migration 0003)."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: the library.",
    )
    action = models.CharField(max_length=20, choices=Action)
    page = models.ForeignKey(Page, null=True, on_delete=models.PROTECT, related_name="audit")
    edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="audit")
    subject = models.CharField(max_length=200, help_text="What was changed, by name.")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit trail"
        constraints = [one_of("audit_action_is_known", "action", Action)]

    def __str__(self):
        return f"{self.get_action_display()}: {self.subject}"
