"""The data dictionary of the pages: their text, and the rows that stand on them."""

from evidence import grading
from evidence.models import ClaimKind, RecordSource
from evidence.opendata.columns import (
    DATE,
    LIST,
    MARKDOWN,
    TEXT,
    WHOLE,
    YES_NO,
    Column,
    Table,
    codes,
    edition_columns,
)
from topics.models import (
    AliasKind,
    BodyArea,
    Category,
    CautionKind,
    ChangeKind,
    Kind,
    RegulationStatus,
    TermKind,
    Urgency,
)

PAGES = Table(
    "pages",
    "Pages",
    "One row for each published page: its whole text, and which edition of it is live.",
    (
        Column(
            "slug", "Last part of the page’s first address, which always leads to it. Other tables name a page by it."
        ),
        Column("kind", "What the page is about.", TEXT, codes(Kind)),
        Column("url", "Address of the page on this site."),
        Column("title", "The everyday name."),
        Column("summary", "One or two sentences for lists."),
        Column("clinical_name", "What doctors call it."),
        Column("body_area", "Where it is felt, for symptoms, conditions and stages.", TEXT, codes(BodyArea)),
        Column("body_system", "The body system, for mechanisms."),
        Column("category", "For treatments one of the codes; for articles a free word.", TEXT, codes(Category)),
        Column("tags", "Editors’ labels.", LIST),
        Column("key_points", "The points at the top of the page, each in Markdown.", LIST),
        Column("body", "The main text.", MARKDOWN),
        Column("how_common", "How many women have it.", MARKDOWN),
        Column("not_confused_with", "What a treatment is often confused with.", MARKDOWN),
        Column("how_taken", "How a treatment is taken, before the doses.", MARKDOWN),
        Column("safety", "What is known of its harms, before the side effects.", MARKDOWN),
        Column("access", "How it can be had.", MARKDOWN),
        Column("personal_note", "One person’s experience. Never evidence.", MARKDOWN),
        Column("close", "How an article ends.", MARKDOWN),
        Column("if_nothing_done", "What happens if nothing is done.", MARKDOWN),
        Column("unknowns", "What nobody knows yet.", MARKDOWN),
        Column("to_say", "What to say at an appointment.", MARKDOWN),
        Column("questions", "Questions to ask at an appointment.", LIST),
        Column("related", "Related published pages, by slug.", LIST),
        Column("about", "Published pages that an article is about, by slug.", LIST),
        Column("cites", "Studies that the page cites, by key, in the order of its reference list.", LIST),
        Column("review_months", "After how many months its editors would read it again.", WHOLE, default=12),
        *edition_columns(),
        Column(
            "signed_off_by", "Names of the clinicians who signed that edition off. Empty once that has lapsed.", LIST
        ),
        Column("signed_off_on", "Day of the latest of those sign-offs. Empty once they have lapsed.", DATE),
        Column("change_kind", "What changed in that edition.", TEXT, codes(ChangeKind)),
        Column("change_note", "The change in words."),
        Column("content_hash", "SHA-256 of the edition’s content; what a sign-off binds to."),
    ),
)

CLAIMS = Table(
    "claims",
    "Facts in articles",
    "One row for each numbered fact of an article, with its letter.",
    (
        Column("article", "The article, by slug."),
        Column("number", "Its number there.", WHOLE),
        Column("heading", "The fact in a line."),
        Column("kind", "What kind of fact, which sets the rule for its letter.", TEXT, codes(ClaimKind)),
        Column(
            "letter",
            "How well it is known. Empty where nobody has studied it in people.",
            TEXT,
            grading.LETTER_WORDS,
        ),
        Column("text", "The fact in full.", MARKDOWN),
        Column("assessments", "Assessments that it rests on, by id.", LIST),
        Column("links", "Arrows that it rests on, by id.", LIST),
        Column("studies", "Studies that it rests on, by key.", LIST),
        Column("source", "For a matter of record: where it was read.", TEXT, codes(RecordSource)),
        Column("disagreement", "Good evidence that disagrees, which lowers the letter by one.", MARKDOWN),
        *edition_columns(),
    ),
)

NAMES = Table(
    "names",
    "Other names",
    "One row for each other name of a page, as somebody might type it.",
    (
        Column("page", "The page, by slug."),
        Column("name", "The name."),
        Column("kind", "What kind of name.", TEXT, codes(AliasKind), default="lay"),
    ),
)

WARNING_SIGNS = Table(
    "warning-signs",
    "When to get help",
    "One row for each sign that should bring someone to a doctor.",
    (
        Column("page", "The page, by slug."),
        Column("urgency", "How fast.", TEXT, codes(Urgency)),
        Column("text", "The sign.", MARKDOWN),
        *edition_columns(),
    ),
)

DOSES = Table(
    "doses",
    "Doses",
    "One row for each dose that was studied or is in use. Never advice to take it.",
    (
        Column("page", "The treatment’s page, by slug."),
        Column("route", "How it is given."),
        Column("amount", "How much, with its unit."),
        Column("schedule", "How often."),
        Column("text", "Where the dose comes from.", MARKDOWN),
        *edition_columns(),
    ),
)

SIDE_EFFECTS = Table(
    "side-effects",
    "Side effects",
    "One row for each side effect that a treatment’s page tells of.",
    (
        Column("page", "The treatment’s page, by slug."),
        Column("name", "The side effect."),
        Column("text", "How often, beside the comparison group.", MARKDOWN),
        *edition_columns(),
    ),
)

CAUTIONS = Table(
    "cautions",
    "Who should take care",
    "One row for each reason not to take a treatment, or to take care.",
    (
        Column("page", "The treatment’s page, by slug."),
        Column("kind", "What kind of caution.", TEXT, codes(CautionKind)),
        Column("name", "Who, or with what."),
        Column("text", "Why.", MARKDOWN),
        *edition_columns(),
    ),
)

REGULATIONS = Table(
    "regulations",
    "Licences",
    "One row for each decision of a country’s authority about a treatment.",
    (
        Column("page", "The treatment’s page, by slug."),
        Column("country", "Country or region."),
        Column("authority", "Who decided."),
        Column("status", "What was decided.", TEXT, codes(RegulationStatus)),
        Column("text", "What for, and since when.", MARKDOWN),
        *edition_columns(),
    ),
)

GLOSSARY = Table(
    "glossary",
    "Glossary",
    "One row for each word that the glossary explains, as it stands today. No clinician signs these meanings off.",
    (
        Column("slug", "How pages link to the word: /glossary/#slug."),
        Column("term", "The word as it stands inside a sentence."),
        Column("also", "Its other forms: plurals, abbreviations, spellings.", LIST),
        Column("kind", "What it belongs to.", TEXT, codes(TermKind)),
        Column("meaning", "What it means, in plain words."),
        Column("link", "Whether pages link their first use of it.", YES_NO),
        Column("see", "The published page to read on at, by slug."),
        Column("url", "Address of the meaning on this site."),
        Column("content_hash", "SHA-256 of a JSON list of term, also, kind, meaning, link and see, without spaces."),
    ),
)
