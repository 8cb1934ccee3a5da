"""What readers told Rose, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from topics.models import Page, ReaderNote, one_of

LONGEST = 2000
"""Characters of a report: some twenty sentences."""


class ReportKind(models.TextChoices):
    WRONG = "wrong", "Something is wrong"
    MISSING = "missing", "Something is missing"
    HARD = "hard", "It is hard to read or to use"
    OTHER = "other", "Something else"


class ReaderReportQuerySet(models.QuerySet):
    def waiting(self):
        """Nobody has said yet what was done."""
        return self.filter(answered_at=None)


class ReaderReport(models.Model):
    """What a reader told us of a page, of a study, or, where it names neither, of Rose as a whole.

    It holds nothing that says who she is: no name, no address, and of the time only the day.
    """

    page = models.ForeignKey(Page, null=True, on_delete=models.PROTECT, related_name="reader_reports")
    edition = models.PositiveIntegerField(null=True, help_text="The number of the edition that she had before her.")
    study = models.CharField(max_length=80, blank=True, help_text="By its key, which never changes.")
    kind = models.CharField("what it is about", max_length=10, choices=ReportKind)
    words = models.CharField("in the reader’s words", max_length=LONGEST, blank=True)
    received_on = models.DateField("came on", default=timezone.localdate)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    outcome = models.TextField("what was done", blank=True)
    note = models.OneToOneField(ReaderNote, null=True, on_delete=models.PROTECT, related_name="report")

    objects = ReaderReportQuerySet.as_manager()

    class Meta:
        ordering = ["-received_on", "-pk"]
        verbose_name = "reader’s report"
        verbose_name_plural = "readers’ reports"
        indexes = [models.Index(fields=["received_on"], name="reader_report_by_day")]
        constraints = [
            one_of("reader_report_kind_is_known", "kind", ReportKind),
            models.CheckConstraint(
                name="reader_report_is_about_one_thing", condition=Q(page__isnull=True) | Q(study="")
            ),
            models.CheckConstraint(
                name="reader_report_names_the_edition_of_a_page",
                condition=Q(page__isnull=True, edition__isnull=True) | Q(page__isnull=False, edition__isnull=False),
            ),
            # What names somebody after all is taken out, but only with an answer that says so.
            models.CheckConstraint(
                name="reader_report_says_something", condition=~Q(words="") | Q(answered_at__isnull=False)
            ),
            models.CheckConstraint(
                name="reader_report_is_answered_by_somebody_with_words",
                condition=Q(answered_by__isnull=True, answered_at__isnull=True, outcome="", note__isnull=True)
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(outcome="")),
            ),
        ]
        permissions = [("answer_readerreport", "Can say what was done about a reader’s report")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.about}"

    @property
    def about(self) -> str:
        """What it is about, in words."""
        return str(self.page or self.study or "Rose as a whole")
