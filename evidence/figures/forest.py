"""The forest plot: what each study found for one outcome, with its interval, on one scale.

What is drawn was decided from every measure in the library and in the literature it grows from:

- Drawn: mean, standardised mean and risk differences (no difference at 0, even scale); risk, odds and hazard ratios
  (no difference at 1, logarithmic scale). Each needs its value and both ends of its interval, the value between them,
  and a ratio must be above 0.
- Listed, never drawn: prevalence and correlation (nothing is compared), rate and percent-change (the record does not
  say whether they are ratios, differences or changes in one group), `other`, any type that is not known, and a mean
  difference without a unit. What gave no interval is listed too.
- One plot holds one type, one unit and one treatment. Points on a questionnaire share a plot only where the same
  questionnaire gave them, because "points" alone are as many units as there are questionnaires. "SD" and no unit are
  one for standardised differences. Before-and-after results stand apart from comparisons.
- A value is treatment minus comparison, or treatment over comparison, as library/README.md says. Which side is better
  is taken from the record alone: from the unit where it says so ("positive favours placebo", "lower is better"), or
  from the finding's direction and the value's sign. Without either it is known only where more of what was counted is
  more of the outcome itself: a scale that rates the outcome (0-10), a count (hot flushes a day), or a ratio of the
  named event. Questionnaires run both ways, so their sides stay without a label. Results with opposite sides never
  share a plot.
- A diamond marks a published meta-analysis, named as one. Nothing is ever pooled here.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from evidence import citations, measures
from evidence.figures import text

DIFFERENCES: Final = ("mean-difference", "standardised-mean-difference", "risk-difference")
RATIOS: Final = ("risk-ratio", "odds-ratio", "hazard-ratio")
POOLED: Final = ("meta-analysis", "network-meta-analysis")
REVIEWS: Final[Mapping[str, str]] = {
    "meta-analysis": "meta-analysis",
    "network-meta-analysis": "network meta-analysis",
    "systematic-review": "systematic review",
}

LEFT: Final = -1
RIGHT: Final = 1
UNKNOWN: Final = 0

LARGEST: Final = 1e6
"""A value beyond this is taken for a slip and listed."""

PADDING: Final = 0.08
"""Of the scale, kept free on both sides, so that the null line's label has room."""

NARROWEST: Final = 1e-6
"""A scale of less is of one place: no study measures so finely."""

LINE: Final = 17
STRIP: Final = 24
GAP: Final = 8
WIDTH: Final = 34
"""Line height, a result's band, the space after it, in CSS pixels; and characters that fit a line on a 320 px phone."""

FAVOURS: Final = re.compile(r"(positive|negative) favours ([\w’' -]+)")
COUNTS: Final = re.compile(r"\b(flush(es)?|sweats|symptoms|episodes|infections|doses|fractures|falls|flares)\b")
RATES_ITSELF: Final = re.compile(r"numeric rating scale|visual analogue scale|self-rated")
NO_COMPARISON: Final = re.compile(r"(before|baseline|none$|no comparison)")


Found = tuple[str, Mapping[str, Any], Mapping[str, Any]]
"""A finding as the library holds it: its study's key, its study, itself."""


@dataclass(frozen=True)
class Result:
    """A finding that can be drawn, with its study and the place it is drawn in."""

    key: str
    study: Mapping[str, Any]
    finding: Mapping[str, Any]
    kind: str
    value: float
    low: float
    high: float
    better: int

    @property
    def unit(self) -> str:
        unit: str = self.finding["measure"].get("unit") or ""
        return "SD" if self.kind == "standardised-mean-difference" and not unit else unit

    @property
    def comparator(self) -> str:
        return _comparator(self.finding)

    @property
    def before_and_after(self) -> bool:
        return is_before_and_after(self.finding)

    @property
    def treatment(self) -> str:
        return self.finding.get("intervention") or self.finding.get("exposure") or ""

    @property
    def scale(self) -> tuple[object, ...]:
        """What results must share to stand on one scale."""
        instrument = ""
        if self.kind == "mean-difference" and re.search(r"point|score|unit", self.unit):
            instrument = self.finding.get("instrument") or self.key
        return (self.kind, self.unit, instrument, self.before_and_after, self.treatment, self.better)


def is_before_and_after(finding: Mapping[str, Any]) -> bool:
    """Whether people were held against themselves or against nobody: then nothing else is ruled out as the cause."""
    return bool(NO_COMPARISON.match(_comparator(finding)))


def _comparator(finding: Mapping[str, Any]) -> str:
    return (finding.get("comparator") or "").replace("-", " ").lower()


def forest(
    findings: Sequence[Found],
    *,
    outcome: Mapping[str, Any],
    slug: str,
    name: str,
) -> list[dict[str, Any]]:
    """The plots of one assessment, the one with most results first. `slug` and `name` are the treatment's."""
    groups: dict[tuple[object, ...], list[Result]] = {}
    for key, study, finding in sorted(findings, key=_by_year):
        result = drawable(key, study, finding, outcome)
        if result is not None:
            groups.setdefault(result.scale, []).append(result)
    largest_first = sorted(groups.values(), key=lambda group: -len(group))
    return [_plot(group, outcome, name if group[0].treatment == slug else "") for group in largest_first]


def _by_year(item: Found) -> tuple[bool, int, str, str]:
    key, study, finding = item
    return (study["design"] in POOLED, study.get("year") or 0, key, finding["key"])


def drawable(
    key: str, study: Mapping[str, Any], finding: Mapping[str, Any], outcome: Mapping[str, Any]
) -> Result | None:
    """The finding as a result that can be drawn; None where the record does not hold what drawing it needs."""
    measure = finding.get("measure") or {}
    kind = measure.get("type", "")
    value, (low, high) = measure.get("value"), measure.get("ci") or (None, None)
    if kind not in (*DIFFERENCES, *RATIOS) or value is None or low is None or high is None:
        return None
    if kind == "mean-difference" and not measure.get("unit"):
        return None
    if not all(math.isfinite(part) and abs(part) <= LARGEST for part in (low, value, high)):
        return None
    if not low <= value <= high or (kind in RATIOS and low < 1 / LARGEST):
        return None
    return Result(key, study, finding, kind, value, low, high, better_side(finding, outcome))


# --- which side is better ---------------------------------------------------------------------------------------------


def better_side(finding: Mapping[str, Any], outcome: Mapping[str, Any]) -> int:
    """On which side of no difference a result is better, or UNKNOWN where the record does not say."""
    measure = finding["measure"]
    unit = (measure.get("unit") or "").lower()
    said = _said_by_unit(unit, _comparator(finding))
    if said:
        return said
    null = null_of(measure["type"])
    if finding["direction"] in ("benefit", "harm") and measure["value"] != null:
        above = RIGHT if measure["value"] > null else LEFT
        return above if finding["direction"] == "benefit" else -above
    if _more_is_more(finding, outcome, unit):
        return LEFT if outcome["better"] == "lower" else RIGHT
    return UNKNOWN


def _said_by_unit(unit: str, comparator: str) -> int:
    if "higher is better" in unit:
        return RIGHT
    if "lower is better" in unit:
        return LEFT
    match = FAVOURS.search(unit)
    if not match:
        return UNKNOWN
    side = RIGHT if match.group(1) == "positive" else LEFT
    names_comparison = match.group(2).strip() in (comparator, comparator.partition(" ")[0])
    return -side if names_comparison else side


def _more_is_more(finding: Mapping[str, Any], outcome: Mapping[str, Any], unit: str) -> bool:
    """Whether a larger number can only mean more of the outcome itself."""
    if finding["measure"]["type"] == "mean-difference":
        if COUNTS.search(unit) and not re.search(r"point|score|fall", unit):
            return True
        return bool(RATES_ITSELF.search((finding.get("instrument") or "").lower())) and outcome["better"] == "lower"
    if finding["measure"]["type"] == "standardised-mean-difference" or unit:
        return False
    named = finding["outcome"].replace("-", " ").lower() in (outcome["name"].lower(), outcome["phrase"].lower())
    return outcome["better"] == "lower" and (bool(outcome.get("harm")) or named)


def sides(better: int, kind: str, outcome: Mapping[str, Any], ending: str) -> tuple[str, str] | None:
    """What the left and the right of no difference mean, in words that fit the outcome."""
    if better == UNKNOWN:
        return None
    if better == LEFT and outcome["better"] == "lower":
        what = ""
        if outcome.get("harm") or kind not in ("mean-difference", "standardised-mean-difference"):
            what = " often"
        elif outcome["phrase"].isalpha() and not outcome["phrase"].endswith("s"):
            what = f" {outcome['phrase']}"
        return f"Less{what} {ending}", f"More{what} {ending}"
    words = f"Better {ending}", f"Worse {ending}"
    return words if better == LEFT else (words[1], words[0])


# --- the scale --------------------------------------------------------------------------------------------------------


def null_of(kind: str) -> float:
    """Where there is no difference."""
    return 1.0 if kind in RATIOS else 0.0


@dataclass(frozen=True)
class Scale:
    """From a value to its place across the plot, in per cent of its width."""

    low: float
    high: float
    logarithmic: bool

    @classmethod
    def of(cls, values: Sequence[float], kind: str) -> "Scale":
        """The scale that holds all the values and no difference, with room on both sides."""
        logarithmic = kind in RATIOS
        places = [math.log10(value) if logarithmic else value for value in (*values, null_of(kind))]
        low, high = min(places), max(places)
        width = high - low
        room = (width if width > NARROWEST else 1.0) * PADDING
        return cls(low - room, high + room, logarithmic)

    def place(self, value: float) -> float:
        position = math.log10(value) if self.logarithmic else value
        return round(100 * (position - self.low) / (self.high - self.low), 2)

    def ticks(self) -> list[float]:
        """Three to seven round values across the scale, no difference always among them."""
        if self.logarithmic and self.high - self.low > 0.7:
            return self._powers()
        low, high = (10**self.low, 10**self.high) if self.logarithmic else (self.low, self.high)
        step = _round_step((high - low) / 4)
        first, last = math.ceil(low / step), math.floor(high / step)
        return [round(count * step, 10) for count in range(first, last + 1)]

    def _powers(self) -> list[float]:
        decades = range(math.floor(self.low), math.ceil(self.high) + 1)
        each = (1, 2, 5) if self.high - self.low < 2.2 else (1,)
        thin = max(1, math.ceil((self.high - self.low) / 5))
        found = [digit * 10.0**decade for decade in decades if decade % thin == 0 for digit in each]
        return [round(value, 10) for value in found if self.low <= math.log10(value) <= self.high]


def _round_step(rough: float) -> float:
    """The next of 1, 2, 5, 10 … from `rough` on."""
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next((digit * power for digit in (1, 2, 5) if digit * power >= rough), 10 * power)


# --- the plot ---------------------------------------------------------------------------------------------------------


def _plot(results: Sequence[Result], outcome: Mapping[str, Any], name: str) -> dict[str, Any]:
    first = results[0]
    scale = Scale.of([part for result in results for part in (result.low, result.value, result.high)], first.kind)
    rows, y = _rows(results, scale)
    treatment = name or "what was studied"
    ending = f"after starting {treatment}" if first.before_and_after else f"with {treatment}"
    labels = sides(first.better, first.kind, outcome, ending)
    return {
        "measure": measures.axis(first.kind, first.unit),
        "null": scale.place(null_of(first.kind)),
        "ticks": [{"x": x, "text": measures.number(tick)} for x, tick in _spaced(scale)],
        "rows": rows,
        "axis": y,
        "sides": list(labels) if labels else [],
        "height": y + LINE + GAP,
        "against": "" if first.before_and_after else _shared(result.comparator for result in results),
        "before_and_after": first.before_and_after,
        "treatment": "" if name else first.treatment.replace("-", " "),
        "pooled": any(row["pooled"] for row in rows),
        "mixed": len({row["pooled"] for row in rows}) == 2,
    }


def _shared(names: Any) -> str:
    found = set(names)
    return found.pop() if len(found) == 1 else ""


def _spaced(scale: Scale) -> list[tuple[float, float]]:
    """Ticks with their places, those left out whose label would run off the plot."""
    return [(x, tick) for tick in scale.ticks() if 6 <= (x := scale.place(tick)) <= 94]


def _placed(words: str, y: int) -> tuple[list[dict[str, Any]], int]:
    """The words in lines, each with its baseline; and where the next may start."""
    found = [] if not words else text.lines(words, WIDTH)
    return [{"y": y + LINE * (place + 1) - 4, "text": line} for place, line in enumerate(found)], y + LINE * len(found)


def _rows(results: Sequence[Result], scale: Scale) -> tuple[list[dict[str, Any]], int]:
    rows, y = [], 0
    repeated = {before.key for before, after in pairwise(results) if before.key == after.key}
    against = not _shared(result.comparator for result in results)
    for result in results:
        label = _label(result, repeated=result.key in repeated, against=against)
        row, y = _row(result, scale, label, y)
        rows.append(row)
    return rows, y


def _label(result: Result, *, repeated: bool, against: bool) -> str:
    study = result.study
    parts = [citations.short(study)]
    if study["design"] in REVIEWS:
        parts.append(REVIEWS[study["design"]])
        parts += [f"{study['studies_pooled']} studies"] if study.get("studies_pooled") else []
    if study.get("n"):
        parts.append(f"{study['n']:,} {text.people(study)}")
    if repeated:
        parts.append(result.finding["outcome"])
    if against and result.comparator:
        parts.append(f"against {result.comparator}")
    return ", ".join(parts)


def _row(result: Result, scale: Scale, label: str, y: int) -> tuple[dict[str, Any], int]:
    found = f"{measures.number(result.value)} ({measures.interval(result.low, result.high)})"
    low, x, high = (scale.place(value) for value in (result.low, result.value, result.high))
    label_lines, below = _placed(label, y)
    found_lines, below = _placed(found, below)
    row = {
        "key": result.key,
        "label": label,
        "value": measures.number(result.value),
        "interval": measures.interval(result.low, result.high),
        "lines": label_lines,
        "found": found_lines[0],
        "y": below + STRIP // 2,
        "low": low,
        "x": x,
        "high": high,
        "span": round(high - low, 2),
        "pooled": result.study["design"] in POOLED,
        "waist": round(100 * (x - low) / (high - low), 1) if high > low else 50.0,
    }
    return row, below + STRIP + GAP
