"""The checks of one page in the admin: what they find, where in its form, and what stands in the way of publishing.

The rules are those of the library's files (editorial/library_checks/); page_folder.py gives them the page. What
rendering finds and prose that outruns what is published of other treatments come from the database.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from editorial.content.rendering import Rendered, render_page
from editorial.library_checks import everything
from editorial.library_checks.faults import Fault, Place
from editorial.library_checks.folder import Folder
from editorial.library_checks.registry import CHECKS, Check, Severity
from editorial.models import Action, AuditEntry, CheckRun, Waiver
from editorial.page_checks import checks, page_folder, places
from editorial.page_checks.surroundings import Surroundings, surroundings
from editorial.workflow.publishing import NotPublishable
from topics.models import Page, Status

CHANGES_EVIDENCE = (Action.EDITED, Action.RETRACTED, Action.LOADED)
"""What is done to a study, an outcome or a trial, and stands in the trail without a page."""


def fingerprint(fault: Fault) -> str:
    """What names a finding, whatever is moved around it: the check, the field, the sentence and what in it is meant."""
    parts = (fault.check, fault.place.field, fault.place.key, fault.sentence, fault.about)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Finding:
    """What one check found at one place. `where` is the place in the words of the form, `line` one of its text."""

    fault: Fault
    where: str
    line: int = 0
    waiver: Waiver | None = None

    @property
    def check(self) -> Check:
        return CHECKS[self.fault.check]

    @property
    def severity(self) -> Severity:
        return self.check.severity

    @property
    def sentence(self) -> str:
        return self.fault.sentence

    @property
    def reason(self) -> str:
        """What is wrong and what to do. The sentence stands beside it already."""
        said = self._said.removeprefix(self._quoted)
        return said[:1].upper() + said[1:]

    @property
    def _said(self) -> str:
        """The fault in its own words, from the sentence on where it quotes that: what stands before is the place."""
        return self.fault.reason[max(0, self.fault.reason.find(self._quoted)) :]

    @property
    def _quoted(self) -> str:
        return f"“{self.sentence}” " if self.sentence else ""

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.fault)

    @property
    def stands(self) -> bool:
        """Whether it is in the way: an error, or a warning that nobody has given a reason for."""
        return self.severity == Severity.ERROR or (self.severity == Severity.WARNING and self.waiver is None)

    def __str__(self) -> str:
        where = f"{self.where}, line {self.line}" if self.line else self.where
        asks = " Mend it, or give a reason under “Checks”." if self.severity == Severity.WARNING else ""
        return f"{where}: {self._said}{asks}"


@dataclass(frozen=True)
class Checked:
    """Everything that was found on a page as it is now, in the order in which the page is read."""

    content_hash: str
    findings: list[Finding]

    def of(self, severity: Severity) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == severity]

    @cached_property
    def errors(self) -> list[Finding]:
        return self.of(Severity.ERROR)

    @cached_property
    def warnings(self) -> list[Finding]:
        """Those that wait for a reason."""
        return [finding for finding in self.of(Severity.WARNING) if finding.waiver is None]

    @cached_property
    def reasoned(self) -> list[Finding]:
        return [finding for finding in self.of(Severity.WARNING) if finding.waiver]

    @cached_property
    def notes(self) -> list[Finding]:
        return self.of(Severity.NOTE)


class ChecksStand(NotPublishable):
    """Errors, or warnings without a reason, are in the way. Each is said with its place."""

    def __init__(self, checked: Checked):
        super().__init__([str(finding) for finding in (*checked.errors, *checked.warnings)])


def check(page: Page, rendered: Rendered | None = None, around: Surroundings | None = None) -> Checked:
    """Run every check on the page as it is now. Writes nothing."""
    rendered = rendered or render_page(page)
    plain = rendered.content["page"]
    around = around or surroundings()
    folder = page_folder.folder_of(page.slug, rendered.content, around)
    faults = dict.fromkeys(_faults(folder, page.slug, rendered, around))
    waivers = {waiver.fingerprint: waiver for waiver in page.waivers.in_force().select_related("given_by")}
    found = [
        Finding(fault, places.words(plain, fault.place), places.line(plain, fault), waivers.get(fingerprint(fault)))
        for fault in sorted(faults, key=places.reading_order)
    ]
    return Checked(rendered.content_hash, found)


def store(page: Page, checked: Checked) -> CheckRun:
    """Keep how many were found, for lists that can't look."""
    counts = {
        "errors": len(checked.errors),
        "warnings": len(checked.warnings),
        "reasoned": len(checked.reasoned),
        "notes": len(checked.notes),
    }
    run, _ = CheckRun.objects.update_or_create(
        page=page,
        defaults={"content_hash": checked.content_hash, "checked_at": timezone.now(), **counts},
    )
    return run


def run(page: Page) -> CheckRun:
    """Check the page, and keep the result."""
    return store(page, check(page))


def again() -> int:
    """Check approved pages anew after evidence was changed that they may rest on. Returns how many were checked.

    So the desk knows of what was changed in a study, which touches no page, without reading any page itself.
    """
    changes = AuditEntry.objects.filter(page=None, action__in=CHANGES_EVIDENCE).order_by("-pk")
    last = changes.values_list("at", flat=True).first()
    if last is None:
        return 0
    unknown = Q(check_run=None) | Q(check_run__checked_at__lt=last)
    pages = list(Page.objects.filter(unknown, status=Status.APPROVED))
    for page in pages:
        run(page)
    return len(pages)


def hold(page: Page, rendered: Rendered) -> None:
    """Let the page go on, with its result kept, if nothing stands in its way; else raise ChecksStand."""
    checked = check(page, rendered)
    if checked.errors or checked.warnings:
        raise ChecksStand(checked)
    store(page, checked)


# --- what is found ----------------------------------------------------------------------------------------------------

_NAMED = re.compile(r"\[@([a-z0-9-]+)\]|\[\[([a-z0-9-]+)\]\]")


def _faults(folder: Folder, slug: str, rendered: Rendered, around: Surroundings) -> Iterator[Fault]:
    found = list(everything.of_pages(folder, [slug]))
    yield from found
    for outrun in checks.outruns_of(rendered.content["page"], slug, rendered.content.get("outcomes", {}), around):
        yield everything.overclaim(folder, slug, outrun)
    yield from _as_rendered(rendered.faults, found, folder.files[slug])


def _as_rendered(faults: Iterable[str], found: list[Fault], file: str) -> Iterator[Fault]:
    """What rendering noted, but for citations and links that were found with their places already."""
    known = " ".join(fault.reason for fault in found if fault.check in ("citation", "link"))
    for reason in faults:
        named = _NAMED.search(reason)
        if not named or f"{named[1] or named[2]}” " not in known:
            yield Fault(file, 0, reason, "rendering", Place(file), about=reason)
