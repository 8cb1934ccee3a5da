"""The form with which a reader tells Rose of a problem, and the one with which an editor says what was done."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing

from editorial.models import ReportKind
from editorial.models.reader_reports import LONGEST
from editorial.outside import personal
from editorial.outside.reader_reports import Subject
from editorial.workflow.forms import StepForm, words

QUICKEST = timedelta(seconds=3)
"""Nobody reads the form, chooses and types in less."""

OLDEST = timedelta(days=1)


class Stamp:
    """When a form was opened, on what page, and which edition of it: signed, so that nothing need be kept to know it.

    It makes a program fetch the form of each page it floods, and wait. It is no secret and it names nobody.
    """

    def __init__(self, subject: Subject):
        self.signer = signing.TimestampSigner(salt=f"report {subject.page or subject.study}")
        self.edition = subject.edition

    def new(self) -> str:
        return self.signer.sign(str(self.edition or ""))

    def read(self, stamp: str) -> int | None:
        """The number of the edition. Raises BadSignature where this form was not opened here within a day."""
        number = self.signer.unsign(stamp, max_age=OLDEST)
        return int(number) if number else None

    def is_too_new(self, stamp: str) -> bool:
        try:
            self.signer.unsign(stamp, max_age=QUICKEST)
        except signing.SignatureExpired:
            return False
        return True


class ReportForm(forms.Form):
    """Nothing typed is thrown away: what stands against it is said, and the form comes back as it was."""

    use_required_attribute = False

    kind = forms.ChoiceField(
        label="What is it?",
        choices=ReportKind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is.", "invalid_choice": "Choose what it is from the list."},
    )
    words = forms.CharField(
        label="In your own words",
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "aria-describedby": "words-help"}),
        error_messages={"required": "Write what you would like to tell us."},
    )
    # Programs fill in every box; people who see this page are not shown it, and those who hear it are told.
    leave_empty = forms.CharField(
        label="Leave this box empty. It is here to catch programs that fill in forms.",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, about: Subject):
        self.marker = Stamp(about)
        self.edition: int | None = None
        super().__init__(data, initial={"stamp": self.marker.new()}, auto_id="report-%s")

    def clean_words(self) -> str:
        text = self.cleaned_data["words"].replace("\r\n", "\n")
        if len(text) > LONGEST:
            raise forms.ValidationError(
                f"This is {len(text):,} characters long, and {LONGEST:,} fit. Please shorten it, or send it in two."
            )
        if found := personal.ways_to_reach(text):
            raise forms.ValidationError(
                f"“{found[0]}” looks like an e-mail address or a telephone number. Please take it out: "
                "Rose keeps nothing that could lead to you or anybody else."
            )
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("leave_empty"):
            self._again("leave_empty", "")
            self.add_error(
                None, "Something filled in a box that has to stay empty. It is empty again: please send this."
            )
        stamp = data.get("stamp", "")
        try:
            self.edition = self.marker.read(stamp)
        except signing.BadSignature:
            self._again("stamp", self.marker.new())
            self.add_error(None, "This form was opened more than a day ago, or elsewhere. Please send it again.")
        else:
            if self.marker.is_too_new(stamp):
                self.add_error(None, "That was quicker than we can take it. Please wait a moment and send it again.")
        return data

    def _again(self, name: str, value: str) -> None:
        """What this field holds when the form comes back."""
        self.data = self.data.copy()
        self.data[name] = value


class AnswerForm(StepForm):
    outcome = forms.CharField(
        label="What was done, or why nothing was",
        required=False,
        widget=words(),
        help_text="For the staff. It stays on record.",
    )
    said = forms.CharField(
        label="For readers: what we were told",
        required=False,
        widget=words(),
        help_text="Goes on from “A reader told us on 3 March:”. In your own words, never the reader’s, and nothing "
        "about who she is. May stay empty: then readers are told nothing.",
    )
    done = forms.CharField(
        label="For readers: what we did",
        required=False,
        widget=words(),
        help_text="Readers see it at once; nobody signs it off. So make no claim of effect or harm here: that belongs "
        "in the text, with its citation.",
    )
    forget = forms.BooleanField(
        label="Take out the reader’s words: they tell who somebody is",
        required=False,
        help_text="They can’t be brought back.",
    )
