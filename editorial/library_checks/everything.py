"""Every check of a library folder, in one list of faults."""

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from editorial.content import library
from editorial.library_checks import (
    addresses,
    claims,
    complete,
    jargon,
    links,
    names,
    reading,
    retracted,
    seen,
    sourced,
    style,
)
from editorial.library_checks.faults import Fault, Place
from editorial.library_checks.folder import Folder
from editorial.page_checks import checks
from evidence.prose import Outrun

ADDRESSES = "addresses.yaml"


class NoSuchPage(Exception):
    """A page was asked for that is not in the folder."""


def open_folder(root: Path) -> Folder:
    """A library folder, read and held to its form. LibraryError names the first file that is not."""
    held = library.read(root, refuse_addresses=False)
    return Folder(
        pages={slug: page.plain() for slug, page in held.pages.items()},
        studies={slug: study.plain() for slug, study in held.studies.items()},
        outcomes={slug: outcome.plain() for slug, outcome in held.outcomes.items()},
        trials={name: trial.plain() for name, trial in held.trials.items()},
        files=held.files,
        moved=[moved.plain() for moved in held.moved],
        text=_texts(root, held.files),
        terms=frozenset(form.lower() for term in held.terms.values() for form in term.forms),
    )


def _texts(root: Path, files: dict[str, str]) -> dict[str, str]:
    records = ("outcomes.yaml", "trials.yaml", ADDRESSES)
    names = [*files.values(), *(f"assessments/{slug}.yaml" for slug in files), *records]
    return {name: (root / name).read_text(encoding="utf-8") for name in names if (root / name).exists()}


def faults_in(folder: Folder, only: Collection[str] = ()) -> list[Fault]:
    """What is wrong with these pages and their assessments; of every page and record where none is named."""
    if unknown := sorted(set(only) - set(folder.pages)):
        raise NoSuchPage(", ".join(unknown))
    slugs = sorted(only or folder.pages)
    found = [*of_pages(folder, slugs), *([] if only else _of_the_whole(folder))]
    # Names that lead nowhere are reported above; what rests on them can't be judged.
    if all(row["outcome"] in folder.outcomes for page in folder.pages.values() for row in page.get("assessments", [])):
        found += _outruns(folder, slugs)
    return sorted(set(found))


def of_pages(folder: Folder, slugs: list[str]) -> Iterator[Fault]:
    """What is wrong with these pages by every rule that reads nothing but the folder."""
    for rule in RULES:
        yield from rule(folder, slugs)


def _of_the_whole(folder: Folder) -> Iterator[Fault]:
    yield from links.unknown_in_records(folder)
    for found in addresses.wrong(folder.pages, folder.moved):
        line = addresses.line_of(folder.text.get(ADDRESSES, ""), found)
        yield Fault(ADDRESSES, line, f"{found.reason}.", "records", Place(ADDRESSES), about=found.word)


def _outruns(folder: Folder, slugs: list[str]) -> Iterator[Fault]:
    for slug, outrun in checks.outruns_among(folder.pages, folder.outcomes, only=slugs):
        yield overclaim(folder, slug, outrun)


def overclaim(folder: Folder, slug: str, outrun: Outrun) -> Fault:
    """A sentence that outruns its evidence, as a fault."""
    place, reason = checks.place_of(outrun, slug, folder.files[slug]), f"{outrun.field}: {outrun.reason}"
    return folder.fault("overclaim", place, reason, outrun.sentence, outrun.verb)


def _too_hard(folder: Folder, slugs: list[str]) -> Iterator[Fault]:
    for slug in slugs:
        ease = reading.ease_of_page(slug, folder.pages[slug], folder.files[slug])
        if ease.grade > reading.HARDEST:
            said = f"reads at grade {ease.grade:.1f} (age {ease.age:.0f}), over {reading.HARDEST:g}"
            reason = f"{said}: shorter sentences and words"
            place = Place(folder.files[slug])
            yield Fault(place.file, 0, f"{reason}.", "hard-to-read", place)


RULES: tuple[Callable[[Folder, list[str]], Iterable[Fault]], ...] = (
    complete.incomplete,
    links.unresolved,
    links.unassessed,
    retracted.retracted,
    sourced.unsourced,
    claims.uncited,
    seen.unseen,
    style.out_of_style,
    jargon.unexplained,
    names.badly_named,
    _too_hard,
)
