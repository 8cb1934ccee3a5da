"""The record of every change."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from editorial.models.invitations import Invitation
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
    SIGNED_IN = "signed-in", "Signed in"
    SIGNED_OUT = "signed-out", "Signed out"
    LOCKED_OUT = "locked-out", "Locked out"
    FACTOR_SET = "factor-set", "Set up a second factor"
    FACTOR_REMOVED = "factor-removed", "Removed a second factor"
    ACCESS_CHANGED = "access-changed", "Changed who may do what"
    REASONED = "reasoned", "Gave a reason for a warning"
    REASON_TAKEN_BACK = "reason-taken-back", "Took back a reason"
    COMMENT_ANSWERED = "comment-answered", "Answered a comment"
    COMMENT_REOPENED = "comment-reopened", "Opened a comment again"
    INVITED = "invited", "Invited a guest"
    INVITATION_OPENED = "invitation-opened", "Opened an invitation"
    INVITATION_REVOKED = "invitation-revoked", "Took an invitation back"
    REPORT_ANSWERED = "report-answered", "Answered a reader’s report"
    MOVED = "moved", "Moved to another address"
    DECLARED = "declared", "Declared interests"


ABOUT_A_GUEST = (Action.INVITED, Action.INVITATION_REVOKED)
"""What somebody of the staff does with an invitation; in every other row that names one, its guest did it."""


class AuditEntry(models.Model):
    """One change of state: who, when, what and why. The database refuses to change or delete one, and to
    empty the table (migrations 0003 and 0012).
    """

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: a guest, where an invitation is named; else the library.",
    )
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.PROTECT, related_name="audit")
    action = models.CharField(max_length=20, choices=Action)
    page = models.ForeignKey(Page, null=True, on_delete=models.PROTECT, related_name="audit")
    edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="audit")
    subject = models.CharField(max_length=200, help_text="What was changed, by name.")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit trail"
        constraints = [
            one_of("audit_action_is_known", "action", Action),
            models.CheckConstraint(
                name="audit_names_one_person",
                condition=Q(by__isnull=True) | Q(invitation__isnull=True) | Q(action__in=ABOUT_A_GUEST),
            ),
        ]

    def __str__(self):
        return f"{self.get_action_display()}: {self.subject}"

    @property
    def who(self) -> str:
        """Whoever did it: somebody of the staff, a guest, or the library."""
        return str(self.by or self.invitation or "the library")
