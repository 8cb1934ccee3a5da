"""Lines of text as figures print them, and whom a study's number counts."""

import textwrap
from collections.abc import Mapping
from typing import Any


def lines(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` characters: SVG breaks none by itself. At least one line."""
    return textwrap.wrap(text, width, break_on_hyphens=True) or [""]


def people(study: Mapping[str, Any]) -> str:
    """Whom the study's number counts: "women" where its population names women and nobody else, otherwise "people"."""
    words = {word.strip(".,;:()") for word in (study.get("population") or "").lower().split()}
    others = {"men", "people", "adults", "patients", "children", "participants"}
    return "women" if "women" in words and not words & others else "people"
