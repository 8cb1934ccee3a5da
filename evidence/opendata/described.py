"""What the open data says of itself: its version, day and licence, and what its columns mean."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from evidence.opendata import rows
from evidence.opendata.columns import Column, Table
from evidence.opendata.published import Published, Version
from topics.linked_data import LANGUAGE, LICENCE, publisher

ABOUT = (
    "Everything that Rose has published on perimenopause and menopause: its pages, the studies they rest on, and every "
    "graded body of evidence with its judgements and their reasons."
)


def about(version: Version, site: str) -> dict[str, Any]:
    """What stands at the head of every JSON file."""
    return {
        "name": "Rose open data",
        "version": version.name,
        "date": version.day,
        "licence": LICENCE,
        "attribution": "The Rose project",
        "dictionary": site + reverse("evidence:data"),
        "pages_signed_off_by_a_clinician": f"{version.signed_off} of {version.pages}",
    }


def table(described: Table, published: Published) -> dict[str, Any]:
    """A table with the meaning of its columns."""
    return {
        "name": described.name,
        "title": described.title,
        "description": described.words,
        "columns": [column(one) for one in described.columns],
        "rows": [described.record(row) for row in rows.of(described, published)],
    }


def column(described: Column) -> dict[str, Any]:
    entry = {"name": described.name, "kind": described.kind, "description": described.words}
    return entry | ({"codes": dict(described.codes)} if described.codes else {})


def dataset(version: Version, tables: Iterable[Table], site: str) -> dict[str, Any]:
    """The same for search engines: schema.org's Dataset."""
    whole = {"name": "Everything", "encodingFormat": "application/json", "url": reverse("evidence:data-everything")}
    downloads = [whole] + [
        {"name": one.title, "encodingFormat": "text/csv", "url": reverse("evidence:data-csv", args=[one.name])}
        for one in tables
    ]
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": "Rose open data",
        "description": ABOUT,
        "url": site + reverse("evidence:data"),
        "version": version.name,
        **({"dateModified": version.day.isoformat()} if version.day else {}),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "inLanguage": LANGUAGE,
        "publisher": publisher(site),
        "distribution": [
            {"@type": "DataDownload"} | download | {"contentUrl": site + download.pop("url")} for download in downloads
        ],
    }
