"""The pages that words can mean, and the names they go by."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from search.words import JOINTS, NEGATIVE, WEAK_WORDS, content_stems, stem, words_of

WEAK_STEMS = frozenset(stem(word) for word in WEAK_WORDS) | {NEGATIVE}
TOPIC_KINDS = ("symptom", "condition", "stage")
KINDS = (*TOPIC_KINDS, "intervention", "mechanism", "article")
ROLES = ("title", "clinical", "alias", "misspelling")


@lru_cache(maxsize=2048)
def _title_stems(title: str) -> frozenset[str]:
    """What a page is called by: of "CBT for insomnia", CBT. Kept, since every search asks it of dozens of pages."""
    words = words_of(title)
    return frozenset(content_stems(words[: words.index("for")] if "for" in words[1:] else words))


@dataclass(frozen=True)
class Subject:
    """A published page that words can mean."""

    id: int
    kind: str
    slug: str
    title: str
    address: str = field(default="", compare=False)
    """The last part of its address now."""

    @property
    def is_topic(self) -> bool:
        return self.kind in TOPIC_KINDS

    @cached_property
    def title_words(self) -> frozenset[str]:
        return frozenset(words_of(self.title))

    @property
    def title_stems(self) -> frozenset[str]:
        return _title_stems(self.title)


@dataclass(frozen=True)
class Name:
    """One name of a page: all its words as stems in order, and those it is recognised by."""

    subject: Subject
    text: str
    role: str
    sequence: tuple[str, ...]
    stems: frozenset[str]

    @cached_property
    def weight(self) -> int:
        return sum(1 if s in WEAK_STEMS else 2 for s in self.stems)

    @cached_property
    def is_literal(self) -> bool:
        """Whether it is made of words too common to be recognised in any order: "feeling down", "what's the point"."""
        return self.stems <= WEAK_STEMS or (len(self.stems) == 1 and len(self.sequence) > 1)

    @cached_property
    def is_thin(self) -> bool:
        """Whether one word carries it and the others are common ones: "before every period"."""
        return len(self.stems - WEAK_STEMS) == 1

    @cached_property
    def joints(self) -> int:
        return sum(s in JOINTS for s in self.sequence)

    @cached_property
    def after_not(self) -> str:
        """The stem that "not" belongs to, in a name like "can't sleep"."""
        if NEGATIVE not in self.stems:
            return ""
        later = self.sequence[self.sequence.index(NEGATIVE) + 1 :]
        strong = [s for s in later if s in self.stems and s not in WEAK_STEMS]
        return strong[0] if strong else ""
