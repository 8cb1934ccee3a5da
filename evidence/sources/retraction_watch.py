"""The Retraction Watch data, as Crossref gives it away: one CSV file, a row for each notice about a paper."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TextIO

NEEDED: Final = ("OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "RetractionDate", "RetractionDOI")
RETRACTION: Final = "retraction"
"""The nature of a notice that withdraws a paper. Corrections and expressions of concern are others."""


class UnreadableFile(Exception):
    """The file is no Retraction Watch CSV; the message says what it lacks."""


@dataclass(frozen=True)
class Notice:
    """A paper's retraction, as its notice tells it."""

    doi: str
    pmid: str
    notice_doi: str
    date: str
    source: str = "Retraction Watch"

    def __str__(self) -> str:
        told = [f"Retracted, says {self.source}"]
        told += [f"on {self.date}"] if self.date else []
        told += [f"(notice: doi:{self.notice_doi})"] if self.notice_doi else []
        return " ".join(told)


def read(file: TextIO) -> list[Notice]:
    """The retractions in a file, identifiers in lower case. Raises UnreadableFile."""
    try:
        rows = csv.DictReader(file)
        missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
        if missing:
            raise UnreadableFile(f"it has no column {', '.join(missing)}")
        return [_notice(row) for row in rows if (row["RetractionNature"] or "").strip().casefold() == RETRACTION]
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableFile(f"it can’t be read as CSV in UTF-8 ({error})") from error


def _notice(row: dict[str, str]) -> Notice:
    return Notice(
        doi=_identifier(row["OriginalPaperDOI"]),
        pmid=_identifier(row["OriginalPaperPubMedID"]),
        notice_doi=_identifier(row["RetractionDOI"]),
        date=(row["RetractionDate"] or "").split(" ")[0],
    )


def _identifier(text: str | None) -> str:
    """As it is compared. The data writes "unavailable" or 0 where there is none."""
    text = (text or "").strip().casefold()
    return "" if text in ("unavailable", "0") else text


def by_paper(notices: Iterable[Notice]) -> dict[str, Notice]:
    """Each paper's notice, by its DOI and by its PubMed number."""
    return {key: notice for notice in notices for key in (notice.doi, notice.pmid) if key}
