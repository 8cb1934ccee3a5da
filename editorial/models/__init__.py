"""Who may say so: reviewers, what they signed, what they remarked, who gets in, and the record of every change."""

from editorial.models.audit import Action, AuditEntry
from editorial.models.checks import CheckRun, Waiver, in_the_way
from editorial.models.comments import Comment
from editorial.models.drafts import KeptDraft
from editorial.models.entrance import FailedSignIns, RecoveryCode
from editorial.models.invitations import MOST_DAYS, Invitation, InvitationOutcome
from editorial.models.presence import Presence
from editorial.models.rating import Rating, Round
from editorial.models.reader_reports import ReaderReport, ReportKind
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
    "CheckRun",
    "Comment",
    "FailedSignIns",
    "Invitation",
    "InvitationOutcome",
    "KeptDraft",
    "Presence",
    "Rating",
    "ReaderReport",
    "RecoveryCode",
    "ReportKind",
    "Review",
    "ReviewOutcome",
    "Reviewer",
    "Round",
    "Schedule",
    "ScheduleOutcome",
    "Scope",
    "SignOff",
    "Task",
    "Waiver",
    "in_the_way",
]
