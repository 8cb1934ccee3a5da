"""Rows of a page or a study, as they come back from a form."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict


class Rows(forms.BaseInlineFormSet):
    """Rows of a page or a study, in the order that the numbers give; a row without a number goes to the end.

    `once` names the field that may hold each value only once, whatever its case, with the words for it.
    A row that somebody deleted while the form was open comes back as a new one.
    """

    once: tuple[str, str] | None = None

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any):
        super().__init__(data, *args, **kwargs)
        if data is not None:
            self.data = adopt_orphans(data, self.prefix, self.model._meta.pk.name, self._stored())

    def _stored(self) -> set[str]:
        return {str(pk) for pk in self.queryset.values_list("pk", flat=True)}

    def get_queryset(self) -> Any:
        """The stored rows. Of a form that was sent: those it holds, in its order, as the admin pairs them by place."""
        stored = super().get_queryset()
        if not self.is_bound:
            return stored
        by_key = {str(row.pk): row for row in stored}
        key = self.model._meta.pk.name
        sent = [self.data.get(f"{self.prefix}-{index}-{key}") for index in range(self.initial_form_count())]
        return [by_key[pk] for pk in sent if pk in by_key]

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "position" in form.fields:
            form.fields["position"].required = False
            if form.instance.pk is None:
                form.initial["position"] = None

    def clean(self) -> None:
        if self.once and not any(self.errors):
            self._refuse_twins(*self.once)
        super().clean()

    def _refuse_twins(self, name: str, words: str) -> None:
        seen = set()
        for form in self.forms:
            value = form.cleaned_data.get(name)
            if value in (None, "") or form in self.deleted_forms:
                continue
            value = value.lower() if isinstance(value, str) else value
            if value in seen:
                form.add_error(name, words)
                raise ValidationError(words)
            seen.add(value)

    def save_new(self, form: forms.ModelForm, commit: bool = True) -> models.Model:
        if form.instance.position is None:
            form.instance.position = self._last() + 1
        return super().save_new(form, commit)

    def save_existing(self, form: forms.ModelForm, obj: models.Model, commit: bool = True) -> models.Model:
        if obj.position is None:
            obj.position = self._last() + 1
        return super().save_existing(form, obj, commit)

    def _last(self) -> int:
        """The highest number so far, in the database and in this form."""
        held = self.model._default_manager.filter(**{self.fk.name: self.instance})
        return held.aggregate(last=models.Max("position"))["last"] or 0


def adopt_orphans(sent: QueryDict, prefix: str, key: str, stored: set[str]) -> QueryDict:
    """What was sent, with the rows that are no longer stored as new ones, unless they were to be deleted anyway."""
    field = re.compile(rf"{re.escape(prefix)}-(\d+)-(.+)")
    rows: dict[int, dict[str, list[str]]] = {}
    for name, values in sent.lists():
        if found := field.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = values
    ordered = [rows[index] for index in sorted(rows)]
    kept = [row for row in ordered if row.get(key, [""])[0] in stored]
    orphans = [row for row in ordered if row.get(key, [""])[0] not in {"", *stored}]
    if not orphans:
        return sent
    new = [row for row in ordered if row.get(key, [""])[0] == ""]
    adopted = [row | {key: [""]} for row in orphans if "DELETE" not in row]
    return _renumbered(sent, prefix, kept, [*adopted, *new])


def _renumbered(sent: QueryDict, prefix: str, kept: list[dict], new: list[dict]) -> QueryDict:
    data = sent.copy()
    for name in [name for name in data if re.match(rf"{re.escape(prefix)}-\d+-", name)]:
        del data[name]
    for index, row in enumerate([*kept, *new]):
        for name, values in row.items():
            data.setlist(f"{prefix}-{index}-{name}", values)
    data[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
    data[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + len(new))
    return data
