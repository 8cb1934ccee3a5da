"""Words as search sees them: what a reader typed and what pages are called, both as stems.

Plain functions over text. Everything is bounded: whatever comes in, at most MOST_WORDS words of it are looked at.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import snowballstemmer

MOST_CHARACTERS = 600
MOST_WORDS = 100
LONGEST_WORD = 60

WORD = re.compile(r"(?P<hour>\b\d{1,2}(?:[:.]\d\d)?\s?[ap]\.?m\b\.?)|[^\W_]+(?:['’ʼ`´][^\W_]+)*", re.IGNORECASE)
HARD_BREAK = re.compile(r"[,;:.!?()\[\]{}\"“”\n|]|\s[-–—]\s|—")
SOFT_BREAK = re.compile(r"[/&+]")
APOSTROPHES = re.compile(r"['’ʼ`´]")
UNSPLIT = str.maketrans({"ø": "o", "œ": "oe", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that Unicode does not take apart into a letter and an accent."""

HARD_JOINTS = frozenset("but however although though except yet".split())
ALTERNATIVES = frozenset("or nor".split())
JOINTS = frozenset("and plus".split()) | ALTERNATIVES | HARD_JOINTS

OWNERS = frozenset("my the a an".split())

DENIALS = frozenset(
    """no not never without dont doesnt didnt isnt arent wasnt werent havent hasnt hadnt none neither nor zero
        nil""".split()
)
"""Words that say a symptom is not there."""

NEGATIVES = DENIALS | frozenset("cant cannot couldnt wont wouldnt aint unable hardly barely".split())
"""Words that names use for one another: can't sleep, not sleeping, no sleep."""

NEGATIVE = "not"

FUNCTION_WORDS = (
    frozenset(
        """a an the my your her his our their its this that these those i im ive id me myself you youre she he we they
        it is am are was were be been being has have having had do does did doing of in at to for from by with about
        into during when while than as if so then there here what whats why how which who whom because since until
        where them us him theyre theyve weve youve hes shes thats theres lets whos anymore
        please very really quite rather bit lot lots too also just only more most much many some any such pretty
        extremely terribly constantly constant always often sometimes usually still again ever even now lately
        recently can could would should will may might must sure between""".split()
    )
    | JOINTS
)
"""Words that hold a sentence together. A name is recognised without them, unless it is made of little else."""

WEAK_WORDS = frozenset(
    """feel feeling feels felt get gets getting got go goes going keep keeps make makes become seem seems like up
        down off out on over under all every each time times day days week weeks month months year years long
        first last thing things something everything nothing anything bad badly worse worst awful terrible horrible
        good better best help helps problem problems issue issues symptom symptoms trouble sign signs reason start
        started starting begin began need want know think try trying old new one two three four five other same
        suffer suffering struggle struggling severe mild chronic treatment treatments treat cure remedy experience
        experiencing woman women longer before after""".split()
)
"""Words that belong to names but say nothing alone: what is left over of them is not worth reporting."""

BESIDE_DENIALS = frozenset(
    """feel feeling feels felt get gets getting got suffer suffers suffered suffering longer experience experienced
        experiencing notice noticed sign signs single trouble problem problems issue issues""".split()
)
"""Words that may stand between "no" and what is denied: "not getting any hot flushes", "no problems sleeping"."""

WELL = frozenset("fine ok okay alright".split())
"""After a name these say that all is well with it: "my mood is okay"."""

ENDED = frozenset("stopped disappeared vanished ceased".split())
"""After a name these say that it is over: "my headaches have stopped"."""

SUBJECTS = frozenset("i ive im we they he she you since when until because while".split())
"""Before those they tell of something else: "hot flushes since I stopped HRT"."""

OBJECTS = frozenset("me my us it".split())
"""After those they say that it stopped something else: "pain stopped me"."""

REFUSALS = frozenset("no nope not never none".split())
"""Alone in the clause after a name these deny it: "Panic attacks? No."."""

EXCEPTIONS = frozenset("except but bar".split())
ALL = frozenset("all everything every each".split())
"""Before an exception these deny what follows: "everything except hot flushes"."""

INSTEAD = frozenset([("rather", "than"), ("instead", "of")])
"""Two words that deny what follows: "a zap rather than tingling"."""

TROUBLE = frozenset("trouble problem problems issue issues difficulty difficulties".split())
"""After a "no" these make it good: "no trouble getting to sleep" is no sleeplessness."""

CANCELS_DENIAL = frozenset("just only sure".split())
"""After a denial these turn it round: "not just hot flushes"."""

OTHER_THAN_THEIR_STEM = frozenset("spotting".split())
"""Words that mean something else than their stem does: spotting is bleeding, spots are acne."""

_stemmer = snowballstemmer.stemmer("english")


def _english() -> frozenset[str]:
    lines = Path(__file__).with_name("english.txt").read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


ENGLISH = _english()
"""Stems of common English words: a word that has one of them is taken as spelt right."""


@dataclass(frozen=True)
class Token:
    """A word where it stands. `stems` are its own and those of its other spellings."""

    text: str
    stems: frozenset[str]
    start: int
    end: int
    clause: int
    part: int

    @property
    def is_function(self) -> bool:
        return self.text in FUNCTION_WORDS

    @property
    def is_negative(self) -> bool:
        return self.text in NEGATIVES

    @property
    def is_strong(self) -> bool:
        """Whether the word says something by itself."""
        return not (self.is_function or self.is_negative or self.text in WEAK_WORDS)


@dataclass(frozen=True)
class Reading:
    """What a reader typed, tidied and cut into words. Where `cut`, there was more than Rose looks at."""

    text: str
    tokens: tuple[Token, ...]
    cut: bool = False

    @cached_property
    def places(self) -> Mapping[str, list[int]]:
        """Where each stem stands."""
        places: dict[str, list[int]] = {}
        for i, token in enumerate(self.tokens):
            for stemmed in token.stems:
                places.setdefault(stemmed, []).append(i)
        return places

    @property
    def strong(self) -> list[int]:
        """Where the words are that say something by themselves."""
        return [i for i, token in enumerate(self.tokens) if token.is_strong]

    def typed(self, positions: Iterable[int]) -> str:
        """Those words as she typed them: as one piece of the text where nothing else that matters stands between."""
        at = sorted(positions)
        first, last = self.tokens[at[0]], self.tokens[at[-1]]
        between = [self.tokens[i] for i in range(at[0], at[-1]) if i not in at]
        if first.part == last.part and not any(token.is_strong for token in between):
            return self.text[first.start : last.end]
        spans = dict.fromkeys((self.tokens[i].start, self.tokens[i].end) for i in at)
        return " ".join(self.text[start:end] for start, end in spans)

    def is_corrected(self, position: int) -> bool:
        """Whether a word was read as another than the one typed."""
        token = self.tokens[position]
        return fold(self.text[token.start : token.end]) != token.text

    def with_tokens(self, tokens: list[Token]) -> "Reading":
        return replace(self, tokens=tuple(tokens))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """PostgreSQL's English stem, and the same for an adjective in -y as for its noun: achy, aches; foggy, fog."""
    if word in NEGATIVES:
        return NEGATIVE
    if word in OTHER_THAN_THEIR_STEM:
        return word
    if re.fullmatch(r"\d{1,2}(\d\d)?[ap]m", word):
        return f"{word[-2:]}-hour"
    stemmed: str = _stemmer.stemWord(word)
    if (
        len(stemmed) >= 4
        and stemmed.endswith("i")
        and word.endswith(("y", "ily", "ies", "ied", "ier", "iest", "iness"))
    ):
        stemmed = re.sub(r"([bdfgmnprt])\1$", r"\1", stemmed[:-1])
    return stemmed


def read(query: str) -> Reading:
    """Cut a query into words, and the words into clauses (at commas and "but") and their parts (at "and" and "or")."""
    text = tidy(query[: MOST_CHARACTERS * 4])
    cut = len(query) > MOST_CHARACTERS * 4 or len(text) > MOST_CHARACTERS
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS + 1].rpartition(" ")[0] or text[:MOST_CHARACTERS]
    tokens = list(_tokens(text))
    return Reading(text, tuple(tokens[:MOST_WORDS]), cut or len(tokens) > MOST_WORDS)


def tidy(text: str) -> str:
    """Text as one line of whole characters: no control characters, no halves of characters, no runs of spaces."""
    kept = ("" if unicodedata.category(c) == "Cf" else " " if unicodedata.category(c) in UNPRINTED else c for c in text)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


UNPRINTED = ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")


def _tokens(text: str) -> Iterator[Token]:
    clause = part = end = 0
    for match in WORD.finditer(text):
        between = text[end : match.start()]
        end = match.end()
        folded = fold(match.group())
        if not folded:
            continue
        hard = bool(HARD_BREAK.search(between)) or folded in HARD_JOINTS
        clause += hard
        part += hard or bool(SOFT_BREAK.search(between)) or folded in JOINTS
        yield Token(folded, frozenset([stem(folded)]), match.start(), end, clause, part)


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A word as it is compared: small letters and digits alone."""
    bare = unaccented(unicodedata.normalize("NFKC", APOSTROPHES.sub("", word)).casefold())
    return "".join(c for c in bare if c.isalnum())[:LONGEST_WORD]


def unaccented(text: str) -> str:
    """Text with its accents taken off, and all else left as it is."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    accents = {ord(c): "" for c in set(apart) if unicodedata.combining(c)}
    return unicodedata.normalize("NFC", apart.translate(UNSPLIT | accents))


# --- names ------------------------------------------------------------------------------------------------------------

PARTS_OF_A_NAME = re.compile(r"[();:]")


def names_in(title: str) -> list[str]:
    """The names that a title or a clinical name holds: "Underactive thyroid (Hashimoto's)" holds two."""
    parts = [part.strip() for part in PARTS_OF_A_NAME.split(tidy(title))]
    return [part for part in parts if words_of(part)]


def words_of(name: str) -> list[str]:
    """The words of a name, folded."""
    return [token.text for token in read(name).tokens]


def content_stems(words: Iterable[str]) -> list[str]:
    """The stems that a name is recognised by, each once: all but the words that only hold a sentence together."""
    return list(dict.fromkeys(stem(word) for word in words if is_content(word) or word in NEGATIVES))


def is_content(word: str) -> bool:
    return word not in FUNCTION_WORDS and word not in NEGATIVES
