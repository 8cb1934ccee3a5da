"""Two tabs or two people at one form: a save over what has changed meanwhile asks first, and keeps what was typed."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.forms import BaseFormSet, Field, Form
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html

from editorial.models import Action, AuditEntry

VERSION, OPENED = "_version", "_opened"
"""Hidden fields of a form: what it showed when it was opened, as fingerprints, and when that was."""

MAIN = ""
"""The name of a thing's own form among those of its rows, which are called by their prefix and their key."""

Fingerprints = dict[str, dict[str, str]]
"""By part of a form, by field: a short text that differs as soon as what the field shows does."""


def stamp(form: Form, formsets: list[BaseFormSet]) -> dict[str, str]:
    """The hidden fields for a form about to be shown."""
    shown = json.dumps(fingerprints(form, formsets), separators=(",", ":"))
    return {VERSION: shown, OPENED: timezone.now().isoformat()}


def fingerprints(form: Form, formsets: list[BaseFormSet]) -> Fingerprints:
    """What a form shows of the database."""
    return {
        name: {field: fingerprint(stored_in(part, field)) for field in said_fields(part)}
        for name, part in parts(form, formsets).items()
    }


def parts(form: Form, formsets: list[BaseFormSet]) -> dict[str, Form]:
    """The form of a thing and those of its stored rows, by name."""
    rows = [(formset, row) for formset in formsets for row in formset.initial_forms]
    return {MAIN: form} | {f"{formset.prefix}:{row.instance.pk}": row for formset, row in rows}


def said_fields(form: Form) -> list[str]:
    return [name for name, field in form.fields.items() if not field.widget.is_hidden and name != DELETION_FIELD_NAME]


def stored_in(form: Form, name: str) -> str:
    """What the database has for a field, in the words of the form."""
    field = form.fields[name]
    return said(field, field.prepare_value(form.get_initial_for_field(field, name)))


def typed_in(form: Form, name: str) -> str:
    """What was sent for a field, in the same words."""
    return said(form.fields[name], form[name].value())


def said(field: Field, value: Any) -> str:
    """A field's value as one text, however the browser or the database wrote it."""
    if hasattr(field, "queryset"):
        many = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
        return ", ".join(sorted(str(getattr(one, "pk", one)) for one in many if one not in (None, "")))
    shown = value if isinstance(value, str) else field.widget.format_value(value)
    return "" if shown is None else str(shown).replace("\r\n", "\n").replace("\r", "\n").strip()


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def seen_in(request: HttpRequest) -> Fingerprints | None:
    """What she had before her when she began to type. None where the form says nothing that can be read."""
    try:
        seen = json.loads(request.POST.get(VERSION, ""))
    except ValueError:
        return None
    well_formed = isinstance(seen, dict) and all(isinstance(part, dict) for part in seen.values())
    return seen if well_formed else None


def conflict(model_admin: Any, request: HttpRequest, item: Model) -> str:
    """What to tell the person whose save would replace what she hasn't seen; nothing, where it wouldn't."""
    if not request.POST.get(VERSION) or seen_in(request) == fingerprints(*forms_of(model_admin, request, item)):
        return ""
    form, formsets = forms_of(model_admin, request, item, request.POST, request.FILES)
    if not form.has_changed() and not any(formset.has_changed() for formset in formsets):
        return ""  # the same was saved meanwhile
    return format_html(
        "{} Nothing you typed is lost, and nothing is saved yet. Below is each field that has changed, as it is stored "
        'now and as you have it. (<a href="{}" target="_blank" rel="noopener">Open all that is stored now in another '
        "tab</a>.) If you save again, what stands here replaces it.",
        _who(model_admin, item, parse_datetime(request.POST.get(OPENED, ""))),
        request.get_full_path(),
    )


def forms_of(model_admin: Any, request: HttpRequest, item: Model, *sent: Any) -> tuple[Form, list[BaseFormSet]]:
    """The form of a thing and those of its rows: with what was sent, or as the database has them."""
    form = model_admin.get_form(request, item, change=True)(*sent, instance=item)
    formsets = [
        formset(*sent, instance=item, queryset=inline.get_queryset(request))
        for formset, inline in model_admin.get_formsets_with_inlines(request, item)
    ]
    return form, formsets


def _who(model_admin: Any, item: Any, opened: datetime | None) -> str:
    """Who changed it since it was opened, when, and what, as the audit trail has it."""
    pages = model_admin.pages_of(item)
    about = {"page__in": pages} if pages else {"page": None, "subject": model_admin.subject(item)}
    edits = (
        Action.EDITED,
        Action.ROLLED_BACK,
        Action.LOADED,
    )  # a page's trail holds comments, ratings and sign-offs too
    changes = AuditEntry.objects.filter(**about, action__in=edits).select_related("by").order_by("-at")
    last = changes.filter(at__gte=opened).first() if opened else None
    if last is None:
        return "This has changed since you opened it."
    name = (last.by.get_full_name() or last.by.get_username()) if last.by else "The library"
    note = f" ({last.note.rstrip('.')})" if last.note else ""
    return f"{name} changed this on {date_format(timezone.localtime(last.at), 'j F, H:i')}{note}, after you opened it."
