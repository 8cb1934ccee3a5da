"""What is done with a comment: the way to what it is about, answering it, resolving it, opening it again."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from editorial.access import may_view
from editorial.content.parts import parts_of
from editorial.models import Comment
from editorial.workflow import commenting
from editorial.workflow.actions import WorkflowError
from editorial.workflow.views import came_from, edit_url, typed


def _comment(request: HttpRequest, pk: int) -> Comment:
    comment = get_object_or_404(Comment.objects.select_related("page", "written_by"), pk=pk)
    if not may_view(request.user, comment.page):
        raise PermissionDenied
    return comment


def _back(request: HttpRequest, comment: Comment) -> HttpResponse:
    return redirect(f"{came_from(request, comment.page)}#comment-{comment.answer_to_id or comment.pk}")


@require_safe
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """On to what the comment is about: its field for who edits it, else its place in the preview, else the comment."""
    comment = _comment(request, pk)
    talk = commenting.talk(comment.page, request.user, parts_of(comment.page))
    url = next((thread.url for thread in talk.threads if thread.comment.pk == comment.pk), "")
    return redirect(url or f"{edit_url(comment.page)}#comment-{comment.answer_to_id or comment.pk}")


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a comment. What was written comes back where something stands against it."""
    comment, text = _comment(request, pk), typed(request, "text")
    try:
        commenting.answer(comment=comment, by=request.user, text=text)
    except WorkflowError as error:
        context = {
            **admin.site.each_context(request),
            "title": f"Answer a comment: {comment.page.title}",
            "comment": comment,
            "text": text,
            "problem": str(error),
            "back": request.POST.get("back", ""),
            "edit_url": edit_url(comment.page),
        }
        return render(request, "editorial/answer.html", context, status=422)
    messages.success(request, "Your answer is with the comment.")
    return _back(request, comment)


@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a comment. It stays on record."""
    return _set(request, pk, commenting.resolve, "Resolved. The comment stays on record, below the open ones.")


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a comment again."""
    return _set(request, pk, commenting.reopen, "The comment is open again.")


def _set(request: HttpRequest, pk: int, act: Callable[..., None], done: str) -> HttpResponse:
    comment = _comment(request, pk)
    act(comment=comment, by=request.user)
    messages.success(request, done)
    return _back(request, comment)
