from django.core.management.base import BaseCommand

from editorial.models import ScheduleOutcome
from editorial.workflow import scheduling


class Command(BaseCommand):
    help = "Publish what was planned for a moment that has come. A running server does so by itself."

    def handle(self, **options):
        done = 0
        for schedule in scheduling.publish_due():
            done += 1
            if schedule.outcome == ScheduleOutcome.PUBLISHED:
                self.stdout.write(f"Published: {schedule.page.slug}.")
            else:
                self.stderr.write(f"Not published: {schedule.page.slug}. {schedule.why}")
        if not done:
            self.stdout.write("Nothing is due.")
