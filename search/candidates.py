"""The questions that a search asks of the database, one statement each."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from evidence.models import EvidenceRow
from search.models import MARKS, Phrase
from search.spelling import Lexicon, doubtful, variants
from search.understanding import Name, Subject
from search.words import Reading

MOST_NAMES = 1000
MOST_ROWS = 1000
MOST_RANKED = 1000
MOST_PAGES = 20
MOST_NEAR = 6


def lexicon(reading: Reading) -> Lexicon:
    """What is known of the query's words, and which words the doubtful ones could be."""
    doubted = doubtful(reading)
    texts = {token.text for token in reading.tokens}.union(*(variants(word) for word in doubted))
    stems = {stem for token in reading.tokens for stem in token.stems}
    uses: dict[str, int] = {}
    spellings: dict[str, set[str]] = {}
    in_text = set()
    with connection.cursor() as cursor:
        cursor.execute(LEXICON, {"texts": sorted(texts), "stems": sorted(stems), "doubted": doubted})
        for kind, text, same_as, count in cursor:
            if kind == "word":
                uses[text] = count
            elif kind == "spelling":
                spellings.setdefault(text, set()).add(same_as)
            else:
                in_text.add(text)
    return Lexicon(uses, {stem: frozenset(same) for stem, same in spellings.items()}, in_text)


LEXICON = """
WITH doubted AS (SELECT unnest(%(doubted)s::text[]) AS text)
SELECT 'word', text, '', uses FROM search_word WHERE text = ANY(%(texts)s) OR stem = ANY(%(stems)s)
UNION SELECT 'word', near.text, '', near.uses FROM doubted, LATERAL (
    SELECT text, uses FROM search_word AS word ORDER BY word.text <-> doubted.text LIMIT 10
) AS near
UNION SELECT 'spelling', stem, same_as, 0 FROM search_spelling WHERE stem = ANY(%(stems)s)
UNION SELECT 'text', text, '', 0 FROM doubted
WHERE EXISTS (SELECT FROM search_entry WHERE vector @@ plainto_tsquery('english', doubted.text))
"""


def names(reading: Reading) -> list[Name]:
    """The names of published pages that share a word with the query, those wholly in it first."""
    stems = sorted(reading.places)
    rows = Phrase.objects.sharing(stems).values_list(
        "page_id", "page__live__kind", "page__live__slug", "page__live__title", "text", "role", "sequence", "stems"
    )
    return [
        Name(Subject(*row[:4]), row[4], row[5], tuple(row[6]), frozenset(row[7]))
        for row in rows.filter(page__live__isnull=False)[:MOST_NAMES]
    ]


def evidence(topics: Iterable[Subject]) -> list[dict[str, Any]]:
    """Every published row of evidence on these topics, with the live names of its treatments."""
    rows = EvidenceRow.objects.filter(
        topic__in=[topic.id for topic in topics], intervention__live__isnull=False
    ).order_by("intervention", "position")
    return list(
        rows.values(
            "intervention__live__slug",
            "intervention__live__title",
            "topic__slug",
            "certainty",
            "direction",
            "size",
            "directness",
            "is_harm",
            "card__outcome",
            "card__sentence",
            "card__petals",
            "card__certainty_name",
            "card__direction_name",
            "card__directness_name",
        )[:MOST_ROWS]
    )


def pages(*, meant: Sequence[Subject], some: str, every: str, ranked_by: str) -> list[dict[str, Any]]:
    """The pages shown: those meant, then those that match all, then by rank; extracts of these alone.

    `some`, `every` and `ranked_by` are text-search queries, from search/answer.py. At most MOST_RANKED of each are ranked.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            PAGES,
            {
                "meant": [subject.id for subject in meant],
                "some": some,
                "every": every,
                "ranked_by": ranked_by,
                "extract": EXTRACT,
                "most_ranked": MOST_RANKED,
                "most": MOST_PAGES,
            },
        )
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor]


EXTRACT = (
    f'StartSel="{MARKS[0]}", StopSel="{MARKS[1]}", MaxFragments=2, MaxWords=26, MinWords=12, FragmentDelimiter=" … "'
)

PAGES = """
WITH candidates AS (
    (SELECT page_id FROM search_entry WHERE vector @@ to_tsquery('english', %(every)s) LIMIT %(most_ranked)s)
    UNION (SELECT page_id FROM search_entry WHERE vector @@ to_tsquery('english', %(some)s) LIMIT %(most_ranked)s)
    UNION SELECT unnest(%(meant)s::bigint[])
), ranked AS (
    SELECT entry.*, count(*) OVER () AS total,
        array_position(%(meant)s::bigint[], page_id) AS place,
        vector @@ to_tsquery('english', %(every)s) AS matches_all,
        ts_rank('{0.1, 0.2, 0.4, 1.0}', vector, to_tsquery('english', %(ranked_by)s), 1) AS rank
    FROM search_entry AS entry JOIN candidates USING (page_id)
    ORDER BY place NULLS LAST, matches_all DESC, rank DESC, entry.slug
    LIMIT %(most)s
)
SELECT live.kind, live.slug, live.title, live.summary, ranked.total,
    CASE WHEN place IS NOT NULL THEN emergency ELSE '{}' END AS emergency,
    ts_headline('english', ranked.text, to_tsquery('english', %(ranked_by)s), %(extract)s) AS extract
FROM ranked JOIN topics_edition AS live ON live.page_id = ranked.page_id
JOIN topics_page AS page ON page.live_id = live.id
ORDER BY place NULLS LAST, matches_all DESC, rank DESC, ranked.slug
"""


def nearest(query: str) -> list[Subject]:
    """Published pages whose names look most like the query: something to offer when nothing was found."""
    with connection.cursor() as cursor:
        cursor.execute(NEAREST, {"query": query, "most": MOST_NEAR})
        return list(dict.fromkeys(Subject(*row) for row in cursor))


NEAREST = """
SELECT live.page_id, live.kind, live.slug, live.title
FROM (SELECT page_id, text <-> %(query)s AS distance FROM search_phrase ORDER BY distance LIMIT 4 * %(most)s) AS near
JOIN topics_page AS page ON page.id = near.page_id JOIN topics_edition AS live ON live.id = page.live_id
WHERE near.distance < 0.85
ORDER BY near.distance, live.slug
"""
