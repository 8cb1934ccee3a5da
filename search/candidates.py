"""The questions that a search asks of the database, one statement each.

They are SQL, for what makes them quick is SQL's own: nearest neighbours, arrays, ranks over a capped number of rows.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from search.hints import Use, Uses
from search.names import KINDS, Name, Subject
from search.spelling import Lexicon, doubtful, variants
from search.words import Reading

MOST_NAMES = 300
MOST_ROWS = 1000
MOST_RANKED = 400
MOST_ARTICLES = 100
MOST_PAGES = 20
MOST_TEXT = 8_000
MOST_NEAR = 6
MOST_BEGUN = 40


def lexicon(reading: Reading) -> Lexicon:
    """What is known of the query's words, and which words the doubtful ones could be.

    A word written right is not looked for under its misspellings too: a name that has one has the right one as well.
    """
    doubted = doubtful(reading)
    texts = {token.text for token in reading.tokens}.union(*(variants(word) for word in doubted))
    uses: dict[str, int] = {}
    spellings: dict[str, set[str]] = {}
    in_text = set()
    for row in _rows(LEXICON, texts=sorted(texts), stems=sorted(reading.places), doubted=doubted):
        if row["source"] == "name":
            uses[row["text"]] = row["uses"]
        elif row["source"] == "spelling":
            spellings.setdefault(row["text"], set()).add(row["same_as"])
        else:
            in_text.add(row["text"])
    return Lexicon(uses, {stem: frozenset(same) for stem, same in spellings.items()}, in_text)


LEXICON = """
WITH doubted AS (SELECT unnest(%(doubted)s::text[]) AS text)
SELECT 'name' AS source, text, '' AS same_as, uses FROM search_word WHERE text = ANY(%(texts)s) OR stem = ANY(%(stems)s)
UNION SELECT 'name', near.text, '', near.uses FROM doubted, search_words_near(doubted.text) AS near
UNION SELECT 'spelling', stem, same_as, 0 FROM search_spelling
WHERE stem = ANY(%(stems)s) AND (same_as = stem OR EXISTS (SELECT FROM search_word AS word WHERE word.stem = same_as))
UNION SELECT 'text', text, '', 0 FROM doubted
WHERE EXISTS (SELECT FROM search_entry WHERE tier = 0 AND vector @@ plainto_tsquery('english', doubted.text))
OR EXISTS (SELECT FROM search_articles(plainto_tsquery('english', doubted.text)))
"""


def names(reading: Reading) -> tuple[list[Name], Uses]:
    """The names of published pages that stand wholly in the query, and how all names use the words that say most."""
    strong = sorted({stem for i in reading.strong for stem in reading.tokens[i].stems})
    found: list[Name] = []
    uses: dict[str, dict[Subject, Use]] = {}
    for row in _rows(NAMES, stems=sorted(reading.places), strong=strong, most=MOST_NAMES):
        subject = _subject(row)
        for name in row["names"] or ():
            found.append(Name(subject, name["text"], name["role"], tuple(name["sequence"]), frozenset(name["stems"])))
        for stem, use in (row["uses"] or {}).items():
            uses.setdefault(stem, {})[subject] = Use(**use)
    return found, uses


def _subject(row: dict[str, Any]) -> Subject:
    return Subject(row["id"], row["kind"], row["slug"], row["title"], row["address"])


NAMES = """
WITH phrase AS MATERIALIZED (
    SELECT page_id, text, role, sequence, stems, stems <@ %(stems)s::varchar[] AS is_whole
    FROM search_phrase WHERE stems && %(stems)s::varchar[]
), whole AS (
    SELECT page_id, json_agg(longest) AS names
    FROM (SELECT * FROM phrase WHERE is_whole ORDER BY cardinality(stems) DESC, text LIMIT %(most)s) AS longest
    GROUP BY page_id
), used AS (
    SELECT page_id, json_object_agg(stem, json_build_object('names', names, 'in_title', in_title)) AS uses
    FROM (
        SELECT page_id, stem, count(*) FILTER (WHERE role <> 'misspelling') AS names,
            bool_or(role IN ('title', 'clinical')) AS in_title
        FROM phrase, unnest(stems) AS stem WHERE stem = ANY(%(strong)s::varchar[]) GROUP BY page_id, stem
    ) AS counted GROUP BY page_id
)
SELECT live.page_id AS id, live.kind, live.slug, live.title, coalesce(page.moved_to, live.slug) AS address,
    whole.names, used.uses
FROM whole FULL JOIN used USING (page_id)
JOIN topics_page AS page ON page.id = page_id JOIN topics_edition AS live ON live.id = page.live_id
"""


def known(topics: Iterable[Subject]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Of these topics every published row of evidence, and the mechanisms that pages link to several of them.

    Beside them stand the unwanted effects that the same treatments are graded for under other topics; their `topic` is
    empty.
    """
    asked = list(topics)
    (found,) = _rows(KNOWN, topics=[topic.id for topic in asked], slugs=[topic.slug for topic in asked], most=MOST_ROWS)
    retracted = set(found["retracted"])
    evidence = [
        row | line | {"rests_on_retracted": not retracted.isdisjoint(study["key"] for study in line["studies"])}
        for row, line in found["evidence"]
    ]
    return evidence, found["mechanisms"]


KNOWN = """
WITH chosen AS (
    SELECT row.id, topic.slug AS topic, row.intervention_id FROM evidence_evidencerow AS row
    JOIN unnest(%(topics)s::bigint[], %(slugs)s::text[]) AS topic (id, slug) ON topic.id = row.topic_id
), beside AS (
    SELECT id, '' AS topic, intervention_id FROM evidence_evidencerow
    WHERE is_harm AND intervention_id IN (SELECT intervention_id FROM chosen) AND topic_id <> ALL(%(topics)s::bigint[])
), evidence AS (
    SELECT json_build_array(
        json_build_object(
            'slug', live.slug, 'title', live.title, 'address', coalesce(page.moved_to, live.slug), 'topic', shown.topic,
            'key', row.key, 'certainty', row.certainty, 'direction', row.direction, 'size', row.size,
            'directness', row.directness, 'is_harm', row.is_harm
        ), row.line
    ) AS found
    FROM (TABLE chosen UNION ALL TABLE beside) AS shown JOIN evidence_evidencerow AS row ON row.id = shown.id
    JOIN topics_page AS page ON page.id = row.intervention_id JOIN topics_edition AS live ON live.id = page.live_id
    ORDER BY row.intervention_id, row.position
    LIMIT %(most)s
), mechanisms AS (
    SELECT live.slug, live.title, coalesce(page.moved_to, live.slug) AS address,
        json_object_agg(link.topic, link.basis) AS basis
    FROM topics_page AS page JOIN topics_edition AS live ON live.id = page.live_id,
    LATERAL jsonb_to_recordset(live.content->'page'->'contributes_to') AS link(topic text, basis text)
    WHERE cardinality(%(slugs)s::text[]) > 1 AND page.kind = 'mechanism' AND link.topic = ANY(%(slugs)s::text[])
    GROUP BY live.slug, live.title, page.moved_to HAVING count(DISTINCT link.topic) > 1
    ORDER BY count(DISTINCT link.topic) DESC, live.title
)
SELECT (SELECT coalesce(json_agg(found), '[]') FROM evidence) AS evidence,
    (SELECT coalesce(json_agg(mechanisms), '[]') FROM mechanisms) AS mechanisms,
    ARRAY(SELECT slug FROM evidence_study WHERE retracted) AS retracted
"""


def pages(*, meant: Sequence[Subject], some: str, every: str, ranked_by: str) -> list[dict[str, Any]]:
    """The pages shown: those meant, then those that match all, then by rank. Texts are fetched of these alone.

    `some`, `every` and `ranked_by` are text-search queries that search/answer.py makes; at most MOST_RANKED pages and
    MOST_ARTICLES articles of each are ranked.
    """
    return _rows(
        PAGES,
        meant=[subject.id for subject in meant],
        some=some if some != every else "",  # the same question is asked once
        every=every,
        ranked_by=ranked_by,
        most_ranked=MOST_RANKED,
        most_articles=MOST_ARTICLES,
        most=MOST_PAGES,
        most_text=MOST_TEXT,
    )


PAGES = """
WITH matches AS (
    (SELECT page_id, true AS all_of_it FROM search_entry
        WHERE tier = 0 AND vector @@ to_tsquery('english', %(every)s) LIMIT %(most_ranked)s)
    UNION ALL
    (SELECT page_id, false FROM search_entry
        WHERE tier = 0 AND vector @@ to_tsquery('english', %(some)s) LIMIT %(most_ranked)s)
    UNION ALL
    (SELECT page_id, true FROM search_articles(to_tsquery('english', %(every)s)) LIMIT %(most_articles)s)
    UNION ALL
    (SELECT page_id, false FROM search_articles(to_tsquery('english', %(some)s)) LIMIT %(most_articles)s)
    UNION ALL SELECT unnest(%(meant)s::bigint[]), false
), candidates AS (
    SELECT page_id, bool_or(all_of_it) AS matches_all FROM matches GROUP BY page_id
), ranked AS (
    SELECT page_id, matches_all, count(*) OVER () AS total,
        array_position(%(meant)s::bigint[], page_id) AS place,
        ts_rank('{0.1, 0.2, 0.4, 1.0}', vector, to_tsquery('english', %(ranked_by)s), 1) AS rank
    FROM candidates JOIN search_entry USING (page_id)
    ORDER BY place NULLS LAST, matches_all DESC, rank DESC, slug
    LIMIT %(most)s
)
SELECT live.kind, live.slug, live.title, coalesce(page.moved_to, live.slug) AS address,
    live.summary, total, place IS NOT NULL AS is_meant,
    CASE WHEN place IS NOT NULL THEN emergency ELSE '{}' END AS emergency, left(entry.text, %(most_text)s) AS text
FROM ranked JOIN search_entry AS entry USING (page_id) JOIN topics_page AS page ON page.id = ranked.page_id
JOIN topics_edition AS live ON live.id = page.live_id
ORDER BY place NULLS LAST, matches_all DESC, rank DESC, live.slug
"""


def begun(prefix: str) -> list[dict[str, Any]]:
    """Names of published pages that begin so: of each kind a few, in the order of the alphabet."""
    pattern = prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return _rows(BEGUN, pattern=pattern, kinds=list(KINDS), most=MOST_BEGUN)


BEGUN = """
SELECT live.kind, live.slug, live.title, coalesce(page.moved_to, live.slug) AS address, name.text, name.is_start
FROM unnest(%(kinds)s::text[]) AS kind, LATERAL (
    SELECT page_id, text, is_start FROM search_completion
    WHERE search_completion.kind = kind.kind AND beginning LIKE %(pattern)s LIMIT %(most)s
) AS name
JOIN topics_page AS page ON page.id = name.page_id JOIN topics_edition AS live ON live.id = page.live_id
"""


def nearest(query: str) -> list[Subject]:
    """Published pages whose names look most like the query: something to offer when nothing was found."""
    found = _rows(NEAREST, query=query)
    return list(dict.fromkeys(_subject(row) for row in found))[:MOST_NEAR]


NEAREST = """
SELECT live.page_id AS id, live.kind, live.slug, live.title, coalesce(page.moved_to, live.slug) AS address
FROM search_phrases_near(%(query)s) AS near
JOIN topics_page AS page ON page.id = near.page_id JOIN topics_edition AS live ON live.id = page.live_id
ORDER BY similarity(near.text, %(query)s) DESC, live.slug
"""


def _rows(sql: str, **parameters: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row, strict=True)) for row in cursor]
