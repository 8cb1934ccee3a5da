"""Taking a record from outside into the library: what it would change, and the change itself, once a person accepts it.

Actions in the manner of `actions`: atomic, keyword-only, `by` the person, an audit row in the same transaction. They
raise PermissionDenied where she may not, WorkflowError where what she saw is no longer what is held, and
ValidationError in words where a rule of the library is broken.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from editorial.admin.constraints import in_words
from editorial.models import Action
from editorial.workflow.actions import WorkflowError, retract
from editorial.workflow.actions import record as record_action
from evidence.models import Design, Study, Trial
from evidence.sources.records import RETRACTIONS, Record, Update

STUDY_FIELDS = ("title", "authors", "journal", "year", "volume", "issue", "pages", "doi", "pmid", "registration")
TRIAL_FIELDS = ("title", "condition", "phase", "status", "status_as_of", "participants", "sponsor", "start", "end")
TOGETHER = {"status_as_of": "status"}
"""A field that is taken or kept with another: a status is that of its day."""

DESIGNS = {
    "Systematic Review": Design.SYSTEMATIC_REVIEW,
    "Meta-Analysis": Design.META_ANALYSIS,
    "Network Meta-Analysis": Design.NETWORK_META_ANALYSIS,
    "Case Reports": Design.CASE_REPORT,
    "Guideline": Design.GUIDELINE,
    "Practice Guideline": Design.GUIDELINE,
    "Clinical Trial Protocol": Design.PROTOCOL,
}
"""Kinds of publication, as PubMed names them, that tell the design. "Randomized Controlled Trial" does not: it may be
parallel, crossover or by clusters."""

COUNTED = {"actual": "were enrolled", "estimated": "are planned"}
"""What the registry's number of people counts."""

MOST_CONDITIONS = 200  # letters, as many as the field holds


# --- what a record says, as the library would hold it -----------------------------------------------------------------


def study_values(record: Record) -> dict[str, Any]:
    """The fields of a study that the record fills."""
    told: dict[str, Any] = {name: getattr(record, name) for name in STUDY_FIELDS} | {"authors": list(record.authors)}
    return {name: value for name, value in told.items() if value} | ({"retracted": True} if record.retracted else {})


def retraction_notice(record: Record) -> str:
    """Who says that it was retracted, when, and where the notice stands: for the tasks that follow from it."""
    said = next((update for update in record.updates if update.kind in RETRACTIONS), Update("retraction"))
    when = f" on {said.date}" if said.date else ""
    where = f" (notice: doi:{said.doi})" if said.doi else ""
    return f"Retracted{when}, says {record.source}{where}."


def design_told(record: Record) -> str:
    """The design, where the record's own words leave no choice; else nothing."""
    told = {DESIGNS[kind].value for kind in record.kinds if kind in DESIGNS}
    return told.pop() if len(told) == 1 else ""


def trial_values(record: Record, *, on: date) -> dict[str, Any]:
    """The fields of a trial that the record fills; `on` is the day that the registry said so."""
    facts = record.trial
    assert facts is not None
    told = {
        "title": record.title,
        "condition": _conditions(facts.conditions),
        "phase": facts.phase,
        "status": facts.status,
        "status_as_of": on if facts.status else None,
        "participants": facts.participants,
        "sponsor": facts.sponsor,
        "start": _whole_date(facts.start),
        "end": _whole_date(facts.end),
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def trial_note(record: Record) -> str:
    """What the registry says that no field holds: a month without its day, why a trial stopped, a number planned."""
    facts = record.trial
    assert facts is not None
    said = [
        f"The registry gives its {name} as {told}, without a day."
        for name, told in (("start", facts.start), ("end", facts.end))
        if told and not _whole_date(told)
    ]
    if facts.why_stopped:
        said.append(f"Stopped because: {facts.why_stopped}")
    if facts.participants is not None and facts.participants_are in COUNTED:
        said.append(f"{facts.participants} people {COUNTED[facts.participants_are]}.")
    return " ".join(said)


def _whole_date(told: str) -> date | None:
    """A date with its day: a registry may tell the month alone, and a day is not made up."""
    try:
        return date.fromisoformat(told) if len(told) == 10 else None
    except ValueError:
        return None


def _conditions(conditions: Iterable[str]) -> str:
    """As many as the field holds, and how many more there are."""
    names = list(conditions)
    for count in range(len(names), 0, -1):
        rest = f" and {len(names) - count} more" if count < len(names) else ""
        text = ", ".join(names[:count]) + rest
        if len(text) <= MOST_CONDITIONS:
            return text
    return ""


# --- against what is held ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """One field in which a record and what is held differ, both in words."""

    name: str
    label: str
    held: str
    told: str
    take: bool
    """Whether the record's value is taken unless she says otherwise: where nothing is held, and news."""


def differences(item: Study | Trial, values: Mapping[str, Any]) -> list[Difference]:
    """The fields that the record would change. One that it leaves empty it does not speak of."""
    return [
        Difference(
            name=name,
            label=_label(item, name),
            held=_both(item, name, lambda field: getattr(item, field)),
            told=_both(item, name, values.get),
            take=_is_empty(getattr(item, name)) or name in ("status", "retracted"),
        )
        for name, value in values.items()
        if name not in TOGETHER and not _is_same(item, name, value, values)
    ]


def unchanged(item: Study | Trial, values: Mapping[str, Any]) -> list[str]:
    """The names of the fields in which both agree."""
    changed = {difference.name for difference in differences(item, values)}
    return [_label(item, name) for name in values if name not in changed and name not in TOGETHER]


def _is_same(item: Study | Trial, name: str, value: Any, values: Mapping[str, Any]) -> bool:
    riders = [rider for rider, lead in TOGETHER.items() if lead == name and rider in values]
    return _comparable(name, getattr(item, name)) == _comparable(name, value) and all(
        getattr(item, rider) == values[rider] for rider in riders
    )


def _comparable(name: str, value: Any) -> Any:
    if name == "doi":
        return value.lower()
    if isinstance(value, str):
        return " ".join(value.replace("–", "-").split()).removesuffix(".")
    return value


def _is_empty(value: Any) -> bool:
    return value in (None, "", [], False)


def _label(item: Study | Trial, name: str) -> str:
    words = str(item._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]


def _both(item: Study | Trial, name: str, value_of: Any) -> str:
    """A field's value in words, with the one that goes with it: "completed, as of 3 May 2024"."""
    said = in_words_for_people(value_of(name))
    for rider, lead in TOGETHER.items():
        if lead == name and value_of(rider):
            said = f"{said}, as of {in_words_for_people(value_of(rider))}"
    return said


def in_words_for_people(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)


def stamp(item: Study | Trial, values: Mapping[str, Any]) -> str:
    """What was held in these fields when she was shown it."""
    held = {name: in_words_for_people(getattr(item, name)) for name in values}
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


# --- the change -------------------------------------------------------------------------------------------------------


@transaction.atomic
def add(*, item: Study | Trial, by: Any, source: str) -> None:
    """Store what she accepted as a new study or trial."""
    _require(by, "add", item)
    _check(item)
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError as error:
        raise WorkflowError("Somebody added this meanwhile. Look at it again to see what is held now.") from error
    _record(item, by, ADDITION, f"Added from {source}.")


@transaction.atomic
def update(
    *,
    item: Study | Trial,
    values: Mapping[str, Any],
    taken: Iterable[str],
    seen: str,
    by: Any,
    source: str,
    notice: str = "",
) -> list[str]:
    """Put the record's values into the fields she chose. `seen` is the stamp of what she had before her.

    A retraction is an action of its own, with its `notice`: what rests on the study is then judged again.
    Returns the names of the fields that changed, in words.
    """
    _require(by, "change", item)
    held = type(item)._default_manager.select_for_update().filter(pk=item.pk).first()
    if held is None:
        raise WorkflowError(f"{item} was deleted meanwhile. The audit trail says who did.")
    if stamp(held, values) != seen:
        raise WorkflowError(f"{item} was changed meanwhile. This is what is held now: choose again.")
    chosen = {name for name in taken if name in values}
    chosen |= {rider for rider, lead in TOGETHER.items() if lead in chosen and rider in values}
    changed = [difference for difference in differences(held, values) if difference.name in chosen]
    if not changed:
        return []
    for name in chosen - {"retracted"}:
        setattr(held, name, values[name])
    _check(held)
    held.save(update_fields=sorted(chosen - {"retracted"}))
    if "retracted" in chosen:
        retract(study=held, by=by, notice=notice)
    labels = [difference.label for difference in changed]
    _record(held, by, CHANGE, f"Taken from {source}: {'; '.join(labels)}.")
    return labels


def _require(by: Any, verb: str, item: Study | Trial) -> None:
    if not by.has_perm(f"evidence.{verb}_{item._meta.model_name}"):
        raise PermissionDenied


def _check(item: Study | Trial) -> None:
    """The library's rules, in words at the field that each is about."""
    try:
        item.full_clean()
    except ValidationError as error:
        raise in_words(error, type(item), {field.name for field in item._meta.fields}) from error


def _record(item: Study | Trial, by: Any, flag: int, note: str) -> None:
    record_action(by=by, action=Action.EDITED, subject=f"{item._meta.verbose_name}: {item}", note=note)
    LogEntry.objects.log_actions(by.pk, [item], flag, note, single_object=True)
