from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from editorial.content import library
from editorial.library_checks import everything
from editorial.library_checks.reading import ease_of_page


class Command(BaseCommand):
    help = "Check a library folder, without a database: is it complete, are its numbers sourced, does it read well?"
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=settings.LIBRARY_ROOT)
        parser.add_argument(
            "--only", nargs="+", metavar="PAGE", default=[], help="check these pages, by their addresses"
        )
        parser.add_argument("--reading", action="store_true", help="print how hard each page is to read")

    def handle(self, *, folder, only, reading, **options):
        try:
            held = everything.open_folder(folder)
            faults = everything.faults_in(held, only)
        except library.LibraryError as error:
            raise CommandError(f"{error}. Nothing else was checked.") from error
        except everything.NoSuchPage as error:
            raise CommandError(f"there is no such page: {error}") from error
        if reading:
            self._reading(held, only)
        for fault in faults:
            self.stdout.write(str(fault))
        errors = sum(not fault.is_warning for fault in faults)
        if errors:
            raise CommandError(f"{errors} thing{'' if errors == 1 else 's'} to mend.")
        pages = len(only) or len(held.pages)
        self.stdout.write(f"{pages} page{'' if pages == 1 else 's'}, {len(held.studies)} studies: nothing to mend.")

    def _reading(self, held, only):
        """A table of pages, the hardest first."""
        eases = [
            (ease_of_page(slug, held.pages[slug], file), file)
            for slug, file in held.files.items()
            if not only or slug in only
        ]
        self.stdout.write("grade   age  words  words/sentence  page")
        for ease, file in sorted(eases, key=lambda pair: -pair[0].grade):
            words = ease.words / max(1, ease.sentences)
            self.stdout.write(f"{ease.grade:5.1f}  {ease.age:4.1f}  {ease.words:5}  {words:14.1f}  {file}")
