"""Every check of a library folder, in one list of faults."""

from collections.abc import Collection, Iterator
from pathlib import Path

from editorial import checks, library
from editorial.library_checks import complete, links, names, reading, sourced, style
from editorial.library_checks.faults import Fault
from editorial.library_checks.folder import Folder, Place


class NoSuchPage(Exception):
    """A page was asked for that is not in the folder."""


def open_folder(root: Path) -> Folder:
    """A library folder, read and held to its form. LibraryError names the first file that is not."""
    held = library.read(root)
    return Folder(
        pages={slug: page.plain() for slug, page in held.pages.items()},
        studies={slug: study.plain() for slug, study in held.studies.items()},
        outcomes={slug: outcome.plain() for slug, outcome in held.outcomes.items()},
        trials={name: trial.plain() for name, trial in held.trials.items()},
        files=held.files,
        text=_texts(root, held.files),
    )


def _texts(root: Path, files: dict[str, str]) -> dict[str, str]:
    names = [*files.values(), *(f"assessments/{slug}.yaml" for slug in files), "outcomes.yaml", "trials.yaml"]
    return {name: (root / name).read_text(encoding="utf-8") for name in names if (root / name).exists()}


def faults_in(folder: Folder, only: Collection[str] = ()) -> list[Fault]:
    """What is wrong with these pages and their assessments; of every page and record where none is named."""
    if unknown := sorted(set(only) - set(folder.pages)):
        raise NoSuchPage(", ".join(unknown))
    slugs = sorted(only or folder.pages)
    found = [
        *complete.incomplete(folder, slugs),
        *links.unresolved(folder, slugs),
        *links.unassessed(folder, slugs),
        *sourced.unsourced(folder, slugs),
        *style.out_of_style(folder, slugs),
        *names.badly_named(folder, slugs),
        *_too_hard(folder, slugs),
        *([] if only else _of_the_whole(folder)),
    ]
    # Names that lead nowhere are reported above; what rests on them can't be judged.
    if all(row["outcome"] in folder.outcomes for page in folder.pages.values() for row in page.get("assessments", [])):
        found += _outruns(folder, slugs)
    return sorted(set(found))


def _of_the_whole(folder: Folder) -> Iterator[Fault]:
    yield from links.unknown_in_records(folder)


def _outruns(folder: Folder, slugs: list[str]) -> Iterator[Fault]:
    for slug, outrun in checks.outruns_among(folder.pages, folder.outcomes, only=slugs):
        place = Place(folder.files[slug])
        if outrun.field.startswith("Assessment "):
            place = Place(f"assessments/{slug}.yaml")
        yield folder.fault(place, f"{outrun.field}: {outrun.reason}", outrun.sentence)


def _too_hard(folder: Folder, slugs: list[str]) -> Iterator[Fault]:
    for slug in slugs:
        ease = reading.ease_of_page(slug, folder.pages[slug], folder.files[slug])
        if ease.grade > reading.HARDEST:
            said = f"reads at grade {ease.grade:.1f} (age {ease.age:.0f}), over {reading.HARDEST:g}"
            reason = f"{said}: shorter sentences and words"
            yield Fault(folder.files[slug], 0, f"{reason}.", is_warning=True)
