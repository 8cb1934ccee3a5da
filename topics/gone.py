"""What answers where a page was: that it moved, or what it was, why it went, and where to go from here."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from topics.editions import Moved, TakenDown

View = Callable[..., HttpResponse]


def helpful_when_gone(view: View) -> View:
    """The view; a page in words for readers where what it would show was taken down (410); the way to where it moved.

    A form that was on its way meanwhile is sent on whole.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Moved as moved:
            return HttpResponsePermanentRedirect(
                elsewhere(request, moved.address), preserve_request=request.method not in ("GET", "HEAD")
            )
        except TakenDown as gone:
            return render(request, "topics/gone.html", {"gone": gone.told}, status=410)

    return answer


def elsewhere(request: HttpRequest, address: str) -> str:
    """What was asked for, of the page at this address."""
    asked = request.resolver_match
    assert asked  # a view answers, so something led to it
    given = asked.captured_kwargs  # type: ignore[attr-defined]  # what the address held, without what urls.py adds
    url = reverse(asked.view_name, kwargs={**given, "slug": address})
    return f"{url}?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else url
