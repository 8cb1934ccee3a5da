"""The record: editions, sign-offs, comments and the audit trail. To be read, never changed here."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from editorial.admin.base import ReadOnly
from editorial.models import AuditEntry, CheckRun, Comment, Invitation, Review, Schedule, SignOff, Task, Waiver
from editorial.versions.comparing import DRAFT
from topics.models import Edition, Page


def page_link(page: Page | None) -> str:
    """The way from a row of the record to the page it is about."""
    return format_html('<a href="{}">{}</a>', reverse("admin:topics_page_change", args=[page.pk]), page) if page else ""


@admin.register(Edition)
class EditionAdmin(ReadOnly):
    list_display = [
        "title",
        "number",
        "kind",
        "change_kind",
        "change_note",
        "published_at",
        "published_by",
        "signed",
        "compare",
    ]
    list_filter = ["kind", "change_kind", "published_at"]
    list_select_related = ["published_by"]
    search_fields = ["title", "slug", "change_note"]
    fields = ["page", "number", "published_at", "published_by", "signed", "change_kind", "change_note", "content_hash",
              "compare"]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # An edition holds the whole page: the list never fetches that.
        return super().get_queryset(request).defer("content", "rendered").order_by("-published_at", "-pk")

    @admin.display(description="signed off by")
    def signed(self, edition: Edition) -> str:
        return ", ".join(f"{signed['name']}, {signed['credentials']}" for signed in edition.signed_off_by) or "nobody"

    @admin.display(description="what changed")
    def compare(self, edition: Edition) -> str:
        """To what the edition before it said, or, for the first, to what the draft says now."""
        number, is_first = edition.number, edition.number == 1
        before, after = (number, DRAFT) if is_first else (number - 1, number)
        label = f"Compare edition {number} with {'the draft' if is_first else f'edition {before}'}"
        url = reverse("editorial:compare", args=[edition.page_id])
        return format_html('<a href="{}?from={}&amp;to={}">{}</a>', url, before, after, label)


@admin.register(SignOff)
class SignOffAdmin(ReadOnly):
    list_display = ["page_title", "name", "credentials", "scope", "signed_at"]
    list_filter = ["scope", "reviewer", "signed_at"]
    list_select_related = ["page", "reviewer"]
    search_fields = ["page__title", "name"]
    fields = ["page", "reviewer", "name", "credentials", "registration", "declared", "scope", "interests", "signed_at",
              "invitation", "content_hash"]  # fmt: skip

    @admin.display(description="page", ordering="page__title")
    def page_title(self, signed: SignOff) -> str:
        return signed.page.title


@admin.register(Comment)
class CommentAdmin(ReadOnly):
    """Comments are written, answered and resolved on their page's form."""

    list_display = ["text_start", "about", "section", "is_answer", "author", "written_at", "resolved_by"]
    list_filter = [
        ("resolved_at", admin.EmptyFieldListFilter),
        ("answer_to", admin.EmptyFieldListFilter),
        "written_at",
    ]
    list_select_related = ["page", "written_by", "invitation", "resolved_by"]
    search_fields = ["text", "page__title", "section"]
    fields = ["page", "section", "answer_to", "text", "author", "written_at", "resolved_by", "resolved_at"]

    @admin.display(description="answer", boolean=True)
    def is_answer(self, comment: Comment) -> bool:
        return comment.answer_to_id is not None

    @admin.display(description="comment", ordering="text")
    def text_start(self, comment: Comment) -> str:
        return str(comment)

    @admin.display(description="page", ordering="page__title")
    def about(self, comment: Comment) -> str:
        return page_link(comment.page)


@admin.register(Invitation)
class InvitationAdmin(ReadOnly):
    """Guests who were asked to read a page. They are invited on its form, and their links taken back there."""

    list_display = ["name", "about", "invited_by", "invited_at", "opened_at", "expires_at", "outcome"]
    list_filter = [("ended_at", admin.EmptyFieldListFilter), "outcome", "invited_at"]
    list_select_related = ["page", "invited_by"]
    search_fields = ["name", "email", "page__title"]
    fields = ["page", "name", "email", "message", "invited_by", "invited_at", "opened_at", "expires_at", "ended_at",
              "outcome", "revoked_by"]  # fmt: skip

    @admin.display(description="page", ordering="page__title")
    def about(self, invitation: Invitation) -> str:
        return page_link(invitation.page)


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


class StillMissed(admin.SimpleListFilter):
    """What the desk shows to publishers, whole."""

    title = "what became of it"
    parameter_name = "still"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("missed", "Not published as planned, nor since")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.missed() if self.value() == "missed" else queryset


@admin.register(Schedule)
class ScheduleAdmin(ReadOnly):
    """What is to be published when, and what became of it. Plans are made and cancelled on their page's form."""

    list_display = ["moment", "about", "outcome_words", "set_by", "why"]
    list_filter = [StillMissed, "outcome", "at"]
    list_select_related = ["page", "set_by"]
    search_fields = ["page__title", "page__slug", "why"]
    fields = ["page", "moment", "change_kind", "change_note", "set_by", "set_at", "outcome_words", "ended_at", "why"]

    @admin.display(description="when", ordering="at")
    def moment(self, schedule: Schedule) -> str:
        return schedule.when

    @admin.display(description="page", ordering="page__title")
    def about(self, schedule: Schedule) -> str:
        return page_link(schedule.page)

    @admin.display(description="outcome", ordering="outcome")
    def outcome_words(self, schedule: Schedule) -> str:
        return schedule.get_outcome_display() or "To come"


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    """Every review that was asked for. It is claimed and ended on its page's form."""

    list_display = ["about", "asked_by", "asked_at", "due_on", "claimed_by", "ended_at", "outcome"]
    list_display_links = None
    list_filter = [
        ("ended_at", admin.EmptyFieldListFilter),
        "outcome",
        ("claimed_by", admin.RelatedOnlyFieldListFilter),
        "due_on",
    ]
    list_select_related = ["page", "asked_by", "claimed_by"]
    search_fields = ["page__title", "asked_by__username", "claimed_by__username"]
    fields = ["page", "asked_by", "asked_at", "note", "due_on", "claimed_by", "claimed_at", "ended_at", "outcome"]

    @admin.display(description="page", ordering="page__title")
    def about(self, review: Review) -> str:
        return page_link(review.page)


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


class Failing(admin.SimpleListFilter):
    title = "something in the way"
    parameter_name = "failing"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("yes", "Yes")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.failing() if self.value() == "yes" else queryset


@admin.register(CheckRun)
class CheckRunAdmin(ReadOnly):
    """What the checks found on each page when they ran last. They run on its own screen."""

    list_display = ["about", "errors", "warnings", "reasoned", "notes", "checked_at"]
    list_display_links = None
    list_filter = [Failing, "page__kind", "checked_at"]
    list_select_related = ["page"]
    search_fields = ["page__title", "page__slug"]
    fields = ["page", "errors", "warnings", "reasoned", "notes", "checked_at", "content_hash"]

    @admin.display(description="page", ordering="page__title")
    def about(self, run: CheckRun) -> str:
        return format_html('<a href="{}">{}</a>', reverse("editorial:checks", args=[run.page_id]), run.page)


@admin.register(Waiver)
class WaiverAdmin(ReadOnly):
    """Why people let warnings stand. Given, and taken back, on the page's own screen of checks."""

    list_display = ["about", "place", "warning", "reason", "given_by", "given_at", "ended_by"]
    list_display_links = None
    list_filter = [("ended_at", admin.EmptyFieldListFilter), "check_name", "given_at"]
    list_select_related = ["page", "given_by", "ended_by"]
    search_fields = ["page__title", "sentence", "reason"]
    fields = ["page", "place", "sentence", "warning", "reason", "given_by", "given_at", "ended_by", "ended_at"]

    @admin.display(description="page", ordering="page__title")
    def about(self, waiver: Waiver) -> str:
        return page_link(waiver.page)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    list_display = ["at", "action", "who", "subject", "about", "note_start"]
    list_in_file = ["second", "action", "who", "subject", "page_key", "edition_number", "note"]
    list_filter = [("by", ByPerson), OnPage, ("at", OnDay), "action"]
    date_hierarchy = "at"
    list_select_related = ["by", "page", "edition", "invitation"]
    search_fields = ["subject", "note", "by__username", "invitation__name", "page__title"]
    fields = ["at", "who", "action", "subject", "page", "edition", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        # Whole pages, of which the trail says the names.
        return super().get_queryset(request).defer("page__body", "edition__content", "edition__rendered")

    @admin.display(description="who", ordering="by")
    def who(self, entry: AuditEntry) -> str:
        return entry.who

    @admin.display(description="page")
    def about(self, entry: AuditEntry) -> str:
        return page_link(entry.page)

    @admin.display(description="note")
    def note_start(self, entry: AuditEntry) -> str:
        return entry.note if len(entry.note) <= 120 else f"{entry.note[:119]}…"

    @admin.display(description="at")
    def second(self, entry: AuditEntry) -> str:
        return timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds")

    @admin.display(description="page")
    def page_key(self, entry: AuditEntry) -> str:
        return f"{entry.page.kind}/{entry.page.slug}" if entry.page else ""

    @admin.display(description="edition")
    def edition_number(self, entry: AuditEntry) -> str:
        return str(entry.edition.number) if entry.edition else ""
