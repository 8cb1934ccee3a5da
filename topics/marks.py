"""The two marks that Rose adds to Markdown, as they are typed: a citation and a link to a page."""

import re
from typing import Final

CITATION: Final = re.compile(r"\[(@[a-z0-9-]+(?:\s*;\s*@[a-z0-9-]+)*)((?:\s*;\s*=[-+*/().\d\s]+)*)\]")
"""`[@younger-2013; @bruun-2024]`. A sum may follow, for those who check the page: `[@younger-2013; =28.8-18.0]`."""

PAGE_LINK: Final = re.compile(r"\[\[([a-z0-9-]+)(?:\|([^\]\n]+))?\]\]")
"""`[[joint-pain]]`, or `[[joint-pain|aching joints]]` in other words."""


def studies_cited(citation: re.Match[str]) -> list[str]:
    """The studies that one citation names."""
    return [key.strip().lstrip("@") for key in citation.group(1).split(";")]


def sums_of(citation: re.Match[str]) -> list[str]:
    """The sums that one citation says the numbers before it come from, without their equals signs."""
    return [part.strip().lstrip("=").strip() for part in citation.group(2).split(";") if part.strip()]
