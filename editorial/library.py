"""The library as files: read a folder into the database, and write the database as a folder.

Loading is all or nothing. What somebody edited in the admin since it was last loaded is kept, and said so.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from pydantic import TypeAdapter, ValidationError

from editorial import checks, codec, publishing
from editorial import documents as docs
from editorial.actions import record
from editorial.models import Action
from evidence import rules
from evidence.models import Outcome, Study, Trial
from topics.models import ChangeKind, Edition, Kind, Page, Status, Term
from topics.terms import clash

FIRST_NOTE = "First edition, from the starter library."
LATER_NOTE = "Brought up to date with the starter library."

_PAGES = TypeAdapter(docs.AnyPageDocument)
_ASSESSMENTS = TypeAdapter(list[docs.AssessmentDocument])
_OUTCOMES = TypeAdapter(list[docs.OutcomeDocument])
_TRIALS = TypeAdapter(list[docs.TrialDocument])
_TERMS = TypeAdapter(list[docs.TermDocument])
_STUDY = TypeAdapter(docs.StudyDocument)


class LibraryError(Exception):
    """A file that cannot be loaded: which, where in it, and why."""

    def __init__(self, file: str, field: str, reason: str):
        self.file, self.field, self.reason = file, field, reason
        super().__init__(f"{file}: {f'{field}: ' if field else ''}{reason}")


@dataclass
class Library:
    """A folder, read and validated."""

    pages: dict[str, docs.PageDocument] = field(default_factory=dict)
    studies: dict[str, docs.StudyDocument] = field(default_factory=dict)
    outcomes: dict[str, docs.OutcomeDocument] = field(default_factory=dict)
    trials: dict[str, docs.TrialDocument] = field(default_factory=dict)
    terms: dict[str, docs.TermDocument] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)


@dataclass
class Report:
    """What a load did."""

    changed: int = 0
    unchanged: int = 0
    published: int = 0
    kept: list[str] = field(default_factory=list)


# --- reading files ----------------------------------------------------------------------------------------------------


class _Loader(yaml.CSafeLoader):
    """YAML that refuses a mapping with the same key twice: the second would silently win."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"“{key}” stands twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def read(folder: Path) -> Library:
    """Read and validate a whole library folder. Raises LibraryError at the first fault."""
    if not folder.is_dir():
        raise LibraryError(str(folder), "", "there is no such folder")
    library = Library()
    for path in sorted((folder / "studies").glob("*.yaml")):
        library.studies[_slug(path, folder)] = _validate(_STUDY, _yaml(path, folder), path, folder)
    for outcome in _validate(
        _OUTCOMES,
        _yaml(folder / "outcomes.yaml", folder),
        folder / "outcomes.yaml",
        folder,
    ):
        library.outcomes[outcome.slug] = outcome
    for trial in _validate(_TRIALS, _yaml(folder / "trials.yaml", folder), folder / "trials.yaml", folder):
        library.trials[trial.registry_id] = trial
    _read_glossary(folder / "glossary.yaml", folder, library)
    for kind in Kind:
        for path in sorted((folder / kind.section).glob("*.md")):
            _read_page(path, folder, kind, library)
    return library


def _read_glossary(path: Path, folder: Path, library: Library) -> None:
    for term in _validate(_TERMS, _yaml(path, folder), path, folder):
        if term.slug in library.terms:
            raise LibraryError(_name(path, folder), term.slug, "this address stands twice")
        library.terms[term.slug] = term
    _refuse_clash({slug: term.forms for slug, term in library.terms.items()})


def _refuse_clash(forms: dict[str, list[str]]) -> None:
    """A form that two words claim would be linked to one of them by chance."""
    found = clash((slug, form) for slug, all_forms in forms.items() for form in all_forms)
    if found:
        form, other, slug = found
        raise LibraryError("glossary.yaml", slug, f"“{form}” is a form of “{other}” already")


def _read_page(path: Path, folder: Path, kind: Kind, library: Library) -> None:
    slug = _slug(path, folder)
    if slug in library.files:
        raise LibraryError(
            _name(path, folder),
            "",
            f"the address “{slug}” is already taken by {library.files[slug]}",
        )
    front, body = _front_matter(path, folder)
    if front.get("kind") != kind.value:
        raise LibraryError(
            _name(path, folder),
            "kind",
            f"a file in {kind.section}/ is of kind {kind.value}",
        )
    data = front | {"body": body}
    assessments = folder / "assessments" / f"{slug}.yaml"
    if kind == Kind.INTERVENTION and assessments.exists():
        # Validated by itself, so that a fault names the file it is in.
        found = _validate(_ASSESSMENTS, _yaml(assessments, folder), assessments, folder)
        data["assessments"] = [assessment.plain() for assessment in found]
    library.pages[slug] = _validate(_PAGES, data, path, folder)
    library.files[slug] = _name(path, folder)


def _front_matter(path: Path, folder: Path) -> tuple[dict[str, Any], str]:
    text = _text(path, folder)
    parts = text.split("---\n", 2)
    if len(parts) != 3 or parts[0]:
        raise LibraryError(
            _name(path, folder),
            "",
            "the file starts with YAML between two lines of ---",
        )
    front = _parse(parts[1], path, folder, first_line=2)
    if not isinstance(front, dict):
        raise LibraryError(_name(path, folder), "", "the front matter is not a list of fields")
    return front, parts[2].strip()


def _text(path: Path, folder: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise LibraryError(_name(path, folder), "", f"is not UTF-8 text ({error.reason})") from error
    except OSError as error:
        raise LibraryError(_name(path, folder), "", f"cannot be read ({error.strerror})") from error


def _yaml(path: Path, folder: Path) -> Any:
    return _parse(_text(path, folder), path, folder) if path.exists() else []


def _parse(text: str, path: Path, folder: Path, first_line: int = 1) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a CSafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + first_line}" if mark else ""
        raise LibraryError(_name(path, folder), line, str(getattr(error, "problem", error))) from error


def _validate(adapter: TypeAdapter, data: Any, path: Path, folder: Path) -> Any:
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"] if part not in Kind.values)
        raise LibraryError(_name(path, folder), where, first["msg"].removeprefix("Value error, ")) from error


def _slug(path: Path, folder: Path) -> str:
    try:
        return TypeAdapter(docs.Slug).validate_python(path.stem)
    except ValidationError as error:
        raise LibraryError(
            _name(path, folder),
            "",
            "a file’s name is small letters, digits and hyphens",
        ) from error


def _name(path: Path, folder: Path) -> str:
    return str(path.relative_to(folder))


# --- loading ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def load(folder: Path, *, say: Callable[[str], None] = lambda line: None) -> Report:
    """Read a folder into the database and publish what nobody has edited. One transaction: a fault changes nothing."""
    library = read(folder)
    say(f"Read {len(library.pages)} pages and {len(library.studies)} studies.")
    report = Report()
    studies = _write(library.studies, Study, "slug", codec.write_study, codec.encode_study, report)
    pages = _write(library.pages, Page, "slug", codec.write_page, codec.encode_page, report)
    outcomes = dict(library.outcomes.items())
    _write(
        outcomes,
        Outcome,
        "slug",
        _write_outcome,
        codec.encode_outcome,
        report,
        prefix="outcomes.yaml, ",
    )
    _connect(library, studies, pages)
    _hold_to_the_rules(library, folder, report)
    _write(
        library.trials,
        Trial,
        "registry_id",
        _write_trial,
        codec.encode_trial,
        report,
        prefix="trials.yaml, ",
    )
    _write_glossary(library, report)
    if pages:
        say(f"Wrote {len(pages)} pages; publishing.")
    report.published = _publish(pages, library)
    return report


def _write_glossary(library: Library, report: Report) -> None:
    """Readers see the glossary as it stands, without an edition, so one row of the audit trail names what changed."""
    held = {slug: [term, *also] for slug, term, also in Term.objects.values_list("slug", "term", "also")}
    _refuse_clash(held | {slug: term.forms for slug, term in library.terms.items()})
    written = _write(library.terms, Term, "slug", _write_term, codec.encode_term, report, prefix="glossary.yaml, ")
    if written:
        words = ", ".join(term.term for term in written.values())
        record(by=None, action=Action.LOADED, subject="Glossary", note=f"From the library: {words}.")


def _hold_to_the_rules(library: Library, folder: Path, report: Report) -> None:
    """What no file shows by itself: grades rest on people, and the prose keeps within the library's own grades."""
    if not report.changed:
        return
    try:
        rules.hold_now()
    except rules.GradeWithoutPeople as error:
        slug, _, key = error.assessment.partition("/")
        raise LibraryError(f"assessments/{slug}.yaml", key, error.reason) from error
    pages = {slug: page.plain() for slug, page in library.pages.items()}
    outcomes = {slug: outcome.plain() for slug, outcome in library.outcomes.items()}
    for slug, found in checks.outruns_among(pages, outcomes):
        file, line = _whereabouts(folder, library.files[slug], slug, found.sentence)
        raise LibraryError(file, f"{found.field}{line}", found.reason)


def _whereabouts(folder: Path, page: str, slug: str, sentence: str) -> tuple[str, str]:
    """The file of a page, or of its assessments, that holds the sentence, and the line on which it starts."""
    words = re.findall(r"\w+", sentence)
    for file in (page, f"assessments/{slug}.yaml"):
        text = (folder / file).read_text(encoding="utf-8") if (folder / file).exists() else ""
        # Between two words of a sentence stand marks, line breaks and citations.
        found = re.search(r"(?:[\W_]|\[@[^\]]*\]|\[\[[^\]|]*\|)+?".join(words), text)
        if found:
            return file, f", line {text.count(chr(10), 0, found.start()) + 1}"
    return page, ""


def _write_outcome(_slug: str, document: docs.OutcomeDocument, held: Outcome | None) -> Outcome:
    return codec.write_outcome(document, held)


def _write_trial(_registry_id: str, document: docs.TrialDocument, held: Trial | None) -> Trial:
    return codec.write_trial(document, held)


def _write_term(_slug: str, document: docs.TermDocument, held: Term | None) -> Term:
    return codec.write_term(document, held)


def _write(
    documents: dict[str, Any],
    model: Any,
    key: str,
    write: Callable[[str, Any, Any], Any],
    encode: Callable[[Any], Any],
    report: Report,
    prefix: str = "",
) -> dict[str, Any]:
    """First pass over one kind of thing. Returns what was written, by name."""
    held = {getattr(item, key): item for item in model.objects.all()}
    written = {}
    for name, document in documents.items():
        digest = codec.content_hash(document.plain())
        item = held.get(name)
        if item is not None and item.library_hash == digest:
            report.unchanged += 1
        elif item is not None and codec.content_hash(encode(item)) not in (
            item.library_hash,
            digest,
        ):
            report.kept.append(name)
        else:
            written[name] = _write_one(name, document, item, write, digest, prefix)
            report.changed += 1
    return written


def _write_one(
    name: str,
    document: Any,
    item: Any,
    write: Callable[[str, Any, Any], Any],
    digest: str,
    prefix: str,
) -> Any:
    try:
        specific = item.specific if isinstance(item, Page) else item
        written = write(name, document, specific)
    except (LookupError, ValueError) as error:
        raise LibraryError(f"{prefix}{name}", "", str(error)) from error
    type(written).objects.filter(pk=written.pk).update(library_hash=digest)
    return written


def _connect(library: Library, studies: dict[str, Study], pages: dict[str, Page]) -> None:
    """The passes that join things to each other, once all of them exist. Articles last: claims rest on the others."""
    for slug, study in studies.items():
        with _Naming(f"studies/{slug}.yaml"):
            codec.connect_study(study, library.studies[slug])
    for slug, page in pages.items():
        with _Naming(library.files[slug]):
            codec.connect_page(page, library.pages[slug])
    for slug, page in pages.items():
        if page.kind == Kind.ARTICLE:
            with _Naming(library.files[slug]):
                codec.connect_article(page, library.pages[slug])


class _Naming:
    """Turns a name that was not found into an error that says in which file it stands."""

    def __init__(self, file: str):
        self.file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: Any, error: BaseException | None, _traceback: Any) -> None:
        if isinstance(error, LookupError):
            raise LibraryError(self.file, "", str(error)) from error


def _turn(page: Page) -> int:
    """When a page is published: mechanisms first, because treatments lead to them; articles last: they rest on all."""
    return {Kind.MECHANISM: 0, Kind.ARTICLE: 2}.get(Kind(page.kind), 1)


def _publish(pages: dict[str, Page], library: Library) -> int:
    """Publish what was written, unless a person has published the page since: then her draft waits for review."""
    also_live = {page.pk for page in pages.values()}
    count = 0
    for slug, page in sorted(pages.items(), key=lambda item: _turn(item[1])):
        record(by=None, action=Action.LOADED, subject=page, page=page)
        live = Edition.objects.filter(live_page=page).first()
        if live and (live.published_by_id or live.signed_off_by):
            Page.objects.filter(pk=page.pk).update(status=Status.DRAFT, last_edited_by=None)
            continue
        try:
            edition = publishing.publish(
                page,
                by=None,
                change_kind=ChangeKind.EVIDENCE,
                change_note=LATER_NOTE if live else FIRST_NOTE,
                signed_off_by=[],
                also_live=also_live,
            )
        except publishing.NotPublishable as error:
            raise LibraryError(library.files[slug], "", error.problems[0]) from error
        record(
            by=None,
            action=Action.PUBLISHED,
            subject=page,
            page=page,
            edition=edition,
            note=edition.change_note,
        )
        count += 1
    return count


# --- exporting --------------------------------------------------------------------------------------------------------


class _Dumper(yaml.CSafeDumper):
    """YAML as people write it: long text as a block, no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_text(dumper: yaml.Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _represent_text)


def _dump(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def export(folder: Path) -> int:
    """Write every working copy, study, outcome and trial, and the glossary, as files. Returns how many were written."""
    count = 0
    for path, text in _files():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        count += 1
    return count


def _files() -> Iterator[tuple[str, str]]:
    for page in Page.objects.all():
        plain = codec.encode_page(page)
        assessments = plain.pop("assessments", [])
        body = plain.pop("body", "")
        front = {"kind": plain.pop("kind"), **plain}
        yield (
            f"{Kind(page.kind).section}/{page.slug}.md",
            f"---\n{_dump(front)}---\n\n{body}\n",
        )
        if assessments:
            yield f"assessments/{page.slug}.yaml", _dump(assessments)
    for study in codec.studies_in_full():
        yield f"studies/{study.slug}.yaml", _dump(codec.encode_study(study))
    outcomes = Outcome.objects.select_related("important_difference_source").order_by("slug")
    yield (
        "outcomes.yaml",
        _dump([codec.encode_outcome(outcome) for outcome in outcomes]),
    )
    trials = Trial.objects.select_related("study").prefetch_related("interventions", "topics")
    yield "trials.yaml", _dump([codec.encode_trial(trial) for trial in trials])
    terms = Term.objects.select_related("see").order_by("slug")
    yield "glossary.yaml", _dump([codec.encode_term(term) for term in terms])
