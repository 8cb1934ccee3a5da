"""Who may say so: reviewers, what they signed, what they remarked, and the record of every change."""

from editorial.models.audit import Action, AuditEntry
from editorial.models.comments import Comment
from editorial.models.drafts import KeptDraft
from editorial.models.presence import Presence
from editorial.models.rating import Rating, Round
from editorial.models.reviewers import Reviewer
from editorial.models.reviews import Review, ReviewOutcome
from editorial.models.schedules import NOT_AS_PLANNED, Schedule, ScheduleOutcome
from editorial.models.signing import Scope, SignOff
from editorial.models.tasks import Task

__all__ = [
    "NOT_AS_PLANNED",
    "Action",
    "AuditEntry",
    "Comment",
    "KeptDraft",
    "Presence",
    "Rating",
    "Review",
    "ReviewOutcome",
    "Reviewer",
    "Round",
    "Schedule",
    "ScheduleOutcome",
    "Scope",
    "SignOff",
    "Task",
]
