"""Words that are no name but hint at a page: in "sore knees" both are words that the names of one page use most."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from search.matching import Place
from search.names import Name, Subject
from search.words import Reading, Token

OWN = 2 / 3
"""A word is a page's own where more than this share of the names that hold it are names of that page."""
WIDEST_HINT = 6
ENOUGH = 0.999
"""The sum of shares that two or more words together need: all of one word's names, or as much of several."""
MOST_OFFERED = 6


@dataclass(frozen=True)
class Use:
    """How one page's names use a stem: how many of them hold it (misspelt ones aside), and whether its title does."""

    names: int
    in_title: bool


Uses = Mapping[str, Mapping[Subject, Use]]
"""For each stem, the pages that have it in a name."""

Shares = Mapping[str, Mapping[Subject, float]]
"""For each stem, how the names that use it are spread over topics."""


def hints(reading: Reading, uses: Uses, taken: frozenset[int]) -> Iterator[Place]:
    """Topics that words left over point at: the best hint in each stretch of them, then what is left on either side."""
    shares = shares_among(uses)
    titles = {(subject, stemmed) for stemmed, pages in uses.items() for subject in pages if pages[subject].in_title}
    stretches = list(_runs(reading, taken))
    while stretches:
        run = stretches.pop()
        hint = _best_hint(reading, run, shares, titles)
        if hint:
            yield hint
            stretches += [[i for i in run if i < min(hint.at)], [i for i in run if i > max(hint.at)]]


def _best_hint(reading: Reading, run: Sequence[int], shares: Shares, titles: set[tuple[Subject, str]]) -> Place | None:
    """The few neighbouring words that point at one topic most clearly."""
    found: list[tuple[tuple[float, int, int, str], Place]] = []
    for start in range(len(run)):
        support: dict[Subject, float] = defaultdict(float)
        covered: dict[Subject, set[int]] = defaultdict(set)
        seen: set[frozenset[str]] = set()
        owners = set()
        for words, i in enumerate(run[start : start + WIDEST_HINT], 1):
            if reading.tokens[i].stems in seen:
                break
            seen.add(reading.tokens[i].stems)
            for subject, share in _shares_of(reading.tokens[i], shares).items():
                support[subject] += share
                covered[subject].add(i)
                if share > OWN and any((subject, s) in titles for s in reading.tokens[i].stems):
                    owners.add(subject)
                if _is_enough(len(covered[subject]), words, len(run), support[subject], subject in owners):
                    order = (support[subject], -words, -start, subject.slug)
                    found.append((order, Place(subject, frozenset(covered[subject]), False)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _is_enough(covered: int, words: int, run: int, support: float, is_owner: bool) -> bool:
    """Whether words that a page's names use make a hint: two that add up to the page, or the title's own word alone.

    "Muscles" alone hints at muscle aches; in "muscle weakness" the other word says that something else is meant.
    """
    return (covered == run and is_owner) or (covered > 1 and covered * 2 >= words and support >= ENOUGH)


def uses_in(names: Iterable[Name], stems: Collection[str]) -> Uses:
    """How names use these stems."""
    uses: dict[str, dict[Subject, Use]] = defaultdict(dict)
    for name in names:
        for stemmed in name.stems.intersection(stems):
            use = uses[stemmed].get(name.subject, Use(0, False))
            in_title = use.in_title or name.role in ("title", "clinical")
            uses[stemmed][name.subject] = Use(use.names + (name.role != "misspelling"), in_title)
    return uses


def shares_among(uses: Uses) -> Shares:
    """Of other pages only the words of their titles count: a treatment's other names tell what it is taken for."""
    shares: dict[str, dict[Subject, float]] = {}
    for stemmed, pages in uses.items():
        counts = {s: use.names for s, use in pages.items() if s.is_topic or stemmed in s.title_stems}
        total = sum(counts.values())
        shares[stemmed] = {subject: n / total for subject, n in counts.items() if n and subject.is_topic}
    return shares


def _shares_of(token: Token, shares: Shares) -> dict[Subject, float]:
    best: dict[Subject, float] = {}
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
        if i not in taken and token.is_strong and not reading.is_corrected(i):
            run.append(i)
    if run:
        yield run


def could_be(reading: Reading, uses: Uses, left: Sequence[int]) -> tuple[Subject, ...]:
    """Topics to offer for words that several names share: "pain" could be joint pain or muscle pain."""
    shares = shares_among(uses)
    total: dict[Subject, float] = defaultdict(float)
    for i in left:
        for subject, share in _shares_of(reading.tokens[i], shares).items():
            total[subject] += share
    likely = [subject for subject in total if total[subject] * 2 >= max(total.values())]
    return tuple(sorted(likely, key=lambda subject: (-total[subject], subject.slug))[:MOST_OFFERED])
