"""The cells of the evidence map as HTML.

A map of 120 treatments by 60 symptoms has thousands of cells and a few dozen looks. A template draws each look once;
a cell is then its look with an address of its own.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from evidence import wording
from evidence.map import HARM_STATE_WORDS, LEVEL_WORDS, STATE_WORDS, STUDIED_WORDS, Cell, Reading
from evidence.published import Named

UNWANTED = "Unwanted effects"
LEFT_OUT = SafeString('<span class="left-out">Studied, but outside your choice</span>')
TD, TD_END, NOTHING = SafeString("<td>"), SafeString("</td>"), SafeString()
LINK = '<a class="reading" href="{}{}">{}</a>'
ELSEWHERE = '<a class="reading elsewhere" href="{}{}">{}</a>'
NO_STUDY = "No study on Rose"
NONE = format_html('<td class="none"><span>{}</span></td>', NO_STUDY)

MOST_LOOKS = 1000
"""Far more than there are: levels of certainty, by what is shown, by notes."""


def row_html(treatment: Named, cells: Iterable[Cell | None]) -> SafeString:
    """The cells of one treatment. None is a cell that Rose holds nothing for."""
    rows = address(treatment.url, treatment.slug)
    parts = [NONE if cell is None else TD + cell_html(rows, cell) + TD_END for cell in cells]
    return mark_safe("".join(parts))  # noqa: S308 - each part is safe as it stands


def address(url: str, slug: str) -> SafeString:
    """Where a treatment's rows stand, but for the row's key."""
    return format_html("{}#evidence-{}-", url, slug)


def cell_html(rows: SafeString, cell: Cell) -> SafeString:
    """What is known of a treatment for one symptom, each line a link to the row that it rests on."""
    if cell.is_left_out:
        return LEFT_OUT
    effect = _reading_html(rows, cell.effect, STATE_WORDS) if cell.effect else NOTHING
    harms = _reading_html(rows, cell.harms, HARM_STATE_WORDS, UNWANTED) if cell.harms else NOTHING
    return effect + harms


def _reading_html(rows: SafeString, found: Reading, words: Mapping[str, str], label: str = "") -> SafeString:
    link = ELSEWHERE if found.elsewhere else LINK
    return format_html(link, rows, found.key, look_html(found, words, label))


def look_html(found: Reading, words: Mapping[str, str], label: str = "", *, at_length: bool = False) -> SafeString:
    """What a line of a cell shows.

    `at_length` says also what a map leaves to its caption and its legend: that the level is one of certainty, and that
    women in menopause were studied.
    """
    several = f"{found.outcomes} outcomes" if found.outcomes > 1 else ""
    where = found.elsewhere or (STUDIED_WORDS.get(found.studied, "") if at_length else "")
    retracted = "a study was retracted" if found.on_retracted else ""
    notes = tuple(note for note in (several, where, retracted) if note)
    level = LEVEL_WORDS[found.certainty]
    if level and at_length:
        level = wording.CERTAINTY_WORDS[found.certainty]
    return _look_html(found.state, words[found.state], level, wording.PETALS[found.certainty], label, notes)


@lru_cache(MOST_LOOKS)
def _look_html(state: str, words: str, level: str, petals: int, label: str, notes: tuple[str, ...]) -> SafeString:
    """What stands in a cell's line, drawn once for all that look alike."""
    look = {"state": state, "words": words, "level": level, "petals": petals, "label": label, "notes": notes}
    return render_to_string("evidence/_reading.html", look)
