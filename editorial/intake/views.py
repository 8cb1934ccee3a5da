"""Taking evidence in: look records up or read them from a file, see each against what is held, accept what is right.

Between the screens the records stand in the form itself, signed: nothing is stored before somebody accepts it, a
session that ends loses nothing, and what the audit trail calls "from PubMed" is what PubMed said. Asking the service
again for each screen could answer otherwise than what she saw, and would cost it a request for nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from editorial.access import may_take_in
from editorial.intake import taking_in
from editorial.intake.forms import ImportForm, LookUpForm, NewStudyForm
from editorial.workflow.actions import WorkflowError
from evidence.likeness import Likeness, Shelf, key_for
from evidence.models import Study, Trial
from evidence.sources import files, identifiers, lookup
from evidence.sources.records import Record, SourceError, from_plain

SALT = "editorial.intake"
ANOTHER = "another"
"""Her answer that a record is none of the studies it resembles."""


@dataclass(frozen=True)
class Batch:
    """The records that were found at once, and the day they were."""

    on: date
    records: tuple[Record, ...]

    def signed(self) -> str:
        held = {"on": self.on.isoformat(), "records": [record.plain() for record in self.records]}
        return signing.dumps(held, salt=SALT, compress=True)


def opened(signed: str) -> Batch:
    """The batch in a form; signing.BadSignature where it is not one that Rose made."""
    held = signing.loads(signed, salt=SALT)
    return Batch(date.fromisoformat(held["on"]), tuple(from_plain(record) for record in held["records"]))


View = Callable[[HttpRequest], HttpResponse]


def for_those_who_may(view: View) -> View:
    """Only for those who may add or change studies or trials; and no cache keeps what they see."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not may_take_in(request.user):
            raise PermissionDenied
        return view(request)

    return guarded


def with_batch(view: Callable[[HttpRequest, Batch], HttpResponse]) -> View:
    """For screens that a form leads to; whoever comes without one begins anew."""

    @wraps(view)
    def opening(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return redirect("editorial:intake")
        try:
            batch = opened(request.POST.get("batch", ""))
        except signing.BadSignature:
            return _show_start(request, problems=["This form can’t be read any more. Look the records up again."])
        return view(request, batch)

    return opening


# --- asking -----------------------------------------------------------------------------------------------------------


@for_those_who_may
def start(request: HttpRequest) -> HttpResponse:
    """Ask for records by their numbers, or from a file."""
    if request.method != "POST":
        return _show_start(request)
    records, problems, again = _from_file(request) if "import" in request.POST else _looked_up(request)
    if not records:
        return _show_start(request, problems=problems, again=again)
    batch = Batch(timezone.localdate(), tuple(records))
    if len(records) == 1 and not problems:
        return _show_record(request, batch, 0)
    return _show_found(request, batch, problems, again)


def _looked_up(request: HttpRequest) -> tuple[list[Record], list[str], str]:
    """Records, what went wrong, and the identifiers that she may want to try again."""
    form = LookUpForm(request.POST)
    if not form.is_valid():
        return [], [error for errors in form.errors.values() for error in errors], request.POST["identifiers"]
    asked, problems = identifiers.read(form.cleaned_data["identifiers"])
    if not asked and not problems:
        problems = ["Give a DOI, a PubMed number or an NCT number."]
    found = lookup.fetch_all(asked)
    failed = [each for each in found if each.problem]
    again = form.cleaned_data["identifiers"] if problems else "\n".join(each.identifier.value for each in failed)
    return [each.record for each in found if each.record], [*problems, *(each.problem for each in failed)], again


def _from_file(request: HttpRequest) -> tuple[list[Record], list[str], str]:
    upload = request.FILES.get("file")
    if upload is None:
        return [], ["Choose a file first."], ""
    try:
        reading = files.read(upload.read(files.LARGEST + 1), upload.name)
    except SourceError as error:
        return [], [f"{upload.name}: {error}"], ""
    return list(reading.records), [f"{problem}." for problem in reading.problems], ""


def _show_start(request: HttpRequest, problems: list[str] | None = None, again: str = "") -> HttpResponse:
    context = {"problems": problems, "look_up": LookUpForm(initial={"identifiers": again}), "import": ImportForm()}
    return _show(request, "intake", "Add studies and trials", context, status=422 if problems else 200)


# --- what was found ---------------------------------------------------------------------------------------------------


@for_those_who_may
@with_batch
def found(request: HttpRequest, batch: Batch) -> HttpResponse:
    """All records of a batch, each with whether it is held."""
    return _show_found(request, batch, [], "")


def _show_found(request: HttpRequest, batch: Batch, problems: list[str], again: str) -> HttpResponse:
    shelf, trials = Shelf(), set(Trial.objects.values_list("registry_id", flat=True))
    rows = [
        {"at": at, "record": record, "state": _state(record, shelf, trials)} for at, record in enumerate(batch.records)
    ]
    context = {"rows": rows, "problems": problems, "batch": batch.signed()}
    context |= {"look_up": LookUpForm(initial={"identifiers": again}) if again else None}
    return _show(request, "intake_found", "Records found", context)


def _state(record: Record, shelf: Shelf, trials: set[str]) -> str:
    if record.trial:
        return "Held" if record.registration in trials else "New"
    alike = shelf.like(record)
    names = ", ".join(likeness.held.slug for likeness in alike if likeness.certain == alike[0].certain)
    return "New" if not alike else f"Held as {names}" if alike[0].certain else f"May be held as {names}"


# --- one record against what is held ----------------------------------------------------------------------------------


@for_those_who_may
@with_batch
def review(request: HttpRequest, batch: Batch) -> HttpResponse:
    """One record, field by field; with `accept`, the change she chose."""
    at = request.POST.get("at", "")
    if not at.isdecimal() or int(at[:6]) >= len(batch.records):
        return _show_found(request, batch, ["Choose one of these records."], "")
    return _show_record(request, batch, int(at))


def _show_record(request: HttpRequest, batch: Batch, at: int) -> HttpResponse:
    record = batch.records[at]
    desk = Desk(request, batch, at, record)
    if record.trial:
        held = Trial.objects.filter(registry_id=record.registration).first()
        return desk.compare(held, taking_in.trial_values(record, on=batch.on)) if held else desk.new_trial()
    shelf = Shelf()
    alike = shelf.like(record)
    certain = [likeness for likeness in alike if likeness.certain]
    answer = request.POST.get("same", "")
    same = certain if len(certain) == 1 else [each for each in alike if str(each.held.pk) == answer]
    if same:
        return desk.compare(Study.objects.get(pk=same[0].held.pk), taking_in.study_values(record))
    if alike and (certain or answer != ANOTHER):
        return desk.ask_which(certain or alike)
    return desk.new_study(key_for(record, shelf))


@dataclass(frozen=True)
class Desk:
    """One record before one person: the ways in which it can be shown, and accepted."""

    request: HttpRequest
    batch: Batch
    at: int
    record: Record

    @property
    def accepting(self) -> bool:
        return "accept" in self.request.POST

    def ask_which(self, alike: list[Likeness]) -> HttpResponse:
        """It resembles something held: is it this one?"""
        studies = Study.objects.in_bulk([likeness.held.pk for likeness in alike])
        rows = [{"study": studies[likeness.held.pk], "why": likeness.why} for likeness in alike]
        return self._show("intake_same", "Is it held already?", {"alike": rows, "several": alike[0].certain})

    def new_study(self, slug: str) -> HttpResponse:
        """Nothing like it is held: what would be stored, to be completed and accepted."""
        if not self.request.user.has_perm("evidence.add_study"):
            raise PermissionDenied
        given = {"slug": slug, "design": taking_in.design_told(self.record), **taking_in.study_values(self.record)}
        form = NewStudyForm(self.request.POST) if self.accepting else NewStudyForm(initial=given)
        problems: list[str] = []
        if self.accepting and form.is_valid():
            problems = self._add(form.instance)
            if not problems:
                return self._done(form.instance, f"Added {form.instance}. Now say what it found.")
        elif self.accepting:
            problems = ["This could not be stored yet. What you typed is kept below.", *form.non_field_errors()]
        return self._show("intake_study", "A new study", {"form": form, "problems": problems})

    def new_trial(self) -> HttpResponse:
        """A trial that is not held: what would be stored."""
        if not self.request.user.has_perm("evidence.add_trial"):
            raise PermissionDenied
        values = taking_in.trial_values(self.record, on=self.batch.on)
        trial = Trial(registry_id=self.record.registration, note=taking_in.trial_note(self.record), **values)
        problems = self._add(trial) if self.accepting else []
        if self.accepting and not problems:
            return self._done(trial, f"Added {trial}. Now choose the treatments and symptoms that it is about.")
        rows = taking_in.differences(Trial(), {"registry_id": trial.registry_id, **values, "note": trial.note})
        context = {"rows": [row for row in rows if row.told], "problems": problems}
        return self._show("intake_trial", "A new trial", context)

    def compare(self, item: Study | Trial, values: dict[str, Any]) -> HttpResponse:
        """What is held and what the record says, side by side; she chooses field by field."""
        if not self.request.user.has_perm(f"evidence.change_{item._meta.model_name}"):
            raise PermissionDenied
        problems = self._update(item, values) if self.accepting else []
        if self.accepting and not problems:
            return self._done(item, "")
        rows = [{"difference": each, "take": self._takes(each)} for each in taking_in.differences(item, values)]
        context = {
            "item": item,
            "rows": rows,
            "unchanged": taking_in.unchanged(item, values),
            "seen": taking_in.stamp(item, values),
            "problems": problems,
            "item_url": self._url(item),
        }
        return self._show("intake_compare", f"{item}: held already", context)

    def _takes(self, difference: taking_in.Difference) -> bool:
        chosen = self.request.POST.get(f"take-{difference.name}")
        return difference.take if chosen is None else chosen == "told"

    def _add(self, item: Study | Trial) -> list[str]:
        try:
            taking_in.add(item=item, by=self.request.user, source=self.record.source)
        except WorkflowError as error:
            return [str(error)]
        except ValidationError as error:
            return _said(item, error)
        return []

    def _update(self, item: Study | Trial, values: dict[str, Any]) -> list[str]:
        taken = [name for name in values if self.request.POST.get(f"take-{name}") == "told"]
        try:
            changed = taking_in.update(
                item=item,
                values=values,
                taken=taken,
                seen=self.request.POST.get("seen", ""),
                by=self.request.user,
                source=self.record.source,
                notice=taking_in.retraction_notice(self.record),
            )
        except WorkflowError as error:
            return [str(error)]
        except ValidationError as error:
            return _said(item, error)
        words = f"Taken from {self.record.source}: {'; '.join(changed)}." if changed else "Nothing was changed."
        messages.success(self.request, f"{item}: {words}")
        return []

    def _done(self, item: Study | Trial, words: str) -> HttpResponse:
        """On to the thing itself, or back to the records that came with it."""
        if words:
            messages.success(self.request, words)
        if len(self.batch.records) > 1:
            return _show_found(self.request, self.batch, [], "")
        return redirect(self._url(item))

    def _url(self, item: Study | Trial) -> str:
        return reverse(f"admin:evidence_{item._meta.model_name}_change", args=[item.pk])

    def _show(self, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
        context |= {"record": self.record, "batch": self.batch.signed(), "at": self.at, "on": self.batch.on}
        context |= {"several_records": len(self.batch.records) > 1, "same": self.request.POST.get("same", "")}
        status = 422 if context.get("problems") else 200
        return _show(self.request, template, title, context, status=status)


def _said(item: Study | Trial, error: ValidationError) -> list[str]:
    """A broken rule in words, with the name of its field."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    names = {field.name: str(field.verbose_name) for field in item._meta.fields}
    return [f"{names.get(name, 'This')}: {words}" for name, said in error.message_dict.items() for words in said]


def _show(
    request: HttpRequest, template: str, title: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        f"editorial/{template}.html",
        {**admin.site.each_context(request), "title": title, **context},
        status=status,
    )
