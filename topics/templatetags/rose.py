"""Small helpers for templates. They print what was made elsewhere and ask the database nothing."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from topics.markdown import mid_sentence

register = template.Library()


@register.filter
def safe_html(html: str) -> SafeString:
    """HTML that topics.markdown has cleaned. The one way for a template to print HTML."""
    return mark_safe(html)  # noqa: S308 - made by topics.markdown.clean or evidence.citations, both of which escape


@register.filter
def thousands(number: int) -> str:
    """A count of people as people read it: 11,247."""
    return f"{number:,}"


register.filter("mid_sentence", mid_sentence)
