"""Nothing rests on a retracted study without saying so."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from editorial.library_checks.faults import Fault, Place
from editorial.library_checks.folder import Folder, cited_in
from editorial.library_checks.texts import groups, texts_of

Plain = Mapping[str, Any]

SAYS_SO: Final = re.compile(r"\bretract", re.IGNORECASE)


def retracted(folder: Folder, slugs: Iterable[str]) -> Iterator[Fault]:
    """Sentences of these pages that cite a retracted study as if it stood, and grades and claims that rest on one."""
    gone = {slug for slug, study in folder.studies.items() if study.get("retracted")}
    for slug in slugs if gone else ():
        page, file = folder.pages[slug], folder.files[slug]
        for text in texts_of(slug, page, file):
            for group in groups(text.markdown):
                for sentence in group:
                    for study in sorted(cited_in(sentence.raw) & gone):
                        if not SAYS_SO.search(sentence.plain):
                            reason = f"“@{study}” was retracted: take it out, or say in this sentence that it was"
                            yield folder.fault("retracted", text.place, f"{reason}.", sentence.plain, study)
        for place, name, studies in _rests_on(slug, page, file):
            for study in sorted(studies & gone):
                reason = f"{name} rests on {study}, which was retracted: take it out, or say why it stays"
                yield folder.fault("rests-on-retracted", place, f"{reason}.", about=f"{name} {study}")


def _rests_on(slug: str, page: Plain, file: str) -> Iterator[tuple[Place, str, set[str]]]:
    """Everything that names its studies beside its text: where it stands, what it is called, and the studies."""
    for field in ("acts_on", "contributes_to"):
        for number, link in enumerate(page.get(field, []), 1):
            name = link.get("mechanism") or link["topic"]
            yield Place(file, field, row=number), f"“{name}”", set(link.get("studies", []))
    for number, claim in enumerate(page.get("claims", []), 1):
        yield Place(file, "claims", row=number), f"“{claim['heading']}”", set(claim.get("studies", []))
    for row in page.get("assessments", []):
        studies = {finding.partition("/")[0] for finding in row.get("findings", [])}
        yield Place(f"assessments/{slug}.yaml", "findings", row["key"]), f"“{row['key']}”", studies
