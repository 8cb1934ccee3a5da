"""What a person fills in to take a step with a page. The rules are in `actions`; these forms only carry her words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from editorial import actions
from editorial.models import Scope
from editorial.publishing import NotPublishable
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


class TakeDownForm(StepForm):
    note = forms.CharField(label="Why readers should no longer see it", required=False, widget=words())


class CommentForm(StepForm):
    section = forms.CharField(
        label="Which part", required=False, max_length=120, help_text="The heading it is about. May stay empty."
    )
    text = forms.CharField(label="Comment", required=False, widget=words(4))


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

    def allowed(self, user: Any) -> bool:
        return any(user.has_perm(permission) for permission in self.permissions)

    def is_offered(self, page: Page) -> bool:
        if self.needs_live and page.live_id is None:
            return False
        return self.offered is None or page.status in self.offered

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
    "take-down": Step(
        title="Take down",
        form=TakeDownForm,
        act=actions.archive,
        done="Taken down. Readers no longer see it; its editions stay.",
        permissions=("topics.publish_page",),
        needs_live=True,
    ),
    "comment": Step(
        title="Comment",
        form=CommentForm,
        act=actions.comment,
        done="Your comment is with the page.",
        permissions=("topics.review_page", "topics.submit_page"),
    ),
}
