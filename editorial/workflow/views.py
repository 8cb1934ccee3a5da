"""What editors open beside the admin's own screens: previews, pictures, the steps of the workflow, lost forms."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import csrf
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from editorial.access import may_edit, page_to_view
from editorial.content.parts import grouped, parts_of
from editorial.content.rendering import as_draft, render_page
from editorial.models import Task
from editorial.sign_in.entrance import why_not
from editorial.workflow import actions, commenting
from editorial.workflow.forms import STEPS, CommentForm, SignOffForm, Step, StepForm
from editorial.writing import picking, presence, preview, uploads
from editorial.writing.kept import typed_texts
from topics.models import Page
from topics.views import page_context

# --- the Markdown editor ----------------------------------------------------------------------------------------------


def _refusal(request: HttpRequest) -> JsonResponse | None:
    """Why the editor's helper does not answer this person, as JSON that the editor shows; None where it does."""
    if reason := why_not(request):
        return _problem(reason, 403)
    if not may_edit(request.user):
        return _problem("Your account may read pages but not edit them.", 403)
    return None


def _problem(words: str, status: int) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)


@never_cache
@require_POST
def markdown_preview(request: HttpRequest) -> HttpResponse:
    """One field's text as readers would get it."""
    if refusal := _refusal(request):
        return refusal
    if "content" not in request.POST:
        return _problem("There is no text to show: send it as “content”.", 400)
    return HttpResponse(preview.fragment(request.POST["content"], request.POST.get("how", "block")))


@never_cache
@require_POST
def picture_upload(request: HttpRequest) -> HttpResponse:
    """Take a picture and answer with the Markdown that shows it."""
    if refusal := _refusal(request):
        return refusal
    if "image" not in request.FILES:
        return _problem("There is no picture: send it as “image”.", 400)
    try:
        address = uploads.keep(request.FILES["image"])
    except uploads.Refused as error:
        return _problem(str(error), 400)
    return JsonResponse({"image_code": f"![What the picture shows]({address})"})


@never_cache
@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """Studies, pages or words of the glossary to refer to, by what is typed of their names."""
    if refusal := _refusal(request):
        return refusal
    what = request.GET.get("what", "")
    if what not in picking.KINDS:
        return _problem("Say what to look for as “what”: study, page or term.", 400)
    return JsonResponse(picking.found(what, request.GET.get("q", "")))


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A stored picture. Its name is random and its bytes never change, so that every cache may keep it."""
    if not uploads.NAME.fullmatch(name) or not default_storage.exists(name):
        raise Http404("There is no such picture.")
    content_type = uploads.CONTENT_TYPES[name.rpartition(".")[2]]
    response = FileResponse(default_storage.open(name), content_type=content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


# --- the page and its workflow ----------------------------------------------------------------------------------------


def _page(request: HttpRequest, pk: int) -> Page:
    return page_to_view(request.user, pk)


@require_safe
def page_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole draft in the very template that readers' pages have, with all that is wrong with it on top."""
    page = _page(request, pk)
    rendered = render_page(page)
    context = page_context(as_draft(page, rendered))
    parts = parts_of(page, rendered.content["page"])
    context |= {
        "problems": rendered.problems,
        "edit_url": edit_url(page),
        "talk": commenting.talk(page, request.user, parts),
        "parts": parts,
        "part_groups": grouped(parts),
    }
    response = render(request, "editorial/preview.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_POST
def open_page(request: HttpRequest, pk: int) -> JsonResponse:
    """She has this page open; the answer says who else does."""
    page = _page(request, pk)
    presence.note(page=page, by=request.user)
    return JsonResponse({"words": presence.in_words(presence.others(page, request.user))})


def edit_url(page: Page) -> str:
    """The form of a page, whatever its kind."""
    return reverse(f"admin:topics_{page.specific._meta.model_name}_change", args=[page.pk])


def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One step of the workflow: its form alone, and again with what was typed where something stands against it."""
    if name not in STEPS:
        raise Http404("There is no such step.")
    page, step = _page(request, pk), STEPS[name]
    if not step.allowed(request.user):
        raise PermissionDenied
    problems: list[str] = []
    form = step.form(request.POST) if request.method == "POST" else step.form(initial=step_initial(step, page))
    if request.method == "POST":
        problems = step.take(page, request.user, form)
        if not problems:
            messages.success(request, step.done)
            return redirect(came_from(request, page))
    return _show_step(request, page, name, _again(form, page), problems)


def step_initial(step: Step, page: Page) -> dict[str, str]:
    """What a step's form holds before anything is typed: for a sign-off, the hash of what she has before her."""
    return {"read": render_page(page).content_hash} if step.form is SignOffForm else {}


def typed(request: HttpRequest, name: str) -> str:
    """What was typed, where no form reads it: without the one character that the database can't keep."""
    return request.POST.get(name, "").replace("\0", "")


def came_from(request: HttpRequest, page: Page) -> str:
    """Where she goes on after a form that stands both with a page's form and with its preview."""
    back = request.POST.get("back") == "preview"
    return reverse("editorial:preview", args=[page.pk]) if back else edit_url(page)


def _again(form: StepForm, page: Page) -> StepForm:
    """The same form with what was typed. A sign-off is then of what the page says now, as the message told her."""
    if form.is_bound and isinstance(form, SignOffForm):
        form.data = form.data.copy()
        form.data["read"] = render_page(page).content_hash
    return form


def _show_step(request: HttpRequest, page: Page, name: str, form: StepForm, problems: list[str]) -> HttpResponse:
    if isinstance(form, CommentForm):
        form.offer(parts_of(page))
    context = {
        **admin.site.each_context(request),
        "title": f"{STEPS[name].title}: {page.title}",
        "page": page,
        "name": name,
        "step": STEPS[name],
        "form": form,
        "problems": problems,
        "edit_url": edit_url(page),
    }
    return render(request, "editorial/step.html", context, status=422 if problems else 200)


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a task with what was decided."""
    task = get_object_or_404(Task.objects.select_related("page", "study"), pk=pk)
    try:
        actions.finish(task=task, by=request.user, outcome=request.POST.get("outcome", ""))
    except actions.WorkflowError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Done. What was decided is on record.")
    return redirect(edit_url(task.page))


# --- nothing typed is lost --------------------------------------------------------------------------------------------


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form too old to be trusted. In the admin, its texts come back to be copied; elsewhere Django's page answers."""
    if not request.path.startswith(reverse("admin:index")):
        return csrf.csrf_failure(request, reason)
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        return _problem("This form is too old to be used. Copy your text, then open the page again.", 403)
    return _typed_back(
        request,
        status=403,
        title="This form was too old to save. Here is what you typed.",
        why="You signed in or out since this form was opened, so its safety key no longer fits and nothing was saved. "
        "This keeps other sites from saving things in your name.",
        again=request.get_full_path(),
        where="Open the form anew in another tab",
    )


def deleted_meanwhile(request: HttpRequest, kind: str, add_url: str) -> HttpResponse:
    """A form of something that is no longer there. Its texts come back to be copied."""
    return _typed_back(
        request,
        status=410,
        title="This was deleted while you had it open. Here is what you typed.",
        why=f"Somebody deleted this {kind}, so there is nothing to save your changes to. The audit trail says who did.",
        again=add_url,
        where=f"Start a new {kind} in another tab",
    )


def _typed_back(request: HttpRequest, status: int, **words: str) -> HttpResponse:
    context = {**admin.site.each_context(request), **words, "texts": typed_texts(request.POST)}
    return render(request, "editorial/typed.html", context, status=status)
