"""Two people at one form: field by field, what is stored now beside what she has, where somebody else changed it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseFormSet, Form
from django.http import HttpRequest

from editorial.admin.versions import (
    MAIN,
    Fingerprints,
    fingerprint,
    fingerprints,
    forms_of,
    parts,
    said_fields,
    seen_in,
    stored_in,
    typed_in,
)
from editorial.versions.comparing import Piece, pieces_of

BOTH = "You both changed this."
THEIRS = "Changed meanwhile. Your form still has what stood here before."
ADDED = "Added meanwhile. It stays, whatever you save."
DELETED = "Deleted meanwhile. Your form still has it, and brings it back unless you tick “Delete”."
YOU_DELETE = "Changed meanwhile. You tick “Delete” for it."
ALSO_YOURS = "You have something else here than is stored now."


@dataclass(frozen=True)
class Clash:
    """One field, or one row, that is not what she saw when she opened the form."""

    label: str
    what: str
    stored: str = ""
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class Clashes:
    """All of them, and how many fields she alone has changed."""

    found: list[Clash]
    hers: int


def clashes(model_admin: Any, request: HttpRequest, item: Model) -> Clashes:
    """What stands against saving what was sent."""
    now = forms_of(model_admin, request, item)
    sent = forms_of(model_admin, request, item, request.POST, request.FILES)
    then = seen_in(request) or {}
    stored, typed = parts(*now), parts(*sent)
    shown, found, hers = fingerprints(*now), [], 0
    for name, part in stored.items():
        seen, label = then.get(name), _row(name, part)
        if name not in typed:
            found += [Clash(label, ADDED)] if seen is None else []
        elif name != MAIN and typed[name].data.get(f"{typed[name].prefix}-DELETE"):
            found += [Clash(label, YOU_DELETE)] if seen != shown[name] else []
        else:
            fields = list(_fields(label, part, typed[name], seen or {}, shown[name]))
            found += [one for one in fields if one]
            hers += fields.count(None)
    return Clashes(found + list(_deleted(request, sent[1], then, stored)), hers)


def _fields(row: str, stored: Form, typed: Form, seen: dict[str, str], shown: dict[str, str]) -> Iterator[Clash | None]:
    """Each field in which her form differs from what is stored; None for one that she alone has changed."""
    for name in said_fields(stored):
        before, after = stored_in(stored, name), typed_in(typed, name)
        if before == after:
            continue
        if seen.get(name) == shown[name]:
            yield None
            continue
        changed = fingerprint(after) != seen.get(name)
        before, after = _in_words(stored, name, before), _in_words(typed, name, after)
        label = " › ".join(filter(None, (row, str(stored[name].label))))
        what = (BOTH if changed else THEIRS) if name in seen else ALSO_YOURS
        yield Clash(label, what, stored=before, pieces=pieces_of(before, after))


def _in_words(form: Form, name: str, said: str) -> str:
    """What a field says as people read it: names for keys, words for codes."""
    given = form.fields[name]
    if hasattr(given, "queryset"):
        keys = [key for key in said.split(", ") if key]
        try:
            return "\n".join(str(one) for one in given.queryset.filter(pk__in=keys))
        except (ValueError, ValidationError):
            return said
    choices = {str(code): str(words) for code, words in getattr(given, "choices", ()) if not isinstance(words, list)}
    return choices.get(said, said)


def _row(name: str, part: Form) -> str:
    if name == MAIN:
        return ""
    kind = str(part.instance._meta.verbose_name)
    return f"{kind[:1].upper()}{kind[1:]} “{part.instance}”"


def _deleted(
    request: HttpRequest, formsets: list[BaseFormSet], then: Fingerprints, stored: dict[str, Form]
) -> Iterator[Clash]:
    """Rows that she saw and that are no longer stored, unless she lets them go too."""
    for formset in formsets:
        key, data = formset.model._meta.pk.name, request.POST
        total = int(data.get(f"{formset.prefix}-TOTAL_FORMS") or 0)
        for row in (f"{formset.prefix}-{index}" for index in range(total)):
            name = f"{formset.prefix}:{data.get(f'{row}-{key}')}"
            if name in then and name not in stored and not data.get(f"{row}-DELETE"):
                said = next((data[f"{row}-{one}"] for one in then[name] if data.get(f"{row}-{one}")), "")
                kind = str(formset.model._meta.verbose_name)
                yield Clash(f"{kind[:1].upper()}{kind[1:]} “{said}”", DELETED)
