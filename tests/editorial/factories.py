"""A form as a browser would send it back, for tests that save what they opened."""

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

BUTTONS = {"submit", "button", "file", "image", "reset"}


class _Form(HTMLParser):
    """Reads the fields of the forms whose id passes `wanted`."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
        self.inside = False
        self.fields: dict[str, list[str]] = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.inside = (given.get("id") or "").endswith(self.wanted)
        elif not self.inside or "__prefix__" in name:
            return
        elif tag == "input" and name and given.get("type") not in BUTTONS:
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                blank = "on" if given.get("type") == "checkbox" else ""
                self.fields.setdefault(name, []).append(given.get("value") or blank)
        elif tag == "textarea":
            self.area = name
            self.fields[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.fields.setdefault(self.select, []).append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.area = ""
        elif tag == "select":
            self.select = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            # Browsers leave out the line break after the tag, and send both characters of every other.
            text = self.fields[self.area][0] + data
            self.fields[self.area] = [text.replace("\r\n", "\n").lstrip("\n").replace("\n", "\r\n")]


def fields_of(response: HttpResponse, form: str = "_form") -> dict[str, Any]:
    """What a browser would send if somebody pressed the form's button without touching it."""
    parser = _Form(form)
    parser.feed(response.content.decode())
    return parser.fields


def saved(client: Client, url: str, **changes: Any) -> HttpResponse:
    """Open a form, change these fields (`__` stands for `-`), and save it."""
    opened = client.get(url)
    assert opened.status_code == 200, opened
    data = fields_of(opened) | {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(url, data)


def errors_of(response: HttpResponse) -> str:
    """Everything that a refused form says is wrong."""
    assert response.status_code == 200, "the form was not refused"
    found = [str(response.context["adminform"].form.errors)]
    for formset in response.context["inline_admin_formsets"]:
        found += [str(formset.formset.errors), str(formset.formset.non_form_errors())]
    return " ".join(found)
