"""Reviewers: the people whose names readers see."""

from django.contrib import admin
from django.http import HttpRequest

from editorial.admin.base import Recorded
from editorial.models import Reviewer


@admin.register(Reviewer)
class ReviewerAdmin(Recorded):
    list_display = ["name", "credentials", "registration", "user", "declaration_ends_on", "is_active"]
    list_filter = ["is_active", "declaration_ends_on"]
    list_select_related = ["user"]
    search_fields = ["name", "credentials", "user__username"]
    autocomplete_fields = ["user"]
    fields = ["user", "name", "slug", "credentials", "registration", "interests", "declared_on", "declaration_months",
              "is_active"]  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Reviewer | None = None) -> list[str]:
        """A guest has no account; she is known by her e-mail address."""
        return ["email", *self.fields[1:]] if obj and obj.email else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Reviewer | None = None) -> list[str]:
        """Her address stays, because published pages lead to it; and it is for her to declare anew."""
        fixed = ["slug", "declared_on"] if obj else []
        return ["email", *fixed] if obj and obj.email else fixed

    def get_prepopulated_fields(self, request: HttpRequest, obj: Reviewer | None = None) -> dict[str, list[str]]:
        return {} if obj else {"slug": ["name"]}
