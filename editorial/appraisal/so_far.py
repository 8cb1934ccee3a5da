"""What an assessment comes to while it is being judged: its certainty, the sum and the sentence, or what is in the way.

The same Python functions that compute what readers get answer here, so that the form can't show anything else.
"""

from typing import Any

from django import forms
from django.http import QueryDict

from editorial.appraisal.rating import DOMAINS, lacking_reasons
from editorial.content import codec
from editorial.content.rendering import page_refs
from editorial.models import Rating
from evidence import grading, wording
from evidence.agreement import STARTING_POINT
from evidence.grading import LOWERING_DOMAINS, RAISING_DOMAINS
from evidence.models import Assessment, Direction, Finding, Outcome, Size, StartingPoint
from evidence.presenters import recomputation, statement
from topics.markdown import PageRef
from topics.models import Intervention, Topic

SAID = ("direction", "size", "may_also", "population", "statement", "searched_on")


class SoFarForm(forms.Form):
    """Any part of an assessment's form, as far as it is filled in. What is left out is as stored."""

    assessment = forms.ModelChoiceField(Assessment.objects, required=False)
    intervention = forms.ModelChoiceField(Intervention.objects, required=False)
    topic = forms.ModelChoiceField(Topic.objects, required=False)
    outcome = forms.ModelChoiceField(Outcome.objects, required=False)
    findings = forms.ModelMultipleChoiceField(Finding.objects, required=False)
    starting_point = forms.ChoiceField(choices=StartingPoint, required=False)
    direction = forms.ChoiceField(choices=Direction, required=False)
    size = forms.ChoiceField(choices=Size, required=False)
    may_also = forms.ChoiceField(choices=Direction, required=False)
    population = forms.CharField(required=False)
    statement = forms.CharField(required=False)
    searched_on = forms.DateField(required=False)

    def __init__(self, data: QueryDict):
        super().__init__(data)
        for domain, codes in LOWERING_DOMAINS.items():
            self.fields[domain] = forms.ChoiceField(choices=[(code, code) for code in codes], required=False)
        for domain, points in RAISING_DOMAINS.items():
            choices = [(n, n) for n in points]
            self.fields[domain] = forms.TypedChoiceField(choices=choices, coerce=int, empty_value=0, required=False)
        for domain in DOMAINS:
            self.fields[f"{domain}_reason"] = forms.CharField(required=False)

    def value(self, name: str) -> Any:
        """What was sent; where the form has no such field, what is stored."""
        stored = self.cleaned_data["assessment"]
        return self.cleaned_data[name] if name in self.data or not stored else getattr(stored, name)


def so_far(data: QueryDict) -> dict[str, Any]:
    """The certainty, how it follows, the sentence, and what is still in the way, each in words."""
    form = SoFarForm(data)
    if not form.is_valid():
        words = [f"{grading.words(name)}: {error}" for name, errors in form.errors.items() for error in errors]
        return _answer(problems=words)
    if not form.value(STARTING_POINT):
        return _answer(problems=["Choose the starting point."])
    judgements = _judgements(form)
    lacking = lacking_reasons({name: (form.value(name), form.value(f"{name}_reason")) for name in DOMAINS})
    try:
        certainty = grading.certainty(judgements)
    except ValueError as error:
        return _answer(problems=[str(error), *lacking])
    sentence, missing = _sentence(form, certainty)
    unjudged = [grading.words(domain) for domain in LOWERING_DOMAINS if domain in form.data and not form.value(domain)]
    if unjudged and judgements.starting_point != grading.NO_HUMAN_EVIDENCE:
        missing = [f"Not judged yet, and counted as no concern so far: {', '.join(unjudged)}.", *missing]
    return _answer(
        certainty=wording.CERTAINTY_WORDS[certainty],
        sum=recomputation(judgements),
        sentence=sentence,
        problems=[*lacking, *missing],
    )


def _answer(**parts: Any) -> dict[str, Any]:
    return {"certainty": "", "sum": "", "sentence": "", "problems": []} | parts


def _judgements(form: SoFarForm) -> grading.Judgements:
    stored = form.cleaned_data["assessment"]
    if "findings" in form.data or not stored:
        studies = len({finding.study_id for finding in form.cleaned_data["findings"]})
    else:
        studies = stored.findings.values("study").distinct().count()
    return grading.Judgements(
        starting_point=form.value(STARTING_POINT),
        lowering={domain: form.value(domain) for domain in LOWERING_DOMAINS if form.value(domain)},
        raising={domain: form.value(domain) for domain in RAISING_DOMAINS},
        studies=studies or None,
    )


def _sentence(form: SoFarForm, certainty: str) -> tuple[str, list[str]]:
    """The compiled sentence; or nothing, with what it waits for."""
    about = {name: form.value(name) for name in ("intervention", "topic", "outcome")}
    said = {name: form.value(name) for name in SAID}
    waits = [name for name, value in (about | {n: said[n] for n in ("direction", "size")}).items() if not value]
    if waits:
        return "", [f"The sentence waits for: {', '.join('treatment' if n == 'intervention' else n for n in waits)}."]
    said["searched_on"] = said["searched_on"] and said["searched_on"].isoformat()
    page, topic = about["intervention"], about["topic"]
    words = wording.sentence(
        statement(
            said,
            intervention=PageRef(page.slug, page.title, plural=page.plural),
            topic=page_refs()[topic.slug],
            outcome=codec.encode_outcome(about["outcome"]),
            certainty=certainty,
        )
    )
    if words:
        return words, []
    return "", ["The direction is mixed or unclear: a person writes the sentence."]


def so_far_of(assessment: Assessment) -> dict[str, Any]:
    """The same of an assessment as it is saved."""
    return so_far(_query(assessment=assessment.pk))


def so_far_of_rating(rating: Rating) -> dict[str, Any]:
    """The same of one person's rating as she saved it."""
    names = [STARTING_POINT, *DOMAINS, *(f"{domain}_reason" for domain in DOMAINS)]
    if rating.round.studies == 1:
        names.remove("inconsistency")
    return so_far(_query(assessment=rating.round.assessment_id, **{name: getattr(rating, name) for name in names}))


def _query(**values: Any) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in values.items() if value is not None})
    return query
