"""What a form comes to while it is filled in: the very functions that compute what readers get."""

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.urls import reverse

from editorial.appraisal.so_far import so_far, so_far_of
from evidence.models import Assessment
from tests import factories
from tests.editorial.rating_factories import body_of_evidence

pytestmark = pytest.mark.django_db


@pytest.fixture
def body() -> Assessment:
    return body_of_evidence()


def sent(**fields) -> dict:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return so_far(data)


def test_it_says_what_the_saved_assessment_says(body):
    found = so_far_of(body)
    assert found["certainty"] == "Moderate certainty"
    assert found["sentence"] == "Wool socks probably slightly reduces pain."
    assert found["sum"].endswith("The result is moderate certainty.")
    assert found["problems"] == []


@pytest.mark.long
def test_every_assessment_of_the_library_comes_to_what_its_page_shows(client):
    client.force_login(User.objects.create_superuser("boss"))
    for assessment in Assessment.objects.select_related("intervention")[:12]:
        shown = client.get(reverse("admin:evidence_assessment_change", args=[assessment.pk]))
        fields = _readonly(shown)
        found = so_far_of(assessment)
        assert (found["sentence"], found["certainty"]) == (fields["sentence"], fields["certainty_words"])
        assert found["sum"] == fields["sum"]


def _readonly(response) -> dict[str, str]:
    admin = response.context["adminform"].model_admin
    item = response.context["original"]
    return {name: getattr(admin, name)(item) for name in ("sentence", "certainty_words", "sum")}


def test_what_was_typed_counts_before_what_is_stored(body):
    found = sent(assessment=str(body.pk), risk_of_bias="serious-concern", risk_of_bias_reason="Open.", size="large")
    assert found["certainty"] == "Low certainty"
    assert found["sentence"] == "Wool socks may greatly reduce pain."


def test_a_move_without_its_reason_is_named(body):
    found = sent(assessment=str(body.pk), risk_of_bias="serious-concern", risk_of_bias_reason="")
    assert found["certainty"] == "Low certainty"
    assert found["problems"] == ["Give the reason for risk of bias: this judgement moves the certainty."]


def test_a_broken_rule_is_said_in_grades_words(body):
    raised = {"starting_point": "non-randomised", "large_effect": "1", "large_effect_reason": "Large."}
    found = sent(assessment=str(body.pk), **raised)
    assert found["certainty"] == found["sentence"] == ""
    assert found["problems"] == ["Evidence that was rated down for any reason cannot be rated up."]


def test_a_single_study_has_no_inconsistency_to_judge(body):
    one = [str(body.findings.first().pk)]
    fields = {"inconsistency": "serious-concern", "inconsistency_reason": "They differ."}
    assert sent(assessment=str(body.pk), findings=one, **fields)["problems"] == [
        "A single study has no inconsistency to judge."
    ]


def test_a_new_assessment_says_what_its_sentence_waits_for(body):
    assert sent()["problems"] == ["Choose the starting point."]
    found = sent(starting_point="randomised", topic=str(body.topic_id))
    assert found["certainty"] == "High certainty"
    assert found["problems"] == ["The sentence waits for: treatment, outcome, direction, size."]


def test_a_mixed_direction_waits_for_a_written_sentence(body):
    found = sent(assessment=str(body.pk), direction="mixed", size="unclear", statement="")
    assert found["problems"] == ["The direction is mixed or unclear: a person writes the sentence."]
    assert sent(assessment=str(body.pk), direction="mixed", statement="It is mixed.")["sentence"] == "It is mixed."


def test_what_a_rater_has_not_judged_yet_is_named(body):
    found = sent(assessment=str(body.pk), starting_point="randomised", risk_of_bias="", imprecision="")
    assert found["problems"] == ["Not judged yet, and counted as no concern so far: risk of bias, imprecision."]


@pytest.mark.parametrize(
    "fields",
    [
        {"starting_point": "best"},
        {"risk_of_bias": "awful"},
        {"large_effect": "7"},
        {"assessment": "999999"},
        {"findings": ["x"]},
        {"searched_on": "soon"},
    ],
)
def test_what_no_form_offers_is_refused_in_words(fields):
    found = sent(**fields)
    assert found["certainty"] == ""
    assert found["problems"]


@pytest.mark.parametrize(("who", "status"), [(None, 403), ("rae", 403), ("pia", 403), ("ito", 200), ("amal", 200)])
def test_it_answers_those_who_judge_evidence(who, status, client, body):
    made = {
        "rae": lambda: User.objects.create_user("rae"),
        "pia": factories.publisher_pia,
        "ito": factories.reviewer_dr_ito,
        "amal": factories.author_amal,
    }
    if who:
        client.force_login(made[who]())
    answer = client.post(reverse("editorial:so-far"), {"assessment": body.pk})
    assert answer.status_code == status
    assert ("Wool socks" in answer.content.decode()) == (status == 200)
    assert "no-cache" in answer["Cache-Control"]


def test_what_was_typed_is_escaped_and_nothing_is_saved(client, body):
    client.force_login(factories.author_amal())
    fields = {"assessment": body.pk, "population": "<script>alert(1)</script>"}
    answer = client.post(reverse("editorial:so-far"), fields).content.decode()
    assert "<script>" not in answer
    assert "&lt;script&gt;" in answer
    assert Assessment.objects.get(pk=body.pk).population == ""
    assert client.get(reverse("editorial:so-far")).status_code == 405


def test_the_assessments_form_shows_facts_and_hints_beside_each_question(client, body):
    client.force_login(factories.author_amal())
    shown = client.get(reverse("admin:evidence_assessment_change", args=[body.pk])).content.decode()
    assert shown.count("Rossi 2021") >= 8
    assert "Hint:</strong> 80 people: fewer than 400" in shown
    assert "Hint:</strong> With fewer than 10 studies" in shown
    assert "As it is saved:" in shown
    assert "<strong>Moderate certainty.</strong> Wool socks probably slightly reduces pain." in shown


def test_hints_fill_in_nothing(client, body):
    client.force_login(factories.author_amal())
    shown = client.get(reverse("admin:evidence_assessment_add"))
    assert "Choose the findings and save" in shown.content.decode()
    assert shown.context["adminform"].form["imprecision"].value() == "no-concern"
