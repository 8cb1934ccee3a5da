"""Clinicians who may sign: their public credentials, and for how long what they declared holds."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.text import slugify

LONGEST_ADDRESS = 80

MONTHS_DECLARED = 12
"""Months that a declaration of interests holds unless an administrator sets fewer or more."""

MOST_MONTHS_DECLARED = 24


class ReviewerQuerySet(models.QuerySet):
    def create(self, **fields: Any) -> "Reviewer":
        """Made with an address, from her name where none is given: a guest's is made as she signs."""
        return super().create(**{"slug": self.free_slug(fields["name"])} | fields)

    def free_slug(self, name: str) -> str:
        """An address for somebody of this name that nobody has: the name itself, else with a number."""
        plain = slugify(name.replace("_", " "))[: LONGEST_ADDRESS - 5].strip("-") or "reviewer"
        taken = set(self.model.objects.filter(slug__startswith=plain).values_list("slug", flat=True))
        return next(slug for slug in _numbered(plain, len(taken) + 1) if slug not in taken)


def _numbered(plain: str, most: int) -> list[str]:
    return [plain, *(f"{plain}-{number}" for number in range(2, most + 2))]


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
    slug = models.SlugField(
        "address",
        max_length=LONGEST_ADDRESS,
        unique=True,
        help_text="The last part of her public page’s address: small letters, digits and hyphens. It stays.",
    )
    credentials = models.CharField(max_length=250, help_text="For example: consultant gynaecologist, MRCOG.")
    registration = models.CharField(max_length=120, blank=True, help_text="Professional register and number.")
    interests = models.TextField(help_text="Declared interests. If there are none, write “None declared”.")
    declared_on = models.DateField("declared on", default=timezone.localdate, help_text="The day she declared them.")
    declaration_months = models.PositiveSmallIntegerField(
        "declaration holds for (months)",
        default=MONTHS_DECLARED,
        help_text="After that she declares her interests again, on a screen of her own, before she can sign off.",
    )
    declaration_ends_on = models.GeneratedField(
        expression=Func(
            F("declared_on"),
            F("declaration_months"),
            arg_joiner=" + ",
            template="(%(expressions)s * interval '1 month')::date",
        ),
        output_field=models.DateField(),
        db_persist=True,
        help_text="The last day on which her declaration holds.",
    )
    is_active = models.BooleanField("may sign off", default=True)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="reviewer_slug_is_an_address",
                condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
            ),
            models.CheckConstraint(name="reviewer_declares_interests", condition=~Q(interests="")),
            models.CheckConstraint(
                name="reviewer_declares_for_some_months",
                condition=Q(declaration_months__range=(1, MOST_MONTHS_DECLARED)),
            ),
            models.CheckConstraint(
                name="reviewer_is_guest_or_staff",
                condition=Q(user__isnull=False, email="") | (Q(user__isnull=True) & ~Q(email="")),
            ),
            models.UniqueConstraint(fields=["email"], name="reviewer_guest_once", condition=~Q(email="")),
        ]

    def __str__(self):
        return self.name

    @property
    def is_declared(self) -> bool:
        """Whether her declaration of interests holds today."""
        return self.declaration_ends_on >= timezone.localdate()

    def as_signed(self) -> dict[str, str]:
        """What a sign-off keeps of her, as she was when she gave it."""
        return {
            "name": self.name,
            "credentials": self.credentials,
            "registration": self.registration,
            "declared": self.interests,
        }
