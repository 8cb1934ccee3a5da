from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from editorial.content import library


class Command(BaseCommand):
    help = "Write every working copy, study, outcome, trial and word of the glossary as files that load_library reads."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder, **options):
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty. Name a new or empty folder, so that no file is lost.")
        self.stdout.write(f"{library.export(folder)} files written to {folder}.")
