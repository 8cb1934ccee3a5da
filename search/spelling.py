"""Misspelt words: which may be, what they could have been, and which other spellings the names of pages teach.

A word is corrected only where nothing says that it is right: no name, no page's text, no list of English words.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from rapidfuzz.distance import DamerauLevenshtein

from search.words import ENGLISH, NEGATIVES, Reading, Token, stem

MOST_DOUBTFUL = 8
SHORTEST = 4
MOST_MEANT = 3
FAR_LESS = 10  # times
LONG = 6
SHORTEST_HALF = 3
ALIKE = 0.4
"""How alike two words must be to be taken as spellings of one: "nite" and "night" just are."""


MUCH_ALIKE = 0.6
"""The same where nothing but the page says which word is meant: "tierd" and "tired"."""


@dataclass(frozen=True)
class Lexicon:
    """What is known of a query's words: words in names and in how many pages, other spellings, words used in texts."""

    uses: Mapping[str, int] = field(default_factory=dict)
    spellings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    in_text: Collection[str] = frozenset()

    def knows(self, token: Token) -> bool:
        return (
            token.text in self.uses
            or token.text in self.in_text
            or any(s in self.spellings or s in self.stems for s in token.stems)
        )

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in self.uses)


@dataclass(frozen=True)
class Correction:
    typed: str
    read_as: str


def doubtful(reading: Reading) -> list[str]:
    """Words that may be misspelt: long enough to tell, made of letters, and not common English."""
    words = dict.fromkeys(token.text for token in reading.tokens if _is_doubtful(token))
    return list(words)[:MOST_DOUBTFUL]


def _is_doubtful(token: Token) -> bool:
    return (
        token.is_strong
        and len(token.text) >= SHORTEST
        and token.text.isalpha()
        and not any(stemmed in ENGLISH for stemmed in token.stems)
    )


def variants(word: str) -> Iterator[str]:
    """What a word could be although its letters look otherwise: two of them were swapped, or two words joined."""
    for i in range(len(word) - 1):
        yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    for i in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1):
        yield word[:i]
        yield word[i:]


def corrected(reading: Reading, lexicon: Lexicon) -> tuple[Reading, list[Correction]]:
    """The reading with its misspelt words put right and the other spellings of every word beside it."""
    candidates = set(doubtful(reading))
    known = {token.text for token in reading.tokens if lexicon.knows(token)}
    tokens: list[Token] = []
    corrections: list[Correction] = []
    for token in reading.tokens:
        is_wrong = token.text in candidates and token.text not in known
        meant = _nearest(token.text, lexicon.uses) if is_wrong else []
        if meant:
            corrections.append(Correction(reading.text[token.start : token.end], " or ".join(meant)))
            tokens.append(_read_as(token, meant, lexicon))
        elif is_wrong and (halves := _halves(token.text, lexicon.uses)):
            corrections.append(Correction(reading.text[token.start : token.end], " ".join(halves)))
            tokens += [_read_as(token, [half], lexicon) for half in halves]
        else:
            tokens.append(_read_as(token, [token.text], lexicon))
    return reading.with_tokens(tokens), list(dict.fromkeys(corrections))


def _read_as(token: Token, texts: Sequence[str], lexicon: Lexicon) -> Token:
    stems = frozenset[str]().union(*(_stems(text, lexicon) for text in texts))
    return replace(token, text=texts[0], stems=stems)


def _stems(text: str, lexicon: Lexicon) -> frozenset[str]:
    stemmed = stem(text)
    return frozenset([stemmed]) | lexicon.spellings.get(stemmed, frozenset())


def _nearest(word: str, uses: Mapping[str, int]) -> list[str]:
    """The words that may have been meant: the nearest, and those as near that begin with the same letter; of these none
    that names use far less than another.
    """
    near = []
    for text, count in uses.items():
        distance = DamerauLevenshtein.distance(word, text, score_cutoff=allowed(word))
        slips = allowed(word) if text[0] == word[0] else allowed(word) - 1
        if distance <= slips:
            near.append((distance, text[0] != word[0], -count, text))
    near.sort()
    nearest = [(-count, text) for *how, count, text in near if how == list(near[0][:2])]
    return [text for count, text in nearest if count * FAR_LESS >= nearest[0][0]][:MOST_MEANT]


def _halves(word: str, uses: Mapping[str, int]) -> list[str]:
    """Two words that were typed as one: "jointpain", "cantsleep"."""
    halves = ([word[:i], word[i:]] for i in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1))
    known = (pair for pair in halves if all(half in uses or half in NEGATIVES for half in pair))
    return max(known, key=lambda pair: _rarer(pair, uses), default=[])


def _rarer(pair: list[str], uses: Mapping[str, int]) -> tuple[int, str]:
    return min(uses.get(half, 1) for half in pair), pair[0]


def allowed(word: str) -> int:
    """How many slips a word of this length may hold: in a short word one slip already makes another word."""
    return 1 if len(word) < LONG else 2 if len(word) < 12 else 3


# --- what names teach -------------------------------------------------------------------------------------------------


def learnt(names: Sequence[tuple[Sequence[str], bool]]) -> list[tuple[str, str]]:
    """Other spellings that a page's names give away, as pairs of stems, both ways round.

    Names come as words, with whether they are there for their spelling (American, British, misspelt). "Hot flashes"
    beside "hot flushes" teaches that a flash is a flush, which then holds for the names of every page.
    """
    pairs: set[tuple[str, str]] = set()
    for spelt, is_variant in names:
        if is_variant:
            near = [found for other, _ in names for found in _difference(spelt, other)]
            closest = max((alike for alike, _ in near), default=ALIKE)
            pairs |= {pair for alike, pair in near if alike == closest}
    return sorted(pairs | {(b, a) for a, b in pairs})


def _difference(spelt: Sequence[str], other: Sequence[str]) -> Iterator[tuple[float, tuple[str, str]]]:
    """The one word that differs between two names, where it is near enough to be the same word, and how near it is."""
    if len(spelt) != len(other):
        return
    differing = [(a, b) for a, b in zip(spelt, other, strict=True) if stem(a) != stem(b)]
    if len(differing) == 1:
        a, b = differing[0]
        alike = DamerauLevenshtein.normalized_similarity(a, b)
        if a.isalpha() and b.isalpha() and alike >= ALIKE:
            yield alike, (stem(a), stem(b))


def resembling(wrong: str, right: Collection[str]) -> str:
    """The word of a page's names that a misspelt one stands for, or nothing where none is like it."""
    alike = [(DamerauLevenshtein.normalized_similarity(wrong, word), word) for word in right]
    best = max(alike, default=(0.0, ""))
    return best[1] if best[0] >= MUCH_ALIKE else ""
