from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from editorial.intake.taking_in import retraction_notice
from editorial.workflow import actions
from evidence.models import Study
from evidence.sources import lookup, retraction_watch
from evidence.sources.identifiers import DOI, Identifier
from evidence.sources.records import SourceError


class Command(BaseCommand):
    help = (
        "Ask Crossref, or a file of Retraction Watch, which studies were retracted; mark them, have them judged again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--csv", type=Path, help="Retraction Watch’s file, instead of asking Crossref.")

    def handle(self, *, csv, **options):
        self.checked = self.retracted = self.failed = 0
        if csv:
            self._by_file(csv)
        else:
            self._by_crossref()
        told = f"{self.checked} studies checked, {self.retracted} retracted"
        if self.failed and not self.checked:
            raise CommandError("Nothing could be checked. Try again later, or give Retraction Watch’s file with --csv.")
        self.stdout.write(f"{told}; {self.failed} could not be checked." if self.failed else f"{told}.")

    def _by_file(self, path):
        try:
            with open(path, encoding="utf-8", newline="") as file:
                notices = retraction_watch.by_paper(retraction_watch.read(file))
        except OSError as error:
            raise CommandError(f"{path} can’t be opened: {error.strerror}.") from error
        except retraction_watch.UnreadableFile as error:
            raise CommandError(f"{path} is no Retraction Watch file: {error}.") from error
        for study in Study.objects.exclude(doi="", pmid=""):
            notice = notices.get(study.doi.casefold()) or notices.get(study.pmid)
            self._note(study, f"{notice}." if notice else "")

    def _by_crossref(self):
        for study in Study.objects.exclude(doi=""):
            try:
                record = lookup.fetch(Identifier(DOI, study.doi))
            except SourceError as error:
                self.failed += 1
                self.stderr.write(f"{study}: {error}")
            else:
                self._note(study, retraction_notice(record) if record.retracted else "")

    def _note(self, study, notice):
        self.checked += 1
        if notice:
            self.retracted += 1
            tasks = actions.retract(study=study, by=None, notice=notice)
            self.stdout.write(f"{study}: {notice} New tasks on the desk: {len(tasks)}.")
