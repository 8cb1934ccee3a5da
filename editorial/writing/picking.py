"""Finding what a text can refer to, while it is written: a study to cite, a page to link to, a word of the glossary.

Every typed word has to stand in what is said of a thing, in any order, whole or in part. The longest is looked up in an
index on trigrams (migration 0016); a query of one or two letters is not asked.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.utils.text import Truncator

from evidence import citations
from evidence.models import Design, StudyDirectness
from topics.models import Kind

SHORTEST, LONGEST = 2, 100
"""Characters of a query that is asked, and up to which it is read."""
MOST = 12
"""Things that one answer offers."""

IN_WHOM = {
    StudyDirectness.DIRECT: "in menopause",
    StudyDirectness.MIXED: "partly in menopause",
    StudyDirectness.INDIRECT: "not in menopause",
    StudyDirectness.NOT_HUMAN: "not in people",
}

STUDIES = """
SELECT slug, title, authors, year, journal, design, directness, retracted FROM evidence_study
WHERE editorial_said_of_study(slug, title, authors, year) LIKE %(longest)s
AND editorial_said_of_study(slug, title, authors, year) LIKE ALL (%(words)s)
AND NOT (doi = '' AND pmid = '' AND registration = '')
ORDER BY slug LIKE %(start)s DESC, year DESC NULLS LAST, slug LIMIT %(most)s
"""
PAGES = """
WITH named AS (
    SELECT page_id, (array_agg(text ORDER BY length(text), text))[1] AS alias FROM topics_alias
    WHERE editorial_said_of_name(text) LIKE %(longest)s AND editorial_said_of_name(text) LIKE ALL (%(words)s)
    AND kind NOT IN ('phrase', 'misspelling')
    GROUP BY page_id
)
SELECT slug, title, kind, live_id IS NOT NULL AS live, alias FROM topics_page LEFT JOIN named ON page_id = id
WHERE id IN (
    SELECT id FROM topics_page WHERE editorial_said_of_page(title, slug) LIKE %(longest)s
    AND editorial_said_of_page(title, slug) LIKE ALL (%(words)s)
    UNION SELECT page_id FROM named
)
ORDER BY lower(alias) = %(whole)s DESC NULLS LAST, lower(title) LIKE %(start)s DESC, live DESC, title, slug
LIMIT %(most)s
"""
TERMS = """
SELECT term, also, meaning, link FROM topics_term
WHERE editorial_said_of_term(term, also) LIKE %(longest)s AND editorial_said_of_term(term, also) LIKE ALL (%(words)s)
ORDER BY lower(term) LIKE %(start)s DESC, lower(term) LIMIT %(most)s
"""

Row = dict[str, Any]


def found(what: str, query: str) -> dict[str, Any]:
    """What to offer, each with what is written into the text; and whether there is more than is offered."""
    statement, offer = KINDS[what]
    query = query[:LONGEST].lower().strip()
    rows = list(_rows(statement, query)) if len(query) >= SHORTEST else []
    return {"found": [offer(row, query) for row in rows[:MOST]], "more": len(rows) > MOST}


def _rows(statement: str, query: str) -> Iterable[Row]:
    words = [_literally(word) for word in query.split()]
    given = {
        "words": [f"%{word}%" for word in words],
        "longest": f"%{max(words, key=len)}%",
        "start": f"{_literally(query)}%",
        "whole": query,
        "most": MOST + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _literally(text: str) -> str:
    """Text as a pattern that means itself."""
    return text.replace("’", "'").replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _study(row: Row, query: str) -> dict[str, str]:
    design, whom = Design(row["design"]).label, IN_WHOM[StudyDirectness(row["directness"])]
    return {
        "key": row["slug"],
        "name": f"{citations.short(row)}: {row['title']}",
        "note": f"{design}, {whom}",
        "warning": "retracted" if row["retracted"] else "",
    }


def _page(row: Row, query: str) -> dict[str, str]:
    is_titled = all(word in f"{row['title']} {row['slug']}".lower() for word in query.split())
    also = f", also called {row['alias']}" if row["alias"] and not is_titled else ""
    return {
        "key": row["slug"],
        "name": row["title"],
        "note": f"{Kind(row['kind']).label}{also}",
        "warning": "" if row["live"] else "not published: no link is made until it is",
    }


def _term(row: Row, query: str) -> dict[str, str]:
    """The word itself, in the form that was asked for."""
    forms = [row["term"], *row["also"]]
    return {
        "key": next((form for form in forms if form.lower().startswith(query)), row["term"]),
        "name": row["term"],
        "note": Truncator(row["meaning"]).chars(160),
        "warning": "" if row["link"] else "pages don’t link it",
    }


KINDS: dict[str, tuple[str, Callable[[Row, str], dict[str, str]]]] = {
    "study": (STUDIES, _study),
    "page": (PAGES, _page),
    "term": (TERMS, _term),
}
