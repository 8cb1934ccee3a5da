"""Prose can't outrun the grade: what is reported, and what is left alone."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evidence import wording
from evidence.grading import SUREST_FIRST
from evidence.prose import Covered, Outrun, Passage, outruns
from evidence.sentences import names_in, paragraphs, plain_words

LDN = ("low-dose-naltrexone", "Low-dose naltrexone", "LDN", "naltrexone")
FIBROMYALGIA = ("fibromyalgia", "Fibromyalgia", "FMS")

PAIN = Covered("ldn/pain", LDN, ("Pain", "pain"), FIBROMYALGIA, "low", "benefit", "moderate")
FLUSHES = Covered(
    "ldn/flushes",
    LDN,
    ("Number of hot flushes", "the number of hot flushes"),
    ("hot-flushes", "Hot flushes", "hot flashes"),
    "not-rated",
    "unclear",
    "unclear",
)
SLEEP = Covered(
    "ldn/sleep",
    LDN,
    ("Sleep", "sleep"),
    ("insomnia", "Insomnia", "can't sleep"),
    "very-low",
    "no-difference",
    "unclear",
    better="higher",
)
DREAMS = Covered(
    "ldn/dreams", LDN, ("Vivid dreams", "vivid dreams"), FIBROMYALGIA, "low", "harm", "moderate", is_harm=True
)
COVERED = (PAIN, FLUSHES, SLEEP, DREAMS)


def read(text: str, *covered: Covered, **about) -> list[Outrun]:
    return outruns([Passage("Text", text, **({"subject": "ldn"} | about))], covered or COVERED)


OUTRUN = """
LDN reduces pain.
Low-dose naltrexone relieves pain in fibromyalgia.
[[low-dose-naltrexone|Low-dose naltrexone]] reduces pain [@x-2013].
LDN **improves** sleep.
LDN helps with hot flushes.
LDN helps hot flashes.
LDN may help hot flushes.
LDN works for hot flushes.
LDN is effective for pain.
LDN is an effective treatment for fibromyalgia.
LDN is effective against hot flushes.
LDN probably reduces pain.
LDN can reduce pain.
LDN will ease your pain.
LDN cures fibromyalgia.
LDN prevents hot flushes.
LDN may improve sleep.
Studies show that LDN reduces pain.
Research has shown that LDN relieves pain.
LDN has been shown to reduce pain.
LDN is proven to relieve pain.
LDN is likely to reduce pain.
Pain improves with LDN.
Pain is reduced by LDN.
Pain may improve on LDN, and hot flushes are relieved by LDN.
Hot flushes can be relieved with LDN.
Women on LDN have less pain.
LDN gives relief from pain.
LDN might ease hot flushes.
LDN could improve sleep.
LDN does not work for pain.
LDN has no effect on sleep.
LDN doesn't work for hot flushes.
The effect of LDN on pain was not statistically significant.
LDN did not significantly reduce pain.
LDN raises the risk of vivid dreams.
LDN causes vivid dreams.
LDN probably brings vivid dreams.
LDN may lower the risk of vivid dreams.
LDN may greatly reduce pain.
LDN makes little or no difference to sleep.
LDN may make little or no difference to sleep.
LDN may make pain worse, but it reduces hot flushes.
It reduces pain.
It helps with sleep.
It works.
The drug eases pain.
This medicine is effective for pain.
LDN may worsen pain.
LDN may increase pain.
LDN reduced pain.
LDN is sold widely, and it reduces pain.
LDN is made up by pharmacies, and reduces pain.
Taking LDN reduces pain.
A low dose of LDN reduces pain.
LDN treats fibromyalgia.
LDN in fibromyalgia reduces pain.
Many women find that LDN reduces pain.
LDN seems to improve sleep.
LDN slightly reduces pain.
LDN affects sleep.
LDN appears to help hot flushes.
LDN is helpful for sleep.
LDN is good for sleep.
LDN is a cure for hot flushes.
If you have hot flushes, LDN helps.
If you have pain, LDN reduces it, and improves sleep.
For hot flushes, LDN works.
In fibromyalgia, LDN reduces pain.
LDN makes sleep better.
LDN makes hot flushes go away.
LDN leads to less pain.
LDN has a positive effect on sleep.
Sleep is better on LDN.
Hot flushes are fewer with LDN.
There is strong evidence that LDN reduces pain.
Trials show that LDN eases pain.
LDN stops hot flushes.
LDN tames hot flushes.
LDN is a proven treatment for fibromyalgia.
There was no significant difference between LDN and placebo in sleep.
LDN is a tablet. It is taken once a day. It reduces pain.
- LDN reduces pain
- It improves sleep
| LDN | reduces pain |
## LDN reduces pain
LDN is no better than placebo for sleep.
LDN's main use is in pain. The drug relieves it well; LDN reduces pain.
Low dose naltrexone (LDN) reduces pain.
LDN, at 4.5 mg a night, reduces pain.
LDN, taken at night, eases hot flushes.
LDN not only improves sleep.
LDN reliably eases hot flushes.
""".strip().splitlines()

WITHIN = """
LDN may reduce pain.
In fibromyalgia, LDN may slightly reduce pain.
It may ease pain.
LDN may raise the risk of vivid dreams.
In one trial of 31 women, pain fell by 29 % on LDN and 18 % on placebo [@x-2013].
In 31 women LDN reduced pain [@x-2013].
The trial found that LDN reduced pain.
One trial found that LDN reduces pain [@x-2013].
A review says LDN improves sleep [@x-2013].
Does LDN reduce pain?
LDN does not reduce pain.
LDN did not improve sleep in 31 women [@x-2013].
We don't yet know whether LDN changes sleep.
We don't yet know whether LDN reduces hot flushes: the evidence is too uncertain.
Nobody knows whether it helps with hot flushes.
No study shows that LDN reduces hot flushes.
It is often said that LDN improves sleep.
LDN is said to improve sleep.
LDN is used to treat hot flushes.
LDN was tested to see whether it reduces hot flushes.
We found no studies of LDN for hot flushes.
The idea is that LDN calms hot flushes.
LDN blocks opioid receptors.
Exercise improves sleep.
CBT reduces hot flushes. LDN is another matter.
If it reduces pain, it may be worth asking.
That is not the same as knowing that it does nothing for sleep.
Stopping LDN improves sleep.
Ask what helps with sleep.
LDN is taken for pain.
LDN is taken off label for pain and immune conditions.
Feeling better on it doesn't show that it works.
Pain disturbs sleep.
Pain improves on placebo.
LDN was better than placebo for pain in 31 women [@x-2013].
A trial would tell us whether LDN improves sleep.
LDN costs money, and poor sleep makes pain worse.
LDN may make little or no difference to pain.
It helps to keep a diary of your sleep.
The hope is that it improves sleep.
LDN is promoted for sleep and hot flushes.
LDN has been tested in fibromyalgia for pain.
Women taking LDN and placebo both had less pain.
Talk to whoever prescribes LDN before you change your dose; pain can return.
Exercise is another option. It improves sleep.
LDN may, in some women, ease pain.
It finds the balance of good and harm favourable.
LDN has harms: see hot flushes.
Medicines that take LDN away can bring on hot flushes.
LDN helps to keep doctors busy with sleep clinics.
Trials of LDN are few. Exercise improves sleep.
Whether LDN improves sleep is not known.
LDN is off label for pain.
LDN and placebo: pain fell by 1.3 points on LDN and 0.9 on placebo [@x-2013].
LDN can cause nausea.
LDN is for pain, sleep and hot flushes in the stories people tell.
In mice LDN calms microglia.
Some women with pain take LDN.
Women who can't sleep sometimes try LDN.
Hot flushes can be treated with hormone therapy, and LDN is not in that list.
""".strip().splitlines()


@pytest.mark.parametrize("text", OUTRUN)
def test_a_claim_beyond_its_grade_is_reported(text):
    assert read(text)


@pytest.mark.parametrize("text", WITHIN)
def test_what_keeps_within_the_grade_or_claims_nothing_is_left_alone(text):
    assert read(text) == []


def test_a_report_says_where_what_and_what_is_allowed():
    [found] = read("First line.\n\nIn fibromyalgia, LDN **probably reduces**\npain [@younger-2013].")
    assert (found.field, found.line, found.assessment) == ("Text", 3, "ldn/pain")
    assert found.sentence == "In fibromyalgia, LDN probably reduces pain."
    assert (found.verb, found.allows) == ("probably reduces", "low: may")
    assert str(found) == (
        "Text, line 3: “In fibromyalgia, LDN probably reduces pain.” The words “probably reduces” claim more than the"
        " certainty allows. Its assessment is ldn/pain (low: may)."
    )


@pytest.mark.parametrize(
    ("certainty", "within", "beyond"),
    [
        ("high", ["LDN reduces pain.", "LDN probably reduces pain.", "LDN may reduce pain."], []),
        ("moderate", ["LDN probably reduces pain.", "LDN may reduce pain."], ["LDN reduces pain."]),
        ("low", ["LDN may reduce pain."], ["LDN probably reduces pain.", "LDN reduces pain.", "LDN can ease pain."]),
        (
            "very-low",
            ["We don’t yet know whether LDN changes pain."],
            ["LDN may reduce pain.", "LDN seems to ease pain."],
        ),
        ("not-rated", ["We found no studies of LDN for pain."], ["LDN may reduce pain.", "LDN might help pain."]),
    ],
)
def test_each_certainty_has_its_verbs(certainty, within, beyond):
    row = replace(PAIN, certainty=certainty)
    assert [text for text in within if read(text, row)] == []
    assert [text for text in beyond if not read(text, row)] == []


def test_better_is_not_said_where_the_evidence_says_worse_or_no_different():
    assert (
        "say “better” where the assessment says “worse”"
        in read("LDN may ease pain.", replace(PAIN, direction="harm"))[0].fault
    )
    for row in (replace(PAIN, direction="no-difference"), replace(PAIN, size="trivial")):
        assert "“little or no difference”" in read("LDN may ease pain.", row)[0].fault
        assert read("LDN may make little or no difference to pain.", row) == []
    better_sleep = replace(SLEEP, certainty="low", direction="benefit", size="small")
    assert "worse" in read("LDN may reduce sleep.", better_sleep)[0].fault
    assert read("LDN may increase sleep.", better_sleep) == []


def test_greatly_is_kept_for_large_effects():
    assert "bigger" in read("LDN may greatly reduce pain.")[0].fault
    assert read("LDN may greatly reduce pain.", replace(PAIN, size="large")) == []


def test_no_effect_is_said_only_where_the_evidence_is_sure_of_it():
    for text in (
        "LDN has no effect on pain.",
        "LDN does not work for pain.",
        "LDN made no significant difference to pain.",
    ):
        for certainty in SUREST_FIRST:
            sure = certainty == "high"
            row = replace(PAIN, certainty=certainty, direction="no-difference", size="trivial")
            assert bool(read(text, row)) is not sure
            assert read(text, replace(row, direction="benefit", size="small"))


def test_the_topic_that_a_sentence_names_chooses_the_assessment():
    in_ms = replace(PAIN, key="ldn/ms-pain", topic=("multiple-sclerosis", "Multiple sclerosis"), certainty="very-low")
    assert read("In fibromyalgia LDN may ease pain.", PAIN, in_ms) == []
    assert read("In multiple sclerosis LDN may ease pain.", PAIN, in_ms)[0].assessment == "ldn/ms-pain"
    assert read("## Multiple sclerosis\n\nLDN may ease pain.", PAIN, in_ms)[0].assessment == "ldn/ms-pain"
    assert read("LDN may ease pain.", PAIN, in_ms, topics=("multiple-sclerosis",))[0].assessment == "ldn/ms-pain"
    assert read("LDN may ease pain.", PAIN, in_ms) == []  # the surest decides where nothing else does


def test_the_name_of_a_topic_is_not_the_outcome_of_another():
    joints = replace(
        PAIN, key="ldn/joints", topic=("joint-pain",), outcome=("how pain gets in the way",), certainty="very-low"
    )
    assert read("LDN may ease joint pain.", PAIN, joints)[0].assessment == "ldn/joints"
    assert read("LDN may ease pain.", PAIN, joints) == []


def test_people_whom_an_assessment_studied_name_it_too():
    others = replace(PAIN, key="ldn/other", topic=("joint-pain",), certainty="high")
    row = replace(
        PAIN, key="ldn/women", topic=("low-mood",), population="women with fibromyalgia", certainty="very-low"
    )
    known = replace(FLUSHES, topic=FIBROMYALGIA)
    assert read("In fibromyalgia LDN may ease pain.", others, row, known)[0].assessment == "ldn/women"


def test_an_outcome_in_several_parts_is_named_by_one():
    row = replace(PAIN, outcome=("Muscle stiffness and spasms (spasticity)",), certainty="very-low", topic=("ms",))
    for text in ("LDN eases spasms.", "LDN eases stiff muscles and muscle stiffness.", "LDN reduces spasticity."):
        assert read(text, row)
    assert read("LDN eases stiff joints.", row) == []


def test_a_summary_is_held_to_its_own_assessment():
    weaker = replace(PAIN, key="ldn/weaker", certainty="very-low")
    assert read("It may reduce pain.", PAIN, weaker, assessment="ldn/weaker")[0].assessment == "ldn/weaker"


def test_it_means_the_treatment_only_where_nothing_else_can_be_meant():
    assert read("It reduces pain.", subject="") == []
    assert read("LDN is a tablet. It reduces pain.", subject="")
    assert read("LDN is a tablet. Exercise is another choice. It reduces pain.", subject="ldn") == []
    other = replace(PAIN, key="wool/pain", intervention=("wool socks",))
    assert read("LDN and wool socks were compared. It reduces pain.", PAIN, other, subject="") == []


def test_the_longest_name_is_the_one_meant():
    licensed = replace(PAIN, key="fifty/pain", intervention=("naltrexone 50 mg",), certainty="high")
    assert read("Naltrexone 50 mg reduces pain.", PAIN, licensed) == []
    assert read("Naltrexone reduces pain.", PAIN, licensed)[0].assessment == "ldn/pain"


def test_the_past_needs_a_study():
    assert read("LDN reduced pain.")
    assert read("A trial of 31 women was done. LDN reduced pain.") == []
    assert read("LDN has been shown to reduce pain [@younger-2013].")


def test_nothing_is_covered_by_nothing():
    assert outruns([Passage("Text", "LDN cures pain.", "ldn")], []) == []


# --- what always holds ---

rows = st.builds(
    Covered,
    key=st.just("wool-socks/row"),
    intervention=st.just(("wool socks",)),
    outcome=st.sampled_from([("hot flushes",), ("sleep",), ("how much pain gets in the way of daily life",)]),
    topic=st.just(("cold toes",)),
    certainty=st.sampled_from(SUREST_FIRST),
    direction=st.sampled_from(["benefit", "harm", "no-difference"]),
    size=st.sampled_from(["large", "moderate", "small", "trivial", "unclear"]),
    better=st.sampled_from(["lower", "higher"]),
    is_harm=st.booleans(),
    population=st.sampled_from(["", "women with cold toes"]),
)


def compiled(row: Covered) -> str:
    return wording.sentence(
        wording.Statement(
            intervention="wool socks",
            outcome=row.outcome[0],
            better=row.better,
            is_harm=row.is_harm,
            certainty=row.certainty,
            direction=row.direction,
            size=row.size,
            population=row.population,
            topic="cold toes",
        )
    )


@given(rows)
def test_the_compiled_sentence_never_outruns_its_own_assessment(row):
    assert read(compiled(row), row, subject="wool-socks") == []


@given(rows, st.sampled_from(SUREST_FIRST))
def test_the_sentence_of_a_surer_assessment_outruns_a_less_sure_one(row, certainty):
    if SUREST_FIRST.index(row.certainty) < SUREST_FIRST.index(certainty) and row.certainty != "very-low":
        assert read(compiled(row), replace(row, certainty=certainty))


@given(rows, st.sampled_from(OUTRUN + WITHIN), st.sampled_from(SUREST_FIRST), st.sampled_from(SUREST_FIRST))
def test_a_lower_certainty_never_clears_a_sentence(row, text, one, other):
    surer, weaker = sorted([one, other], key=SUREST_FIRST.index)
    row = replace(PAIN, direction=row.direction, size=row.size)
    if read(text, replace(row, certainty=surer)):
        assert read(text, replace(row, certainty=weaker))


@given(rows)
def test_a_question_claims_nothing(row):
    assert read(f"{compiled(row).removesuffix('.')}?", replace(row, certainty="not-rated")) == []


@given(rows)
def test_marks_and_case_change_nothing(row):
    weaker = replace(row, certainty="not-rated")
    text = compiled(row)
    marked = text.replace("ool socks", "OOL **socks**").replace("Wool", "wool").replace(".", " [@okafor-2020].")
    assert [found.verb for found in read(text, weaker)] == [found.verb for found in read(marked, weaker)]


@given(
    st.text()
    | st.lists(st.sampled_from([*OUTRUN, *WITHIN, "\n", "\n\n", "- ", "## ", "| a |", "“", "[[x|", "[@"])).map("".join)
)
@example("[[0|. NALTREXONE]]REDUCES/PAIN")
def test_any_text_can_be_read_and_every_report_points_into_it(text):
    for found in read(text):
        assert 1 <= found.line <= text.count("\n") + 1
        assert found.sentence in plain_words(text)
        assert found.verb


@given(st.text(alphabet="abc .\n?!()’,", max_size=300))
def test_sentences_lose_no_words(text):
    said = " ".join(sentence.plain for paragraph in paragraphs(text) for sentence in paragraph)
    assert said.split() == text.split()


def test_sentences_end_where_a_reader_stops():
    text = "# Heading\n\nOne [@a-2000]. Two, by Dr. Ito, e.g. here.\nThree\n\n- item one\n- item two. Four?\n"
    found = [(sentence.line, sentence.plain) for paragraph in paragraphs(text) for sentence in paragraph]
    assert found == [
        (1, "Heading"),
        (3, "One."),
        (3, "Two, by Dr. Ito, e.g. here."),
        (4, "Three"),
        (6, "item one"),
        (7, "item two."),
        (7, "Four?"),
    ]


def test_names_are_found_whatever_their_case_hyphens_and_plurals():
    names = ["Low-dose naltrexone", "hot flush", "LDN"]
    assert names_in("low dose NALTREXONE and Hot Flushes", names) == {"Low-dose naltrexone", "hot flush"}
    assert names_in("naltrexone", names) == set()
