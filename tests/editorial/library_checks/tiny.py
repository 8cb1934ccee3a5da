"""A library of five small pages with which nothing is wrong, for tests to spoil. None of it is about anybody."""

from pathlib import Path

FILES = {
    "symptoms/cold-toes.md": """---
kind: symptom
title: Cold toes
summary: Toes that stay cold. Most of the time it passes.
aliases: [icy toes, freezing feet, chilly toes, toes like ice, blue toes, toes won't warm up, numb toes, cold feet]
key_points:
  - "In one trial 28.8% had warm toes with socks and 18.0% without [@frost-2020]."
  - "That is a gap of about 11 points [@frost-2020; =28.8-18.0]."
  - "Call 999 for toes that turn black."
body_area: skin-and-hair
how_common: "About 3 in 10 women had it [@snow-2021]."
warning_signs:
  - {urgency: emergency, text: "Toes that stay white for more than 30 minutes"}
if_nothing_done: "Nobody has followed women who did nothing."
unknowns: "Whether it comes back."
to_say: "Keep a diary for 14 days."
questions: ["Is it my blood flow?", "Since I am 48, could it be my age?", "What could I try?"]
related: [chilblains, wool-socks]
---
## Is this normal?

It is common. In a survey of 1,200 women, 31.2% had cold toes [@snow-2021]. White toes for more than 30 minutes are not.

| what | share [@frost-2020] |
|---|---|
| socks | 28.8% |

## Why does it happen?

Nobody is sure. See [[blood-flow]].

## What can I do myself?

In 40 women, [[wool-socks]] warmed toes within 12 weeks [@frost-2020]. Both studies are small [@frost-2020; @snow-2021].
""",
    "conditions/chilblains.md": """---
kind: condition
title: Chilblains
summary: Itchy patches that follow cold.
aliases: [pernio]
key_points: ["They itch.", "They pass.", "They can come back."]
body_area: skin-and-hair
how_common: "No figure was found."
warning_signs:
  - {urgency: urgent, text: "A patch that is open"}
if_nothing_done: "They pass."
unknowns: "Who gets them."
to_say: "How long you have had it."
questions: ["Is it this?", "Will it pass?", "What can I put on it?"]
related: [cold-toes, wool-socks]
---
## What is it?

An itch after cold.

## Why does it happen?

Nobody is sure.

## What can I do myself?

We found no trial.
""",
    "interventions/wool-socks.md": """---
kind: intervention
title: Wool socks
summary: Thick socks of wool.
aliases: [woollen socks]
category: device-or-procedure
key_points: ["They are worn on feet.", "One small trial was found.", "They can itch."]
how_taken: "Worn every night in the trial [@frost-2020]."
safety: "The trial counted no harm [@frost-2020]."
cautions:
  - {kind: precaution, name: Allergy to wool, text: "It can itch."}
acts_on:
  - mechanism: blood-flow
    basis: theory
    statement: "Warmth is said to open vessels."
if_nothing_done: "Toes can stay cold."
unknowns: "Whether silk does as well."
questions: ["Which wool?", "How long?", "Could I be allergic?"]
related: [cold-toes, blood-flow]
---
## What is it?

A sock.

## How might it work?

By warmth.

## What does the evidence show?

One trial in 40 women [@frost-2020].
""",
    "mechanisms/blood-flow.md": """---
kind: mechanism
title: Blood flow
summary: How blood gets to the toes.
aliases: [circulation]
body_system: vessels
key_points: ["Vessels open.", "Vessels close.", "Cold closes them."]
unknowns: "How fast it is."
questions: ["Is mine all right?"]
related: [cold-toes, wool-socks]
---
## What is it?

Blood on its way.

## How sure is anyone?

Fairly.

## What does it have to do with symptoms?

Nobody has tested that.
""",
    "assessments/wool-socks.yaml": """- key: warm-toes
  topic: cold-toes
  outcome: warm-toes
  comparator: no socks
  directness: direct
  starting_point: randomised
  risk_of_bias: {judgement: serious-concern, reason: "Nobody was blinded."}
  imprecision: {judgement: serious-concern, reason: "40 women, fewer than the usual 400."}
  direction: benefit
  size: small
  findings: [frost-2020/warm-toes]
  summary: "28.8% had warm toes with socks and 18.0% without [@frost-2020]."
""",
    "outcomes.yaml": """- {slug: warm-toes, name: Warm toes, phrase: warmth of the toes, better: higher}
""",
    "studies/frost-2020.yaml": """title: Wool socks for cold toes
authors: [Frost A]
year: 2020
doi: 10.1000/frost
design: rct-parallel
n: 40
population: Women with cold toes
directness: direct
findings:
- key: warm-toes
  intervention: wool-socks
  topics: [cold-toes]
  outcome: warm toes
  duration: 12 weeks
  direction: benefit
  effect: 28.8% had warm toes with socks and 18.0% without
  measure: {type: odds-ratio, value: 1.84, ci: [1.02, 3.31], p: 0.04}
""",
    "studies/snow-2021.yaml": """title: How many toes are cold
authors: [Snow B]
year: 2021
pmid: "1"
design: cross-sectional
n: 1200
population: Women of 40 to 60
directness: direct
findings:
- key: cold-toes
  topics: [cold-toes]
  outcome: cold toes
  direction: unclear
  effect: 31.2% had cold toes
""",
    "studies/hearsay.yaml": """title: What people say of toes
design: narrative-review
directness: indirect
""",
}


def write(folder: Path) -> Path:
    """The tiny library as files in this folder."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder
