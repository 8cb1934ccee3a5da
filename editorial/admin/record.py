"""The record: editions, sign-offs, comments and the audit trail. To be read, never changed here."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from editorial import trail
from editorial.admin.base import ReadOnly
from editorial.models import AuditEntry, Comment, SignOff, Task
from topics.models import Edition, Page


def page_link(page: Page | None) -> str:
    """The way from a row of the record to the page it is about."""
    return format_html('<a href="{}">{}</a>', reverse("admin:topics_page_change", args=[page.pk]), page) if page else ""


@admin.register(Edition)
class EditionAdmin(ReadOnly):
    list_display = ["title", "number", "kind", "change_kind", "change_note", "published_at", "published_by", "signed"]
    list_filter = ["kind", "change_kind", "published_at"]
    list_select_related = ["published_by"]
    search_fields = ["title", "slug", "change_note"]
    fields = ["page", "number", "published_at", "published_by", "signed", "change_kind", "change_note", "content_hash"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # An edition holds the whole page: the list never fetches that.
        return super().get_queryset(request).defer("content", "rendered").order_by("-published_at", "-pk")

    @admin.display(description="signed off by")
    def signed(self, edition: Edition) -> str:
        return ", ".join(f"{signed['name']}, {signed['credentials']}" for signed in edition.signed_off_by) or "nobody"


@admin.register(SignOff)
class SignOffAdmin(ReadOnly):
    list_display = ["page_title", "reviewer", "scope", "signed_at"]
    list_filter = ["scope", "reviewer", "signed_at"]
    list_select_related = ["page", "reviewer"]
    search_fields = ["page__title", "reviewer__name"]
    fields = ["page", "reviewer", "scope", "interests", "signed_at", "content_hash"]

    @admin.display(description="page", ordering="page__title")
    def page_title(self, signed: SignOff) -> str:
        return signed.page.title


@admin.register(Comment)
class CommentAdmin(ReadOnly):
    """Comments are written and resolved on their page's form."""

    list_display = ["text_start", "about", "section", "written_by", "written_at", "resolved_by"]
    list_filter = [("resolved_at", admin.EmptyFieldListFilter), "written_at"]
    list_select_related = ["page", "written_by", "resolved_by"]
    search_fields = ["text", "page__title", "section"]
    fields = ["page", "section", "text", "written_by", "written_at", "resolved_by", "resolved_at"]

    @admin.display(description="comment", ordering="text")
    def text_start(self, comment: Comment) -> str:
        return str(comment)

    @admin.display(description="page", ordering="page__title")
    def about(self, comment: Comment) -> str:
        return page_link(comment.page)


@admin.register(Task)
class TaskAdmin(ReadOnly):
    """What has come up and waits for somebody's judgement. It is closed on its page's form."""

    list_display = ["__str__", "about", "opened_at", "done_by", "outcome"]
    list_filter = [("done_at", admin.EmptyFieldListFilter), "opened_at"]
    list_select_related = ["page", "study", "done_by"]
    search_fields = ["page__title", "assessment", "study__slug"]
    fields = ["page", "assessment", "study", "reason", "opened_at", "done_by", "done_at", "outcome"]

    @admin.display(description="page", ordering="page__title")
    def about(self, task: Task) -> str:
        return page_link(task.page)


class OnPage(admin.SimpleListFilter):
    """Rows about one page, chosen by its title: too many for a list of links."""

    title = parameter_name = "page"
    template = "editorial/_page_filter.html"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        written_about = Page.objects.filter(Exists(AuditEntry.objects.filter(page=OuterRef("pk"))))
        return [(str(pk), title) for pk, title in written_about.order_by("title").values_list("pk", "title")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if not chosen:
            return queryset
        return queryset.filter(page=chosen) if chosen in dict(self.lookup_choices) else queryset.none()

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        others = {name: values for name, values in changelist.params.items() if name != self.parameter_name}
        self.others = [(name, value) for name, values in others.items() for value in values]
        for value, title in self.lookup_choices:
            yield {"value": value, "display": title, "selected": value == self.value()}


class ByPerson(admin.RelatedOnlyFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title, self.empty_value_display = "person", "the library"


class OnDay(admin.DateFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "day"


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ["at", "action", "who", "subject", "about", "note_start"]
    list_filter = [("by", ByPerson), OnPage, ("at", OnDay), "action"]
    date_hierarchy = "at"
    list_select_related = ["by", "page"]
    search_fields = ["subject", "note", "by__username", "page__title"]
    fields = ["at", "who", "action", "subject", "page", "edition", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("page", "by")

    def get_urls(self) -> list[Any]:
        export = self.admin_site.admin_view(require_POST(self.export))
        return [path("export/", export, name="editorial_auditentry_export"), *super().get_urls()]

    def export(self, request: HttpRequest) -> HttpResponse:
        """What the list shows, all of it, as a file."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            chosen = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect("admin:editorial_auditentry_changelist")
        text = trail.export(entries=chosen, by=request.user, chosen=unquote_plus(request.GET.urlencode()))
        # The mark at the start tells spreadsheets that this is UTF-8.
        response = HttpResponse(f"\ufeff{text}", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="audit-trail-{timezone.localdate():%Y-%m-%d}.csv"'
        return response

    @admin.display(description="who", ordering="by")
    def who(self, entry: AuditEntry) -> str:
        return str(entry.by or "the library")

    @admin.display(description="page")
    def about(self, entry: AuditEntry) -> str:
        return page_link(entry.page)

    @admin.display(description="note")
    def note_start(self, entry: AuditEntry) -> str:
        return entry.note if len(entry.note) <= 120 else f"{entry.note[:119]}…"
