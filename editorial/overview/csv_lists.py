"""Any list of the admin as a table of words: what its screen shows with the filters that are set, all of it."""

from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ObjectDoesNotExist
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

AT_A_TIME = 500
"""Rows fetched together."""


def headings(model_admin: ModelAdmin, changelist: ChangeList) -> list[str]:
    return [
        str(label_for_field(name, model_admin.model, model_admin=model_admin, return_attr=False))
        for name in _columns(model_admin, changelist)
    ]


def rows(model_admin: ModelAdmin, changelist: ChangeList) -> Iterator[list[str]]:
    """Every row that the filters leave, in the list's order."""
    columns = _columns(model_admin, changelist)
    for item in changelist.queryset.iterator(chunk_size=AT_A_TIME):
        yield [_cell(name, item, model_admin) for name in columns]


def _columns(model_admin: ModelAdmin, changelist: ChangeList) -> list[Any]:
    """Those of the list, or the ones its admin names in `list_in_file`, where a screen has no room for all."""
    chosen = getattr(model_admin, "list_in_file", changelist.list_display)
    return [name for name in chosen if name not in ("action_checkbox", ACTION_CHECKBOX_NAME)]


def _cell(name: Any, item: Any, model_admin: ModelAdmin) -> str:
    try:
        field, _, value = lookup_field(name, item, model_admin)
    except ObjectDoesNotExist:
        return ""
    choices = dict(getattr(field, "flatchoices", ()))
    return in_words(choices.get(value, value) if choices else value)


def in_words(value: Any) -> str:
    """A value as a cell: days and moments as ISO 8601 in local time, HTML as its text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return localtime(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(in_words(one) for one in value)
    return unescape(strip_tags(value)) if isinstance(value, SafeString) else str(value)
