"""Pages as curators write them: each kind's form, ordered as readers read it, with the page's standing on top."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Field, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from editorial.admin.base import ReadOnly, Recorded
from editorial.admin.constraints import CuratedForm
from editorial.admin.panel import live_words, panel_for, short_day
from editorial.admin.rows import (
    ActsOnInline,
    AliasInline,
    CautionInline,
    ClaimInline,
    ContributesToInline,
    DoseInline,
    RegulationInline,
    SideEffectInline,
    WarningSignInline,
)
from editorial.content.rendering import as_draft
from editorial.workflow.views import edit_url
from editorial.writing.preview import fragment
from evidence.wording import CERTAINTY_WORDS
from topics.models import Article, Intervention, Kind, Mechanism, Page, Topic
from topics.views import page_context

LONGEST_TAG = 100


class PageForm(CuratedForm):
    """What the forms of all kinds of pages check. `fixed_kind` is the kind of a page whose form offers no choice."""

    fixed_kind: Kind | None = None

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.fixed_kind:
            self.instance.kind = self.fixed_kind

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        other = Page.objects.ever_at(slug).exclude(pk=self.instance.pk).first()
        if other:
            raise ValidationError(
                f"The address “{slug}” is already taken by “{other.title}” ({other.get_kind_display().lower()}). "
                "Choose another."
            )
        return slug

    def clean_tags(self) -> list[str]:
        tags = self.cleaned_data["tags"]
        if any(len(tag) > LONGEST_TAG for tag in tags):
            raise ValidationError(f"A label has at most {LONGEST_TAG} characters. Put commas between labels.")
        return tags


TOPIC_KINDS = [(kind.value, kind.label) for kind in (Kind.SYMPTOM, Kind.CONDITION, Kind.STAGE)]


class TopicForm(PageForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].choices = [("", "Choose …"), *TOPIC_KINDS]


class InterventionForm(PageForm):
    fixed_kind = Kind.INTERVENTION


class MechanismForm(PageForm):
    fixed_kind = Kind.MECHANISM


class ArticleForm(PageForm):
    fixed_kind = Kind.ARTICLE


def as_read(field: Field, how: str) -> Callable[[Page], str]:
    """A text as readers will get it, for those who review the page and do not write it."""

    @admin.display(description=field.verbose_name)
    def shown(page: Page) -> str:
        value = getattr(page, field.name)
        text = "\n".join(value) if isinstance(value, list) else value
        html = mark_safe(fragment(text, how))  # noqa: S308 - Prose cleans it
        return format_html('<div class="markdownx-preview">{}</div>', html) if text else ""

    shown.__name__ = field.name
    return shown


# --- lists ------------------------------------------------------------------------------------------------------------


class ReadersSee(admin.SimpleListFilter):
    title = "what readers see"
    parameter_name = "live"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("signed", "Live and signed off"), ("unsigned", "Live, not signed off"), ("no", "Not live")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        meant = {
            "signed": Q(pk__in=Page.objects.signed_off().values("pk")),
            "unsigned": Q(pk__in=Page.objects.not_signed_off().values("pk")),
            "no": Q(live__isnull=True),
        }
        return queryset.filter(meant[self.value()]) if self.value() in meant else queryset


class TopicKind(admin.SimpleListFilter):
    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return TOPIC_KINDS

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class PageList:
    """The columns that every list of pages has."""

    search_fields = ["title", "slug", "summary", "aliases__text", "tags__name"]
    ordering = ["title"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        pages = super().get_queryset(request).select_related("live", "last_edited_by")
        # An edition holds the whole page: never fetch that to show a line of a list.
        pages = pages.defer("live__content", "live__rendered")
        return pages.annotate(
            open_comments=Count(
                "comments", filter=Q(comments__resolved_at=None, comments__answer_to=None), distinct=True
            )
        )

    @admin.display(description="live edition", ordering="live__published_at")
    def live_edition(self, page: Page) -> str:
        return live_words(page.live)

    @admin.display(description="signed off by")
    def signed(self, page: Page) -> str:
        if page.live is None:
            return ""
        names = ", ".join(signed["name"] for signed in page.live.signed_off_by)
        return f"{names} (lapsed)" if page.sign_off_lapsed else names or "nobody yet"

    @admin.display(description="last edited", ordering="last_edited_at")
    def edited(self, page: Page) -> str:
        return f"{short_day(page.last_edited_at)}, {page.last_edited_by or 'the library'}"

    @admin.display(description="open comments", ordering="open_comments")
    def comments(self, page: Page) -> int | str:
        return page.open_comments or ""


class PageAdmin(PageList, Recorded):
    """What the forms of all kinds of pages share."""

    change_form_template = "admin/page_form.html"
    list_display = ["title", "status", "live_edition", "signed", "edited", "comments"]
    list_filter = ["status", ReadersSee]
    autocomplete_fields = ["related"]
    save_on_top = False
    prose = {
        "body": "block",
        "key_points": "lines",
        "if_nothing_done": "block",
        "unknowns": "block",
        "to_say": "block",
        "questions": "lines",
    }
    to_read: dict[str, str] = {}
    """What a reviewer sees in place of a field."""
    graded_after = "The page"
    """The heading of the fieldset after which figures and grades stand as readers will see them."""
    closing: tuple[tuple[str | None, dict[str, Any]], ...] = (
        ("The end of the page", {"fields": ["if_nothing_done", "unknowns", "to_say", "questions", "related"]}),
        ("For editors", {"fields": ["tags", "review_months"]}),
    )

    def pages_of(self, item: Page) -> list[Page]:
        return [item]

    def get_readonly_fields(self, request: HttpRequest, obj: Page | None = None) -> list[str]:
        fixed = [*super().get_readonly_fields(request, obj)]
        if obj and isinstance(obj, Topic):
            fixed.append("kind")
        if obj and obj.editions.exists():
            fixed.append("slug")
        return fixed

    def get_fieldsets(self, request: HttpRequest, obj: Page | None = None) -> Any:
        """For a reviewer, texts instead of Markdown."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        texts = {name: as_read(self.opts.get_field(name), how) for name, how in self.prose.items()} | self.to_read
        return [
            (heading, options | {"fields": [texts.get(name, name) for name in options["fields"]]})
            for heading, options in fieldsets
        ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Page | None = None) -> dict[str, list[str]]:
        return {} if obj else {"slug": ["title"]}

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """Never: every page is in the audit trail, which nothing leaves. A published page can be taken down."""
        return False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        page = kwargs.get("obj")
        if page:
            page = Page.objects.select_related("live", "last_edited_by").get(pk=page.pk)
            context["panel"] = panel_for(page, request.user)
            context["as_read"] = page_context(as_draft(page, context["panel"].rendered))
        return super().render_change_form(request, context, **kwargs)


@admin.register(Topic)
class TopicAdmin(PageAdmin):
    form = TopicForm
    list_display = ["title", "kind", "status", "live_edition", "signed", "edited", "comments"]
    list_filter = ["status", TopicKind, ReadersSee, "body_area"]
    prose = PageAdmin.prose | {"how_common": "block"}
    inlines = [AliasInline, WarningSignInline]
    fieldsets = (
        ("Name", {"fields": ["title", ("kind", "body_area"), "clinical_name", "slug", "summary"]}),
        ("In short", {"fields": ["key_points"]}),
        ("The page", {"fields": ["how_common", "body"]}),
        *PageAdmin.closing,
    )


@admin.register(Intervention)
class InterventionAdmin(PageAdmin):
    form = InterventionForm
    list_display = ["title", "category", "status", "live_edition", "signed", "edited", "comments"]
    list_filter = ["status", ReadersSee, "category"]
    readonly_fields = ["evidence"]
    to_read = {"evidence": "evidence_to_read"}
    graded_after = "The evidence"
    prose = PageAdmin.prose | dict.fromkeys(["not_confused_with", "how_taken", "safety", "access"], "block")
    inlines = [
        AliasInline,
        ActsOnInline,
        DoseInline,
        SideEffectInline,
        CautionInline,
        RegulationInline,
    ]
    fieldsets = (
        ("Name", {"fields": ["title", "plural", "category", "slug", "summary"]}),
        ("In short", {"fields": ["key_points"]}),
        ("The evidence", {"fields": ["evidence"]}),
        ("The page", {"fields": ["not_confused_with", "body"]}),
        ("How it is taken", {"fields": ["how_taken"]}),
        ("Safety", {"fields": ["safety"]}),
        ("Getting it", {"fields": ["access"]}),
        *PageAdmin.closing,
    )

    @admin.display(description="assessments")
    def evidence(self, page: Intervention) -> str:
        """Every assessment of this treatment, each leading to its own screen."""
        return self.evidence_to_read(page) + render_to_string("editorial/_add_assessment.html", {"page": page})

    @admin.display(description="assessments")
    def evidence_to_read(self, page: Intervention) -> str:
        assessments = page.assessments.select_related("topic", "outcome") if page.pk else []
        rows = [(assessment, CERTAINTY_WORDS[assessment.certainty].lower()) for assessment in assessments]
        return render_to_string("editorial/_assessments.html", {"rows": rows})


@admin.register(Mechanism)
class MechanismAdmin(PageAdmin):
    form = MechanismForm
    list_display = ["title", "body_system", "status", "live_edition", "signed", "edited", "comments"]
    list_filter = ["status", ReadersSee, "body_system"]
    inlines = [AliasInline, ContributesToInline]
    fieldsets = (
        ("Name", {"fields": ["title", "body_system", "slug", "summary"]}),
        ("In short", {"fields": ["key_points"]}),
        ("The page", {"fields": ["body"]}),
        PageAdmin.closing[0],
        ("For editors", {"fields": ["tags"]}),  # when it is read again is no choice: topics.due
    )


@admin.register(Article)
class ArticleAdmin(PageAdmin):
    form = ArticleForm
    list_display = ["title", "category", "status", "live_edition", "signed", "edited", "comments"]
    list_filter = ["status", ReadersSee, "category"]
    prose = PageAdmin.prose | {"personal_note": "block", "close": "block"}
    graded_after = "Introduction"
    autocomplete_fields = ["related", "about"]
    inlines = [AliasInline, ClaimInline]
    fieldsets = (
        ("Name", {"fields": ["title", "category", "slug", "summary", "about"]}),
        ("In short", {"fields": ["key_points"]}),
        ("Personal note", {"fields": ["personal_note"]}),
        ("Introduction", {"fields": ["body"]}),
        ("Close", {"fields": ["close"]}),
        *PageAdmin.closing,
    )


@admin.register(Page)
class AllPagesAdmin(PageList, ReadOnly):
    """Every page in one list; opening one leads to the form of its kind."""

    list_display = ["title_link", "kind", "status", "live_edition", "signed", "edited", "comments"]
    list_display_links = None
    list_filter = ["status", "kind", ReadersSee]

    @admin.display(description="title", ordering="title")
    def title_link(self, page: Page) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:topics_page_change", args=[page.pk]), page.title)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        page = self.get_object(request, object_id)
        if page is None or not self.has_view_permission(request, page):
            return super().change_view(request, object_id, *args, **kwargs)
        return redirect(edit_url(page))
