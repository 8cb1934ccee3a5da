"""What two raters, and the person who reconciles them, fill in. The rules are in editorial/appraisal/rating.py."""

from collections.abc import Iterable
from typing import Any

from django import forms

from editorial.admin.fields import TidyText
from editorial.appraisal.comparison import POINTS, Row
from editorial.appraisal.rating import DOMAINS, RATED, Decision
from editorial.models import Rating
from evidence import grading
from evidence.agreement import STARTING_POINT
from evidence.grading import LOWERING_DOMAINS, RAISING_DOMAINS
from evidence.models import StartingPoint

UNCHOSEN = ("", "Choose …")


def _text(label: str, **options: Any) -> TidyText:
    return TidyText(label=label, required=False, widget=forms.Textarea(attrs={"rows": 3}), **options)


class RatingForm(forms.ModelForm):
    """One person's rating. Everything may stay empty until she hands it in."""

    use_required_attribute = False

    class Meta:
        model = Rating
        fields = [STARTING_POINT, *(name for domain in DOMAINS for name in (domain, f"{domain}_reason"))]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields[STARTING_POINT].choices = [UNCHOSEN, *StartingPoint.choices]
        self.fields[STARTING_POINT].label = "Judgement"
        for domain in DOMAINS:
            self.fields[domain].label = "Judgement"
            self.fields[domain].required = False
            self.fields[f"{domain}_reason"] = _text(
                "Reason", help_text="In words a reader understands. Name the studies."
            )
        for domain, codes in LOWERING_DOMAINS.items():
            self.fields[domain].choices = [UNCHOSEN, *[(code, grading.words(code).capitalize()) for code in codes]]
        if self.instance.round.studies == 1:  # nothing to judge, and so nothing to ask
            del self.fields["inconsistency"], self.fields["inconsistency_reason"]

    def clean(self) -> dict[str, Any]:
        """A raise that was not sent at all was not made."""
        data = super().clean()
        return data | {domain: data.get(domain) or 0 for domain in RAISING_DOMAINS}

    def rows(self) -> list[tuple[str, Any, Any]]:
        """Each domain that is asked, with its two fields."""
        return [(domain, self[domain], self[f"{domain}_reason"]) for domain in DOMAINS if domain in self.fields]


class ReconcileForm(forms.Form):
    """Where the raters differ, the judgement and why; where they agree, the reason that readers will see."""

    use_required_attribute = False
    read = forms.CharField(required=False, widget=forms.HiddenInput)
    note = _text("A note for the record", help_text="How you settled it, if there is more to say. May stay empty.")

    def __init__(self, *args: Any, rows: Iterable[Row], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.compared = list(rows)
        for row in self.compared:
            if not row.agreed:
                self.fields[row.domain] = self._judgement(row.domain)
            self.fields[f"{row.domain}_reason"] = _text("Reason", initial=_both(row) if row.agreed else "")

    def _judgement(self, domain: str) -> forms.ChoiceField:
        label = "What it comes to"
        if domain in RAISING_DOMAINS:
            choices: list[tuple[Any, str]] = [(n, POINTS[n]) for n in RAISING_DOMAINS[domain]]
            return forms.TypedChoiceField(
                label=label, choices=[UNCHOSEN, *choices], coerce=int, empty_value=None, required=False
            )
        if domain == STARTING_POINT:
            choices = list(StartingPoint.choices)
        else:
            choices = [(code, grading.words(code).capitalize()) for code in LOWERING_DOMAINS[domain]]
        return forms.ChoiceField(label=label, choices=[UNCHOSEN, *choices], required=False)

    def lines(self) -> list[tuple[Row, Any, Any]]:
        """Each domain with the fields that settle it. The reason of what nobody judged is not asked for."""
        return [
            (
                row,
                self[row.domain] if row.domain in self.fields else None,
                self[f"{row.domain}_reason"] if _wants_reason(row) else None,
            )
            for row in self.compared
        ]

    def decisions(self) -> dict[str, Decision]:
        data = self.cleaned_data
        return {name: Decision(data.get(name), data.get(f"{name}_reason", "")) for name in RATED}


def _wants_reason(row: Row) -> bool:
    """Of what both agree on: a starting point needs no reason, nor does a raise that neither made."""
    return not row.agreed or (row.domain != STARTING_POINT and row.one.judgement != POINTS[0])


def _both(row: Row) -> str:
    """Both raters' words, to be made into one; where they wrote none, what the assessment says of the same."""
    written = list(dict.fromkeys(side.reason.strip() for side in (row.one, row.other) if side.reason.strip()))
    if not written and row.now and row.now.judgement == row.one.judgement:
        return row.now.reason
    return " ".join(written)
