"""What studies counted, against 1,000."""

from collections.abc import Mapping
from typing import Any

from evidence.figures import thousand
from topics.markdown import PageRef


def in_a_thousand(intervention: PageRef, studies: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    """What the page's studies counted on this treatment and without it, against 1,000."""
    return thousand.in_a_thousand(studies, slug=intervention.slug, name=intervention.mid_sentence)
