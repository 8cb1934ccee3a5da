"""Numbers and lines of text as figures print them."""

import textwrap
from collections.abc import Mapping
from typing import Any, Final

MINUS: Final = "\N{MINUS SIGN}"

MEASURE_NAMES: Final[Mapping[str, str]] = {
    "mean-difference": "mean difference",
    "standardised-mean-difference": "standardised mean difference",
    "risk-difference": "difference in risk",
    "risk-ratio": "risk ratio",
    "odds-ratio": "odds ratio",
    "hazard-ratio": "hazard ratio",
    "percent-change": "change in per cent",
    "other": "",
}


def number(value: float) -> str:
    """A number as people write it: a true minus sign, thousands apart, no digits that the record does not hold."""
    return f"{value:,.10g}".replace("-", MINUS)


def interval(low: float, high: float) -> str:
    return f"{number(low)} to {number(high)}"


def measured(measure: Mapping[str, Any] | None) -> str:
    """An effect measure in words, with what was recorded of it and nothing else. Empty where nothing was."""
    if not measure:
        return ""
    kind = measure.get("type", "")
    value, unit = measure.get("value"), measure.get("unit") or ""
    name = MEASURE_NAMES.get(kind, kind.replace("-", " "))
    parts = [" ".join(part for part in (name, number(value), _unit(unit)) if part)] if value is not None else []
    low, high = measure.get("ci") or (None, None)
    if low is not None and high is not None:
        parts.append(f"interval {interval(low, high)}")
    if measure.get("p") is not None:
        parts.append(f"p {_p(measure['p'])}")
    return ", ".join(parts)


def _unit(unit: str) -> str:
    return "standard deviations" if unit == "SD" else unit


def _p(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.6f}".rstrip("0") if value < 0.001 else f"{value:g}"


def lines(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` characters: SVG breaks none by itself. At least one line."""
    return textwrap.wrap(text, width, break_on_hyphens=True) or [""]


def people(study: Mapping[str, Any]) -> str:
    """Whom the study's number counts: "women" where its population names women and nobody else, otherwise "people"."""
    words = {word.strip(".,;:()") for word in (study.get("population") or "").lower().split()}
    others = {"men", "people", "adults", "patients", "children", "participants"}
    return "women" if "women" in words and not words & others else "people"
