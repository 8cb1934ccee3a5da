"""Where a page stands, for the panel on top of its form: what readers see, what is being written, what comes next."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from editorial import actions, reviews
from editorial.forms import STEPS, Step, StepForm
from editorial.models import Comment, SignOff, Task
from editorial.rendering import Rendered, render_page
from editorial.views import step_initial
from topics.models import Edition, Page, Status

STATUS_WORDS = {
    Status.DRAFT: "Nobody has been asked to review it yet.",
    Status.IN_REVIEW: "A clinician-reviewer signs it off or sends it back.",
    Status.CHANGES_REQUESTED: "An author makes the changes and submits it again.",
    Status.APPROVED: "A publisher can put it before readers.",
    Status.PUBLISHED: "Nothing is waiting. Editing it starts a new draft; it can also be reviewed again as it stands.",
    Status.ARCHIVED: "Taken down. Submit it for review to bring it back.",
}
LAPSED = (
    "It was signed off, but it, or a study it rests on, has changed since. It has to be sent back and signed again."
)


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
    problems: list[str]
    sign_offs: list[SignOff]
    comments: list[Comment]
    tasks: list[Task]
    review: reviews.Standing | None
    offers: list[Offer]
    may_resolve: bool
    may_finish: bool

    @property
    def status(self) -> str:
        if self.page.status == Status.APPROVED and not self.sign_offs:
            return LAPSED
        return STATUS_WORDS[Status(self.page.status)]

    @property
    def readers_see(self) -> str:
        live = self.page.live
        if live is None:
            return "Not live: readers can’t see this page."
        signed = " and ".join(signed["name"] for signed in live.signed_off_by)
        seal = f"signed off by {signed}" if signed else "not signed off by a clinician yet, and it says so"
        return f"Live: edition {live.number}, published {day(live.published_at)}, {seal}."

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
    steps = [(name, step) for name, step in STEPS.items() if step.is_offered(page) and step.allowed(user)]
    return Panel(
        page=page,
        rendered=rendered,
        problems=rendered.problems,
        sign_offs=actions.valid_sign_offs(page, rendered),
        comments=list(page.comments.filter(resolved_at=None).select_related("written_by")),
        tasks=list(page.tasks.filter(done_at=None).select_related("study", "page")),
        review=reviews.of_page(page, user),
        offers=[Offer(name, step, _form(name, step, page)) for name, step in steps],
        may_resolve=STEPS["comment"].allowed(user),
        may_finish=user.has_perm("evidence.change_assessment"),
    )


def _form(name: str, step: Step, page: Page) -> StepForm:
    return step.form(initial=step_initial(step, page), auto_id=f"id_{name}_%s")


def day(moment: Any) -> str:
    return date_format(localtime(moment), "j F Y")


def short_day(moment: Any) -> str:
    return date_format(localtime(moment), "j M Y")


def live_words(edition: Edition | None) -> str:
    """A page's live edition, for lists."""
    return f"{edition.number} ({short_day(edition.published_at)})" if edition else "not live"
