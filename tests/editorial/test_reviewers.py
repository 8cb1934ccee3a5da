"""Reviewers' public pages: what they signed and readers saw, and what of it still stands."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.models import Reviewer
from editorial.outside import guests
from editorial.public.signatures import signed_by
from editorial.workflow import actions, publishing
from tests import budgets, factories
from tests.editorial.factories import saved
from topics.models import ChangeKind, Edition, Page

pytestmark = pytest.mark.django_db

NOBODY = "No clinician has signed a page that readers see now or once saw."


@pytest.fixture
def ito() -> User:
    return factories.reviewer_dr_ito()


def osei() -> User:
    user = factories.person("osei", "clinician-reviewer")
    Reviewer.objects.create(user=user, name="Dr Test Osei", credentials="others", interests="Owns a sock shop")
    return user


def signed(by: User, amal: User, *, slug: str = "cold-toes", **given: str) -> Page:
    """A page that Amal submitted as it is and that this reviewer signed."""
    page = Page.objects.filter(slug=slug).first() or factories.topic(slug)
    actions.submit(page=page, by=amal)
    actions.sign_off(page=page, by=by, **({"interests": "None"} | given))
    return page


def published(page: Page, pia: User) -> Edition:
    return actions.publish(page=page, by=pia, change_kind=ChangeKind.WORDING, change_note="New.")


def read(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().split("<main", 1)[1].split("</main>")[0].split())


ITO = "/reviewers/dr-test-ito/"

# --- who has a page ---------------------------------------------------------------------------------------------------


def test_while_nobody_signed_anything_the_list_says_so(client, ito):
    assert NOBODY in read(client, "/reviewers/")
    assert client.get(ITO).status_code == 404
    assert "/reviewers/</loc>" in client.get("/sitemap.xml").content.decode()


def test_whoever_signed_what_readers_see_has_a_page_and_all_lead_to_it(client, ito, amal, pia):
    page = signed(ito, amal)
    assert NOBODY in read(client, "/reviewers/")
    assert client.get(ITO).status_code == 404, "what is not published is nobody's to know"
    published(page, pia)
    assert f'<a href="{ITO}">Dr Test Ito</a>' in read(client, "/reviewers/")
    assert f'<a href="{ITO}">Dr Test Ito</a>' in read(client, "/symptoms/cold-toes/")
    assert f'<a href="{ITO}">Dr Test Ito</a>' in read(client, "/editorial-policy/")
    assert f"{ITO}</loc>" in client.get("/sitemap.xml").content.decode()
    shown = read(client, ITO)
    for words in ("Made up for tests", "None declared", "Signed, and standing today", "The text and the evidence"):
        assert words in shown
    assert '<a href="/symptoms/cold-toes/">Cold toes</a> <span class="muted">edition 1</span>' in shown
    assert "no longer standing" not in shown


def test_warning_signs_on_a_signed_page_are_not_said_to_be_unchecked(client, ito, amal, pia):
    unchecked = "A clinician has yet to check these signs."
    assert unchecked in read(client, "/symptoms/joint-pain/")
    published(signed(ito, amal, slug="joint-pain"), pia)
    assert unchecked not in read(client, "/symptoms/joint-pain/")


def test_it_costs_the_same_however_many_signed(client, ito, amal, pia, queries_while_rendering):
    second = osei()
    for slug, by in (("cold-toes", ito), ("cold-hands", second), ("cold-ears", ito)):
        published(signed(by, amal, slug=slug), pia)
    for url in ("/reviewers/", ITO):
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        assert len(asked) == budgets.REVIEWERS
    assert not queries_while_rendering


def test_whoever_signed_the_same_words_but_is_not_named_in_the_edition_is_not_shown(client, ito, amal, pia):
    page = signed(ito, amal, scope="text")
    actions.sign_off(page=page, by=osei(), interests="None")
    Reviewer.objects.filter(user=ito).update(is_active=False)
    published(page, pia)
    assert [one.reviewer.name for one in signed_by()] == ["Dr Test Osei"]


def test_an_edition_from_before_reviewers_had_addresses_knows_her_by_name(client, ito, amal):
    page = signed(ito, amal)
    person = {"name": "Dr Test Ito", "credentials": "made up for tests", "interests": "None declared",
              "interests_here": "None", "scope": "The text", "date": "2026-01-02"}  # fmt: skip
    told = {"change_kind": ChangeKind.WORDING, "change_note": "Made."}
    publishing.publish(page, by=None, signed_off_by=[person], **told)
    assert "Cold toes" in read(client, ITO)
    assert "Dr Test Ito" in read(client, "/symptoms/cold-toes/")


def test_a_guest_has_one_too_and_it_says_that_she_was_invited(client, amal, pia):
    page = factories.topic()
    actions.submit(page=page, by=amal)
    told = {"name": "Guest", "email": "guest@example.org", "message": "Please.", "days": 3}
    invitation, token = guests.invite(page=page, by=pia, **told)
    guests.come_in(token)
    given = {"name": "Prof Test Guest", "credentials": "made up", "registration": "GMC 0", "interests": "None"}
    read_hash = actions.render_page(page).content_hash
    guests.sign_off(invitation=invitation, scope="both", read=read_hash, confirmed=True, **given)
    published(page, pia)
    shown = read(client, "/reviewers/prof-test-guest/")
    assert "Guest, invited to sign single pages" in shown
    assert "guest@example.org" not in shown
    invitation.refresh_from_db()
    guests.revoke(invitation=invitation, by=pia)
    assert "She may no longer sign pages here" in read(client, "/reviewers/prof-test-guest/")


# --- what still stands ------------------------------------------------------------------------------------------------


def let_go(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def take_her_record(user: User) -> None:
    Reviewer.objects.filter(user=user).update(is_active=False)


def let_it_end(user: User) -> None:
    Reviewer.objects.filter(user=user).update(declared_on=timezone.localdate() - timedelta(days=400))


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (let_go, "She may no longer sign pages here"),
        (take_her_record, "She may no longer sign pages here"),
        (let_it_end, "Her declaration of interests ended on"),
    ],
)
def test_a_signature_stands_while_its_signer_may_give_one(end, why, client, ito, amal, pia):
    published(signed(ito, amal), pia)
    end(ito)
    shown = read(client, ITO)
    assert why in shown
    assert "standing today" not in shown
    assert "No signature that stands today" in read(client, "/reviewers/")


def test_what_was_signed_before_the_page_changed_is_told_with_what_came_after(client, ito, amal, pia):
    page = signed(ito, amal)
    published(page, pia)
    Page.objects.filter(pk=page.pk).update(summary="Toes that stay colder.")
    publishing.publish(page, by=None, change_kind="wording", change_note="Made.", signed_off_by=[])
    shown = read(client, ITO)
    assert "The page has changed since; nobody has signed edition 2." in shown
    assert '<a href="/symptoms/cold-toes/history/1/">Cold toes</a>' in shown
    published(signed(osei(), amal), pia)
    assert "The page has changed since; edition 3 was signed too." in read(client, ITO)


def test_a_page_read_again_and_unchanged_says_that_the_same_was_published_again(client, ito, amal, pia):
    for _ in range(2):
        published(signed(ito, amal), pia)
    shown = read(client, ITO)
    assert "The same text was published again since; edition 2 was signed too." in shown
    [one] = signed_by()
    assert [signature.edition for signature in one.standing] == [2]


def test_what_was_taken_down_leads_nowhere(client, ito, amal, pia):
    page = signed(ito, amal)
    published(page, pia)
    actions.archive(page=page, by=pia, note="Wrong.")
    shown = read(client, ITO)
    assert "The page was taken down." in shown
    assert "/symptoms/cold-toes/" not in shown


def test_what_says_the_same_is_not_told_twice(client, ito, amal, pia):
    published(signed(ito, amal, interests="none."), pia)
    assert "for this page" not in read(client, ITO)


def test_what_she_was_and_declared_as_she_signed_is_shown_where_it_differs(client, ito, amal, pia):
    published(signed(ito, amal, interests="Ran a trial of socks"), pia)
    shown = read(client, ITO)
    assert "Interests declared for this page: Ran a trial of socks" in shown
    assert "Signed as" not in shown
    assert "in general then" not in shown
    Reviewer.objects.filter(user=ito).update(interests="Shares in wool", credentials="promoted")
    shown = read(client, ITO)
    assert "Shares in wool" in shown
    assert "Interests declared in general then: None declared" in shown
    assert "Signed as Dr Test Ito, made up for tests" in shown


# --- her address ------------------------------------------------------------------------------------------------------


def test_two_of_one_name_have_two_addresses(ito):
    second, third = (
        Reviewer.objects.create(email=f"{n}@example.org", name="Dr Test Ito", credentials="x", interests="None")
        for n in range(2)
    )
    assert (second.slug, third.slug) == ("dr-test-ito-2", "dr-test-ito-3")
    assert Reviewer.objects.free_slug("李") == "reviewer"


def test_the_database_takes_no_other_letters_and_no_endless_declaration(ito):
    for wrong, rule in (({"slug": "Dr Ito"}, "is_an_address"), ({"declaration_months": 25}, "for_some_months")):
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Reviewer.objects.filter(user=ito).update(**wrong)


def test_an_administrator_sets_her_address_once(admin_client, amal):
    new = {"user": amal.pk, "name": "Dr Test Amal", "slug": "amal", "credentials": "B", "interests": "None declared"}
    assert saved(admin_client, reverse("admin:editorial_reviewer_add"), **new).status_code == 302
    hers = Reviewer.objects.get(slug="amal")
    assert hers.is_declared
    saved(admin_client, reverse("admin:editorial_reviewer_change", args=[hers.pk]), slug="other", name="Dr Amal")
    hers.refresh_from_db()
    assert (hers.slug, hers.name) == ("amal", "Dr Amal")


def test_reviewers_from_before_get_addresses_and_the_day_they_signed_last(ito, amal, pia):
    page = signed(ito, amal)
    new = osei()
    User.objects.filter(pk=new.pk).update(date_joined=timezone.now() - timedelta(days=700))
    Reviewer.objects.update(declared_on=timezone.localdate() - timedelta(days=9000))
    import_module("editorial.migrations.0017_people").from_what_is_known(apps, None)
    hers, others = Reviewer.objects.order_by("name")
    assert (hers.slug, hers.declared_on) == ("dr-test-ito", timezone.localdate(page.sign_offs.get().signed_at))
    assert (others.slug, others.is_declared) == ("dr-test-osei", False)
