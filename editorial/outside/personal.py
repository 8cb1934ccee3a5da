"""What must not be kept or shown of a reader: ways to reach her, and her own words as if they were Rose's.

A name can't be recognised; an address or a number mostly can. The rules are wide where a miss would keep somebody's
number, and leave alone the numbers that reports are full of: doses, years, intervals, DOIs, PubMed and trial numbers.
"""

import re

OWN_WORDS = 8
"""From how many of a reader's words in a row an editor's note counts as copied."""

_E_MAIL = re.compile(r"[^\s@<>()\[\]\"',;:]+(?:@|\s?[(\[]at[)\]]\s?)[^\s@<>()\[\]\"',;]+\.[^\W\d_]{2,}", re.IGNORECASE)
_NO_NUMBERS = re.compile(
    r"(?:https?://|www\.)\S+"  # an address on the web
    r"|\b10\.\d{4,9}/\S+"  # a DOI
    r"|\b\d{4}-\d{6}-\d{2}\b"  # a trial's number in the European register
    r"|\b\d{4}-\d{2}-\d{2}\b",  # a day
    re.IGNORECASE,
)
_BETWEEN = r"[\s().\-/‐‑–]{0,3}"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?:(?:\+|00){_BETWEEN}[1-9](?:{_BETWEEN}\d){{7,13}}"  # with the code of a country
    r"|\(?0\d{1,5}\)?(?:[\s\-/]{0,2}\d){5,10}"  # as it is dialled at home, in most countries
    r"|\(?[2-9]\d{2}\)?[\s.\-]{0,2}\d{3}[\s.\-]{0,2}\d{4})(?!\w|[.,]\d)"  # in North America; NHS numbers too
)
FEWEST_DIGITS = 9
"""What has fewer is no whole telephone number, save with the code of a country, which says that it is one."""


def ways_to_reach(text: str) -> list[str]:
    """What in the text looks like an e-mail address or a telephone number, as it stands there."""
    found = [match.group().strip() for match in _E_MAIL.finditer(text)]
    rest = _NO_NUMBERS.sub(" · ", _E_MAIL.sub(" · ", text))
    return found + [number for number in map(str.strip, _NUMBER.findall(rest)) if _is_long_enough(number)]


def _is_long_enough(number: str) -> bool:
    return number.startswith(("+", "00")) or sum(character.isdigit() for character in number) >= FEWEST_DIGITS


def is_copied(note: str, report: str) -> bool:
    """Whether the note holds a run of the report's words, however they are spaced and punctuated."""
    said, words = f" {' '.join(_words(note))} ", _words(report)
    runs = (words[start : start + OWN_WORDS] for start in range(len(words) - OWN_WORDS + 1))
    return any(f" {' '.join(run)} " in said for run in runs)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
