"""The list of every study that Rose's published pages rest on: newest first, to be narrowed by words and by kind."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import TextChoices
from django.http import QueryDict

from evidence import choices, citations
from evidence.choices import Chosen, Field, Groups, Option
from evidence.models import Design, StudyDirectness
from evidence.published_studies import Listed
from evidence.study_page import NOT_STUDIES, WHO_WAS_STUDIED

PER_PAGE = 40
LONGEST_QUERY = 100
NO_YEAR = "Year not stated"
NAMES = ("title", "journal", "year", "population", "country", "doi", "pmid", "registration")
"""What is looked through for a reader's words, besides the authors and what was studied and measured."""

RETRACTION = [Option("no", "Not retracted"), Option("yes", "Retracted")]


def page(studies: Sequence[Listed], address: QueryDict) -> dict[str, Any]:
    """All that the page shows."""
    fields, chosen = _fields(studies, address)
    query = " ".join(address.get("q", "").split())[:LONGEST_QUERY]
    found = sorted((study for study in studies if _fits(study, chosen, plain_words(query))), key=_newest_first)
    shown = Paginator(found, PER_PAGE).get_page(address.get("page"))
    return {
        "query": query,
        "fields": fields,
        "is_chosen": bool(query or chosen.values),
        "unknown": chosen.unknown,
        "every": len(studies),
        "found": len(found),
        "shown": shown,
        "years": [(year, [_row(study) for study in group]) for year, group in groupby(shown, key=_year)],
        **{f"{way}_page": _address(query, chosen, number) for way, number in _around(shown)},
    }


def _around(shown: Any) -> Iterable[tuple[str, int]]:
    """The numbers of the pages before and after this one, where there are any."""
    if shown.has_previous():
        yield "earlier", shown.previous_page_number()
    if shown.has_next():
        yield "later", shown.next_page_number()


def _address(query: str, chosen: Chosen, number: int) -> str:
    """What the address of another page of the same list says."""
    given = {"q": query, **chosen.values, "page": number if number > 1 else ""}
    return urlencode({name: value for name, value in given.items() if value})


# --- what may be chosen -----------------------------------------------------------------------------------------------


def _fields(studies: Sequence[Listed], address: QueryDict) -> tuple[list[Field], Chosen]:
    """What may be chosen, each with what was. Only kinds that are there to be found."""
    allowed: dict[str, tuple[str, str, Groups]] = {
        "design": ("Kind of study", "All kinds", _present(Design, {study.plain["design"] for study in studies})),
        "directness": (
            "Who was studied",
            "Anyone",
            _present(StudyDirectness, {study.plain["directness"] for study in studies}),
        ),
        "retracted": ("Retraction", "All", [("", RETRACTION)]),
    }
    chosen = choices.read(address, {name: choices.values(groups) for name, (_, _, groups) in allowed.items()})
    fields = [
        Field(name, label, nothing, chosen.get(name), groups) for name, (label, nothing, groups) in allowed.items()
    ]
    return fields, chosen


def _present(declared: type[TextChoices], present: set[str]) -> Groups:
    return [("", [Option(value, label) for value, label in declared.choices if value in present])]


def _fits(study: Listed, chosen: Chosen, words: Sequence[str]) -> bool:
    if chosen.get("design") not in ("", study.plain["design"]):
        return False
    if chosen.get("directness") not in ("", study.plain["directness"]):
        return False
    if chosen.get("retracted") not in ("", "yes" if study.retracted else "no"):
        return False
    return not words or _holds(study, words)


def _holds(study: Listed, words: Sequence[str]) -> bool:
    """Whether each word stands in what is known of the study, or begins or ends a word there."""
    parts = [study.slug, *(str(study.plain.get(name) or "") for name in NAMES), *study.plain.get("authors", [])]
    for finding in study.plain.get("findings", []):
        parts += [finding["outcome"], finding.get("intervention") or finding.get("exposure") or ""]
    text = " ".join(plain_words(" ".join(parts)))
    return all(word in text for word in words)


def plain_words(text: str) -> list[str]:
    """Words as they are compared: without capitals and accents, hyphens as spaces. "Rodríguez" is found by its i."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("-", " "))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).split()


# --- what is shown ----------------------------------------------------------------------------------------------------


def _newest_first(study: Listed) -> tuple[int, str, str]:
    """Those without a year come last."""
    return -(study.plain.get("year") or 0), citations.short(study.plain).casefold(), study.slug


def _year(study: Listed) -> str:
    return str(study.plain.get("year") or NO_YEAR)


def _row(study: Listed) -> dict[str, Any]:
    plain: Mapping[str, Any] = study.plain
    design = Design(plain["design"])
    return {
        "slug": study.slug,
        "title": citations.tidy(plain["title"]),
        "authors_html": citations.byline_html(plain),
        "journal": citations.tidy(plain.get("journal", "")),
        "retracted": study.retracted,
        "design": design.label,
        "participants": plain.get("n") if design not in NOT_STUDIES else None,
        "counted": "animals" if design == Design.ANIMAL else "people",
        "directness": "" if design in NOT_STUDIES else WHO_WAS_STUDIED[StudyDirectness(plain["directness"])],
        "pages": study.pages,
    }
