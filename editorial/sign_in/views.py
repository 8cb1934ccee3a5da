"""The screens at the door: signing in with a form still in hand, and the second factor."""

from base64 import b32encode
from typing import Any
from urllib.parse import urlencode

import segno
from django.contrib import admin, messages
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_otp import login as give_factor

from editorial.sign_in import entrance, second_factor
from editorial.sign_in.entrance import SignInForm
from editorial.writing.kept import PREFIX, is_admin_path, kept_fields

WRONG = "That code does not fit now. Each is good for about a minute and once; your telephone’s clock must be right."


def stopped(request: HttpRequest) -> HttpResponse | None:
    """What somebody gets instead of the screen she asked for, with the form she sent kept; None where she may go on.

    Whoever is not signed in and only looks is left to the admin's own way to its sign-in.
    """
    reason = entrance.why_not(request)
    if reason == entrance.SIGNED_OUT:
        return signed_out(request) if request.method == "POST" else None
    if reason and request.method == "POST":
        return ask(request, request.get_full_path(), keeps=True, status=403)
    if reason:
        asked = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('editorial:second-factor')}?{asked}")
    return None


# --- name and password, with a form still in hand ---------------------------------------------------------------------


@never_cache
def signed_out(request: HttpRequest) -> HttpResponse:
    """A form came in after its author's session had ended: sign in here, and it can be saved as it was sent."""
    return _ask_to_sign_in(request, SignInForm(request, prefix=PREFIX), request.get_full_path())


@never_cache
@require_POST
def sign_in_and_save(request: HttpRequest) -> HttpResponse:
    """She signs in with the form still in hand; then one button sends it again to where it was going."""
    destination = request.POST.get(f"{PREFIX}-path", "")
    if not is_admin_path(destination, request):
        return HttpResponseBadRequest("This form does not say which screen of the admin it belongs to.")
    form = SignInForm(request, request.POST, prefix=PREFIX)
    if not form.is_valid():
        return _ask_to_sign_in(request, form, destination)
    login(request, form.get_user())
    entrance.begin(request)
    if second_factor.required(request.user):
        return ask(request, destination, keeps=True)
    return _save_now(request, destination)


def _ask_to_sign_in(request: HttpRequest, form: SignInForm, destination: str) -> HttpResponse:
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "You have been signed out. Nothing you typed is lost.",
        "form": form,
        "destination": destination,
        "kept": kept_fields(request.POST),
        "had_files": bool(request.FILES),
    }
    return render(request, "editorial/signed_out.html", context, status=429 if entrance.is_locked(form) else 403)


def _save_now(request: HttpRequest, destination: str) -> HttpResponse:
    context = {**admin.site.each_context(request), "title": "You are signed in again", "destination": destination}
    return render(request, "editorial/save_now.html", context | {"kept": kept_fields(request.POST)})


# --- the second factor ------------------------------------------------------------------------------------------------


@never_cache
def factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code; or, where she has no app yet or another one, set it up; or show how hers stands."""
    entrance.end_if_over(request)
    destination = _destination(request)
    if request.user.is_anonymous:
        if f"{PREFIX}-keeps" in request.POST:
            return _ask_to_sign_in(request, SignInForm(request, prefix=PREFIX), destination)
        return redirect_to_login(destination, reverse("admin:login"))
    if not second_factor.required(request.user):
        return redirect(destination)
    if request.method == "POST":
        return _take_code(request, destination)
    return _show_state(request) if request.user.is_verified() else ask(request, destination)


@never_cache
@require_POST
def change_factor(request: HttpRequest) -> HttpResponse:
    """New recovery codes, or another app. Both ask for a code, so that a screen left open is not enough."""
    if not second_factor.required(request.user):
        raise PermissionDenied
    try:
        if second_factor.check(user=request.user, code=request.POST.get(f"{PREFIX}-code", "")) is None:
            return _show_state(request, WRONG, status=422)
    except second_factor.TooMany as problem:
        return _show_state(request, str(problem), status=429)
    if request.POST.get("do") == "app":
        return ask(request, reverse("admin:index"), new=True)
    return _show_codes(request, second_factor.renew_codes(user=request.user), reverse("admin:index"))


@require_POST
def remove_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has lost app and codes, and an administrator who knows her lets her set up another."""
    user = get_object_or_404(User, pk=pk)
    second_factor.remove(user=user, by=request.user)
    messages.success(request, f"{user} sets up another second factor when she next signs in.")
    return redirect(reverse("admin:auth_user_change", args=[user.pk]))


def _destination(request: HttpRequest) -> str:
    asked = request.POST.get(f"{PREFIX}-path") or request.GET.get("next", "")
    return asked if is_admin_path(asked, request) else reverse("admin:index")


def _take_code(request: HttpRequest, destination: str) -> HttpResponse:
    code, keeps = request.POST.get(f"{PREFIX}-code", ""), f"{PREFIX}-keeps" in request.POST
    setting_up = request.user.is_verified() or second_factor.device_of(request.user) is None
    again = {"keeps": keeps, "new": setting_up}
    try:
        if setting_up:
            made = second_factor.set_up(user=request.user, code=code)
            device, codes = made or (None, [])
        else:
            device, codes = second_factor.check(user=request.user, code=code), []
    except second_factor.TooMany as problem:
        return ask(request, destination, **again, problem=str(problem), status=429)
    if device is None:
        return ask(request, destination, **again, problem=WRONG, status=422)
    if not request.user.is_verified():
        entrance.admit(request, "With her password and a code.")
    give_factor(request, device)
    request.session.cycle_key()
    if codes:
        return _show_codes(request, codes, destination, keeps=keeps)
    return _save_now(request, destination) if keeps else redirect(destination)


def ask(
    request: HttpRequest,
    destination: str,
    *,
    keeps: bool = False,
    new: bool = False,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The screen that asks for a code: with the secret, where the app is still to learn it. `keeps`: a form waits."""
    device = None
    if new or second_factor.device_of(request.user) is None:
        device = second_factor.coming_device(request.user)
    context = {
        **admin.site.each_context(request),
        "title": "Set up your second factor" if device else "Your second factor",
        "destination": destination,
        "kept": kept_fields(request.POST) if keeps else [],
        "keeps": keeps,
        "had_files": bool(request.FILES),
        "problem": problem,
        "picture": segno.make(device.config_url, error="m").svg_data_uri(scale=5, light="#fff") if device else "",
        "secret": _in_fours(device) if device else "",
    }
    return render(request, "editorial/second_factor.html", context, status=status)


def _in_fours(device: Any) -> str:
    """The secret as people type it into an app that can't read the picture."""
    text = b32encode(device.bin_key).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _show_codes(request: HttpRequest, codes: list[str], destination: str, *, keeps: bool = False) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": "Your recovery codes",
        "codes": codes,
        "destination": destination,
        "keeps": keeps,
        "kept": kept_fields(request.POST) if keeps else [],
    }
    return render(request, "editorial/recovery_codes.html", context)


def _show_state(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": "Your second factor",
        "device": second_factor.device_of(request.user),
        "codes_left": request.user.recovery_codes.count(),
        "problem": problem,
    }
    return render(request, "editorial/second_factor_state.html", context, status=status)
