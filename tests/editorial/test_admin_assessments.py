"""An assessment's form: GRADE's rules, broken, come back in words; what follows from the judgements is shown."""

import pytest
from django.urls import reverse

from evidence.models import Assessment, Outcome
from tests import factories
from tests.editorial.factories import errors_of, saved
from topics.models import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    """One small trial of wool socks for cold toes, not assessed yet."""
    factories.topic()
    factories.study(findings=[factories.PAIN])
    page = factories.intervention()
    outcome = Outcome.objects.get(slug="pain")
    finding = page.findings.first() or factories.study("second-2021", findings=[factories.PAIN]).findings.get()
    return {
        "intervention": page.pk,
        "key": "cold-toes-pain",
        "topic": Page.objects.get(slug="cold-toes").pk,
        "outcome": outcome.pk,
        "directness": "direct",
        "starting_point": "randomised",
        "findings": [finding.pk],
        "direction": "benefit",
        "size": "small",
        "position": 0,
    }


@pytest.fixture
def as_amal(client):
    client.force_login(factories.author_amal())
    return client


def added(client, body, **fields):
    return saved(client, reverse("admin:evidence_assessment_add"), **(body | fields))


def test_an_assessment_shows_the_sentence_and_the_certainty_that_follow(as_amal, body):
    fields = {"imprecision": "serious-concern", "imprecision_reason": "Forty people."}
    assert added(as_amal, body, **fields).status_code == 302
    assessment = Assessment.objects.get(key="cold-toes-pain")
    shown = as_amal.get(reverse("admin:evidence_assessment_change", args=[assessment.pk])).content.decode()
    assert assessment.certainty == "moderate"
    assert "Wool socks probably slightly reduces pain." in shown
    assert "Moderate certainty" in shown
    assert "Randomised trials start at high; down one level for imprecision. The result is moderate" in shown


def test_an_assessment_is_listed_on_its_treatment(as_amal, body):
    added(as_amal, body)
    shown = as_amal.get(reverse("admin:topics_intervention_change", args=[body["intervention"]])).content.decode()
    assessment = Assessment.objects.get(key="cold-toes-pain")
    assert reverse("admin:evidence_assessment_change", args=[assessment.pk]) in shown


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"imprecision": "serious-concern"}, "Give the reason in words"),
        ({"large_effect": 1, "starting_point": "non-randomised"}, "Give the reason in words"),
        ({"inconsistency": "serious-concern", "inconsistency_reason": "x"}, "A single study has no inconsistency"),
        ({"large_effect": 1, "large_effect_reason": "x"}, "Only evidence from non-randomised studies can be rated up"),
        (
            {
                "starting_point": "non-randomised",
                "large_effect": 1,
                "large_effect_reason": "x",
                "risk_of_bias": "serious-concern",
                "risk_of_bias_reason": "x",
            },
            "rated down for any reason cannot be rated up",
        ),
        (
            {"starting_point": "no-human-evidence", "indirectness": "serious-concern", "indirectness_reason": "x"},
            "there is nothing to rate down",
        ),
        ({"statement": "It helps."}, "The sentence is compiled"),
        ({"direction": "mixed"}, "a person writes the sentence"),
        ({"key": "Cold_Toes"}, "small letters, digits and single hyphens"),
        ({"indirectness": "extremely-serious-concern"}, "Select a valid choice"),
    ],
)
def test_a_broken_rule_is_said_in_words(fields, words, as_amal, body):
    errors = errors_of(added(as_amal, body, **fields))
    assert words in errors
    assert "Constraint" not in errors
    assert not Assessment.objects.filter(key="cold-toes-pain").exists()


def test_a_grade_without_a_finding_in_people_is_refused_in_words(as_amal, body):
    mice = factories.study("mouse-2019", design="animal", directness="not-human", findings=[factories.PAIN])
    in_mice = mice.findings.get()
    assert "A grade needs a finding in people" in errors_of(added(as_amal, body, findings=[in_mice.pk]))
    assert "A grade needs a finding in people" in errors_of(added(as_amal, body, findings=[]))
    assert not Assessment.objects.filter(key="cold-toes-pain").exists()
    without = {"starting_point": "no-human-evidence", "findings": [in_mice.pk], "searched_on": "2026-11-22"}
    assert added(as_amal, body, **without).status_code == 302


def test_what_mice_showed_raises_no_grade_and_the_form_says_so(as_amal, body):
    mice = factories.study("mouse-2019", design="animal", directness="not-human", findings=[factories.PAIN])
    fields = {"starting_point": "non-randomised", "dose_response": 1, "dose_response_reason": "More wool, more warmth."}
    fields["findings"] = [*body["findings"], mice.findings.get().pk]
    assert "does not raise a grade" in errors_of(added(as_amal, body, **fields))


def test_a_study_under_a_grade_is_not_called_one_of_mice(as_amal, body):
    added(as_amal, body)
    study = Assessment.objects.get(key="cold-toes-pain").findings.get().study
    url = reverse("admin:evidence_study_change", args=[study.pk])
    errors = errors_of(saved(as_amal, url, design="animal"))
    assert "The assessment wool-socks/cold-toes-pain rests on this study" in errors
    assert "A grade needs a finding in people" in errors
    assert errors_of(saved(as_amal, url, directness="not-human"))
    assert saved(as_amal, url, design="cohort").status_code == 302


def test_what_a_form_could_not_see_is_refused_and_said(as_amal, body, monkeypatch):
    """Somebody took the other finding out meanwhile: the database refuses, and the form, checked again, says why."""
    from editorial.admin.assessments import AssessmentForm

    added(as_amal, body)
    assessment = Assessment.objects.get(key="cold-toes-pain")
    clean, calls = AssessmentForm.clean, []

    def blind_at_first(form):
        calls.append(form)
        return super(AssessmentForm, form).clean() if len(calls) == 1 else clean(form)

    monkeypatch.setattr(AssessmentForm, "clean", blind_at_first)
    response = saved(as_amal, reverse("admin:evidence_assessment_change", args=[assessment.pk]), findings=[])
    assert "A grade needs a finding in people" in errors_of(response)
    assert assessment.findings.exists()


def test_a_refused_change_is_shown_with_what_was_typed(as_amal, body):
    added(as_amal, body)
    assessment = Assessment.objects.get(key="cold-toes-pain")
    url = reverse("admin:evidence_assessment_change", args=[assessment.pk])
    response = saved(as_amal, url, large_effect=2, large_effect_reason="Typed and not to be lost.")
    assert "non-randomised studies" in errors_of(response)
    assert "Typed and not to be lost." in response.content.decode()


def test_a_key_stays_because_claims_refer_to_it(as_amal, body):
    added(as_amal, body)
    assessment = Assessment.objects.get(key="cold-toes-pain")
    saved(as_amal, reverse("admin:evidence_assessment_change", args=[assessment.pk]), key="other", size="large")
    assessment.refresh_from_db()
    assert (assessment.key, assessment.size) == ("cold-toes-pain", "large")


def test_a_second_assessment_of_the_same_key_is_refused(as_amal, body):
    added(as_amal, body)
    assert "already exists" in errors_of(added(as_amal, body))
