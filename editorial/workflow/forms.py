"""What a person fills in to take a step with a page. The rules are in `actions`; these forms only carry her words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone

from editorial import moments
from editorial.content.parts import Part, grouped
from editorial.models import Scope
from editorial.workflow import actions, commenting, moving, scheduling
from editorial.workflow.publishing import NotPublishable
from topics.models import ChangeKind, Page, Status


def words(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class StepForm(forms.Form):
    """Fields may be left empty here: the action says, in its own words, what is missing."""

    use_required_attribute = False


class SubmitForm(StepForm):
    note = forms.CharField(
        label="Note for the reviewer",
        required=False,
        widget=words(),
        help_text="What to look at first. May stay empty.",
    )
    due_on = forms.DateField(
        label="Needed by",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=f"May stay empty: then it is due in {actions.DAYS_TO_REVIEW} days.",
    )


class SendBackForm(StepForm):
    note = forms.CharField(label="What should be changed", required=False, widget=words(4))


class SignOffForm(StepForm):
    scope = forms.ChoiceField(label="What you reviewed", choices=Scope, initial=Scope.BOTH)
    interests = forms.CharField(
        label="Your interests that touch this page",
        required=False,
        widget=words(),
        help_text="Readers will see this. If there are none, write “None”.",
    )
    read = forms.CharField(required=False, widget=forms.HiddenInput)


class PublishForm(StepForm):
    change_kind = forms.ChoiceField(
        label="What kind of change",
        choices=[choice for choice in ChangeKind.choices if choice[0] != ChangeKind.FIRST],
        help_text="“Evidence changed” is announced as news; “Wording changed” is not.",
    )
    change_note = forms.CharField(
        label="What changed, for readers", required=False, widget=words(), help_text="One plain sentence."
    )


class ScheduleForm(PublishForm):
    day = forms.DateField(
        label="On which day", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.TimeField(
        label="At what time",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=f"On a clock in {moments.place(timezone.get_default_timezone())}.",
    )
    field_order = ["day", "hour"]

    def clean(self) -> dict[str, Any]:
        """The moment, for the action: empty where day or hour is."""
        data = super().clean()
        day, hour = data.pop("day", None), data.pop("hour", None)
        try:
            at = moments.moment(day, hour, timezone.get_default_timezone()) if day and hour else None
        except moments.NoSuchMoment as problem:
            self.add_error("hour", str(problem))
            return data
        return data | {"at": at}


class Published(forms.ModelChoiceField):
    def label_from_instance(self, page: Page) -> str:
        return f"{page.title} ({page.get_kind_display().lower()})"


class TakeDownForm(StepForm):
    note = forms.CharField(
        label="Why, in words for readers",
        required=False,
        widget=words(),
        help_text="This stands at the page’s address from now on.",
    )
    instead = Published(
        label="What to read instead",
        required=False,
        queryset=Page.objects.published().only("title", "kind"),
        empty_label="No other page",
    )


class MoveForm(StepForm):
    address = forms.CharField(
        label="The last part of the new address",
        required=False,
        help_text="Small letters, digits and hyphens, as in joint-pain.",
    )


LONGEST_COMMENT = 10_000
"""Characters. What is longer, such as a paper pasted whole, would bury the page that it is about."""


class CommentForm(StepForm):
    part = forms.CharField(label="Which part", required=False, widget=forms.Select)
    text = forms.CharField(label="Comment", required=False, max_length=LONGEST_COMMENT, widget=words(4))

    def offer(self, parts: Iterable[Part]) -> None:
        """The parts to choose from. That the chosen one is the page's is for the action to say."""
        self.fields["part"].widget.choices = [("", "The whole page"), *grouped(parts)]


@dataclass(frozen=True)
class Step:
    """Something a person can do with a page: who may, when it is offered, what she fills in, the action it calls."""

    title: str
    form: type[StepForm]
    act: Callable[..., Any]
    done: str
    permissions: tuple[str, ...]
    offered: tuple[Status, ...] | None = None
    needs_live: bool = False
    says: tuple[str, ...] = ()
    """What comes of it, where the form's few words don't say that."""
    planned: bool | None = None
    """Whether it is for pages whose publication is planned, or for those whose is not; None: for both."""

    def allowed(self, user: Any) -> bool:
        return any(user.has_perm(permission) for permission in self.permissions)

    def is_offered(self, page: Page) -> bool:
        if self.needs_live and page.live_id is None:
            return False
        if self.offered is not None and page.status not in self.offered:
            return False
        return self.planned is None or page.schedules.open().exists() == self.planned

    def take(self, page: Page, by: Any, form: StepForm) -> list[str]:
        """Do it. Returns what stands against it, in words; nothing, where it is done."""
        if not form.is_valid():
            return [f"{form.fields[name].label}: {error}" for name, errors in form.errors.items() for error in errors]
        try:
            self.act(page=page, by=by, **form.cleaned_data)
        except NotPublishable as error:
            return error.problems
        except actions.WorkflowError as error:
            return [str(error)]
        return []


STEPS: dict[str, Step] = {
    "submit": Step(
        title="Submit for review",
        form=SubmitForm,
        act=actions.submit,
        done="Submitted. A clinician-reviewer can now read it and sign it off.",
        permissions=("topics.submit_page",),
        offered=actions.SUBMITTABLE,
    ),
    "send-back": Step(
        title="Send back",
        form=SendBackForm,
        act=actions.request_changes,
        done="Sent back, with your note.",
        permissions=("topics.review_page",),
        offered=(Status.IN_REVIEW, Status.APPROVED),
    ),
    "sign-off": Step(
        title="Sign off",
        form=SignOffForm,
        act=actions.sign_off,
        done="Your sign-off is recorded.",
        permissions=("topics.review_page",),
        offered=(Status.IN_REVIEW,),
    ),
    "publish": Step(
        title="Publish",
        form=PublishForm,
        act=actions.publish,
        done="Published. Readers see it now.",
        permissions=("topics.publish_page",),
        offered=(Status.APPROVED,),
    ),
    "schedule": Step(
        title="Publish at a time",
        form=ScheduleForm,
        act=scheduling.schedule,
        done="Planned. Until then, readers see what they see now.",
        permissions=("topics.publish_page",),
        offered=(Status.APPROVED,),
        planned=False,
    ),
    "cancel-schedule": Step(
        title="Cancel the planned publication",
        form=StepForm,
        act=scheduling.cancel,
        done="Cancelled. The page stays approved, and can be published or planned anew.",
        permissions=("topics.publish_page",),
        planned=True,
    ),
    "take-down": Step(
        title="Take down for good",
        form=TakeDownForm,
        act=actions.archive,
        done="Taken down. Its address says so, and why; its editions stay.",
        permissions=("topics.publish_page",),
        needs_live=True,
    ),
    "unpublish": Step(
        title="Take down to rewrite",
        form=TakeDownForm,
        act=actions.unpublish,
        done="Taken down, and a draft again. Its address says so, and why; its editions stay.",
        permissions=("topics.publish_page",),
        needs_live=True,
    ),
    "move": Step(
        title="Move to another address",
        form=MoveForm,
        act=moving.move,
        done="Moved. Readers find it at its new address, and its old ones lead there.",
        permissions=("topics.publish_page",),
        needs_live=True,
        says=(
            "Readers find the page at the new address at once: nothing has to be reviewed or published again.",
            "The address that it has now leads there for ever, with its history, its evidence and its files. "
            "No other page can have it again.",
            "In files, links and data the page keeps the name that it has now, so nothing that rests on it changes.",
            "Bookmarks go on working; search engines need some weeks to follow. Move a page seldom.",
        ),
    ),
    "comment": Step(
        title="Comment",
        form=CommentForm,
        act=commenting.comment,
        done="Your comment is with the page.",
        permissions=(commenting.MAY_COMMENT,),
    ),
}
