"""Who may say so: reviewers, what they signed, what they remarked, and the record of every change."""

from editorial.models.audit import Action, AuditEntry
from editorial.models.comments import Comment
from editorial.models.drafts import KeptDraft
from editorial.models.invitations import MOST_DAYS, Invitation, InvitationOutcome
from editorial.models.rating import Rating, Round
from editorial.models.reviewers import MONTHS_DECLARED, Reviewer
from editorial.models.reviews import Review, ReviewOutcome
from editorial.models.schedules import NOT_AS_PLANNED, Schedule, ScheduleOutcome
from editorial.models.signing import Scope, SignOff
from editorial.models.tasks import Task

__all__ = [
    "MONTHS_DECLARED",
    "MOST_DAYS",
    "NOT_AS_PLANNED",
    "Action",
    "AuditEntry",
    "Comment",
    "Invitation",
    "InvitationOutcome",
    "KeptDraft",
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
