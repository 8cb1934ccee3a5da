"""How Rose speaks: sentences that can be taken in at once, and none of the words that sell."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from editorial.library_checks.faults import Fault
from editorial.library_checks.folder import Folder
from editorial.library_checks.texts import Role, Text, groups, is_row, texts_of
from evidence.sentences import Sentence

LONGEST: Final = 40
"""Words in a sentence, citations not counted."""

BANNED: Final = {
    "cure": re.compile(r"\bcur(?:e|es|ed|ing|able)\b", re.IGNORECASE),
    "miracle": re.compile(r"\bmiracul\w*|\bmiracles?\b", re.IGNORECASE),
    "breakthrough": re.compile(r"\bbreak-?throughs?\b(?!\s+(?:bleeding|bleeds?|ovulation))", re.IGNORECASE),
    "proven": re.compile(r"\bproven\b", re.IGNORECASE),
    "detox": re.compile(r"\bdetox\w*", re.IGNORECASE),
    "balance your hormones": re.compile(
        r"\b(?:re)?balanc(?:e[sd]?|ing)\s+(?:of\s+)?(?:\w+\s+)?hormon\w+|\bhormon\w+\s+(?:im)?balanc\w+", re.IGNORECASE
    ),
    "boost": re.compile(r"\bboost\w*", re.IGNORECASE),
    "natural": re.compile(
        r"(?<![“\"'‘])\bnatural\b(?![”\"'’])(?!\s+(?:menopause|killer|history|course|cycles?|variation|light|daylight|conception"
        r"|fall|rise|progesterone|level|levels|loss|decline|end)\b)",
        re.IGNORECASE,
    ),
}
"""The words of VOICE that no page says, each with what is none of it: breakthrough bleeding, natural menopause."""

INSTEAD: Final = {
    "cure": "say what it changed, in whom, and for how long",
    "miracle": "say what was found",
    "breakthrough": "say what was found",
    "proven": "say what was shown or not shown, and how",
    "detox": "say what it is and does",
    "balance your hormones": "say which hormone, and what happens to it",
    "boost": "say “raises” or “increases”, and by how much",
    "natural": "say what it is, or put the word in quotation marks where others use it",
}

SAFE: Final = re.compile(r"\bsafe(?:ly|r|st)?\b", re.IGNORECASE)
FOR_WHOM: Final = re.compile(r"\b(?:for|in|to)\s+\w+", re.IGNORECASE)
NOT_KNOWN: Final = re.compile(
    r"\bwhether\b|\bhow\s+safe\b|\bnot\s+(?:be\s+|been\s+)?(?:known|shown|studied|safe)\b|n[’']t\s+(?:be\s+)?safe\b|\bnobody\b|\bno\s+(?:study|trial|evidence)\b"
    r"|\bno\s+safe\b|\bnot\s+mean\b|\b(?:keep|keeps|feel|feels|stay|stays)\b(?:\s+\w+)?\s+safe\b|\bsafe\s+place\b",
    re.IGNORECASE,
)
"""Sentences that do not call anything safe: that nobody knows, that it was not shown, and how to keep somebody safe."""


def out_of_style(folder: Folder, slugs: Iterable[str]) -> Iterator[Fault]:
    """Sentences that are too long or use a banned word, on these pages."""
    for slug in slugs:
        for text in texts_of(slug, folder.pages[slug], folder.files[slug]):
            for group in groups(text.markdown):
                for sentence in group:
                    for check, about, reason in _reasons(sentence, text):
                        said = f"“{sentence.plain}” {reason}."
                        yield folder.fault(check, text.place, said, sentence.plain, about)


def _reasons(sentence: Sentence, text: Text) -> Iterator[tuple[str, str, str]]:
    """The check, the word it is about, and what is wrong and what to do."""
    long = words_in(sentence.plain)
    if long > LONGEST and not is_row(sentence):
        yield "long-sentence", "", f"has {long} words: make it two sentences, none over {LONGEST} words"
    for word, pattern in BANNED.items():
        if pattern.search(sentence.plain):
            yield "banned-word", word, f"says “{word}”, which VOICE rules out: {INSTEAD[word]}"
    if text.role not in (Role.QUESTION, Role.NOTE) and SAFE.search(sentence.plain):
        cites = "[@" in sentence.raw or bool(text.rests_on)
        if not NOT_KNOWN.search(sentence.plain) and not (cites and FOR_WHOM.search(sentence.plain)):
            reason = "says “safe” without for whom and how we know: name the people and cite the study"
            yield "banned-word", "safe", reason


def words_in(plain: str) -> int:
    """How many words a sentence has. What a hyphen joins is one."""
    return len(re.findall(r"[^\W_]+(?:[’'.,-][^\W_]+)*", plain))
