"""The screen of checks, the panel's word on them and the desk's list: who sees what, and who gives a reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.models import CheckRun, Waiver
from editorial.overview import desk
from editorial.page_checks import checking, waiving
from editorial.workflow import actions
from evidence.models import Outcome
from tests import factories
from tests.editorial.factories import saved
from topics.models import Page

pytestmark = pytest.mark.django_db

CURE = "There is no cure."


@pytest.fixture
def as_amal(client, amal):
    client.force_login(amal)
    return client


@pytest.fixture
def toes() -> Page:
    return factories.topic(body=CURE, unknowns="")


def screen(page: Page) -> str:
    return reverse("editorial:checks", args=[page.pk])


def fields(page: Page, reason: str) -> dict[str, str]:
    return {f"reason-{finding.fingerprint}": reason for finding in checking.check(page).warnings}


def form_of(page: Page) -> str:
    return reverse("admin:topics_topic_change", args=[page.pk])


def test_each_finding_stands_with_its_sentence_what_to_do_and_the_way_to_its_field(as_amal, toes):
    said = as_amal.get(screen(toes)).content.decode()
    assert CURE in said
    assert "Says “cure”, which VOICE rules out: say what it changed" in said
    assert f'href="{form_of(toes)}#id_body"' in said
    assert f'href="{form_of(toes)}#id_unknowns"' in said
    assert said.index("Errors") < said.index("Warnings without a reason")


def test_a_finding_in_an_assessment_leads_to_the_assessments_form(as_amal):
    factories.topic()
    factories.study(findings=[factories.PAIN])
    page = with_assessment(summary="There is no cure [@okafor-2020].")
    said = as_amal.get(screen(page)).content.decode()
    [assessment] = page.specific.assessments.all()
    assert f'{reverse("admin:evidence_assessment_change", args=[assessment.pk])}#id_summary"' in said


def with_assessment(**more) -> Page:
    Outcome.objects.get_or_create(slug="pain", defaults={"name": "Pain", "phrase": "pain", "better": "lower"})
    return factories.intervention(assessments=[factories.assessment(**more)])


def test_who_may_not_change_the_page_is_led_to_its_preview(client, toes):
    client.force_login(factories.reviewer_dr_ito())
    said = client.get(screen(toes)).content.decode()
    assert f'href="{reverse("editorial:preview", args=[toes.pk])}"' in said
    assert "#id_body" not in said


def test_opening_the_screen_writes_nothing(as_amal, toes):
    as_amal.get(screen(toes))
    assert not CheckRun.objects.filter(page=toes).exists()


def test_reasons_are_kept_all_at_once_and_the_empty_ones_go_on_waiting(as_amal, amal):
    page = factories.topic(body=CURE, summary="A miracle.")
    first, second = fields(page, "It denies one.")
    response = as_amal.post(screen(page), {first: "It denies one.", second: " "})
    assert response.url == screen(page)
    assert Waiver.objects.get().given_by == amal
    said = as_amal.get(screen(page)).content.decode()
    assert "It denies one." in said
    assert said.count("<textarea") == 1


def test_what_was_typed_comes_back_where_the_page_has_changed_meanwhile(as_amal, toes):
    typed = fields(toes, "It denies one.") | {f"reason-{'0' * 64}": "Another."}
    response = as_amal.post(screen(toes), typed)
    assert response.status_code == 422
    assert "not there any more" in response.content.decode()
    assert "It denies one.</textarea>" in response.content.decode()
    assert not Waiver.objects.exists()


def test_running_the_checks_keeps_the_result_and_shows_it(as_amal, toes):
    response = as_amal.post(reverse("editorial:run-checks", args=[toes.pk]), follow=True)
    assert "Checked: 1 error, 1 warning without a reason." in response.content.decode()
    assert CheckRun.objects.get(page=toes).errors == 1
    assert as_amal.get(reverse("editorial:run-checks", args=[toes.pk])).status_code == 405


def test_a_reason_is_taken_back_on_the_screen(as_amal, amal, toes):
    given = {finding.fingerprint: "It denies one." for finding in checking.check(toes).warnings}
    [waiver] = waiving.give_reasons(page=toes, by=amal, reasons=given)
    response = as_amal.post(reverse("editorial:take-back-reason", args=[waiver.pk]), follow=True)
    assert "Taken back." in response.content.decode()
    again = as_amal.post(reverse("editorial:take-back-reason", args=[waiver.pk]), follow=True)
    assert "Somebody has taken this reason back already." in again.content.decode()


@pytest.mark.parametrize(
    ("who", "opens", "reasons"),
    [
        (factories.author_amal, 200, 302),
        (factories.reviewer_dr_ito, 200, 302),
        (factories.publisher_pia, 200, 403),
        (None, 302, 403),
    ],
)
def test_who_opens_the_screen_and_who_gives_reasons(client, toes, who, opens, reasons):
    if who:
        client.force_login(who())
    assert client.get(screen(toes)).status_code == opens
    assert client.post(screen(toes), fields(toes, "It denies one.")).status_code == reasons
    assert client.post(reverse("editorial:run-checks", args=[toes.pk])).status_code == (302 if who else 403)
    assert client.get(screen(toes).replace(str(toes.pk), "0")).status_code == (404 if who else 302)


# --- the panel, the steps and the desk --------------------------------------------------------------------------------


def test_the_panel_counts_what_is_in_the_way_once_the_page_was_saved_and_checked(as_amal, toes):
    assert "not run since the last change" in as_amal.get(form_of(toes)).content.decode()
    checking.run(toes)
    said = as_amal.get(form_of(toes)).content.decode()
    assert "1 error, 1 warning without a reason. The page can’t be submitted" in said
    Page.objects.filter(pk=toes.pk).update(body="It is cold.")
    assert "not run since the last change" in as_amal.get(form_of(toes)).content.decode()


def test_saving_a_page_checks_it(as_amal, toes):
    saved(as_amal, form_of(toes), unknowns="How it goes on.")
    run = CheckRun.objects.get(page=toes)
    assert (run.errors, run.warnings) == (0, 1)
    assert "1 warning without a reason" in as_amal.get(form_of(toes)).content.decode()


def test_a_refused_step_says_what_stands_and_leads_to_the_checks(as_amal, toes):
    response = as_amal.post(reverse("editorial:step", args=[toes.pk, "submit"]), {"note": "Please."})
    said = response.content.decode()
    assert response.status_code == 422
    assert "What nobody knows yet: unknowns is empty" in said
    assert "Body: “There is no cure.” says “cure”" in said
    assert screen(toes) in said
    assert "Please." in said


def failing(user) -> desk.Waiting:
    return next(waiting for waiting in desk.for_person(user) if waiting.key == "failing-checks")


def test_pages_with_failing_checks_stand_on_the_desk_the_worst_first(amal, toes):
    warned = factories.topic("blue-toes", title="Blue toes", body=CURE)
    fine = factories.mechanism()
    for page in (warned, toes, fine):
        checking.run(page)
    assert [(line.title, line.words) for line in failing(amal).lines] == [
        ("Cold toes", "1 error, 1 warning without a reason"),
        ("Blue toes", "1 warning without a reason"),
    ]
    assert failing(amal).lines[0].url == screen(toes)


def test_the_desk_says_where_a_result_is_older_than_the_page(amal, toes):
    checking.run(toes)
    actions.record_edit(page=toes, by=amal)
    assert failing(amal).lines[0].words.endswith("; edited since")


def test_the_list_of_failing_pages_costs_one_statement(amal, toes):
    checking.run(toes)
    with CaptureQueriesContext(connection) as queries:
        desk.failing_checks(amal, None)
    assert len(queries) == 1


def test_the_lists_of_results_and_of_reasons_open_for_all_staff(client, amal, toes):
    checking.run(toes)
    given = {finding.fingerprint: "It denies one." for finding in checking.check(toes).warnings}
    waiving.give_reasons(page=toes, by=amal, reasons=given)
    for user in (amal, factories.reviewer_dr_ito(), factories.publisher_pia()):
        client.force_login(user)
        results = client.get(reverse("admin:editorial_checkrun_changelist"), {"failing": "yes"})
        assert "Cold toes" in results.content.decode()
        assert "It denies one." in client.get(reverse("admin:editorial_waiver_changelist")).content.decode()
