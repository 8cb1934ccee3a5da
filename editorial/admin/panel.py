"""Where a page stands, for the panel on top of its form: what readers see, what is being written, what comes next."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime

from editorial.content.parts import Part, parts_of
from editorial.content.rendering import Rendered, render_page
from editorial.models import CheckRun, Invitation, InvitationOutcome, ReaderReport, Schedule, SignOff, Task
from editorial.outside import guests, reader_reports
from editorial.workflow import commenting, reviews, signing
from editorial.workflow.forms import STEPS, CommentForm, Step, StepForm
from editorial.workflow.views import step_initial
from topics.models import Edition, Page, Status, Withdrawal

STATUS_WORDS = {
    Status.DRAFT: "Nobody has been asked to review it yet.",
    Status.IN_REVIEW: "A clinician-reviewer signs it off or sends it back.",
    Status.CHANGES_REQUESTED: "An author makes the changes and submits it again.",
    Status.APPROVED: "A publisher can put it before readers.",
    Status.PUBLISHED: "Nothing is waiting. Editing it starts a new draft; it can also be reviewed again as it stands.",
    Status.ARCHIVED: "Taken down. Submit it for review to bring it back.",
}


@dataclass(frozen=True)
class Offer:
    """A step that this person can take now, with its form."""

    name: str
    step: Step
    form: StepForm


@dataclass(frozen=True)
class Panel:
    page: Page
    rendered: Rendered
    checked: CheckRun | None
    sign_offs: list[SignOff]
    lapsed: str
    planned: Schedule | None
    missed: Schedule | None
    withdrawal: Withdrawal | None
    talk: commenting.Talk
    invitations: list[Invitation]
    tasks: list[Task]
    reports: list[ReaderReport]
    review: reviews.Standing | None
    offers: list[Offer]
    may_finish: bool
    may_invite: bool

    @property
    def status(self) -> str:
        if self.planned and not self.lapsed:
            return f"It goes before readers on {self.planned.when}."
        return self.lapsed or STATUS_WORDS[Status(self.page.status)]

    @property
    def readers_see(self) -> str:
        live = self.page.live
        if self.withdrawal:
            return (
                f"Not live: its address tells readers that it was taken down, and why: “{self.withdrawal.for_readers}”"
            )
        if live is None:
            return "Not live: readers can’t see this page."
        signed = " and ".join(signed["name"] for signed in live.signed_off_by)
        lapsed = ", which has lapsed, and it says so" if self.page.sign_off_lapsed else ""
        seal = f"signed off by {signed}{lapsed}" if signed else "not signed off by a clinician yet, and it says so"
        moved = f" It has moved to {self.page.get_absolute_url()}." if self.page.moved_to else ""
        return f"Live: edition {live.number}, published {day(live.published_at)}, {seal}.{moved}"

    @property
    def difference(self) -> str:
        live = self.page.live
        if live is None:
            return ""
        if live.content_hash == self.rendered.content_hash:
            return "This draft says the same as what readers see."
        return "This draft has changes that readers don’t see."

    @property
    def edited(self) -> str:
        by = self.page.last_edited_by
        name = (by.get_full_name() or by.get_username()) if by else "the library"
        return f"Last edited {day(self.page.last_edited_at)} by {name}."


def panel_for(page: Page, user: Any) -> Panel:
    """What the panel shows this person."""
    rendered = render_page(page)
    parts = parts_of(page, rendered.content["page"])
    steps = [(name, step) for name, step in STEPS.items() if step.is_offered(page) and step.allowed(user)]
    return Panel(
        page=page,
        rendered=rendered,
        checked=CheckRun.objects.filter(page=page, content_hash=rendered.content_hash).first(),
        sign_offs=signing.valid_sign_offs(page, rendered),
        lapsed=signing.lapsed(page, rendered) if page.status == Status.APPROVED else "",
        planned=page.schedules.open().select_related("set_by").first(),
        missed=page.schedules.missed().first(),
        withdrawal=Withdrawal.objects.filter(page=page).first(),
        talk=commenting.talk(page, user, parts),
        invitations=invitations(page),
        tasks=list(page.tasks.filter(done_at=None).select_related("study", "page")),
        reports=reader_reports.waiting_on(page.pk) if user.has_perm(reader_reports.MAY_ANSWER) else [],
        review=reviews.of_page(page, user),
        offers=[Offer(name, step, _form(name, step, page, parts)) for name, step in steps],
        may_finish=user.has_perm("evidence.change_assessment"),
        may_invite=user.has_perm(guests.MAY_INVITE),
    )


def invitations(page: Page) -> list[Invitation]:
    """Guests' links that are good, and those with which somebody signed what has not been published since."""
    signed = Q(outcome=InvitationOutcome.SIGNED)
    if page.live:
        signed &= Q(ended_at__gt=page.live.published_at)
    open_ = Q(ended_at__isnull=True, expires_at__gt=timezone.now())
    return list(page.invitations.filter(open_ | signed).select_related("invited_by"))


def _form(name: str, step: Step, page: Page, parts: list[Part]) -> StepForm:
    form = step.form(initial=step_initial(step, page), auto_id=f"id_{name}_%s")
    if isinstance(form, CommentForm):
        form.offer(parts)
    return form


def day(moment: Any) -> str:
    return date_format(localtime(moment), "j F Y")


def short_day(moment: Any) -> str:
    return date_format(localtime(moment), "j M Y")


def live_words(edition: Edition | None) -> str:
    """A page's live edition, for lists."""
    return f"{edition.number} ({short_day(edition.published_at)})" if edition else "not live"
