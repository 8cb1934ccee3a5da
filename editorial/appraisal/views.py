"""The screens of a rating by two people, and what an assessment comes to while somebody judges it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from editorial.access import may_edit, may_view
from editorial.appraisal import rating as steps
from editorial.appraisal.comparison import figures, side_by_side
from editorial.appraisal.forms import RatingForm, ReconcileForm
from editorial.appraisal.so_far import so_far, so_far_of_rating
from editorial.models import Rating, Round
from editorial.sign_in.entrance import why_not
from editorial.workflow.actions import WorkflowError
from evidence.facts import guides_for
from evidence.models import Assessment


@require_safe
def how_we_grade(request: HttpRequest) -> HttpResponse:
    """The rules, and how well people agree who applied them apart from each other."""
    return render(request, "topics/how_we_grade.html", {"figures": figures()})


@never_cache
@require_POST
def grade_so_far(request: HttpRequest) -> HttpResponse:
    """What a form that is being filled in comes to, as HTML for the form's own region. Nothing is saved."""
    if reason := why_not(request):
        return _so_far(request, {"problems": [reason]}, status=403)
    if not may_edit(request.user) and not _may_rate(request.user):
        return _so_far(request, {"problems": ["Your account may read assessments but not judge them."]}, status=403)
    return _so_far(request, so_far(request.POST))


def _so_far(request: HttpRequest, found: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {"so_far": found, "caption": "As it stands in this form, not saved yet"}
    return render(request, "editorial/_so_far_words.html", context, status=status)


def _may_rate(user: Any) -> bool:
    return user.is_active and user.is_staff and user.has_perm(steps.MAY_RATE)


# --- a rating by two people -------------------------------------------------------------------------------------------


def _round(request: HttpRequest, pk: int) -> Round:
    """A round that she may open. Which ratings she may read is RatingQuerySet.visible_to's to say."""
    round_ = get_object_or_404(Round.objects.select_related("assessment__intervention", "closed_by"), pk=pk)
    if not (request.user.has_perm("editorial.view_round") or _may_rate(request.user)):
        raise PermissionDenied
    if round_.assessment and not may_view(request.user, round_.assessment.intervention):
        raise PermissionDenied
    return round_


def _hers(request: HttpRequest, pk: int) -> Rating:
    rating = get_object_or_404(Rating.objects.filter(rater=request.user), round=pk)
    rating.round = _round(request, pk)
    return rating


def _to(round_: Round, name: str = "round") -> HttpResponse:
    return redirect(reverse(f"editorial:{name}", args=[round_.pk]))


@require_POST
def begin_rating(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a seat at an assessment's open round, or go back to the one taken before."""
    assessment = get_object_or_404(Assessment.objects.select_related("intervention"), pk=pk)
    if not may_view(request.user, assessment.intervention):
        raise PermissionDenied
    try:
        rating = steps.begin(assessment=assessment, by=request.user)
    except WorkflowError as error:
        messages.error(request, str(error))
        return redirect(reverse("admin:evidence_assessment_change", args=[pk]))
    return _to(rating.round, "my-rating")


def my_rating(request: HttpRequest, pk: int) -> HttpResponse:
    """Her own rating: judged domain by domain, kept as often as she likes, then handed in."""
    rating = _hers(request, pk)
    if rating.handed_in_at or rating.round.closed_at or rating.round.assessment is None:
        return _to(rating.round)
    if request.method != "POST":
        return _show_rating(request, rating, RatingForm(instance=rating))
    if request.POST.get("do") == "give-up":
        return _give_up(request, rating)
    form = RatingForm(request.POST, instance=rating)
    problems = _keep(request, rating, form)
    if problems:
        return _show_rating(request, rating, form, problems)
    handed_in = request.POST.get("do") == "hand-in"
    messages.success(request, HANDED_IN if handed_in else "Saved. Nobody else sees it.")
    return _to(rating.round, "round" if handed_in else "my-rating")


HANDED_IN = "Handed in. Once both ratings are in, you each see the other’s."


def _keep(request: HttpRequest, rating: Rating, form: RatingForm) -> list[str]:
    """Save it, and hand it in if that was asked for. Returns what stands against it, in words."""
    if not form.is_valid():
        return [f"{name.replace('_', ' ')}: {error}" for name, errors in form.errors.items() for error in errors]
    try:
        kept = steps.save(rating=rating, by=request.user, judgements=form.cleaned_data)
        if request.POST.get("do") == "hand-in":
            steps.hand_in(rating=kept, by=request.user)
    except steps.NotReady as error:
        return error.problems
    except WorkflowError as error:
        return [str(error)]
    return []


def _give_up(request: HttpRequest, rating: Rating) -> HttpResponse:
    assessment = rating.round.assessment
    try:
        steps.give_up(rating=rating, by=request.user)
        messages.success(request, "Given up. Somebody else can rate it now.")
    except WorkflowError as error:
        messages.error(request, str(error))
    return redirect(reverse("admin:evidence_assessment_change", args=[assessment.pk]))


def _show_rating(
    request: HttpRequest, rating: Rating, form: RatingForm, problems: list[str] | None = None
) -> HttpResponse:
    assessment = rating.round.assessment
    guides = guides_for(assessment)
    context = {
        **admin.site.each_context(request),
        "title": f"Your rating: {rating.round}",
        "round": rating.round,
        "assessment": assessment,
        "form": form,
        "rows": [(guides[domain], judgement, reason) for domain, judgement, reason in form.rows()],
        "so_far": so_far_of_rating(rating),
        "problems": problems,
    }
    return render(request, "editorial/rating.html", context, status=422 if problems else 200)


@require_safe
def show_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a round stands; once both ratings are in, both side by side, and the form that makes one of them."""
    return _show_round(request, _round(request, pk))


def _show_round(
    request: HttpRequest, round_: Round, form: ReconcileForm | None = None, problems: list[str] | None = None
) -> HttpResponse:
    seats = list(round_.ratings.select_related("rater").only("round", "rater", "seat", "handed_in_at"))
    seen = list(Rating.objects.visible_to(request.user).filter(round=round_).select_related("rater"))
    for rating in seen:
        rating.round = round_
    both = seen if len(seen) == 2 and all(rating.handed_in_at for rating in seen) else []
    rows = side_by_side(round_, *both) if both else []
    may_settle = not round_.closed_at and round_.assessment and request.user.has_perm(steps.MAY_RECONCILE)
    if both and may_settle and form is None:
        form = ReconcileForm(rows=rows, initial={"read": steps.fingerprint(round_.assessment)})
    context = {
        **admin.site.each_context(request),
        "title": f"Rated by two people: {round_}",
        "round": round_,
        "seats": seats,
        "raters": [rating.rater for rating in both],
        "mine": next((rating for rating in seats if rating.rater_id == request.user.pk), None),
        "may_begin": not round_.closed_at and round_.assessment and len(seats) < 2 and _may_rate(request.user),
        "may_settle": may_settle,
        "changed": [] if round_.closed_at else steps.changed_since(round_),
        "rows": rows,
        "differing": sum(not row.agreed for row in rows),
        "form": form if both and may_settle else None,
        "problems": problems,
    }
    return render(request, "editorial/round.html", context, status=422 if problems else 200)


@require_POST
def reconcile(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one assessment of both ratings. What stands against it comes back with what was typed."""
    round_ = _round(request, pk)
    both = list(Rating.objects.visible_to(request.user).filter(round=round_, handed_in_at__isnull=False))
    if not request.user.has_perm(steps.MAY_RECONCILE) or len(both) != 2:
        raise PermissionDenied
    form = ReconcileForm(request.POST, rows=side_by_side(round_, *both))
    problems = _settle(request, round_, form)
    if problems:
        return _show_round(request, round_, _read_again(form, round_), problems)
    messages.success(request, "Reconciled. The assessment says so now; its page has to be reviewed and published anew.")
    return _to(round_)


def _settle(request: HttpRequest, round_: Round, form: ReconcileForm) -> list[str]:
    if not form.is_valid():
        return [f"{name.replace('_', ' ')}: {error}" for name, errors in form.errors.items() for error in errors]
    typed = form.cleaned_data
    try:
        steps.reconcile(
            round_=round_, by=request.user, decisions=form.decisions(), read=typed["read"], note=typed["note"]
        )
    except steps.NotReady as error:
        return error.problems
    except WorkflowError as error:
        return [str(error)]
    return []


def _read_again(form: ReconcileForm, round_: Round) -> ReconcileForm:
    """The form as typed; the assessment it will be held against is the one that is now shown."""
    if round_.assessment:
        form.data = form.data.copy()
        form.data["read"] = steps.fingerprint(round_.assessment)
    return form


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round without a result, with the reason."""
    round_ = _round(request, pk)
    try:
        steps.set_aside(round_=round_, by=request.user, note=request.POST.get("note", ""))
    except WorkflowError as error:
        return _show_round(request, round_, problems=[str(error)])
    messages.success(request, "Set aside. What was handed in is kept.")
    return _to(round_)
