"""What a page of results shows, and what the API returns: from an answer to plain data."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from evidence.models import Basis
from evidence.presenters.mechanisms import BASIS_WORDS
from search.answer import Answer, Hit, Row, SharedMechanism, Treatment
from search.extracts import extract
from search.suggestions import Suggestion
from search.table import table
from search.understanding import Meaning
from search.words import MOST_CHARACTERS
from topics.models import Kind, page_url

MOST_STUDIES = 8


def results(answer: Answer) -> dict[str, Any]:
    """The page of results."""
    understanding = answer.understanding
    studies = _studies(answer.treatments)
    return {
        "query": answer.query,
        "is_cut": answer.is_cut,
        "corrections": answer.corrections,
        "shown_for": _as_corrected(answer),
        "emergency": list(dict.fromkeys(sign for hit in answer.hits for sign in hit.emergency)),
        "chips": [_chip(answer, meaning) for meaning in understanding.meanings],
        "denied": [meaning.subject.title for meaning in understanding.denied],
        "unknown": understanding.unknown,
        "could_be": [_added(answer, subject.title) for subject in understanding.could_be],
        "pick_url": _pick_url(answer.topics),
        "topics": [_link(m.subject.kind, m.subject.address, m.subject.title) for m in answer.topics],
        "table": table(answer) if answer.treatments else None,
        "mechanisms": [_mechanism(found, answer.topics) for found in answer.mechanisms],
        "studies": [row.study(key) for key, row in list(studies.items())[:MOST_STUDIES]],
        "studies_in_all": len(studies),
        "hits": [_hit(hit, answer) for hit in answer.hits],
        "are_more": answer.are_more,
        "nearest": [_link(subject.kind, subject.address, subject.title) for subject in answer.nearest],
    }


def _link(kind: str, address: str, title: str) -> dict[str, str]:
    return {"title": title, "url": page_url(kind, address)}


def _as_corrected(answer: Answer) -> str:
    """The query with its misspelt words put right."""
    text = answer.query
    for correction in answer.corrections:
        text = re.sub(rf"\b{re.escape(correction.typed)}\b", correction.read_as, text)
    return text


def _added(answer: Answer, title: str) -> dict[str, str]:
    """The address of the same search with one more symptom in it."""
    return {"title": title, "url": f"{reverse('search:results')}?{urlencode({'q': f'{answer.query}, {title}'})}"}


def _pick_url(topics: Sequence[Meaning]) -> str:
    """The list of symptoms, with those understood ticked."""
    named = [("q", meaning.subject.title) for meaning in topics if meaning.subject.kind == Kind.SYMPTOM]
    return reverse("search:pick") + (f"?{urlencode(named)}" if named else "")


def _chip(answer: Answer, meaning: Meaning) -> dict[str, Any]:
    """A page that was understood, with the address of the same search without it."""
    left = answer.understanding.without(meaning)
    same = meaning.matched.casefold() == meaning.subject.title.casefold()
    return {
        "title": meaning.subject.title,
        "kind": Kind(meaning.subject.kind).label,
        "matched": "" if same else meaning.matched,
        "without_url": reverse("search:results") + (f"?{urlencode({'q': left})}" if left else ""),
    }


# --- what stands behind what may help ---------------------------------------------------------------------------------


def _mechanism(found: SharedMechanism, topics: Sequence[Meaning]) -> dict[str, Any]:
    """What two or more topics may have in common, and what shows it for each."""
    named = {meaning.subject.slug: meaning.subject.title for meaning in topics}
    shown = [{"topic": named[slug], "basis": BASIS_WORDS[Basis(basis)]} for slug, basis in found.basis.items()]
    return {**_link(Kind.MECHANISM, found.address, found.title), "shown": shown}


def _studies(treatments: Iterable[Treatment]) -> dict[str, Row]:
    """The studies behind the rows, each once and with its first row: the surest and most direct rows first."""
    rows = sorted((row for treatment in treatments for row in treatment.rows), key=lambda row: row.order)
    found: dict[str, Row] = {}
    for row in rows:
        for key in row.study_keys:
            found.setdefault(key, row)
    return found


# --- pages ------------------------------------------------------------------------------------------------------------


def _hit(hit: Hit, answer: Answer) -> dict[str, Any]:
    return {
        **_link(hit.kind, hit.address, hit.title),
        "kind": Kind(hit.kind).label,
        "summary": hit.summary,
        "extract": [] if hit.is_meant else extract(hit.text, answer.sought),
    }


def _excerpt(hit: Hit, answer: Answer) -> str:
    """A page that she means is told by its summary; another one by what it says of what she means."""
    return hit.summary if hit.is_meant else "".join(piece.text for piece in extract(hit.text, answer.sought))


# --- suggestions ------------------------------------------------------------------------------------------------------


def suggestions(query: str, offered: Iterable[Suggestion]) -> dict[str, Any]:
    """As JSON: for each page its name that fits, and the whole query with it filled in."""
    return {
        "query": query[:MOST_CHARACTERS],
        "suggestions": [
            {
                "text": one.text,
                "title": one.title,
                "kind": Kind(one.kind).label,
                "url": page_url(one.kind, one.address),
                "query": one.query,
            }
            for one in offered
        ],
    }


# --- the API ----------------------------------------------------------------------------------------------------------


def as_json(answer: Answer) -> dict[str, Any]:
    """The same answer as plain data. Excerpts are plain text: whoever prints them escapes them."""
    return {
        "query": answer.query,
        "symptoms": [
            {"slug": meaning.subject.slug, "title": meaning.subject.title, "matched": meaning.matched}
            for meaning in answer.topics
        ],
        "interventions": [
            {
                "slug": treatment.slug,
                "title": treatment.title,
                "topics": [m.subject.slug for m in answer.topics if m.subject.slug in treatment.covers],
                "certainty": treatment.rows[0].certainty,
                "direction": treatment.rows[0].direction,
            }
            for treatment in answer.treatments
        ],
        "pages": [
            {
                "slug": hit.slug,
                "kind": hit.kind,
                "title": hit.title,
                "url": page_url(hit.kind, hit.address),
                "excerpt": _excerpt(hit, answer),
            }
            for hit in answer.hits
        ],
    }
