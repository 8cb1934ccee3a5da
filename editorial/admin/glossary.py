"""The glossary, for publishers: what they save is what readers see, at once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse

from editorial.admin.base import Recorded
from editorial.admin.constraints import KeyedForm
from topics.models import Term
from topics.terms import clash

AT_ONCE = (
    "Readers see what you save here on /glossary/ at once: nobody signs it off. Pages link a word where they first use "
    "it, and take up a change when they are next published. Give no number and claim no effect: those belong on pages, "
    "with their citations."
)


class TermForm(KeyedForm):
    def clean(self) -> dict[str, Any]:
        """No two words share a form: a page could not tell which of them is meant."""
        data = super().clean()
        others = Term.objects.exclude(pk=self.instance.pk).values_list("term", "also")
        held = [(term, form) for term, also in others for form in (term, *also)]
        own = [("", form) for form in (data.get("term"), *(data.get("also") or [])) if form]
        found = clash([*held, *own])
        if found:
            form, other, _ = found
            raise forms.ValidationError(f"“{form}” stands in the glossary already, with “{other}”.")
        return data


@admin.register(Term)
class TermAdmin(Recorded):
    form = TermForm
    list_display = ["term", "kind", "link", "see"]
    list_filter = ["kind", "link"]
    list_select_related = ["see"]
    search_fields = ["term", "also", "meaning"]
    ordering = [Lower("term")]
    autocomplete_fields = ["see"]
    fieldsets = [
        (None, {"description": AT_ONCE, "fields": ["term", "slug", "also", "kind", "meaning", "link", "see"]}),
    ]

    def get_view_on_site_url(self, obj: Term | None = None) -> str | None:
        return f"{reverse('topics:glossary')}#{obj.slug}" if obj else None

    def get_prepopulated_fields(self, request: HttpRequest, obj: Term | None = None) -> dict[str, list[str]]:
        return {} if obj else {"slug": ["term"]}

    def get_readonly_fields(self, request: HttpRequest, obj: Term | None = None) -> list[str]:
        return ["slug"] if obj else []

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("see")

    def note(self, item: Term, words: str) -> str:
        """With no editions to look back at, the record itself holds what readers were told."""
        return f"{words} It says: {item.meaning}"
