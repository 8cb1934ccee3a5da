"""The data dictionary of the evidence: assessments, and everything that they rest on."""

from evidence import grading
from evidence.models import Basis, Better, Design, Direction, Directness, Size, StartingPoint, StudyDirectness
from evidence.opendata.columns import (
    DATE,
    LIST,
    MARKDOWN,
    NUMBER,
    TEXT,
    WHOLE,
    YES_NO,
    Column,
    Table,
    codes,
    edition_columns,
)  # fmt: skip
from evidence.wording import CERTAINTY_WORDS


def _judgement(domain: str, question: str) -> tuple[Column, Column]:
    """A reason to rate down: what was judged, and why."""
    allowed = grading.LOWERING_DOMAINS[domain]
    moves = {code: _move_words(grading.MOVES[code]) for code in allowed}
    return (
        Column(domain, f"{question} Empty where nobody studied people.", TEXT, moves),
        Column(f"{domain}_reason", f"Why {grading.words(domain)} was judged so.", MARKDOWN),
    )


def _raise(domain: str, question: str) -> tuple[Column, Column]:
    """A reason to rate up: how many levels, and why."""
    allowed = {str(points): "no change" if not points else f"up {points}" for points in grading.RAISING_DOMAINS[domain]}
    return (
        Column(domain, question, WHOLE, allowed, default=0),
        Column(f"{domain}_reason", f"Why {grading.words(domain)} was judged so.", MARKDOWN),
    )


def _move_words(move: int) -> str:
    return "no change" if not move else f"down {-move}"


ASSESSMENTS = Table(
    "assessments",
    "Assessments",
    "One row for each graded body of evidence: one outcome of one treatment, compared with one thing, in one group of "
    "people. It holds every judgement and reason, so that the grade can be worked out again.",
    (
        Column("id", "Treatment and key, joined by a slash: how claims name the assessment."),
        Column("intervention", "The treatment’s page, by slug."),
        Column("key", "Names the assessment within its page."),
        Column("topic", "The symptom, condition or stage, by slug."),
        Column("outcome", "What was measured, by slug of the outcomes table."),
        Column("harm", "Whether the outcome is an unwanted effect.", YES_NO),
        Column("sentence", "What the assessment says, compiled from its judgements."),
        Column(
            "certainty",
            "How sure anyone can be: the starting level, moved by the judgements, never below very-low or above high.",
            TEXT,
            CERTAINTY_WORDS,
        ),
        Column(
            "starting_point",
            "What kind of evidence it is, which sets the level to start from.",
            TEXT,
            codes(StartingPoint),
        ),
        *_judgement("risk_of_bias", "Could the studies’ methods have misled?"),
        *_judgement("inconsistency", "Do the studies disagree?"),
        *_judgement("indirectness", "Were other people or other doses studied?"),
        *_judgement("imprecision", "Are there too few people to be sure?"),
        *_judgement("publication_bias", "Could studies be missing?"),
        *_raise("large_effect", "Levels up because the effect is very large."),
        *_raise("dose_response", "Levels up because more does more."),
        *_raise("plausible_confounding", "Levels up because what was not measured would have hidden the effect."),
        Column("direction", "Better or worse for the woman, not up or down.", TEXT, codes(Direction)),
        Column("size", "Size of the effect; says nothing of how sure it is.", TEXT, codes(Size)),
        Column("may_also", "Beside little or no difference: what one end of the interval would mean, benefit or harm."),
        Column("size_reason", "Why this size.", MARKDOWN),
        Column("directness", "Whom the evidence comes from.", TEXT, codes(Directness)),
        Column("population", "Who was studied. Empty for women in or after the menopause transition."),
        Column("comparator", "What it was compared with."),
        Column("dose", "Dose or form that was studied."),
        Column("time_frame", "For how long."),
        Column("studies", "Studies that the assessment rests on, by key.", LIST),
        Column(
            "participants",
            "People analysed in all of them, whichever group they were in. Empty where a study’s number is unknown.",
            WHOLE,
        ),
        Column("findings", "Findings that it rests on, by id.", LIST),
        Column("retracted_studies", "Those of its studies that are retracted as known today.", LIST),
        Column("summary", "What the studies found.", MARKDOWN),
        Column("unknowns", "What is not known.", MARKDOWN),
        Column("searched_on", "For a row without a study: the day somebody looked for one.", DATE),
        Column("url", "Address of the assessment on this site."),
        Column("fhir", "The same assessment as FHIR R5 JSON."),
        *edition_columns(),
    ),
)

STUDIES = Table(
    "studies",
    "Studies",
    "One row for each study that a published page holds, as in the newest edition that holds it.",
    (
        Column("key", "How pages and other tables name the study."),
        Column("title", "As published."),
        Column("authors", "Surname and initials. “…” at the end means that the record was cut short.", LIST),
        Column("journal", "Where it was published."),
        Column("year", "Year of publication.", WHOLE),
        Column("volume", "Volume of the journal."),
        Column("issue", "Issue of the volume."),
        Column("pages", "Pages or article number."),
        Column("doi", "Digital object identifier, without address."),
        Column("pmid", "PubMed number."),
        Column("registration", "Number in a trial registry."),
        Column("url", "Where the study can be looked up, at its publisher’s, PubMed or a registry."),
        Column("design", "How it was done.", TEXT, codes(Design)),
        Column("participants", "People analysed.", WHOLE),
        Column("studies_pooled", "For a review: how many studies it pooled.", WHOLE),
        Column("population", "Who took part."),
        Column("directness", "Whether they were the women whom Rose is for.", TEXT, codes(StudyDirectness)),
        Column("country", "Where it was done."),
        Column("funding", "Who paid."),
        Column("retracted", "Whether it is retracted, as known today and not on the day of the edition.", YES_NO),
        Column("held_by", "Published pages whose editions hold the study, by slug.", LIST),
        Column("from_page", "The page whose edition this row was read from, by slug."),
        Column("edition", "Number of that edition.", WHOLE),
        Column("published_on", "Day on which that edition was published.", DATE),
    ),
)

FINDINGS = Table(
    "findings",
    "Findings",
    "One row for each thing that a study found, in Rose’s words and with the study’s own figures.",
    (
        Column("id", "Study and key, joined by a slash: how assessments name the finding."),
        Column("study", "The study, by key."),
        Column("key", "Names the finding within its study."),
        Column("intervention", "The treatment’s published page, by slug. Empty where Rose has none."),
        Column("exposure", "What was studied, where it isn’t a page’s treatment."),
        Column("topics", "Published symptoms, conditions and stages that it is about, by slug.", LIST),
        Column("outcome", "What was measured."),
        Column("comparator", "What it was compared with."),
        Column("dose", "Dose or form."),
        Column("duration", "For how long."),
        Column("instrument", "How it was measured."),
        Column("primary", "Whether it was the study’s primary outcome.", YES_NO),
        Column("direction", "Better or worse for the woman, not up or down.", TEXT, codes(Direction)),
        Column("effect", "The result in words, the comparison group’s figure beside it."),
        Column("measure", "Kind of figure, for example mean-difference."),
        Column("value", "The figure. Which sign is better depends on the instrument: see direction.", NUMBER),
        Column("unit", "Unit of the figure and of its interval."),
        Column("ci_low", "Low end of the 95 % interval, unless the note says otherwise.", NUMBER),
        Column("ci_high", "High end of the 95 % interval, unless the note says otherwise.", NUMBER),
        Column("p", "The p value as the study gave it: a number, or text such as <0.001."),
        Column("note", "What a careful reader must know."),
    ),
)

HARMS = Table(
    "harms",
    "Harms that studies counted",
    "One row for each unwanted event that a study counted. No row does not mean no harm: many studies report none.",
    (
        Column("study", "The study, by key."),
        Column("position", "Place in the study’s own list, from 1.", WHOLE),
        Column("event", "What happened, in words."),
        Column("intervention_pct", "Percentage of people with it on the treatment, 0 to 100.", NUMBER),
        Column("comparator_pct", "Percentage of people with it in the comparison group, 0 to 100.", NUMBER),
        Column("note", "What a careful reader must know."),
    ),
)

OUTCOMES = Table(
    "outcomes",
    "Outcomes",
    "One row for each thing that assessments measure.",
    (
        Column("slug", "How assessments name the outcome."),
        Column("name", "What it is called."),
        Column("phrase", "How it stands in a sentence: “reduces …”, “raises the risk of …”."),
        Column("better", "Which way is better.", TEXT, codes(Better)),
        Column("harm", "Whether it is an unwanted effect.", YES_NO),
        Column(
            "important_difference",
            "The smallest difference that matters to people, where research has shown one.",
            NUMBER,
        ),
        Column("important_difference_unit", "Its unit."),
        Column("important_difference_source", "The study that showed it, by key."),
    ),
)

TRIALS = Table(
    "trials",
    "Registered trials",
    "One row for each registered trial of a published treatment, as its registry told it on the day somebody looked.",
    (
        Column("registry_id", "Number in the registry."),
        Column("title", "As registered."),
        Column("interventions", "Published treatments that it tests, by slug.", LIST),
        Column("topics", "Published symptoms, conditions and stages that it is about, by slug.", LIST),
        Column("condition", "What it is for, as registered."),
        Column("phase", "Phase, as registered."),
        Column("status", "Status on the day somebody looked."),
        Column("status_as_of", "That day.", DATE),
        Column("participants", "People planned or enrolled.", WHOLE),
        Column("sponsor", "Who runs it."),
        Column("start", "When it began or was to begin.", DATE),
        Column("end", "When it ended or was to end.", DATE),
        Column("menopausal", "Whether it is in women in or after the menopause transition.", YES_NO),
        Column("note", "What a careful reader must know."),
        Column("study", "The study that reported it, by key, where one has."),
    ),
)

MECHANISM_LINKS = Table(
    "mechanism-links",
    "How it might work",
    "One row for each arrow: a treatment acts on a mechanism, or a mechanism contributes to a symptom. An arrow never "
    "raises a grade.",
    (
        Column("id", "Both ends joined by a slash: how claims name the arrow."),
        Column("intervention", "The treatment at its start, by slug. Empty where a mechanism is."),
        Column("mechanism", "The mechanism, by slug."),
        Column("topic", "What it contributes to, by slug. Empty where a treatment is at its start."),
        Column("basis", "What shows it.", TEXT, codes(Basis)),
        Column("independent_groups", "How many independent groups have shown it in people.", WHOLE, default=0),
        Column("statement", "The arrow in words.", MARKDOWN),
        Column("studies", "Studies that show it, by key.", LIST),
        *edition_columns(),
    ),
)
