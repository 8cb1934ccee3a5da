"""What all screens of the admin share: every save leaves its row in the audit trail, and some nobody may change."""

import json
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from editorial.admin.clashes import clashes
from editorial.admin.constraints import CuratedForm
from editorial.admin.fields import LinesField, MarkdownWidget, TidyText, small_text
from editorial.admin.formsets import Rows
from editorial.admin.versions import conflict, forms_of, stamp
from editorial.models import Action
from editorial.page_checks import checking
from editorial.workflow import actions
from editorial.workflow.views import deleted_meanwhile
from editorial.writing.kept import KEPT, saved_tag
from evidence import rules
from evidence.models import Assessment, Finding, MechanismLink
from topics.models import Page

NAMED_BY: dict[type[models.Model], tuple[str, ...]] = {
    Finding: ("study",),
    Assessment: ("intervention",),
    MechanismLink: ("intervention", "mechanism", "topic"),
}
"""What a row's name is made of, so that a list of names costs one query."""


class Curated:
    """Fields as editors type them. `prose` says which are Markdown and how readers' pages set them."""

    prose: dict[str, str] = {}
    formfield_overrides = {
        models.TextField: {"form_class": TidyText, "widget": small_text()},
        ArrayField: {"form_class": LinesField, "widget": small_text()},
    }

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.prose:
            kwargs["widget"] = MarkdownWidget(self.prose[db_field.name])
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and hasattr(field.widget, "can_delete_related"):
            field.widget.can_delete_related = False  # a study is not deleted from the form of what rests on it
        return field

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> Any:
        model = db_field.remote_field.model
        if model in NAMED_BY:
            return model._default_manager.select_related(*NAMED_BY[model])
        return super().get_field_queryset(db, db_field, request)


class Records:
    """Every save leaves its row in the audit trail: on the page that the thing belongs to, or by its own name."""

    recorded_as = Action.EDITED

    def pages_of(self, item: Any) -> list[Page]:
        """The pages whose working copy changes with this."""
        return []

    def record(self, request: HttpRequest, item: Any, note: str) -> None:
        pages = self.pages_of(item)
        for page in pages:
            actions.record_edit(page=page, by=request.user, note=note)
        if len(pages) == 1:  # of many, such as all with a label, `check_pages` makes the results anew
            checking.run(pages[0])
        if not pages:
            actions.record(by=request.user, action=self.recorded_as, subject=self.subject(item), note=note)

    def subject(self, item: Any) -> str:
        return f"{self.opts.verbose_name}: {item}"

    def note(self, item: Any, words: str) -> str:
        """What was changed: for a page's part, its name first."""
        return words if isinstance(item, Page) or not self.pages_of(item) else f"{self.subject(item)}. {words}"

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.record(request, obj, self.note(obj, _in_words(message)))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if not message:
            return None
        self.record(request, obj, self.note(obj, _in_words(message)))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for item in queryset:
            self.record(request, item, self.note(item, "Deleted."))
        return super().log_deletions(request, queryset)


class Recorded(Records, Curated, admin.ModelAdmin):
    """A screen whose saves are all recorded, and which never writes over what somebody else saved meanwhile."""

    form = CuratedForm
    view_on_site = False

    def get_inline_formsets(self, request: HttpRequest, formsets: Any, inline_instances: Any, obj: Any = None) -> Any:
        """Folded rows say how many they are."""
        for inline, formset in zip(inline_instances, formsets, strict=True):
            inline.verbose_name_plural = f"{inline.verbose_name_plural} ({formset.initial_form_count()})"
        return super().get_inline_formsets(request, formsets, inline_instances, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if form.has_changed() or not change:
            super().save_model(request, obj, form, change)

    @transaction.atomic
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method == "POST" and object_id:
            item = self._held(request, object_id)
            if item is None:
                add = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
                return deleted_meanwhile(request, str(self.opts.verbose_name), add)
            if self.has_change_permission(request, item):
                request.conflict = conflict(self, request, item)
        try:
            with transaction.atomic():
                response = super().changeform_view(request, object_id, *args, **kwargs)
                if request.method == "POST":
                    rules.hold_now()
                return response
        except (IntegrityError, rules.GradeWithoutPeople):
            # Somebody saved the same name, or what this rests on, meanwhile. Checked again, the form now says so.
            return super().changeform_view(request, object_id, *args, **kwargs)

    def _held(self, request: HttpRequest, object_id: str) -> Any:
        """The thing as stored, locked until the save is done, so that nothing that runs meanwhile is overwritten."""
        item = self.get_object(request, unquote(object_id))
        if item is None:
            return None
        whole = [type(item), *item._meta.all_parents][-1]  # what all kinds of pages share is in the row of the page
        whole._base_manager.select_for_update().filter(pk=item.pk).first()
        return self.get_object(request, unquote(object_id))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.conflict = getattr(request, "conflict", "")
        return form

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, extra_tags: str = "", *args: Any
    ) -> None:
        if level == messages.SUCCESS:
            extra_tags = f"{extra_tags} {saved_tag(request.POST)}".strip()
        super().message_user(request, message, level, extra_tags, *args)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        context["kept_in"] = "" if context["is_popup"] else KEPT
        if kwargs.get("change") and self.has_change_permission(request, kwargs["obj"]):
            context["stamp"] = self._stamp(request, context, kwargs["obj"])
            if getattr(request, "conflict", ""):
                context["clashes"] = clashes(self, request, self.get_object(request, str(kwargs["obj"].pk)))
        return super().render_change_form(request, context, **kwargs)

    def _stamp(self, request: HttpRequest, context: dict[str, Any], item: Any) -> dict[str, str]:
        if request.method == "POST":  # the forms at hand hold what was typed
            return stamp(*forms_of(self, request, self.get_object(request, str(item.pk))))
        return stamp(context["adminform"].form, [rows.formset for rows in context["inline_admin_formsets"]])


def _in_words(message: Any) -> str:
    """The admin's own account of a save, for people: "Changed Title. Added alias “LDN”." """
    return LogEntry(change_message=json.dumps(message)).get_change_message()


class ReadOnly(admin.ModelAdmin):
    """A record that nobody may add to, change or delete here: it is made by what people do elsewhere."""

    view_on_site = False
    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RowInline(Curated):
    """Rows of a page or a study, edited with it."""

    form = CuratedForm
    formset = Rows
    extra = 0
    classes = ["collapse"]
    after = ""
    """The heading of the fieldset that these rows stand under, where readers meet them."""
    helps: dict[str, str] = {}
    """What to write in a field, where it depends on the page that the rows stand on."""

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "position":
            kwargs |= {"label": "Order", "help_text": "Rows stand by this number. Empty: at the end."}
        if db_field.name in self.helps:
            kwargs["help_text"] = self.helps[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class TableInline(RowInline, admin.TabularInline):
    pass


class CardInline(RowInline, admin.StackedInline):
    pass


def rows(once: tuple[str, str]) -> type[Rows]:
    """A set of rows in which one field may hold each value once."""
    return type("RowsOnce", (Rows,), {"once": once})
