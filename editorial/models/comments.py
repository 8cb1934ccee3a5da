"""What people remarked on a page while it was made."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from editorial.models.invitations import Invitation
from topics.models import Page


class CommentQuerySet(models.QuerySet):
    def still_open(self):
        """Remarks that nobody has resolved, without the answers to them."""
        return self.filter(answer_to=None, resolved_at=None)


class Comment(models.Model):
    """A remark on a part of a page, or on all of it, open until somebody resolves it; or an answer to one.

    The database refuses to delete one and to change what it says, and refuses an answer to an answer or to a remark on
    another page (migration 0014). Only whether a remark is resolved changes; the audit trail holds each change.
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="comments")
    part = models.CharField(
        max_length=200,
        blank=True,
        help_text="The part of the page that it is about, by its key (editorial/content/parts.py).",
    )
    section = models.CharField(
        max_length=200, blank=True, help_text="The same in words, as they were when it was written."
    )
    answer_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="Empty: a guest."
    )
    invitation = models.ForeignKey(
        Invitation, null=True, on_delete=models.PROTECT, related_name="comments", help_text="The guest who wrote it."
    )
    written_at = models.DateTimeField(auto_now_add=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_is_resolved_by_somebody",
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="comment_is_somebodys",
                condition=Q(written_by__isnull=False, invitation__isnull=True)
                | Q(written_by__isnull=True, invitation__isnull=False),
            ),
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="comment_answer_goes_with_its_question",
                condition=Q(answer_to__isnull=True) | Q(resolved_at__isnull=True, part="", section=""),
            ),
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def author(self) -> str:
        if self.written_by is None:
            return str(self.invitation)
        return self.written_by.get_full_name() or self.written_by.get_username()
