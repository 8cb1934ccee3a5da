"""People: reviewers whose names readers see, everybody who signs in, and what each group of them may do."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import admin as stock
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django_otp.plugins.otp_totp import admin as totp

from editorial.admin.base import Recorded, Records
from editorial.models import Action, Reviewer
from editorial.outside.guests import MAY_INVITE
from editorial.sign_in.second_factor import device_of
from editorial.workflow import lapsing

# Django's own screens leave no row in the audit trail. The package's shows the secrets that codes are made from.
admin.site.unregister([User, Group, totp.TOTPDevice])

ROLES = ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")
"""What decides over what somebody may do."""


@admin.register(Reviewer)
class ReviewerAdmin(Recorded):
    list_display = ["name", "credentials", "registration", "user", "declaration_ends_on", "is_active"]
    list_filter = ["is_active", "declaration_ends_on"]
    list_select_related = ["user"]
    search_fields = ["name", "credentials", "user__username"]
    autocomplete_fields = ["user"]
    fields = ["user", "name", "slug", "credentials", "registration", "interests", "declared_on", "declaration_months",
              "is_active"]  # fmt: skip

    def record(self, request: HttpRequest, item: Any, note: str) -> None:
        super().record(request, item, note)
        lapsing.keep()

    def get_fields(self, request: HttpRequest, obj: Reviewer | None = None) -> list[str]:
        """A guest has no account; she is known by her e-mail address, which those see who invite."""
        if obj is None or obj.user_id:
            return self.fields
        return [*(["email"] if request.user.has_perm(MAY_INVITE) else []), *self.fields[1:]]

    def get_readonly_fields(self, request: HttpRequest, obj: Reviewer | None = None) -> list[str]:
        """Her address stays, because published pages lead to it; and it is for her to declare anew."""
        fixed = ["slug", "declared_on"] if obj else []
        return ["email", *fixed] if obj and obj.email else fixed

    def get_prepopulated_fields(self, request: HttpRequest, obj: Reviewer | None = None) -> dict[str, list[str]]:
        return {} if obj else {"slug": ["name"]}


class Access(Records):
    """Screens that decide over what people may do. The trail says what was given to whom, and what was taken."""

    recorded_as = Action.ACCESS_CHANGED

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        request.changed_access = changed_access(form)
        return super().construct_change_message(request, form, formsets, add)

    def record(self, request: HttpRequest, item: Any, note: str) -> None:
        super().record(request, item, " ".join([note, *getattr(request, "changed_access", [])]))
        lapsing.keep()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False  # what she did stays under her name: she is made inactive instead


def changed_access(form: Any) -> list[str]:
    """What a form gives and takes, as sentences."""
    said = []
    for name in form.changed_data:
        if name not in (*ROLES, "permissions"):
            continue
        before, after = form.initial.get(name), form.cleaned_data.get(name)
        label = str(form.fields[name].label).capitalize()
        if name in ("groups", "user_permissions", "permissions"):
            had, has = {str(each) for each in before or []}, {str(each) for each in after}
            said += [f"{label} given: {', '.join(sorted(has - had))}."] if has - had else []
            said += [f"{label} taken: {', '.join(sorted(had - has))}."] if had - has else []
        else:
            said.append(f"{label}: {'yes' if after else 'no'}.")
    return said


@admin.register(User)
class PersonAdmin(Access, stock.UserAdmin):
    """Who signs in. Nobody changes what she herself may do, and only a superuser touches a superuser."""

    list_filter = ["groups", "is_staff", "is_active"]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        person = kwargs.get("obj")
        others = person is not None and person.pk != request.user.pk and self.has_change_permission(request, person)
        context["may_remove_factor"] = others and device_of(person) is not None
        return super().render_change_form(request, context, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        fixed = ("last_login", "date_joined")
        if obj and obj.pk == request.user.pk:
            return (*fixed, *ROLES)
        return fixed if request.user.is_superuser else (*fixed, "is_superuser", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        above_her = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not above_her


@admin.register(Group)
class RoleAdmin(Access, stock.GroupAdmin):
    """What each group may do. Nobody changes a group that she is in."""

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        her_own = obj is not None and request.user.groups.filter(pk=obj.pk).exists()
        return super().has_change_permission(request, obj) and not her_own
