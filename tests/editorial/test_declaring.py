"""A declaration of interests ends, and with it what its reviewer may sign; she makes it again herself."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from editorial.models import AuditEntry, Reviewer
from editorial.overview import desk
from editorial.workflow import actions, declaring
from tests import factories
from topics.models import Page

pytestmark = pytest.mark.django_db

URL = "/admin/declaration/"


@pytest.fixture
def ito():
    return factories.reviewer_dr_ito()


@pytest.fixture
def page() -> Page:
    page = factories.topic()
    actions.submit(page=page, by=factories.author_amal())
    return page


def ends_in(days: int) -> None:
    """Every declaration, made so long ago that it ends in so many days."""
    today = timezone.localdate()
    Reviewer.objects.update(declared_on=today, declaration_months=1)
    [month] = {one.declaration_ends_on - one.declared_on for one in Reviewer.objects.all()}
    Reviewer.objects.update(declared_on=today - month + timedelta(days=days))
    for one in Reviewer.objects.all():  # months differ in length
        Reviewer.objects.update(declared_on=one.declared_on + (today + timedelta(days=days) - one.declaration_ends_on))


def declared(by) -> Reviewer:
    return declaring.declare(by=by, interests="Shares in wool", complete=True)


def test_it_holds_for_as_many_months_as_her_record_says(ito):
    reviewer = Reviewer.objects.get()
    reviewer.declared_on, reviewer.declaration_months = "2026-01-31", 1
    reviewer.save()
    reviewer.refresh_from_db()
    assert str(reviewer.declaration_ends_on) == "2026-02-28"


def test_on_its_last_day_she_may_sign_and_on_the_next_not(ito, page):
    ends_in(-1)
    with pytest.raises(actions.WorkflowError, match="Your declaration of interests ended on"):
        actions.sign_off(page=page, by=ito, interests="None")
    ends_in(0)
    actions.sign_off(page=page, by=ito, interests="None")


def test_what_she_signed_is_not_published_until_she_declares_again(ito, page):
    actions.sign_off(page=page, by=ito, interests="None")
    ends_in(-1)
    told = {"by": factories.publisher_pia(), "change_kind": "wording", "change_note": "New."}
    with pytest.raises(actions.WorkflowError, match="declaration of interests of somebody who signed it off has ended"):
        actions.publish(page=page, **told)
    Reviewer.objects.update(declaration_months=12)
    declared(ito)
    [person] = actions.publish(page=page, **told).signed_off_by
    assert person["interests"] == "None declared", "as she was when she signed"


def test_declaring_is_on_record(ito):
    ends_in(-1)
    reviewer = declared(ito)
    assert (reviewer.interests, reviewer.declared_on) == ("Shares in wool", timezone.localdate())
    assert reviewer.is_declared
    [row] = AuditEntry.objects.filter(action="declared")
    assert (row.by, row.subject, row.note) == (ito, "reviewer: Dr Test Ito", "Shares in wool")


@pytest.mark.parametrize("given", [{"interests": " "}, {"complete": False}])
def test_nothing_is_declared_by_half(given, ito):
    with pytest.raises(actions.WorkflowError):
        declaring.declare(by=ito, **({"interests": "None declared", "complete": True} | given))
    assert not AuditEntry.objects.filter(action="declared").exists()


def test_it_is_for_whoever_may_sign_off(ito, client):
    amal = factories.author_amal()
    Reviewer.objects.create(user=amal, name="Amal", credentials="none", interests="None declared")
    no_record = factories.person("osei", "clinician-reviewer")
    for user in (amal, no_record):
        client.force_login(user)
        assert client.get(URL).status_code == 403
        with pytest.raises(PermissionDenied):
            declared(user)
    Reviewer.objects.filter(user=ito).update(is_active=False)
    client.force_login(ito)
    assert client.post(URL, {"interests": "x", "complete": "on"}).status_code == 403


def test_she_declares_on_a_screen_of_her_own(ito, client):
    ends_in(-1)
    client.force_login(ito)
    opened = client.get(URL).content.decode()
    assert "so you can’t sign off now" in opened
    assert "None declared" in opened
    refused = client.post(URL, {"interests": "Shares in wool"})
    assert refused.status_code == 422
    assert "Confirm that this is complete" in refused.content.decode()
    assert "Shares in wool" in refused.content.decode()
    assert not Reviewer.objects.get().is_declared
    done = client.post(URL, {"interests": "Shares in wool", "complete": "on"}, follow=True)
    assert "Your declaration is on record" in done.content.decode()
    assert Reviewer.objects.get().is_declared


# --- on her desk ------------------------------------------------------------------------------------------------------


def waiting(user) -> desk.Waiting:
    return next(one for one in desk.for_person(user) if one.key == "declaration")


@pytest.mark.parametrize(
    ("days", "late", "words"),
    [(30, "", "Ends in 30 days, on"), (1, "", "Ends tomorrow, on"), (0, "", "Ends today, on"), (-1, "Ended on", "")],
)
def test_the_desk_tells_her_from_a_month_before_it_ends(days, late, words, ito):
    ends_in(days)
    [line] = waiting(ito).lines
    assert line.url == URL
    assert line.late.startswith(late)
    assert words in line.words


def test_until_then_nothing_waits_and_the_way_there_stands_open(ito, client):
    ends_in(31)
    assert waiting(ito).count == 0
    client.force_login(ito)
    page = client.get(reverse("admin:index")).content.decode()
    assert f'It holds until {timezone.localdate() + timedelta(days=31):%-d %B %Y}. <a href="{URL}">' in page


def test_a_reviewer_without_a_record_is_told_that_she_lacks_one(client):
    osei = factories.person("osei", "clinician-reviewer")
    assert waiting(osei).nothing == desk.NO_RECORD
    client.force_login(osei)
    assert URL not in client.get(reverse("admin:index")).content.decode()
