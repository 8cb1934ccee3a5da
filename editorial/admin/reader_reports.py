"""What readers told Rose, and what is told to readers in turn, as lists. A report is answered on its own screen."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from editorial.admin.base import ReadOnly
from editorial.models import ReaderReport
from topics.models import ReaderNote


@admin.register(ReaderReport)
class ReaderReportAdmin(ReadOnly):
    list_display = ["subject", "kind", "start", "received_on", "answered_at", "outcome"]
    list_display_links = None
    list_filter = [("answered_at", admin.EmptyFieldListFilter), "kind", "received_on"]
    list_select_related = ["page"]
    search_fields = ["words", "outcome", "page__title", "study"]
    fields = ["subject", "kind"]

    @admin.display(description="about", ordering="page__title")
    def subject(self, report: ReaderReport) -> str:
        return format_html('<a href="{}">{}</a>', reverse("editorial:reader-report", args=[report.pk]), report.about)

    @admin.display(description="in the reader’s words", ordering="words")
    def start(self, report: ReaderReport) -> str:
        return Truncator(report.words).chars(120)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        report = self.get_object(request, object_id)
        if report is None or not self.has_view_permission(request, report):
            return super().change_view(request, object_id, *args, **kwargs)
        return redirect("editorial:reader-report", report.pk)


@admin.register(ReaderNote)
class ReaderNoteAdmin(ReadOnly):
    """What readers are told was done. It is worded with the report's answer."""

    list_display = ["said", "done", "page", "study", "told_on", "done_on"]
    list_select_related = ["page"]
    search_fields = ["said", "done", "page__title", "study"]
    fields = ["page", "study", "told_on", "said", "done_on", "done"]
