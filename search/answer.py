"""The answer to a search: what was understood, what may help with it, and the pages on it.

Four statements (search/candidates.py), and a fifth where nothing was found. Nothing is written and nothing is logged.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from evidence.grading import NOT_RATED, SUREST_FIRST, VERY_LOW
from evidence.wording import CERTAINTY_WORDS
from search import candidates
from search.names import Subject
from search.spelling import Correction, corrected
from search.understanding import Meaning, Understanding, understand
from search.words import Reading, Token, content_stems, is_content, read, stem, words_of
from topics.models import Kind, page_url

MOST_TOPICS = 12
DIRECT_FIRST = ("direct", "mixed", "indirect", "mechanism-only")
LARGE_FIRST = ("large", "moderate", "small", "trivial", "unclear")


class Row(NamedTuple):
    """One body of evidence, on one outcome of one treatment for one of the topics asked about.

    `topic` is empty for an unwanted effect that is graded under another topic.
    """

    topic: str
    key: str
    certainty: str
    direction: str
    size: str
    directness: str
    is_harm: bool
    outcome: str
    population: str
    sentence: str
    rests_on_retracted: bool
    study_keys: list[str]
    """The largest study first."""
    studies: str
    """What is shown of each, as JSON: it is read of the few rows alone whose studies are listed."""

    @property
    def certainty_name(self) -> str:
        return CERTAINTY_WORDS[self.certainty]

    def study(self, key: str) -> dict[str, Any]:
        """What is shown of a study behind it."""
        return next(study for study in json.loads(self.studies) if study["key"] == key)

    @property
    def says_something(self) -> bool:
        """Whether it is surer than "we don't yet know"."""
        return self.certainty not in (VERY_LOW, NOT_RATED)

    @property
    def order(self) -> tuple[bool, int, int, int]:
        """Help before harm, surer before less sure, more direct before less, larger before smaller."""
        return (
            self.is_harm,
            SUREST_FIRST.index(self.certainty),
            DIRECT_FIRST.index(self.directness),
            LARGE_FIRST.index(self.size),
        )


@dataclass(frozen=True)
class Treatment:
    """A treatment with all its evidence on the topics asked about, the surest first, and with the unwanted effects that
    it is graded for elsewhere, where something is known of them.
    """

    slug: str
    title: str
    address: str
    rows: tuple[Row, ...]
    harms_elsewhere: tuple[Row, ...] = ()

    @property
    def url(self) -> str:
        return page_url(Kind.INTERVENTION, self.address)

    @property
    def covers(self) -> list[str]:
        """The topics for which something can be said of it: better, worse, or little difference."""
        return list(dict.fromkeys(row.topic for row in self.rows if row.says_something and not row.is_harm))

    @property
    def order(self) -> tuple[Any, ...]:
        """The rule that the results page states."""
        return -len(self.covers), self.rows[0].order, self.title.casefold(), self.slug


@dataclass(frozen=True)
class SharedMechanism:
    """What may lie behind several of the topics asked about, with what shows that for each of them."""

    slug: str
    title: str
    address: str
    basis: dict[str, str]
    """By the topic's slug; the codes are topics' own."""


@dataclass(frozen=True)
class Hit:
    """A page found."""

    kind: str
    slug: str
    title: str
    address: str
    summary: str
    text: str
    is_meant: bool
    emergency: list[str]


@dataclass(frozen=True)
class Answer:
    """All that a page of results shows."""

    query: str
    understanding: Understanding
    corrections: Sequence[Correction] = ()
    topics: tuple[Meaning, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    mechanisms: tuple[SharedMechanism, ...] = ()
    hits: tuple[Hit, ...] = ()
    are_more: bool = False
    """Whether more pages match than the hits."""
    nearest: tuple[Subject, ...] = ()

    @property
    def is_cut(self) -> bool:
        return self.understanding.reading.cut

    @cached_property
    def sought(self) -> list[list[str]]:
        """What an extract should hold, as stems: what she means, by its title and as she wrote it, and what is left."""
        reading, meanings = self.understanding.reading, self.understanding.meanings
        titles = [content_stems(words_of(meaning.subject.title)) for meaning in meanings]
        typed = [content_stems(reading.tokens[i].text for i in sorted(meaning.at)) for meaning in meanings]
        return [name for name in (*titles, *typed) if name] + [
            [stem(reading.tokens[i].text)] for i in self.understanding.left
        ]


def answer(query: str) -> Answer:
    """Answer a query of any length and content."""
    understanding, corrections = understood(query)
    reading = understanding.reading
    if not reading.tokens:
        return Answer(reading.text, understanding)
    topics = asked_about(understanding.meanings)
    hits, are_more = _pages(understanding, topics)
    rows, mechanisms = candidates.known(meaning.subject for meaning in topics) if topics else ([], [])
    return Answer(
        query=reading.text,
        understanding=understanding,
        corrections=corrections,
        topics=topics,
        treatments=treatments(rows),
        mechanisms=tuple(SharedMechanism(**found) for found in mechanisms),
        hits=hits,
        are_more=are_more,
        nearest=() if hits else tuple(candidates.nearest(reading.text)),
    )


def understood(query: str) -> tuple[Understanding, Sequence[Correction]]:
    """What a query means, and the words that were corrected to say so: two of an answer's statements."""
    reading = read(query)
    if not reading.tokens:
        return Understanding(reading), ()
    reading, corrections = corrected(reading, candidates.lexicon(reading))
    return understand(reading, *candidates.names(reading)), corrections


def asked_about(meanings: Iterable[Meaning]) -> tuple[Meaning, ...]:
    """The symptoms and conditions that she means, as many as an answer is about.

    A stage is what she asks about only where she names nothing else: in "hot flushes in perimenopause" it says when.
    """
    topics = [meaning for meaning in meanings if meaning.subject.is_topic]
    return tuple([topic for topic in topics if topic.subject.kind != Kind.STAGE] or topics)[:MOST_TOPICS]


# --- what may help ----------------------------------------------------------------------------------------------------


def treatments(rows: Iterable[dict[str, Any]]) -> tuple[Treatment, ...]:
    """Treatments by the published rule: known for more of the topics, then surer, more direct, larger."""
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        name = row["slug"], row["title"], row["address"]
        grouped.setdefault(name, []).append(Row._make(map(row.__getitem__, Row._fields)))
    found = [_treatment(*name, sorted(rows, key=lambda row: row.order)) for name, rows in grouped.items()]
    return tuple(sorted(found, key=lambda treatment: treatment.order))


def _treatment(slug: str, title: str, address: str, rows: Sequence[Row]) -> Treatment:
    asked_about = tuple(row for row in rows if row.topic)
    return Treatment(slug, title, address, asked_about, tuple(row for row in rows if not row.topic))


# --- pages ------------------------------------------------------------------------------------------------------------


def _pages(understanding: Understanding, topics: Sequence[Meaning]) -> tuple[tuple[Hit, ...], bool]:
    meant = [meaning.subject for meaning in topics]
    meant += [meaning.subject for meaning in understanding.meanings if meaning.subject not in meant]
    some, every, ranked_by = text_queries(understanding)
    if not ranked_by:
        return (), False
    rows, are_more = candidates.pages(meant=meant, some=some, every=every, ranked_by=ranked_by)
    return tuple(Hit(**{name: row[name] for name in Hit.__annotations__}) for row in rows), are_more


def text_queries(understanding: Understanding) -> tuple[str, str, str]:
    """What to look for in texts, as PostgreSQL text-search queries: what a page must have some of, what it had best
    have all of, and what it is ranked by.

    They are made of letters and digits between quotes and of nothing else, so that no query can be a wrong one.
    """
    reading = understanding.reading
    meanings = [f"({_meant(meaning, reading)})" for meaning in understanding.meanings]
    left = [_any_spelling(reading.tokens[i]) for i in understanding.left]
    every = [*meanings, *left]
    return " | ".join(meanings) or " & ".join(left), " & ".join(every), " | ".join(every)


def _meant(meaning: Meaning, reading: Reading) -> str:
    """The page's title as a phrase, or the reader's own words for it, all of them."""
    title = " <-> ".join(f"'{word}'" for word in words_of(meaning.subject.title))
    content = [token for token in (reading.tokens[i] for i in sorted(meaning.at)) if is_content(token.text)]
    typed = " & ".join(_any_spelling(token) for token in content)
    return " | ".join(f"({part})" for part in (title, typed) if part)


def _any_spelling(token: Token) -> str:
    quoted = [f"'{text}'" for text in sorted({token.text, *token.stems})]
    return f"({' | '.join(quoted)})"
