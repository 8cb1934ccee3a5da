"""Who may say so: reviewers, what they signed, what they remarked, and the record of every change."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from editorial.moments import in_words
from evidence import grading
from evidence.grading import LOWERING_DOMAINS, MOVES, RAISING_DOMAINS
from evidence.models import Assessment, StartingPoint, Study
from evidence.models.judgements import NOTHING_RAISES, points_field, reason_field
from topics.models import ChangeKind, Edition, Page, one_of


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
    RATED = "rated", "Rated evidence"
    SCHEDULED = "scheduled", "Set to be published at a time"
    UNSCHEDULED = "unscheduled", "Planned publication ended"
    SCHEDULE_FAILED = "schedule-failed", "Planned publication failed"
    UNPUBLISHED = "unpublished", "Taken down to be rewritten"
    CLAIMED = "claimed", "Claimed a review"
    RELEASED = "released", "Released a review"
    EXPORTED = "exported", "Downloaded a list"
    ROLLED_BACK = "rolled-back", "Rolled back"


class AuditEntry(models.Model):
    """One change of state: who, when, what and why. The database refuses to change or delete one (migration 0003)."""

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


class RoundQuerySet(models.QuerySet):
    def still_open(self):
        return self.filter(closed_at__isnull=True)

    def reconciled(self):
        """Rounds whose two ratings became one assessment."""
        return self.filter(result__isnull=False)


class Round(models.Model):
    """Two people rate one body of evidence, apart from each other; then a third step makes one assessment of both.

    It ends reconciled, with its result, or set aside, with the reason. It is kept either way, and outlives the
    assessment itself.
    """

    assessment = models.ForeignKey(Assessment, null=True, on_delete=models.SET_NULL, related_name="rounds")
    subject = models.CharField(max_length=220, help_text="The assessment by its name.")
    basis = models.JSONField(help_text="The assessment as it stood when the first rater began.")
    began_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.JSONField(null=True, blank=True, help_text="Each domain's final judgement and its reason.")
    note = models.TextField(blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        verbose_name = "rating by two people"
        verbose_name_plural = "ratings by two people"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"], name="round_open_once_an_assessment", condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="round_is_closed_by_somebody",
                condition=Q(closed_by__isnull=True, closed_at__isnull=True)
                | Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="round_is_closed_with_a_result_or_a_reason",
                condition=Q(closed_at__isnull=True, result__isnull=True)
                | (Q(closed_at__isnull=False) & (Q(result__isnull=False) | ~Q(note=""))),
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def is_reconciled(self) -> bool:
        return self.result is not None

    @property
    def studies(self) -> int:
        """How many studies the body of evidence held when the round began."""
        return len({name.partition("/")[0] for name in self.basis.get("findings", [])})


class RatingQuerySet(models.QuerySet):
    def handed_in(self):
        return self.filter(handed_in_at__isnull=False)

    def visible_to(self, user: Any):
        """Her own, and those of rounds in which both are in. Nobody stands above this rule, superusers included."""
        both_in = Rating.objects.handed_in().values("round").annotate(n=Count("pk")).filter(n=2).values("round")
        return self.filter(Q(rater=user) | Q(round__in=both_in))


def _open_judgement(domain: str) -> models.CharField:
    """A lowering domain's judgement, empty until the rater has made it: nothing is filled in for her."""
    choices = [(code, grading.words(code).capitalize()) for code in LOWERING_DOMAINS[domain]]
    return models.CharField(max_length=30, choices=choices, blank=True, default="")


HANDED_IN = Q(handed_in_at__isnull=False)
NOTHING_LOWERS = Q(
    **{
        f"{domain}__in": ["", *[code for code in codes if MOVES[code] == 0]]
        for domain, codes in LOWERING_DOMAINS.items()
    }
)


def _has_reason(domain: str, unmoved: Q) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"rating_{domain}_has_its_reason", condition=~HANDED_IN | unmoved | ~Q(**{f"{domain}_reason": ""})
    )


class Rating(models.Model):
    """One person's judgements of one body of evidence. Hers alone until both are in, and fixed once handed in.

    The database holds an assessment's rules for it from the moment it is handed in, and refuses any change after that
    (migration 0006).
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ratings")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.PositiveSmallIntegerField(help_text="1 or 2: a round has two raters.")
    began_at = models.DateTimeField(auto_now_add=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)

    starting_point = models.CharField(max_length=20, choices=StartingPoint, blank=True)
    risk_of_bias = _open_judgement("risk_of_bias")
    risk_of_bias_reason = reason_field()
    inconsistency = _open_judgement("inconsistency")
    inconsistency_reason = reason_field()
    indirectness = _open_judgement("indirectness")
    indirectness_reason = reason_field()
    imprecision = _open_judgement("imprecision")
    imprecision_reason = reason_field()
    publication_bias = _open_judgement("publication_bias")
    publication_bias_reason = reason_field()
    large_effect = points_field("large_effect")
    large_effect_reason = reason_field()
    dose_response = points_field("dose_response")
    dose_response_reason = reason_field()
    plausible_confounding = points_field("plausible_confounding")
    plausible_confounding_reason = reason_field()

    objects = RatingQuerySet.as_manager()

    class Meta:
        ordering = ["round", "seat"]
        constraints = [
            models.UniqueConstraint(fields=["round", "rater"], name="rating_once_a_person"),
            models.UniqueConstraint(fields=["round", "seat"], name="rating_seat_is_taken_once"),
            models.CheckConstraint(name="rating_has_one_of_two_seats", condition=Q(seat__in=(1, 2))),
            models.CheckConstraint(
                name="rating_starting_point_is_known",
                condition=Q(starting_point__in=StartingPoint.values) | (~HANDED_IN & Q(starting_point="")),
            ),
            *[
                models.CheckConstraint(
                    name=f"rating_{domain}_is_allowed", condition=Q(**{f"{domain}__in": ["", *codes]})
                )
                for domain, codes in LOWERING_DOMAINS.items()
            ],
            *[
                models.CheckConstraint(
                    name=f"rating_{domain}_is_allowed", condition=Q(**{f"{domain}__in": list(points)})
                )
                for domain, points in RAISING_DOMAINS.items()
            ],
            *[
                models.CheckConstraint(
                    name=f"rating_{domain}_is_judged",
                    condition=~HANDED_IN | Q(starting_point=grading.NO_HUMAN_EVIDENCE) | ~Q(**{domain: ""}),
                )
                for domain in LOWERING_DOMAINS
                if domain != "inconsistency"  # a single study has none to judge
            ],
            *[
                _has_reason(domain, Q(**{f"{domain}__in": ["", *[code for code in codes if MOVES[code] == 0]]}))
                for domain, codes in LOWERING_DOMAINS.items()
            ],
            *[_has_reason(domain, Q(**{domain: 0})) for domain in RAISING_DOMAINS],
            models.CheckConstraint(
                name="rating_raises_only_if_non_randomised_and_unlowered",
                condition=~HANDED_IN | NOTHING_RAISES | (Q(starting_point=grading.NON_RANDOMISED) & NOTHING_LOWERS),
            ),
            models.CheckConstraint(
                name="rating_without_people_judges_nothing",
                condition=~HANDED_IN | ~Q(starting_point=grading.NO_HUMAN_EVIDENCE) | (NOTHING_RAISES & NOTHING_LOWERS),
            ),
        ]

    def __str__(self):
        return f"{self.rater} on {self.round}"

    @property
    def judgements(self) -> grading.Judgements:
        """What she decided so far, as the pure rules take it."""
        return grading.Judgements(
            starting_point=self.starting_point,
            lowering={domain: getattr(self, domain) for domain in LOWERING_DOMAINS if getattr(self, domain)},
            raising={domain: getattr(self, domain) for domain in RAISING_DOMAINS},
            studies=self.round.studies or None,
        )

    def judgement(self, domain: str) -> str | int:
        """Her judgement of one domain. What GRADE left her no choice in counts as no concern."""
        value = getattr(self, domain)
        return grading.NO_CONCERN if domain in LOWERING_DOMAINS and value == "" else value


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


class ReviewOutcome(models.TextChoices):
    SIGNED_OFF = "signed-off", "Signed off"
    SENT_BACK = "sent-back", "Sent back"
    EDITED = "edited", "Ended by an edit"
    PUBLISHED = "published", "Published anew meanwhile"
    ARCHIVED = "archived", "Taken down"


class ReviewQuerySet(models.QuerySet):
    def still_open(self):
        return self.filter(ended_at__isnull=True)

    def end(self, outcome: ReviewOutcome) -> int:
        """Close those that are open. Returns how many there were."""
        return self.still_open().update(ended_at=timezone.now(), outcome=outcome)


class Review(models.Model):
    """Somebody asked for a page to be reviewed: from the asking until it is signed off, sent back or overtaken.

    A clinician may claim it, so that two don't read the same page. That locks nothing: another may still sign.
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="reviews")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    note = models.TextField("note for the reviewer", blank=True)
    due_on = models.DateField("due on")
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=ReviewOutcome, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], name="review_open_once_a_page", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="review_is_claimed_by_somebody",
                condition=Q(claimed_by__isnull=True, claimed_at__isnull=True)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="review_ends_with_an_outcome",
                condition=Q(ended_at__isnull=True, outcome="")
                | Q(ended_at__isnull=False, outcome__in=ReviewOutcome.values),
            ),
        ]

    def __str__(self):
        return f"Review of {self.page}"


class KeptDraft(models.Model):
    """A draft that a person replaced before readers ever saw it, set aside whole so that nothing typed is lost.

    The database refuses to change or delete one (migration 0011).
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="kept_drafts")
    content = models.JSONField(help_text="The draft as plain data, in the shape of an edition's content.")
    content_hash = models.CharField(max_length=64, help_text="Of the page itself, without what it shares with others.")
    kept_at = models.DateTimeField(auto_now_add=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who had edited it last. Empty: the library.",
    )
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["-kept_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["page", "content_hash"], name="kept_draft_once")]

    def __str__(self):
        return f"{self.page}, draft of {self.edited_at:%Y-%m-%d}"
