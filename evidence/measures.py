"""An effect measure in words: "mean difference −2.12 points, interval −2.88 to −1.36, p < 0.001".

The one place that does it, so that an effect reads alike on a study's page, under an assessment, in a figure and on a
rater's screen. It tells what the record holds and nothing else: nothing is worked out and nothing is rounded.

An interval is called what the library calls it, an interval: most are 95% confidence intervals, and where a study gave
another the finding's note says so.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

MINUS: Final = "\N{MINUS SIGN}"
NOT_GIVEN: Final = "not given"

NAMES: Final[Mapping[str, str]] = {
    "mean-difference": "mean difference",
    "standardised-mean-difference": "standardised mean difference",
    "risk-difference": "difference in risk",
    "risk-ratio": "risk ratio",
    "odds-ratio": "odds ratio",
    "hazard-ratio": "hazard ratio",
    "percent-change": "change",
    "prevalence": "how common:",
    "rate": "rate",
    "other": "",
}
"""What each kind of measure is called in the middle of a sentence."""

SIGN: Final = re.compile(r"(<=|>=|[<>=≤≥])\s*(.+)")


def in_words(measure: Mapping[str, Any] | None) -> str:
    """The measure as it reads in the middle of a sentence. Empty where no figure was recorded."""
    if not measure:
        return ""
    low, high = measure.get("ci") or (None, None)
    known = interval(low, high)
    parts = [_amount(measure), f"interval {known}" if known else "", p_value(measure.get("p"))]
    return ", ".join(part for part in parts if part)


def sentence(measure: Mapping[str, Any] | None) -> str:
    """The same where a line begins with it. The small p of a p value stays small: a capital P is something else."""
    words = in_words(measure)
    return words if words.startswith("p ") else words[:1].upper() + words[1:]


def name(kind: str, unit: str = "") -> str:
    """What a kind of measure is called. Only the unit may tell that it compares medians, not means."""
    called = NAMES.get(kind, kind.replace("-", " "))
    if "median" in unit.lower() and "mean" not in unit.lower():
        return called.replace("mean", "median")
    return called


def axis(kind: str, unit: str) -> str:
    """What a figure's scale shows: "Mean difference, points"."""
    called = name(kind, unit).removesuffix(":")
    words = f"{called}, {unit_words(unit)}" if unit else called
    return words[:1].upper() + words[1:]


def unit_words(unit: str) -> str:
    """A unit as people say it."""
    return "standard deviations" if unit == "SD" else unit


def number(value: float) -> str:
    """A number as it was recorded: a true minus sign, thousands apart, no needless noughts, never an exponent."""
    if value == 0:
        return "0"
    digits = f"{Decimal(str(value)):,f}"
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits).replace("-", MINUS)


def percent(value: float | None) -> str:
    return NOT_GIVEN if value is None else f"{number(value)}%"


def interval(low: float | None, high: float | None) -> str:
    """From where to where. Of one that is half known it says which end is missing. Empty where neither is known."""
    if low is not None and high is not None:
        return f"{number(low)} to {number(high)}"
    if low is not None:
        return f"from {number(low)}, its upper end {NOT_GIVEN}"
    return f"up to {number(high)}, its lower end {NOT_GIVEN}" if high is not None else ""


def p_value(p: float | str | None) -> str:
    """A p value as printed: "p = 0.016", "p < 0.001"."""
    if p is None or p == "":
        return ""
    if not isinstance(p, str):
        return f"p = {number(p)}"
    text = p.strip()
    signed = SIGN.fullmatch(text)
    if signed:
        return f"p {signed[1]} {signed[2]}"
    return f"p = {text}" if text[:1].isdigit() else f"p: {text}"


def _amount(measure: Mapping[str, Any]) -> str:
    """The figure with its unit: "mean difference −2.12 points", "how common: 30% of people".

    A ratio has no unit: what stands in its place says what it is of, "risk ratio 1.91 (vomiting)".
    """
    value, unit, kind = measure.get("value"), measure.get("unit") or "", measure.get("type", "")
    if value is None:
        return ""
    called = name(kind, unit)
    if not called and unit.endswith("ratio"):
        called, unit = unit, ""
    if kind == "percent-change" and not unit:
        unit = "%"
    if called.endswith("ratio") and unit:
        unit = f"({unit})"
    gap = "" if unit.startswith("%") else " "
    return f"{called} {number(value)}{gap}{unit_words(unit)}".strip()
