"""Editors' labels, and what publishing derives from editions: search entries, the evidence grid, and the like."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from taggit import admin as taggit_admin
from taggit.models import Tag

from editorial.admin.base import ReadOnly, Recorded
from evidence.models import Citation, EvidenceRow, MechanismRow
from search.models import Completion, Entry, NameWord, Phrase, Spelling, Unanswered, Word
from topics.models import Page, PageLink

# The package's own screen merges labels without a trace on the pages that carry them, under a name that says nothing.
admin.site.unregister(taggit_admin.Tag)
apps.get_app_config("taggit").verbose_name = "Labels"


@admin.register(Tag)
class TagAdmin(Recorded):
    list_display = ["name", "slug", "pages"]
    search_fields = ["name"]
    ordering = ["name"]
    fields = ["name", "slug"]

    def pages_of(self, item: Tag) -> list[Page]:
        """Every page that carries the label says something else once the label does."""
        return list(Page.objects.filter(tags=item))

    def subject(self, item: Tag) -> str:
        return f"Label “{item}”"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(items=Count("taggit_taggeditem_items"))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Tag | None = None) -> dict[str, list[str]]:
        return {} if obj else {"slug": ["name"]}

    @admin.display(description="pages", ordering="items")
    def pages(self, tag: Tag) -> int:
        return tag.items


class Derived(ReadOnly):
    """Made by publishing and made again by `manage.py rebuild_projections`: to be looked at when something is off."""

    show_full_result_count = False


@admin.register(PageLink)
class PageLinkAdmin(Derived):
    list_display = ["from_page", "to_page"]
    list_select_related = ["from_page", "to_page"]
    search_fields = ["from_page__title", "to_page__title"]


@admin.register(Citation)
class CitationAdmin(Derived):
    list_display = ["page", "study"]
    list_select_related = ["page", "study"]
    search_fields = ["page__title", "study__slug"]


@admin.register(EvidenceRow)
class EvidenceRowAdmin(Derived):
    list_display = ["intervention", "topic", "key", "certainty", "direction", "size"]
    list_filter = ["certainty", "direction", "is_harm"]
    list_select_related = ["intervention", "topic"]
    search_fields = ["intervention__title", "topic__title", "key"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("card")


@admin.register(MechanismRow)
class MechanismRowAdmin(Derived):
    list_display = ["mechanism", "topic", "basis"]
    list_select_related = ["mechanism", "topic"]
    search_fields = ["mechanism__title", "topic__title"]


@admin.register(Unanswered)
class UnansweredAdmin(ReadOnly):
    """What readers asked for and Rose has no name for: a hint at which names to add to pages."""

    list_display = ["word", "searches", "day"]
    date_hierarchy = "day"
    search_fields = ["word"]


for model in (Entry, Phrase, NameWord, Completion, Word, Spelling):
    fields = {field.name for field in model._meta.fields}
    attributes: dict[str, Any] = {
        "list_display": ["__str__", *[name for name in ("page", "kind", "text") if name in fields]],
        "list_select_related": ["page"] if "page" in fields else False,
    }
    admin.register(model)(type(f"{model.__name__}Admin", (Derived,), attributes))
