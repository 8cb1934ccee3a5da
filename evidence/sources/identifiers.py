"""DOIs, PubMed numbers and ClinicalTrials.gov numbers, as people type and paste them."""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

DOI: Final = "doi"
PMID: Final = "pmid"
NCT: Final = "nct"

DOI_PATTERN: Final = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S{1,180}")
LABELS: Final = {"doi", "pmid", "pubmed", "nct", "and"}
RESOLVERS: Final = re.compile(
    r"(?:https?://)?(?:dx\.|www\.)?(?:doi\.org/|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/"
    r"|clinicaltrials\.gov/(?:study|ct2/show|show)/)",
    re.IGNORECASE,
)
OTHER_REGISTRIES: Final = re.compile(r"(ISRCTN|EUCTR|ACTRN|CHICTR|DRKS|IRCT|JPRN|UMIN|CTRI)", re.IGNORECASE)


@dataclass(frozen=True)
class Identifier:
    """What to look up, and where: a DOI at Crossref, a PMID at PubMed, an NCT number at ClinicalTrials.gov."""

    kind: str
    value: str


def bare_doi(text: str) -> str:
    """A DOI as people paste it, without the resolver's address or the label before it."""
    doi = text.strip()
    address = re.match(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/", doi, re.IGNORECASE)
    if address:
        doi = unquote(doi[address.end() :])
    return re.sub(r"^doi:\s*", "", doi, flags=re.IGNORECASE).strip()


def is_doi(text: str) -> bool:
    return DOI_PATTERN.fullmatch(text) is not None


def read(text: str) -> tuple[list[Identifier], list[str]]:
    """The identifiers in what was typed, each once, and a sentence for each piece that is none."""
    found: dict[tuple[str, str], Identifier] = {}
    problems = []
    for piece in text.split():
        word = piece.strip(",;").removesuffix(".")
        if not word or word.lower().rstrip(":") in LABELS:
            continue
        identifier = _one(word)
        if isinstance(identifier, str):
            problems.append(identifier)
        else:
            found.setdefault((identifier.kind, identifier.value.lower()), identifier)
    return list(found.values()), problems


def _one(word: str) -> Identifier | str:
    address = RESOLVERS.match(word)
    bare = unquote(word[address.end() :]).rstrip("/") if address else word
    bare = re.sub(r"^(doi|pmid|pubmed):", "", bare, flags=re.IGNORECASE)
    if is_doi(bare):
        return Identifier(DOI, bare)
    if re.fullmatch(r"NCT\d{8}", bare, re.IGNORECASE):
        return Identifier(NCT, bare.upper())
    if re.fullmatch(r"[0-9]{1,8}", bare):
        return Identifier(PMID, bare.lstrip("0") or "0")
    return _not_known(word, bare)


def _not_known(word: str, bare: str) -> str:
    shown = word if len(word) <= 80 else f"{word[:79]}…"
    if bare.upper().startswith("NCT"):
        return f"“{shown}” is not a ClinicalTrials.gov number: those are NCT and eight digits."
    if bare.upper().startswith("PMC"):
        return f"“{shown}” is a PubMed Central number. Give the PubMed number (digits alone) or the DOI."
    if OTHER_REGISTRIES.match(bare):
        return f"“{shown}” belongs to another registry. Rose looks up ClinicalTrials.gov alone; add the trial by hand."
    if bare.startswith("10."):
        return f"“{shown}” is not a whole DOI: after 10. and some digits comes a slash and more."
    return f"“{shown}” is not a DOI, a PubMed number or an NCT number."
