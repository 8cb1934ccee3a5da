"""Lists that share a word: in "dry eyes, mouth and skin" all three are dry; in "joint and back pain" both hurt."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from search.matching import Match
from search.names import WEAK_STEMS, Name
from search.words import JOINTS, OWNERS, Reading


def listed(reading: Reading, matches: Sequence[Match], names: Sequence[Name]) -> list[Match]:
    """The names that words standing alone in a list make with a word of the name before it, or after it."""
    of_two: dict[frozenset[str], list[Name]] = defaultdict(list)
    for name in names:
        if len(name.stems) == 2 and not name.stems & WEAK_STEMS:
            of_two[name.stems].append(name)
    used = frozenset[int]().union(*(match.at for match in matches))
    found = []
    for i in reading.strong:
        if i not in used and _is_listed(reading, i, used):
            shared = [*_shared(reading, i, matches, -1), *_shared(reading, i, matches, 1)]
            found += [match for at in shared for match in _made(reading, i, at, of_two)][:1]
    return found


def _is_listed(reading: Reading, i: int, used: frozenset[int]) -> bool:
    """Whether a word has a part of the sentence to itself: between commas or "and"s."""
    part = [j for j, token in enumerate(reading.tokens) if token.part == reading.tokens[i].part]
    return all(j == i or reading.tokens[j].text in JOINTS | OWNERS for j in part if j not in used)


def _shared(reading: Reading, i: int, matches: Sequence[Match], step: int) -> Iterator[int]:
    """The word that it may share: the first of the name before it in the list, or the last of the one after it."""
    j = i + step
    while 0 <= j < len(reading.tokens):
        token = reading.tokens[j]
        holding = [match for match in matches if j in match.at]
        if holding:
            yield from (max(match.at) if step > 0 else min(match.at) for match in holding if len(match.at) == 2)
            return
        if token.text not in JOINTS | OWNERS and not _is_listed(reading, j, frozenset()):
            return
        j += step


def _made(reading: Reading, i: int, shared: int, of_two: dict[frozenset[str], list[Name]]) -> Iterator[Match]:
    for own in reading.tokens[i].stems:
        for other in reading.tokens[shared].stems:
            for name in of_two.get(frozenset([own, other]), ()):
                yield Match(name, frozenset([i, shared]), looseness=1)
