"""Publications planned for a time."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from editorial.moments import in_words
from topics.models import ChangeKind, Page, one_of


class ScheduleOutcome(models.TextChoices):
    PUBLISHED = "published", "Published"
    CANCELLED = "cancelled", "Cancelled"
    OVERTAKEN = "overtaken", "Overtaken"
    FAILED = "failed", "Failed"


NOT_AS_PLANNED = (ScheduleOutcome.OVERTAKEN, ScheduleOutcome.FAILED)


class ScheduleQuerySet(models.QuerySet):
    def open(self):
        """Still to come, or due and not yet carried out."""
        return self.filter(ended_at__isnull=True)

    def missed(self):
        """The last plan of its page, where that came to nothing and the page was not published or taken down since.

        Taking a page down leaves word at its address first and ends the plan then, so that word is younger than the
        plan; word older than the plan is of a page that was to be brought back by it.
        """
        newer = Schedule.objects.filter(page=OuterRef("page"), pk__gt=OuterRef("pk"))
        return self.filter(
            ~Exists(newer),
            Q(page__live=None) | Q(page__live__published_at__lte=F("ended_at")),
            Q(page__withdrawal=None) | Q(page__withdrawal__at__lt=F("set_at")),
            outcome__in=NOT_AS_PLANNED,
        )


class Schedule(models.Model):
    """An approved page that is to go before readers at a moment: exactly as it was when that was set, or not at all.

    It ends published; cancelled by a person; overtaken by what somebody did to the page; or failed. Kept either way.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="schedules")
    at = models.DateTimeField("when")
    change_kind = models.CharField(max_length=10, choices=ChangeKind)
    change_note = models.TextField()
    content_hash = models.CharField(max_length=64, help_text="Of what was approved and is to be published.")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=ScheduleOutcome, blank=True)
    why = models.TextField(blank=True, help_text="Why it was not published as planned.")

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "planned publication"
        constraints = [
            models.UniqueConstraint(
                fields=["page"], name="schedule_open_once_a_page", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="schedule_ends_with_an_outcome",
                condition=Q(ended_at__isnull=True, outcome="")
                | Q(ended_at__isnull=False, outcome__in=ScheduleOutcome.values),
            ),
            models.CheckConstraint(
                name="schedule_says_why_it_was_not_published",
                condition=~Q(outcome__in=NOT_AS_PLANNED) | ~Q(why=""),
            ),
            models.CheckConstraint(name="schedule_says_what_changed", condition=~Q(change_note="")),
            one_of("schedule_change_kind_is_known", "change_kind", ChangeKind),
        ]

    def __str__(self):
        return f"{self.page}, {self.when}"

    @property
    def when(self) -> str:
        """The moment in words, with its time zone."""
        return in_words(self.at, timezone.get_default_timezone())
