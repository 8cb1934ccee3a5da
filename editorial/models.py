"""Who may say so: reviewers, what they signed, what they remarked, and the record of every change."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from evidence.models import Study
from topics.models import Edition, Page, one_of


class Reviewer(models.Model):
    """A clinician's public credentials and declared interests. Nobody can sign off without one."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviewer")
    name = models.CharField(max_length=120, help_text="As readers will see it.")
    credentials = models.CharField(max_length=250, help_text="For example: consultant gynaecologist, MRCOG.")
    registration = models.CharField(max_length=120, blank=True, help_text="Professional register and number.")
    interests = models.TextField(help_text="Declared interests. If there are none, write “None declared”.")
    is_active = models.BooleanField("may sign off", default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(name="reviewer_declares_interests", condition=~Q(interests=""))]

    def __str__(self):
        return self.name

    def as_published(self) -> dict[str, str]:
        """What an edition keeps of her."""
        names = ("name", "credentials", "registration", "interests")
        return {name: getattr(self, name) for name in names}


class Scope(models.TextChoices):
    TEXT = "text", "The text"
    EVIDENCE = "evidence", "The evidence"
    BOTH = "both", "The text and the evidence"


class SignOff(models.Model):
    """A reviewer's approval of exactly one content. Any later edit gives the page another hash and so voids it."""

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="sign_offs")
    reviewer = models.ForeignKey(Reviewer, on_delete=models.PROTECT, related_name="sign_offs")
    content_hash = models.CharField(max_length=64)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.BOTH)
    interests = models.TextField(help_text="Interests that touch this page. If there are none, write “None”.")
    signed_at = models.DateTimeField(auto_now_add=True)

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


class Comment(models.Model):
    """A remark on a section of a page, open until somebody resolves it. Kept either way."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="comments")
    section = models.CharField(max_length=120, blank=True, help_text="The heading it is about.")
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["written_at"]
        constraints = [
            models.CheckConstraint(
                name="comment_is_resolved_by_somebody",
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
            ),
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
        ]

    def __str__(self):
        return self.text[:60]


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


class Action(models.TextChoices):
    EDITED = "edited", "Edited"
    SUBMITTED = "submitted", "Submitted for review"
    CHANGES_REQUESTED = "changes-requested", "Sent back"
    COMMENTED = "commented", "Commented"
    COMMENT_RESOLVED = "comment-resolved", "Resolved a comment"
    SIGNED_OFF = "signed-off", "Signed off"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"
    LOADED = "loaded", "Loaded from the library"
    RETRACTED = "retracted", "Retraction noted"
    REASSESSED = "reassessed", "Judged again"


class AuditEntry(models.Model):
    """One change of state: who, when, what and why. The database refuses to change or delete one (migration 0002)."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: the library.",
    )
    action = models.CharField(max_length=20, choices=Action)
    page = models.ForeignKey(Page, null=True, on_delete=models.PROTECT, related_name="audit")
    edition = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="audit")
    subject = models.CharField(max_length=200, help_text="What was changed, by name.")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit trail"
        constraints = [one_of("audit_action_is_known", "action", Action)]

    def __str__(self):
        return f"{self.get_action_display()}: {self.subject}"
