"""`manage.py check_library`: the library has no fault, and each rule finds the fault that it is there to find."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.editorial.library_checks import tiny

TOES, SOCKS = "symptoms/cold-toes.md", "interventions/wool-socks.md"
FLOW, RATED, FROST = "mechanisms/blood-flow.md", "assessments/wool-socks.yaml", "studies/frost-2020.yaml"
SNOW = "studies/snow-2021.yaml"


@pytest.fixture
def folder(tmp_path) -> Path:
    return tiny.write(tmp_path)


def check(folder: Path, **options) -> str:
    """What the command says, whether it passes or not."""
    out = StringIO()
    try:
        call_command("check_library", folder, stdout=out, **options)
    except CommandError as error:
        return f"{out.getvalue()}{error}"
    return out.getvalue()


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text()
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {file}"
    (folder / file).write_text(text.replace(old, new))


def test_the_starter_library_has_nothing_to_mend():
    assert check(settings.LIBRARY_ROOT).endswith("nothing to mend.\n")


def test_the_tiny_library_has_nothing_to_mend(folder):
    assert check(folder) == "4 pages, 3 studies: nothing to mend.\n"


def test_a_fault_fails_the_command_and_names_file_and_line(folder):
    spoil(folder, TOES, "1,200 women", "1,300 women")
    out = StringIO()
    with pytest.raises(CommandError, match="1 thing to mend"):
        call_command("check_library", folder, stdout=out)
    assert out.getvalue().startswith("symptoms/cold-toes.md, line 22: “In a survey of 1,300 women")


INCOMPLETE = [
    (TOES, '  - "Call 999 for toes that turn black."\n', "", "2 key points: write 3 to 6"),
    (TOES, 'unknowns: "Whether it comes back."\n', "", "unknowns is empty"),
    (TOES, 'if_nothing_done: "Nobody has followed women who did nothing."\n', "", "if_nothing_done is empty"),
    (TOES, '"Is it my blood flow?", ', "", "2 questions to ask: write at least 3"),
    (TOES, "related: [chilblains, wool-socks]", "related: [chilblains]", "1 related pages: name at least 2"),
    (TOES, 'how_common: "About 3 in 10 women had it [@snow-2021]."\n', "", "how_common is empty"),
    (TOES, "aliases: [icy toes, ", "aliases: [", "7 other names: a symptom has 8 to 30"),
    (
        TOES,
        "aliases: [",
        f"aliases: [{', '.join(f'{{text: toe {n}, kind: phrase}}' for n in range(91))}, ",
        "91 phrases",
    ),
    (TOES, "## Is this normal?", "## It is normal", "the heading “It is normal” is no question"),
    (TOES, "## Is this normal?", "#### Is this normal?", "starts at ## and skips no level"),
    (TOES, 'to_say: "Keep a diary for 14 days."\n', "", "to_say is empty"),
    (TOES, "What can I do myself?", "What might help?", "“What might help?” is typed"),
    (SOCKS, "## What is it?\n", "", "2 headings that ask something"),
    (
        "conditions/chilblains.md",
        "## What is it?\n\nAn itch after cold.\n\n## Why",
        "Why",
        "1 headings that ask something",
    ),
    (SOCKS, 'how_taken: "Worn every night in the trial [@frost-2020]."\n', "", "neither doses nor how_taken"),
    (SOCKS, 'safety: "The trial counted no harm [@frost-2020]."\n', "", "neither safety nor side_effects"),
    (SOCKS, "device-or-procedure", "off-label-medicine", "neither regulations nor access"),
    (FLOW, 'questions: ["Is mine all right?"]\n', "", "0 questions to ask: write at least 1"),
]

UNRESOLVED = [
    (TOES, "had it [@snow-2021]", "had it [@rain-1999]", "“@rain-1999” is cited, and there is no study of that name"),
    (TOES, "had it [@snow-2021]", "had it [@snow-2021; @hearsay]", "“@hearsay” is cited, and its record has neither"),
    (TOES, "had it [@snow-2021]", "had it [@snow-2021, @frost-2020]", "is no citation: write"),
    (TOES, "[[blood-flow]]", "[[blood]]", "the link “[[blood” leads nowhere"),
    (TOES, "[[blood-flow]]", "[[Blood flow]]", "“[[Blood flow]]” is no link"),
    (TOES, "related: [chilblains,", "related: [frostbite,", "“frostbite” is no page"),
    (SOCKS, "- mechanism: blood-flow", "- mechanism: chilblains", "“chilblains” is no mechanism’s page"),
    (RATED, "topic: cold-toes", "topic: blood-flow", "its topic “blood-flow” is no page of a symptom"),
    (FROST, "directness: direct", "directness: not-human", "“warm-toes”: A grade needs a finding in people"),
    (TOES, "Most of the time it passes.", "It passes [@snow-2021].", "is shown as it is typed: no citation"),
    (RATED, "comparator: no socks", "comparator: no [[wool-socks]]", "is shown as it is typed: no citation"),
    (RATED, "outcome: warm-toes", "outcome: dry-toes", "its outcome “dry-toes” is not in outcomes.yaml"),
    (RATED, "frost-2020/warm-toes", "frost-2020/dry-toes", "there is no finding “frost-2020/dry-toes”"),
    ("outcomes.yaml", "better: higher", "better: higher, important_difference: {value: 1, unit: toes, source: hail}",
     "“@hail” is cited"),
]  # fmt: skip

UNSOURCED = [
    (TOES, "one trial 28.8%", "one trial 28.5%", "says “28.5”, which @frost-2020 does not"),
    (TOES, "without [@frost-2020]", "without", "says “28.8” and cites no study"),
    (TOES, "without [@frost-2020]", "without [@snow-2021]", "says “28.8”, which @snow-2021 does not"),
    (TOES, "=28.8-18.0", "=28.8-17.0", "the sum “28.8-17.0” holds 17"),
    (TOES, "=28.8-18.0", "=28.8+18.0", "the sum “28.8+18.0” gives 46.8, which its sentence does not say"),
    (TOES, "=28.8-18.0", "=28.8-", "the sum “28.8-” can’t be worked out"),
    (TOES, "[@frost-2020; =28.8-18.0]", "[@frost-2020]", "says “11”, which @frost-2020 does not"),
    (TOES, "3 in 10 women", "4 in 10 women", "says “4 in 10”"),
    (TOES, "3 in 10 women", "half of women", "says “half”"),
    (TOES, "within 12 weeks", "within 12 months", "says “12”"),
    (TOES, "within 12 weeks", "within twelve days", "says “twelve”"),
    (TOES, "| socks | 28.8% |", "| socks | 27.8% |", "says “27.8”"),
    (TOES, "more than 30 minutes are", "more than 40 minutes are", "says “40” and cites no study"),
    (TOES, "Most of the time it passes.", "In 9 in 10 it passes.", "says “9 in 10” and cites no study"),
    (RATED, "40 women, f", "45 women, f", "says “45”, which no study of this assessment says"),
    (RATED, "28.8% had", "28.7% had", "says “28.7”"),
]

OUT_OF_STYLE = [
    (TOES, "It is common.", f"It is common {'and cold ' * 19}too.", "has 42 words: make it two sentences"),
    (TOES, "It is common.", "There is no cure.", "says “cure”"),
    (TOES, "It is common.", "Wool is a natural remedy.", "says “natural”"),
    (TOES, "It is common.", "Socks boost the toes.", "says “boost”"),
    (TOES, "It is common.", "Socks balance your hormones.", "says “balance your hormones”"),
    (TOES, "It is common.", "That was not proven.", "says “proven”"),
    (TOES, "It is common.", "Socks are safe.", "says “safe” without for whom"),
    (
        TOES,
        "It is common.",
        "In toes, wool socks reduce the warmth of the toes.",
        "Its assessment is wool-socks/warm-toes",
    ),
]

BADLY_NAMED = [
    ("conditions/chilblains.md", "[pernio]", "[Icy toes]", None),
    (FLOW, "[circulation]", "[Icy toes]", "the name “icy toes” also leads to mechanisms/blood-flow.md"),
    (TOES, "toes like ice, blue toes,", "icy toe, Chilly-toes, Freezing-feet,", "7 different phrases reach"),
]

ITCH = """findings:
- key: itch
  intervention: wool-socks
  topics: [chilblains]
  outcome: itch
  direction: harm
  effect: 5% itched
"""
LEFT_OUT = [
    (
        SNOW,
        "- key: cold-toes\n",
        "- key: cold-toes\n  intervention: wool-socks\n",
        "finding snow-2021/cold-toes of this treatment is in no assessment",
    ),
    (FROST, "findings:\n", ITCH, "finding frost-2020/itch of this treatment is in no assessment"),
    (FROST, "topics: [cold-toes]", "topics: [cold-toes, chilblains]", "no assessment is about chilblains"),
]

UNSEEN = [
    (TOES, "It is common.", "![](/media/toes.png)", "the picture “/media/toes.png” has no words"),
    (TOES, "It is common.", "![What the picture shows](/media/toes.png)", "has no words"),
    (TOES, "It is common.", "![toes.png](/media/toes.png)", "has no words"),
    (TOES, "It is common.", "[Socks](/interventions/wool-socks/) help.", "is typed as an address: write [[page]]"),
    (TOES, 'urgency: emergency, text: "Toes', 'urgency: routine, text: "Call 999 for toes', "is marked as routine"),
    (TOES, "urgency: emergency", "urgency: urgent", "“Call 999 for toes that turn black.” is an emergency"),
]
RETRACTED = [
    (
        FROST,
        "directness: direct\n",
        "directness: direct\nretracted: true\n",
        "“@frost-2020” was retracted: take it out",
    ),
    (FROST, "directness: direct\n", "directness: direct\nretracted: true\n", "“warm-toes” rests on frost-2020"),
]
WARNED_OF = [
    (SOCKS, "A sock.", "Wool socks may help cold toes.", "says “may help” and cites no study"),
    (TOES, "It is common.", "It is a paraesthesia.", "“paraesthesia” is a clinical word"),
]


@pytest.mark.parametrize(("file", "old", "new", "says"), WARNED_OF)
def test_what_a_person_has_to_judge_is_warned_of_and_fails_no_file(folder, file, old, new, says):
    spoil(folder, file, old, new)
    said = check(folder)
    assert "(warning) " in said
    assert says in said
    assert said.endswith("nothing to mend.\n")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [*INCOMPLETE, *UNRESOLVED, *UNSOURCED, *OUT_OF_STYLE, *BADLY_NAMED, *LEFT_OUT, *UNSEEN, *RETRACTED],
)
def test_each_rule_finds_its_fault(folder, file, old, new, says):
    spoil(folder, file, old, new)
    said = check(folder)
    if says is None:
        assert said.endswith("nothing to mend.\n")
    else:
        assert says in said


FINE = [
    (TOES, "It is common.", "![Toes, white from cold](/media/toes.png)"),
    (TOES, "It is common.", "The help line is 0300 123 4567."),
    (TOES, "It is common.", "Tingling (paraesthesia) is common."),
    (TOES, "It is common.", "Do wool socks help?"),
    (TOES, "It is common.", "See wool socks for benefits and harms."),
    (TOES, "It is common.", "Wool socks may help. So one trial says [@frost-2020]."),
    (TOES, "within 12 weeks", "within 3 months"),
    (TOES, "31.2% had", "31 in 100 had"),
    (TOES, "31.2% had", "312 in 1,000 had"),
    (TOES, "3 in 10 women", "Nearly a third of women"),
    (TOES, "It is common.", "Low IL-6, omega-3 and vitamin B12 after COVID-19 are another matter in type 2 diabetes."),
    (TOES, "It is common.", "Call NHS 111 or 999."),
    (TOES, "It is common.", "Some toes are one size, and two ideas exist."),
    (TOES, "It is common.", "Nobody knows whether wool is safe."),
    (TOES, "It is common.", "Natural menopause and breakthrough bleeding are unsafe words."),
    (TOES, "It is common.", "Wool was safe for women in the trial [@frost-2020]."),
    (FROST, "topics: [cold-toes]", "topics: []"),
    (TOES, "3 in 10 women", "three in ten women"),
    (RATED, "40 women, fewer", "1,240 people [@frost-2020; @snow-2021], more"),
    (
        RATED,
        "findings: [frost-2020/warm-toes]",
        "findings: [frost-2020/warm-toes]\n  unknowns: What 300 events would show.",
    ),
]


@pytest.mark.parametrize(("file", "old", "new"), FINE)
def test_no_rule_finds_a_fault_where_there_is_none(folder, file, old, new):
    spoil(folder, file, old, new)
    assert check(folder).endswith("nothing to mend.\n")


def test_a_treatment_that_a_study_tested_is_incomplete_without_assessments(folder):
    (folder / RATED).unlink()
    assert "interventions/wool-socks.md: no assessment" in check(folder)
    for study in (folder / "studies").glob("*.yaml"):
        study.write_text(study.read_text().replace("intervention: wool-socks", "exposure: wool socks"))
    assert "no assessment" not in check(folder)


def test_an_article_needs_claims_and_each_of_them_what_it_rests_on(folder):
    article = """---
kind: article
title: On socks
summary: What is known.
category: Feet
key_points: ["One.", "Two.", "Three."]
unknowns: "Much."
if_nothing_done: "Little."
questions: ["Why?", "How?", "When?"]
related: [cold-toes, wool-socks]
claims: CLAIMS
---
Here is what is known.
"""
    rests_on = "assessments: [wool-socks/no], links: [wool-socks/no]"
    claim = f"[{{heading: Socks warm 50%, kind: effect, text: So it is., {rests_on}}}]"
    file = folder / "articles" / "on-socks.md"
    file.parent.mkdir()
    file.write_text(article.replace("CLAIMS", "[]"))
    assert "no claims: an article is a list of them" in check(folder)
    file.write_text(article.replace("CLAIMS", claim))
    said = check(folder)
    assert "there is no assessment “wool-socks/no”" in said
    assert "there is no mechanism link “wool-socks/no”" in said
    assert "says “50” and cites no study" in said


def test_what_is_only_in_a_trials_registration_counts_as_its_studys(folder):
    spoil(folder, TOES, "In 40 women", "In 40 of 44 women")
    assert "says “40 of 44”" in check(folder)
    (folder / "trials.yaml").write_text("- {registry_id: NCT1, title: Socks, n: 44, study: frost-2020}\n")
    assert check(folder).endswith("nothing to mend.\n")
    (folder / "trials.yaml").write_text("- {registry_id: NCT1, title: Socks, topics: [gout], study: hail}\n")
    said = check(folder)
    assert "NCT1: “gout” is no page" in said
    assert "NCT1: there is no study “hail”" in said


def test_a_page_that_is_hard_to_read_is_warned_of_and_fails_nothing(folder):
    words = "Physiological vasoconstriction necessitates multidisciplinary characterisation investigations universally."
    spoil(folder, FLOW, "Blood on its way.", " ".join([words] * 12))
    said = check(folder)
    assert re.search(r"^mechanisms/blood-flow.md: \(warning\) reads at grade \d+\.\d \(age \d+\)", said, re.MULTILINE)
    assert said.endswith("nothing to mend.\n")


def test_only_the_pages_asked_for_are_checked(folder):
    spoil(folder, TOES, "one trial 28.8%", "one trial 28.5%")
    spoil(folder, RATED, "28.8% had", "28.7% had")
    assert check(folder, only=["blood-flow"]) == "1 page, 3 studies: nothing to mend.\n"
    said = check(folder, only=["wool-socks"])
    assert "28.7" in said
    assert "28.5" not in said
    assert "there is no such page: cold-feet" in check(folder, only=["cold-feet"])


def test_a_file_of_broken_form_is_named(folder):
    spoil(folder, TOES, "kind: symptom", "kind: sign")
    assert (
        check(folder)
        == "symptoms/cold-toes.md: kind: a file in symptoms/ is of kind symptom. Nothing else was checked."
    )


def test_the_reading_table_lists_the_hardest_page_first(folder):
    table = check(folder, reading=True)
    grades = [float(line.split()[0]) for line in table.splitlines()[1:-1]]
    assert len(grades) == 4
    assert grades == sorted(grades, reverse=True)


# --- addresses --------------------------------------------------------------------------------------------------------

ADDRESSES = """- page: cold-toes
  address: chilly-toes
  former: [icy-toes]
- page: wool-socks
  address: woollen-socks
"""
WRONG_ADDRESSES = [
    ("- page: wool-socks", "- page: silk-socks", 4, "“silk-socks”: there is no page of this name"),
    ("woollen-socks", "icy-toes", 5, "“icy-toes” is given twice: to “cold-toes” and to “wool-socks”"),
    ("[icy-toes]", "[icy-toes, icy-toes]", 3, "“icy-toes” is given twice: to “cold-toes” and to “cold-toes”"),
    ("[icy-toes]", "[chilly-toes]", 3, "“chilly-toes” is given twice"),
    ("[icy-toes]", "[chilblains]", 3, "“chilblains” is the address of another page: it can’t lead to “cold-toes”"),
    ("chilly-toes", "wool-socks", 2, "“wool-socks” is the address of another page"),
    ("[icy-toes]", "[cold-toes]", 3, "“cold-toes” is its page’s first address, which leads there anyway"),
    ("- page: wool-socks", "- page: cold-toes", 4, "the page “cold-toes” stands twice"),
]


def test_pages_that_were_moved_are_nothing_to_mend(folder):
    (folder / "addresses.yaml").write_text(ADDRESSES)
    assert check(folder).endswith("nothing to mend.\n")
    spoil(folder, "addresses.yaml", "address: chilly-toes", "address: cold-toes")
    assert check(folder).endswith("nothing to mend.\n"), "it was moved back"


@pytest.mark.parametrize(("old", "new", "line", "words"), WRONG_ADDRESSES)
def test_an_address_that_leads_nowhere_or_to_one_of_two_is_a_fault_at_its_line(folder, old, new, line, words):
    (folder / "addresses.yaml").write_text(ADDRESSES)
    spoil(folder, "addresses.yaml", old, new)
    said = check(folder)
    assert f"addresses.yaml, line {line}: {words}" in said
    assert "1 thing to mend" in said
