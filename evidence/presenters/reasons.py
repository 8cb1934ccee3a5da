"""How a certainty was reached: each domain as a question with its reason, and the sum in words."""

from collections.abc import Mapping
from typing import Any

from evidence import grading, wording
from topics.markdown import Prose

DOMAIN_NAMES = {
    "risk_of_bias": "Could the studies’ methods have misled?",
    "inconsistency": "Do the studies disagree?",
    "indirectness": "Were other people or other doses studied?",
    "imprecision": "Are there too few people to be sure?",
    "publication_bias": "Could studies be missing?",
    "large_effect": "Is the effect very large?",
    "dose_response": "Does more do more?",
    "plausible_confounding": "Would what was not measured have hidden the effect?",
}
"""Each domain as a question; GRADE's own name stands after it."""
STARTING_WORDS = {
    grading.RANDOMISED: "Randomised trials start at high",
    grading.NON_RANDOMISED: "Studies without randomisation start at low",
    grading.CASE_REPORTS: "Case reports start at very low",
    grading.NO_HUMAN_EVIDENCE: "Nobody has studied this in people, so there is no certainty to give",
}


def recomputation(judgements: grading.Judgements) -> str:
    """The sum in words, so that any reader can do it again."""
    start = STARTING_WORDS[judgements.starting_point]
    if judgements.starting_point == grading.NO_HUMAN_EVIDENCE:
        return f"{start}."
    moves = [
        f"{_move_words(step.move)} for {grading.words(step.domain)}" for step in grading.steps(judgements) if step.move
    ]
    result = wording.CERTAINTY_WORDS[grading.certainty(judgements)].lower()
    return f"{start}; {'; '.join(moves) or 'nothing moved it'}. The result is {result}."


def reasons(assessment: Mapping[str, Any], judgements: grading.Judgements, prose: Prose) -> list[dict[str, Any]]:
    rows = []
    for step in grading.steps(judgements):
        judged = assessment.get(step.domain, {})
        if step.domain in grading.RAISING_DOMAINS and not step.move:
            continue
        judgement = judged.get("judgement", grading.NO_CONCERN)
        rows.append(
            {
                "question": DOMAIN_NAMES[step.domain],
                "domain": grading.words(step.domain),
                "judgement": grading.words(judgement),
                "move": step.move,
                "move_words": _move_words(step.move),
                "reason_html": prose.inline(judged.get("reason", "")),
            }
        )
    return rows


def _move_words(move: int) -> str:
    if move == 0:
        return "no change"
    levels = "one level" if abs(move) == 1 else f"{_number(abs(move))} levels"
    return f"{'down' if move < 0 else 'up'} {levels}"


def _number(value: int) -> str:
    return {2: "two", 3: "three"}[value]
