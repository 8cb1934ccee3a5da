"""Which sentences claim that a treatment does something, and how strongly: the reading half of evidence/prose.py.

A claim is found in one clause: the treatment, by name or by a pronoun that can mean nothing else, and near it a verb of
effect in the present or the future. What makes it no claim stands in `_UNSAID` (what somebody hopes, says or does not
know), in `_ONE_STUDY_SAYS` (a report's own words) and in the past tense beside a study.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evidence.sentences import has, places, stem, stems, tokens

PLAIN: Final = 4
"""The strength of a verb that nothing softens. "Probably" makes it 3, "may" 2."""

GOOD, BAD, DOWN, UP, CHANGE = "good", "bad", "down", "up", "change"
NO_EFFECT, LITTLE = "no effect", "little or no difference"

_VERBS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        """help improve relieve ease treat cure heal soothe alleviate prevent restore work benefit lift fight tackle
        combat control calm protect beat banish fix tame dampen resolve eliminate stabilise normalise""".split(),
        GOOD,
    ),
    **dict.fromkeys("worsen aggravate cause trigger bring provoke".split(), BAD),
    **dict.fromkeys("reduce lower decrease cut lessen diminish shorten slow stop halt end curb minimise".split(), DOWN),
    **dict.fromkeys("increase raise boost enhance lengthen strengthen promote".split(), UP),
    **dict.fromkeys("change affect alter influence".split(), CHANGE),
}
"""Verbs of effect, and which way they go: better, worse, less of it, more of it, or only different."""

_COMPARATIVES: Final[Mapping[str, str]] = {
    **dict.fromkeys("better milder easier gone away relief improved".split(), GOOD),
    **dict.fromkeys("worse".split(), BAD),
    **dict.fromkeys("less fewer lower rarer reduced".split(), DOWN),
    **dict.fromkeys("more higher".split(), UP),
}
_HAPPENS: Final[Mapping[str, str]] = {
    **dict.fromkeys("improve ease lift go disappear heal".split(), GOOD),
    **dict.fromkeys("fall drop lessen decrease".split(), DOWN),
    **dict.fromkeys("rise increase".split(), UP),
    "worsen": BAD,
}
"""What an outcome itself does: "pain eases with it"."""

_HEDGES: Final[Mapping[str, int]] = {
    **dict.fromkeys("may might could possibly perhaps maybe seems seem appears appear tends tend".split(), 2),
    **dict.fromkeys("probably likely".split(), 3),
}
"""Words that soften a verb, and to what strength. Readers do not tell "might" and "could" from "may"."""

_MODALS: Final = frozenset("may might could can will should must does do would".split())
_GLUE: Final = frozenset(
    """also often usually really truly greatly strongly slightly somewhat much markedly considerably dramatically
    clearly reliably quickly gently safely effectively naturally significantly directly actually even still just
    both either then alone itself to now generally sometimes always help helps not yet ever never all well""".split()
)
_BIG: Final = frozenset("greatly strongly markedly considerably dramatically hugely massively vastly".split())
_BEFORE_INFINITIVE: Final = frozenset(
    """shown proven proved known able likely seems seem appears appear tends tend found helps help expected bound
    sure certain demonstrated""".split()
)
"""Before "to reduce", these make it a claim; "taken to reduce" is only what somebody hopes."""

_NEGATION: Final = re.compile(r"\b(?:not|no|never|nor|neither|nobody|nothing|none|hardly|cannot|without|\w+n't)\b")
_UNSAID: Final = re.compile(
    r"\b(?:whether|if|unless|wouldn't|would|hopes?|hoped|hoping|ideas?|claims?|claimed|myths?|theory|theories"
    r"|hypothesis|hypotheses|said|says|say|saying|thought|believed?|believes|promoted|advertised|sold|meant|intended"
    r"|designed|supposed|marketed|used (?:to|for|in)|tested|tests|asks?|asked|story|telling|guess|guessed|question"
    r"|argues?|argued|argument|suggestion|proposed|proposes|nobody knows|don't know|unknown|unclear|not known"
    r"|too uncertain|how|why|what|which|like|imagine|to see|to learn|to find out)\b"
)
STUDY: Final = (
    r"(?:trials?|study|reviews?|meta-?analys[ei]s|authors?|statement|guidelines?|guidance|letter|leaflet|label"
    r"|licence|chapter|report|paper|researchers|records?|pilot|survey|register|cohort|analysis)"
)
_ONE_STUDY_SAYS: Final = re.compile(
    rf"\b(?:an?|one|the|this|that|its|their|another|each|two|three|four|neither|both)\b(?:\s\S+){{0,6}}?\s?{STUDY}\b.*?"
    r"\b(?:finds?|found|reports?|reported|says?|said|suggests?|suggested|concludes?|concluded|calls?|saw|shows?|showed"
    r"|hints?|hinted|reads?|warns?|notes?|holds?|recommends?|lists?|names?|counts?|judges?)\b"
)
"""A report whose own words follow. "Studies show" names none, and what it says is the page's claim."""

_INSTEAD: Final = frozenset("stopping without than unlike against versus vs off not instead besides before".split())
"""Before a treatment's name: the sentence speaks of something else."""
_TAKEN_AWAY: Final = frozenset("away withdrawal loss deficiency".split())

_PRONOUNS: Final = (("it",), ("this",), ("they",))
_DESCRIPTIONS: Final = tuple(
    (article, noun) for article in ("the", "this") for noun in ("drug", "medicine", "treatment", "tablet", "supplement")
)

_ADJECTIVE: Final = re.compile(
    r"(?:(?:an?|the|very|highly|really|clearly|best|most|clinically|one|of|more|so|truly|quite) )*"
    r"(effective|helpful|useful|beneficial|proven|better than (?:placebo|a dummy|no treatment|nothing)|cure|remedy"
    r"|successful|good (?=for|at|against)|great (?=for|at|against))\s*(.*)$"
)
_GIVES: Final = re.compile(
    r"(?:(?:a|an|the|real|good|great|fast|lasting|some|clear|quick|positive) )*"
    r"(relief|benefits?|improvements?|protection|help|effects? on)\b\s*(.*)$"
)
_NULL: Final = re.compile(
    r"\b((?:has|have) no (?:\w+ )?(?:effect|benefit|impact)|(?:does|do) not (?:work|help|do anything)"
    r"|(?:does|do)n't (?:work|help|do anything)|(?:does|do) nothing|makes? no difference"
    r"|is (?:useless|ineffective|no use)"
    r"|(?:is|are) not (?:effective|any use|helpful)|(?:is|are)n't (?:effective|helpful)|(?:is|are) no better than"
    r"|there is no effect)\b"
)
_NOT_SIGNIFICANT: Final = re.compile(r"\b((?:not|no|non|\w+n't) (?:\w+ )?significant(?:ly)?|insignificant(?:ly)?)\b")
_LITTLE: Final = re.compile(r"\b(makes?) little or no difference\b")
_CLAUSE: Final = re.compile(
    r"[;|]|\s[–—]\s|,?\s\bbut\b|,\s(?:and|so|yet|while|whereas|although|though|because|as|which|who)\b"
    r"|\b(?:because|although|though|whereas|while)\b",
    re.IGNORECASE,
)
_CONDITION: Final = re.compile(r"(?:If|When|Once|Since|After|For|In)\b[^,]*,\s", re.IGNORECASE)
_LIGHT: Final = frozenset(
    """too well best for some many most all women people you everyone at night in menopause perimenopause here better
    quickly wonders against it treatment""".split()
)


def _forms() -> dict[str, tuple[str, str]]:
    """Each form of each verb of effect: the verb, and whether "base", "s", "past" or "ing"."""
    forms: dict[str, tuple[str, str]] = {}
    for verb in _VERBS:
        root = verb.removesuffix("e")
        doubled = f"{verb}{verb[-1]}" if verb in ("stop", "cut", "control") else root
        third = f"{verb}es" if verb.endswith(("sh", "x")) else f"{verb}s"
        forms |= {third: (verb, "s"), f"{doubled}ed": (verb, "past"), f"{doubled}ing": (verb, "ing")}
    return forms | {verb: (verb, "base") for verb in _VERBS} | {"brought": ("bring", "past"), "cut": ("cut", "base")}


FORMS: Final = _forms()
_HAPPENS_FORMS: Final = {f"{verb}es" if verb == "go" else f"{verb}s": way for verb, way in _HAPPENS.items()}


@dataclass(frozen=True)
class EffectClaim:
    """What one clause says: which treatment does something, by which verb, how strongly, which way, to what.

    `bare` where nothing is named that it would act on: "It works".
    """

    treatment: str
    verb: str
    strength: int
    way: str
    object_words: tuple[str, ...]
    clause_words: tuple[str, ...]
    big: bool = False
    bare: bool = False


class Treatments:
    """Every name of every treatment, found in a text by its longest."""

    def __init__(self, names: Mapping[str, Sequence[str]]):
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for treatment, called in names.items():
            for phrase in {stems(name) for name in called} - {()}:
                self._by_first.setdefault(phrase[0], []).append((phrase, treatment))
        for known in self._by_first.values():
            known.sort(key=lambda pair: (-len(pair[0]), pair))
        beginnings = (re.escape(word[:-1] or word) for word in self._by_first)  # plurals in -ies lose their y
        self._quick = re.compile(rf"\b(?:{'|'.join(beginnings)})", re.IGNORECASE) if self._by_first else None

    def might_be_in(self, text: str) -> bool:
        """A quick look that misses none: whether the text has a word that a name could start with."""
        return bool(self._quick and self._quick.search(text.replace("’", "'")))

    def mentions(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Each treatment named: where its name starts and ends, and which it is."""
        place = 0
        while place < len(words):
            for phrase, treatment in self._by_first.get(words[place], ()):
                if tuple(words[place : place + len(phrase)]) == phrase:
                    yield place, place + len(phrase), treatment
                    place += len(phrase) - 1
                    break
            place += 1


@dataclass(frozen=True)
class Meant:
    """Which treatment "it" and "the drug" would mean here; empty where none can be told."""

    by_pronoun: str = ""
    by_description: str = ""


def speaks_of_it(sentence: str) -> bool:
    """Whether a sentence goes on about what was meant before: it has a pronoun or "the drug" in it."""
    words = tokens(sentence)
    return any(has(words, phrase) for phrase in (*_PRONOUNS, *_DESCRIPTIONS))


def claims_in(sentence: str, treatments: Treatments, meant: Meant, *, studied: bool) -> Iterator[EffectClaim]:
    """Every effect that a sentence claims. `studied`: its paragraph names a study, whose results stand in the past."""
    opening = _CONDITION.match(sentence)
    start, inherited = 0, ""
    for match in [*_CLAUSE.finditer(sentence, opening.end() if opening else 0), None]:
        end = match.start() if match else len(sentence)
        clause = _Clause(sentence[start:end], treatments, meant, inherited, studied=studied)
        if start == 0 and opening:
            clause.condition = len(tokens(opening.group()))
        yield from clause.claims()
        if clause.treatment:
            inherited, meant = clause.treatment, Meant(clause.treatment, clause.treatment)
        start = match.end() if match else end


class _Clause:
    """One clause, read for claims. An opening condition ("If you have pain, …") ends at the word `condition`."""

    condition = 0

    def __init__(self, text: str, treatments: Treatments, meant: Meant, inherited: str, *, studied: bool):
        self.tokens = tokens(text)
        self.words = [stem(token) for token in self.tokens]
        self.studied = studied
        self.subjects = list(self._subjects(treatments, meant, inherited))

    def _subjects(self, treatments: Treatments, meant: Meant, inherited: str) -> Iterator[tuple[int, int, str]]:
        named = [
            (start, end, treatment)
            for start, end, treatment in treatments.mentions(self.words)
            if not _INSTEAD & set(self.tokens[max(0, start - 2) : start])
            and not _TAKEN_AWAY & set(self.tokens[end : end + 1])
        ]
        yield from named
        if named:
            return
        for treatment, phrases in ((meant.by_pronoun, _PRONOUNS), (meant.by_description, _DESCRIPTIONS)):
            for phrase in phrases if treatment else ():
                for place in places(self.tokens, phrase):
                    yield place, place + len(phrase), treatment
        if inherited and self._starts_with_a_verb():
            yield 0, 0, inherited

    def _starts_with_a_verb(self) -> bool:
        first = next((token for token in self.tokens if token not in _GLUE), "")
        return first in FORMS or first in _MODALS or first in _HEDGES or first in ("is", "has", "are")

    @property
    def treatment(self) -> str:
        return self.subjects[-1][2] if self.subjects else ""

    def claims(self) -> Iterator[EffectClaim]:
        for start, end, treatment in self.subjects:
            before = " ".join(self.tokens[self.condition if self.condition <= start else 0 : start])
            if _NOT_SIGNIFICANT.search(" ".join(self.tokens)):
                yield from self._not_significant(treatment)
            if _UNSAID.search(before) or _NEGATION.search(before) or _ONE_STUDY_SAYS.search(before):
                continue
            for read in (self._null, self._little, self._active, self._predicate, self._leads_to):
                yield from read(end, treatment)
            yield from self._people_on_it(start, end, treatment)
            yield from self._outcome_first(start, treatment)

    def _claim(self, treatment: str, verb: str, strength: int, way: str, place: int, **more: bool) -> EffectClaim:
        return EffectClaim(treatment, verb, strength, way, tuple(self.words[place:]), tuple(self.words), **more)

    def _softest(self, words: Sequence[str]) -> int:
        return min((_HEDGES[word] for word in words if word in _HEDGES), default=PLAIN)

    def _open(self, gap: Sequence[str]) -> bool:
        """Whether nothing between the treatment and its verb takes the claim back."""
        text = " ".join(gap).replace("not only", "")
        return not (_NEGATION.search(text) or _UNSAID.search(text))

    # --- the shapes of a claim ---

    def _active(self, end: int, treatment: str) -> Iterator[EffectClaim]:
        """ "Low-dose naltrexone may slightly reduce pain", "it makes pain worse"."""
        for place in range(end, min(len(self.tokens), end + 12)):
            gap, rest = self.tokens[end:place], self.tokens[place + 1 :]
            verb, form = FORMS.get(self.tokens[place], ("", ""))
            way = _VERBS.get(verb, "")
            if self.tokens[place] in ("make", "makes"):
                verb, form = "make", "s" if self.tokens[place] == "makes" else "base"
                way = next((_COMPARATIVES[word] for word in rest[:8] if word in _COMPARATIVES), "")
            if not way or not self._is_finite(gap, form) or (verb == "help" and _helps_to_do_something_else(rest)):
                continue
            softening = [word for word in gap if word in _MODALS or word in _HEDGES]
            yield self._claim(
                treatment,
                " ".join([*softening, self.tokens[place]]),
                self._softest([*self.tokens[:end], *gap]),
                way,
                place + 1,
                big=bool(_BIG & {*gap, *rest}),
                bare=verb in ("help", "work", "benefit") and _ends_soon(rest),
            )
            return

    def _is_finite(self, gap: Sequence[str], form: str) -> bool:
        """Whether the verb says what the treatment does, after the words in between."""
        if form == "ing" or not self._open(gap) or "as" in gap[-1:]:
            return False
        if form == "past":
            return not self.studied and len(gap) <= 4 and not {"is", "are", "be", "been", "was", "were"} & set(gap)
        if "to" in gap[-2:]:
            return bool(_BEFORE_INFINITIVE & set(gap))
        if form == "base" and not _MODALS & set(gap):
            joined = all(word in _GLUE or word in _HEDGES for word in gap) or "and" in gap
            return joined and (bool(gap) or self._is_plural())
        return True

    def _is_plural(self) -> bool:
        """Whether the treatment's name takes the verb's base form: "antidepressants reduce", not "naltrexone help"."""
        ends = (self.tokens[end - 1] for _, end, _ in self.subjects if end)
        return any((word.endswith("s") and word != "this") or word == "they" for word in ends)

    def _predicate(self, end: int, treatment: str) -> Iterator[EffectClaim]:
        """ "is effective for", "may be a cure for", "gives relief from", "has an effect on"."""
        for place in range(end, min(len(self.tokens), end + 8)):
            token, gap = self.tokens[place], self.tokens[end:place]
            if token in ("is", "are", "be", "remains"):
                pattern = _ADJECTIVE
            elif token in ("gives", "give", "brings", "bring", "offers", "offer", "provides", "provide", "has", "have"):
                pattern = _GIVES
            else:
                continue
            after = self.tokens[place + 1 :]
            hedges = [word for word in after[:2] if word in _HEDGES or word in _GLUE]
            match = pattern.match(" ".join(after[len(hedges) :]))
            if not match or "not" in hedges or not self._open(gap) or {"to", "who", "that"} & set(gap[-2:]):
                continue
            strength = self._softest([*self.tokens[:place], *hedges])
            bare = _ends_soon(match.group(2).split())
            way = CHANGE if match.group(1).startswith("effect") and pattern is _GIVES else GOOD
            yield self._claim(treatment, f"{token} {match.group(1).strip()}", strength, way, place + 1, bare=bare)
            return

    def _leads_to(self, end: int, treatment: str) -> Iterator[EffectClaim]:
        """ "leads to less pain", "means fewer flushes"."""
        for place in range(end, min(len(self.tokens), end + 8)):
            token, after = self.tokens[place], self.tokens[place + 1 : place + 4]
            if token in ("lead", "leads", "result", "results", "linked", "means", "mean", "brings", "gives"):
                way = next((_COMPARATIVES[word] for word in after if word in _COMPARATIVES), "")
                if way and self._open(self.tokens[end:place]):
                    yield self._claim(
                        treatment, f"{token} {' '.join(after[:2])}", self._softest(self.tokens[:place]), way, place
                    )
                return

    def _people_on_it(self, start: int, end: int, treatment: str) -> Iterator[EffectClaim]:
        """ "Women on it have less pain", "people who take it get fewer flushes"."""
        if not {"on", "taking", "take", "takes", "using", "use"} & set(self.tokens[max(0, start - 3) : start]):
            return
        for place in range(end, min(len(self.tokens), end + 4)):
            if self.tokens[place] in ("have", "has", "get", "gets", "feel", "feels", "experience", "notice", "sleep"):
                after = self.tokens[place + 1 : place + 3]
                way = next((_COMPARATIVES[word] for word in after if word in _COMPARATIVES), "")
                if way and self._open(self.tokens[end:place]):
                    verb = f"{self.tokens[place]} {after[0]}"
                    yield self._claim(treatment, verb, self._softest(self.tokens[:place]), way, place)
                return

    def _outcome_first(self, start: int, treatment: str) -> Iterator[EffectClaim]:
        """ "Pain improves with it", "flushes are relieved by it", "sleep is better on it"."""
        if start < 2 or self.tokens[start - 1] not in ("on", "with", "by", "after", "from", "taking", "using"):
            return
        before = self.tokens[: start - 1]
        for place in range(len(before) - 1, max(1, len(before) - 6) - 1, -1):
            way = self._what_it_does(before, place)
            if not way:
                continue
            if self._open(before[:place]) and not _ONE_STUDY_SAYS.search(" ".join(before[:place])):
                yield EffectClaim(
                    treatment,
                    before[place],
                    self._softest(before),
                    way,
                    tuple(self.words[:place]),
                    tuple(self.words),
                    big=bool(_BIG & set(before)),
                )
            return

    def _what_it_does(self, before: Sequence[str], place: int) -> str:
        """Which way the outcome goes, if the word at this place is its verb; else nothing."""
        token, ahead = before[place], set(before[max(0, place - 3) : place])
        verb, form = FORMS.get(token, ("", ""))
        if form == "past" and {"is", "are", "be"} & ahead:
            return _VERBS[verb]
        if token in _COMPARATIVES and {"is", "are", "be", "gets", "get"} & ahead:
            return _COMPARATIVES[token]
        if token in _HAPPENS and {"may", "might", "could", "can", "will"} & ahead:
            return _HAPPENS[token]
        return _HAPPENS_FORMS.get(token, "")

    # --- claims of no effect ---

    def _null(self, end: int, treatment: str) -> Iterator[EffectClaim]:
        """ "has no effect on", "does not work for"."""
        text = " ".join(self.tokens[end:])
        match = _NULL.search(text)
        gap = text[: match.start()].split() if match else []
        if match and len(gap) < 9 and not _UNSAID.search(" ".join(gap)):
            bare = _ends_soon(text[match.end() :].split())
            yield self._claim(treatment, match.group(1), PLAIN, NO_EFFECT, 0, bare=bare)

    def _not_significant(self, treatment: str) -> Iterator[EffectClaim]:
        match = _NOT_SIGNIFICANT.search(" ".join(self.tokens))
        if match:
            yield self._claim(treatment, match.group(1), PLAIN, NO_EFFECT, 0)

    def _little(self, end: int, treatment: str) -> Iterator[EffectClaim]:
        """ "may make little or no difference to"."""
        text = " ".join(self.tokens[end:])
        match = _LITTLE.search(text)
        gap = text[: match.start()].split() if match else []
        if match and len(gap) < 9 and self._open(gap):
            verb = " ".join([*(word for word in gap if word in _HEDGES), match.group(0)])
            yield self._claim(treatment, verb, self._softest([*self.tokens[:end], *gap]), LITTLE, end)


def _ends_soon(rest: Sequence[str]) -> bool:
    """Whether nothing follows that the verb could act on: "helps", "works well for some women"."""
    return all(word in _LIGHT for word in rest)


def _helps_to_do_something_else(rest: Sequence[str]) -> bool:
    return len(rest) > 1 and rest[0] == "to" and rest[1] not in FORMS
