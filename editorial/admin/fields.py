"""The fields that editors type in: Markdown with its live preview, lists one item a line, text with one line end."""

import re
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.postgres.forms import SimpleArrayField
from django.forms.widgets import Script
from markdownx.widgets import AdminMarkdownxWidget


class MarkdownWidget(AdminMarkdownxWidget):
    """django-markdownx's editor and preview, driven by our own script.

    The package's script keeps the Tab key from leaving the field, writes "Invalid response" into the text when a
    picture is refused, asks for every preview at once, and knows nothing of rows added to the form later.
    `how` is how readers' pages set the field: "block", "inline" or "lines" (editorial/writing/preview.py).
    """

    class Media:
        extend = False
        css = {"all": ["admin-rose/editor.css"]}
        js = [Script(f"admin-rose/{name}.js", type="module") for name in ("editor", "toolbar", "pick")]

    ROWS = {"block": 12, "inline": 2, "lines": 6}

    def __init__(self, how: str = "block"):
        super().__init__({"data-how": how, "rows": self.ROWS[how]})


class TidyText(forms.CharField):
    """Text with one kind of line end, so that a browser's other kind does not count as a change."""

    def to_python(self, value: Any) -> str:
        return super().to_python(str(value or "").replace("\r\n", "\n").replace("\r", "\n"))


class LinesField(SimpleArrayField):
    """A list, one item a line; sentences are shown with a blank line between. Commas belong to the items."""

    def __init__(self, base_field: forms.Field, **kwargs: Any):
        apart = "\n\n" if isinstance(kwargs.get("widget"), MarkdownWidget) else "\n"
        super().__init__(base_field, delimiter=apart, **kwargs)

    def to_python(self, value: Any) -> list[Any]:
        if isinstance(value, str):
            value = [line.strip() for line in value.splitlines() if line.strip()]
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            value = [re.sub(r"\s*\n\s*", " ", item) for item in value]  # a line break would make two items of one
        return super().prepare_value(value)


def small_text() -> AdminTextareaWidget:
    return AdminTextareaWidget(attrs={"rows": 3})
