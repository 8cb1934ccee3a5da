"""The library as files: a folder becomes documents, which loading.py stores, and the database a folder."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from editorial.content import codec
from editorial.content import documents as docs
from editorial.library_checks import addresses
from topics.models import Kind, Page
from topics.terms import clash

_PAGES = TypeAdapter(docs.AnyPageDocument)
_ASSESSMENTS = TypeAdapter(list[docs.AssessmentDocument])
_OUTCOMES = TypeAdapter(list[docs.OutcomeDocument])
_TRIALS = TypeAdapter(list[docs.TrialDocument])
_TERMS = TypeAdapter(list[docs.TermDocument])
_ADDRESSES = TypeAdapter(list[docs.AddressDocument])
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
    moved: list[docs.AddressDocument] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    @property
    def addresses(self) -> dict[str, docs.AddressDocument]:
        """Of each page that has had another address than its first, those that it has and had."""
        return {moved.page: moved for moved in self.moved}


# --- reading files ----------------------------------------------------------------------------------------------------


class _Loader(yaml.CSafeLoader):
    """YAML that refuses a mapping with the same key twice: the second would silently win."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        given = list(node.value)
        mapping = super().construct_mapping(node, deep)
        if len(mapping) < len(given):
            self._refuse(given)
        return mapping

    def _refuse(self, given: list[Any]) -> None:
        seen = set()
        for key_node, _ in given:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"“{key}” stands twice", key_node.start_mark)
            seen.add(key)


def read(folder: Path, *, refuse_addresses: bool = True) -> Library:
    """Read and validate a whole library folder. Raises LibraryError at the first fault.

    Whoever tells of every wrong address herself has none of them refused.
    """
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
    _read_addresses(folder / "addresses.yaml", folder, library, refuse_addresses)
    return library


def _read_addresses(path: Path, folder: Path, library: Library, refuse: bool) -> None:
    moved = _validate(_ADDRESSES, _yaml(path, folder), path, folder)
    if refuse:
        for found in addresses.wrong(library.pages, [one.plain() for one in moved]):
            line = addresses.line_of(_text(path, folder), found)
            raise LibraryError(_name(path, folder), f"line {line}" if line else "", found.reason)
    library.moved = moved


def _read_glossary(path: Path, folder: Path, library: Library) -> None:
    for term in _validate(_TERMS, _yaml(path, folder), path, folder):
        if term.slug in library.terms:
            raise LibraryError(_name(path, folder), term.slug, "this address stands twice")
        library.terms[term.slug] = term
    refuse_clash({slug: term.forms for slug, term in library.terms.items()})


def refuse_clash(forms: dict[str, list[str]]) -> None:
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
    pages = list(Page.objects.all())
    encoded = codec.encode_pages(pages)
    for page in pages:
        plain = encoded[page.pk]
        assessments = plain.pop("assessments", [])
        body = plain.pop("body", "")
        front = {"kind": plain.pop("kind"), **plain}
        yield f"{Kind(page.kind).section}/{page.slug}.md", f"---\n{_dump(front)}---\n\n{body}\n"
        if assessments:
            yield f"assessments/{page.slug}.yaml", _dump(assessments)
    for study in codec.studies_in_full():
        yield f"studies/{study.slug}.yaml", _dump(codec.encode_study(study))
    outcomes = codec.outcomes_in_full().order_by("slug")
    yield "outcomes.yaml", _dump([codec.encode_outcome(outcome) for outcome in outcomes])
    yield "trials.yaml", _dump([codec.encode_trial(trial) for trial in codec.trials_in_full()])
    yield "glossary.yaml", _dump([codec.encode_term(term) for term in codec.terms_in_full().order_by("slug")])
    if moved := addresses_for_files():
        yield "addresses.yaml", _dump(moved)


def addresses_for_files() -> list[dict[str, Any]]:
    """Every page that has had another address than its first, as plain data."""
    moved = Page.objects.exclude(moved_to=None, former_addresses=None).prefetch_related("former_addresses").distinct()
    return [
        {"page": page.slug, "address": page.address, "former": [str(one) for one in page.former_addresses.all()]}
        for page in moved.order_by("slug")
    ]
