"""What is filled in to invite a guest, and what a guest fills in to sign. The rules are in `guests`."""

from typing import Any

from django import forms

from editorial.models import MOST_DAYS, Scope
from editorial.workflow.forms import StepForm, words


class InviteForm(StepForm):
    name = forms.CharField(
        label="Her name", required=False, max_length=120, help_text="As it stands beside her comments."
    )
    email = forms.CharField(
        label="Her e-mail address",
        required=False,
        max_length=254,
        widget=forms.EmailInput,
        help_text="So that we know whom you sent the link to. Rose sends nothing there.",
    )
    message = forms.CharField(
        label="What you ask of her",
        required=False,
        widget=words(4),
        help_text="She reads this before the page. For example: what to look at first, and until when.",
    )
    days = forms.IntegerField(
        label="For how many days the link is good",
        initial=14,
        help_text=f"At most {MOST_DAYS}.",
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_DAYS}),
    )

    def problems(self) -> list[str]:
        """What no invitation could be made of, in words."""
        self.is_valid()
        return [f"{self.fields[name].label}: {error}" for name, errors in self.errors.items() for error in errors]


class GuestSignOffForm(StepForm):
    """Who she is and what she declares, with the hash of what she has before her."""

    name = forms.CharField(label="Your name", required=False, help_text="As readers will see it.")
    credentials = forms.CharField(
        label="Your credentials", required=False, help_text="For example: consultant gynaecologist, MRCOG."
    )
    registration = forms.CharField(
        label="Your professional register and number",
        required=False,
        help_text="For example: GMC 1234567. If your profession has no register, say so.",
    )
    interests = forms.CharField(
        label="Your interests that touch this page",
        required=False,
        widget=words(),
        help_text="Payments, shares, research, convictions. If there are none, write “None”.",
    )
    scope = forms.ChoiceField(
        label="What you reviewed", choices=Scope, required=False, initial=Scope.BOTH, widget=forms.RadioSelect
    )
    confirmed = forms.BooleanField(
        label="This is who I am, what I declare is complete, and readers may see it.", required=False
    )
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def show(self, content_hash: str) -> None:
        """What stands before her now is what she signs next."""
        self.initial["read"] = content_hash
        if self.is_bound:
            self.data = self.data.copy()
            self.data["read"] = content_hash

    def given(self) -> dict[str, Any]:
        """What she gave, for the action: what can't be taken as it came is as if left empty."""
        nothing = dict.fromkeys(self.fields, "") | {"confirmed": False}
        return nothing | self.cleaned_data
