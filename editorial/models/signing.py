"""What a reviewer signed."""

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.utils import timezone

from editorial.models.invitations import Invitation, InvitationOutcome
from editorial.models.reviewers import Reviewer
from editorial.models.reviews import Review
from topics.models import Page, one_of


class Scope(models.TextChoices):
    TEXT = "text", "The text"
    EVIDENCE = "evidence", "The evidence"
    BOTH = "both", "The text and the evidence"


class SignOffQuerySet(models.QuerySet):
    def in_force(self):
        """By people who may sign off today, and whose declaration of interests holds."""
        return self.by_reviewers().filter(reviewer__declaration_ends_on__gte=timezone.localdate())

    def by_reviewers(self):
        """By people who may review today: an active reviewer’s record, an active account, and the right to review.

        A guest has no account: hers holds while nobody took back the invitation with which she gave it.
        """
        may = get_user_model().objects.with_perm(
            "topics.review_page", backend="django.contrib.auth.backends.ModelBackend"
        )
        guests = Q(reviewer__user__isnull=True, invitation__outcome=InvitationOutcome.SIGNED)
        return self.filter(Q(reviewer__user__in=may) | guests, reviewer__is_active=True)


class SignOff(models.Model):
    """A reviewer's approval of exactly one content. Any later edit gives the page another hash and so voids it.

    It keeps her as she was when she signed. The database refuses to change or delete one (migration 0014).
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="sign_offs")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="sign_offs")
    review = models.ForeignKey(
        Review, null=True, on_delete=models.PROTECT, related_name="sign_offs", help_text="The review it answers."
    )
    invitation = models.OneToOneField(
        Invitation, null=True, on_delete=models.PROTECT, related_name="sign_off", help_text="How a guest came to sign."
    )
    content_hash = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    credentials = models.CharField(max_length=250)
    registration = models.CharField(max_length=120, blank=True)
    declared = models.TextField("interests declared in general")
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.BOTH)
    interests = models.TextField(help_text="Interests that touch this page. If there are none, write “None”.")
    signed_at = models.DateTimeField(auto_now_add=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at"]
        verbose_name = "sign-off"
        constraints = [
            one_of("sign_off_scope_is_known", "scope", Scope),
            models.UniqueConstraint(fields=["review", "reviewer", "content_hash", "scope"], name="sign_off_once"),
            models.CheckConstraint(
                name="sign_off_names_its_signer", condition=~Q(name="") & ~Q(credentials="") & ~Q(declared="")
            ),
            models.CheckConstraint(name="sign_off_declares_interests", condition=~Q(interests="")),
        ]

    def __str__(self):
        return f"{self.name} signed {self.page}"
