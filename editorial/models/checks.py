"""What checks found on a page, and why people let a warning stand."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from topics.models import Page


def in_the_way(errors: int, warnings: int) -> str:
    """What stands in the way of a page, counted in words."""
    counted = ((errors, "error", ""), (warnings, "warning", " without a reason"))
    said = [f"{n} {name}{'' if n == 1 else 's'}{more}" for n, name, more in counted if n]
    return ", ".join(said) or "nothing in the way"


class CheckRunQuerySet(models.QuerySet):
    def failing(self):
        return self.filter(Q(errors__gt=0) | Q(warnings__gt=0))


class CheckRun(models.Model):
    """What the checks found on a page when they ran last: a projection, made again at any time (`check_pages`).

    It is of one content; once the page, or a study it rests on, says something else it is out of date.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="check_run")
    content_hash = models.CharField(max_length=64)
    checked_at = models.DateTimeField(default=timezone.now)
    errors = models.PositiveIntegerField()
    warnings = models.PositiveIntegerField(help_text="Those that nobody has given a reason for.")
    reasoned = models.PositiveIntegerField(help_text="Warnings that stand, each for its reason.")
    notes = models.PositiveIntegerField()

    objects = CheckRunQuerySet.as_manager()

    class Meta:
        ordering = ["-errors", "-warnings", "pk"]
        verbose_name = "result of checks"
        verbose_name_plural = "results of checks"

    def __str__(self):
        return f"Checks of {self.page}"

    @property
    def in_the_way(self) -> str:
        return in_the_way(self.errors, self.warnings)

    @property
    def is_failing(self) -> bool:
        return bool(self.errors or self.warnings)


class WaiverQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at__isnull=True)


class Waiver(models.Model):
    """Why one warning may stand: of one check, at one place, about one sentence. Another sentence needs another reason.

    A reason that was taken back is kept, with who took it back: the database refuses any other change (migration 0013).
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="waivers")
    fingerprint = models.CharField(max_length=64, help_text="Of the check, the place and the sentence.")
    check_name = models.CharField("check", max_length=30)
    place = models.CharField(max_length=200)
    sentence = models.TextField(blank=True)
    warning = models.TextField(help_text="What was wrong, in the words of the check.")
    reason = models.TextField()
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = "reason for a warning"
        verbose_name_plural = "reasons for warnings"
        constraints = [
            models.UniqueConstraint(
                fields=["page", "fingerprint"], name="waiver_in_force_once", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="waiver_gives_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="waiver_is_ended_by_somebody",
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.place}: {self.reason}"
