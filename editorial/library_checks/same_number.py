"""Whether a number on a page is one that a study says: the same, rounded, or the same share said in another way."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from editorial.library_checks.numbers import (
    ABOVE,
    ANY,
    BELOW,
    BOUND,
    CHANCE,
    DOSE,
    PEOPLE,
    PERCENT,
    POINTS,
    ROUND_WHOLES,
    SUM,
    TIME,
    YEAR,
    Number,
)

DAYS: Final = {"year": 365.25, "month": 30.44, "week": 7.0, "day": 1.0, "hour": 1 / 24, "minute": 1 / 1440}
ACROSS_UNITS: Final = 0.09
"""How far apart two spans in different units may be, as a share, and still be one: 12 weeks are 3 months."""

ADULT: Final = 18
"""From here on a number of years can be an age, which a study gives without its unit."""
NEARLY: Final = 1e-9
IN_WORDS: Final = 2.5
"""How many points in 100 a share in words may be off: "a third" is 31 to 36 in 100."""
ROUGHLY: Final = 5.0
"""The same of "about a third"."""
PASSED: Final = 10.0
"""How far past a half "over half" may lie, and how far short of it "nearly half"."""


def is_held(number: Number, held: Sequence[Number]) -> bool:
    """Whether a study that says these numbers says this one."""
    if number.of and (number.is_count or number.of not in ROUND_WHOLES):
        kind = ANY if number.kind == PEOPLE else number.kind
        part, whole = replace(number, of=0, kind=kind), Number(number.of, "", kind=number.kind)
        if _any(part, held) and _any(whole, held):
            return True
        if number.is_count or not _is_simple(number.of):
            return False
    return _any(number, held)


def _is_simple(whole: float) -> bool:
    """Whether people say shares of so many: "1 in 8", "1 in 50", and not "21 in 2,303"."""
    return whole <= 20 or whole in (25, 250) or len(f"{whole:.0f}".rstrip("0")) == 1


def _any(number: Number, held: Sequence[Number]) -> bool:
    return any(same(number, other) for other in held)


def same(said: Number, held: Number) -> bool:
    """Whether a number that a page says is this one of a study's."""
    if held.kind == CHANCE:
        return said.kind == ANY and said.places > 1 and abs(said.value - held.value) < NEARLY
    if said.is_word:
        return _same_in_words(said, held)
    if held.is_word:
        share = 100 * held.value if said.kind == PERCENT else held.value
        return abs(said.value - share) < NEARLY
    if (said.of or said.per) and held.kind in (PERCENT, ANY, PEOPLE, BOUND, SUM):
        if _same_share(said.value, said.of or said.per, held):
            return True
        if said.of and said.of not in ROUND_WHOLES:
            return False
    if said.kind == PERCENT and held.of and abs(said.value - 100 * held.value / held.of) <= _half_step(said) + NEARLY:
        return True
    if said.kind == TIME and held.kind == TIME and said.unit != held.unit:
        return _same_span(said, held)
    if said.kind in (ANY, PEOPLE) and held.of and abs(said.value - held.of) < NEARLY:
        return True
    return _same_kind(said, held) and _close(said, held)


def _same_kind(said: Number, held: Number) -> bool:
    """Whether the two can count the same. What a page gives a unit has that unit in the study too."""
    if held.kind == SUM or (said.unit == "year" and said.value >= ADULT and held.kind == ANY):
        return True
    if held.kind == BOUND:
        return said.kind not in (TIME, DOSE, YEAR)
    if said.kind in (TIME, DOSE, PERCENT):
        return held.kind == said.kind
    if said.kind == POINTS:
        return held.kind in (POINTS, ANY)
    return said.kind == held.kind or ANY in (said.kind, held.kind)


def _close(said: Number, held: Number) -> bool:
    apart = abs(abs(said.value) - abs(held.value))
    if apart < NEARLY:
        return True
    small = said.places == 0 and abs(said.value) < 10 and not (said.of or said.per or said.kind == PERCENT)
    if small and not said.hedge and apart > SLIGHTLY * abs(held.value):
        return False
    return apart <= _half_step(said) + NEARLY


SLIGHTLY: Final = 0.03
"""How far a small whole number may be rounded, as a share: 4.05 years are 4, and 2.4 weeks are 2 only "about"."""


def _half_step(said: Number) -> float:
    """Half of the last place that was typed; of "about 2,400", half of a hundred."""
    step = 10.0**-said.places
    if said.hedge and said.places == 0 and said.value >= 100:
        while said.value % (step * 10) == 0:
            step *= 10
    return step / 2


def _same_share(part: float, whole: float, held: Number) -> bool:
    """Whether "part in whole" is a percentage or a share that is held, rounded as far as that whole can show."""
    counted_in = held.of or (held.per if held.kind in (ANY, PEOPLE) else 0)
    is_share = held.kind in (PERCENT, BOUND, SUM)
    shares = [100 * held.value / counted_in] if counted_in else [held.value] if is_share else []
    slack = 50 / whole if whole >= 10 else 3.0
    return any(abs(abs(share) - 100 * part / whole) <= slack + NEARLY for share in shares)


def _same_in_words(said: Number, held: Number) -> bool:
    if held.is_word:
        return abs(said.value - held.value) < 0.02
    if said.is_multiple:
        return held.kind in (ANY, PERCENT, SUM) and abs(held.value - said.value) <= (0.5 if said.hedge else 0.15)
    if held.of:
        return _within(100 * held.value / held.of, said)
    if held.kind not in (ANY, PERCENT, BOUND, SUM):
        return False
    return _within(abs(held.value), said) or (abs(held.value) < 1 and _within(100 * abs(held.value), said))


def _within(share: float, said: Number) -> bool:
    """Whether a share, in 100, is the one said in words: "a third", "about a third", "over a third"."""
    past = share - 100 * said.value
    if said.hedge in (ABOVE, BELOW):
        past = past if said.hedge == ABOVE else -past
        return -NEARLY <= past <= PASSED * max(said.value, 0.25) * 2
    return abs(past) <= (ROUGHLY if said.hedge else IN_WORDS)


def _same_span(said: Number, held: Number) -> bool:
    """12 months are a year and 52 weeks; 12 weeks are 3 months."""
    ours, theirs = said.value * DAYS[said.unit], held.value * DAYS[held.unit]
    return abs(ours - theirs) <= ACROSS_UNITS * max(ours, theirs)
