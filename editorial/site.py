"""The admin of Rose: Django's own, with one door (sign_in/entrance.py) that throws away no form that comes to it."""

from collections.abc import Callable
from functools import update_wrapper
from http import HTTPStatus
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

    def get_urls(self) -> list[Any]:
        """Django's, but for the address that tells anybody on the staff where any stored thing stands, drafts too."""
        return [pattern for pattern in super().get_urls() if getattr(pattern, "name", "") != "view_on_site"]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        from editorial.access import may_only_comment  # models are not there yet when the admin itself is loaded

        return super().each_context(request) | {"may_only_comment": may_only_comment(request.user)}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from editorial.access import may_only_comment
        from editorial.overview import desk, reports

        context = {"waiting": desk.for_person(request.user)}
        if request.user.has_perm("topics.view_page") and not may_only_comment(request.user):
            context["reports"] = reports.REPORTS.values()
        return super().index(request, context | (extra_context or {}))

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        guarded = super().admin_view(view, cacheable)

        def at_the_door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            from editorial.sign_in.views import stopped  # models are not there yet when the admin itself is loaded

            leaving = request.path == reverse("admin:logout")
            return (not leaving and stopped(request)) or guarded(request, *args, **kwargs)

        return update_wrapper(at_the_door, view)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from editorial.sign_in import entrance

        self.login_form = entrance.SignInForm
        response = super().login(request, extra_context)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            entrance.begin(request)
        elif request.method == "POST" and entrance.is_locked(response.context_data["form"]):
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        return response

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from editorial.sign_in import entrance

        if request.method == "POST":
            entrance.leave(request)
        return super().logout(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        from editorial.sign_in import entrance

        response = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            entrance.record_new_password(request)
        return response
