"""Search entries as they follow from live editions: from an edition alone, so that they can be made again."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, transaction

from search import words
from search.models import Completion, Entry, NameWord, Phrase, Role, Spelling, Word
from search.spelling import learnt, resembling
from topics.markdown import plain
from topics.models import AliasKind, Edition, Kind, Urgency

MOST_TEXT = 300_000  # characters: PostgreSQL refuses a search vector of more than a megabyte
SHORTEST_WORD = 3
VARIANTS = {AliasKind.AMERICAN, AliasKind.BRITISH, AliasKind.MISSPELLING}
PLAIN_TEXT = {"sentence", "heading", "population", "outcome"}
READING_ORDER = ["key_points_html", "body_html", "personal_note_html", "claims", "evidence", "how_common_html"]


@dataclass(frozen=True)
class NameOf:
    """A name as the edition gives it: its title, its clinical name, or an alias of some kind."""

    text: str
    role: str
    is_variant: bool = False

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(words.words_of(self.text))


@transaction.atomic
def index(editions: Collection[Edition]) -> None:
    """Make these editions findable, in place of their pages' earlier ones.

    What an article is called names nothing that a reader has: it is found by its text, and its words teach no spelling.
    """
    remove([edition.page_id for edition in editions])
    names = {edition.page_id: list(_names(edition.content["page"])) for edition in editions}
    Entry.objects.bulk_create(_entry(edition, names[edition.page_id]) for edition in editions)
    Completion.objects.bulk_create(row for edition in editions for row in _completions(edition, names[edition.page_id]))
    meant = {edition.page_id: names[edition.page_id] for edition in editions if edition.kind != Kind.ARTICLE}
    phrases = [row for page, given in meant.items() for row in _phrases(page, given)]
    Phrase.objects.bulk_create(phrases)
    NameWord.objects.bulk_create(_name_words(phrases))
    Spelling.objects.bulk_create(row for page, given in meant.items() for row in _spellings(page, given))
    _count({page: _correct_words((name.text, name.role) for name in given) for page, given in meant.items()}, 1)


@transaction.atomic
def remove(pages: Collection[int]) -> None:
    """Make pages impossible to find."""
    names: dict[int, list[tuple[str, str]]] = {}
    for page, text, role in Phrase.objects.filter(page__in=pages).values_list("page", "text", "role"):
        names.setdefault(page, []).append((text, role))
    _count({page: _correct_words(given) for page, given in names.items()}, -1)
    for model in (Entry, Phrase, NameWord, Spelling, Completion):
        model.objects.filter(page__in=pages).delete()


@transaction.atomic
def clear() -> None:
    for model in (Entry, Phrase, NameWord, Spelling, Completion, Word):
        model.objects.all().delete()


def _names(page: dict[str, Any]) -> Iterator[NameOf]:
    """Every name the page goes by, each once."""
    seen: set[tuple[str, ...]] = set()
    for name in _all_names(page):
        if name.words and name.words not in seen:
            seen.add(name.words)
            yield name


def _all_names(page: dict[str, Any]) -> Iterator[NameOf]:
    for role, given in ((Role.TITLE, page["title"]), (Role.CLINICAL, page.get("clinical_name", ""))):
        for text in words.names_in(given):
            yield NameOf(text, role)
    for alias in page.get("aliases", []):
        given = {"text": alias, "kind": AliasKind.LAY} if isinstance(alias, str) else alias
        role = Role.MISSPELLING if given["kind"] == AliasKind.MISSPELLING else Role.ALIAS
        yield NameOf(given["text"], role, given["kind"] in VARIANTS)


# --- the rows ---------------------------------------------------------------------------------------------------------


def _entry(edition: Edition, names: list[NameOf]) -> Entry:
    return Entry(
        page_id=edition.page_id,
        kind=edition.kind,
        slug=edition.slug,
        title=words.unaccented(edition.title),
        names=words.unaccented(". ".join(name.text for name in names)),
        summary=words.unaccented(edition.summary),
        text=words.unaccented(" ".join(filter(None, _texts(edition.rendered))))[:MOST_TEXT],
        emergency=[
            plain(sign)
            for card in edition.rendered.get("warning_signs", [])
            if card["urgency"] == Urgency.EMERGENCY
            for sign in card["signs_html"]
        ],
    )


def _texts(rendered: dict[str, Any]) -> Iterator[str]:
    """All that the page says in its own words, what a reader came for first.

    The order is fixed here, because the database does not keep that of the keys in JSON.
    """
    for name in sorted(rendered, key=lambda name: (READING_ORDER.index(name) if name in READING_ORDER else 99, name)):
        yield from _text(name, rendered[name])


def _text(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key in sorted(value):
            yield from _text(key, value[key])
    elif isinstance(value, list):
        for item in value:
            yield from _text(name, item)
    elif isinstance(value, str) and name.endswith("_html"):
        yield plain(value)
    elif isinstance(value, str) and name in PLAIN_TEXT:
        yield value


def _phrases(page_id: int, names: list[NameOf]) -> Iterator[Phrase]:
    for name in names_of(names):
        stems = words.content_stems(name.words)
        yield Phrase(
            page_id=page_id,
            text=name.text,
            role=name.role,
            sequence=[words.stem(word) for word in name.words],
            stems=stems,
            longest=max(stems, key=len, default=""),
        )


def _name_words(phrases: Iterable[Phrase]) -> list[NameWord]:
    found: dict[tuple[int, str], NameWord] = {}
    for phrase in phrases:
        for stem in phrase.stems:
            page = phrase.page_id
            word = found.setdefault((page, stem), NameWord(page_id=page, stem=stem, names=0, in_title=False))
            word.names += phrase.role != Role.MISSPELLING
            word.in_title |= phrase.role in (Role.TITLE, Role.CLINICAL)
    return list(found.values())


def names_of(names: list[NameOf]) -> Iterator[NameOf]:
    """All that mean the page: a misspelt word alone ("sholder") tells how a word is spelt, and only that."""
    right = {words.stem(word) for name in names if name.role != Role.MISSPELLING for word in name.words}
    taught = {stem for stem, same_as in _same_words(names) if stem != same_as and same_as in right}
    for name in names:
        is_spelling = name.role == Role.MISSPELLING and len(name.words) == 1 and words.stem(name.words[0]) in taught
        if not is_spelling:
            yield name


def _spellings(page_id: int, names: list[NameOf]) -> list[Spelling]:
    return [Spelling(page_id=page_id, stem=stem, same_as=same_as) for stem, same_as in sorted(_same_words(names))]


def _same_words(names: list[NameOf]) -> set[tuple[str, str]]:
    """What the names teach; a misspelling that resembles no word of theirs is at least known to be no slip."""
    pairs = set(learnt([(name.words, name.is_variant) for name in names]))
    right = {word for name in names if name.role != Role.MISSPELLING for word in name.words}
    wrong = {word for name in names if name.role == Role.MISSPELLING for word in name.words}
    known = {words.stem(word) for word in right} | {stem for stem, _ in pairs}
    for word in sorted(wrong):
        if words.stem(word) not in known:
            same = words.stem(resembling(word, right) or word)
            pairs |= {(words.stem(word), same), (same, words.stem(word))}
    return pairs


def _completions(edition: Edition, names: list[NameOf]) -> Iterator[Completion]:
    """Every beginning of the page's names but its misspellings."""
    for name in names:
        if name.role != Role.MISSPELLING:
            for place, word in enumerate(name.words):
                if place == 0 or words.is_content(word):
                    beginning = " ".join(name.words[place:])
                    yield Completion(
                        page_id=edition.page_id,
                        kind=edition.kind,
                        text=name.text,
                        beginning=beginning,
                        is_start=place == 0,
                    )


def _correct_words(names: Iterable[tuple[str, str]]) -> set[str]:
    """The words that a misspelt word could be."""
    found = {word for text, role in names if role != Role.MISSPELLING for word in words.words_of(text)}
    return {word for word in found if word.isalpha() and len(word) >= SHORTEST_WORD and words.is_content(word)}


def _count(used: Mapping[int, set[str]], by: int) -> None:
    """One page more or fewer uses these words, for each page that does.

    In the order of the alphabet, so that two publishing at once never wait for each other in a circle.
    """
    pages = Counter(word for found in used.values() for word in found)
    found = sorted(pages)
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_WORDS, [found, [words.stem(word) for word in found], [pages[word] for word in found], by, by]
        )
    if by < 0:
        Word.objects.filter(text__in=found, uses=0).delete()


COUNT_WORDS = """
INSERT INTO search_word AS word (text, stem, uses)
SELECT used.text, used.stem, used.pages
FROM unnest(%s::text[], %s::text[], %s::integer[]) AS used (text, stem, pages)
WHERE %s > 0 OR used.text IN (SELECT text FROM search_word)
ORDER BY used.text
ON CONFLICT (text) DO UPDATE SET uses = greatest(word.uses + %s * excluded.uses, 0)
"""
