from django.core.management.base import BaseCommand

from editorial.workflow import publishing


class Command(BaseCommand):
    help = "Derive search entries, the evidence grid, citations and back-links again from the live editions."

    def handle(self, **options):
        self.stdout.write(f"Rebuilt from {publishing.rebuild()} live editions.")
