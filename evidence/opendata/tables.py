"""The data dictionary: every table that Rose offers, with every column in plain words.

The files take their columns from here and from nowhere else, so that none is without its meaning.
"""

from collections.abc import Mapping
from typing import Final

from evidence.opendata.columns import Table
from evidence.opendata.evidence_tables import (
    ASSESSMENTS,
    FINDINGS,
    HARMS,
    MECHANISM_LINKS,
    OUTCOMES,
    STUDIES,
    TRIALS,
)  # fmt: skip
from evidence.opendata.page_tables import (
    CAUTIONS,
    CLAIMS,
    DOSES,
    GLOSSARY,
    NAMES,
    PAGES,
    REGULATIONS,
    SIDE_EFFECTS,
    WARNING_SIGNS,
)  # fmt: skip

TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        ASSESSMENTS, STUDIES, FINDINGS, HARMS, OUTCOMES, TRIALS, MECHANISM_LINKS,
        PAGES, CLAIMS, NAMES, WARNING_SIGNS, DOSES, SIDE_EFFECTS, CAUTIONS, REGULATIONS, GLOSSARY,
    )
}  # fmt: skip
"""Every table by its address, the evidence first."""
