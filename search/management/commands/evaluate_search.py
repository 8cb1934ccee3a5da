from pathlib import Path

import yaml
from django.core.management.base import BaseCommand, CommandError

from search import evaluation, recognisers
from search.evaluation import Measures, Query, Result

ROWS = {
    "recall_at_1": "recall@1",
    "recall_at_3": "recall@3",
    "precision": "precision of the symptoms recognised",
    "mean_reciprocal_rank": "mean reciprocal rank",
    "single_in_first_two": "one symptom meant: it stands first or second",
    "several_all_found": "several meant: all of them found",
    "names_one_not_meant": "answers that name a symptom not meant",
}


class Command(BaseCommand):
    help = "Measure how well searches are understood, over queries in a YAML file, beside plain full-text search."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="a list of {query: …, expect: [addresses of symptoms], kind: …}")
        parser.add_argument(
            "--measures-only", action="store_true", help="print no query, so that the file stays unseen"
        )

    def handle(self, *, file, measures_only, **options):
        queries = self._read(file)
        ours = evaluation.evaluate(queries, recognisers.rose)
        plain = evaluation.evaluate(queries, recognisers.full_text)
        if not measures_only:
            self._misses(ours)
        self._table(evaluation.measures(ours), evaluation.measures(plain))
        self._kinds(ours)

    def _read(self, file: Path) -> list[Query]:
        try:
            entries = yaml.safe_load(file.read_text(encoding="utf-8"))
            queries = [Query(entry["query"], frozenset(entry["expect"]), entry.get("kind", "")) for entry in entries]
        except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
            raise CommandError(f"{file} is no list of {{query: …, expect: […]}}: {error!r}") from error
        strange = {slug for query in queries for slug in query.expect} - recognisers.published()
        if strange:
            raise CommandError(f"expected, but no published page: {', '.join(sorted(strange))}")
        return queries

    def _misses(self, results: list[Result]) -> None:
        for result in results:
            if result.missed or result.not_meant:
                missed = "".join(f"  missed {slug}" for slug in sorted(result.missed))
                not_meant = "".join(f"  not meant {slug}" for slug in sorted(result.not_meant))
                self.stdout.write(f"{result.query.kind}: {result.query.text!r}{missed}{not_meant}")

    def _table(self, ours: Measures, plain: Measures) -> None:
        self.stdout.write(f"\n{ours.queries} queries{'Rose':>48}  plain full text")
        for name, title in ROWS.items():
            self.stdout.write(f"{title:<50}{_percent(getattr(ours, name)):>8}  {_percent(getattr(plain, name)):>15}")

    def _kinds(self, results: list[Result]) -> None:
        self.stdout.write(f"\n{'by kind':<16}queries  all found  names one not meant")
        for kind in sorted({result.query.kind for result in results}):
            own = [result for result in results if result.query.kind == kind]
            found, strange = sum(not r.missed for r in own), sum(bool(r.not_meant) for r in own)
            self.stdout.write(f"{kind:<16}{len(own):>7}  {found:>9}  {strange:>19}")


def _percent(share):
    return "–" if share is None else f"{float(share):.1%}"
