"""From a reader's words to what she means: which pages her words name, and which words nothing is known of.

Pages' names come in as `Name`s; whatever the input, the work is bounded by MOST_WORDS and by how many names are given.

A name is recognised where all its stems stand close together in one clause, in any order: "pain in my joints" is joint
pain. The longest match wins. What is left over is held against all names of each page together: "sore knees" are words
that the names of one page use and those of no other page do. A symptom after "no" or "not" is left out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from search.words import (
    ALTERNATIVES,
    BESIDE_DENIALS,
    CANCELS_DENIAL,
    DENIALS,
    JOINTS,
    NEGATIVE,
    WEAK_WORDS,
    WELL,
    Reading,
    Token,
    content_stems,
    stem,
    words_of,
)

WEAK_STEMS = frozenset(stem(word) for word in WEAK_WORDS) | {NEGATIVE}
TOPIC_KINDS = ("symptom", "condition", "stage")
KINDS = (*TOPIC_KINDS, "intervention", "mechanism", "article")
ROLES = ("title", "clinical", "alias", "misspelling")

OWN = Fraction(2, 3)
"""A word is a page's own where more than this share of the names that hold it are names of that page."""
WIDEST_HINT = 6
ENOUGH = 1
"""The sum of shares that two or more words together need."""
MOST_OFFERED = 6


@dataclass(frozen=True)
class Subject:
    """A published page that words can mean."""

    id: int
    kind: str
    slug: str
    title: str

    @property
    def is_topic(self) -> bool:
        return self.kind in TOPIC_KINDS

    @cached_property
    def title_stems(self) -> frozenset[str]:
        return frozenset(content_stems(words_of(self.title)))


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


Shares = Mapping[str, Mapping[Subject, Fraction]]
"""For each stem, how the names that use it are spread over topics."""


@dataclass(frozen=True)
class Match:
    """A name found in the query: at which words, and how loosely (words between, "and"s crossed)."""

    name: Name
    at: frozenset[int]
    looseness: int = 0

    @property
    def order(self) -> tuple[object, ...]:
        """Longest and closest first; then by whose name it is, so that equal matches always fall the same way."""
        subject = self.name.subject
        rank = ROLES.index(self.name.role), KINDS.index(subject.kind)
        return self.looseness - self.name.weight, *rank, min(self.at), subject.slug


@dataclass(frozen=True)
class Place:
    """Words of the query that mean a page: one of its names whole, or a hint."""

    subject: Subject
    at: frozenset[int]
    whole: bool


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


def understand(reading: Reading, names: Sequence[Name]) -> Understanding:
    """What the words mean, given the names that share any of them."""
    whole = chosen((match for name in names for match in found(name, reading)), reading)
    taken = frozenset[int]().union(*(claimed(match, reading) for match in whole))
    shares = _shares(names)
    found_at = [Place(m.name.subject, m.at, True) for m in whole] + list(_hints(reading, names, shares, taken))
    said, denied = _said_and_denied(reading, sorted(found_at, key=lambda place: min(place.at)))
    used = frozenset[int]().union(*(place.at for place in found_at))
    left = [i for i in reading.strong if i not in used]
    named = frozenset[str]().union(*(name.stems for name in names))
    unknown = [i for i in left if not reading.tokens[i].stems & named]
    meanings = _by_page(reading, said)
    return Understanding(
        reading=reading,
        meanings=meanings,
        denied=tuple(m for m in _by_page(reading, denied) if m.subject not in {n.subject for n in meanings}),
        unknown=tuple(dict.fromkeys(reading.typed([i]) for i in unknown)),
        could_be=() if any(m.subject.is_topic for m in meanings) else _could_be(reading, shares, left),
    )


# --- whole names ------------------------------------------------------------------------------------------------------


def found(name: Name, reading: Reading) -> Iterator[Match]:
    """Every place where the name stands in the query."""
    if not name.stems:
        return
    if name.is_literal:
        yield from _word_for_word(name, reading)
        return
    places = {s: reading.places.get(s, []) for s in name.stems}
    if not all(places.values()):
        return
    anchor = min(places, key=lambda s: (len(places[s]), s))
    for i in places[anchor]:
        clause = reading.tokens[i].clause
        near = [[j for j in places[s] if reading.tokens[j].clause == clause] for s in places]
        if not all(near):
            continue
        at = frozenset(min(of_one, key=lambda j: (abs(j - i), j)) for of_one in near)
        looseness = _looseness(name, at, reading) if len(at) == len(name.stems) else None
        if looseness is not None:
            yield Match(name, at, looseness)


def _word_for_word(name: Name, reading: Reading) -> Iterator[Match]:
    for start in range(len(reading.tokens)):
        at: list[int] = []
        for i in range(start, len(reading.tokens)):
            if len(at) == len(name.sequence):
                break
            token = reading.tokens[i]
            if name.sequence[len(at)] in token.stems and token.clause == reading.tokens[start].clause:
                at.append(i)
            elif not at or not token.is_function:
                break
        if len(at) == len(name.sequence):
            yield Match(name, frozenset(at))


def _looseness(name: Name, at: frozenset[int], reading: Reading) -> int | None:
    """How loosely the words stand together; None where too loosely to be one name."""
    tokens = reading.tokens[min(at) : max(at) + 1]
    between = sum(reading.tokens[i].is_strong for i in range(min(at), max(at)) if i not in at)
    crossed = tokens[-1].part - tokens[0].part
    if tokens[0].clause != tokens[-1].clause or between > len(at) // 2:
        return None
    if crossed > max(name.joints, 1 if len(at) == 2 else 0):
        return None
    if name.after_not and not _not_before(name.after_not, at, reading):
        return None
    return between + max(0, crossed - name.joints)


def _not_before(stemmed: str, at: frozenset[int], reading: Reading) -> bool:
    """Whether "not" stands right before the word it belongs to."""
    negative = next(i for i in sorted(at) if reading.tokens[i].is_negative)
    target = next(i for i in sorted(at) if stemmed in reading.tokens[i].stems)
    return negative < target and not any(reading.tokens[i].is_strong for i in range(negative + 1, target))


def chosen(matches: Iterable[Match], reading: Reading) -> list[Match]:
    """The matches that hold together, the longest first."""
    kept: list[Match] = []
    for match in sorted(set(matches), key=lambda match: match.order):
        if all(_goes_with(match, other, reading) for other in kept):
            kept.append(match)
    return kept


def claimed(match: Match, reading: Reading) -> frozenset[int]:
    """The words that mean this page and no symptom: of "magnesium for sleep", a name of magnesium, only the first."""
    if match.name.subject.is_topic:
        return match.at
    own = match.name.subject.title_stems
    return frozenset(i for i in match.at if reading.tokens[i].stems & own) or match.at


def _goes_with(match: Match, kept: Match, reading: Reading) -> bool:
    """Whether both can be meant.

    Words count once, but for a name that two pages share (a title is its page's own), for "muscle and joint pain", and
    for a symptom that a longer name holds: "hot flushes at night" are night sweats and hot flushes.
    """
    if match.name.subject.is_topic != kept.name.subject.is_topic:
        shared = claimed(match, reading) & claimed(kept, reading)
    else:
        shared = match.at & kept.at
    if not shared:
        return True
    if match.name.subject == kept.name.subject:
        return False
    if match.at == kept.at and match.name.stems == kept.name.stems:
        return match.name.subject.kind != kept.name.subject.kind or match.name.role == kept.name.role
    if match.at < kept.at:
        return len(match.name.stems - WEAK_STEMS) >= 2 and match.looseness == 0
    own, others = match.at - shared, kept.at - shared
    if not own or not others or not (match.looseness or kept.looseness):
        return False
    return max(shared) < min(own | others) or min(shared) > max(own | others)


# --- words that hint --------------------------------------------------------------------------------------------------


def _hints(reading: Reading, names: Sequence[Name], shares: Shares, taken: frozenset[int]) -> Iterator[Place]:
    """Topics that words left over point at: the best hint in each stretch of them, then what is left on either side."""
    titles = {(n.subject, s) for n in names if n.role in ("title", "clinical") for s in n.stems}
    stretches = list(_runs(reading, taken))
    while stretches:
        run = stretches.pop()
        hint = _best_hint(reading, run, shares, titles)
        if hint:
            yield hint
            stretches += [[i for i in run if i < min(hint.at)], [i for i in run if i > max(hint.at)]]


def _best_hint(reading: Reading, run: Sequence[int], shares: Shares, titles: set[tuple[Subject, str]]) -> Place | None:
    """The few neighbouring words that point at one topic most clearly."""
    found: list[tuple[tuple[Fraction, int, int, str], Place]] = []
    for start in range(len(run)):
        support: dict[Subject, Fraction] = defaultdict(Fraction)
        covered: dict[Subject, set[int]] = defaultdict(set)
        owners = set()
        for words, i in enumerate(run[start : start + WIDEST_HINT], 1):
            for subject, share in _shares_of(reading.tokens[i], shares).items():
                support[subject] += share
                covered[subject].add(i)
                if share > OWN and any((subject, s) in titles for s in reading.tokens[i].stems):
                    owners.add(subject)
                if _is_enough(len(covered[subject]), words, len(run), support[subject], subject in owners):
                    order = (support[subject], -words, -start, subject.slug)
                    found.append((order, Place(subject, frozenset(covered[subject]), False)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _is_enough(covered: int, words: int, run: int, support: Fraction, is_owner: bool) -> bool:
    """Whether words that a page's names use make a hint: two that add up to the page, or the title's own word alone.

    "Muscles" alone hints at muscle aches; in "muscle weakness" the other word says that something else is meant.
    """
    return (covered == run and is_owner) or (covered > 1 and covered * 2 >= words and support >= ENOUGH)


def _shares(names: Sequence[Name]) -> Shares:
    """Of other pages only the words of their titles count: a treatment's other names tell what it is taken for."""
    counts: dict[str, Counter[Subject]] = defaultdict(Counter)
    counted = {(n.subject, n.stems) for n in names if n.role != "misspelling"}
    for subject, stems in counted:
        for stemmed in stems if subject.is_topic else stems & subject.title_stems:
            counts[stemmed][subject] += 1
    return {
        stemmed: {subject: Fraction(n, spread.total()) for subject, n in spread.items() if subject.is_topic}
        for stemmed, spread in counts.items()
    }


def _shares_of(token: Token, shares: Shares) -> dict[Subject, Fraction]:
    best: dict[Subject, Fraction] = {}
    for stemmed in token.stems:
        for subject, share in shares.get(stemmed, {}).items():
            best[subject] = max(share, best.get(subject, share))
    return best


def _runs(reading: Reading, taken: frozenset[int]) -> Iterator[list[int]]:
    """Stretches of words left over, broken by recognised names, commas and "and"s."""
    run: list[int] = []
    for i, token in enumerate(reading.tokens):
        broken = i in taken or (run and token.part != reading.tokens[run[-1]].part)
        if broken and run:
            yield run
            run = []
        if i not in taken and token.is_strong:
            run.append(i)
    if run:
        yield run


def _could_be(reading: Reading, shares: Shares, left: Sequence[int]) -> tuple[Subject, ...]:
    """Topics to offer for words that several names share: "pain" could be joint pain or muscle pain."""
    total: dict[Subject, Fraction] = defaultdict(Fraction)
    for i in left:
        for subject, share in _shares_of(reading.tokens[i], shares).items():
            total[subject] += share
    likely = [subject for subject in total if total[subject] * 2 >= max(total.values())]
    return tuple(sorted(likely, key=lambda subject: (-total[subject], subject.slug))[:MOST_OFFERED])


# --- bringing together ------------------------------------------------------------------------------------------------


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


def _said_and_denied(reading: Reading, places: Sequence[Place]) -> tuple[list[Place], list[Place]]:
    """What the reader says she has, and what she says she does not have."""
    used = frozenset[int]().union(*(place.at for place in places))
    said: list[Place] = []
    denied: list[Place] = []
    for place in places:
        before = frozenset[int]().union(*(other.at for other in denied))
        is_denied = _is_denied(reading, min(place.at), used, before) or _is_called_fine(reading, max(place.at))
        (denied if is_denied else said).append(place)
    return said, denied


def _is_called_fine(reading: Reading, last: int) -> bool:
    """Whether the words right after a name say that all is well with it: "my mood is okay"."""
    for token in reading.tokens[last + 1 :]:
        if token.clause != reading.tokens[last].clause or not (token.is_function or token.text in WELL):
            return False
        if token.text in WELL:
            return True
    return False


def _is_denied(reading: Reading, start: int, used: frozenset[int], denied: frozenset[int]) -> bool:
    """Walk back from a name over words that say nothing: is there a "no", or an "or" after another that was denied?"""
    for i in range(start - 1, -1, -1):
        token = reading.tokens[i]
        if token.clause != reading.tokens[start].clause or token.text in CANCELS_DENIAL:
            return False
        if token.text in DENIALS:
            return i not in used
        if token.text in ALTERNATIVES:
            return i - 1 in denied
        if token.text in JOINTS or not (token.is_function or token.text in BESIDE_DENIALS):
            return False
    return False
