"""Specialists outside the team, asked by a link to comment on one page and to sign it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from topics.models import Page

MOST_DAYS = 30
"""How long a link can be valid at most."""


class InvitationOutcome(models.TextChoices):
    SIGNED = "signed", "Signed"
    REVOKED = "revoked", "Taken back"
    EDITED = "edited", "Ended by an edit"
    PUBLISHED = "published", "The page was published meanwhile"
    ARCHIVED = "archived", "The page was taken down"
    EXPIRED = "expired", "Expired"


class InvitationQuerySet(models.QuerySet):
    def still_open(self):
        """Not ended; past its time or not."""
        return self.filter(ended_at__isnull=True)

    def valid(self):
        """Open, and within its time."""
        return self.still_open().filter(expires_at__gt=timezone.now())

    def end(self, outcome: InvitationOutcome) -> int:
        """Close those that are open. Returns how many there were."""
        return self.still_open().update(ended_at=timezone.now(), outcome=outcome)


class Invitation(models.Model):
    """Somebody without an account is asked to read one page, to comment on it and to sign it, and nothing else.

    Of the link that lets her in, only a hash is kept. It opens once; after that, the browser that opened it is let in.
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="invitations")
    name = models.CharField(max_length=120, help_text="Who is asked, as her comments are signed.")
    email = models.EmailField("e-mail address", help_text="In small letters.")
    message = models.TextField("what for", help_text="What she is asked to look at.")
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the link’s token.")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=InvitationOutcome, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "email"], name="invitation_open_once", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="invitation_is_for_some_days",
                condition=Q(expires_at__gt=F("invited_at"))
                & Q(expires_at__lte=F("invited_at") + timedelta(days=MOST_DAYS)),
            ),
            models.CheckConstraint(
                name="invitation_names_its_guest", condition=~Q(name="") & ~Q(email="") & ~Q(message="")
            ),
            models.CheckConstraint(
                name="invitation_ends_with_an_outcome",
                condition=Q(ended_at__isnull=True, outcome="")
                | Q(ended_at__isnull=False, outcome__in=InvitationOutcome.values),
            ),
            models.CheckConstraint(
                name="invitation_is_opened_before_it_is_signed",
                condition=~Q(outcome=InvitationOutcome.SIGNED) | Q(opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_is_taken_back_by_somebody",
                condition=Q(outcome=InvitationOutcome.REVOKED, revoked_by__isnull=False)
                | (~Q(outcome=InvitationOutcome.REVOKED) & Q(revoked_by__isnull=True)),
            ),
        ]

    def __str__(self):
        return f"{self.name}, guest"

    @property
    def is_valid(self) -> bool:
        return self.ended_at is None and self.expires_at > timezone.now()
