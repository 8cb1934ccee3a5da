"""What waits for one person, for the home of the admin. Each list costs one statement, however much there is.

Nothing here renders a page or fetches its text: a desk is opened often, and shows titles.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Least, RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator

from editorial.models import (
    CheckRun,
    Comment,
    Invitation,
    ReaderReport,
    Review,
    Reviewer,
    ReviewOutcome,
    Schedule,
    Scope,
    SignOff,
    Task,
    in_the_way,
)
from editorial.outside import reader_reports
from editorial.workflow import reviews
from search.models import Unanswered
from topics.models import SPECIFIC, Kind, Page, Status, is_past

SHOWN = 7
"""Lines of each list that the desk shows; the rest are one link away."""

REMARKS = 5
"""Open comments that the desk shows of each page that came back; all stand on its form."""

AHEAD = 30
"""Days before its date from which a page stands among those to review again."""

LOOK_BACK = 30
"""Days over which searches that found nothing are added up."""

MOST_OF_WHY = 240
"""Characters of why a plan came to nothing; its page's form has the whole."""


@dataclass(frozen=True)
class Line:
    """One thing that waits, the way to it, and how it stands in few words."""

    title: str
    url: str
    kind: str = ""
    words: str = ""
    late: str = ""
    standing: reviews.Standing | None = None
    remarks: Sequence[Comment] = ()
    """Open comments, on the desk of whoever has to answer to them."""


@dataclass(frozen=True)
class Waiting:
    """A list of what this person can do something about."""

    key: str
    heading: str
    count: int
    lines: list[Line]
    nothing: str
    everything: str
    otherwise: str = ""
    """What she can do there although nothing waits, in words for the link."""

    @property
    def rest(self) -> int:
        return self.count - len(self.lines)


def for_person(user: Any) -> list[Waiting]:
    """Her lists: only those that she can act on."""
    today = timezone.localdate()
    return [make(user, today) for permissions, make in LISTS if user.has_perms(permissions)]


def form_url(kind: str, pk: int) -> str:
    """The form of a page, from what a list knows of it."""
    return reverse(f"admin:topics_{SPECIFIC[Kind(kind)]}_change", args=[pk])


def _list_url(name: str, **filters: Any) -> str:
    url = reverse(f"admin:{name}_changelist")
    return f"{url}?{urlencode(filters)}" if filters else url


def _counted(found: QuerySet) -> list[Any]:
    """The first few, each with how many there are in all."""
    return list(found.annotate(total=Window(Count("*")))[:SHOWN])


def _total(found: list[Any]) -> int:
    if not found:
        return 0
    return found[0]["total"] if isinstance(found[0], dict) else found[0].total


def _kind(kind: str) -> str:
    return str(Kind(kind).label)


# --- the lists, in the order in which the desk shows them -------------------------------------------------------------


def to_review(user: Any, today: date) -> Waiting:
    """Open reviews: hers first, then those that nobody has, then others'. Not of pages that she edited last."""
    whose = Case(When(claimed_by=user, then=0), When(claimed_by=None, then=1), default=2, output_field=IntegerField())
    found = _counted(
        Review.objects.still_open()
        .exclude(page__last_edited_by=user)
        .select_related("page", "asked_by", "claimed_by")
        .only(
            *("page__kind", "page__title", "asked_at", "due_on", "claimed_at"),
            *(
                f"{who}__{name}"
                for who in ("asked_by", "claimed_by")
                for name in ("username", "first_name", "last_name")
            ),
        )
        .order_by(whose, "due_on", "asked_at", "pk")
    )
    return Waiting(
        key="to-review",
        heading="Waiting for your review",
        count=_total(found),
        lines=[_review_line(review, user, today) for review in found],
        nothing="No page waits for your review.",
        everything=_list_url("editorial_review", ended_at__isempty=1),
    )


def _review_line(review: Review, user: Any, today: date) -> Line:
    standing = reviews.standing(review, user, today, last_edited_by=None)
    near = reviews.near(review.due_on, today)
    told = "; ".join(filter(None, ["" if standing.is_late else near, standing.asked]))
    words = f"{standing.has_it}; {told}" if standing.has_it else told[0].upper() + told[1:]
    return Line(
        title=review.page.title,
        url=form_url(review.page.kind, review.page_id),
        kind=_kind(review.page.kind),
        words=words,
        late=near if standing.is_late else "",
        standing=standing,
    )


def sent_back(user: Any, today: date) -> Waiting:
    """Pages whose review she asked for last, that came back and are not published or in review again since.

    With the comments that are open on them: one statement more.
    """
    latest = Review.objects.filter(page=OuterRef("pk")).order_by("-asked_at", "-pk")
    remarks = Comment.objects.still_open().filter(page=OuterRef("pk")).order_by().values("page")
    found = _counted(
        Page.objects.filter(status__in=(Status.DRAFT, Status.CHANGES_REQUESTED))
        .annotate(
            asked_by=Subquery(latest.values("asked_by")[:1]),
            ended_at=Subquery(latest.values("ended_at")[:1]),
            outcome=Subquery(latest.values("outcome")[:1]),
            remarks=Coalesce(Subquery(remarks.annotate(n=Count("*")).values("n")), Value(0)),
        )
        .filter(Q(live=None) | Q(live__published_at__lt=F("ended_at")), asked_by=user.pk)
        .order_by("ended_at", "pk")
        .values("pk", "kind", "title", "status", "ended_at", "outcome", "remarks")
    )
    said = _remarks([page["pk"] for page in found if page["remarks"]])
    return Waiting(
        key="sent-back",
        heading="Sent back to you",
        count=_total(found),
        lines=[
            Line(
                *(page["title"], form_url(page["kind"], page["pk"]), _kind(page["kind"]), _came_back(page, today)),
                remarks=said[page["pk"]],
            )
            for page in found
        ],
        nothing="Nothing you submitted has come back.",
        everything=_list_url("topics_page", status__exact=Status.CHANGES_REQUESTED.value),
    )


def _remarks(pages: Collection[int]) -> dict[int, list[Comment]]:
    """The newest open comments on each of these pages, those that were written first standing first."""
    last = Window(RowNumber(), partition_by="page", order_by=[F("written_at").desc(), F("pk").desc()])
    found = Comment.objects.still_open().filter(page__in=pages).annotate(last=last).filter(last__lte=REMARKS)
    said: dict[int, list[Comment]] = defaultdict(list)
    for remark in found.select_related("written_by", "invitation").order_by("written_at", "pk"):
        said[remark.page_id].append(remark)
    return said


def _came_back(page: dict[str, Any], today: date) -> str:
    since = reviews.ago(timezone.localdate(page["ended_at"]), today)
    words = f"Sent back {since}"
    if page["status"] == Status.DRAFT:
        told = {
            ReviewOutcome.SENT_BACK: f"Sent back {since}, edited since",
            ReviewOutcome.EDITED: f"An edit ended its review {since}: submit it again",
            ReviewOutcome.SIGNED_OFF: f"Signed off {since}, edited since: submit it again",
        }
        words = told.get(page["outcome"], f"A draft again since {since}")
    comments = page["remarks"]
    return words if not comments else f"{words}; {comments} open comment{'' if comments == 1 else 's'}"


def not_as_planned(user: Any, today: date) -> Waiting:
    """Planned publications that failed or were overtaken, the latest first, while somebody still has to see to them."""
    found = _counted(
        Schedule.objects.missed()
        .select_related("page")
        .only("at", "why", "page__kind", "page__title")
        .order_by("-ended_at", "-pk")
    )
    return Waiting(
        key="not-as-planned",
        heading="Not published as planned",
        count=_total(found),
        lines=[
            Line(
                title=plan.page.title,
                url=form_url(plan.page.kind, plan.page_id),
                kind=_kind(plan.page.kind),
                words=plan.why if len(plan.why) <= MOST_OF_WHY else f"{plan.why[: MOST_OF_WHY - 1]}…",
                late=f"Was planned for {plan.when}",
            )
            for plan in found
        ],
        nothing="No planned publication failed or was overtaken.",
        everything=_list_url("editorial_schedule", still="missed"),
    )


def failing_checks(user: Any, today: date) -> Waiting:
    """Pages with errors, or with warnings that nobody gave a reason for, when they were checked last."""
    found = _counted(
        CheckRun.objects.failing()
        .order_by("-errors", "-warnings", "page__title")
        .values("page", "page__kind", "page__title", "page__last_edited_at", "checked_at", "errors", "warnings")
    )

    def line(run: dict[str, Any]) -> Line:
        since = "; edited since" if run["page__last_edited_at"] > run["checked_at"] else ""
        return Line(
            title=run["page__title"],
            url=reverse("editorial:checks", args=[run["page"]]),
            kind=_kind(run["page__kind"]),
            words=f"{in_the_way(run['errors'], run['warnings'])}{since}",
        )

    return Waiting(
        key="failing-checks",
        heading="Pages with failing checks",
        count=_total(found),
        lines=[line(run) for run in found],
        nothing="No page that was checked has anything to mend.",
        everything=_list_url("editorial_checkrun", failing="yes"),
    )


def to_publish(user: Any, today: date) -> Waiting:
    """Approved pages, those that wait longest first: for when each is planned, and why one can't be published."""
    latest = Review.objects.filter(page=OuterRef("pk"), outcome=ReviewOutcome.SIGNED_OFF).order_by("-ended_at")
    last = SignOff.objects.filter(page=OuterRef("pk")).order_by("-signed_at", "-pk")
    held = SignOff.objects.in_force().filter(page=OuterRef("pk"), content_hash=OuterRef("signed_hash"))
    found = _counted(
        Page.objects.filter(status=Status.APPROVED)
        .annotate(
            signed=Subquery(latest.values("ended_at")[:1]),
            planned=Subquery(Schedule.objects.open().filter(page=OuterRef("pk")).values("at")[:1]),
            signed_hash=Subquery(last.values("content_hash")[:1]),
            signed_at=Subquery(last.values("signed_at")[:1]),
            text_holds=Exists(held.exclude(scope=Scope.EVIDENCE)),
            evidence_holds=Exists(held.exclude(scope=Scope.TEXT)),
            checked_hash=F("check_run__content_hash"),
            checked_at=F("check_run__checked_at"),
        )
        .order_by(F("signed").asc(nulls_first=True), "pk")
        .values(
            *("pk", "kind", "title", "signed", "planned", "signed_hash", "signed_at"),
            *("text_holds", "evidence_holds", "checked_hash", "checked_at"),
        )
    )

    return Waiting(
        key="to-publish",
        heading="Waiting to be published",
        count=_total(found),
        lines=[
            Line(
                *(page["title"], form_url(page["kind"], page["pk"]), _kind(page["kind"]), _to_come(page, today)),
                late=_not_any_more(page),
            )
            for page in found
        ],
        nothing="No approved page waits to be published.",
        everything=_list_url("topics_page", status__exact=Status.APPROVED.value),
    )


def _to_come(page: dict[str, Any], today: date) -> str:
    signed = f"Signed off {reviews.ago(timezone.localdate(page['signed']), today)}" if page["signed"] else "Signed off"
    return f"{signed}; planned for {Schedule(at=page['planned']).when}" if page["planned"] else signed


def _not_any_more(page: dict[str, Any]) -> str:
    """Why an approved page can't be published as it stands. That it changed is known from checks that ran since."""
    was_signed, was_checked = page["signed_at"], page["checked_at"]
    if was_signed and was_checked and was_checked > was_signed and page["checked_hash"] != page["signed_hash"]:
        return "Can’t be published: it, or a study it rests on, has changed since it was signed off"
    if not (page["text_holds"] and page["evidence_holds"]):
        return "Can’t be published: a sign-off of it has lapsed"
    return ""


def invited(user: Any, today: date) -> Waiting:
    """Guests whose links are still good, those that end soonest first."""
    found = _counted(
        Invitation.objects.valid()
        .select_related("page")
        .only("name", "opened_at", "expires_at", "page__kind", "page__title")
        .order_by("expires_at", "pk")
    )

    def words(one: Invitation) -> str:
        opened = (
            f"opened {reviews.ago(timezone.localdate(one.opened_at), today)}" if one.opened_at else "not opened yet"
        )
        left = (timezone.localdate(one.expires_at) - today).days
        ends = {0: "ends today", 1: "ends tomorrow"}.get(left, f"ends in {left} days")
        return f"{one.name}: {opened}; the link {ends}"

    return Waiting(
        key="invited",
        heading="Guests invited",
        count=_total(found),
        lines=[
            Line(one.page.title, form_url(one.page.kind, one.page_id), _kind(one.page.kind), words(one))
            for one in found
        ],
        nothing="No guest has a link to a page.",
        everything=_list_url("editorial_invitation", ended_at__isempty=1),
    )


def due_again(user: Any, today: date) -> Waiting:
    """Signed pages whose review lapses soon, or whose sign-off has lapsed, and that nobody has submitted yet."""
    due = Q(review_due_on__lte=today + timedelta(days=AHEAD)) | Q(sign_off_lapses_on__lte=today)
    found = _counted(
        Page.objects.published()
        .filter(due, status__in=(Status.PUBLISHED, Status.DRAFT))
        .order_by(Least("review_due_on", "sign_off_lapses_on"), "pk")
        .values("pk", "kind", "title", "review_due_on", "sign_off_lapses_on")
    )

    def line(page: dict[str, Any]) -> Line:
        if is_past(page["sign_off_lapses_on"]):
            told = f"Its sign-off lapsed on {date_format(page['sign_off_lapses_on'], 'j F Y')}, and it says so"
            return Line(page["title"], form_url(page["kind"], page["pk"]), _kind(page["kind"]), late=told)
        late = page["review_due_on"] < today
        words = reviews.due(page["review_due_on"], today)
        said = {"late": words} if late else {"words": words[0].upper() + words[1:]}
        return Line(page["title"], form_url(page["kind"], page["pk"]), _kind(page["kind"]), **said)

    return Waiting(
        key="due-again",
        heading="Due to be reviewed again",
        count=_total(found),
        lines=[line(page) for page in found],
        nothing=f"No signed page falls due within {AHEAD} days.",
        everything=reverse("editorial:report", args=["age"]),
    )


def to_judge_again(user: Any, today: date) -> Waiting:
    """Assessments that rest on a study that was retracted."""
    found = _counted(
        Task.objects.filter(done_at=None)
        .order_by("opened_at", "pk")
        .values("page", "page__kind", "page__title", "assessment", "study__slug", "opened_at")
    )
    return Waiting(
        key="to-judge-again",
        heading="To be judged again after a retraction",
        count=_total(found),
        lines=[
            Line(
                title=task["page__title"],
                url=form_url(task["page__kind"], task["page"]),
                kind=f"Assessment {task['assessment']}",
                words=f"Rests on {task['study__slug']}; "
                f"open since {reviews.ago(timezone.localdate(task['opened_at']), today)}",
            )
            for task in found
        ],
        nothing="No grade waits to be judged again.",
        everything=_list_url("editorial_task", done_at__isempty=1),
    )


def declaration(user: Any, today: date) -> Waiting:
    """Her declaration of interests, from a month before it ends: without one she signs nothing off."""
    hers = Reviewer.objects.filter(user=user, is_active=True).only("declaration_ends_on").first()
    ends = hers.declaration_ends_on if hers else today
    url = reverse("editorial:declaration") if hers else ""
    lines = []
    if hers and ends <= today + timedelta(days=AHEAD):
        day, near = date_format(ends, "j F Y"), (ends - today).days
        late = f"Ended on {day}. You can’t sign off until you declare them again" if near < 0 else ""
        left = {0: "today", 1: "tomorrow"}.get(near, f"in {near} days")
        words = "What you signed and is not published yet waits for it too." if late else f"Ends {left}, on {day}."
        lines = [Line("Declare your interests again", url, words=words, late=late)]
    nothing = f"It holds until {date_format(ends, 'j F Y')}." if hers else NO_RECORD
    return Waiting(
        key="declaration",
        heading="Your declaration of interests",
        count=len(lines),
        lines=lines,
        nothing=nothing,
        everything=url,
        otherwise="See or change it" if hers else "",
    )


NO_RECORD = "You have no reviewer’s record, or a closed one, so you can’t sign off. An administrator can change that."


def found_nothing(user: Any, today: date) -> Waiting:
    """What readers looked for and Rose has no name for: a hint at names that pages lack."""
    found = _counted(
        Unanswered.objects.filter(day__gt=today - timedelta(days=LOOK_BACK))
        .values("word")
        .annotate(times=Sum("searches"))
        .order_by("-times", "word")
    )
    return Waiting(
        key="found-nothing",
        heading="Searches that found nothing",
        count=_total(found),
        lines=[
            Line(
                title=f"“{row['word']}”",
                url=_list_url("topics_page", q=row["word"]),
                words=f"Searched for {row['times']} times in {LOOK_BACK} days. Which page should have this name?",
            )
            for row in found
        ],
        nothing=f"No word was searched for in vain by several readers within {LOOK_BACK} days.",
        everything=_list_url("search_unanswered"),
    )


def told_by_readers(user: Any, today: date) -> Waiting:
    """Readers' reports that nobody has answered, the oldest first."""
    found = _counted(
        ReaderReport.objects.waiting().select_related("page").only(*REPORT_SHOWN).order_by("received_on", "pk")
    )
    return Waiting(
        key="told-by-readers",
        heading="Told by readers",
        count=_total(found),
        lines=[
            Line(
                title=report.about,
                url=reverse("editorial:reader-report", args=[report.pk]),
                kind=report.get_kind_display(),
                words=f"{reviews.ago(report.received_on, today).capitalize()}: “{Truncator(report.words).chars(120)}”",
            )
            for report in found
        ],
        nothing="No reader’s report waits to be answered.",
        everything=_list_url("editorial_readerreport", answered_at__isempty=1),
    )


REPORT_SHOWN = ("kind", "study", "words", "received_on", "page__title")

LISTS: tuple[tuple[tuple[str, ...], Callable[[Any, date], Waiting]], ...] = (
    (("topics.review_page",), to_review),
    (("topics.review_page",), declaration),
    (("topics.submit_page",), sent_back),
    (("topics.publish_page",), not_as_planned),
    (("topics.submit_page",), failing_checks),
    (("topics.publish_page",), to_publish),
    (("topics.submit_page", "topics.view_page"), due_again),
    (("editorial.add_invitation",), invited),
    (("evidence.change_assessment",), to_judge_again),
    (("topics.add_alias", "search.view_unanswered"), found_nothing),
    ((reader_reports.MAY_ANSWER,), told_by_readers),
)
"""What it takes to do something about each list."""
