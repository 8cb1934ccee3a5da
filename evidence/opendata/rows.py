"""The rows of each table, laid out from everything published. A row is what is known; its table picks the columns."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.urls import reverse

from evidence import citations, grading
from evidence.opendata import evidence_tables, page_tables
from evidence.opendata.columns import Table
from evidence.opendata.published import LivePage, Plain, Published, Version, Words, everything
from topics import glossary

Row = dict[str, Any]


def of(table: Table, published: Published) -> Iterator[Row]:
    """The rows of a table, as known."""
    return MAKERS[table.name](published)


_counted: dict[str, Mapping[str, int]] = {}
"""The counts of the version that was counted last. Equal names are equal rows, so they are never stale."""


def counts(version: Version, words: Words) -> Mapping[str, int]:
    """How many rows each table has. Everything is laid out once a version; two statements then, and none after."""
    found = _counted.get(version.name)
    if found is None:
        published = everything(words)
        found = {name: sum(1 for _ in maker(published)) for name, maker in MAKERS.items()}
        _counted.clear()
        _counted[published.version().name] = found
    return found


def _by_slug(published: Published) -> list[LivePage]:
    return sorted(published.pages, key=lambda page: page.slug)


def pages(published: Published) -> Iterator[Row]:
    for page in _by_slug(published):
        signed = page.signed_off_by
        yield (
            dict(page.page)
            | page.edition
            | {
                "slug": page.slug,
                "url": page.url,
                "related": _published_only(page.page.get("related"), published),
                "about": _published_only(page.page.get("about"), published),
                "cites": page.cited,
                "signed_off_by": [person["name"] for person in signed],
                "signed_off_on": max((person["date"] for person in signed), default=None),
                "change_kind": page.change_kind,
                "change_note": page.change_note,
                "content_hash": page.content_hash,
            }
        )


def _published_only(slugs: list[str] | None, published: Published) -> list[str]:
    """What is not published yet is nobody's to know of."""
    return [slug for slug in slugs or [] if slug in published.slugs]


def assessments(published: Published) -> Iterator[Row]:
    for page in _by_slug(published):
        cards = {card["key"]: card for card in page.cards}
        for assessment in page.page.get("assessments", []):
            yield _assessment(page, assessment, cards[assessment["key"]], published)


def _assessment(page: LivePage, assessment: Plain, card: Plain, published: Published) -> Row:
    studies = [study["key"] for study in card["study_list"]]
    anchor = f"#evidence-{page.slug}-{assessment['key']}"
    return (
        dict(assessment)
        | _judgements(assessment)
        | page.edition
        | {
            "id": f"{page.slug}/{assessment['key']}",
            "intervention": page.slug,
            "harm": card["is_harm"],
            "sentence": card["sentence"],
            "certainty": card["certainty"],
            "studies": studies,
            "participants": card["participants"],
            "retracted_studies": [key for key in studies if key in published.retracted],
            "url": page.url + anchor,
            "fhir": reverse("evidence:fhir", args=[page.slug, assessment["key"]]),
        }
    )


def _judgements(assessment: Plain) -> Row:
    """Every domain with its reason. What the plain data leaves out is no concern, but for nobody studied: nothing."""
    studied = assessment["starting_point"] != grading.NO_HUMAN_EVIDENCE
    row: Row = {}
    for domain in grading.LOWERING_DOMAINS:
        judged = assessment.get(domain, {})
        row[domain] = judged.get("judgement", grading.NO_CONCERN) if studied else ""
        row[f"{domain}_reason"] = judged.get("reason", "")
    for domain in grading.RAISING_DOMAINS:
        judged = assessment.get(domain, {})
        row[domain] = judged.get("points", 0)
        row[f"{domain}_reason"] = judged.get("reason", "")
    return row


def studies(published: Published) -> Iterator[Row]:
    held: dict[str, list[str]] = {}
    for page in _by_slug(published):
        for key in page.content.get("studies", {}):
            held.setdefault(key, []).append(page.slug)
    for key, (page, study) in published.studies.items():
        yield (
            dict(study)
            | page.edition
            | {
                "key": key,
                "url": next((url for _, url in citations.links(study)), ""),
                "participants": study.get("n"),
                "retracted": key in published.retracted,
                "held_by": held[key],
                "from_page": page.slug,
            }
        )


def findings(published: Published) -> Iterator[Row]:
    """Each finding from the newest edition that holds it: an older one may rest on what a newer one dropped."""
    found: dict[str, Row] = {}
    for page in published.pages:
        for key, study in page.content.get("studies", {}).items():
            for finding in study.get("findings", []):
                found.setdefault(f"{key}/{finding['key']}", dict(finding) | {"study": key})
    for name, finding in sorted(found.items()):
        yield (
            finding
            | _measure(finding.get("measure", {}))
            | {
                "id": name,
                "intervention": next(iter(_published_only([finding.get("intervention", "")], published)), ""),
                "topics": _published_only(finding.get("topics"), published),
            }
        )


def _measure(measure: Plain) -> Row:
    low, high = measure.get("ci") or (None, None)
    return {
        "measure": measure.get("type", ""),
        "value": measure.get("value"),
        "unit": measure.get("unit", ""),
        "ci_low": low,
        "ci_high": high,
        "p": measure.get("p"),
    }


def harms(published: Published) -> Iterator[Row]:
    for key, (_, study) in published.studies.items():
        for position, event in enumerate(study.get("safety", []), 1):
            yield dict(event) | {"study": key, "position": position}


def outcomes(published: Published) -> Iterator[Row]:
    for slug, outcome in sorted(_newest(published, "outcomes").items()):
        difference = outcome.get("important_difference") or {}
        yield dict(outcome) | {
            "slug": slug,
            "important_difference": difference.get("value"),
            "important_difference_unit": difference.get("unit", ""),
            "important_difference_source": difference.get("source", ""),
        }


def _newest(published: Published, part: str) -> dict[str, Plain]:
    """Each thing that editions keep by name, from the newest edition that holds it."""
    found: dict[str, Plain] = {}
    for page in published.pages:
        for name, thing in page.content.get(part, {}).items():
            found.setdefault(name, thing)
    return found


def trials(published: Published) -> Iterator[Row]:
    found: dict[str, Plain] = {}
    for page in published.pages:
        for trial in page.content.get("trials", []):
            found.setdefault(trial["registry_id"], trial)
    for _, trial in sorted(found.items()):
        yield dict(trial) | {
            "participants": trial.get("n"),
            "interventions": _published_only(trial.get("interventions"), published),
            "topics": _published_only(trial.get("topics"), published),
        }


def mechanism_links(published: Published) -> Iterator[Row]:
    for page in _by_slug(published):
        for link in page.page.get("acts_on", []):
            ends = {"id": f"{page.slug}/{link['mechanism']}", "intervention": page.slug}
            yield dict(link) | page.edition | ends
        for link in page.page.get("contributes_to", []):
            ends = {"id": f"{page.slug}/{link['topic']}", "mechanism": page.slug}
            yield dict(link) | page.edition | ends


def claims(published: Published) -> Iterator[Row]:
    for page in _by_slug(published):
        for claim, shown in zip(page.page.get("claims", []), page.claims, strict=True):
            yield (
                dict(claim)
                | page.edition
                | {
                    "article": page.slug,
                    "number": shown["number"],
                    "letter": shown["letter"],
                }
            )


def names(published: Published) -> Iterator[Row]:
    for page in _by_slug(published):
        for alias in page.page.get("aliases", []):
            name = {"text": alias} if isinstance(alias, str) else alias
            yield {"page": page.slug, "name": name["text"], "kind": name.get("kind")}


def words(published: Published) -> Iterator[Row]:
    address = reverse("topics:glossary")
    for word in published.words:
        yield dict(word) | {"url": f"{address}#{word['slug']}", "content_hash": glossary.content_hash(word)}


def _parts(name: str) -> Callable[[Published], Iterator[Row]]:
    """The rows that pages keep as a list under this name."""

    def rows(published: Published) -> Iterator[Row]:
        for page in _by_slug(published):
            for part in page.page.get(name, []):
                yield dict(part) | page.edition | {"page": page.slug}

    return rows


MAKERS: Final[Mapping[str, Callable[[Published], Iterator[Row]]]] = {
    page_tables.PAGES.name: pages,
    evidence_tables.ASSESSMENTS.name: assessments,
    evidence_tables.STUDIES.name: studies,
    evidence_tables.FINDINGS.name: findings,
    evidence_tables.HARMS.name: harms,
    evidence_tables.OUTCOMES.name: outcomes,
    evidence_tables.TRIALS.name: trials,
    evidence_tables.MECHANISM_LINKS.name: mechanism_links,
    page_tables.CLAIMS.name: claims,
    page_tables.NAMES.name: names,
    page_tables.WARNING_SIGNS.name: _parts("warning_signs"),
    page_tables.DOSES.name: _parts("doses"),
    page_tables.SIDE_EFFECTS.name: _parts("side_effects"),
    page_tables.CAUTIONS.name: _parts("cautions"),
    page_tables.REGULATIONS.name: _parts("regulations"),
    page_tables.GLOSSARY.name: words,
}
