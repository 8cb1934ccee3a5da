"""The questions that a search asks of the database, one statement each.

They are SQL, for what makes them quick is SQL's own: nearest neighbours, arrays, ranks over a capped number of rows.
"""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from evidence.grading import NOT_RATED, VERY_LOW
from search.hints import Use, Uses
from search.names import KINDS, Name, Subject
from search.spelling import Lexicon, doubtful, variants
from search.statements import rows
from search.words import Reading

MOST_NAMES = 300
MOST_ROWS = 1000
MOST_RANKED = 400
MOST_ARTICLES = 50
MOST_PAGES = 20
MOST_TEXT = 8_000
MOST_NEAR = 6
MOST_BEGUN = 40
LAST_CHARACTER = chr(sys.maxunicode)


def lexicon(reading: Reading) -> Lexicon:
    """What is known of the query's words, and which words the doubtful ones could be.

    A word written right is not looked for under its misspellings too: a name that has one has the right one as well.
    """
    doubted = doubtful(reading)
    texts = {token.text for token in reading.tokens}.union(*(variants(word) for word in doubted))
    uses: dict[str, int] = {}
    spellings: dict[str, set[str]] = {}
    in_text = set()
    for row in rows(LEXICON, texts=sorted(texts), stems=sorted(reading.places), doubted=doubted):
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
    for row in rows(NAMES, stems=sorted(reading.places), strong=strong, most=MOST_NAMES):
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
    WHERE longest = ANY(%(stems)s::varchar[]) AND stems <@ %(stems)s::varchar[]
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

    Beside them stand the unwanted effects that the same treatments are graded for under other topics, where something
    is known of them; their `topic` is empty, and so is what no answer shows of them.
    """
    asked = list(topics)
    found = rows(
        KNOWN,
        topics=[topic.id for topic in asked],
        slugs=[topic.slug for topic in asked],
        unsure=[VERY_LOW, NOT_RATED],
        most=MOST_ROWS,
    )
    kinds: dict[str, list[dict[str, Any]]] = {"evidence": [], "treatment": [], "mechanism": [], "retracted": []}
    for row in found:
        kinds[row.pop("source")].append(row)
    treatments = {row["id"]: {name: row[name] for name in ("slug", "title", "address")} for row in kinds["treatment"]}
    retracted = {row["slug"] for row in kinds["retracted"]}
    for row in kinds["evidence"]:
        row.update(treatments[row["id"]], rests_on_retracted=not retracted.isdisjoint(row["study_keys"]))
    return kinds["evidence"], _shared(kinds["mechanism"])


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
    WHERE is_harm AND certainty <> ALL(%(unsure)s) AND topic_id <> ALL(%(topics)s::bigint[])
    LIMIT %(most)s
)
SELECT 'evidence' AS source, row.intervention_id AS id, topic, '' AS slug, '' AS title, '' AS address,
    '' AS basis, key, certainty, direction, size, directness, is_harm, outcome, population,
    CASE WHEN topic = '' THEN '' ELSE sentence END AS sentence, study_keys,
    CASE WHEN topic = '' THEN '' ELSE studies::text END AS studies
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


def pages(*, meant: Sequence[Subject], some: str, every: str, ranked_by: str) -> tuple[list[dict[str, Any]], bool]:
    """The pages shown, and whether there are more: those meant, those about all that was asked, those that mention it
    all, those about some of it, and those that mention some. Texts are fetched of the pages shown alone.

    `some`, `every` and `ranked_by` are text-search queries that search/answer.py makes. What comes later is looked for
    only where too few came before it. At most MOST_RANKED pages and MOST_ARTICLES articles of each are looked at.
    Articles about several things at once are not looked for: to learn that there is hardly one takes a look at all.
    """
    found = rows(
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
    return found, bool(found) and found[0]["are_more"]


PAGES = """
WITH asked AS MATERIALIZED (
    SELECT to_tsquery('english', %(every)s) AS whole, to_tsquery('english', %(some)s) AS part,
        to_tsquery('english', %(ranked_by)s) AS ranked_by
), about_all AS MATERIALIZED (
    (SELECT page_id FROM search_entry WHERE tier = 0 AND about @@ (SELECT whole FROM asked) LIMIT %(most_ranked)s)
    UNION ALL SELECT page_id FROM search_articles_about((SELECT whole FROM asked), %(most_articles)s)
    WHERE (SELECT numnode(part) = 0 FROM asked)
), all_of_it AS MATERIALIZED (
    SELECT page_id FROM (
        (SELECT page_id FROM search_entry WHERE tier = 0 AND vector @@ (SELECT whole FROM asked) LIMIT %(most_ranked)s)
        UNION ALL SELECT page_id FROM search_articles((SELECT whole FROM asked), %(most_articles)s)
    ) AS found WHERE (SELECT count(*) FROM about_all) <= %(most)s
), about_some AS MATERIALIZED (
    SELECT page_id FROM (
        (SELECT page_id FROM search_entry WHERE tier = 0 AND about @@ (SELECT part FROM asked) LIMIT %(most_ranked)s)
        UNION ALL SELECT page_id FROM search_articles_about((SELECT part FROM asked), %(most_articles)s)
    ) AS found WHERE (
        SELECT count(*) FROM (SELECT page_id FROM about_all UNION SELECT page_id FROM all_of_it) AS before
    ) <= %(most)s
), some_of_it AS MATERIALIZED (
    SELECT page_id FROM (
        (SELECT page_id FROM search_entry WHERE tier = 0 AND vector @@ (SELECT part FROM asked) LIMIT %(most_ranked)s)
        UNION ALL SELECT page_id FROM search_articles((SELECT part FROM asked), %(most_articles)s)
    ) AS found WHERE (
        SELECT count(*) FROM (
            SELECT page_id FROM about_all UNION SELECT page_id FROM all_of_it UNION SELECT page_id FROM about_some
        ) AS before
    ) <= %(most)s
), candidates AS (
    SELECT page_id, min(stage) AS stage FROM (
        SELECT unnest(%(meant)s::bigint[]) AS page_id, 0 AS stage
        UNION ALL SELECT page_id, 1 FROM about_all UNION ALL SELECT page_id, 2 FROM all_of_it
        UNION ALL SELECT page_id, 3 FROM about_some UNION ALL SELECT page_id, 4 FROM some_of_it
    ) AS found GROUP BY page_id
), ranked AS (
    SELECT page_id, stage, array_position(%(meant)s::bigint[], page_id) AS place, count(*) OVER () AS total,
        CASE WHEN stage IN (1, 3) THEN ts_rank('{0.1, 0.2, 0.4, 1.0}', about, ranked_by, 1)
            WHEN stage IN (2, 4) THEN ts_rank('{0.1, 0.2, 0.4, 1.0}', vector, ranked_by, 1) END AS rank
    FROM candidates JOIN search_entry USING (page_id), asked
    ORDER BY stage, place, rank DESC, slug
    LIMIT %(most)s
)
SELECT live.kind, live.slug, live.title, coalesce(page.moved_to, live.slug) AS address,
    live.summary, total > %(most)s AS are_more, place IS NOT NULL AS is_meant,
    CASE WHEN place IS NOT NULL THEN emergency ELSE '{}' END AS emergency,
    CASE WHEN place IS NOT NULL THEN '' ELSE left(entry.text, %(most_text)s) END AS text
FROM ranked JOIN search_entry AS entry USING (page_id) JOIN topics_page AS page ON page.id = ranked.page_id
JOIN topics_edition AS live ON live.id = page.live_id
ORDER BY stage, place, rank DESC, live.slug
"""


def begun(prefix: str) -> list[dict[str, Any]]:
    """Names of published pages that begin so: of each kind a few, in the order of the alphabet."""
    return rows(BEGUN, first=prefix, past=prefix + LAST_CHARACTER, kinds=list(KINDS), most=MOST_BEGUN)


BEGUN = """
SELECT live.kind, live.slug, live.title, coalesce(page.moved_to, live.slug) AS address, name.text, name.is_start
FROM unnest(%(kinds)s::text[]) AS kind, LATERAL (
    SELECT page_id, text, is_start FROM search_completion
    WHERE search_completion.kind = kind.kind AND beginning ~>=~ %(first)s AND beginning ~<~ %(past)s LIMIT %(most)s
) AS name
JOIN topics_page AS page ON page.id = name.page_id JOIN topics_edition AS live ON live.id = page.live_id
"""


def nearest(query: str) -> list[Subject]:
    """Published pages whose names look most like the query: something to offer when nothing was found."""
    found = rows(NEAREST, query=query)
    return list(dict.fromkeys(_subject(row) for row in found))[:MOST_NEAR]


NEAREST = """
SELECT live.page_id AS id, live.kind, live.slug, live.title, coalesce(page.moved_to, live.slug) AS address
FROM search_phrases_near(%(query)s) AS near
JOIN topics_page AS page ON page.id = near.page_id JOIN topics_edition AS live ON live.id = page.live_id
ORDER BY similarity(near.text, %(query)s) DESC, live.slug
"""
