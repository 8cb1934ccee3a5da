"""The numbers that a text says, in digits or in words, and whether two numbers are the same one.

"28.8%", "3 in 10", "half", "twice", "ten-woman", "12 weeks". What is no number: a name (IL-6, B12, omega-3, type 2),
the telephone numbers of help, "one" unless it is "one in five", and a small number in words that counts nothing
measured ("two ideas").
"""

import re
from dataclasses import dataclass, replace
from typing import Final

TIME, PERCENT, PEOPLE, DOSE, POINTS, YEAR, ANY = "time", "percent", "people", "dose", "points", "year", ""
CHANCE, BOUND, SUM = "chance", "bound", "sum"
"""What a number counts. Two numbers that count different things are never the same number.
CHANCE is a p-value, BOUND an end of an interval, SUM what a sum gives."""

ABOUT, ABOVE, BELOW = "about", "above", "below"


@dataclass(frozen=True)
class Number:
    """One number as a text says it.

    `places` are its decimals, `of` the whole of a part ("3 in 10"), `per` the round whole that its sentence counts in
    ("in 1,000 women"). `is_count` says that the part was counted ("17 of 25"), `is_word` that it is a share or
    a multiple in words. `hedge` says how it is meant: roughly, as passed ("over half") or as not reached.
    """

    value: float
    said: str
    places: int = 0
    kind: str = ANY
    unit: str = ""
    of: float = 0
    per: float = 0
    is_count: bool = False
    is_word: bool = False
    is_multiple: bool = False
    hedge: str = ""
    counts_studies: bool = False


# --- reading them -----------------------------------------------------------------------------------------------------

UNITS: Final = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
}
TENS: Final = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
BIG: Final = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
PARTS: Final = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
MULTIPLES: Final = {
    "twice": 2, "double": 2, "doubles": 2, "doubled": 2, "doubling": 2, "twofold": 2, "thrice": 3, "triple": 3,
    "triples": 3, "tripled": 3, "trebled": 3, "threefold": 3, "fourfold": 4, "fivefold": 5, "tenfold": 10,
    "quadrupled": 4, "halve": 0.5, "halves": 0.5, "halved": 0.5, "halving": 0.5,
}  # fmt: skip

_SMALL: Final = "|".join((*UNITS, *TENS))
_COMPOUND: Final = rf"(?:(?:{'|'.join(TENS)})[- ](?:{'|'.join(list(UNITS)[1:10])})|{_SMALL})"
_PART: Final = r"(?:half|halves|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?)"
_AS_A_PART: Final = (
    r"(?=\s+(?:of|fewer|less|more|lower|higher|shorter|longer|as|said|had|have|were|stopped|is|are|was|got|felt)\b"
    r"|\s*[,.;:)]|$)"
)
"""What follows "a third" where it is a part, and not the third of a row."""

_NUMBER: Final = re.compile(
    rf"""
      \b(?P<whole>one|two|three|four|five|six|seven|eight|nine|ten|\d+)\s+and\s+a\s+half\b
    | (?P<digits>(?<![\w.])(?:(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?|\.\d+))(?P<scale>\s+(?:million|thousand)\b)?
    | (?P<half>\bhalf\b(?!-(?:life|lives)|\s+life))
    | \b(?P<many>an?|one|two|three|four|five|six|seven|eight|nine)[-\s]+(?P<part>{_PART})\b
    | \b(?P<multiple>{"|".join(MULTIPLES)})\b(?!-(?:blind|dummy|check)|\s+(?:vision|blind))
    | \b(?P<times>{_SMALL})-?fold\b
    | \b(?P<word>{_COMPOUND})(?P<big>\s+(?:hundred|thousand|million))?\b
    | \b(?P<round>an?\s+(?:hundred|thousand|million))\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

_NAME_BEFORE: Final = re.compile(
    r"(?:\b(?:omega|vitamin|type|types|stage|stages|phase|grade|class|fact|option|table|figure|factor|version|claim)[\s-]+"
    r"|[A-Za-z]\+)$",
    re.IGNORECASE,
)
_JOINED: Final = re.compile(r"([A-Za-z]+)[-–]$")
_JOINED_NUMBERS: Final = frozenset(
    "mid pre post under over late early non age aged by to of plus about sub all zero".split()
    + list(UNITS)
    + list(TENS)
)
"""What a hyphen may join to a number: "mid-40s". Joined to other letters it is a name: IL-6."""

_UNIT_LETTERS: Final = (
    r"(?:%|mg|g|kg|µg|μg|mcg|ng|ml|l|cm|mm|m|km|s|st|nd|rd|th|x|h|hr|hz|iu|kcal|kj|mmol|nmol|pmol|min)\b"
)
_NAME_AFTER: Final = re.compile(r"-(?:[A-Z]{2,}|alpha\b|beta\b|[α-ω])")

_LINE: Final = r"(?:999|111|112|911|988|116\s?(?:123|117|111)|\d{5})"
NOT_COUNTED: Final = re.compile(
    rf"\b(?:call|calls|calling|ring|dial|text|phone|NHS|on)\s+(?:NHS\s+)?{_LINE}(?:\s*(?:,|or|and)\s*(?:NHS\s+)?{_LINE})*\b"
    r"(?!,\d|\s+(?:[\w-]+\s+){0,2}(?:women|people|men|adults|patients|participants|points|mg|days|weeks)\b)"
    r"(?:\s*\(option\s+\d\))?"
    r"|\b0\d{2,4}(?:\s\d{3,4}){1,3}\b|\b24/7\b|\b\d+(?:st|nd|rd|th)\s+centur(?:y|ies)\b|\b\d{1,2}(?::\d\d)?\s*(?:am|pm|a\.m\.|p\.m\.)(?!\w)",
    re.IGNORECASE,
)
"""Telephone numbers, centuries, and times of day."""

HEDGES: Final = {
    ABOUT: re.compile(r"\b(?:about|around|roughly|some|approximately|close\s+to)\s+(?:an?\s+)?$", re.IGNORECASE),
    ABOVE: re.compile(r"\b(?:over|more\s+than|at\s+least|above)\s+(?:an?\s+)?$", re.IGNORECASE),
    BELOW: re.compile(
        r"\b(?:nearly|almost|under|less\s+than|fewer\s+than|up\s+to|below|not\s+quite)\s+(?:an?\s+)?$", re.IGNORECASE
    ),
}
_TIME_AFTER: Final = re.compile(r"[\s-]*(year|month|week|day|hour|minute)s?\b", re.IGNORECASE)
_PERCENT_AFTER: Final = re.compile(r"\s*(?:%|per\s?cents?\b|percent|percentage\s+points?)", re.IGNORECASE)
_DOSE_AFTER: Final = re.compile(r"\s*-?(?:mg|g|kg|µg|μg|mcg|micrograms?|milligrams?|grams?|ng|ml|IU|units?)\b")
_POINTS_AFTER: Final = re.compile(r"\s*(?:of\s+a\s+)?points?\b", re.IGNORECASE)
_OF_A_SCALE: Final = re.compile(r"\b(?:points?\s+out\s+of|scale\s+(?:of|from)(?:\s+\d+\s+to)?)\s+$", re.IGNORECASE)
_PEOPLE: Final = (
    r"(?:women|woman|people|person|men|man|adults?|patients?|participants?|volunteers?|girls?|children|norwegians"
    r"|veterans)"
)
_NO_FILLER: Final = rf"(?!(?:in|out|of|to|and|against|or|than|with|on|for|at|studies|trials|reviews?|{_SMALL})\b|\d)"
"""What does not stand between a number and the people it counts: "12 trials in women" counts no women."""
_PEOPLE_AFTER: Final = re.compile(rf"[\s-]+(?:{_NO_FILLER}[\w-]+\s+){{0,2}}{_PEOPLE}\b", re.IGNORECASE)
_STUDIES_AFTER: Final = re.compile(
    r"[\s-]+(?:[\w-]+\s+){0,3}(?:trials?|stud(?:y|ies)|reviews?|meta-analys[ei]s|cohorts?|surveys?|reports?|groups?|guidelines?"
    r"|statements?|analyses|records)\b",
    re.IGNORECASE,
)
_MEASURED_AFTER: Final = re.compile(
    r"[\s-]+(?:(?:\w+\s+)?(?:points?|times|per\s?cent|percent|%|doses?|cycles?|cm|mg|kilos?|kg|grams?|cups?|sessions?|out\s+of"
    r"|of\s+the\s+\w+|nights?|flushes|episodes|litres?|drinks?)\b)",
    re.IGNORECASE,
)
_OUT_OF: Final = r"\s+(?:in|out\s+of)\s+(?:every\s+)?"
_OUT_OF_AFTER: Final = re.compile(rf"{_OUT_OF}(?:\d+|{_SMALL}|a\s+hundred)\b(?!\s+the\b)", re.IGNORECASE)
_OUT_OF_BEFORE: Final = re.compile(rf"\b(?:\d+|{_SMALL}){_OUT_OF}$", re.IGNORECASE)
_RANGE: Final = re.compile(r"^\s*(?:%|mg)?\s*(?:to|-|–|—|or|and)\s*$", re.IGNORECASE)
_PART_OF: Final = re.compile(
    rf"^\s*(?:{_PEOPLE}\s+)?(?:in|out\s+of|of|in\s+every|of\s+every|from)\s+(?:the\s+|every\s+|those\s+|these\s+|a\s+)?$",
    re.IGNORECASE,
)
_COUNTED: Final = re.compile(r"(?<!out )\bof\b(?!\s+every)")
_WHOLE_BEFORE: Final = re.compile(r"\b(?:in|of|per|every|among|for)\s+(?:every\s+|each\s+|about\s+)?$", re.IGNORECASE)
_WHOLE_ALONE: Final = re.compile(r"\s*(?:$|[,.;:)|]|births|babies|a\s+year|each\s+year|who\b|had\b)")
ROUND_WHOLES: Final = frozenset((10.0, 100.0, 1000.0, 10_000.0, 100_000.0))
SMALL_IN_WORDS: Final = 12
"""Up to here a number in words is read only where it counts something measured."""


def numbers_in(text: str, *, everything: bool = False) -> list[Number]:
    """The numbers of a sentence, in order. `everything` reads small numbers in words too, whatever they count."""
    text = NOT_COUNTED.sub(lambda match: " " * len(match.group()), text)
    found = [(match, number) for match in _NUMBER.finditer(text) if (number := _read(match, text, everything))]
    joined = _join(found, text)
    wholes = {number.value for match, number in found if _is_whole(match, number, text)}
    per = wholes.pop() if len(wholes) == 1 else 0
    return [replace(number, per=per) if per else number for number in joined]


def _read(match: re.Match[str], text: str, everything: bool) -> Number | None:
    before, after = text[: match.start()], text[match.end() :]
    said = match.group().strip()
    hedge = next((name for name, words in HEDGES.items() if words.search(before[-30:])), "")
    if match["whole"]:
        whole = float(match["whole"]) if match["whole"].isdigit() else _small(match["whole"])
        return _counting(Number(whole + 0.5, said, places=1, hedge=hedge), after)
    if match["digits"]:
        return None if _is_name(before, after) else _digits(match, before, after, hedge)
    if match["half"]:
        return _half(match, before, after, hedge)
    if match["part"]:
        return _part(match, before, after, hedge)
    if match["multiple"] or match["times"]:
        value = MULTIPLES[match["multiple"].lower()] if match["multiple"] else _small(match["times"])
        return Number(value, said, is_word=True, is_multiple=True, hedge=hedge)
    return _in_words(match, before, after, hedge, everything)


def _is_name(before: str, after: str) -> bool:
    """Whether these digits belong to a name: IL-6, B12, Th17, 5-HTP, 17-beta, STRAW+10, omega-3."""
    joined = _JOINED.search(before)
    if joined and joined.group(1).lower() not in _JOINED_NUMBERS:
        return True
    if _NAME_BEFORE.search(before):
        return True
    starts = after[:1]
    letters = starts.isalpha() and not re.match(_UNIT_LETTERS, after, re.IGNORECASE)
    return letters or bool(_NAME_AFTER.match(after))


def _digits(match: re.Match[str], before: str, after: str, hedge: str) -> Number:
    typed = match["digits"].replace(",", "")
    scale = {"million": 1_000_000, "thousand": 1000}.get((match["scale"] or "").strip().lower(), 1)
    places = len(typed.partition(".")[2])
    value = float(typed) * scale
    number = Number(value, match.group().strip(), places if scale == 1 else 0, hedge=hedge)
    if not places and scale == 1 and 1900 <= value <= 2099 and "," not in match["digits"] and not _counts(after):
        return replace(number, kind=YEAR)
    if _OF_A_SCALE.search(before[-30:]):
        return replace(number, kind=POINTS)
    return _counting(number, after)


def _counts(after: str) -> bool:
    return bool(_PEOPLE_AFTER.match(after) or _TIME_AFTER.match(after) or _DOSE_AFTER.match(after))


def _counting(number: Number, after: str) -> Number:
    """The number with what it counts, read from what follows it."""
    if _PERCENT_AFTER.match(after):
        return replace(number, kind=PERCENT)
    if time := _TIME_AFTER.match(after):
        return replace(number, kind=TIME, unit=time.group(1).lower())
    if _DOSE_AFTER.match(after):
        return replace(number, kind=DOSE)
    if _POINTS_AFTER.match(after):
        return replace(number, kind=POINTS)
    if _PEOPLE_AFTER.match(after):
        return replace(number, kind=PEOPLE)
    return number


def _half(match: re.Match[str], before: str, after: str, hedge: str) -> Number | None:
    if re.search(r"\b(?:first|second|other|later|latter|early|earlier|late|two)\s+$", before, re.IGNORECASE):
        return None
    if time := re.match(r"\s+an?\s+(year|month|week|day|hour|minute)\b|-(hour|year|day)\b", after):
        unit = time.group(1) or time.group(2)
        return Number(0.5, match.group() + time.group(), 1, TIME, unit)
    return Number(0.5, "half", is_word=True, hedge=hedge)


def _part(match: re.Match[str], before: str, after: str, hedge: str) -> Number | None:
    how_many = {"a": 1, "an": 1}.get(match["many"].lower()) or _small(match["many"])
    name = match["part"].lower()
    name = "half" if name == "halves" else name.removesuffix("s")
    certainly = match["many"].lower() not in ("a", "an") or name in ("half", "quarter") or bool(hedge)
    if name == "half" and match["many"].lower() == "two":
        return None
    if not certainly and not re.search(r"\bby\s+$", before) and not re.match(_AS_A_PART, after):
        return None
    if name == "half" and (time := re.match(r"\s+an?\s+(year|month|week|day|hour|minute)\b", after)):
        return Number(0.5, match.group(), 1, TIME, time.group(1))
    return Number(how_many / PARTS[name], match.group(), is_word=True, hedge=hedge)


def _in_words(match: re.Match[str], before: str, after: str, hedge: str, everything: bool) -> Number | None:
    if match["round"]:
        return Number(float(BIG[match["round"].split()[1].lower()]), match.group(), hedge=hedge)
    value = _small(match["word"]) * BIG.get((match["big"] or "").strip().lower(), 1)
    number = _counting(Number(value, match.group().strip(), hedge=hedge), after)
    number = replace(number, counts_studies=bool(_STUDIES_AFTER.match(after)))
    if everything or value > SMALL_IN_WORDS or _OUT_OF_AFTER.match(after) or _OUT_OF_BEFORE.search(before):
        return number
    measured = number.kind or number.counts_studies or _MEASURED_AFTER.match(after)
    return number if measured and value != 1 else None


def _small(words: str) -> float:
    return float(sum(UNITS.get(word, TENS.get(word, 0)) for word in re.split(r"[-\s]+", words.lower())))


def _is_whole(match: re.Match[str], number: Number, text: str) -> bool:
    """Whether this is the round whole that others are counted in: "in 1,000 women"."""
    return (
        number.value in ROUND_WHOLES
        and not number.places
        and (number.kind == PEOPLE or bool(_WHOLE_ALONE.match(text[match.end() :])))
        and bool(_WHOLE_BEFORE.search(text[: match.start()]))
    )


def _join(found: list[tuple[re.Match[str], Number]], text: str) -> list[Number]:
    """The numbers with their wholes ("3 in 10" is one), ranges with one unit, and round wholes left out."""
    kept: list[Number] = []
    skip = False
    for index, (match, number) in enumerate(found):
        after = found[index + 1] if index + 1 < len(found) else None
        if skip:
            skip = False
            continue
        if after and _is_part_of(match, number, after, text):
            whole = after[1]
            said = text[match.start() : after[0].end()]
            between = text[match.end() : after[0].start()]
            counted = bool(_COUNTED.search(between)) and whole.value not in ROUND_WHOLES - {10.0}
            part = replace(number, of=whole.value, kind=number.kind or whole.kind, said=said, is_count=counted)
            kept.append(part)
            skip = True
            continue
        if _is_whole(match, number, text):
            continue
        if after and not number.kind and after[1].kind and _RANGE.match(text[match.end() : after[0].start()]):
            number = replace(number, kind=after[1].kind, unit=after[1].unit)
        kept.append(number)
    return [number for number in kept if number.value or number.of]


def _is_part_of(match: re.Match[str], number: Number, after: tuple[re.Match[str], Number], text: str) -> bool:
    whole = after[1]
    between = text[match.end() : after[0].start()]
    return (
        bool(_PART_OF.match(between))
        and number.kind in (ANY, PEOPLE)
        and whole.kind in (ANY, PEOPLE)
        and not (number.is_word or whole.is_word)
        and 0 < number.value <= whole.value
        and not re.match(r"\s*(?:cm|points?|mm|trials|studies|reviews)\b", text[after[0].end() :])
    )
