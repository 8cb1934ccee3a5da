from functools import partial
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from search import benchmark, growth
from search.answer import answer
from search.benchmark import SEARCHES, SUGGESTED, Timing
from search.suggestions import suggestions

SIZES = [1_000, 10_000, 100_000, 1_000_000]


class Command(BaseCommand):
    help = "Time searches and suggestions in a scratch database that grows to the given numbers of entries."

    def add_arguments(self, parser):
        parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of entries, growing")
        parser.add_argument("--rounds", type=int, default=20, help="how often each query is asked")
        parser.add_argument("--chart", type=Path, help="an SVG file to draw the growth into")

    def handle(self, *, sizes, rounds, chart, **options):
        kept = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            call_command("load_library", verbosity=0)
            taken = [self._at(size, rounds) for size in sizes]
            self._plans()
        finally:
            connection.creation.destroy_test_db(kept, verbosity=0)
        if chart:
            lines = {name: [one[name].p95 for one in taken] for name in growth.MARKS}
            chart.write_text(growth.chart(sizes, lines), encoding="utf-8")

    def _at(self, size: int, rounds: int) -> dict[str, Timing]:
        """What is measured of a database of so many entries, by the names that the chart gives it."""
        benchmark.fill(size)
        benchmark.settle()
        one = benchmark.select_1(rounds * 20)
        self.stdout.write(f"\n{size:,} entries; milliseconds, and how many times “select 1”")
        self._row("select 1", one, one)
        for title, queries in SEARCHES.items():
            self._row(title, benchmark.searches(queries, rounds), one)
        every = [query for queries in SEARCHES.values() for query in queries]
        searches, suggested = benchmark.searches(every, rounds), benchmark.suggested(rounds)
        self._row("all searches", searches, one)
        self._row("suggestions", suggested, one)
        return {"searches": searches, "suggestions": suggested, "select 1": one}

    def _row(self, title: str, taken: Timing, one: Timing) -> None:
        times = (
            f"p50 {taken.p50:8.2f} ({taken.p50 / one.p50:6.0f}×)  p95 {taken.p95:8.2f} ({taken.p95 / one.p95:6.0f}×)"
        )
        self.stdout.write(f"{title:<18}{times}")

    def _plans(self) -> None:
        self.stdout.write("\nNode types of the plans")
        for queries in SEARCHES.values():
            found = benchmark.plan_nodes(partial(answer, queries[0]))
            self.stdout.write(f"search {queries[0]!r}: {', '.join(found)}")
        found = benchmark.plan_nodes(partial(suggestions, SUGGESTED[0]))
        self.stdout.write(f"suggestions {SUGGESTED[0]!r}: {', '.join(found)}")
