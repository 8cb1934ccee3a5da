"""What answers where a page was taken down: not that nothing is here, but what was, why it went, and where to go."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from topics.editions import TakenDown

View = Callable[..., HttpResponse]


def helpful_when_gone(view: View) -> View:
    """The view, with a page in words for readers where what it would show was taken down (410)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except TakenDown as gone:
            return render(request, "topics/gone.html", {"gone": gone.told}, status=410)

    return answer
