"""Markdown as sentences, and sentences as words that can be compared: plain text in, plain data out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?(?:[.][0-9]+)?|[,;:()|–—]")
_CITATION = re.compile(r"\s*\[@[^\]\n]*\]")
_PAGE_LINK = re.compile(r"\[\[([a-z0-9-]+)(?:\|([^\]\n]+))?\]\]")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_MARKS = re.compile(r"[*_`#>]+|^\s*(?:[-+]|\d+[.)])\s+", re.MULTILINE)
_END = re.compile(
    r"(?<=[.!?])[\"”’)*_]*(?:\s*\[@[^\]\n]*\])*\.?(?=\s|$)"  # a full stop, with the citations that belong to it
    r"|\n(?=\s*(?:[-+*]|\d+[.)]|#{1,6}|\|)\s?)"  # the next item, heading or row
    r"|(?<=\n)(?=\n)|(?<=#)\n"
)
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|Dr|vs|approx|No|St|Mr|Mrs|Ms|Prof)|(?<!&)\b[A-Z])\.$")
_PARAGRAPH = re.compile(r"\n\s*\n")
_HEADING = re.compile(r"\s*#{1,6}\s")


@dataclass(frozen=True)
class Sentence:
    """One sentence: as typed, without marks and citations, and the line that it starts on, counted from 1."""

    raw: str
    plain: str
    line: int

    @property
    def is_heading(self) -> bool:
        return bool(_HEADING.match(self.raw))

    @property
    def is_question(self) -> bool:
        return self.plain.endswith("?")


def paragraphs(text: str) -> Iterator[list[Sentence]]:
    """The sentences of each paragraph of a Markdown text. An item of a list and a row of a table end a sentence."""
    start = 0
    for match in [*_PARAGRAPH.finditer(text), None]:
        end = match.start() if match else len(text)
        if found := list(_sentences(text[start:end], text.count("\n", 0, start) + 1)):
            yield found
        start = match.end() if match else end


def _sentences(text: str, first_line: int) -> Iterator[Sentence]:
    """No sentence ends in the words of a link, or it would be torn."""
    start = 0
    links = [link.span() for each in (_PAGE_LINK, _LINK, _CITATION) for link in each.finditer(text)]
    for match in [*_END.finditer(text), None]:
        end = match.end() if match else len(text)
        raw = text[start:end]
        if match and (_ABBREVIATION.search(raw) or any(first < end < last for first, last in links)):
            continue
        if plain := plain_words(raw):
            before = start + len(raw) - len(raw.lstrip())
            yield Sentence(raw.strip(), plain, first_line + text.count("\n", 0, before))
        start = end


def plain_words(markdown: str) -> str:
    """What a reader sees of a piece of Markdown, on one line, citations left out."""
    text = _PAGE_LINK.sub(lambda match: match.group(2) or match.group(1).replace("-", " "), markdown)
    text = _LINK.sub(r"\1", _CITATION.sub("", text))
    return re.sub(r"\s+", " ", _MARKS.sub("", text)).strip()


def tokens(text: str) -> list[str]:
    """Words and the marks between them, in small letters; what a hyphen joins is two words."""
    return _WORD.findall(text.replace("’", "'").replace("-", " ").lower())


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A noun without its plural: flushes and flush are one word."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("shes", "ches", "sses", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def stems(text: str) -> tuple[str, ...]:
    """The words of a text, each without its plural, marks left out."""
    return tuple(stem(token) for token in tokens(text) if token[0].isalnum())


@lru_cache(maxsize=50_000)
def name_stems(name: str) -> tuple[str, ...]:
    """The same of a name. A library has some thousands, and every text is held against all of them."""
    return stems(name)


def places(words: Sequence[str], phrase: Sequence[str]) -> Iterator[int]:
    """Where a phrase stands in these words."""
    for place, word in enumerate(words):
        if phrase and word == phrase[0] and tuple(words[place : place + len(phrase)]) == tuple(phrase):
            yield place


def has(words: Sequence[str], phrase: Sequence[str]) -> bool:
    return next(places(words, phrase), None) is not None


def names_in(text: str, names: Iterable[str]) -> set[str]:
    """Those of these names that the text mentions, whatever their case, hyphens and plurals."""
    words = stems(text)
    held = set(words)
    return {name for name in names if (phrase := name_stems(name)) and held.issuperset(phrase) and has(words, phrase)}
