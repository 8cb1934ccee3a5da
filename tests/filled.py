"""A whole Rose of four made-up pages, one of each kind, in which every field that anything has is filled."""

from typing import Any

from pydantic import TypeAdapter

from editorial.content import codec, decoding
from editorial.content import documents as docs
from editorial.workflow import publishing
from evidence import grading
from evidence.models import Study
from tests import factories
from topics.models import ChangeKind, Edition, Page

SIGNED = [{"name": "Dr Test Ito", "credentials": "made up for tests", "date": "2025-02-03"}]
TEXTS = {
    "aliases": [{"text": "frosty", "kind": "clinical"}],
    "tags": ["feet"],
    "key_points": ["One; two.", "Three."],
    "if_nothing_done": "Nothing.",
    "unknowns": "Much.",
    "to_say": "Much.",
    "questions": ["Why?"],
    "body": "Body.",
}
FINDING = factories.PAIN | {
    "intervention": "wool-socks",
    "exposure": "wool",
    "topics": ["cold-toes"],
    "comparator": "cotton",
    "dose": "two socks",
    "duration": "a week",
    "instrument": "asking",
    "primary": True,
    "measure": {"type": "mean-difference", "value": -1.5, "unit": "points", "ci": [-2.5, -0.5], "p": "<0.001"},
    "note": "Small.",
}
STUDY = {
    "title": "=HYPERLINK(0) <script>",
    "authors": ["Okafor A", "B; C"],
    "journal": "Feet",
    "year": 2020,
    "volume": "1",
    "issue": "2",
    "pages": "3-4",
    "pmid": "123",
    "registration": "NCT00000001",
    "studies_pooled": 2,
    "population": "Women",
    "country": "Nowhere",
    "funding": "Nobody",
    "findings": [FINDING],
    "safety": [{"event": "itch", "intervention_pct": 3.5, "comparator_pct": 1.5, "note": "Mild."}],
}
RAISED = {
    "starting_point": "non-randomised",
    "imprecision": {"judgement": "no-concern", "reason": "Many."},
    **{name: {"judgement": "present", "points": 1, "reason": "So."} for name in grading.RAISING_DOMAINS},
    "direction": "no-difference",
    "size": "trivial",
    "may_also": "benefit",
    "size_reason": "Small.",
    "population": "men",
    "comparator": "cotton",
    "dose": "two socks",
    "time_frame": "a week",
    "unknowns": "Much.",
    "searched_on": "2025-01-01",
}
CONCERN = {"judgement": "serious-concern", "reason": "So."}
LOWERED = {"key": "cold-toes-itch", "outcome": "itch", "direction": "harm"}
LOWERED |= {"findings": ["okafor-2020/pain", "another-2021/pain"]}
LOWERED |= dict.fromkeys(grading.LOWERING_DOMAINS, CONCERN)
PAIN = {"slug": "pain", "name": "Pain", "phrase": "pain", "better": "lower"}
ITCH = {"slug": "itch", "name": "Itch", "phrase": "itch", "better": "lower", "harm": True}
DIFFERENCE = {"value": 1.5, "unit": "points", "source": "okafor-2020"}
TRIAL = {
    "registry_id": "NCT1",
    "title": "Wool",
    "interventions": ["wool-socks"],
    "topics": ["cold-toes"],
    "condition": "Toes",
    "phase": "2",
    "status": "on",
    "status_as_of": "2025-01-01",
    "n": 9,
    "sponsor": "Nobody",
    "start": "2024-01-01",
    "end": "2025-01-01",
    "menopausal": True,
    "note": "So.",
    "study": "okafor-2020",
}
WORD = {
    "slug": "placebo",
    "term": "placebo",
    "also": ["dummy"],
    "kind": "statistical",
    "meaning": "A dummy treatment.",
    "link": True,
    "see": "wool-socks",
}


def make() -> None:
    """Into empty tables: pages of each kind, signed off, a study that is retracted since, and all that they rest on."""
    factories.mechanism()
    factories.topic()
    factories.intervention()
    study = factories.study(**STUDY)
    factories.study("another-2021", retracted=True, findings=[factories.PAIN])
    names = decoding.Names()
    outcomes = [PAIN | {"important_difference": DIFFERENCE}, ITCH]
    decoding.write_outcomes({one["slug"]: docs.OutcomeDocument.model_validate(one) for one in outcomes}, names)
    decoding.write_trials({"NCT1": docs.TrialDocument.model_validate(TRIAL)}, names)
    decoding.write_terms({"placebo": docs.TermDocument.model_validate(WORD)}, names)
    rewrite("warm-blood", contributes_to=[{"topic": "cold-toes", "basis": "theory", "statement": "So."}])
    signs = [{"urgency": "urgent", "text": "Blue."}]
    rewrite("cold-toes", clinical_name="Acrofrigus", how_common="Common.", warning_signs=signs, related=["wool-socks"])
    rewrite(
        "wool-socks",
        not_confused_with="Silk.",
        how_taken="On.",
        safety="Warm.",
        access="Shops.",
        doses=[{"route": "foot", "amount": "2", "schedule": "daily", "text": "So."}],
        side_effects=[{"name": "Itch", "text": "Some."}],
        cautions=[{"kind": "precaution", "name": "Moths", "text": "Holes."}],
        regulations=[{"country": "UK", "authority": "Wool Board", "status": "approved", "text": "So."}],
        acts_on=[{
            "mechanism": "warm-blood", "basis": "human", "independent_groups": 1, "statement": "So [@another-2021].",
            "studies": ["okafor-2020"],
        }],
        assessments=[factories.assessment(**RAISED), factories.assessment(**LOWERED)],
    )  # fmt: skip
    for slug in ("warm-blood", "cold-toes", "wool-socks"):
        signed(Page.objects.get(slug=slug))
    factories.article(
        **TEXTS,
        about=["wool-socks"],
        personal_note="Mine.",
        close="End.",
        claims=[
            {"heading": "A", "kind": "effect", "text": "A.", "assessments": ["wool-socks/cold-toes-pain"],
             "studies": ["okafor-2020"], "disagreement": "Other [@another-2021]."},
            {"heading": "B", "kind": "mechanism", "text": "B.", "links": ["wool-socks/warm-blood"]},
            {"heading": "C", "kind": "record", "text": "C.", "source": "authority"},
        ],
    )  # fmt: skip
    signed(Page.objects.get(slug="about-toes"))
    Study.objects.filter(pk=study.pk).update(retracted=True)


def rewrite(slug: str, **fields: Any) -> None:
    """Fill in a page's working copy."""
    page = Page.objects.get(slug=slug)
    known = codec.encode_page(page)
    document = TypeAdapter(docs.AnyPageDocument).validate_python(known | TEXTS | fields)
    factories.written({slug: document})


def signed(page: Page) -> Edition:
    """The page published with a clinician's name to it."""
    note = {"change_kind": ChangeKind.WORDING, "change_note": "Made."}
    return publishing.publish(page, by=None, signed_off_by=SIGNED, **note)
