"""What readers are told once the sign-off of a page they see holds no longer."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.content.rendering import render_page
from editorial.models import MONTHS_DECLARED, Reviewer
from editorial.outside import guests
from editorial.overview import desk, reports
from editorial.public.standing import standing
from editorial.workflow import actions, declaring, lapsing
from evidence.opendata import published
from tests import budgets, factories
from tests.editorial.factories import fields_of
from topics import glossary
from topics.models import Edition, Page

pytestmark = pytest.mark.django_db

TOES = "/symptoms/cold-toes/"
STANDS, LAPSED = "Reviewed by <strong>", "This page was reviewed, but the sign-off has lapsed."
TOLD = {"change_kind": "wording", "change_note": "Reviewed."}


@pytest.fixture
def ito() -> User:
    return factories.reviewer_dr_ito()


@pytest.fixture
def osei() -> User:
    user = factories.person("osei", "clinician-reviewer")
    Reviewer.objects.create(user=user, name="Dr Test Osei", credentials="others", interests="None declared")
    return user


def live(amal: User, pia: User, scopes: dict[User, str]) -> Edition:
    """Cold toes before readers, signed by these."""
    page = factories.topic()
    actions.submit(page=page, by=amal)
    for by, scope in scopes.items():
        actions.sign_off(page=page, by=by, interests="None", scope=scope)
    return actions.publish(page=page, by=pia, **TOLD)


@pytest.fixture
def toes(amal, ito, pia) -> Edition:
    return live(amal, pia, {ito: "both"})


def read(client, url: str = TOES) -> str:
    return client.get(url).content.decode()


def declaration_ends(days: int, **whose) -> None:
    """Somebody's declaration ends so many days from now."""
    for one in Reviewer.objects.filter(**whose):
        day = one.declared_on + (timezone.localdate() + timedelta(days=days) - one.declaration_ends_on)
        Reviewer.objects.filter(pk=one.pk).update(declared_on=day)


# --- when it lapses ---------------------------------------------------------------------------------------------------


def test_a_signed_page_says_so_and_costs_what_it_did(client, toes):
    with CaptureQueriesContext(connection) as ran:
        content = read(client)
    assert STANDS in content
    assert LAPSED not in content
    assert len(ran) <= budgets.PAGE
    last = Reviewer.objects.get().declaration_ends_on
    assert Page.objects.get(slug="cold-toes").sign_off_lapses_on == last + timedelta(days=1)


def test_on_the_last_day_of_her_declaration_it_stands_and_on_the_next_it_has_lapsed_with_nobody_doing_anything(
    client, toes
):
    today = timezone.localdate()
    Page.objects.filter(slug="cold-toes").update(sign_off_lapses_on=today + timedelta(days=1))
    assert STANDS in read(client)
    Page.objects.filter(slug="cold-toes").update(sign_off_lapses_on=today)
    content = read(client)
    assert LAPSED in content
    assert STANDS not in content
    assert "It was reviewed by" in content
    assert "Dr Test Ito" in content, "that is what happened"


def deactivated(admin, ito) -> None:
    save(admin, "editorial_reviewer", Reviewer.objects.get().pk, is_active=None)


def without_an_account(admin, ito) -> None:
    save(admin, "auth_user", ito.pk, is_active=None)


def without_her_role(admin, ito) -> None:
    save(admin, "auth_user", ito.pk, groups=[])


def with_a_role_that_signs_no_longer(admin, ito) -> None:
    save(admin, "auth_group", Group.objects.get(name="clinician-reviewer").pk, permissions=[])


def save(admin, name: str, pk: int, **changed) -> None:
    """A form of the admin saved with these fields as given; None unticks."""
    form = reverse(f"admin:{name}_change", args=[pk])
    sent = fields_of(admin.get(form)) | changed
    response = admin.post(form, {field: value for field, value in sent.items() if value is not None})
    assert response.status_code == 302, response.content.decode()


@pytest.mark.parametrize(
    "removed", [deactivated, without_an_account, without_her_role, with_a_role_that_signs_no_longer]
)
def test_a_page_says_at_once_that_its_signer_may_sign_no_longer(removed, client, admin_client, ito, toes):
    assert STANDS in read(client)
    removed(admin_client, ito)
    assert LAPSED in read(client)
    assert STANDS not in read(client)


def test_what_no_screen_did_the_running_server_finds(client, toes):
    Reviewer.objects.update(is_active=False)
    assert lapsing.keep() == 1
    assert LAPSED in read(client)
    assert lapsing.keep() == 0
    yesterday = timezone.localdate() - timedelta(days=1)
    Page.objects.filter(slug="cold-toes").update(sign_off_lapses_on=yesterday)
    assert lapsing.keep() == 0, "it keeps the day on which it was noticed"


def test_once_she_declares_again_it_stands_again(client, ito, toes):
    declaration_ends(-1)
    lapsing.keep()
    assert LAPSED in read(client)
    Reviewer.objects.update(declaration_months=MONTHS_DECLARED)
    declaring.declare(by=ito, interests="None declared", complete=True)
    assert STANDS in read(client)


def test_with_one_of_two_gone_nobody_answers_for_her_part(client, amal, pia, ito, osei):
    live(amal, pia, {ito: "text", osei: "evidence"})
    declaration_ends(-1, user=osei)
    lapsing.keep()
    assert LAPSED in read(client)


def test_with_one_of_two_gone_it_stands_where_the_other_signed_everything(client, amal, pia, ito, osei):
    live(amal, pia, {osei: "text", ito: "both"})
    declaration_ends(-1, user=osei)
    lapsing.keep()
    assert STANDS in read(client)


def test_a_guest_whose_link_is_taken_back_after_she_signed_answers_for_it_no_longer(client, amal, pia):
    page = factories.topic()
    actions.submit(page=page, by=amal)
    given = {"name": "Prof Test Guest", "email": "guest@example.org", "message": "Please.", "days": 14}
    _, link = guests.invite(page=page, by=pia, **given)
    invitation = guests.come_in(link)
    hers = {"credentials": "made up", "registration": "GMC 0000000", "interests": "None", "confirmed": True}
    guests.sign_off(
        invitation=invitation, name=invitation.name, scope="both", read=render_page(page).content_hash, **hers
    )
    actions.publish(page=page, by=pia, **TOLD)
    assert STANDS in read(client)
    invitation.refresh_from_db()
    guests.revoke(invitation=invitation, by=pia)
    assert LAPSED in read(client)


def test_what_is_signed_again_and_not_published_yet_changes_nothing_for_readers(client, amal, pia, osei, toes):
    Reviewer.objects.filter(name="Dr Test Ito").update(is_active=False)
    page = Page.objects.get(slug="cold-toes")
    actions.submit(page=page, by=amal)
    actions.sign_off(page=page, by=osei, interests="None")
    lapsing.keep()
    assert LAPSED in read(client)
    actions.publish(page=page, by=pia, **TOLD)
    content = read(client)
    assert STANDS in content
    assert "Dr Test Osei" in content


# --- everywhere else it is said ---------------------------------------------------------------------------------------


@pytest.fixture
def lapsed(toes) -> Edition:
    Reviewer.objects.update(is_active=False)
    lapsing.keep()
    return toes


def test_search_engines_are_told_of_no_reviewer(client, toes):
    assert '"reviewedBy"' in read(client)
    Reviewer.objects.update(is_active=False)
    lapsing.keep()
    content = read(client)
    assert '"reviewedBy"' not in content
    assert '"lastReviewed"' not in content


def test_open_data_and_their_version_and_tag_change_with_it(client, toes):
    before = client.get("/data/pages.json")
    version = published.version(glossary.rows())
    [row] = [row for row in before.json()["rows"] if row["slug"] == "cold-toes"]
    assert (row["signed_off"], row["signed_off_by"], version.signed_off) == (True, ["Dr Test Ito"], 1)
    Reviewer.objects.update(is_active=False)
    lapsing.keep()
    after = client.get("/data/pages.json", headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after["ETag"] == before["ETag"]) == (200, False)
    [row] = [row for row in after.json()["rows"] if row["slug"] == "cold-toes"]
    assert (row["signed_off"], row["signed_off_by"], row["signed_off_on"]) == (False, [], None)
    assert published.version(glossary.rows()).name == after.json()["version"] != version.name


def test_an_assessment_for_machines_is_a_draft_again(client, amal, ito, pia):
    page = Page.objects.get(slug="low-dose-naltrexone")
    actions.submit(page=page, by=amal)
    actions.sign_off(page=page, by=ito, interests="None")
    actions.publish(page=page, by=pia, **TOLD)
    url = f"/interventions/low-dose-naltrexone/evidence/{page.intervention.assessments.first().key}.fhir.json"

    def evidence() -> dict:
        resources = [entry["resource"] for entry in client.get(url).json()["entry"]]
        return next(one for one in resources if one.get("url", "").endswith(url))

    assert (evidence()["status"], evidence()["reviewer"]) == ("active", [{"name": "Dr Test Ito"}])
    Reviewer.objects.update(is_active=False)
    lapsing.keep()
    assert evidence()["status"] == "draft"
    assert "reviewer" not in evidence()


def test_history_tells_both(client, lapsed):
    content = read(client, f"{TOES}history/")
    assert "Signed off by Dr Test Ito. The sign-off has lapsed since." in content
    assert LAPSED in read(client, f"{TOES}history/1/")


def test_the_policy_counts_it_as_lapsed_and_not_as_signed(client, lapsed):
    assert (standing().signed, standing().lapsed, standing().reviewers) == (0, 1, [])
    assert "On 1 more the sign-off has lapsed, and each says so at its top." in read(client, "/editorial-policy/")


def test_it_stands_among_the_pages_without_a_sign_off_and_on_authors_desks(client, amal, lapsed):
    assert "Cold toes" in [row.cells[0] for row in reports.not_signed()]
    assert "Cold toes" not in [row.cells[0] for row in reports.by_age()]
    [due] = [waiting for waiting in desk.for_person(amal) if waiting.key == "due-again"]
    [line] = due.lines
    assert line.title == "Cold toes"
    assert line.late.startswith("Its sign-off lapsed on ")
    client.force_login(amal)
    assert "Cold toes" in read(client, f"{reverse('admin:topics_topic_changelist')}?live=unsigned")
    assert "Dr Test Ito (lapsed)" in read(client, reverse("admin:topics_topic_changelist"))


def test_taken_down_and_published_anew_nothing_of_it_is_left(client, pia, lapsed):
    page = Page.objects.get(slug="cold-toes")
    actions.archive(page=page, by=pia, note="It was wrong.")
    page.refresh_from_db()
    assert page.sign_off_lapses_on is None
    factories.published(page)
    assert "No clinician has signed this page off yet." in read(client)
