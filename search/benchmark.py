"""How long searches take as Rose grows: a scratch database is filled with made-up articles, and real answers are timed.

The articles' texts are sentences of the published pages in another order, so that words are as common as in life.
"""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import quantiles
from typing import Any
from zlib import crc32

from django.db import connection, transaction

from search.answer import answer
from search.models import Entry
from search.suggestions import suggestions
from search.words import words_of

SEARCHES = {
    "rare words": ["kisspeptin", "naloxone infusion", "equol producers"],
    "common words": ["women", "studies in women", "menopause"],
    "one symptom": ["hot flushes", "can't sleep", "brain fog"],
    "several symptoms": ["joint pain and low mood", "achy knees, feeling flat, can't sleep"],
    "misspelt": ["hot flushs at nite", "fibromyalgia pian"],
}
SUGGESTED = ["ho", "hot fl", "joint pain and low m", "magn", "women wi"]
AS_MANY_CHARACTERS = 900
AT_A_TIME = 20_000
"""Made-up articles that one statement inserts."""


@dataclass(frozen=True)
class Timing:
    """Milliseconds that half of the calls, and 95 in 100 of them, stay within."""

    p50: float
    p95: float


def timed(calls: Iterable[Callable[[], Any]]) -> Timing:
    taken = []
    for call in calls:
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    cuts = quantiles(taken, n=20, method="inclusive")
    return Timing(cuts[9], cuts[18])


def select_1(rounds: int) -> Timing:
    def call() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    return timed([call] * rounds)


def searches(queries: list[str], rounds: int) -> Timing:
    """Whole answers, as the results page gets them."""
    return timed([partial(answer, query) for query in queries] * rounds)


def suggested(rounds: int) -> Timing:
    return timed([partial(suggestions, query) for query in SUGGESTED] * rounds)


# --- filling ----------------------------------------------------------------------------------------------------------


def sentences() -> list[str]:
    """Every sentence of the published pages' texts."""
    texts = Entry.objects.order_by("slug").values_list("text", flat=True)
    return [sentence.strip() for text in texts for sentence in text.split(". ") if len(sentence) > 40]


def articles(numbers: range, pool: list[str]) -> Iterator[tuple[int, str, str]]:
    """A number, a title and a text for each; the same at each run."""
    for number in numbers:
        text, place = "", number
        while len(text) < AS_MANY_CHARACTERS:
            place = crc32(place.to_bytes(8)) % len(pool)
            text += pool[place] + ". "
        yield number, " ".join([*words_of(text)[:5], str(number)]), text


@transaction.atomic
def fill(upto: int) -> None:
    """Publish made-up articles until there are so many entries in all."""
    pool, held = sentences(), Entry.objects.count()
    for start in range(held, upto, AT_A_TIME):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE made_up (number bigint, title text, text text) ON COMMIT DROP")
            with cursor.copy("COPY made_up FROM STDIN") as copy:
                for row in articles(range(start, min(upto, start + AT_A_TIME)), pool):
                    copy.write_row(row)
            cursor.execute(PUBLISH, {"first": FIRST})
            cursor.execute("DROP TABLE made_up")


def settle() -> None:
    """What PostgreSQL does by itself after a while: index what is pending, and count anew."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


FIRST = 1_000_000
"""Above the numbers of the library's own rows."""

PUBLISH = """
INSERT INTO topics_page SELECT made.* FROM made_up
JOIN topics_page AS pattern ON pattern.id = (SELECT min(id) FROM topics_page WHERE kind = 'article'),
LATERAL jsonb_populate_record(pattern, jsonb_build_object(
    'id', %(first)s + made_up.number, 'live_id', %(first)s + made_up.number,
    'slug', 'made-up-' || made_up.number, 'title', made_up.title
)) AS made;
INSERT INTO topics_edition SELECT made.* FROM made_up
JOIN topics_edition AS pattern ON pattern.id = (SELECT min(id) FROM topics_edition WHERE kind = 'article'),
LATERAL jsonb_populate_record(pattern, jsonb_build_object(
    'id', %(first)s + made_up.number, 'page_id', %(first)s + made_up.number,
    'slug', 'made-up-' || made_up.number, 'title', made_up.title,
    'content', '{}'::jsonb, 'rendered', '{}'::jsonb
)) AS made;
INSERT INTO search_entry (page_id, kind, slug, title, names, summary, text, emergency)
SELECT %(first)s + number, 'article', 'made-up-' || number, title, title, left(text, 150), text, '{}' FROM made_up;
INSERT INTO search_completion (page_id, kind, text, beginning, is_start)
SELECT %(first)s + made_up.number, 'article', title, array_to_string(words[place:], ' '), place = 1
FROM made_up, string_to_array(lower(title), ' ') AS words, generate_subscripts(words, 1) AS place;
"""


# --- plans ------------------------------------------------------------------------------------------------------------


def plan_nodes(call: Callable[[], Any]) -> list[str]:
    """The node types of the plans that PostgreSQL keeps of every statement that a call makes, each once."""
    asked: set[str] = set()

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.add(PARAMETER.sub("?", sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        call()
    nodes: dict[str, None] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, statement, cardinality(parameter_types) FROM pg_prepared_statements")
        for name, statement, parameters in cursor.fetchall():
            if PARAMETER.sub("?", statement) in asked:
                values = ", ".join(["NULL"] * parameters)  # the plan is the same for all
                cursor.execute(f'EXPLAIN (FORMAT JSON) EXECUTE "{name}" ({values})')
                (found,) = cursor.fetchone()
                nodes |= dict.fromkeys(_nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"]))
    return list(nodes)


PARAMETER = re.compile(r"%\(\w+\)s|\$\d+")
"""Where a value stands in a statement, as Rose writes it and as PostgreSQL keeps it."""


def _nodes(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["Node Type"]
    for part in plan.get("Plans", []):
        yield from _nodes(part)
