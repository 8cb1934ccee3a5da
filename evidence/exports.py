"""References as other programs read them: RIS, BibTeX and CSL-JSON, from the plain data that editions keep.

Titles and names come from outside and may hold anything: each format's own marks in them are escaped or, where the
format has no way to escape, put on one line, so that no text can end a record or begin another. What the program could
not guess is written down as a note: that the record names only the first authors, and that a study was retracted.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from evidence.citations import Author, book, cut_short, is_record, links, people, tidy

Studies = Sequence[tuple[str, Mapping[str, Any]]]
"""Studies with their citation keys, in the order in which they are written."""

ARTICLE: Final = "article"
CHAPTER: Final = "chapter"
RECORD: Final = "record"
UNPUBLISHED: Final = "unpublished"

RIS_TYPES: Final = {ARTICLE: "JOUR", CHAPTER: "CHAP", RECORD: "ELEC", UNPUBLISHED: "GEN"}
BIBTEX_TYPES: Final = {ARTICLE: "article", CHAPTER: "incollection", RECORD: "misc", UNPUBLISHED: "misc"}
CSL_TYPES: Final = {ARTICLE: "article-journal", CHAPTER: "chapter", RECORD: "webpage", UNPUBLISHED: "document"}

FIRST_AUTHORS_ONLY: Final = "The record names only the first authors."
RETRACTED: Final = "This study has been retracted."


def kind(study: Mapping[str, Any]) -> str:
    """What was cited, as reference managers sort it."""
    if is_record(study):
        return RECORD
    if book(study):
        return CHAPTER
    return ARTICLE if any(study.get(name) for name in ("journal", "doi", "pmid")) else UNPUBLISHED


def address(study: Mapping[str, Any]) -> str:
    """The first place where it can be looked up."""
    return next((url for _, url in links(study)), "")


def notes(key: str, study: Mapping[str, Any], retracted: Collection[str]) -> list[str]:
    """What no field of these formats says."""
    return [
        *([RETRACTED] if key in retracted else []),
        *([f"Registered as {registration}"] if (registration := tidy(study.get("registration", ""))) else []),
        *([FIRST_AUTHORS_ONLY] if cut_short(study) and people(study) else []),
    ]


# --- RIS --------------------------------------------------------------------------------------------------------------


def ris(studies: Studies, retracted: Collection[str] = ()) -> str:
    """Tagged lines, each ended by CR LF; a record runs from TY to ER."""
    return "".join(
        f"{tag}  - {value}\r\n" for key, study in studies for tag, value in _ris_lines(key, study, retracted)
    )


def _ris_lines(key: str, study: Mapping[str, Any], retracted: Collection[str]) -> Iterator[tuple[str, str]]:
    found = book(study)
    first, last = _page_ends(study)
    yield "TY", RIS_TYPES[kind(study)]
    lines = [
        ("ID", key),
        *[("AU", _inverted(one)) for one in people(study)],
        ("TI", study["title"]),
        ("T2", found[0] if found else study.get("journal", "")),
        ("PB", found[1] if found else ""),
        ("PY", str(study.get("year") or "")),
        ("VL", study.get("volume", "")),
        ("IS", study.get("issue", "")),
        ("SP", first),
        ("EP", last),
        ("DO", study.get("doi", "")),
        ("AN", study.get("pmid", "")),
        ("UR", address(study)),
        *[("N1", note) for note in notes(key, study, retracted)],
    ]
    yield from ((tag, tidy(value)) for tag, value in lines if tidy(value))
    yield "ER", ""


def _page_ends(study: Mapping[str, Any]) -> tuple[str, str]:
    """First and last page; an article's number stands as its first."""
    first, _, last = tidy(study.get("pages", "")).replace("–", "-").partition("-")
    return first.strip(), last.strip()


def _inverted(one: Author) -> str:
    """Surname, initials, suffix; a group by its name alone."""
    return ", ".join(part for part in (one.family, _dotted(one.initials), one.suffix) if part)


def _dotted(initials: str) -> str:
    """ "AB" as "A. B.", which no program takes for one name."""
    return " ".join(f"{letter}." for letter in re.findall(r"[^\W\d_]", initials))


# --- BibTeX -----------------------------------------------------------------------------------------------------------

TEX_MARKS: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\lbrace{}",
    "}": r"\rbrace{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "#$%&_"},
}
"""LaTeX's own marks. A brace stands by its name, because BibTeX counts braces and takes no heed of a backslash."""

LIGATURES: Final = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)|(?<=[?!])(?=`)")
"""Between characters that TeX would join: two hyphens into a dash, two quotes into one."""


def bibtex(studies: Studies, retracted: Collection[str] = ()) -> str:
    """One entry a study, under its citation key. Titles stand in double braces, so that no style changes their case."""
    return "\n".join(_bibtex_entry(key, study, retracted) for key, study in studies)


def _bibtex_entry(key: str, study: Mapping[str, Any], retracted: Collection[str]) -> str:
    what = kind(study)
    found = book(study)
    place = {ARTICLE: "journal", CHAPTER: "booktitle"}.get(what, "howpublished")
    first, last = _page_ends(study)
    fields = {
        "author": " and ".join([*map(_bibtex_name, people(study)), *(["others"] if cut_short(study) else [])]),
        "title": f"{{{tex(study['title'])}}}",
        place: tex(found[0] if found else study.get("journal", "")),
        "publisher": tex(found[1] if found else ""),
        "year": str(study.get("year") or ""),
        "volume": tex(study.get("volume", "")),
        "number": tex(study.get("issue", "")),
        "pages": "--".join(tex(page) for page in (first, last) if page),
        "doi": _verbatim(study.get("doi", "")),
        "pmid": _verbatim(study.get("pmid", "")),
        "url": address(study),
        "note": tex(" ".join(note if note.endswith(".") else f"{note}." for note in notes(key, study, retracted))),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@{BIBTEX_TYPES[what]}{{{key},\n{lines}}}\n"


def tex(text: str) -> str:
    """Text that LaTeX prints as it stands, whatever it holds."""
    return "".join(TEX_MARKS.get(char, char) for char in LIGATURES.sub("\0", tidy(text))).replace("\0", "{}")


def _bibtex_name(one: Author) -> str:
    """Surname, suffix, initials; a group in braces, or it would be taken apart at its commas and its "and"."""
    if one.is_group or not one.initials:
        return f"{{{tex(one.family)}}}"
    return ", ".join(part for part in (f"{{{tex(one.family)}}}", tex(one.suffix), _dotted(one.initials)) if part)


def _verbatim(text: str) -> str:
    """A number that programs take letter by letter: nothing escaped; what would end the field stands as in a URL."""
    return re.sub(r"[{}\\%\s]", lambda match: f"%{ord(match[0]):02X}", tidy(text))


# --- CSL-JSON ---------------------------------------------------------------------------------------------------------


def csl_json(studies: Studies, retracted: Collection[str] = ()) -> str:
    """A list of items as Zotero, pandoc and citeproc read them."""
    return json.dumps([_csl_item(key, study, retracted) for key, study in studies], ensure_ascii=False, indent=1) + "\n"


def _csl_item(key: str, study: Mapping[str, Any], retracted: Collection[str]) -> dict[str, Any]:
    found = book(study)
    item = {
        "id": key,
        "type": CSL_TYPES[kind(study)],
        "title": tidy(study["title"]),
        "author": [_csl_name(one) for one in people(study)],
        "issued": {"date-parts": [[study["year"]]]} if study.get("year") else None,
        "container-title": found[0] if found else tidy(study.get("journal", "")),
        "publisher": found[1] if found else "",
        "volume": tidy(study.get("volume", "")),
        "issue": tidy(study.get("issue", "")),
        "page": tidy(study.get("pages", "")),
        "DOI": tidy(study.get("doi", "")),
        "PMID": tidy(study.get("pmid", "")),
        "URL": address(study),
        "note": "\n".join(notes(key, study, retracted)),
    }
    return {name: value for name, value in item.items() if value}


def _csl_name(one: Author) -> dict[str, str]:
    if one.is_group:
        return {"literal": one.family}
    parts = {"family": one.family, "given": _dotted(one.initials), "suffix": one.suffix}
    return {name: value for name, value in parts.items() if value}


@dataclass(frozen=True)
class Format:
    """A kind of file, by the ending of its name."""

    name: str
    content_type: str
    write: Callable[[Studies, Collection[str]], str]


FORMATS: Final[Mapping[str, Format]] = {
    "ris": Format("RIS", "application/x-research-info-systems; charset=utf-8", ris),
    "bib": Format("BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
    "json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json; charset=utf-8", csl_json),
}
