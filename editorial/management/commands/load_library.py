from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from editorial.content import loading
from editorial.content.library import LibraryError


class Command(BaseCommand):
    help = "Read the library's files into the database and publish what nobody has edited in the admin."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=settings.LIBRARY_ROOT)

    def handle(self, *, folder, verbosity, **options):
        say = self._say if verbosity else lambda line: None
        try:
            report = loading.load(folder, say=say)
        except LibraryError as error:
            reason = str(error).rstrip(".")
            raise CommandError(f"{reason}. Nothing was changed.") from error
        say(f"{report.changed} changed, {report.unchanged} unchanged, {report.published} pages published.")
        for name in report.kept:
            say(f"Kept as edited in the admin: {name}.")
        for name, reason in sorted(report.held_back.items()):
            say(f"Left as it is: {name}. {reason}")

    def _say(self, line):
        """Each step's line before the next is done, wherever the output goes."""
        self.stdout.write(line)
        self.stdout.flush()
