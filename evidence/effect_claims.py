"""Which sentences claim that a treatment does something, and how strongly: the reading half of evidence/prose.py.

A claim is found in one clause: the treatment, by name or by a pronoun that can mean nothing else, and near it a verb of
effect in the present or the future. What makes it no claim stands in `UNSAID` (what somebody hopes, says or does not
know), in `ONE_STUDY_SAYS` (a report's own words) and in the past tense beside a study.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence.effect_words import (
    ADJECTIVE,
    BEFORE_INFINITIVE,
    BIG,
    CHANGE,
    CLAUSE,
    COMPARATIVES,
    CONDITION,
    DESCRIPTIONS,
    FORMS,
    GIVES,
    GLUE,
    GOOD,
    HAPPENS,
    HAPPENS_FORMS,
    HEDGES,
    INSTEAD,
    LIGHT,
    LITTLE,
    MODALS,
    NEGATION,
    NO_EFFECT,
    NOT_SIGNIFICANT,
    NULL,
    ONE_STUDY_SAYS,
    PLAIN,
    PRONOUNS,
    SAYS_LITTLE,
    TAKEN_AWAY,
    UNSAID,
    VERBS,
)
from evidence.sentences import has, name_stems, places, stem, stems, tokens


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
            for phrase in {name_stems(name) for name in called} - {()}:
                self._by_first.setdefault(phrase[0], []).append((phrase, treatment))
        for known in self._by_first.values():
            known.sort(key=lambda pair: (-len(pair[0]), pair))

    def might_be_in(self, text: str) -> bool:
        """A quick look that misses none: whether the text has a word that a name starts with."""
        return not self._by_first.keys().isdisjoint(stems(text))

    def named_in(self, text: str) -> set[str]:
        """Every treatment that has one of its names in the text, one name within another included."""
        words = stems(text)
        return {
            treatment
            for place, word in enumerate(words)
            for phrase, treatment in self._by_first.get(word, ())
            if words[place : place + len(phrase)] == phrase
        }

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
    return any(has(words, phrase) for phrase in (*PRONOUNS, *DESCRIPTIONS))


def claims_in(sentence: str, treatments: Treatments, meant: Meant, *, studied: bool) -> Iterator[EffectClaim]:
    """Every effect that a sentence claims. `studied`: its paragraph names a study, whose results stand in the past."""
    opening = CONDITION.match(sentence)
    start, inherited = 0, ""
    for match in [*CLAUSE.finditer(sentence, opening.end() if opening else 0), None]:
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
            if not INSTEAD & set(self.tokens[max(0, start - 2) : start])
            and not TAKEN_AWAY & set(self.tokens[end : end + 1])
        ]
        yield from named
        if named:
            return
        for treatment, phrases in ((meant.by_pronoun, PRONOUNS), (meant.by_description, DESCRIPTIONS)):
            for phrase in phrases if treatment else ():
                for place in places(self.tokens, phrase):
                    yield place, place + len(phrase), treatment
        if inherited and self._starts_with_a_verb():
            yield 0, 0, inherited

    def _starts_with_a_verb(self) -> bool:
        first = next((token for token in self.tokens if token not in GLUE), "")
        return first in FORMS or first in MODALS or first in HEDGES or first in ("is", "has", "are")

    @property
    def treatment(self) -> str:
        return self.subjects[-1][2] if self.subjects else ""

    def claims(self) -> Iterator[EffectClaim]:
        for start, end, treatment in self.subjects:
            before = " ".join(self.tokens[self.condition if self.condition <= start else 0 : start])
            if NOT_SIGNIFICANT.search(" ".join(self.tokens)):
                yield from self._not_significant(treatment)
            if UNSAID.search(before) or NEGATION.search(before) or ONE_STUDY_SAYS.search(before):
                continue
            for read in (self._null, self._little, self._active, self._predicate, self._leads_to):
                yield from read(end, treatment)
            yield from self._people_on_it(start, end, treatment)
            yield from self._outcome_first(start, treatment)

    def _claim(self, treatment: str, verb: str, strength: int, way: str, place: int, **more: bool) -> EffectClaim:
        return EffectClaim(treatment, verb, strength, way, tuple(self.words[place:]), tuple(self.words), **more)

    def _softest(self, words: Sequence[str]) -> int:
        return min((HEDGES[word] for word in words if word in HEDGES), default=PLAIN)

    def _open(self, gap: Sequence[str]) -> bool:
        """Whether nothing between the treatment and its verb takes the claim back."""
        text = " ".join(gap).replace("not only", "")
        return not (NEGATION.search(text) or UNSAID.search(text))

    # --- the shapes of a claim ---

    def _active(self, end: int, treatment: str) -> Iterator[EffectClaim]:
        """ "Low-dose naltrexone may slightly reduce pain", "it makes pain worse"."""
        for place in range(end, min(len(self.tokens), end + 12)):
            gap, rest = self.tokens[end:place], self.tokens[place + 1 :]
            verb, form = FORMS.get(self.tokens[place], ("", ""))
            way = VERBS.get(verb, "")
            if self.tokens[place] in ("make", "makes"):
                verb, form = "make", "s" if self.tokens[place] == "makes" else "base"
                way = next((COMPARATIVES[word] for word in rest[:8] if word in COMPARATIVES), "")
            if not way or not self._is_finite(gap, form) or (verb == "help" and _helps_to_do_something_else(rest)):
                continue
            softening = [word for word in gap if word in MODALS or word in HEDGES]
            yield self._claim(
                treatment,
                " ".join([*softening, self.tokens[place]]),
                self._softest([*self.tokens[:end], *gap]),
                way,
                place + 1,
                big=bool(BIG & {*gap, *rest}),
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
            return bool(BEFORE_INFINITIVE & set(gap))
        if form == "base" and not MODALS & set(gap):
            joined = all(word in GLUE or word in HEDGES for word in gap) or "and" in gap
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
                pattern = ADJECTIVE
            elif token in ("gives", "give", "brings", "bring", "offers", "offer", "provides", "provide", "has", "have"):
                pattern = GIVES
            else:
                continue
            after = self.tokens[place + 1 :]
            hedges = [word for word in after[:2] if word in HEDGES or word in GLUE]
            match = pattern.match(" ".join(after[len(hedges) :]))
            if not match or "not" in hedges or not self._open(gap) or {"to", "who", "that"} & set(gap[-2:]):
                continue
            strength = self._softest([*self.tokens[:place], *hedges])
            bare = _ends_soon(match.group(2).split())
            way = CHANGE if match.group(1).startswith("effect") and pattern is GIVES else GOOD
            yield self._claim(treatment, f"{token} {match.group(1).strip()}", strength, way, place + 1, bare=bare)
            return

    def _leads_to(self, end: int, treatment: str) -> Iterator[EffectClaim]:
        """ "leads to less pain", "means fewer flushes"."""
        for place in range(end, min(len(self.tokens), end + 8)):
            token, after = self.tokens[place], self.tokens[place + 1 : place + 4]
            if token in ("lead", "leads", "result", "results", "linked", "means", "mean", "brings", "gives"):
                way = next((COMPARATIVES[word] for word in after if word in COMPARATIVES), "")
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
                way = next((COMPARATIVES[word] for word in after if word in COMPARATIVES), "")
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
            if self._open(before[:place]) and not ONE_STUDY_SAYS.search(" ".join(before[:place])):
                yield EffectClaim(
                    treatment,
                    before[place],
                    self._softest(before),
                    way,
                    tuple(self.words[:place]),
                    tuple(self.words),
                    big=bool(BIG & set(before)),
                )
            return

    def _what_it_does(self, before: Sequence[str], place: int) -> str:
        """Which way the outcome goes, if the word at this place is its verb; else nothing."""
        token, ahead = before[place], set(before[max(0, place - 3) : place])
        verb, form = FORMS.get(token, ("", ""))
        if form == "past" and {"is", "are", "be"} & ahead:
            return VERBS[verb]
        if token in COMPARATIVES and {"is", "are", "be", "gets", "get"} & ahead:
            return COMPARATIVES[token]
        if token in HAPPENS and {"may", "might", "could", "can", "will"} & ahead:
            return HAPPENS[token]
        return HAPPENS_FORMS.get(token, "")

    # --- claims of no effect ---

    def _null(self, end: int, treatment: str) -> Iterator[EffectClaim]:
        """ "has no effect on", "does not work for"."""
        text = " ".join(self.tokens[end:])
        match = NULL.search(text)
        gap = text[: match.start()].split() if match else []
        if match and len(gap) < 9 and not UNSAID.search(" ".join(gap)):
            bare = _ends_soon(text[match.end() :].split())
            yield self._claim(treatment, match.group(1), PLAIN, NO_EFFECT, 0, bare=bare)

    def _not_significant(self, treatment: str) -> Iterator[EffectClaim]:
        match = NOT_SIGNIFICANT.search(" ".join(self.tokens))
        if match:
            yield self._claim(treatment, match.group(1), PLAIN, NO_EFFECT, 0)

    def _little(self, end: int, treatment: str) -> Iterator[EffectClaim]:
        """ "may make little or no difference to"."""
        text = " ".join(self.tokens[end:])
        match = SAYS_LITTLE.search(text)
        gap = text[: match.start()].split() if match else []
        if match and len(gap) < 9 and self._open(gap):
            verb = " ".join([*(word for word in gap if word in HEDGES), match.group(0)])
            yield self._claim(treatment, verb, self._softest([*self.tokens[:end], *gap]), LITTLE, end)


def _ends_soon(rest: Sequence[str]) -> bool:
    """Whether nothing follows that the verb could act on: "helps", "works well for some women"."""
    return all(word in LIGHT for word in rest)


def _helps_to_do_something_else(rest: Sequence[str]) -> bool:
    return len(rest) > 1 and rest[0] == "to" and rest[1] not in FORMS
