"""Clinicians who may sign: their public credentials."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Reviewer(models.Model):
    """A clinician's public credentials and declared interests. Nobody can sign off without one.

    She has an account, or was a guest: then she is known by the e-mail address to which an invitation was sent.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="reviewer", help_text="Her account."
    )
    email = models.EmailField(
        "e-mail address", blank=True, editable=False, help_text="Of a guest. Readers never see it."
    )
    name = models.CharField(max_length=120, help_text="As readers will see it.")
    credentials = models.CharField(max_length=250, help_text="For example: consultant gynaecologist, MRCOG.")
    registration = models.CharField(max_length=120, blank=True, help_text="Professional register and number.")
    interests = models.TextField(help_text="Declared interests. If there are none, write “None declared”.")
    is_active = models.BooleanField("may sign off", default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="reviewer_declares_interests", condition=~Q(interests="")),
            models.CheckConstraint(
                name="reviewer_is_guest_or_staff",
                condition=Q(user__isnull=False, email="") | (Q(user__isnull=True) & ~Q(email="")),
            ),
            models.UniqueConstraint(fields=["email"], name="reviewer_guest_once", condition=~Q(email="")),
        ]

    def __str__(self):
        return self.name

    def as_signed(self) -> dict[str, str]:
        """What a sign-off keeps of her, as she was when she gave it."""
        return {
            "name": self.name,
            "credentials": self.credentials,
            "registration": self.registration,
            "declared": self.interests,
        }
