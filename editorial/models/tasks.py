"""Assessments to be judged again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from evidence.models import Study
from topics.models import Page


class Task(models.Model):
    """Something that has come up and that a person has to judge: an assessment whose study was retracted."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="tasks")
    assessment = models.CharField(max_length=120, help_text="By its key on the page.")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    opened_at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField("what was decided", blank=True)

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["page", "assessment", "study"], name="task_once"),
            models.CheckConstraint(
                name="task_is_done_by_somebody_with_words",
                condition=Q(done_by__isnull=True, done_at__isnull=True, outcome="")
                | (Q(done_by__isnull=False, done_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self):
        return f"Judge {self.page.slug}/{self.assessment} again: {self.study} was retracted"
