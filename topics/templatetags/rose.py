"""Small helpers for templates. They print what was made elsewhere and ask the database nothing."""

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from topics.markdown import mid_sentence

register = template.Library()


@register.filter
def safe_html(html: str) -> SafeString:
    """HTML that topics.markdown has cleaned. The one way for a template to print HTML."""
    return mark_safe(html)  # noqa: S308 - made by topics.markdown.clean or evidence.citations, both of which escape


IN_A_SCRIPT = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
"""What could end the element, or a line of a script, as JSON writes it without that power."""


@register.filter
def json_ld(data: Any) -> SafeString:
    """Data for software that reads the page. A browser runs nothing of this type, so the page's policy is not asked."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(IN_A_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - nothing left ends a script


@register.filter
def thousands(number: int) -> str:
    """A count of people as people read it: 11,247."""
    return f"{number:,}"


register.filter("mid_sentence", mid_sentence)
