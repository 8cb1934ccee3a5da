"""Two states of a page side by side, for screens: which there are to choose from, and what differs, as plain data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime

from editorial.appraisal.comparison import judgement_words
from editorial.content import codec
from editorial.content import documents as docs
from editorial.content.rendering import Content, gather
from editorial.models import KeptDraft
from editorial.versions import differences
from editorial.versions.differences import ABSENT, Difference, Kind, Record, Rows, Same, Value, Words
from evidence import grading
from evidence.models import AdverseEvent, Assessment, Claim, Finding, MechanismLink, Outcome, Study, Trial
from evidence.presenters import DOMAIN_NAMES
from evidence.wording import CERTAINTY_WORDS
from topics.models import SPECIFIC, AliasKind, Edition, Page
from topics.models import Kind as PageKind

DRAFT = "draft"
AROUND = 12
"""How many words of an unchanged text are shown before and after a change; the rest is folded."""


# --- what can be compared ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Side:
    """One state of a page: its name in an address, and in words."""

    name: str
    words: str
    source: Edition | KeptDraft | None = None


def sides(page: Page) -> list[Side]:
    """The draft, the drafts that were set aside, and the editions, newest first. Two queries; no contents."""
    kept = page.kept_drafts.defer("content").select_related("edited_by")
    editions = page.editions.defer("content", "rendered")
    return [
        Side(DRAFT, "The draft"),
        *(Side(f"kept-{one.pk}", f"Draft set aside on {moment(one.kept_at)}", one) for one in kept),
        *(Side(str(one.number), _edition_words(page, one), one) for one in editions),
    ]


def _edition_words(page: Page, edition: Edition) -> str:
    live = ", what readers see" if page.live_id == edition.pk else ""
    return f"Edition {edition.number}, {date_format(localtime(edition.published_at), 'j F Y')}{live}"


def moment(at: Any) -> str:
    return date_format(localtime(at), "j F Y, H:i")


def content_of(page: Page, side: Side) -> Content:
    """Everything that this state of the page says."""
    return gather([page])[page.pk] if side.source is None else side.source.content


# --- what differs -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """Part of a text: "kept", "gone" or "new", or "folded" with how many words are left out."""

    kind: str
    text: str = ""
    words: int = 0


@dataclass(frozen=True)
class Shown:
    """One difference. `how` says which of the other fields the template sets: pieces, value, members or parts."""

    label: str
    how: str
    pieces: list[Piece] = field(default_factory=list)
    before: str = ""
    after: str = ""
    removed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    kept: int = 0
    note: str = ""
    parts: list["Shown"] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """What differs on the page itself, what differs in what it rests on, and the names of what is the same."""

    page: list[Shown]
    rests_on: list[Shown]
    same: list[str]

    @property
    def is_empty(self) -> bool:
        return not (self.page or self.rests_on)


@dataclass(frozen=True)
class Shape:
    """Where the words for a document's fields are: the model that stores them, and the document with its defaults."""

    model: type[models.Model] | None
    document: type[docs.Document] | None


ROW_SHAPES: Mapping[str, Shape] = {
    **{name: Shape(model, document) for rows in codec.ROWS.values() for name, _, model, document in rows},
    "acts_on": Shape(MechanismLink, docs.ActsOnDocument),
    "contributes_to": Shape(MechanismLink, docs.ContributesDocument),
    "leads_on": Shape(MechanismLink, docs.ContributesDocument),
    "assessments": Shape(Assessment, docs.AssessmentDocument),
    "claims": Shape(Claim, docs.ClaimDocument),
    "studies": Shape(Study, docs.StudyDocument),
    "findings": Shape(Finding, docs.FindingDocument),
    "safety": Shape(AdverseEvent, docs.AdverseEventDocument),
    "measure": Shape(None, docs.Measure),
    "outcomes": Shape(Outcome, docs.OutcomeDocument),
    "important_difference": Shape(None, docs.ImportantDifference),
    "trials": Shape(Trial, docs.TrialDocument),
    **{name: Shape(None, docs.Judgement) for name in grading.LOWERING_DOMAINS},
    **{name: Shape(None, docs.Raise) for name in grading.RAISING_DOMAINS},
}
NOTHING = Shape(None, None)

LABELS: Mapping[str, str] = {
    "aliases": "Other names",
    "acts_on": "How it might work: the mechanisms it acts on",
    "contributes_to": "What it contributes to",
    "leads_on": "Where its mechanisms lead",
    "side_effects": "Side effects",
    "tags": "Labels",
    "n": "Participants",
    "ci": "95 % interval",
    "p": "P value",
    "intervention_pct": "Treatment, per cent",
    "comparator_pct": "Comparison, per cent",
    "safety": "Safety",
    "related": "Related pages",
    "basis": "Published evidence",
    "missing": "Not published, though claims rest on it",
    **{name: f"{question} ({grading.words(name)})" for name, question in DOMAIN_NAMES.items()},
}


def compared(before: Content, after: Content, *, whole: bool = False) -> Comparison:
    """What differs between two states of a page. `whole` shows changed texts unfolded."""
    telling = _Telling(whole)
    page = differences.compare(before["page"], after["page"])
    if isinstance(page, Same):
        page = Record({name: Same(value) for name, value in after["page"].items()})
    shape = Shape(codec.MODELS[SPECIFIC[PageKind(after["page"]["kind"])]], _document(after["page"]["kind"]))
    rest = [name for name in (*after, *before) if name != "page"]
    return Comparison(
        page=telling.fields(page, shape),
        rests_on=[
            shown for name in dict.fromkeys(rest) for shown in telling.shared(name, before.get(name), after.get(name))
        ],
        same=[_label(name, shape) for name in page.same if name != "kind"],
    )


def _document(kind: str) -> type[docs.PageDocument]:
    return {
        "intervention": docs.InterventionDocument,
        "mechanism": docs.MechanismDocument,
        "article": docs.ArticleDocument,
    }.get(kind, docs.TopicDocument)


@dataclass(frozen=True)
class _Telling:
    """Puts differences into the words and the order in which they are shown."""

    whole: bool

    def fields(self, record: Record, shape: Shape) -> list[Shown]:
        declared = list(shape.document.model_fields) if shape.document else []
        names = sorted(record.changed, key=lambda name: declared.index(name) if name in declared else len(declared))
        return [self.one(name, record.changed[name], shape) for name in names]

    def one(self, name: str, difference: Difference, shape: Shape) -> Shown:
        """One field. A part that is there on one side alone is compared with an empty one."""
        difference, label = _filled(difference, name), _label(name, shape)
        match difference:
            case Words():
                return self.text(label, difference)
            case differences.Members():
                return _members(label, difference)
            case Rows():
                return self.rows(label, name, difference)
            case Record():
                return Shown(label, "parts", parts=self.inside(name, difference))
            case _:
                sides = (_words_for(name, side, shape) for side in (difference.before, difference.after))
                return Shown(label, "value", **dict(zip(("before", "after"), sides, strict=True)))

    def text(self, label: str, found: Words) -> Shown:
        return Shown(label, "text", pieces=list(_pieces(found.runs, self.whole)))

    def inside(self, name: str, record: Record) -> list[Shown]:
        """What differs within a row, a study or a judgement."""
        if name in DOMAIN_NAMES:
            return self.judged(name, record)
        shown = self.fields(record, ROW_SHAPES.get(name, NOTHING))
        return [*_certainty(record), *shown] if name == "assessments" else shown

    def judged(self, domain: str, record: Record) -> list[Shown]:
        """One of GRADE's domains: the judgement or its points, and the reason."""
        key, least = ("points", 0) if domain in grading.RAISING_DOMAINS else ("judgement", grading.NO_CONCERN)
        sides = [judgement_words(domain, side.get(key, least)) for side in (record.before, record.after)]
        moved = [Shown("Judgement", "value", before=sides[0], after=sides[1])] if sides[0] != sides[1] else []
        reason = record.changed.get("reason")
        return moved + ([self.one("reason", reason, NOTHING)] if reason else [])

    def rows(self, label: str, name: str, found: Rows) -> Shown:
        parts = [self.entry(name, entry) for entry in found.entries if not isinstance(entry.difference, Same)]
        same = sum(isinstance(entry.difference, Same) for entry in found.entries)
        note = "Those that stayed stand in another order." if found.reordered else ""
        return Shown(label, "parts", parts=parts, kept=same, note=note)

    def entry(self, name: str, entry: differences.Entry) -> Shown:
        state = "Added" if entry.at is None else "Taken out" if entry.now is None else "Changed"
        difference = _filled(entry.difference, "")
        if isinstance(difference, Record):
            row = difference.before if entry.now is None else difference.after
            return Shown(f"{state}: {_name_of(name, row)}", "parts", parts=self.inside(name, difference))
        return self.one("", difference, NOTHING)

    def shared(self, name: str, before: Any, after: Any) -> Iterator[Shown]:
        """What the page rests on and shares with others, by name: studies, outcomes, trials, published evidence."""
        before, after = _by_name(before), _by_name(after)
        both = [key for key in after if key in before and before[key] != after[key]]
        removed, added = [key for key in before if key not in after], [key for key in after if key not in before]
        if not (both or removed or added):
            return
        parts = [self.resting(name, key, before[key], after[key]) for key in both]
        yield Shown(_label(name, NOTHING), "parts", parts=parts, removed=removed, added=added)

    def resting(self, name: str, key: str, before: Any, after: Any) -> Shown:
        """One study, outcome or trial that changed; of published evidence, how certain it is now and what it says."""
        found = differences.compare(_cardless(before), _cardless(after), name)
        if isinstance(found, Record):
            return Shown(f"Changed: {key}", "parts", parts=self.fields(found, ROW_SHAPES.get(name, NOTHING)))
        return self.one(name, found, NOTHING)


def _by_name(rests_on: Any) -> dict[str, Any]:
    """What a page rests on is kept by name, or as a list: of trials, by their registry's number."""
    if isinstance(rests_on, list):
        return {item["registry_id"] if isinstance(item, Mapping) else item: item for item in rests_on}
    return rests_on or {}


def _cardless(plain: Any) -> Any:
    """Of a published grade, what people read of it; the rest follows from that."""
    if isinstance(plain, Mapping) and "card" in plain:
        card = plain["card"]
        return {"certainty": CERTAINTY_WORDS[card["certainty"]], "sentence": card["sentence"]}
    return plain["link"] if isinstance(plain, Mapping) and "link" in plain else plain


def _filled(difference: Difference, name: str) -> Difference:
    """Where one side lacks a text, a list or a mapping, what differs from an empty one."""
    if isinstance(difference, Value):
        before, after = difference.before, difference.after
        there = after if before is ABSENT else before
        if ABSENT in (before, after) and isinstance(there, str | list | Mapping):
            empty = type(there)()
            found = differences.compare(*(empty if side is ABSENT else side for side in (before, after)), name)
            return difference if isinstance(found, Value) else found  # of a code, absence means what it is by default
    return difference


def _certainty(record: Record) -> list[Shown]:
    """How certain an assessment is, before and after: what all its inputs come to."""
    before, after = _grade(record.before), _grade(record.after)
    return [Shown("Certainty", "value", before=before, after=after)] if before != after else []


def _grade(plain: Mapping[str, Any]) -> str:
    if "starting_point" not in plain:
        return ""
    lowering = {
        name: plain[name].get("judgement", grading.NO_CONCERN) for name in grading.LOWERING_DOMAINS if name in plain
    }
    raising = {name: plain[name].get("points", 0) for name in grading.RAISING_DOMAINS if name in plain}
    try:
        return CERTAINTY_WORDS[grading.certainty(grading.Judgements(plain["starting_point"], lowering, raising))]
    except ValueError:
        return "None: its judgements break a rule"


def _members(label: str, found: differences.Members) -> Shown:
    removed, added = ([_member(one) for one in some] for some in (found.removed, found.added))
    note = "" if removed or added else "The same, in another order."
    return Shown(label, "members", removed=removed, added=added, kept=len(found.kept), note=note)


def _member(one: Any) -> str:
    if isinstance(one, Mapping):  # a name that is not the everyday one
        return f"{one['text']} ({AliasKind(one['kind']).label.lower()})"
    return str(one)


def _name_of(name: str, row: Mapping[str, Any]) -> str:
    fields = differences.NAMED_BY.get(name) or differences.MOSTLY_NAMED_BY.get(name, ())
    return ", ".join(str(row[key]) for key in fields if row.get(key)) or "a row"


def _label(name: str, shape: Shape) -> str:
    if name in LABELS:
        return LABELS[name]
    known = {one.name: one for one in shape.model._meta.get_fields()} if shape.model else {}
    words = str(getattr(known.get(name), "verbose_name", "")) or name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _words_for(name: str, value: Any, shape: Shape) -> str:
    """A value as people read it; where there is none, what it then is by default."""
    if value is ABSENT and shape.document and name in shape.document.model_fields:
        value = shape.document.model_fields[name].default
    known = {one.name: one for one in shape.model._meta.fields} if shape.model else {}
    choices = dict(known[name].flatchoices) if name in known else {}
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if value in choices:
        return str(choices[value])
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value) if isinstance(value, str | int | float) else ""


# --- long texts -------------------------------------------------------------------------------------------------------


def pieces_of(before: str, after: str) -> list[Piece]:
    """Two texts word by word, unchanged middles folded."""
    return list(_pieces(differences.words(before, after), whole=False))


def _pieces(runs: Sequence[differences.Run], whole: bool) -> Iterator[Piece]:
    last = len(runs) - 1
    for number, run in enumerate(runs):
        if run.kind is Kind.KEPT and not whole:
            yield from _folded(run.text, starts=number == 0, ends=number == last)
        else:
            yield Piece(run.kind.value, run.text)


def _folded(text: str, *, starts: bool, ends: bool) -> Iterator[Piece]:
    """What did not change, with its middle left out; of a text's start its end is kept, of its end its start."""
    words = re.findall(r"\s*\S+(?:\s+$)?", text)
    head, tail = 0 if starts else AROUND, 0 if ends else AROUND
    left_out = len(words) - head - tail
    if left_out <= AROUND:
        yield Piece("kept", text)
        return
    if head:
        yield Piece("kept", "".join(words[:head]))
    yield Piece("folded", words=left_out)
    if tail:
        yield Piece("kept", "".join(words[len(words) - tail :]))
