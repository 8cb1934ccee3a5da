"""What a person fills in to take a record from outside into the library. `taking_in` and the models hold the rules."""

from typing import Any

from django import forms

from editorial.admin.constraints import KeyedForm
from editorial.admin.fields import LinesField, TidyText
from editorial.workflow.forms import words
from evidence.models import Study
from evidence.sources.identifiers import bare_doi


class LookUpForm(forms.Form):
    """Which publications or trials to ask for. What can't be read of it is said piece by piece (identifiers.py)."""

    use_required_attribute = False
    identifiers = forms.CharField(
        label="DOI, PubMed number or NCT number",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text="One or several, with spaces or line breaks between them; addresses of their pages will do. "
        "For example 10.1002/art.37734, 23359310 or NCT00568555. Up to 20 at a time.",
    )


class ImportForm(forms.Form):
    """A file from a reference manager or from PubMed. What is wrong with it is said in words (files.py)."""

    use_required_attribute = False
    file = forms.FileField(
        label="File",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".ris,.nbib,.txt,.bib,.bibtex,.json"}),
        help_text="RIS, PubMed (.nbib), BibTeX or CSL-JSON, in UTF-8; up to 2 MB and 200 entries.",
    )


def one_line() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "vTextField"})


class NewStudyForm(KeyedForm):
    """A study as the record describes it, with what no record tells: its key here, its design, and in whom."""

    class Meta:
        model = Study
        fields = ("slug", "title", "authors", "journal", "year", "volume", "issue", "pages", "doi", "pmid")
        fields += ("registration", "retracted", "design", "directness")
        field_classes = {"title": TidyText, "authors": LinesField}
        widgets = {"title": words(2), "authors": words(4)}

    use_required_attribute = False

    def clean_doi(self) -> str:
        return bare_doi(self.cleaned_data["doi"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not any(data.get(name) for name in ("doi", "pmid", "registration")):
            self.add_error(None, "Readers must be able to look it up: give a DOI, a PubMed number or a registration.")
        return data
