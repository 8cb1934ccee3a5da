"""The words by which prose says that a treatment does something, or that it does not: tables for effect_claims.py."""

import re
from collections.abc import Mapping
from typing import Final

PLAIN: Final = 4
"""The strength of a verb that nothing softens. "Probably" makes it 3, "may" 2."""

GOOD, BAD, DOWN, UP, CHANGE = "good", "bad", "down", "up", "change"
NO_EFFECT, LITTLE = "no effect", "little or no difference"

VERBS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        """help improve relieve ease treat cure heal soothe alleviate prevent restore work benefit lift fight tackle
        combat control calm protect beat banish fix tame dampen resolve eliminate stabilise normalise""".split(),
        GOOD,
    ),
    **dict.fromkeys("worsen aggravate cause trigger bring provoke".split(), BAD),
    **dict.fromkeys("reduce lower decrease cut lessen diminish shorten slow stop halt end curb minimise".split(), DOWN),
    **dict.fromkeys("increase raise boost enhance lengthen strengthen promote".split(), UP),
    **dict.fromkeys("change affect alter influence".split(), CHANGE),
}
"""Verbs of effect, and which way they go: better, worse, less of it, more of it, or only different."""

COMPARATIVES: Final[Mapping[str, str]] = {
    **dict.fromkeys("better milder easier gone away relief improved".split(), GOOD),
    **dict.fromkeys("worse".split(), BAD),
    **dict.fromkeys("less fewer lower rarer reduced".split(), DOWN),
    **dict.fromkeys("more higher".split(), UP),
}
HAPPENS: Final[Mapping[str, str]] = {
    **dict.fromkeys("improve ease lift go disappear heal".split(), GOOD),
    **dict.fromkeys("fall drop lessen decrease".split(), DOWN),
    **dict.fromkeys("rise increase".split(), UP),
    "worsen": BAD,
}
"""What an outcome itself does: "pain eases with it"."""

HEDGES: Final[Mapping[str, int]] = {
    **dict.fromkeys("may might could possibly perhaps maybe seems seem appears appear tends tend".split(), 2),
    **dict.fromkeys("probably likely".split(), 3),
}
"""Words that soften a verb, and to what strength. Readers do not tell "might" and "could" from "may"."""

MODALS: Final = frozenset("may might could can will should must does do would".split())
GLUE: Final = frozenset(
    """also often usually really truly greatly strongly slightly somewhat much markedly considerably dramatically
    clearly reliably quickly gently safely effectively naturally significantly directly actually even still just
    both either then alone itself to now generally sometimes always help helps not yet ever never all well""".split()
)
BIG: Final = frozenset("greatly strongly markedly considerably dramatically hugely massively vastly".split())
BEFORE_INFINITIVE: Final = frozenset(
    """shown proven proved known able likely seems seem appears appear tends tend found helps help expected bound
    sure certain demonstrated""".split()
)
"""Before "to reduce", these make it a claim; "taken to reduce" is only what somebody hopes."""

NEGATION: Final = re.compile(r"\b(?:not|no|never|nor|neither|nobody|nothing|none|hardly|cannot|without|\w+n't)\b")
UNSAID: Final = re.compile(
    r"\b(?:whether|if|unless|wouldn't|would|hopes?|hoped|hoping|ideas?|claims?|claimed|myths?|theory|theories"
    r"|hypothesis|hypotheses|said|says|say|saying|thought|believed?|believes|promoted|advertised|sold|meant|intended"
    r"|designed|supposed|marketed|used (?:to|for|in)|tested|tests|asks?|asked|story|telling|guess|guessed|question"
    r"|argues?|argued|argument|suggestion|proposed|proposes|nobody knows|don't know|unknown|unclear|not known"
    r"|too uncertain|how|why|what|which|like|imagine|to see|to learn|to find out)\b"
)
STUDY: Final = (
    r"(?:trials?|study|reviews?|meta-?analys[ei]s|authors?|statement|guidelines?|guidance|letter|leaflet|label"
    r"|licence|chapter|report|paper|researchers|records?|pilot|survey|register|cohort|analysis)"
)
ONE_STUDY_SAYS: Final = re.compile(
    rf"\b(?:an?|one|the|this|that|its|their|another|each|two|three|four|neither|both)\b(?:\s\S+){{0,6}}?\s?{STUDY}\b.*?"
    r"\b(?:finds?|found|reports?|reported|says?|said|suggests?|suggested|concludes?|concluded|calls?|saw|shows?|showed"
    r"|hints?|hinted|reads?|warns?|notes?|holds?|recommends?|lists?|names?|counts?|judges?)\b"
)
"""A report whose own words follow. "Studies show" names none, and what it says is the page's claim."""

INSTEAD: Final = frozenset("stopping without than unlike against versus vs off not instead besides before".split())
"""Before a treatment's name: the sentence speaks of something else."""
TAKEN_AWAY: Final = frozenset("away withdrawal loss deficiency".split())

PRONOUNS: Final = (("it",), ("this",), ("they",))
DESCRIPTIONS: Final = tuple(
    (article, noun) for article in ("the", "this") for noun in ("drug", "medicine", "treatment", "tablet", "supplement")
)

ADJECTIVE: Final = re.compile(
    r"(?:(?:an?|the|very|highly|really|clearly|best|most|clinically|one|of|more|so|truly|quite) )*"
    r"(effective|helpful|useful|beneficial|proven|better than (?:placebo|a dummy|no treatment|nothing)|cure|remedy"
    r"|successful|good (?=for|at|against)|great (?=for|at|against))\s*(.*)$"
)
GIVES: Final = re.compile(
    r"(?:(?:a|an|the|real|good|great|fast|lasting|some|clear|quick|positive) )*"
    r"(relief|benefits?|improvements?|protection|help|effects? on)\b\s*(.*)$"
)
NULL: Final = re.compile(
    r"\b((?:has|have) no (?:\w+ )?(?:effect|benefit|impact)|(?:does|do) not (?:work|help|do anything)"
    r"|(?:does|do)n't (?:work|help|do anything)|(?:does|do) nothing|makes? no difference"
    r"|is (?:useless|ineffective|no use)"
    r"|(?:is|are) not (?:effective|any use|helpful)|(?:is|are)n't (?:effective|helpful)|(?:is|are) no better than"
    r"|there is no effect)\b"
)
NOT_SIGNIFICANT: Final = re.compile(r"\b((?:not|no|non|\w+n't) (?:\w+ )?significant(?:ly)?|insignificant(?:ly)?)\b")
SAYS_LITTLE: Final = re.compile(r"\b(makes?) little or no difference\b")
CLAUSE: Final = re.compile(
    r"[;|]|\s[–—]\s|,?\s\bbut\b|,\s(?:and|so|yet|while|whereas|although|though|because|as|which|who)\b"
    r"|\b(?:because|although|though|whereas|while)\b",
    re.IGNORECASE,
)
CONDITION: Final = re.compile(r"(?:If|When|Once|Since|After|For|In)\b[^,]*,\s", re.IGNORECASE)
LIGHT: Final = frozenset(
    """too well best for some many most all women people you everyone at night in menopause perimenopause here better
    quickly wonders against it treatment""".split()
)


def _forms() -> dict[str, tuple[str, str]]:
    """Each form of each verb of effect: the verb, and whether "base", "s", "past" or "ing"."""
    forms: dict[str, tuple[str, str]] = {}
    for verb in VERBS:
        root = verb.removesuffix("e")
        doubled = f"{verb}{verb[-1]}" if verb in ("stop", "cut", "control") else root
        third = f"{verb}es" if verb.endswith(("sh", "x")) else f"{verb}s"
        forms |= {third: (verb, "s"), f"{doubled}ed": (verb, "past"), f"{doubled}ing": (verb, "ing")}
    return forms | {verb: (verb, "base") for verb in VERBS} | {"brought": ("bring", "past"), "cut": ("cut", "base")}


FORMS: Final = _forms()
HAPPENS_FORMS: Final = {f"{verb}es" if verb == "go" else f"{verb}s": way for verb, way in HAPPENS.items()}
