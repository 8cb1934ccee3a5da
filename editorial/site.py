"""The admin of Rose: Django's own, except that a form posted after she was signed out is not thrown away."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


class RoseAdminConfig(AdminConfig):
    default_site = "editorial.site.RoseSite"


class RoseSite(AdminSite):
    site_header = "Rose"
    site_title = "Rose, for editors"
    index_title = "Your desk"
    index_template = "editorial/desk.html"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # One thing at a time: a list's "delete selected" would leave no row in the audit trail for each.
        self.disable_action("delete_selected")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from editorial import desk, reports  # models are not there yet when the admin itself is loaded

        context = {"waiting": desk.for_person(request.user)}
        if request.user.has_perm("topics.view_page"):
            context["reports"] = reports.REPORTS.values()
        return super().index(request, context | (extra_context or {}))

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        guarded = super().admin_view(view, cacheable)

        def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            leaving = request.path == reverse("admin:logout")
            if request.method == "POST" and request.user.is_anonymous and not leaving:
                from editorial.views import signed_out  # models are not there yet when the admin itself is loaded

                return signed_out(request)
            return guarded(request, *args, **kwargs)

        return update_wrapper(keeping, view)
