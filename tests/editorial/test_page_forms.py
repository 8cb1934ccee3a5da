"""The forms of pages: each field says what to write in it, and figures and grades stand there as readers see them."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import reverse

from editorial.content.rendering import render
from editorial.writing.kept import saved_tag
from tests import factories
from tests.editorial.factories import fields_of, saved
from topics.models import Article, Intervention, Mechanism, Page, Topic

pytestmark = pytest.mark.django_db


def forms_of(model, rf):
    """The form of a new page of this kind, and those of its rows, for somebody who may do everything."""
    request = rf.get("/")
    request.user = User(is_superuser=True, is_staff=True, is_active=True)
    own = admin.site._registry[model]
    yield "the page", own.get_form(request, None, change=False)
    for formset, inline in own.get_formsets_with_inlines(request, None):
        yield str(inline.verbose_name_plural), formset.form


@pytest.mark.parametrize("model", [Topic, Intervention, Mechanism, Article])
def test_every_field_of_a_page_says_what_to_write_in_it(model, rf):
    fields = [(part, name, field) for part, form in forms_of(model, rf) for name, field in form.base_fields.items()]
    assert len(fields) > 15
    assert [(part, name) for part, name, field in fields if len(field.help_text.split()) < 3] == []


def change(page: Page) -> str:
    return reverse(f"admin:topics_{page.specific._meta.model_name}_change", args=[page.pk])


def fold(content: str) -> str:
    """What stands in the fold of figures and grades."""
    found = re.search(r'<template shadowrootmode="open">(.*?)</template>', content, re.DOTALL)
    assert found, "there is no fold"
    return found[1]


@pytest.mark.parametrize(
    ("slug", "shown"),
    [
        ("low-dose-naltrexone", ["In people with fibromyalgia, low-dose naltrexone may make", "Low certainty"]),
        ("joint-pain", ["What might help?", "certainty"]),
        ("microglial-activation", ["Proposed", 'class="paths"']),
        ("nine-facts-about-low-dose-naltrexone-and-menopause", ["How sure are these 9 facts?", "Moderate evidence"]),
    ],
)
@pytest.mark.parametrize("who", [factories.author_amal, factories.reviewer_dr_ito])
def test_figures_and_grades_stand_in_the_form_as_readers_see_them(who, slug, shown, client):
    client.force_login(who())
    page = Page.objects.get(slug=slug)
    found = fold(client.get(change(page)).content.decode())
    public = client.get(page.get_absolute_url()).content.decode()
    for words in shown:
        assert words in found
        assert words in public


@pytest.mark.parametrize("make", [factories.topic, factories.intervention, factories.mechanism, factories.article])
def test_a_page_without_figures_and_grades_has_no_fold_for_them(make, client):
    client.force_login(factories.author_amal())
    response = client.get(change(make()))
    assert response.status_code == 200
    assert "shadowrootmode" not in response.content.decode()


@pytest.mark.parametrize("slug", ["low-dose-naltrexone", "joint-pain"])
def test_the_form_renders_its_page_once_and_has_all_figures_by_then(slug, client, monkeypatch, queries_while_rendering):
    client.force_login(factories.author_amal())
    page = Page.objects.get(slug=slug)
    rendered = []
    monkeypatch.setattr(
        "editorial.content.rendering.render",
        lambda *args, **more: rendered.append(more["slug"]) or render(*args, **more),
    )
    fold(client.get(change(page)).content.decode())
    assert rendered == [slug]
    assert not [sql for sql in queries_while_rendering if "evidence_evidencerow" in sql or "evidence_citation" in sql]


# --- text that is kept in the browser --------------------------------------------------------------------------------


def test_a_save_that_went_well_says_which_text_need_not_be_kept(client):
    client.force_login(factories.author_amal())
    page = factories.topic()
    assert "kept_in" in client.get(change(page)).context
    saved(client, change(page), title="Colder toes", _kept="abc123")
    assert 'class="kept-abc123 success"' in client.get(reverse("admin:topics_topic_changelist")).content.decode()


def test_a_save_that_was_refused_says_nothing_of_the_kind(client):
    client.force_login(factories.author_amal())
    response = saved(client, change(factories.topic()), title="", _kept="abc123")
    assert "kept-abc123" not in response.content.decode()


@pytest.mark.parametrize("name", ["", "ABC", 'a" onload="b', "a b", "x" * 21])
def test_a_name_that_the_browser_would_not_give_is_not_printed(name):
    assert saved_tag({"_kept": name}) == ""


def test_the_form_has_a_place_for_the_name_and_a_window_on_top_of_another_has_none(client):
    client.force_login(factories.author_amal())
    page = factories.topic()
    assert fields_of(client.get(change(page)))["_kept"] == [""]
    assert "_kept" not in fields_of(client.get(change(page) + "?_popup=1"))
    assert fields_of(client.get(reverse("admin:topics_topic_add")))["_kept"] == [""]
