"""The checks of a page in the admin: what they find, where they say it stands, and what they keep from going on."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.content.rendering import render_page
from editorial.library_checks.registry import CHECKS, Severity
from editorial.models import Action, AuditEntry, CheckRun, ScheduleOutcome, Waiver
from editorial.page_checks import checking, waiving
from editorial.page_checks.checking import ChecksStand
from editorial.workflow import actions, scheduling
from evidence.models import Outcome, Study
from tests import factories
from topics.models import ChangeKind, Page, Status

pytestmark = pytest.mark.django_db

MOST_QUERIES = 24
"""Statements of one check beside the rendering of the page, however long that is."""

LONG = f"It is cold {'and cold ' * 20}out."
CURE = "There is no cure."


def found(page: Page) -> dict[str, checking.Finding]:
    """What stands against a page, by the name of the check."""
    return {finding.fault.check: finding for finding in checking.check(page).findings if finding.stands}


def change(page: Page, by, **fields) -> None:
    Page.objects.filter(pk=page.pk).update(**fields)
    page.refresh_from_db()
    actions.record_edit(page=page, by=by)


def reasons(page: Page, reason: str = "A quotation.") -> dict[str, str]:
    return {finding.fingerprint: reason for finding in checking.check(page).warnings}


# --- what is found ----------------------------------------------------------------------------------------------------


def test_a_small_page_that_says_what_it_has_to_has_nothing_in_the_way():
    for page in (factories.topic(), factories.intervention(), factories.mechanism(), factories.article()):
        assert found(page) == {}


FOUND = [
    ("citation", {"body": "It is so [@nobody-1999]."}, "Body", "there is no study of that name"),
    ("link", {"body": "See [[no-such-page]]."}, "Body", "leads nowhere"),
    ("marks", {"summary": "It is **cold**."}, "Summary", "shown as it is typed"),
    ("uncited-number", {"body": "It was so in 28.8% of them."}, "Body", "cites no study"),
    ("number", {"body": "It was so in 28.8% of them [@okafor-2020]."}, "Body", "@okafor-2020 does not"),
    ("unknowns", {"unknowns": ""}, "What nobody knows yet", "say what nobody knows yet"),
    ("headings", {"body": "## What is it?\n\n#### Why?\n\nSo."}, "Body", "skips no level"),
    ("alt-text", {"body": "![](/media/toes.png)"}, "Body", "has no words"),
    ("long-sentence", {"body": LONG}, "Body", "make it two sentences"),
    ("banned-word", {"body": CURE}, "Body", "Says “cure”"),
    ("jargon", {"body": "It is an onychorrhexis."}, "Body", "is a clinical word"),
    ("warning-signs", {"warning_signs": []}, "Warning signs", "name at least one"),
    ("urgency", {"warning_signs": [{"urgency": "routine", "text": "Call an ambulance"}]}, "Warning sign 1", "routine"),
    ("retracted", {"body": "It is so [@gone-2001]."}, "Body", "was retracted"),
]


@pytest.mark.parametrize(("check", "fields", "where", "says"), FOUND)
def test_each_check_finds_its_fault_on_a_draft_and_says_where(check, fields, where, says):
    factories.study()
    factories.study("gone-2001", retracted=True)
    held = found(factories.topic(**fields))
    assert set(held) == {check}
    assert held[check].where == where
    assert says in f"{held[check].sentence} {held[check].reason}"


@pytest.mark.parametrize(
    ("check", "fields", "where"),
    [
        ("harms", {"safety": ""}, "Safety"),
        ("cautions", {"cautions": []}, "Cautions"),
        ("uncited-claim", {"body": "Wool socks help cold toes."}, "Body"),
        ("banned-word", {"side_effects": [{"name": "Itch", "text": CURE}]}, "Side effect 1, Itch"),
        ("banned-word", {"key_points": ["So it is.", CURE]}, "Key points"),
    ],
)
def test_each_check_finds_its_fault_on_a_treatments_draft(check, fields, where):
    factories.topic()
    held = found(factories.intervention(**fields))
    assert set(held) == {check}
    assert held[check].where == where


def test_words_that_say_more_than_the_grade_are_found_in_their_field():
    factories.topic()
    factories.study(findings=[factories.PAIN | {"intervention": None, "topics": []}])
    page = factories.intervention(how_taken="Wool socks reduce the pain of cold toes [@okafor-2020].")
    assert "overclaim" not in found(page)
    page = with_assessment()
    held = found(page)
    assert held["overclaim"].where == "How it is taken"
    assert held["overclaim"].severity == Severity.ERROR
    assert held["overclaim"].reason.startswith("The words “reduce” claim more than the certainty allows.")
    assert str(held["overclaim"]).startswith("How it is taken: “Wool socks reduce pain in cold toes.” The words")


def with_assessment() -> Page:
    """Wool socks with one assessment, whose certainty is moderate, and a sentence that claims more."""
    Outcome.objects.get_or_create(slug="pain", defaults={"name": "Pain", "phrase": "pain", "better": "lower"})
    text = "Wool socks reduce pain in cold toes [@okafor-2020]."
    return factories.intervention(how_taken=text, assessments=[factories.assessment()])


def test_a_grade_that_rests_on_a_retracted_study_asks_why_it_stays():
    factories.topic()
    factories.study(findings=[factories.PAIN])
    page = with_assessment()
    Study.objects.update(retracted=True)
    held = found(page)
    assert held["rests-on-retracted"].where == "Assessment cold-toes-pain, findings"


def test_a_claim_of_an_article_that_nothing_grades_is_an_error_as_it_is_for_readers():
    page = factories.article(claims=[{"heading": "It is cold", "kind": "mechanism", "text": "So it is."}])
    held = found(page)
    assert held["rendering"].reason == "Claim 1 has nothing to be graded by: say what it rests on."


def test_a_fault_that_rendering_finds_too_is_said_once():
    page = factories.topic(body="It is so [@nobody-1999], see [[no-such-page]].")
    assert sorted(found(page)) == ["citation", "link"]


def test_a_sentence_is_named_with_its_line_and_follows_the_page():
    page = factories.topic(body=f"## Why?\n\nNobody knows.\n\n{CURE}", summary="A cure.")
    summary, body = checking.check(page).warnings
    assert (summary.where, body.where, body.line) == ("Summary", "Body", 5)
    assert str(body).startswith("Body, line 5: “There is no cure.” says “cure”")


def test_every_check_has_a_title_of_its_own():
    titles = [check.title for check in CHECKS.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("slug", ["hot-flushes", "low-dose-naltrexone"])
def test_a_check_costs_a_bounded_number_of_statements(slug):
    page = Page.objects.get(slug=slug)
    rendered = render_page(page)
    with CaptureQueriesContext(connection) as queries:
        checking.check(page, rendered)
    assert len(queries) <= MOST_QUERIES


def errors_of(pages) -> list[str]:
    return [f"{page.slug}: {error}" for page in pages for error in checking.check(page).errors]


def test_a_part_of_the_library_has_no_errors():
    assert errors_of(Page.objects.order_by("pk")[::26]) == []


@pytest.mark.long
def test_the_library_has_no_errors():
    assert errors_of(Page.objects.all()) == []


# --- what is kept from going on ---------------------------------------------------------------------------------------


def test_a_page_with_an_error_cannot_be_submitted(amal):
    page = factories.topic(unknowns="")
    with pytest.raises(ChecksStand) as refused:
        actions.submit(page=page, by=amal)
    assert [problem.partition(":")[0] for problem in refused.value.problems] == ["What nobody knows yet"]
    page.refresh_from_db()
    assert page.status == Status.DRAFT


def test_a_page_with_a_warning_is_submitted_once_it_has_a_reason(amal):
    page = factories.topic(body=CURE)
    with pytest.raises(ChecksStand, match="Mend it, or give a reason"):
        actions.submit(page=page, by=amal)
    waiving.give_reasons(page=page, by=amal, reasons=reasons(page))
    actions.submit(page=page, by=amal)
    page.refresh_from_db()
    assert page.status == Status.IN_REVIEW
    assert (page.check_run.warnings, page.check_run.reasoned) == (0, 1)


def test_notes_are_in_nobodys_way(amal):
    page = factories.topic(body="")
    assert checking.check(page).notes
    actions.submit(page=page, by=amal)


def approved(amal, dr_ito) -> Page:
    factories.study()
    page = factories.topic(body="It is so [@okafor-2020].")
    actions.submit(page=page, by=amal)
    actions.sign_off(page=page, by=dr_ito, interests="None")
    page.refresh_from_db()
    assert page.status == Status.APPROVED
    return page


PLAN = {"change_kind": ChangeKind.WORDING, "change_note": "Made plainer."}


def test_what_comes_up_after_the_sign_off_keeps_a_page_from_being_published(amal, dr_ito, pia, monkeypatch):
    page = approved(amal, dr_ito)
    stands = checking.Checked("", list(found(factories.topic("blue-toes", title="Blue toes", unknowns="")).values()))
    monkeypatch.setattr(checking, "check", lambda *given: stands)
    with pytest.raises(ChecksStand, match="say what nobody knows yet"):
        actions.publish(page=page, by=pia, **PLAN)
    page.refresh_from_db()
    assert page.live is None


def test_a_planned_publication_that_the_checks_stop_fails_in_words(amal, dr_ito, pia, monkeypatch):
    page = approved(amal, dr_ito)
    at = timezone.now() + timedelta(minutes=1)
    planned = scheduling.schedule(page=page, by=pia, at=at, **PLAN)
    type(planned).objects.update(at=timezone.now())
    stands = checking.Checked("", list(found(factories.topic("blue-toes", title="Blue toes", unknowns="")).values()))
    monkeypatch.setattr(checking, "check", lambda *given: stands)
    [done] = scheduling.publish_due()
    assert done.outcome == ScheduleOutcome.FAILED
    assert "say what nobody knows yet" in done.why


# --- reasons ----------------------------------------------------------------------------------------------------------


def test_a_reason_is_kept_with_who_gave_it_when_and_for_what(amal):
    page = factories.topic(body=CURE)
    [waiver] = waiving.give_reasons(page=page, by=amal, reasons=reasons(page, "  It denies one. "))
    assert (waiver.given_by, waiver.reason, waiver.sentence, waiver.place) == (amal, "It denies one.", CURE, "Body")
    last = AuditEntry.objects.order_by("-pk").first()
    assert (last.action, last.by, last.page_id) == (Action.REASONED, amal, page.pk)
    assert CURE in last.note
    assert last.note.endswith("Reason: It denies one.")


def test_a_reason_lapses_when_its_sentence_changes(amal):
    page = factories.topic(body=CURE)
    waiving.give_reasons(page=page, by=amal, reasons=reasons(page))
    assert found(page) == {}
    change(page, amal, body="There is still no cure.")
    assert set(found(page)) == {"banned-word"}
    change(page, amal, body=CURE)
    assert found(page) == {}


def test_a_reason_stays_when_what_stands_around_its_sentence_changes(amal):
    page = factories.topic(key_points=["So it is.", CURE])
    waiving.give_reasons(page=page, by=amal, reasons=reasons(page))
    change(page, amal, key_points=[CURE, "And so it stays."], title="Colder toes")
    assert found(page) == {}


def test_a_reason_holds_for_one_check_at_one_place(amal):
    page = factories.topic(body=CURE)
    waiving.give_reasons(page=page, by=amal, reasons=reasons(page))
    change(page, amal, unknowns=CURE)
    assert found(page)["banned-word"].where == "What nobody knows yet"
    other = factories.topic("blue-toes", title="Blue toes", body=CURE)
    assert set(found(other)) == {"banned-word"}


def test_only_what_is_there_and_is_a_warning_can_be_given_a_reason(amal):
    page = factories.topic(body=CURE, unknowns="")
    [error] = checking.check(page).errors
    for given in ({error.fingerprint: "I say so."}, {"0" * 64: "I say so."}):
        with pytest.raises(actions.WorkflowError, match="not there any more"):
            waiving.give_reasons(page=page, by=amal, reasons=given)
    with pytest.raises(actions.WorkflowError, match="Write a reason"):
        waiving.give_reasons(page=page, by=amal, reasons=reasons(page, "  "))
    assert not Waiver.objects.exists()


def test_a_publisher_gives_no_reasons_and_takes_none_back(amal, pia):
    page = factories.topic(body=CURE)
    with pytest.raises(PermissionDenied):
        waiving.give_reasons(page=page, by=pia, reasons=reasons(page))
    [waiver] = waiving.give_reasons(page=page, by=amal, reasons=reasons(page))
    with pytest.raises(PermissionDenied):
        waiving.take_back(waiver=waiver, by=pia)


def test_a_reason_that_was_taken_back_stays_on_record_and_the_warning_asks_again(amal, dr_ito):
    page = factories.topic(body=CURE)
    [waiver] = waiving.give_reasons(page=page, by=amal, reasons=reasons(page))
    waiving.take_back(waiver=waiver, by=dr_ito)
    waiver.refresh_from_db()
    assert (waiver.ended_by, waiver.ended_at is None) == (dr_ito, False)
    assert set(found(page)) == {"banned-word"}
    assert CheckRun.objects.get(page=page).warnings == 1
    assert AuditEntry.objects.order_by("-pk").first().action == Action.REASON_TAKEN_BACK
    with pytest.raises(actions.WorkflowError, match="already"):
        waiving.take_back(waiver=waiver, by=dr_ito)
    waiving.give_reasons(page=page, by=amal, reasons=reasons(page, "A better one."))
    assert found(page) == {}


def test_the_database_refuses_to_change_or_delete_a_reason(amal):
    page = factories.topic(body=CURE)
    waiving.give_reasons(page=page, by=amal, reasons=reasons(page))
    for attempt in (lambda: Waiver.objects.all().delete(), lambda: Waiver.objects.update(reason="Another.")):
        with pytest.raises((IntegrityError, InternalError), match="never changed"), transaction.atomic():
            attempt()


# --- the result that is kept ------------------------------------------------------------------------------------------


def test_the_result_is_of_one_content(amal):
    page = factories.topic(body=CURE)
    run = checking.run(page)
    assert (run.errors, run.warnings, run.content_hash) == (0, 1, render_page(page).content_hash)
    change(page, amal, body="It is cold.")
    assert run.content_hash != render_page(page).content_hash


def test_check_pages_checks_the_pages_asked_for_and_says_what_it_found(capsys):
    pages = [factories.topic(body=CURE), factories.mechanism(unknowns="")]
    call_command("check_pages", "--say", "--only", *(page.slug for page in pages))
    said = capsys.readouterr().out
    assert "cold-toes: warning: Body: “There is no cure.”" in said
    assert "warm-blood: error: What nobody knows yet" in said
    assert said.endswith("2 pages checked: 1 with errors, 1 with warnings that have no reason.\n")
    assert [page.check_run.is_failing for page in pages] == [True, True]
