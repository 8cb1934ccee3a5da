"""How hard a text is to read: the Flesch-Kincaid grade, with syllables counted by these rules and no word list.

Grade = 0.39 x words per sentence + 11.8 x syllables per word - 15.59. It is a year of school in the United States; the
age is five more.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from editorial.library_checks.texts import Role, groups, is_row, texts_of

Plain = Mapping[str, Any]

HARDEST: Final = 9.0
"""Above this grade a page gets a warning: VOICE asks for a reading age of about 11 to 14."""

_WORD: Final = re.compile(r"[A-Za-z]+(?:[’'][a-z]+)?")
_VOWELS: Final = re.compile(r"[aeiouy]+")
_SILENT: Final = re.compile(
    r"""(?<=[^aeiouyl])e$ | (?<=[aeiouy]l)e$                                   # sleep(e), scal(e), but table
    | (?<=[^aeiouylsxzcg])(?<!ch)(?<!sh)es$ | (?<=[aeiouy]l)es$ | (?<=ach)es$  # tim(e)s, but flushes
    | (?<=[^aeiouytd])ed$                                                     # help(e)d, but tested
    | (?<=[gq])ue(?=s?$)                                                      # fatig(ue)
    | (?<=[aeiouy][^aeiouy])e(?=(?:ful|ly|ment|less|ness|ty|thing)s?$)        # saf(e)ty
    | (?<=ev)e(?=ry|ni) | (?<=bus)i(?=n)""",
    re.VERBOSE,
)
_APART: Final = re.compile(
    r"""(?<![ct])ia | (?<=ti)a$ | (?<![ctsgx])io | (?<![gq])ua(?=[lt]) | uou    # tri-al, peri-od, usu-al
    | ie(?=t) | (?<![ctsh])ie(?=n[ct]) | (?<=^sc)ie(?=n)                       # anxi-ety, experi-ence
    | (?<=[aeoyu])ing$ | (?<=[a-z])y(?=[aou]) | (?<!^e)(?<!e)y(?=e[a-z])                 # be-ing, lay-er
    | (?<=id)ea | (?<=[^aeiouy]ar)ea | (?<=^ar)ea | (?<=cr)ea(?=t) | (?<=r)ea(?=ct|lit|ss)
    | e(?=o(?!us|p|n)) | (?<=e)o(?=a) | oe(?=m) | oea$ | (?<=l)ue(?=n) | (?<=[lrs])ui(?=d|n|c) | [dst]n't$ | sm$""",
    re.VERBOSE,
)


@lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """How many syllables a word has, by rule: its groups of vowels, less what is silent, more what is said apart."""
    word = word.lower().replace("’", "'").removesuffix("'s")
    sounded = _SILENT.sub("", word)
    return max(1, len(_VOWELS.findall(sounded)) + len(_APART.findall(sounded)))


@dataclass(frozen=True)
class Ease:
    """How hard a text is: its words, sentences and syllables."""

    words: int
    sentences: int
    syllables: int

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade, in years of school."""
        if not self.words or not self.sentences:
            return 0.0
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59

    @property
    def age(self) -> float:
        return self.grade + 5


def ease_of(sentences: Iterable[str]) -> Ease:
    """How hard these sentences are."""
    counted = [words for sentence in sentences if (words := _WORD.findall(sentence))]
    every = [word for words in counted for word in words]
    return Ease(len(every), len(counted), sum(syllables(word) for word in every))


def ease_of_page(slug: str, page: Plain, file: str) -> Ease:
    """How hard a page's prose is: without titles, headings, tables and what its raters wrote."""
    return ease_of(
        sentence.plain
        for text in texts_of(slug, page, file)
        if text.role in (Role.PROSE, Role.SIGN, Role.QUESTION, Role.NOTE) and text.place.file == file
        for group in groups(text.markdown)
        for sentence in group
        if not sentence.is_heading and not is_row(sentence)
    )
