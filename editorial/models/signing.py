"""What a reviewer signed."""

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q

from editorial.models.reviewers import Reviewer
from topics.models import Page, one_of


class Scope(models.TextChoices):
    TEXT = "text", "The text"
    EVIDENCE = "evidence", "The evidence"
    BOTH = "both", "The text and the evidence"


class SignOffQuerySet(models.QuerySet):
    def in_force(self):
        """By people who may sign off today: an active reviewer’s record, an active account, and the right to review."""
        may = get_user_model().objects.with_perm(
            "topics.review_page", backend="django.contrib.auth.backends.ModelBackend"
        )
        return self.filter(reviewer__is_active=True, reviewer__user__in=may)


class SignOff(models.Model):
    """A reviewer's approval of exactly one content. Any later edit gives the page another hash and so voids it."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="sign_offs")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="sign_offs")
    content_hash = models.CharField(max_length=64)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.BOTH)
    interests = models.TextField(help_text="Interests that touch this page. If there are none, write “None”.")
    signed_at = models.DateTimeField(auto_now_add=True)

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at"]
        verbose_name = "sign-off"
        constraints = [
            one_of("sign_off_scope_is_known", "scope", Scope),
            models.UniqueConstraint(fields=["page", "reviewer", "content_hash"], name="sign_off_once"),
            models.CheckConstraint(name="sign_off_declares_interests", condition=~Q(interests="")),
        ]

    def __str__(self):
        return f"{self.reviewer} signed {self.page}"
