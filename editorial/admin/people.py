"""Reviewers: the people whose names readers see."""

from django.contrib import admin

from editorial.admin.base import Recorded
from editorial.models import Reviewer


@admin.register(Reviewer)
class ReviewerAdmin(Recorded):
    list_display = ["name", "credentials", "registration", "user", "is_active"]
    list_filter = ["is_active"]
    list_select_related = ["user"]
    search_fields = ["name", "credentials", "user__username"]
    autocomplete_fields = ["user"]
    fields = ["user", "name", "credentials", "registration", "interests", "is_active"]
