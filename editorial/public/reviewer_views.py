"""Reviewers' public pages, and the screen on which one of them declares her interests again."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from editorial.public.signatures import signed_by
from editorial.workflow import declaring
from editorial.workflow.actions import WorkflowError
from editorial.workflow.forms import StepForm, words


@require_safe
def reviewers(request: HttpRequest) -> HttpResponse:
    """Everyone who signed what readers see now or once saw."""
    return render(request, "topics/reviewers.html", {"people": signed_by()})


@require_safe
def reviewer(request: HttpRequest, slug: str) -> HttpResponse:
    """Who she is, what she declared, what she signed and when."""
    found = signed_by(reviewer__slug=slug)
    if not found:
        raise Http404("No reviewer who signed a published page has this address.")
    return render(request, "topics/reviewer.html", {"signed": found[0], "reviewer": found[0].reviewer})


class DeclarationForm(StepForm):
    interests = forms.CharField(
        label="Your interests",
        required=False,
        widget=words(5),
        help_text="Payments, shares, research, convictions. If there are none, write “None declared”.",
    )
    complete = forms.BooleanField(label="This is complete, and readers may see it.", required=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def declaration(request: HttpRequest) -> HttpResponse:
    """What she declared and until when; declared again here."""
    reviewer = declaring.reviewer_of(request.user)
    sent = request.POST if request.method == "POST" else None
    form = DeclarationForm(sent, initial={"interests": reviewer.interests})
    problem = ""
    if request.method == "POST":
        form.is_valid()
        try:
            declaring.declare(by=request.user, **form.cleaned_data)
        except WorkflowError as error:
            problem = str(error)
        else:
            messages.success(request, "Your declaration is on record, and readers see it on your page.")
            return redirect("admin:index")
    context = {
        **admin.site.each_context(request),
        "title": "Your declaration of interests",
        "reviewer": reviewer,
        "form": form,
        "problem": problem,
    }
    return render(request, "editorial/declaration.html", context, status=422 if problem else 200)
