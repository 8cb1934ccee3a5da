"""The numbered items of an article, each with its letter and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from evidence import grading
from evidence.presenters.mechanisms import mechanism_arrow
from evidence.presenters.studies import study_row
from topics.markdown import PageRef, Prose

CLAIM_RULES = {
    grading.EFFECT: "its certainty is that of the least certain assessment behind it",
    grading.MECHANISM: "how it may work: as strong as the weakest arrow it needs",
    grading.OCCURRENCE: "how often and in whom: as strong as the best study behind it",
    grading.RECORD: "a matter of record: as strong as the record it was read in",
}
CLAIM_KINDS = {
    grading.EFFECT: "What it does",
    grading.MECHANISM: "How it may work",
    grading.OCCURRENCE: "How often, in whom",
    grading.RECORD: "A matter of record",
}
SOURCE_WORDS = {
    "authority": "The authority’s own record",
    "secondary": "A secondary record",
    "reported": "Reported by others",
}


def claim_letter(
    claim: Mapping[str, Any],
    *,
    cards: Sequence[Mapping[str, Any]],
    links: Sequence[Mapping[str, Any]],
    studies: Sequence[Mapping[str, Any]],
) -> str | None:
    """The letter by the rule for the claim's kind (GRADE.md), one lower where good evidence disagrees."""
    kind = claim["kind"]
    if kind == grading.EFFECT:
        letter = grading.effect_letter(card["certainty"] for card in cards)
    elif kind == grading.MECHANISM:
        letter = grading.mechanism_letter(
            grading.Basis(link["basis"], link.get("independent_groups", 0)) for link in links
        )
    elif kind == grading.OCCURRENCE:
        letter = grading.occurrence_letter((study["design"], study.get("n")) for study in studies)
    else:
        letter = grading.record_letter(claim.get("source", ""))
    return grading.lowered(letter) if claim.get("disagreement") else letter


def claim(
    number: int,
    claim: Mapping[str, Any],
    *,
    cards: Sequence[Mapping[str, Any]],
    links: Sequence[Mapping[str, Any]],
    studies: Mapping[str, Mapping[str, Any]],
    pages: Mapping[str, PageRef],
    prose: Prose,
) -> dict[str, Any]:
    """One numbered item of an article, with its letter and why."""
    letter = claim_letter(claim, cards=cards, links=links, studies=list(studies.values()))
    return {
        "number": number,
        "heading": claim["heading"],
        "kind": claim["kind"],
        "kind_name": CLAIM_KINDS[claim["kind"]],
        "rule": CLAIM_RULES[claim["kind"]],
        "letter": letter,
        "letter_words": grading.LETTER_WORDS[letter] if letter else "not yet studied in people",
        "text_html": prose.block(claim["text"]),
        "disagreement_html": prose.inline(claim.get("disagreement", "")),
        "source_name": SOURCE_WORDS.get(claim.get("source", ""), ""),
        "cards": list(cards),
        "arrows": [_claim_arrow(link, pages, prose) for link in links],
        "studies": [study_row(key, study, prose) for key, study in studies.items()],
    }


def _claim_arrow(link: Mapping[str, Any], pages: Mapping[str, PageRef], prose: Prose) -> dict[str, Any]:
    other = pages[link.get("mechanism") or link["topic"]]
    return mechanism_arrow(link, other, prose) | {"from": pages[link["from"]].title}


def claim_card(card: Mapping[str, Any]) -> dict[str, Any]:
    """What a claim keeps of the published assessment it rests on."""
    names = (
        "key",
        "intervention",
        "sentence",
        "certainty",
        "certainty_name",
        "petals",
        "sum",
    )
    return {name: card[name] for name in names} | {"study_keys": [study["key"] for study in card["study_list"]]}


def letter_spread(claims: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """How many claims have each letter, and how many none: what stands at the top of an article."""
    rows = [
        {
            "letter": letter,
            "words": words,
            "count": sum(claim["letter"] == letter for claim in claims),
        }
        for letter, words in grading.LETTER_WORDS.items()
    ]
    without = sum(claim["letter"] is None for claim in claims)
    return rows + ([{"letter": "", "words": "not yet studied in people", "count": without}] if without else [])
