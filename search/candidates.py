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
MOST_ARTICLES = 50
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
OR EXISTS (SELECT FROM search_articles(plainto_tsquery('english', doubted.text), 1))
"""


def names(reading: Reading) -> tuple[list[Name], Uses]:
    """The names of published pages that stand wholly in the query, and how all names use the words that say most."""
    strong = sorted({stem for i in reading.strong for stem in reading.tokens[i].stems})
    subjects: dict[int, Subject] = {}
    found: list[Name] = []
    uses: dict[str, dict[Subject, Use]] = {}
    for row in _rows(NAMES, stems=sorted(reading.places), strong=strong, most=MOST_NAMES):
        subject = subjects.setdefault(row["id"], _subject(row))
        if row["stem"]:
            uses.setdefault(row["stem"], {})[subject] = Use(row["names"], row["in_title"])
        else:
            found.append(Name(subject, row["text"], row["role"], tuple(row["sequence"]), frozenset(row["stems"])))
    return found, uses


def _subject(row: dict[str, Any]) -> Subject:
    return Subject(row["id"], row["kind"], row["slug"], row["title"], row["address"])


NAMES = """
WITH whole AS (
    SELECT page_id, text, role, sequence, stems FROM search_phrase
    WHERE stems && %(stems)s::varchar[] AND stems <@ %(stems)s::varchar[]
    ORDER BY cardinality(stems) DESC, text LIMIT %(most)s
), found AS (
    SELECT *, '' AS stem, 0 AS names, false AS in_title FROM whole
    UNION ALL SELECT page_id, '', '', NULL, NULL, stem, names, in_title FROM search_nameword
    WHERE stem = ANY(%(strong)s::varchar[])
)
SELECT live.page_id AS id, live.kind, live.slug, live.title,
    coalesce(page.moved_to, live.slug) AS address, text, role, sequence, stems, stem, names, in_title
FROM found JOIN topics_page AS page ON page.id = found.page_id JOIN topics_edition AS live ON live.id = page.live_id
"""


def known(topics: Iterable[Subject]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Of these topics every published row of evidence, and the mechanisms that pages link to several of them.

    Beside them stand the unwanted effects that the same treatments are graded for under other topics; their `topic` is
    empty.
    """
    asked = list(topics)
    found = _rows(KNOWN, topics=[topic.id for topic in asked], slugs=[topic.slug for topic in asked], most=MOST_ROWS)
    kinds: dict[str, list[dict[str, Any]]] = {"evidence": [], "treatment": [], "mechanism": [], "retracted": []}
    for row in found:
        kinds[row.pop("source")].append(row)
    treatments = {row["id"]: {name: row[name] for name in ("slug", "title", "address")} for row in kinds["treatment"]}
    retracted = {row["slug"] for row in kinds["retracted"]}
    evidence = [
        row | treatments[row["id"]] | {"rests_on_retracted": not retracted.isdisjoint(row["study_keys"])}
        for row in kinds["evidence"]
    ]
    return evidence, _shared(kinds["mechanism"])


def _shared(arrows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The mechanisms that arrows lead from to two topics or more, those with most first."""
    shared: dict[tuple[str, str, str], dict[str, str]] = {}
    for arrow in arrows:
        name = arrow["slug"], arrow["title"], arrow["address"]
        shared.setdefault(name, {})[arrow["topic"]] = arrow["basis"]
    mechanisms = [
        {"slug": slug, "title": title, "address": address, "basis": basis}
        for (slug, title, address), basis in shared.items()
    ]
    several = [found for found in mechanisms if len(found["basis"]) > 1]
    return sorted(several, key=lambda found: (-len(found["basis"]), found["title"]))


KNOWN = """
WITH asked AS (
    SELECT * FROM unnest(%(topics)s::bigint[], %(slugs)s::text[]) AS topic (id, slug)
), chosen AS MATERIALIZED (
    SELECT row.id, row.intervention_id, asked.slug AS topic
    FROM asked JOIN evidence_evidencerow AS row ON row.topic_id = asked.id
), treatment AS MATERIALIZED (
    SELECT page.id, live.slug, live.title, coalesce(page.moved_to, live.slug) AS address
    FROM topics_page AS page JOIN topics_edition AS live ON live.id = page.live_id
    WHERE page.id IN (SELECT intervention_id FROM chosen)
), shown AS (
    SELECT id, topic FROM chosen
    UNION ALL SELECT row.id, '' FROM treatment JOIN evidence_evidencerow AS row ON row.intervention_id = treatment.id
    WHERE is_harm AND topic_id <> ALL(%(topics)s)
    LIMIT %(most)s
)
SELECT 'evidence' AS source, row.intervention_id AS id, topic, '' AS slug, '' AS title, '' AS address,
    '' AS basis, key, certainty, direction, size, directness, is_harm, outcome, population, sentence, study_keys,
    studies::text
FROM shown JOIN evidence_evidencerow AS row ON row.id = shown.id
UNION ALL
SELECT 'treatment', id, '', slug, title, address, '', '', '', '', '', '', false, '', '', '', '{}', '' FROM treatment
UNION ALL
SELECT 'mechanism', 0, asked.slug, live.slug, live.title, coalesce(page.moved_to, live.slug), row.basis,
    '', '', '', '', '', false, '', '', '', '{}', ''
FROM asked JOIN evidence_mechanismrow AS row ON row.topic_id = asked.id
JOIN topics_page AS page ON page.id = row.mechanism_id JOIN topics_edition AS live ON live.id = page.live_id
WHERE cardinality(%(topics)s) > 1
UNION ALL
SELECT 'retracted', 0, '', slug, '', '', '', '', '', '', '', '', false, '', '', '', '{}', ''
FROM evidence_study WHERE retracted
"""


def pages(*, meant: Sequence[Subject], some: str, every: str, ranked_by: str) -> list[dict[str, Any]]:
    """The pages shown: those meant, then those that match all, then by rank. Texts are fetched of these alone.

    `some`, `every` and `ranked_by` are text-search queries that search/answer.py makes; at most MOST_RANKED pages and
    MOST_ARTICLES articles of each are looked at, and where enough match all, they alone are ranked.
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
    (SELECT page_id, true FROM search_articles(to_tsquery('english', %(every)s), %(most_articles)s))
    UNION ALL
    (SELECT page_id, false FROM search_articles(to_tsquery('english', %(some)s), %(most_articles)s))
    UNION ALL SELECT unnest(%(meant)s::bigint[]), false
), candidates AS (
    SELECT page_id, bool_or(all_of_it) AS matches_all FROM matches GROUP BY page_id
), counted AS (
    SELECT count(*) AS total, count(*) FILTER (WHERE matches_all) >= %(most)s AS is_enough FROM candidates
), ranked AS (
    SELECT page_id, matches_all, total,
        array_position(%(meant)s::bigint[], page_id) AS place,
        ts_rank('{0.1, 0.2, 0.4, 1.0}', vector, to_tsquery('english', %(ranked_by)s), 1) AS rank
    FROM candidates JOIN search_entry USING (page_id), counted
    WHERE matches_all OR NOT is_enough OR page_id = ANY(%(meant)s::bigint[])
    ORDER BY place NULLS LAST, matches_all DESC, rank DESC, slug
    LIMIT %(most)s
)
SELECT live.kind, live.slug, live.title, coalesce(page.moved_to, live.slug) AS address,
    live.summary, total, place IS NOT NULL AS is_meant,
    CASE WHEN place IS NOT NULL THEN emergency ELSE '{}' END AS emergency,
    CASE WHEN place IS NOT NULL THEN '' ELSE left(entry.text, %(most_text)s) END AS text
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
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
