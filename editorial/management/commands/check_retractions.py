from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from editorial import actions
from evidence.models import Study
from evidence.sources import retraction_watch


class Command(BaseCommand):
    help = "Mark studies that were retracted, and have what rests on them judged again."

    def add_arguments(self, parser):
        parser.add_argument("--csv", type=Path, required=True, help="Retraction Watch’s file of retractions.")

    def handle(self, *, csv, verbosity, **options):
        try:
            with open(csv, encoding="utf-8", newline="") as file:
                notices = retraction_watch.by_paper(retraction_watch.read(file))
        except OSError as error:
            raise CommandError(f"{csv} can’t be opened: {error.strerror}.") from error
        except retraction_watch.UnreadableFile as error:
            raise CommandError(f"{csv} is no Retraction Watch file: {error}.") from error
        studies = list(Study.objects.exclude(doi="", pmid=""))
        found = 0
        for study in studies:
            notice = notices.get(study.doi.casefold()) or notices.get(study.pmid)
            if notice is None:
                continue
            found += 1
            tasks = actions.retract(study=study, by=None, notice=f"{notice}.")
            self.stdout.write(f"{study}: {notice}. New tasks on the desk: {len(tasks)}.")
        self.stdout.write(f"{len(studies)} studies checked, {found} retracted.")
