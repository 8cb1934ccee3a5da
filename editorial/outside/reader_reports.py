"""What readers tell Rose: taking it in, within limits, and saying what was done about it."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from editorial.models import Action, ReaderReport
from editorial.outside import personal
from editorial.workflow.actions import WorkflowError, record
from evidence import published_studies
from topics import editions
from topics.models import ReaderNote

MAY_ANSWER = "editorial.answer_readerreport"

ON_ONE_PAGE = 20
IN_ALL = 200
"""Reports that one page, and Rose as a whole, take in a day. They are counted from the reports themselves: a limit for
each sender would need her address. So a flood closes the form until the next day, and can do no more."""

_ONE_AT_A_TIME = 0x4F5E0001
"""The name, among the database's locks, of the turn in which reports are counted and written."""


class TooMany(Exception):
    """No more is taken in today. The message says so to the reader."""


@dataclass(frozen=True)
class Subject:
    """What a report is about, as readers know it."""

    title: str
    url: str
    page: int | None = None
    kind: str = ""
    slug: str = ""
    edition: int | None = None
    study: str = ""

    @property
    def form_url(self) -> str:
        if self.page:
            return reverse("topics:report-page", args=[self.kind, self.slug])
        return reverse("topics:report-study", args=[self.study]) if self.study else reverse("topics:report")

    @property
    def thanks_url(self) -> str:
        return f"{self.form_url}thanks/"

    @property
    def history_url(self) -> str:
        """Where an answer will stand."""
        return reverse("topics:history", args=[self.kind, self.slug]) if self.page else self.url


def of_page(kind: str, slug: str) -> Subject:
    """A page that readers can open now. Raises Http404 where there is none."""
    edition = editions.live(kind, slug)
    return Subject(edition.title, edition.get_absolute_url(), edition.page_id, kind, edition.address, edition.number)


def of_study(slug: str) -> Subject:
    """A study that a live page cites. Raises Http404 where there is none."""
    plain = published_studies.held(slug).plain
    return Subject(plain["title"], reverse("evidence:study", args=[slug]), study=slug)


def of_rose() -> Subject:
    """Anything else: a list, a search, Rose as a whole."""
    return Subject("", reverse("topics:home"))


# --- what comes in ----------------------------------------------------------------------------------------------------


@transaction.atomic
def receive(*, about: Subject, edition: int | None, kind: str, words: str) -> None:
    """Keep what a reader told us. The same again on the same day, as from a second press of the button, is kept once.

    Nothing goes into the audit trail before somebody of the staff answers: nothing ever leaves it, so that what
    anybody may send would fill it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    given = {"page_id": about.page, "edition": edition, "study": about.study, "kind": kind, "words": words}
    today = ReaderReport.objects.filter(received_on=timezone.localdate())
    if today.filter(**given).exists():
        return
    here = Q(page=about.page, study=about.study)
    counted = today.aggregate(here=Count("pk", filter=here), all=Count("pk"))
    if counted["here"] >= ON_ONE_PAGE or counted["all"] >= IN_ALL:
        raise TooMany(
            "So many reports came today that we take no more until tomorrow. Your words are still below: "
            "copy them, and please send them another day."
        )
    ReaderReport.objects.create(**given)


# --- what was done ----------------------------------------------------------------------------------------------------


@transaction.atomic
def answer(
    *, report: ReaderReport, by: Any, outcome: str, said: str = "", done: str = "", forget: bool = False
) -> ReaderReport:
    """Say what was done; with `said` and `done`, to readers too. Said again, it replaces what was said before.

    `forget` takes out the reader's words, where they tell who somebody is.
    """
    if not by.has_perm(MAY_ANSWER):
        raise PermissionDenied
    report = ReaderReport.objects.select_for_update(of=("self",)).select_related("page", "note").get(pk=report.pk)
    _refuse(report, outcome, said, done)
    before, report.note = report.note, None
    if said:
        report.note = _note(report, before, said, done)
    report.answered_by, report.answered_at, report.outcome = by, timezone.now(), outcome
    report.words = "" if forget else report.words
    report.save()
    if before and not said:
        before.delete()
    told = f"Readers are told: {said} {done}" if said else "Readers are told nothing." if before else ""
    forgot = "The reader’s words were taken out." if forget else ""
    record(
        by=by,
        action=Action.REPORT_ANSWERED,
        subject=report,
        page=report.page,
        note=" ".join(filter(None, [outcome, told, forgot])),
    )
    return report


def _refuse(report: ReaderReport, outcome: str, said: str, done: str) -> None:
    if not outcome:
        raise WorkflowError("Say what was done, or why nothing was.")
    if bool(said) != bool(done):
        raise WorkflowError("For readers, say both: what you were told, and what you did. Or leave both empty.")
    if said and not (report.page_id or report.study):
        raise WorkflowError("This report is about no page, so there is none that could tell readers what was done.")
    public = f"{said}\n{done}"
    if report.words and personal.is_copied(public, report.words):
        raise WorkflowError("For readers, say it in your own words: what she wrote was not sent to be shown.")
    if found := personal.ways_to_reach(f"{public}\n{outcome}"):
        raise WorkflowError(f"Leave out what looks like an e-mail address or a telephone number: “{found[0]}”.")


def _note(report: ReaderReport, note: ReaderNote | None, said: str, done: str) -> ReaderNote:
    """What readers are told. An answer that is worded anew keeps the day on which it was first given."""
    note = note or ReaderNote(
        page=report.page, study=report.study, told_on=report.received_on, done_on=timezone.localdate()
    )
    note.said, note.done = said, done
    note.save()
    return note


def waiting_on(page: int) -> list[ReaderReport]:
    """What readers told of a page that nobody has answered yet, oldest first."""
    return list(ReaderReport.objects.waiting().filter(page=page).order_by("received_on", "pk"))
