"""What a study's page shows: from the plain data that an edition keeps to words that a reader understands."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from evidence import citations, measures
from evidence.models import Design, Direction, StudyDirectness
from evidence.presenters import DIRECTION_WORDS
from evidence.published_studies import Held, Surroundings
from topics.models import Edition
from topics.retractions import keys_behind

DESIGN_MEANING = {
    Design.SYSTEMATIC_REVIEW: "It gathered all studies of a question by a stated method.",
    Design.META_ANALYSIS: "It gathered studies of one question and worked out their results together.",
    Design.NETWORK_META_ANALYSIS: "It worked out many trials together, to compare treatments that no trial compared.",
    Design.RCT_PARALLEL: "Chance decided who got which treatment.",
    Design.RCT_CROSSOVER: "Everyone got each treatment in turn; chance decided the order.",
    Design.CLUSTER_RCT: "Chance decided which groups of people got which treatment.",
    Design.NONRANDOMISED: "People were treated and followed, but chance did not decide who got what.",
    Design.COHORT: "People were followed over time. Nobody was assigned a treatment.",
    Design.CASE_CONTROL: "People with a condition were compared with people without it, looking back.",
    Design.CROSS_SECTIONAL: "People were asked or measured once, at one point in time.",
    Design.REGISTRY: "It used records that were kept for other purposes, such as prescriptions.",
    Design.CASE_SERIES: "It describes a few people, with nobody to compare them with.",
    Design.CASE_REPORT: "It describes one person, or very few.",
    Design.QUALITATIVE: "People told of their experience in their own words.",
    Design.GUIDELINE: "A body of experts says what it recommends, and on what evidence.",
    Design.POSITION: "A society of experts says where it stands.",
    Design.NARRATIVE_REVIEW: "Its authors tell of studies that they chose.",
    Design.ANIMAL: "It was done in animals. That shows nothing certain about people.",
    Design.IN_VITRO: "It was done in cells or in a test tube. That shows nothing certain about people.",
    Design.PROTOCOL: "It says how a trial is to be done. It has no results.",
    Design.OFFICIAL_RECORD: "It is a document kept by an authority or a registry.",
}
NOT_STUDIES = {
    Design.GUIDELINE,
    Design.POSITION,
    Design.NARRATIVE_REVIEW,
    Design.PROTOCOL,
    Design.OFFICIAL_RECORD,
}
"""Publications that studied nobody themselves: they say something, they find nothing."""

WHO_WAS_STUDIED = {
    StudyDirectness.DIRECT: "Women in or after the menopause transition",
    StudyDirectness.MIXED: "Partly women in or after the menopause transition",
    StudyDirectness.INDIRECT: "Other people, not women in menopause",
    StudyDirectness.NOT_HUMAN: "Not people",
}
FINDING_FACTS = {
    "Compared with": "comparator",
    "Dose": "dose",
    "For how long": "duration",
    "Measured by": "instrument",
}
UNCLEAR = "Unclear, or not what was asked"
"""Of a finding whose direction is unclear: the library says so too of plain figures, such as how long flushes last."""


def study_page(study: Held, around: Surroundings) -> dict[str, Any]:
    """Everything on the page but the words around it."""
    plain = study.plain
    design = Design(plain["design"])
    is_study = design not in NOT_STUDIES
    return {
        "slug": study.slug,
        "title": plain["title"],
        "reference_html": citations.reference_html(plain),
        "retracted": study.retracted,
        "design": design.label,
        "design_meaning": DESIGN_MEANING[design],
        "is_study": is_study,
        "directness": WHO_WAS_STUDIED[StudyDirectness(plain["directness"])],
        "participants": plain.get("n"),
        "participants_name": "Animals" if design == Design.ANIMAL else "People",
        "should_have_people": is_study and plain["directness"] != StudyDirectness.NOT_HUMAN,
        "studies_pooled": plain.get("studies_pooled"),
        "population": plain.get("population", ""),
        "country": plain.get("country", ""),
        "funding": plain.get("funding", ""),
        "findings": [finding(found, around.titles, is_study=is_study) for found in plain.get("findings", [])],
        "has_intervals": any((found.get("measure") or {}).get("ci") for found in plain.get("findings", [])),
        **harms(plain.get("safety", [])),
        "cards": [card | {"rests_on_retracted": _rests_on(card, study.all_retracted)} for card in around.cards],
        "claims": claims(study.slug, around),
        "cited_by": around.cited_by,
        "edition": study.edition,
        "told": study.told,
    }


def finding(found: Mapping[str, Any], titles: Mapping[str, Edition], *, is_study: bool = True) -> dict[str, Any]:
    """One thing that the study found, and of what."""
    slug = found.get("intervention") or ""
    page = titles.get(slug)
    unclear = found["direction"] == Direction.UNCLEAR
    facts = [(name, found[field]) for name, field in FINDING_FACTS.items() if found.get(field)]
    return {
        "outcome": found["outcome"],
        "of": page.title if page else found.get("exposure", "") or slug.replace("-", " "),
        "of_url": page.get_absolute_url() if page else "",
        "direction": "" if unclear else DIRECTION_WORDS[Direction(found["direction"])],
        "effect": found["effect"],
        "measure": measures.sentence(found.get("measure")),
        "note": found.get("note", ""),
        "primary": found.get("primary", False),
        "facts": [*facts, ("Better or worse", UNCLEAR)] if unclear and is_study else facts,
    }


def harms(events: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, str]]]:
    """Harms that it counted: those with a share of either group for a table, the others for a list."""
    found: dict[str, list[dict[str, str]]] = {"harms_counted": [], "harms_named": []}
    for event in events:
        shares = [event.get("intervention_pct"), event.get("comparator_pct")]
        found["harms_named" if shares == [None, None] else "harms_counted"].append(
            {
                "event": event["event"],
                "on_treatment": measures.percent(shares[0]),
                "in_comparison": measures.percent(shares[1]),
                "note": event.get("note", ""),
            }
        )
    return found


def _rests_on(card: Mapping[str, Any], retracted: Collection[str]) -> bool:
    return any(study["key"] in retracted for study in card["study_list"])


def claims(slug: str, around: Surroundings) -> list[dict[str, str]]:
    """Facts of articles that rest on a study: directly, or by an assessment or an arrow that does."""
    return [
        {
            "heading": claim["heading"],
            "article": article.title,
            "url": f"{article.get_absolute_url()}#claim-{claim['number']}",
        }
        for article, claims in around.claims
        for claim in claims
        if slug in keys_behind(claim)
    ]
