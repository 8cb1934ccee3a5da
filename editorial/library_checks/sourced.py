"""Every number in prose stands in a study that its sentence cites, or is worked out from such numbers and says how.

A sentence's studies are those it cites itself; where it cites none, the next that its paragraph (or item of a list)
cites after it. A sum is written into the citation, where no reader sees it: `[@younger-2013; =28.8-18.0]`.
"""

import ast
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

from editorial.library_checks.faults import Fault
from editorial.library_checks.folder import Folder, cited_in
from editorial.library_checks.numbers import ANY, BOUND, CHANCE, PEOPLE, PERCENT, SUM, YEAR, Number, numbers_in
from editorial.library_checks.same_number import is_held
from editorial.library_checks.texts import Role, Text, groups, is_row, texts_of
from evidence.sentences import Sentence
from topics.marks import CITATION, studies_cited, sums_of

Plain = Mapping[str, Any]

CONSTANTS: Final = frozenset((1.0, 7.0, 10.0, 12.0, 24.0, 52.0, 60.0, 100.0, 1000.0, 10_000.0, 100_000.0))
"""What a sum may hold that no study says: 100 per cent, 12 months, 60 minutes."""

RULES_OF_GRADING: Final = frozenset((10.0, 95.0, 300.0, 400.0))
"""What a rater's reason may say that no study says: the 400 people, 300 events and ten studies of GRADE.md, and a
95% interval."""

NO_SOURCE_ASKED: Final = frozenset((Role.QUESTION, Role.SIGN, Role.NOTE, Role.NAME))


def unsourced(folder: Folder, slugs: Iterable[str]) -> Iterator[Fault]:
    """Every number on these pages that no study says where it should."""
    records = Records(folder)
    for slug in slugs:
        page = folder.pages[slug]
        thresholds = [
            number for sign in page.get("warning_signs", []) for number in numbers_in(sign["text"], everything=True)
        ]
        for text in texts_of(slug, page, folder.files[slug]):
            if text.role is Role.RATING:
                yield from _of_a_rater(folder, records, text)
            elif text.role not in NO_SOURCE_ASKED:
                yield from _of_prose(folder, records, text, thresholds)


class Records:
    """The numbers that each study of a folder says, read when first asked for."""

    def __init__(self, folder: Folder):
        self._folder = folder
        self._read: dict[str, list[Number]] = {}

    def of(self, studies: Iterable[str]) -> list[list[Number]]:
        """The numbers of each of these studies. One that is not in the folder says nothing: another check names it."""
        return [self._one(study) for study in sorted(studies)]

    def people(self, studies: Iterable[str]) -> list[int]:
        return [n for study in sorted(studies) if (n := self._folder.studies.get(study, {}).get("n"))]

    def _one(self, study: str) -> list[Number]:
        if study not in self._read:
            held = self._folder.studies.get(study)
            self._read[study] = list(_numbers_of(held, self._folder.trials_of.get(study, []))) if held else []
        return self._read[study]


# --- what a study says ------------------------------------------------------------------------------------------------

NUMERIC: Final[Mapping[str, str]] = {
    "n": PEOPLE,
    "studies_pooled": ANY,
    "year": YEAR,
    "value": ANY,
    "intervention_pct": PERCENT,
    "comparator_pct": PERCENT,
}
UNREAD: Final = frozenset(
    """authors journal volume issue pages doi pmid registration key topics intervention design directness type
    registry_id interventions study funding sponsor menopausal retracted""".split()
)
"""Fields that name or file a study. Their numbers say nothing that a page could repeat."""


def _numbers_of(study: Plain, trials: Sequence[Plain]) -> Iterator[Number]:
    yield from _numbers_in(study)
    for trial in trials:
        yield from _numbers_in(trial)


def _numbers_in(plain: Plain) -> Iterator[Number]:
    for name, value in plain.items():
        if name in UNREAD or value is None:
            continue
        if name == "measure":
            yield from _measured(value)
            continue
        if name in NUMERIC:
            yield Number(abs(float(value)), str(value), kind=NUMERIC[name])
        elif isinstance(value, str):
            yield from _said(value)
        elif isinstance(value, Mapping):
            yield from _numbers_in(value)
        elif isinstance(value, list):
            for item in value:
                yield from _numbers_in(item) if isinstance(item, Mapping) else _said(str(item))


def _measured(measure: Plain) -> Iterator[Number]:
    """How large an effect was: its value in its unit, its interval, and what else is said of it."""
    unit = measure.get("unit", "")
    if measure.get("value") is not None:
        value = abs(float(measure["value"]))
        yield Number(value, str(value))
        yield from numbers_in(f"{value:.10f}".rstrip("0").rstrip(".") + f" {unit}", everything=True)
        if measure["type"] in SHARES:
            yield Number(value, str(value), kind=PERCENT)
    yield from (Number(abs(end), str(end), kind=BOUND) for end in measure.get("ci") or [] if end is not None)
    yield from (replace(number, kind=CHANCE) for number in numbers_in(str(measure.get("p", ""))))
    yield from _numbers_in({name: part for name, part in measure.items() if name not in ("value", "unit", "ci", "p")})


SHARES: Final = frozenset(("prevalence", "risk-difference", "percent-change"))
"""Measures in 100, whatever their unit says."""


def _said(text: str) -> Iterator[Number]:
    yield from numbers_in(text, everything=True)
    if re.search(r"\bmedian\b", text, re.IGNORECASE):
        yield Number(0.5, "the median", is_word=True)
    for span in re.finditer(r"\ban?\s+(year|month|week|day|hour)\b", text, re.IGNORECASE):
        yield Number(1, span.group(), kind="time", unit=span.group(1).lower())


# --- prose ------------------------------------------------------------------------------------------------------------

OF_AN_INTERVAL: Final = re.compile(
    r"\b(?:between|intervals?|range[sd]?|anywhere|margins?|true\s+figure|reaches|runs|ends?|as\s+(?:low|high|few|many|little|much)\s+as)\b"
    r"|\d%?\s+to\s+\d",
    re.IGNORECASE,
)
"""Words of a sentence that gives an interval. In no other sentence is an end of one a number that it may say."""


def _of_prose(folder: Folder, records: Records, text: Text, thresholds: list[Number]) -> Iterator[Fault]:
    """Numbers of a text that are not where they should be. `thresholds` are those of the page's own warning signs."""
    known: list[Number] = []
    head: frozenset[str] = frozenset()
    for group in groups(text.markdown):
        for index, sentence in enumerate(group):
            if sentence.is_heading:
                known = []
                continue
            if is_row(sentence):
                head = cited_in(sentence.raw) if _is_head(sentence, text.markdown) else head
                cited = cited_in(sentence.raw) or head
            else:
                cited = text.rests_on or _studies_for(group, index)
            found, faults = _in_sentence(folder, records, text, sentence, cited)
            repeats = [] if cited_in(sentence.raw) else [*thresholds, *known]
            known += [number for number in found if number not in faults]
            for number in faults:
                if not is_held(number, repeats) and not _counts_the_cited(number, cited, text):
                    reason = _what_is_missing(number, sentence, cited)
                    check = "number" if cited else "uncited-number"
                    yield folder.fault(check, text.place, reason, sentence.plain, number.said)
            yield from _bad_sums(folder, records, text, sentence, found)


def _studies_for(group: Sequence[Sentence], index: int) -> frozenset[str]:
    """The studies that a sentence rests on: its own, or the next that are cited after it."""
    return next((cited for sentence in group[index:] if (cited := cited_in(sentence.raw))), frozenset())


def _is_head(row: Sentence, markdown: str) -> bool:
    """Whether a row is the head of its table: the line of dashes follows."""
    return bool(re.search(re.escape(row.raw) + r"\s*\n\s*\|\s*:?-", markdown))


def _in_sentence(
    folder: Folder, records: Records, text: Text, sentence: Sentence, cited: frozenset[str]
) -> tuple[list[Number], list[Number]]:
    """The numbers of a sentence, and those of them that no study it rests on says."""
    results = [result for result, _ in _sums(sentence.raw, records)[0]]
    is_interval = bool(OF_AN_INTERVAL.search(sentence.plain))
    ways = [
        [*(number for number in held if is_interval or number.kind != BOUND), *results] for held in records.of(cited)
    ] or [results]
    numbers = numbers_in(sentence.plain)
    return numbers, [number for number in numbers if not any(is_held(number, way) for way in ways)]


def _counts_the_cited(number: Number, cited: frozenset[str], text: Text) -> bool:
    """ "Three larger trials" in words, where the text cites as many studies."""
    return number.counts_studies and number.value <= max(len(cited), len(cited_in(text.markdown)))


def _what_is_missing(number: Number, sentence: Sentence, cited: frozenset[str]) -> str:
    said = f"“{sentence.plain}” says “{number.said}”"
    if not cited:
        return f"{said} and cites no study: cite the one that says it, after it."
    named = " or ".join(f"@{study}" for study in sorted(cited))
    return f"{said}, which {named} does not: correct it, cite the study that does, or write the sum into the citation."


# --- sums -------------------------------------------------------------------------------------------------------------

OPERATIONS: Final[Mapping[type[ast.operator], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _sums(raw: str, records: Records) -> tuple[list[tuple[Number, str]], list[str]]:
    """The results of the sums in a sentence's citations, and what is wrong with those that don't hold."""
    results, faults = [], []
    for citation in CITATION.finditer(raw):
        held = [number for study in records.of(studies_cited(citation)) for number in study]
        for sum_ in sums_of(citation):
            try:
                value, parts = worked_out(sum_)
            except (SyntaxError, ValueError, ZeroDivisionError):
                faults.append(f"the sum “{sum_}” can’t be worked out: write it with + - * / ( ) and plain numbers.")
                continue
            missing = [part for part in parts if part not in CONSTANTS and not _is_in(part, held)]
            faults += [f"the sum “{sum_}” holds {part:g}, which {citation.group(1)} does not say." for part in missing]
            results.append((Number(abs(value), f"={sum_}", kind=SUM), sum_))
    return results, faults


def _bad_sums(
    folder: Folder, records: Records, text: Text, sentence: Sentence, numbers: Sequence[Number]
) -> Iterator[Fault]:
    """Sums that don't hold, and sums whose result the sentence does not say."""
    results, faults = _sums(sentence.raw, records)
    said = [replace(number, of=0) for number in numbers]
    for result, sum_ in results:
        if not any(is_held(number, [result]) for number in (*numbers, *said)):
            faults.append(
                f"the sum “{sum_}” gives {result.value:g}, which its sentence does not say: mend the sum or the words."
            )
    for reason in faults:
        yield folder.fault("number", text.place, reason, sentence.plain, reason)


def _is_in(part: float, held: list[Number]) -> bool:
    return any(abs(abs(number.value) - part) < 1e-9 or (number.of and abs(number.of - part) < 1e-9) for number in held)


def worked_out(sum_: str) -> tuple[float, list[float]]:
    """A sum's result, and the numbers in it. Raises where it is no sum of plain numbers."""
    parts: list[float] = []

    def value(node: ast.AST) -> float:
        if isinstance(node, ast.Expression):
            return value(node.body)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            parts.append(float(node.value))
            return float(node.value)
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATIONS:
            return OPERATIONS[type(node.op)](value(node.left), value(node.right))
        raise ValueError(sum_)

    return value(ast.parse(sum_.replace(",", "").strip(), mode="eval")), parts


# --- a rater's reasons ------------------------------------------------------------------------------------------------


def _of_a_rater(folder: Folder, records: Records, text: Text) -> Iterator[Fault]:
    """Numbers in the reasons of an assessment: in any of its studies, GRADE's own, or a number of people added up."""
    rests_on = text.rests_on | cited_in(text.markdown)
    totals = [Number(total, "") for total in _totals(tuple(records.people(rests_on)))]
    for group in groups(text.markdown):
        for sentence in group:
            found, faults = _in_sentence(folder, records, text, sentence, rests_on)
            for number in faults:
                if number.value in RULES_OF_GRADING or number.counts_studies or is_held(number, totals):
                    continue
                reason = f"“{sentence.plain}” says “{number.said}”, which no study of this assessment says."
                yield folder.fault("number", text.place, reason, sentence.plain, number.said)
            yield from _bad_sums(folder, records, text, sentence, found)


MANY: Final = 10
"""Of more studies than this only all of them together are added up."""


@lru_cache(maxsize=1_000)
def _totals(people: tuple[int, ...]) -> frozenset[float]:
    """How many people some of these studies have together."""
    if len(people) > MANY:
        return frozenset((float(sum(people)),))
    sizes = range(2, len(people) + 1)
    return frozenset(float(sum(some)) for size in sizes for some in combinations(people, size))
