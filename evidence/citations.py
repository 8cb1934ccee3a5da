"""References in Vancouver style, as the US National Library of Medicine prints them (Citing Medicine, 2nd edition).

The one formatter. Titles and names come from outside and may hold anything, so every part is escaped; the result is
HTML. Links go to doi.org, PubMed and the trial registries alone.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final
from urllib.parse import quote

SHOWN_AUTHORS: Final = 6
MORE: Final = "…"


def reference_html(study: Mapping[str, Any]) -> str:
    """One reference: authors, title, journal and date, with its links. Parts that are not known are left out."""
    parts = [
        _sentence(authors(study.get("authors", []))),
        f'<span class="ref-title">{_sentence(escape(study["title"]))}</span>',
        _sentence(_source(study)),
    ]
    return " ".join([part for part in parts if part] + [f'<a href="{url}">{label}</a>' for label, url in links(study)])


def authors(names: Sequence[str]) -> str:
    """Up to six names, then "et al."; a last entry of "…" means the record itself was cut short."""
    known = [name for name in names if name != MORE]
    cut = len(known) > SHOWN_AUTHORS or len(known) < len(names)
    shown = ", ".join(escape(name) for name in known[:SHOWN_AUTHORS])
    return f"{shown}, et al" if cut and shown else shown


def short(study: Mapping[str, Any]) -> str:
    """How a table names a study: "Younger 2013", or its title where no author is known. Plain text, not escaped."""
    names = [name for name in study.get("authors", []) if name != MORE]
    surname = names[0].rsplit(" ", 1)[0] if names else study["title"]
    if len(surname) > 60:
        surname = f"{surname[:57].rstrip()}…"
    return f"{surname} {study['year']}" if study.get("year") else surname


def links(study: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Where it can be looked up: label and address, safe to print."""
    found = []
    if doi := study.get("doi"):
        found.append((f"doi:{escape(doi)}", f"https://doi.org/{quote(doi, safe='/')}"))
    if pmid := study.get("pmid"):
        found.append(
            (
                f"PubMed {escape(pmid)}",
                f"https://pubmed.ncbi.nlm.nih.gov/{quote(pmid, safe='')}/",
            )
        )
    if registration := study.get("registration"):
        found += [
            (
                escape(number),
                f"https://clinicaltrials.gov/study/{quote(number, safe='')}",
            )
            for number in registration.replace(";", ",").replace(" ", ",").split(",")
            if number.startswith("NCT")
        ]
    return found


def registration_text(study: Mapping[str, Any]) -> str:
    """A registration that no link above shows, escaped."""
    registration = study.get("registration", "")
    return "" if "NCT" in registration else escape(registration)


def _source(study: Mapping[str, Any]) -> str:
    journal = escape(study.get("journal", ""))
    year = str(study["year"]) if study.get("year") else ""
    volume = escape(study.get("volume", ""))
    issue = f"({escape(study['issue'])})" if study.get("issue") else ""
    pages = f":{escape(study['pages'])}" if study.get("pages") else ""
    place = f"{volume}{issue}{pages}"
    dated = f"{year};{place}" if year and volume else year
    registration = registration_text(study)
    return ". ".join(part for part in (journal, dated, registration and f"Registered as {registration}") if part)


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."
