"""Pages that wait to be reviewed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from topics.models import Page


class ReviewOutcome(models.TextChoices):
    SIGNED_OFF = "signed-off", "Signed off"
    SENT_BACK = "sent-back", "Sent back"
    EDITED = "edited", "Ended by an edit"
    PUBLISHED = "published", "Published anew meanwhile"
    ARCHIVED = "archived", "Taken down"


class ReviewQuerySet(models.QuerySet):
    def still_open(self):
        return self.filter(ended_at__isnull=True)

    def end(self, outcome: ReviewOutcome) -> int:
        """Close those that are open. Returns how many there were."""
        return self.still_open().update(ended_at=timezone.now(), outcome=outcome)


class Review(models.Model):
    """Somebody asked for a page to be reviewed: from the asking until it is signed off, sent back or overtaken.

    A clinician may claim it, so that two don't read the same page. That locks nothing: another may still sign.
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="reviews")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    note = models.TextField("note for the reviewer", blank=True)
    due_on = models.DateField("due on")
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=ReviewOutcome, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], name="review_open_once_a_page", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="review_is_claimed_by_somebody",
                condition=Q(claimed_by__isnull=True, claimed_at__isnull=True)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="review_ends_with_an_outcome",
                condition=Q(ended_at__isnull=True, outcome="")
                | Q(ended_at__isnull=False, outcome__in=ReviewOutcome.values),
            ),
        ]

    def __str__(self):
        return f"Review of {self.page}"
