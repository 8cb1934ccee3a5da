"""The list of ratings by two people. It holds who and when; no judgement, not even to search by."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from editorial.admin.base import ReadOnly
from editorial.models import Rating, Round


@admin.register(Round)
class RoundAdmin(ReadOnly):
    list_display = ["subject", "state", "raters", "began_at", "closed_at"]
    search_fields = ["subject"]
    fields = ["subject"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).defer("basis").prefetch_related("ratings__rater")

    @admin.display(description="where it stands")
    def state(self, round_: Round) -> str:
        return state_words(round_, list(round_.ratings.all()))

    @admin.display(description="raters")
    def raters(self, round_: Round) -> str:
        return ", ".join(str(rating.rater) for rating in round_.ratings.all())

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        round_ = self.get_object(request, object_id)
        if round_ is None or not self.has_view_permission(request, round_):
            return super().change_view(request, object_id, *args, **kwargs)
        return redirect(reverse("editorial:round", args=[round_.pk]))


def state_words(round_: Round, ratings: list[Rating]) -> str:
    """Where a round stands, for lists."""
    if round_.closed_at:
        return "Reconciled" if round_.is_reconciled else "Set aside"
    handed_in = sum(rating.handed_in_at is not None for rating in ratings)
    return ["Being rated", "One rating is in", "Both are in: to be reconciled"][handed_in]
