"""What readers see of the evidence: assessments as cards, claims with their letters, arrows with their basis.

Functions take plain data (editorial's codec makes it) and return plain data with HTML in fields that end in `_html`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format

from evidence import citations, grading, wording
from evidence.figures import forest, text, thousand
from evidence.figures.paths import paths
from evidence.models import Basis, Design, Direction, Directness
from topics.markdown import PageRef, Prose

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

DIRECTION_WORDS = {
    Direction.BENEFIT: "Better",
    Direction.HARM: "Worse",
    Direction.NO_DIFFERENCE: "Tested: little or no difference",
    Direction.MIXED: "Mixed",
    Direction.UNCLEAR: "Unclear",
}
HARM_DIRECTION_WORDS = {Direction.BENEFIT: "Less often", Direction.HARM: "More often"}
DIRECTNESS_WORDS = {
    Directness.DIRECT: "Studied in women in or after the menopause transition",
    Directness.MIXED: "Studied partly in women in or after the menopause transition",
    Directness.INDIRECT: "Studied elsewhere, not in menopause",
    Directness.MECHANISM_ONLY: "Not studied in people",
}
BASIS_WORDS = {
    Basis.HUMAN: "shown in people",
    Basis.ANIMAL: "shown in animals only",
    Basis.LABORATORY: "shown in cells only",
    Basis.THEORY: "proposed, not shown",
}
NOT_TESTED = "Not tested in people for this"


def references(cited: Sequence[str], studies: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The numbered list at the end of a page."""
    return [
        {
            "key": key,
            "number": number,
            "html": citations.reference_html(studies[key]),
            "url": next((url for _, url in citations.links(studies[key])), ""),
            "design": Design(studies[key]["design"]).label,
            "participants": studies[key].get("n"),
        }
        for number, key in enumerate(cited, 1)
    ]


def assessment_card(
    assessment: Mapping[str, Any],
    *,
    intervention: PageRef,
    topic: PageRef,
    outcome: Mapping[str, Any],
    studies: Mapping[str, Mapping[str, Any]],
    judgements: grading.Judgements,
    prose: Prose,
) -> dict[str, Any]:
    """One body of evidence: its sentence first, then who and how many, then every reason and the sum."""
    certainty = grading.certainty(judgements)
    direction = assessment["direction"]
    is_harm = outcome.get("harm", False)
    rated = certainty != grading.NOT_RATED
    said = statement(assessment, intervention=intervention, topic=topic, outcome=outcome, certainty=certainty)
    bodies = _studies_behind(assessment, studies)
    findings = _findings_behind(assessment, bodies)
    return {
        "key": assessment["key"],
        "intervention": {"slug": intervention.slug, "title": intervention.title, "url": intervention.url},
        "topic": {"slug": topic.slug, "title": topic.title, "url": topic.url},
        "outcome": outcome["name"],
        "is_harm": is_harm,
        "sentence": wording.sentence(said),
        "certainty": certainty,
        "certainty_name": wording.CERTAINTY_WORDS[certainty],
        "certainty_meaning": wording.CERTAINTY_MEANING[certainty],
        "petals": wording.PETALS[certainty],
        "direction": direction,
        "direction_name": _direction_words(direction, certainty, is_harm=is_harm),
        "size": assessment["size"],
        "size_name": _size_words(assessment, certainty),
        "size_reason_html": prose.inline(assessment.get("size_reason", "")),
        "directness": assessment["directness"],
        "directness_name": DIRECTNESS_WORDS[Directness(assessment["directness"])],
        "population": assessment.get("population", ""),
        "comparator": assessment.get("comparator", ""),
        "dose": assessment.get("dose", ""),
        "time_frame": assessment.get("time_frame", ""),
        "studies": len(bodies),
        "participants": _participants(bodies.values()),
        "summary_html": prose.block(assessment.get("summary", "")),
        "unknowns_html": prose.inline(assessment.get("unknowns", "")),
        "reasons": _reasons(assessment, judgements, prose) if rated else [],
        "sum": recomputation(judgements),
        "forest": _forest(findings, outcome, intervention),
        "thousand": [thousand.finding_row(*found) for found in findings if thousand.counted(found[2])],
        "study_list": [
            _study_row(key, study, prose) | {"found": [_found(one[2]) for one in findings if one[0] == key]}
            for key, study in bodies.items()
        ],
        "without": {key: _without(key, bodies, judgements) for key in bodies} if rated else {},
    }


def statement(
    assessment: Mapping[str, Any],
    *,
    intervention: PageRef,
    topic: PageRef,
    outcome: Mapping[str, Any],
    certainty: str,
) -> wording.Statement:
    """What an assessment's sentence is made of."""
    return wording.Statement(
        intervention=intervention.mid_sentence,
        plural=intervention.plural,
        outcome=outcome["phrase"],
        better=outcome["better"],
        is_harm=outcome.get("harm", False),
        certainty=certainty,
        direction=assessment["direction"],
        size=assessment["size"],
        population=assessment.get("population", ""),
        topic=topic.mid_sentence,
        searched=_day(assessment.get("searched_on")),
        written=assessment.get("statement", ""),
        may_also=assessment.get("may_also", ""),
    )


def _size_words(assessment: Mapping[str, Any], certainty: str) -> str:
    """The size of an effect that something can be said of; "little or no difference" has said it already."""
    if certainty in (grading.VERY_LOW, grading.NOT_RATED) or assessment["direction"] == Direction.NO_DIFFERENCE:
        return ""
    return f"Size: {assessment['size']}"


def _findings_behind(assessment: Mapping[str, Any], bodies: Mapping[str, Mapping[str, Any]]) -> list[forest.Found]:
    """The findings with their studies, in the order of the studies."""
    wanted = set(assessment.get("findings", []))
    return [
        (key, study, finding)
        for key, study in bodies.items()
        for finding in study.get("findings", [])
        if f"{key}/{finding['key']}" in wanted
    ]


def _forest(findings: list[forest.Found], outcome: Mapping[str, Any], intervention: PageRef) -> dict[str, Any] | None:
    """The plots of an assessment, and the studies with a finding that no plot can hold. None where nothing is drawn."""
    plots = forest.forest(findings, outcome=outcome, slug=intervention.slug, name=intervention.mid_sentence)
    left_out = {
        key: citations.short(study)
        for key, study, finding in findings
        if forest.drawable(key, study, finding, outcome) is None
    }
    return {"plots": plots, "not_drawn": list(left_out.values())} if plots else None


def _found(finding: Mapping[str, Any]) -> str:
    """What a study found, in its record's words and figures."""
    figures = text.measured(finding.get("measure"))
    return f"{finding['effect']} ({figures})" if figures else str(finding["effect"])


def in_a_thousand(intervention: PageRef, studies: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    """What the page's studies counted on this treatment and without it, against 1,000."""
    return thousand.in_a_thousand(studies, slug=intervention.slug, name=intervention.mid_sentence)


def how_it_might_work(
    start: PageRef,
    links: Sequence[Mapping[str, Any]],
    pages: Mapping[str, PageRef],
    leads_on: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, Any] | None:
    """The arrows of a page as a drawing. `leads_on` holds, by mechanism, the arrows that its published page has."""
    return paths(start.title, _path_links(links, pages, leads_on))


def _path_links(
    links: Sequence[Mapping[str, Any]],
    pages: Mapping[str, PageRef],
    leads_on: Mapping[str, Sequence[Mapping[str, Any]]],
) -> list[dict[str, Any]]:
    found = []
    for link in links:
        slug = link.get("mechanism") or link["topic"]
        if slug in pages:
            further = _path_links(leads_on.get(slug, []), pages, {})
            arrow = {"to": pages[slug].title, "basis": link["basis"], "groups": link.get("independent_groups", 0)}
            found.append(arrow | {"links": further})
    return found


def _day(value: str | None) -> str:
    return date_format(date.fromisoformat(value), "j F Y") if value else ""


def _direction_words(direction: str, certainty: str, *, is_harm: bool) -> str:
    if certainty == grading.NOT_RATED:
        return NOT_TESTED
    if certainty == grading.VERY_LOW:
        return "Tested: too uncertain to say"
    return (is_harm and HARM_DIRECTION_WORDS.get(Direction(direction))) or DIRECTION_WORDS[Direction(direction)]


def _studies_behind(
    assessment: Mapping[str, Any], studies: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """The studies by year, each once however many of its findings count."""
    keys = {finding.partition("/")[0] for finding in assessment.get("findings", [])} & studies.keys()
    return {key: studies[key] for key in sorted(keys, key=lambda key: (studies[key].get("year") or 0, key))}


def _participants(bodies: Any) -> int | None:
    """People analysed in all studies together; None where one study's number is not known."""
    counts = [study.get("n") for study in bodies]
    return None if not counts or None in counts else sum(counts)


def _without(key: str, bodies: Mapping[str, Mapping[str, Any]], judgements: grading.Judgements) -> str:
    """What would be left without one study, should it be retracted."""
    left = [study for other, study in bodies.items() if other != key]
    level = grading.leaving_out(judgements, len(left))
    if level is None:
        return "Without it no study is left."
    people = _participants(left)
    counted = f"{len(left)} {'study' if len(left) == 1 else 'studies'}" + (f" with {people:,} people" if people else "")
    verb = "is" if len(left) == 1 else "are"
    result = wording.CERTAINTY_WORDS[level].lower()
    return f"Without it {counted} {verb} left; judged as before: {result}."


def _reasons(assessment: Mapping[str, Any], judgements: grading.Judgements, prose: Prose) -> list[dict[str, Any]]:
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


def _study_row(key: str, study: Mapping[str, Any], prose: Prose) -> dict[str, Any]:
    return {
        "key": key,
        "number": prose.number(key),
        "short": citations.short(study),
        "design": Design(study["design"]).label,
        "participants": study.get("n"),
        "population": study.get("population", ""),
    }


def mechanism_arrow(link: Mapping[str, Any], other: PageRef, prose: Prose) -> dict[str, Any]:
    """One arrow of "how it might work", named by what shows it."""
    basis = Basis(link["basis"])
    words = BASIS_WORDS[basis]
    if basis == Basis.HUMAN:
        groups = link["independent_groups"]
        words = "shown in people once" if groups == 1 else f"shown in people by {groups} independent groups"
    return {
        "title": other.title,
        "url": other.url,
        "basis": basis.value,
        "basis_name": words[0].upper() + words[1:],
        "statement_html": prose.inline(link["statement"]),
        "study_keys": list(link.get("studies", [])),
    }


def trials(registered: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The registered studies of a treatment: those still to report first. None where none is known."""
    if not registered:
        return None
    rows = [trial_row(trial) for trial in registered]
    groups = [
        ("still to report", [row for row in rows if not row.get("study")]),
        ("that reported", [row for row in rows if row.get("study")]),
    ]
    return {
        "menopause": _in_menopause(rows),
        "groups": [
            {"title": f"{len(found)} trial{'s' if len(found) > 1 else ''} {words}", "rows": found}
            for words, found in groups
            if found
        ],
    }


def _in_menopause(rows: Sequence[Mapping[str, Any]]) -> str:
    """Said in words, because a list that lacks something does not say so."""
    there = sum(bool(row.get("menopausal")) for row in rows)
    if there:
        return f"{there} of the {len(rows)} we found {'is' if there == 1 else 'are'} about menopause."
    if len(rows) == 1:
        return "The one we found is not about menopause."
    return f"None of the {len(rows)} we found is about menopause."


def trial_row(trial: Mapping[str, Any]) -> dict[str, Any]:
    """A registered study as its registry told it, on the day it was looked up."""
    return dict(trial) | {
        "url": next(
            (url for _, url in citations.links({"registration": trial["registry_id"]})),
            "",
        ),
        "as_of": _day(trial.get("status_as_of")),
    }


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
        "studies": [_study_row(key, study, prose) for key, study in studies.items()],
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
