"""Which words of a text the glossary explains: whole words only, the longest first, each explained once a page."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

WORD = re.compile(r"(?<![\w’'-])\w+")
"""Where a word begins: not within one, nor after a hyphen or an apostrophe."""


@dataclass(frozen=True)
class Entry:
    """One term as a text knows it. `forms` are all ways to write it; `about` is the page that is all about it."""

    slug: str
    forms: tuple[str, ...]
    url: str
    links: bool
    about: str = ""

    def is_subject_of(self, page: str) -> bool:
        """Whether the page of this address explains the term better than the glossary could."""
        return bool(page) and page in (self.slug, self.about)


@dataclass(frozen=True)
class Use:
    """Where a text uses a term that its reader may want explained."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True)
class Glossary:
    """The terms that may be explained, made ready for looking through texts."""

    entries: tuple[Entry, ...] = ()

    def first_uses(self, text: str, explained: Set[str], page: str = "") -> Iterator[Use]:
        """The first use of each term that is not yet explained, in the text's order.

        A term that gets no link still takes its words: "hormone" is not explained inside "thyroid hormone".
        """
        seen = set(explained)
        for match in self._forms_in(text):
            entry = self._entry(match.group())
            if entry and entry.links and entry.slug not in seen and not entry.is_subject_of(page):
                seen.add(entry.slug)
                yield Use(match.start(), match.end(), entry)

    def _forms_in(self, text: str) -> Iterator[re.Match[str]]:
        """Every form in the text, the longest at each place, none within another."""
        end = 0
        for word in WORD.finditer(text):
            forms = self._by_first_word.get(word.group().casefold())
            match = forms.match(text, word.start()) if forms and word.start() >= end else None
            if match:
                end = match.end()
                yield match

    def _entry(self, words: str) -> Entry | None:
        normal = _normal(words)
        return self._by_form.get(normal) or self._by_form.get(normal.casefold())

    @cached_property
    def _by_form(self) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        for entry in self.entries:
            for form in entry.forms:
                found.setdefault(_normal(form), entry)
        return found

    @cached_property
    def _by_first_word(self) -> dict[str, re.Pattern[str]]:
        """The forms that begin with a word, as a pattern. To try only these is ten times as quick."""
        found: dict[str, list[str]] = {}
        for form in sorted(self._by_form, key=lambda form: (-len(form), form)):
            first = WORD.match(form)
            if first:
                found.setdefault(first.group().casefold(), []).append(_written(form))
        return {first: re.compile(rf"(?:{'|'.join(forms)})(?![\w-])") for first, forms in found.items()}


@lru_cache(maxsize=2)
def glossary(entries: tuple[Entry, ...]) -> Glossary:
    """The terms as a glossary, kept from one page to the next: making its pattern takes longer than using it."""
    return Glossary(entries)


def clash(forms: Iterable[tuple[str, str]]) -> tuple[str, str, str] | None:
    """The first form that two terms claim, with their addresses. `forms` are pairs of a term's address and a form."""
    held: dict[str, str] = {}
    for slug, form in forms:
        other = held.setdefault(_normal(form).casefold(), slug)
        if other != slug:
            return form, other, slug
    return None


def _normal(words: str) -> str:
    """A form without what line ends and kinds of apostrophe change."""
    return " ".join(words.replace("'", "’").split())


def _written(form: str) -> str:
    """A form as a pattern. One with a capital is taken as it stands: OR is a ratio, or is a word."""
    words = r"\s+".join(re.escape(word).replace("’", "[’']") for word in form.split(" "))
    return words if form != form.lower() else f"(?i:{words})"


@dataclass
class Explained:
    """What one page has explained so far, on its way down the page. `page` is its address."""

    glossary: Glossary = field(default_factory=Glossary)
    page: str = ""
    slugs: set[str] = field(default_factory=set)

    def uses(self, text: str) -> list[Use]:
        """Where this text gets its links; counts them as explained."""
        found = list(self.glossary.first_uses(text, self.slugs, self.page))
        self.slugs.update(use.entry.slug for use in found)
        return found
