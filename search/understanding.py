"""From a reader's words to what she means: which pages her words name, and which words nothing is known of.

Pages' names come in as `Name`s; whatever the input, the work is bounded by MOST_WORDS and by how many names are given.

Whole names come first (search/matching.py). What is left over is held against all names of each page together
(search/hints.py). A symptom after "no" or "not" is left out (search/denials.py).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from search.denials import said_and_denied
from search.hints import Uses, could_be, hints, uses_in
from search.lists import listed
from search.matching import Match, Place, chosen, claimed, found, supported
from search.names import Name, Subject
from search.words import Reading


@dataclass(frozen=True)
class Meaning:
    """A page that words of the query mean. Where not `whole`, they are not one of its names but hint at it."""

    subject: Subject
    at: frozenset[int]
    matched: str
    whole: bool = True


@dataclass(frozen=True)
class Understanding:
    """What a query was understood to say."""

    reading: Reading
    meanings: tuple[Meaning, ...] = ()
    denied: tuple[Meaning, ...] = ()
    unknown: tuple[str, ...] = ()
    could_be: tuple[Subject, ...] = ()

    @cached_property
    def left(self) -> list[int]:
        """Where the words are that matter and that nothing was made of."""
        used = frozenset[int]().union(*(meaning.at for meaning in (*self.meanings, *self.denied)))
        return [i for i in self.reading.strong if i not in used]

    def without(self, meaning: Meaning) -> str:
        """The query as it would be without one of its meanings."""
        others = [other for other in (*self.meanings, *self.denied) if other != meaning]
        parts = [(min(other.at), f"{'no ' * (other in self.denied)}{other.matched}") for other in others]
        parts += [(i, self.reading.typed([i])) for i in self.left]
        return ", ".join(text for _, text in sorted(parts))


def understand(reading: Reading, names: Sequence[Name], uses: Uses | None = None) -> Understanding:
    """What the words mean, given the names that stand in the query, and how all names use its words.

    `uses` is counted here where the names are all that share a word with the query.
    """
    uses = uses_in(names, _strong_stems(reading)) if uses is None else uses
    whole = _named(reading, [name for name in names if name.stems <= reading.places.keys()])
    taken = frozenset[int]().union(*(claimed(match, reading) for match in whole))
    found_at = [Place(m.name.subject, m.at, True) for m in whole] + list(hints(reading, uses, taken))
    said, denied = said_and_denied(reading, sorted(found_at, key=lambda place: min(place.at)))
    used = frozenset[int]().union(*(place.at for place in found_at))
    left = [i for i in reading.strong if i not in used]
    unknown = [i for i in left if not reading.tokens[i].stems & uses.keys()]
    meanings = _by_page(reading, said)
    return Understanding(
        reading=reading,
        meanings=meanings,
        denied=tuple(m for m in _by_page(reading, denied) if m.subject not in {n.subject for n in meanings}),
        unknown=tuple(dict.fromkeys(reading.typed([i]) for i in unknown)),
        could_be=() if any(m.subject.is_topic for m in meanings) else could_be(reading, uses, left),
    )


def _named(reading: Reading, names: Sequence[Name]) -> list[Match]:
    """The names that stand in the query."""
    whole = chosen((match for name in names for match in found(name, reading)), reading)
    whole = supported(whole, names, reading)
    return whole + listed(reading, whole, names)


def _strong_stems(reading: Reading) -> frozenset[str]:
    return frozenset[str]().union(*(reading.tokens[i].stems for i in reading.strong))


def _by_page(reading: Reading, places: Sequence[Place]) -> tuple[Meaning, ...]:
    """One meaning a page, in the order of the query."""
    grouped: dict[Subject, list[Place]] = defaultdict(list)
    for place in places:
        grouped[place.subject].append(place)
    return tuple(
        Meaning(
            subject=subject,
            at=frozenset[int]().union(*(place.at for place in group)),
            matched=", ".join(dict.fromkeys(reading.typed(sorted(place.at)) for place in group)),
            whole=any(place.whole for place in group),
        )
        for subject, group in grouped.items()
    )
