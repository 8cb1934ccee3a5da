"""Saving in the admin: what is kept, what is recorded, and what is refused in words."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from editorial.admin.base import ReadOnly
from editorial.admin.constraints import SAID_BY_GRADING, WORDS, all_constraints
from editorial.models import AuditEntry, FailedSignIns, KeptDraft, Presence, Rating, RecoveryCode, Reviewer
from evidence.models import Assessment, Finding, MechanismLink, Outcome, Study, Trial
from tests import factories
from tests.editorial.factories import errors_of, fields_of, saved
from topics.models import Edition, FormerAddress, Page, Status, Withdrawal

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_amal(client, amal):
    client.force_login(amal)
    return client


def change(page: Page) -> str:
    return reverse(f"admin:topics_{page.specific._meta.model_name}_change", args=[page.pk])


def last_audit() -> AuditEntry:
    return AuditEntry.objects.order_by("-pk").first()


# --- what is recorded -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "slug",
    [
        "joint-pain",
        "low-dose-naltrexone",
        "microglial-activation",
        "nine-facts-about-low-dose-naltrexone-and-menopause",
    ],
)
def test_saving_a_page_without_changes_records_nothing_and_changes_nothing(slug, as_amal):
    page = Page.objects.get(slug=slug)
    before = AuditEntry.objects.count()
    assert saved(as_amal, change(page)).status_code == 302
    after = Page.objects.get(pk=page.pk)
    assert AuditEntry.objects.count() == before
    assert (after.status, after.last_edited_at, after.last_edited_by) == (page.status, page.last_edited_at, None)


@pytest.mark.parametrize("model", [Study, Finding, Outcome, Trial, Assessment, MechanismLink])
def test_saving_anything_without_changes_records_nothing(model, as_amal):
    before = AuditEntry.objects.count()
    for item in model.objects.order_by("pk")[:3]:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[item.pk])
        assert saved(as_amal, url).status_code == 302
    assert AuditEntry.objects.count() == before


def test_an_edit_makes_a_draft_names_its_author_and_what_changed_and_leaves_readers_alone(as_amal, amal):
    page = Page.objects.get(slug="joint-pain")
    before = as_amal.get(page.get_absolute_url()).content
    assert saved(as_amal, change(page), title="Sore joints").status_code == 302
    page.refresh_from_db()
    assert (page.status, page.last_edited_by, page.title) == (Status.DRAFT, amal, "Sore joints")
    assert (last_audit().by, last_audit().page.pk, last_audit().note) == (amal, page.pk, "Changed Title.")
    assert as_amal.get(page.get_absolute_url()).content == before


def test_an_edit_of_a_row_alone_is_an_edit_of_its_page(as_amal, amal):
    page = Page.objects.get(slug="joint-pain")
    saved(as_amal, change(page), aliases__0__text="a quite new name")
    page.refresh_from_db()
    assert (page.status, page.last_edited_by) == (Status.DRAFT, amal)
    assert "a quite new name" in last_audit().note


def test_a_new_row_without_a_number_goes_to_the_end(as_amal):
    page = Page.objects.get(slug="joint-pain")
    count = page.aliases.count()
    changes = {
        "aliases__TOTAL_FORMS": count + 1,
        f"aliases__{count}__text": "the last",
        f"aliases__{count}__kind": "lay",
    }
    changes |= {f"aliases__{count}__page": page.pk, f"aliases__{count}__position": ""}
    assert saved(as_amal, change(page), **changes).status_code == 302
    assert [alias.text for alias in page.aliases.all()][-1] == "the last"


def test_an_edit_of_an_assessment_is_an_edit_of_its_treatment(as_amal, amal):
    assessment = Assessment.objects.filter(intervention__slug="low-dose-naltrexone").first()
    url = reverse("admin:evidence_assessment_change", args=[assessment.pk])
    assert saved(as_amal, url, unknowns="A great deal.").status_code == 302
    page = Page.objects.get(slug="low-dose-naltrexone")
    assert (page.status, page.last_edited_by) == (Status.DRAFT, amal)
    assert assessment.key in last_audit().note


def test_deleting_an_assessment_is_an_edit_of_its_treatment(as_amal, amal):
    assessment = Assessment.objects.filter(intervention__slug="low-dose-naltrexone").first()
    as_amal.post(reverse("admin:evidence_assessment_delete", args=[assessment.pk]), {"post": "yes"})
    page = Page.objects.get(slug="low-dose-naltrexone")
    assert (page.status, page.last_edited_by) == (Status.DRAFT, amal)


@pytest.mark.parametrize("kind", ["acts", "contributes"])
def test_an_edit_of_a_mechanism_link_is_an_edit_of_the_page_that_shows_it(kind, as_amal, amal):
    link = MechanismLink.objects.filter(topic__isnull=kind == "acts").first()
    saved(as_amal, reverse("admin:evidence_mechanismlink_change", args=[link.pk]), statement="It does something.")
    owner = Page.objects.get(pk=link.intervention_id or link.mechanism_id)
    assert (owner.status, owner.last_edited_by) == (Status.DRAFT, amal)


def test_an_edit_of_a_study_is_in_the_audit_trail(as_amal, amal):
    study = Study.objects.get(slug="younger-2013")
    saved(as_amal, reverse("admin:evidence_study_change", args=[study.pk]), funding="A charity that exists in no town.")
    assert (last_audit().by, last_audit().subject, last_audit().note) == (
        amal,
        "study: younger-2013",
        "Changed Funding.",
    )


def test_a_renamed_label_is_an_edit_of_every_page_that_carries_it(as_amal, amal):
    page = factories.topic(tags=["toes"])
    tag = page.tags.get()
    saved(as_amal, reverse("admin:taggit_tag_change", args=[tag.pk]), name="feet")
    assert Page.objects.get(pk=page.pk).last_edited_by == amal


# --- what is kept -----------------------------------------------------------------------------------------------------


def test_lists_keep_their_commas_and_lose_blank_lines(as_amal):
    page = factories.topic(key_points=["One, two", "Three"])
    saved(as_amal, change(page), key_points="One, two\r\n\r\n  \r\nThree, four  \r\n", questions="Why, oh why?")
    page.refresh_from_db()
    assert (page.key_points, page.questions) == (["One, two", "Three, four"], ["Why, oh why?"])


def test_a_finding_keeps_its_measure_in_fields_of_its_own(as_amal):
    counted = {"event": "cold toes", "intervention_pct": 40, "comparator_pct": 50}
    measure = {"type": "risk-ratio", "value": 0.8, "ci": [0.7, 0.9], "p": 0.01} | counted
    study = factories.study(findings=[factories.PAIN | {"measure": measure}])
    finding = study.findings.get()
    url = reverse("admin:evidence_finding_change", args=[finding.pk])
    fields = fields_of(as_amal.get(url))
    assert (fields["measure_low"], fields["measure_p"]) == (["0.7"], ["0.01"])
    saved(as_amal, url, measure_value="0.75")
    finding.refresh_from_db()
    assert finding.measure == measure | {"value": 0.75}


# --- what is refused --------------------------------------------------------------------------------------------------

NEW_TOPIC = {
    "kind": "symptom",
    "body_area": "whole-body",
    "title": "Cold toes",
    "slug": "cold-toes",
    "summary": "Cold.",
}


def added(client, **fields):
    return saved(client, reverse("admin:topics_topic_add"), **(NEW_TOPIC | {"review_months": 12} | fields))


def test_a_page_can_be_added(as_amal, amal):
    assert added(as_amal).status_code == 302
    page = Page.objects.get(slug="cold-toes")
    assert (page.kind, page.last_edited_by, page.live) == ("symptom", amal, None)


def test_an_address_already_taken_is_refused_by_the_name_of_the_page_that_has_it(as_amal):
    errors = errors_of(added(as_amal, slug="low-dose-naltrexone"))
    assert "“low-dose-naltrexone” is already taken by “Low-dose naltrexone” (treatment)" in errors


def test_an_address_that_somebody_takes_meanwhile_is_refused_in_words(as_amal, monkeypatch):
    """Two people save one address at once: the second form was checked before the first was stored."""
    from editorial.admin.pages import PageForm

    factories.topic("cold-toes", title="Hers")
    checks = {name: getattr(PageForm, name) for name in ("clean_slug", "validate_unique")}

    def blind_once(name, answer):
        def check(form):
            monkeypatch.setattr(PageForm, name, checks[name])
            return answer(form)

        monkeypatch.setattr(PageForm, name, check)

    blind_once("clean_slug", lambda form: form.cleaned_data["slug"])
    blind_once("validate_unique", lambda form: None)
    assert "already taken by “Hers”" in errors_of(added(as_amal))


def test_an_address_stays_once_it_was_published(as_amal):
    page = Page.objects.get(slug="joint-pain")
    saved(as_amal, change(page), slug="other")
    assert Page.objects.filter(slug="joint-pain").exists()


def test_the_kind_of_a_page_stays(as_amal):
    page = factories.topic()
    saved(as_amal, change(page), kind="stage", title="Cold feet")
    page.refresh_from_db()
    assert (page.kind, page.title) == ("symptom", "Cold feet")


def test_no_page_gets_a_kind_that_its_form_does_not_have(as_amal):
    assert "Select a valid choice" in errors_of(added(as_amal, kind="article"))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"slug": "Cold_Toes"}, "small letters, digits and single hyphens"),
        ({"review_months": 0}, "1 to 60 months"),
        ({"title": " "}, "This field is required"),
        ({"tags": "x" * 101}, "at most 100 characters"),
        (
            {
                "aliases__TOTAL_FORMS": 2,
                "aliases__0__text": "Chilly",
                "aliases__0__kind": "lay",
                "aliases__1__text": "chilly",
                "aliases__1__kind": "lay",
            },
            "stands on the page already",
        ),
    ],
)
def test_a_broken_rule_of_a_page_is_said_in_words(fields, words, as_amal):
    assert words in errors_of(added(as_amal, **fields))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"doi": "10.1000/okafor-2020"}, "Another study has this DOI"),
        ({"doi": "https://doi.org/10.1000/OKAFOR-2020"}, "Another study has this DOI"),
        ({"doi": "doi.example"}, "it starts with 10."),
        ({"pmid": "PMC12"}, "digits alone"),
        ({"year": 3000}, "1800 to 2100"),
        ({"slug": "Okafor_2020"}, "small letters, digits and single hyphens"),
        ({"slug": "okafor-2020"}, "already exists"),
        (
            {"safety__TOTAL_FORMS": 1, "safety__0__event": "cold", "safety__0__intervention_pct": 120},
            "from 0 to 100",
        ),
        (
            {
                f"findings__{n}__{name}": value
                for n in (0, 1)
                for name, value in {"key": "a", "outcome": "b", "direction": "mixed", "effect": "c"}.items()
            }
            | {"findings__TOTAL_FORMS": 2},
            "Another finding of this study has this key",
        ),
        (
            {
                "findings__TOTAL_FORMS": 1,
                "findings__0__key": "a",
                "findings__0__outcome": "b",
                "findings__0__direction": "mixed",
                "findings__0__effect": "c",
                "findings__0__measure_value": 3,
            },
            "Say what was measured",
        ),
        (
            {
                "findings__TOTAL_FORMS": 1,
                "findings__0__key": "a",
                "findings__0__outcome": "b",
                "findings__0__direction": "mixed",
                "findings__0__effect": "c",
                "findings__0__measure_type": "risk-difference",
                "findings__0__measure_treated": 30,
            },
            "what they count are given together",
        ),
    ],
)
def test_a_broken_rule_of_a_study_is_said_in_words(fields, words, as_amal):
    factories.study()
    new = {"slug": "new-2021", "title": "New", "design": "cohort", "directness": "direct"}
    assert words in errors_of(saved(as_amal, reverse("admin:evidence_study_add"), **(new | fields)))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "either a treatment that acts on the mechanism or a topic"),
        ({"intervention": "low-dose-naltrexone", "topic": "joint-pain"}, "either a treatment"),
        ({"topic": "joint-pain", "basis": "human"}, "Count the groups of researchers"),
        ({"topic": "joint-pain", "basis": "theory", "independent_groups": 2}, "everywhere else leave 0"),
        ({"topic": "brain-fog"}, "has a link to that topic already"),
    ],
)
def test_a_broken_rule_of_a_mechanism_link_is_said_in_words(fields, words, as_amal):
    ids = dict(Page.objects.values_list("slug", "pk"))
    new = {"mechanism": "microglial-activation", "basis": "theory", "statement": "It does.", "independent_groups": 0}
    data = {name: ids.get(value, value) for name, value in (new | fields).items()}
    assert words in errors_of(saved(as_amal, reverse("admin:evidence_mechanismlink_add"), **data))


def test_a_claim_says_where_a_record_was_read_and_only_a_record_does(as_amal):
    article = Page.objects.get(kind="article")
    assert "Say where the record was read" in errors_of(
        saved(as_amal, change(article), claims__0__kind="effect", claims__0__source="authority")
    )


def test_an_outcome_names_the_source_and_the_unit_of_the_difference_that_matters(as_amal):
    outcome = Outcome.objects.filter(important_difference=None).first()
    errors = errors_of(
        saved(as_amal, reverse("admin:evidence_outcome_change", args=[outcome.pk]), important_difference=2)
    )
    assert "Name the study that this difference comes from" in errors
    assert "Give the unit" in errors


def test_a_finding_that_an_assessment_rests_on_cannot_be_taken_from_under_it(as_amal):
    study = Assessment.objects.filter(findings__isnull=False).first().findings.first().study
    url = reverse("admin:evidence_study_change", args=[study.pk])
    keys = list(study.findings.values_list("assessments", flat=True))
    row = next(n for n, used in enumerate(keys) if used)
    assert "take it out there first" in errors_of(saved(as_amal, url, **{f"findings__{row}__DELETE": "on"}))
    assert as_amal.post(reverse("admin:evidence_study_delete", args=[study.pk]), {"post": "yes"}).status_code == 403


def test_a_reviewer_declares_interests(admin_client, amal):
    new = {"user": amal.pk, "name": "A", "slug": "a", "credentials": "B", "interests": ""}
    errors = errors_of(saved(admin_client, reverse("admin:editorial_reviewer_add"), **new))
    assert "This field is required" in errors
    assert not Reviewer.objects.filter(name="A").exists()


def test_every_rule_of_the_database_has_its_words():
    """A rule on a fixed list of choices needs none: the form offers nothing else. Nor does a list that is only read:
    the steps and actions that make its rows say in words of their own what they refuse."""
    by_choices = ("_is_known", "_is_allowed")
    made_elsewhere = ("page_published", "page_archived", "page_moved")
    silent = {
        constraint.name
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label in ("topics", "evidence", "editorial") and not isinstance(model_admin, ReadOnly)
        for part in [model, *(inline.model for inline in admin.site._registry[model].inlines)]
        for constraint in all_constraints(part)
        if not constraint.name.endswith(by_choices) and not constraint.name.startswith(made_elsewhere)
    }
    assert silent == WORDS.keys() | SAID_BY_GRADING


def test_words_are_said_at_fields_that_exist():
    fields = {field.name for model in admin.site._registry for field in model._meta.get_fields()}
    fields |= {"text", "intervention_pct", "comparator_pct"}
    assert {field for field, _ in WORDS.values()} <= fields


def test_a_save_does_not_undo_a_publishing_that_ran_meanwhile(as_amal, monkeypatch):
    """The row is locked before it is read, so that what the form does not hold is never older than the database's."""
    page = factories.topic()
    factories.published(page)
    opened = fields_of(as_amal.get(change(page)))
    second: Edition = factories.published(page)
    as_amal.post(change(page), opened | {"title": "Colder toes"})
    assert Page.objects.get(pk=page.pk).live == second


WITHOUT_A_FORM = {
    FailedSignIns: "it counts guesses and names nobody",
    FormerAddress: "it is left behind by the step that moves a page",
    KeptDraft: "it stands among a page's editions where they are compared, and is brought back from there",
    Presence: "it says who has a page open now, on the form of that page, and is gone two minutes later",
    Rating: "it has screens of its own, because lists would show it to others",
    RecoveryCode: "nobody reads one; its owner makes new ones on her own screen",
    Withdrawal: "it is written by the steps that take a page down, and shown on top of the page's form",
}


def test_models_without_a_form_of_their_own_are_rows_of_one_that_has():
    shown = set(admin.site._registry)
    shown |= {inline.model for model in admin.site._registry.values() for inline in model.inlines}
    ours = {model for app in ("topics", "evidence", "editorial") for model in apps.get_app_config(app).get_models()}
    assert {model: WITHOUT_A_FORM.get(model, "") for model in ours - shown} == WITHOUT_A_FORM
