"""Two tabs or two people at one form: a save over what has changed meanwhile asks first, and keeps what was typed."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.forms import BaseFormSet, Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html

from editorial.models import Action, AuditEntry

VERSION, OPENED = "_version", "_opened"
"""Hidden fields of a form: what it showed when it was opened, as a fingerprint, and when that was."""


def stamp(form: Form, formsets: list[BaseFormSet]) -> dict[str, str]:
    """The hidden fields for a form about to be shown."""
    return {VERSION: fingerprint(form, formsets), OPENED: timezone.now().isoformat()}


def fingerprint(form: Form, formsets: list[BaseFormSet]) -> str:
    """What a form shows of the database, as a short text that differs as soon as that does."""
    shown = [_shown(form), *([_shown(row) for row in formset.initial_forms] for formset in formsets)]
    return hashlib.sha256(json.dumps(shown, default=_plain).encode()).hexdigest()


def _shown(form: Form) -> dict[str, Any]:
    return {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else str(value)


def conflict(model_admin: Any, request: HttpRequest, item: Model) -> str:
    """What to tell the person whose save would replace what she hasn't seen; nothing, where it wouldn't."""
    seen = request.POST.get(VERSION)
    if not seen or seen == fingerprint(*forms_of(model_admin, request, item)):
        return ""
    form, formsets = forms_of(model_admin, request, item, request.POST, request.FILES)
    if not form.has_changed() and not any(formset.has_changed() for formset in formsets):
        return ""  # the same was saved meanwhile
    return format_html(
        "{} Nothing you typed is lost, and nothing is saved yet. "
        '<a href="{}" target="_blank" rel="noopener">Open what is stored now in another tab</a> and compare. '
        "If you save again, what stands here replaces it.",
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
