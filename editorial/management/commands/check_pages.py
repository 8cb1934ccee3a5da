from django.core.management.base import BaseCommand

from editorial.content.rendering import render_pages
from editorial.page_checks import checking
from editorial.page_checks.surroundings import surroundings
from editorial.workflow.publishing import batched
from topics.models import Page


class Command(BaseCommand):
    help = "Check every page's working copy, for the desk: what is wrong, and what nobody gave a reason for."

    def add_arguments(self, parser):
        parser.add_argument("--only", nargs="+", metavar="PAGE", help="check these pages, by their addresses")
        parser.add_argument("--say", action="store_true", help="print each error and each warning without a reason")

    def handle(self, *, only, say, **options):
        around = surroundings()
        pages = Page.objects.order_by("pk")
        pages = pages.filter(slug__in=only) if only else pages
        runs = []
        for some in batched(pages):
            for page, rendered in zip(some, render_pages(some), strict=True):
                checked = checking.check(page, rendered, around)
                runs.append(checking.store(page, checked))
                for finding in [*checked.errors, *checked.warnings] if say else ():
                    self.stdout.write(f"{page.slug}: {finding.severity}: {finding}")
        errors, warnings = sum(bool(run.errors) for run in runs), sum(bool(run.warnings) for run in runs)
        self.stdout.write(
            f"{len(runs)} pages checked: {errors} with errors, {warnings} with warnings that have no reason."
        )
