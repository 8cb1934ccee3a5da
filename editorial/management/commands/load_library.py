from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from editorial import library


class Command(BaseCommand):
    help = "Read the library's files into the database and publish what nobody has edited in the admin."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=settings.LIBRARY_ROOT)

    def handle(self, *, folder, verbosity, **options):
        say = self.stdout.write if verbosity else lambda line: None
        try:
            report = library.load(folder, say=say)
        except library.LibraryError as error:
            reason = str(error).rstrip(".")
            raise CommandError(f"{reason}. Nothing was changed.") from error
        say(f"{report.changed} changed, {report.unchanged} unchanged, {report.published} pages published.")
        for name in report.kept:
            say(f"Kept as edited in the admin: {name}.")
