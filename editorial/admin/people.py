"""Reviewers: the people whose names readers see."""

from django.contrib import admin
from django.http import HttpRequest

from editorial.admin.base import Recorded
from editorial.guests import MAY_INVITE
from editorial.models import Reviewer


@admin.register(Reviewer)
class ReviewerAdmin(Recorded):
    list_display = ["name", "credentials", "registration", "user", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["user"]
    search_fields = ["name", "credentials", "user__username"]
    autocomplete_fields = ["user"]
    fields = ["user", "name", "credentials", "registration", "interests", "is_active"]

    def get_fields(self, request: HttpRequest, obj: Reviewer | None = None) -> list[str]:
        """A guest has no account; she is known by her e-mail address, which those see who invite."""
        if obj is None or obj.user_id:
            return self.fields
        return [*(["email"] if request.user.has_perm(MAY_INVITE) else []), *self.fields[1:]]

    def get_readonly_fields(self, request: HttpRequest, obj: Reviewer | None = None) -> list[str]:
        return ["email"] if obj and obj.email else []
