"""Whether a page's prose says more than the graded evidence allows.

GRADE.md reserves the verbs of an effect: a plain one ("reduces", "works for") for high certainty, "probably" for
moderate, "may" for low, and below that only that nobody knows. `outruns` reads a page's sentences, finds those that
claim an effect of an assessed treatment on an assessed outcome (evidence/effect_claims.py), and reports what is
stronger than the assessment: the verb, the direction, "greatly", or "no effect".

What a study found is no claim: the past tense with a study in the paragraph, or "one trial found that …". "Studies show
that …" is one. A question is none, nor what somebody is said to hope, nor "whether …".

It reads words, not meaning. Where several assessments fit, the one that comes nearest to allowing the sentence
decides, so that a true sentence about one group of people is not blamed for another. It does not see: a claim spread
over two sentences, unless a pronoun joins them; a claim made by a noun ("its benefits"), by a comparison ("gentler
than") or by a verb that is not listed; the past tense in a paragraph that names a study, whatever that study found; a
plain "does not reduce"; an outcome called by a name that is neither its own, its topic's nor one of the topic's other
names. Those are a reviewer's to see.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from evidence import wording
from evidence.effect_claims import EffectClaim, Meant, Treatments, claims_in, speaks_of_it
from evidence.effect_words import BAD, CHANGE, DOWN, GOOD, LITTLE, NO_EFFECT, STUDY
from evidence.grading import HIGH, LOW, MODERATE, NOT_RATED, VERY_LOW
from evidence.sentences import has, name_stems, paragraphs, places, stems

STRENGTH: Final[Mapping[str, int]] = {HIGH: 4, MODERATE: 3, LOW: 2, VERY_LOW: 1, NOT_RATED: 0}
"""How strong a verb each certainty allows: 4 is a plain verb, 3 "probably", 2 "may", below that none."""

ALLOWED: Final[Mapping[str, str]] = {
    HIGH: "high: a plain verb",
    MODERATE: "moderate: probably",
    LOW: "low: may",
    VERY_LOW: "very low: we don’t yet know",
    NOT_RATED: "no human evidence yet: we found no studies",
}
"""What each certainty lets a sentence say, for the person who has to mend it."""

A_STUDY: Final = re.compile(
    rf"\[@|\b{STUDY}\b|\b\d[\d,.]*\s+(?:\w+\s+)?(?:people|women|men|adults|patients|veterans)\b", re.IGNORECASE
)
_GENERIC: Final = frozenset(
    """a an and the of in to for with any kind number amount chance use overall how much fast symptom problem other
    worthwhile level score rate""".split()
)
"""Words of an outcome's name that do not tell it from another."""


@dataclass(frozen=True)
class Covered:
    """One assessment, as far as prose can outrun it. Names are as people write them; case and plurals do not matter.

    `key` is "treatment/assessment". `better` is "lower" or "higher"; of a harm, less is better.
    """

    key: str
    intervention: Sequence[str]
    outcome: Sequence[str]
    topic: Sequence[str]
    certainty: str
    direction: str
    size: str
    better: str = "lower"
    is_harm: bool = False
    population: str = ""

    @property
    def treatment(self) -> str:
        return self.key.partition("/")[0]

    @property
    def assessed(self) -> str:
        """The direction that a sentence may claim: a trivial difference is little or none."""
        return wording.NO_DIFFERENCE if self.size == wording.TRIVIAL else self.direction

    @cached_property
    def outcome_words(self) -> list[frozenset[str]]:
        """How a sentence names the outcome: by every word of one of these."""
        return [words for name in self.outcome for words in _ways_to_name(name)]

    @cached_property
    def topic_phrases(self) -> list[tuple[str, ...]]:
        return [phrase for name in self.topic if (phrase := name_stems(name))]

    @cached_property
    def population_words(self) -> tuple[str, ...]:
        return stems(self.population)


@dataclass(frozen=True)
class Passage:
    """One field of a page, in Markdown, with what its reader knows from elsewhere on the page.

    `subject` is the treatment that "it" means where the text names none, `topics` what the page is about, and
    `assessment` the key of the one that the text belongs to, if it belongs to one.
    """

    field: str
    text: str
    subject: str = ""
    topics: tuple[str, ...] = ()
    assessment: str = ""


@dataclass(frozen=True)
class Outrun:
    """A sentence that says more than the evidence allows: where it stands, its verb, what is wrong, what is allowed."""

    field: str
    line: int
    sentence: str
    verb: str
    fault: str
    allows: str
    assessment: str

    @property
    def reason(self) -> str:
        evidence = f"{self.assessment} ({self.allows})"
        return f"“{self.sentence}” The words “{self.verb}” {self.fault}. Its assessment is {evidence}."

    def __str__(self) -> str:
        return f"{self.field}, line {self.line}: {self.reason}"


class Evidence:
    """Assessments that prose is held to, and the names by which it speaks of their treatments."""

    def __init__(self, covered: Iterable[Covered]):
        self._rows: dict[str, list[Covered]] = {}
        for row in covered:
            self._rows.setdefault(row.treatment, []).append(row)
        self._treatments = Treatments({name: held[0].intervention for name, held in self._rows.items()})

    def outrun_by(self, passages: Iterable[Passage]) -> Iterator[Outrun]:
        """Every sentence that outruns its assessment, in reading order, each once."""
        for passage in passages:
            if passage.subject in self._rows or self._treatments.might_be_in(passage.text):
                yield from _in_passage(passage, self._treatments, self._rows)


def outruns(passages: Iterable[Passage], covered: Iterable[Covered]) -> list[Outrun]:
    """Every sentence of one page that outruns its assessment."""
    return list(Evidence(covered).outrun_by(passages))


def _in_passage(passage: Passage, treatments: Treatments, rows: Mapping[str, Sequence[Covered]]) -> Iterator[Outrun]:
    heading: tuple[str, ...] = ()
    for paragraph in paragraphs(passage.text):
        studied = any(A_STUDY.search(sentence.raw) for sentence in paragraph)
        meant = Meant(passage.subject, passage.subject)
        for sentence in paragraph:
            heading = stems(sentence.plain) if sentence.is_heading else heading
            claims = [] if sentence.is_question else claims_in(sentence.plain, treatments, meant, studied=studied)
            for claim in claims:
                judged = _judge(claim, passage, heading, rows.get(claim.treatment, []))
                if judged:
                    fault, row = judged
                    where = (passage.field, sentence.line, sentence.plain)
                    yield Outrun(*where, claim.verb, fault, _allowed(row), row.key)
                    break
            meant = meant_next(sentence.plain, treatments, meant, passage.subject)


def meant_next(sentence: str, treatments: Treatments, meant: Meant, subject: str) -> Meant:
    """What "it" means in the sentence after this one: what this one was about, or nothing that can be told."""
    named = {treatment for _, _, treatment in treatments.mentions(stems(sentence))}
    if len(named) == 1:
        only = named.pop()
        return Meant(only, only)
    if named:
        return Meant("", subject)
    return meant if speaks_of_it(sentence) else Meant("", meant.by_description)


def _ways_to_name(name: str) -> Iterator[frozenset[str]]:
    """ "Muscle stiffness and spasms (spasticity)": by any of its three parts, each by all of its telling words."""
    for part in re.split(r"\band\b|[(),]", name):
        words = frozenset(stems(part))
        if words:
            yield words - _GENERIC or words - {"the", "of", "a", "how", "any"} or words


# --- judging ----------------------------------------------------------------------------------------------------------


def _judge(
    claim: EffectClaim, passage: Passage, heading: tuple[str, ...], rows: Sequence[Covered]
) -> tuple[str, Covered] | None:
    """What is wrong with the claim, by the assessment that comes nearest to allowing it. None where one allows it."""
    faults = [(_fault(claim, row), row) for row in _about(claim, passage, heading, rows)]
    if not faults or not all(fault for fault, _ in faults):
        return None
    return max(faults, key=lambda pair: STRENGTH[pair[1].certainty])


def _about(
    claim: EffectClaim, passage: Passage, heading: tuple[str, ...], rows: Sequence[Covered]
) -> Sequence[Covered]:
    """The assessments that the claim is about: by its outcome, narrowed by the topic that sentence or page names."""
    words = claim.clause_words if claim.bare else claim.object_words
    held, besides = set(words), _besides_topics(words, rows)
    by_outcome = [
        row
        for row in rows
        for there in [held if _names_topic(words, row) else besides]
        if any(name <= there for name in row.outcome_words)
    ]
    if by_outcome:
        named = [row for row in by_outcome if _is_named(row, claim.clause_words, rows)]
        return named or _in_context(by_outcome, passage, heading) or by_outcome
    wanted = [row for row in rows if not row.is_harm]
    by_topic = [row for row in wanted if _names_topic(words, row)]
    if by_topic or not claim.bare:
        return by_topic
    return _in_context(wanted, passage, heading) or wanted


def _besides_topics(words: Sequence[str], rows: Sequence[Covered]) -> set[str]:
    """These words without the names of topics: "joint pain" names a topic, and not the pain of another."""
    left = list(words)
    for phrase in {phrase for row in rows for phrase in row.topic_phrases}:
        for place in places(words, phrase):
            left[place : place + len(phrase)] = [""] * len(phrase)
    return set(left)


def _names_topic(words: Sequence[str], row: Covered) -> bool:
    return any(has(words, phrase) for phrase in row.topic_phrases)


def _is_named(row: Covered, words: Sequence[str], rows: Sequence[Covered]) -> bool:
    """Whether these words name the row's topic, or people whom it studied."""
    if _names_topic(words, row):
        return True
    named = (phrase for other in rows for phrase in other.topic_phrases if has(words, phrase))
    return any(has(row.population_words, phrase) for phrase in named)


def _in_context(rows: Sequence[Covered], passage: Passage, heading: tuple[str, ...]) -> list[Covered]:
    """Those of the rows that the page speaks of here: under this heading, or throughout."""
    if passage.assessment:
        return [row for row in rows if row.key == passage.assessment]
    under = [row for row in rows if heading and _names_topic(heading, row)]
    return under or [row for row in rows if set(row.topic) & set(passage.topics)]


def _fault(claim: EffectClaim, row: Covered) -> str:
    """What the claim says beyond this assessment, in words; nothing where it keeps within it."""
    if claim.way == NO_EFFECT:
        sure = row.certainty == HIGH and row.assessed == wording.NO_DIFFERENCE
        return "" if sure else "say that there is no effect, which this evidence can’t show"
    if claim.strength > STRENGTH[row.certainty]:
        return "claim more than the certainty allows"
    if claim.way in (LITTLE, CHANGE):
        return ""
    claimed = _direction(claim, row)
    if claimed != row.assessed and row.assessed in _DIRECTIONS:
        return f"say “{_DIRECTIONS[claimed]}” where the assessment says “{_DIRECTIONS[row.assessed]}”"
    if claim.big and row.size != wording.LARGE:
        return "claim a bigger effect than the assessment"
    return ""


_DIRECTIONS: Final[Mapping[str, str]] = {
    wording.BENEFIT: "better",
    wording.HARM: "worse",
    wording.NO_DIFFERENCE: "little or no difference",
}


def _direction(claim: EffectClaim, row: Covered) -> str:
    """Whether what the claim says would be better or worse: less pain is better, less sleep is worse."""
    if claim.way in (GOOD, BAD):
        return wording.BENEFIT if claim.way == GOOD else wording.HARM
    lower_is_better = row.is_harm or row.better == "lower"
    return wording.BENEFIT if (claim.way == DOWN) == lower_is_better else wording.HARM


def _allowed(row: Covered) -> str:
    small = row.assessed == wording.NO_DIFFERENCE and STRENGTH[row.certainty] >= STRENGTH[LOW]
    return f"{ALLOWED[row.certainty]}{', and little or no difference' if small else ''}"
