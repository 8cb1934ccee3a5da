"""Names found whole in a query.

A name is recognised where all its stems stand close together in one clause, in any order: "pain in my joints" is joint
pain. The longest match wins.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from search.names import KINDS, ROLES, WEAK_STEMS, Name, Subject
from search.words import ENGLISH, TROUBLE, Reading, stem, words_of


@dataclass(frozen=True)
class Match:
    """A name found in the query: at which words, and how loosely (words between, "and"s crossed)."""

    name: Name
    at: frozenset[int]
    looseness: int = 0

    @property
    def order(self) -> tuple[object, ...]:
        """The longest first, of those the closest; then by whose name it is. Equal matches always fall the same way."""
        subject = self.name.subject
        rank = ROLES.index(self.name.role), KINDS.index(subject.kind)
        length = self.looseness - self.name.weight, self.width, -len(self.at)
        return *length, *rank, min(self.at), subject.slug, self.name.text

    @property
    def width(self) -> int:
        """How many words stand between its first and its last that are not its own."""
        return max(self.at) - min(self.at) + 1 - len(self.at)

    @property
    def is_sure(self) -> bool:
        """Whether the words mean the page wherever they stand: several, or a rare one, or what the page is called."""
        return len(self.at) > 1 or self.name.role in ("title", "clinical") or not self.name.stems <= ENGLISH


@dataclass(frozen=True)
class Place:
    """Words of the query that mean a page: one of its names whole, or a hint."""

    subject: Subject
    at: frozenset[int]
    whole: bool


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
    if between and name.is_thin and (crossed or name.after_not or not _in_order(name, at, reading)):
        return None
    if crossed > max(name.joints, 1 if len(at) == 2 else 0):
        return None
    if name.after_not and not _not_before(name.after_not, at, reading):
        return None
    return between + max(0, crossed - name.joints)


def _in_order(name: Name, at: frozenset[int], reading: Reading) -> bool:
    """Whether the words follow each other as they do in the name."""
    expected = [s for s in name.sequence if s in name.stems]
    return all(s in reading.tokens[i].stems for s, i in zip(expected, sorted(at), strict=False))


def _not_before(stemmed: str, at: frozenset[int], reading: Reading) -> bool:
    """Whether "not" stands right before the word it belongs to."""
    negative = next(i for i in sorted(at) if reading.tokens[i].is_negative)
    target = next(i for i in sorted(at) if stemmed in reading.tokens[i].stems)
    between = [(i, reading.tokens[i]) for i in range(negative + 1, target)]
    return negative < target and not any(t.is_strong or (t.text in TROUBLE and i not in at) for i, t in between)


def chosen(matches: Iterable[Match], reading: Reading) -> list[Match]:
    """The matches that hold together, the longest first."""
    every = set(matches)
    kept: list[Match] = []
    for match in sorted(every - _giving_way(every), key=lambda match: match.order):
        if all(_goes_with(match, other, reading) for other in kept):
            kept.append(match)
    return [match for match in kept if not (match.looseness and _is_made_of(match, kept))]


def _giving_way(matches: Collection[Match]) -> set[Match]:
    """Longer names that take a word from a neighbour's name, though a shorter name of their own page stands without it:
    in "burning mouth with a metallic taste" the mouth burns, and the taste is metallic by itself.
    """
    whole = [match for match in matches if len(match.at) > 1 and not match.looseness and match.name.subject.is_topic]
    return {
        match
        for match in matches
        if len(match.at) > 2
        for neighbour in whole
        if neighbour.name.subject != match.name.subject
        and neighbour.at & match.at
        and neighbour.at - match.at
        and any(own.name.subject == match.name.subject and own.at == match.at - neighbour.at for own in whole)
    }


def _is_made_of(match: Match, kept: Iterable[Match]) -> bool:
    """Whether closer names hold all its words: "sick to my stomach, head splitting" is no "splitting head and sick"."""
    others = (other for other in kept if other.looseness < match.looseness and other.name.subject != match.name.subject)
    return match.at <= frozenset[int]().union(*(other.at for other in others))


def supported(matches: Sequence[Match], names: Iterable[Name], reading: Reading) -> list[Match]:
    """The matches without those on one common word that seems to mean something else: "sick of doctors", "a ring".

    A rare word means its page anywhere. A common one has to be written as in a name or the title, or to stand alone.
    """
    used = frozenset[int]().union(*(match.at for match in matches))
    written = {(name.subject, text) for name in names if len(name.sequence) == 1 for text in words_of(name.text)}
    return [match for match in matches if match.is_sure or _fits(match, reading, used, written)]


def _fits(match: Match, reading: Reading, used: frozenset[int], written: Collection[tuple[Subject, str]]) -> bool:
    i = min(match.at)
    token, after = reading.tokens[i], reading.tokens[i + 1 :]
    if len(after) > 1 and after[0].text == "of" and after[1].text not in ("a", "an"):
        strong = [j for j in reading.strong if j > i and reading.tokens[j].clause == token.clause]
        return bool(strong) and strong[0] in used
    if (match.name.subject, token.text) in written or token.text in match.name.subject.title_words:
        return True
    if reading.is_corrected(i) or stem(token.text) not in match.name.stems:
        return True
    if any(before.text == "for" for before in reading.tokens[max(0, i - 2) : i]):
        return True
    strong = [j for j in reading.strong if reading.tokens[j].part == token.part]
    place = strong.index(i) if i in strong else 0
    return all(j in used for j in strong[max(0, place - 1) : place + 2])


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
        return match.name.subject.kind != kept.name.subject.kind or "title" not in (match.name.role, kept.name.role)
    if match.at < kept.at:
        is_called_so = match.name.role in ("title", "clinical") or kept.looseness > 0
        return is_called_so and len(match.name.stems - WEAK_STEMS) >= 2 and match.looseness == 0
    own, others = match.at - shared, kept.at - shared
    if not own or not others or not (match.looseness or kept.looseness):
        return False
    return max(shared) < min(own | others) or min(shared) > max(own | others)
