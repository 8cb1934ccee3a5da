"""Loading the library: a folder goes into the database, and what nobody has edited goes before readers.

All or nothing: a fault in a file changes nothing. What people did comes first: what somebody edited in the admin is
kept, what she published stays published, a page that they have under review or took down stays where they left it, and
a page that rests on what they decided otherwise stays as it is.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, models, transaction

from editorial.content import codec, decoding
from editorial.content.library import Library, LibraryError, read, refuse_clash
from editorial.content.rendering import published_basis, render_pages
from editorial.models import Action, AuditEntry, Review, ReviewOutcome
from editorial.page_checks import checks
from editorial.workflow import moving, publishing
from editorial.workflow.actions import entry, record
from evidence import rules
from evidence.models import Assessment, Finding, MechanismLink, Outcome, Study, Trial
from topics.models import ChangeKind, Edition, Kind, Page, Status, Term, Withdrawal

FIRST_NOTE = "First edition, from the starter library."
LATER_NOTE = "Brought up to date with the starter library."

IN_HAND = {
    Status.IN_REVIEW: "It is in review.",
    Status.CHANGES_REQUESTED: "A reviewer sent it back, and that is still to be seen to.",
    Status.APPROVED: "It is signed off and waits to be published.",
    Status.ARCHIVED: "It was taken down.",
}
"""Where people have brought a page, so that no file moves it from there, whether or not they changed its words."""
TOO_MUCH = "It would say more than a page that people decided on:"

Say = Callable[[str], None]


@dataclass
class Report:
    """What a load did. `kept` was edited in the admin; `held_back` says why each page of it stays as it is."""

    changed: int = 0
    unchanged: int = 0
    published: int = 0
    kept: list[str] = field(default_factory=list)
    held_back: dict[str, str] = field(default_factory=dict)


def load(folder: Path, *, say: Say = lambda line: None) -> Report:
    """Read a folder into the database and publish what nobody has edited. One transaction: a fault changes nothing."""
    library = read(folder)
    say(f"Read {len(library.pages)} pages and {len(library.studies)} studies.")
    try:
        with transaction.atomic():
            return _Load(library, folder, say).run()
    except (DataError, IntegrityError) as error:
        raise LibraryError(str(folder), "", f"the database refuses it: {' '.join(str(error).split())}") from error


# --- what there is to do ----------------------------------------------------------------------------------------------


@dataclass
class Part:
    """The things of one kind in a library: those to be written, and those that were edited in the admin."""

    model: type[models.Model]
    documents: Mapping[str, Any]
    plain: dict[str, Any]
    new: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)

    @property
    def to_write(self) -> dict[str, Any]:
        wanted = self.new | self.changed
        return {name: document for name, document in self.documents.items() if name in wanted}

    def remember(self, items: Mapping[str, Any]) -> None:
        """Note on each item which form of its file it now has."""
        for name, item in items.items():
            item.library_hash = codec.content_hash(self.plain[name])
        self.model._default_manager.bulk_update(items.values(), ["library_hash"])


def _part(model: Any, key: str, documents: Mapping[str, Any], encode: Callable[[list[int]], dict[int, Any]]) -> Part:
    """Compare what files hold with what was loaded from them last, and that with what is stored now."""
    part = Part(model, documents, {name: document.plain() for name, document in documents.items()})
    held = {name: (pk, hash_) for name, pk, hash_ in model.objects.values_list(key, "pk", "library_hash")}
    digests = {name: codec.content_hash(plain) for name, plain in part.plain.items()}
    part.new = digests.keys() - held.keys()
    differ = {held[name][0]: name for name in digests if name in held and held[name][1] != digests[name]}
    stored = encode(list(differ)) if differ else {}
    for pk, name in differ.items():
        if codec.content_hash(stored[pk]) in (held[name][1], digests[name]):
            part.changed.add(name)
        else:
            part.kept.append(name)
    return part


def _encoded(items: models.QuerySet, encode: Callable[[Any], Any]) -> Callable[[list[int]], dict[int, Any]]:
    return lambda pks: {item.pk: encode(item) for item in items.filter(pk__in=pks)}


# --- doing it ---------------------------------------------------------------------------------------------------------


class _Load:
    """One load, in the order in which `run` has it."""

    def __init__(self, library: Library, folder: Path, say: Say):
        self.library, self.folder, self.say = library, folder, say
        self.pages = _part(Page, "slug", library.pages, lambda pks: codec.encode_pages(Page.objects.filter(pk__in=pks)))
        studies, outcomes, trials = codec.studies_in_full(), codec.outcomes_in_full(), codec.trials_in_full()
        self.studies = _part(Study, "slug", library.studies, _encoded(studies, codec.encode_study))
        self.outcomes = _part(Outcome, "slug", library.outcomes, _encoded(outcomes, codec.encode_outcome))
        self.trials = _part(Trial, "registry_id", library.trials, _encoded(trials, codec.encode_trial))
        self.terms = _part(Term, "slug", library.terms, _encoded(codec.terms_in_full(), codec.encode_term))
        self.parts = (self.studies, self.pages, self.outcomes, self.trials, self.terms)

    def run(self) -> Report:
        to_write = [part.to_write for part in self.parts]
        report = Report(changed=sum(map(len, to_write)), kept=[name for part in self.parts for name in part.kept])
        report.unchanged = sum(len(part.documents) for part in self.parts) - report.changed - len(report.kept)
        if not report.changed:
            return report
        self.say(f"Checking what the pages say against the grades: {report.changed} files are new or changed.")
        self._hold_to_the_grades()
        report.held_back = self._held_back()
        report.changed -= len(report.held_back)
        self.say("Writing them.")
        written = self._write(report.held_back)
        moving.as_in_files(self.library.addresses)
        report.published = self._publish(written, report.held_back)
        return report

    def _hold_to_the_grades(self) -> None:
        """Prose keeps within the library’s own grades, in every file: one file’s words rest on another’s grades."""
        pages, outcomes = self.pages.plain, self.outcomes.plain
        for slug, found in checks.outruns_among(pages, outcomes):
            file, line = _whereabouts(self.folder, self.library.files[slug], slug, found.sentence)
            raise LibraryError(file, f"{found.field}{line}", found.reason)

    # --- what people have decided ---

    @cached_property
    def _published(self) -> dict[str, bool]:
        """Every live page, and whether a person put it there."""
        rows = Edition.objects.live().values_list("slug", "published_by", "signed_off_by")
        return {slug: bool(by or signed) for slug, by, signed in rows}

    def _held_back(self) -> dict[str, str]:
        """Pages that people have in hand, or that would say more than the pages under them do; and why.

        A page that is held back is itself one that stays, so this goes on until no other rests on it.
        """
        held_back = self._in_hand()
        while found := self._resting_on_others(held_back):
            held_back |= {slug: f"{TOO_MUCH} {reason}" for slug, reason in found.items()}
        return held_back

    def _in_hand(self) -> dict[str, str]:
        """Pages that are in review or were taken down, and the like; locked, so that no other goes there meanwhile."""
        pages = Page.objects.filter(slug__in=self.pages.changed).select_for_update(of=("self",)).order_by("pk")
        gone = set(Withdrawal.objects.filter(page__slug__in=self.pages.changed).values_list("page__slug", flat=True))
        found = {page.slug: IN_HAND.get(page.status, "") for page in pages.only("slug", "status")}
        return {slug: why or IN_HAND[Status.ARCHIVED] for slug, why in found.items() if why or slug in gone}

    def _resting_on_others(self, held_back: Mapping[str, str]) -> dict[str, str]:
        unwritten = {*self.pages.kept, *held_back}
        going = {slug for slug in self.pages.to_write if slug not in held_back and not self._published.get(slug)}
        standing = {
            slug
            for slug, by_a_person in self._published.items()
            if by_a_person or slug in unwritten or slug not in self.library.pages
        }
        found: dict[str, str] = {}
        for slug, outrun in checks.outruns_among(
            self.pages.plain, self.outcomes.plain, only=going if standing else (), standing=standing
        ):
            found.setdefault(slug, outrun.reason)
        for slug in self.pages.to_write.keys() - held_back.keys() - found.keys():
            others = standing | unwritten if slug in going else set()
            if missed := self._not_there(self.pages.plain[slug], others, unwritten):
                found[slug] = f"“{missed}” is not there: what it belongs to stays as people left it."
        return found

    def _not_there(self, page: Mapping[str, Any], standing: set[str], unwritten: set[str]) -> str:
        """What a page rests on that these pages have not published, or these and studies that stay do not hold."""
        claims = page.get("claims", [])
        missing = published_basis(claims)[1] if claims else []
        for name in missing:
            if name.partition("/")[0] in standing:
                return name
        for model, owners, name in _supports(page, unwritten, set(self.studies.kept)):
            if name.partition("/")[0] in owners and not self._names.has(model, name):
                return name
        return ""

    @cached_property
    def _names(self) -> decoding.Names:
        """What is there before anything is written."""
        return decoding.Names()

    # --- writing ---

    def _write(self, held_back: Collection[str]) -> dict[str, Page]:
        """Everything into its tables. Returns the pages that are to go before readers."""
        names = decoding.Names()
        documents = {
            slug: it for slug, it in self.pages.to_write.items() if slug in self.pages.new or slug not in held_back
        }
        studies = decoding.write_studies(self.studies.to_write)
        pages = decoding.write_pages(documents)
        waiting = {slug: page for slug, page in pages.items() if slug in held_back}
        pages = {slug: page for slug, page in pages.items() if slug not in held_back}
        with self._naming("outcomes.yaml, {}"):
            self.outcomes.remember(decoding.write_outcomes(self.outcomes.to_write, names))
        with self._naming("studies/{}.yaml"):
            decoding.connect_studies(studies, self.studies.to_write, names)
        with self._naming():
            decoding.connect_pages(pages, documents, names)
            decoding.connect_articles(pages, documents, names)
        _hold_to_people()
        with self._naming("trials.yaml, {}"):
            self.trials.remember(decoding.write_trials(self.trials.to_write, names))
        with self._naming("glossary.yaml, {}"):
            self._write_glossary(names)
        self.studies.remember(studies)
        self.pages.remember(pages)
        _let_wait(waiting)
        return pages

    def _write_glossary(self, names: decoding.Names) -> None:
        """Readers see the glossary as it stands, without an edition, so one row of the audit trail names all."""
        held = {slug: [term, *also] for slug, term, also in Term.objects.values_list("slug", "term", "also")}
        refuse_clash(held | {slug: term.forms for slug, term in self.library.terms.items()})
        terms = decoding.write_terms(self.terms.to_write, names)
        self.terms.remember(terms)
        if terms:
            words = ", ".join(term.term for term in terms.values())
            record(by=None, action=Action.LOADED, subject="Glossary", note=f"From the library: {words}.")

    def _naming(self, file: str = "") -> "_Naming":
        return _Naming(lambda name: file.format(name) if file else self.library.files[name])

    def _publish(self, pages: Mapping[str, Page], held_back: Mapping[str, str]) -> int:
        """Publish what was written, unless a person has published the page since: then her draft waits for review."""
        AuditEntry.objects.bulk_create(
            entry(by=None, action=Action.LOADED, subject=page, page=page) for page in pages.values()
        )
        signed = [page.pk for slug, page in pages.items() if self._published.get(slug)]
        Page.objects.filter(pk__in=signed).update(status=Status.DRAFT, last_edited_by=None)
        Review.objects.filter(page__in=signed).end(ReviewOutcome.EDITED)
        going = sorted((page for slug, page in pages.items() if not self._published.get(slug)), key=_turn)
        also_live = {page.pk for page in going}
        done = 0
        for turn in (_MECHANISMS, _OTHERS, _ARTICLES):
            for some in publishing.batched(page for page in going if _turn(page) == turn):
                self._release(some, also_live)
                done += len(some)
                self.say(f"Published {done} of {len(going)} pages.")
        return done

    def _release(self, pages: list[Page], also_live: Collection[int]) -> None:
        rendered = render_pages(pages, also_live=also_live)
        for page in rendered:
            if page.faults:
                raise LibraryError(self.library.files[page.slug], "", page.faults[0])
        notes = {page.pk: LATER_NOTE if page.slug in self._published else FIRST_NOTE for page in pages}
        editions = publishing.release(
            list(zip(pages, rendered, strict=True)),
            by=None,
            change_kind=ChangeKind.EVIDENCE,
            change_notes=notes,
            signed_off_by=[],
        )
        AuditEntry.objects.bulk_create(
            entry(by=None, action=Action.PUBLISHED, subject=page, page=page, edition=edition, note=notes[page.pk])
            for page, edition in zip(pages, editions, strict=True)
        )


_MECHANISMS, _OTHERS, _ARTICLES = range(3)


def _turn(page: Page) -> int:
    """When a page is published: mechanisms first, because treatments lead to them; articles last: they rest on all."""
    return {Kind.MECHANISM: _MECHANISMS, Kind.ARTICLE: _ARTICLES}.get(Kind(page.kind), _OTHERS)


def _supports(
    page: Mapping[str, Any], pages: set[str], studies: set[str]
) -> Iterator[tuple[type[models.Model], set[str], str]]:
    """Each thing that a page rests on, with the names of those pages or studies among these that might hold it."""
    for claim in page.get("claims", []):
        yield from ((Assessment, pages, name) for name in claim.get("assessments", []))
        yield from ((MechanismLink, pages, name) for name in claim.get("links", []))
    for row in page.get("assessments", []):
        yield from ((Finding, studies, name) for name in row.get("findings", []))


def _let_wait(pages: Mapping[str, Page]) -> None:
    """New pages that are held back stand as drafts, so that others can name them, and are tried again next time."""
    stored = codec.encode_pages(pages.values())
    for page in pages.values():
        page.library_hash = codec.content_hash(stored[page.pk])
    Page.objects.bulk_update(pages.values(), ["library_hash"])


def _hold_to_people() -> None:
    """Grades rest on people. The database refuses what doesn't when the transaction ends; here it still has a file."""
    try:
        rules.hold_now()
    except rules.GradeWithoutPeople as error:
        slug, _, key = error.assessment.partition("/")
        raise LibraryError(f"assessments/{slug}.yaml", key, error.reason) from error


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


class _Naming:
    """Turns a name that was not found into an error that says in which file it stands."""

    def __init__(self, file: Callable[[str], str]):
        self.file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: Any, error: BaseException | None, _traceback: Any) -> None:
        if isinstance(error, decoding.Missing):
            raise LibraryError(self.file(error.owner), "", str(error)) from error
