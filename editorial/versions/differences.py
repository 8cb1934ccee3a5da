"""What differs between two plain things, such as two editions of a page: pure rules, to be shown by others.

A comparison is a tree of the shape of what was compared. Texts differ word by word, rows are known by what names them,
sets by their members, lists by their order. Nothing is lost in it: `before` and `after` give both sides back.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import zip_longest
from typing import Any, Final

from topics.marks import CITATION, PAGE_LINK

Plain = Any
"""What JSON can hold."""


class Absent(Enum):
    """What stands on the side where a part is not there."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT

SETS: Final = frozenset(
    {"about", "aliases", "assessments", "findings", "interventions", "links", "related", "studies", "tags", "topics"}
)
"""Fields whose order means nothing to a reader. Some are rows of their own elsewhere: the shape of the data says."""

NAMED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "acts_on": ("mechanism",),
    "assessments": ("key",),
    "contributes_to": ("topic",),
    "findings": ("key",),
    "trials": ("registry_id",),
}
"""Rows that are called by these fields, so that with another name it is another thing."""
MOSTLY_NAMED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "cautions": ("kind", "name"),
    "claims": ("heading",),
    "doses": ("route", "amount", "schedule"),
    "regulations": ("country", "authority"),
    "safety": ("event",),
    "side_effects": ("name",),
    "warning_signs": ("text",),
}
"""Rows that are known by these fields, unless another row says nearly the same: then it was only named anew."""

ALIKE: Final = 0.5
"""From what share of common words on two texts are one text that was changed, and not one put for another."""
MOST_WORDS: Final = 1500
"""Texts longer than this that share no paragraph are compared paragraph by paragraph: words cost their square."""


@dataclass(frozen=True)
class Same:
    """No difference."""

    value: Plain

    @property
    def before(self) -> Plain:
        return self.value

    @property
    def after(self) -> Plain:
        return self.value


@dataclass(frozen=True)
class Value:
    """One thing in place of another: a number, a code, or a part that is there on one side alone."""

    before: Plain
    after: Plain


class Kind(Enum):
    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Run:
    """Words of a text that stand on both sides, or on one."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Words:
    """Two texts, word by word."""

    runs: tuple[Run, ...]

    @property
    def before(self) -> str:
        return "".join(run.text for run in self.runs if run.kind is not Kind.NEW)

    @property
    def after(self) -> str:
        return "".join(run.text for run in self.runs if run.kind is not Kind.GONE)


@dataclass(frozen=True)
class Members:
    """Two sets."""

    before: list[Plain]
    after: list[Plain]

    @property
    def removed(self) -> list[Plain]:
        return _without(self.before, self.after)

    @property
    def added(self) -> list[Plain]:
        return _without(self.after, self.before)

    @property
    def kept(self) -> list[Plain]:
        return _without(self.after, self.added)


@dataclass(frozen=True)
class Entry:
    """A row or an item with its place on either side; None where it is not there."""

    at: int | None
    now: int | None
    difference: "Difference"


@dataclass(frozen=True)
class Rows:
    """Two lists. Entries stand in the order of what is there now, with what is gone where it stood."""

    entries: tuple[Entry, ...]

    @property
    def before(self) -> list[Plain]:
        there = [(entry.at, entry.difference.before) for entry in self.entries if entry.at is not None]
        return [item for _, item in sorted(there, key=lambda pair: pair[0])]

    @property
    def after(self) -> list[Plain]:
        there = [(entry.now, entry.difference.after) for entry in self.entries if entry.now is not None]
        return [item for _, item in sorted(there, key=lambda pair: pair[0])]

    @property
    def reordered(self) -> bool:
        """Whether what stands on both sides stands in another order."""
        both = [(entry.at, entry.now) for entry in self.entries if entry.at is not None and entry.now is not None]
        return [at for at, _ in sorted(both)] != [at for at, _ in sorted(both, key=lambda pair: pair[1])]


@dataclass(frozen=True)
class Record:
    """Two mappings, field by field."""

    fields: Mapping[str, "Difference"]

    @property
    def before(self) -> dict[str, Plain]:
        sides = {name: field.before for name, field in self.fields.items()}
        return {name: value for name, value in sides.items() if value is not ABSENT}

    @property
    def after(self) -> dict[str, Plain]:
        sides = {name: field.after for name, field in self.fields.items()}
        return {name: value for name, value in sides.items() if value is not ABSENT}

    @property
    def changed(self) -> dict[str, "Difference"]:
        return {name: field for name, field in self.fields.items() if not isinstance(field, Same)}

    @property
    def same(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, Same)]


Difference = Same | Value | Words | Members | Rows | Record


def compare(before: Plain, after: Plain, name: str = "") -> Difference:
    """What differs between two plain things. `name` is the field that holds them, which may say how to read a list."""
    if before is not ABSENT and after is not ABSENT and before == after:
        return Same(after)
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        names = [*after, *(key for key in before if key not in after)]
        return Record({key: compare(before.get(key, ABSENT), after.get(key, ABSENT), key) for key in names})
    if isinstance(before, str) and isinstance(after, str) and (_is_text(before) or _is_text(after)):
        return Words(words(before, after))
    if isinstance(before, list) and isinstance(after, list):
        return _lists(before, after, name)
    return Value(before, after)


def _is_text(value: str) -> bool:
    """Whether this is written in words: a code, a date and an address are one word."""
    return bool(re.search(r"\s", value))


def _lists(before: list[Plain], after: list[Plain], name: str) -> Difference:
    rows = all(isinstance(item, Mapping) for item in (*before, *after))
    if rows and (name in NAMED_BY or name in MOSTLY_NAMED_BY):
        return Rows(_in_place(_paired_rows(before, after, name), before, after, name))
    if name in SETS:
        return Members(before, after)
    return Rows(_in_place(_paired_items(before, after), before, after, name))


def _without(these: Sequence[Plain], those: Sequence[Plain]) -> list[Plain]:
    """These, less one for each of those."""
    left, rest = list(those), []
    for item in these:
        if item in left:
            left.remove(item)
        else:
            rest.append(item)
    return rest


# --- rows and lists ---------------------------------------------------------------------------------------------------


def _in_place(
    pairs: Mapping[int, int], before: Sequence[Plain], after: Sequence[Plain], name: str
) -> tuple[Entry, ...]:
    """Entries of both sides. `pairs` says which place now holds what stood at which place before."""
    entries = [
        Entry(pairs.get(now), now, compare(before[pairs[now]] if now in pairs else ABSENT, item, name))
        for now, item in enumerate(after)
    ]
    for at in sorted(set(range(len(before))) - set(pairs.values())):
        stood_after = [n for n, entry in enumerate(entries, 1) if entry.at is not None and entry.at < at]
        place = max(stood_after, key=lambda n: entries[n - 1].at or 0, default=0)
        entries.insert(place, Entry(at, None, Value(before[at], ABSENT)))
    return tuple(entries)


def _paired_rows(before: Sequence[Plain], after: Sequence[Plain], name: str) -> dict[int, int]:
    """By what names them; where a name is only mostly a row's, the rest by whether they say nearly the same."""
    fields = NAMED_BY.get(name) or MOSTLY_NAMED_BY[name]
    stood = {identity: at for at, identity in enumerate(_identities(before, fields))}
    pairs = {now: stood[identity] for now, identity in enumerate(_identities(after, fields)) if identity in stood}
    if name in MOSTLY_NAMED_BY:
        for now in range(len(after)):
            left = set(range(len(before))) - set(pairs.values())
            near = {at: likeness(_text(before[at]), _text(after[now])) for at in left} if now not in pairs else {}
            best = max(near, key=lambda at: (near[at], -at), default=None)
            if best is not None and near[best] >= ALIKE:
                pairs[now] = best
    return pairs


def _identities(rows: Sequence[Plain], fields: Sequence[str]) -> list[str]:
    """What names each row; of two by one name, the second is another."""
    counted: dict[str, int] = {}
    names = []
    for row in rows:
        name = repr([row.get(field) for field in fields])
        counted[name] = counted.get(name, 0) + 1
        names.append(f"{name} {counted[name]}")
    return names


def _paired_items(before: Sequence[Plain], after: Sequence[Plain]) -> dict[int, int]:
    """Items of a list in its order; where some stand in place of others, those that say nearly the same."""
    pairs: dict[int, int] = {}
    matcher = SequenceMatcher(None, [repr(item) for item in before], [repr(item) for item in after], autojunk=False)
    for tag, at, at_end, now, now_end in matcher.get_opcodes():
        if tag == "equal":
            pairs |= dict(zip(range(now, now_end), range(at, at_end), strict=True))
        for here in range(now, now_end) if tag == "replace" else ():
            there = next((n for n in range(at, at_end) if _are_alike(before[n], after[here])), None)
            if there is not None:
                pairs[here] = there
                at = there + 1
    return pairs


def _are_alike(one: Plain, other: Plain) -> bool:
    return likeness(_text(one), _text(other)) >= ALIKE


def _text(plain: Plain) -> str:
    """All that plain data says, as one text."""
    if isinstance(plain, Mapping):
        return " ".join(map(_text, plain.values()))
    return " ".join(map(_text, plain)) if isinstance(plain, list) else str(plain)


# --- words ------------------------------------------------------------------------------------------------------------

_TOKEN: Final = re.compile(
    rf"{CITATION.pattern}|{PAGE_LINK.pattern}"
    r"|\]\([^()\s]*\)"  # where a link leads
    r"|(?<![\w.,])[-−+]?\d+(?:[.,]\d+)*(?:\s?%)?"  # a number with its sign and its per cent
    r"|[^\W_]+(?:['’-][^\W_]+)*"
    r"|\n\s*|[^\S\n]+"
    r"|(?P<mark>[#*_`~>=|-])(?P=mark)*"  # Markdown's marks
    r"|.",
    re.DOTALL,
)
_PARAGRAPHS: Final = re.compile(r"(\n[^\S\n]*\n\s*)")
_LEAST_IN_COMMON: Final = 0.3


def tokens(text: str) -> list[str]:
    """A text cut where a difference may begin: citations, links, marks and numbers stay whole. Joined, the text."""
    return [match.group() for match in _TOKEN.finditer(text)]


def likeness(one: str, other: str) -> float:
    """The share of words that two texts have in common, wherever they stand: 0 to 1."""
    here, there = (sorted(token for token in tokens(text) if not token.isspace()) for text in (one, other))
    if not here and not there:
        return 1.0
    return 2 * (len(here) - len(_sorted_without(here, there))) / (len(here) + len(there))


def _sorted_without(these: list[str], those: list[str]) -> list[str]:
    counted: dict[str, int] = {}
    for token in those:
        counted[token] = counted.get(token, 0) + 1
    rest = []
    for token in these:
        counted[token] = counted.get(token, 0) - 1
        if counted[token] < 0:
            rest.append(token)
    return rest


def words(before: str, after: str) -> tuple[Run, ...]:
    """Two texts word by word, paragraph by paragraph first."""
    one, other = _PARAGRAPHS.split(before), _PARAGRAPHS.split(after)
    changes: list[tuple[str, str, str]] = []
    matcher = SequenceMatcher(str.isspace, one, other, autojunk=False)
    for tag, at, at_end, now, now_end in matcher.get_opcodes():
        if tag == "equal":
            changes.append(("".join(one[at:at_end]), "", ""))
        else:
            changes += _within(one[at:at_end], other[now:now_end])
    return tuple(_runs(changes))


def _within(before: list[str], after: list[str]) -> Iterator[tuple[str, str, str]]:
    """What differs between paragraphs: texts that are kept, gone, new."""
    one, other = tokens("".join(before)), tokens("".join(after))
    if max(len(one), len(other)) > MOST_WORDS and max(len(before), len(after)) > 1:
        for here, there in zip_longest(before, after, fillvalue=""):
            yield from _within([here], [there])
    elif max(len(one), len(other)) > MOST_WORDS or likeness("".join(before), "".join(after)) < _LEAST_IN_COMMON:
        yield "", "".join(one), "".join(other)
    else:
        for tag, at, at_end, now, now_end in SequenceMatcher(str.isspace, one, other, autojunk=False).get_opcodes():
            gone, new = "".join(one[at:at_end]), "".join(other[now:now_end])
            yield (gone, "", "") if tag == "equal" else ("", gone, new)


def _runs(changes: list[tuple[str, str, str]]) -> Iterator[Run]:
    """In order, with no more pieces than reading needs: a space or a comma between two changes is part of them."""
    pieces: list[tuple[str, str, str]] = []
    for kept, gone, new in changes:
        if kept:
            before = pieces.pop()[0] if pieces and pieces[-1][0] else ""
            pieces.append((before + kept, "", ""))
            continue
        while pieces and (not pieces[-1][0] or _joins(pieces)):
            held, before, after = pieces.pop()
            gone, new = held + before + gone, held + after + new
        pieces.append(("", gone, new))
    for kept, gone, new in pieces:
        for kind, text in ((Kind.KEPT, kept), (Kind.GONE, gone), (Kind.NEW, new)):
            if text:
                yield Run(kind, text)


def _joins(pieces: list[tuple[str, str, str]]) -> bool:
    """Whether the last piece is a mere sign or space after a change."""
    return len(pieces) > 1 and not pieces[-2][0] and not re.search(r"\w|\n", pieces[-1][0])
