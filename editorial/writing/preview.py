"""What an editor sees of a text before anyone else does: exactly what readers would get.

Words are linked to the glossary where a whole page first uses them, so these links are in the preview of a page alone.
"""

from collections.abc import Callable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from editorial.content import codec
from editorial.content.rendering import page_refs, study_keys
from evidence import presenters as evidence
from topics.markdown import Prose


def markdownify(text: str) -> str:
    """django-markdownx's hook: a text of several paragraphs as HTML."""
    return fragment(text)


def fragment(text: str, how: str = "block") -> str:
    """One field's text as readers get it, its citations numbered from 1 and listed below it."""
    studies = {
        study.slug: codec.encode_study(study)
        for study in codec.studies_in_full().citable().filter(slug__in=study_keys(text))
    }
    prose = Prose(studies=studies, pages=page_refs())
    html = SET.get(how, _block)(text, prose)
    return html + _references(evidence.references(prose.cited, studies))


def _block(text: str, prose: Prose) -> SafeString:
    return mark_safe(prose.block(text))  # noqa: S308 - Prose cleans it


def _inline(text: str, prose: Prose) -> SafeString:
    return format_html("<p>{}</p>", mark_safe(prose.inline(text))) if text.strip() else mark_safe("")  # noqa: S308


def _lines(text: str, prose: Prose) -> SafeString:
    """One item a line, as key points and questions are."""
    items = [(mark_safe(prose.inline(line.strip())),) for line in text.splitlines() if line.strip()]  # noqa: S308
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", items)) if items else mark_safe("")


SET: dict[str, Callable[[str, Prose], SafeString]] = {"block": _block, "inline": _inline, "lines": _lines}
"""How readers' pages set a field: as paragraphs, within a line, or one item a line."""


def _references(rows: list[dict[str, str]]) -> SafeString:
    if not rows:
        return mark_safe("")
    items = format_html_join("", "<li>{}</li>", ((mark_safe(row["html"]),) for row in rows))  # noqa: S308 - citations escapes
    return format_html('<ol class="preview-references">{}</ol>', items)
