"""How Rose is edited: the rules in force, and figures that are counted as the page is opened."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editorial.public.policy import policy
from editorial.public.standing import standing


@require_safe
def editorial_policy(request: HttpRequest) -> HttpResponse:
    context = {"standing": standing(), "rules": policy(), "contact": settings.CONTACT}
    return render(request, "topics/editorial_policy.html", context)
