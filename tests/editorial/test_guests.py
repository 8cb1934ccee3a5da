"""Guests: a link to one page, opened once, that lets a specialist read, comment and sign, and do nothing else."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from editorial.models import Action, AuditEntry, Comment, Invitation, InvitationOutcome, Reviewer, SignOff
from editorial.outside import guests
from editorial.overview import desk
from editorial.workflow import actions, commenting
from editorial.workflow.actions import WorkflowError
from tests import factories
from tests.editorial.factories import fields_of, saved
from topics.models import Page, Status

pytestmark = pytest.mark.django_db

MESSAGE = "Please look at the socks."
DRAFT = "Toes that nobody has read of yet."
ME = {
    "name": "Prof Test Guest",
    "credentials": "made up for tests",
    "registration": "GMC 0000000",
    "interests": "None",
    "scope": "both",
    "confirmed": "on",
}


@pytest.fixture
def toes(amal) -> Page:
    """A page in review that Amal edited and submitted."""
    factories.study(findings=[factories.PAIN], funding="The Sock Trust")
    page = factories.topic(body=f"## What helps?\n\n{DRAFT} Wool [@okafor-2020].")
    actions.record_edit(page=page, by=amal)
    actions.submit(page=page, by=amal)
    return Page.objects.get(pk=page.pk)


def invited(page: Page, by, **changes) -> tuple[Invitation, str]:
    given = {"name": "Dr Test Guest", "email": "guest@example.org", "message": MESSAGE, "days": 14}
    return guests.invite(page=page, by=by, **(given | changes))


def address(token: str) -> str:
    return reverse("editorial:guest-link", args=[token])


def arrived(token: str, client: Client | None = None) -> Client:
    """Somebody who has opened the link."""
    client = client or Client()
    assert client.post(address(token)).status_code == 302
    return client


def come_in(page: Page, by, **changes) -> tuple[Client, Invitation]:
    invitation, token = invited(page, by, **changes)
    return arrived(token), invitation


def read_of(client: Client) -> dict[str, str]:
    """What the sign-off's form holds as it is opened."""
    response = client.get(reverse("editorial:guest"))
    assert response.status_code == 200
    return {"read": fields_of(response, form="")["read"][0]}


def signs(client: Client, **changes):
    return client.post(reverse("editorial:guest-sign"), read_of(client) | ME | changes)


def state(page: Page) -> str:
    return Page.objects.get(pk=page.pk).status


# --- inviting ---------------------------------------------------------------------------------------------------------


def test_a_publisher_invites_and_the_database_holds_a_hash_and_no_token(toes, pia):
    invitation, token = invited(toes, pia, email=" Guest@Example.org ")
    assert invitation.email == "guest@example.org"
    assert invitation.token_hash == guests.token_hash(token)
    stored = [str(value) for value in Invitation.objects.values_list().get()]
    stored += [str(value) for row in AuditEntry.objects.values_list() for value in row]
    assert not [value for value in stored if token in value or token.partition(".")[0] in value]
    entry = AuditEntry.objects.get(action=Action.INVITED)
    assert (entry.by, entry.invitation, entry.page) == (pia, invitation, toes)
    assert "guest@example.org" in entry.note


def test_only_who_may_invite_does(toes, amal, client):
    for user in (amal, factories.reviewer_dr_ito()):
        with pytest.raises(PermissionDenied):
            invited(toes, user)
        client.force_login(user)
        assert client.get(reverse("editorial:invite", args=[toes.pk])).status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"email": "nobody"}, "Give the e-mail address"),
        ({"email": "AMAL@rose.example"}, "has an account here"),
        ({"email": "pia@rose.example"}, "has an account here"),
        ({"name": " "}, "Say whom you invite"),
        ({"message": ""}, "what for"),
        ({"days": 0}, "good for 1 to 30 days"),
        ({"days": 31}, "good for 1 to 30 days"),
    ],
)
def test_an_invitation_that_is_none_is_refused_in_words(given, words, toes, amal, pia):
    for user in (amal, pia):
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@rose.example")
    with pytest.raises(WorkflowError, match=words):
        invited(toes, pia, **given)
    assert not Invitation.objects.exists()


def test_a_guest_is_invited_to_what_is_in_review(pia):
    with pytest.raises(WorkflowError, match="Submit the page for review first"):
        invited(factories.topic(), pia)


def test_a_guest_has_one_link_to_a_page_until_it_is_taken_back_or_runs_out(toes, pia):
    first, _ = invited(toes, pia)
    with pytest.raises(WorkflowError, match="has a link to this page already"):
        invited(toes, pia, email="GUEST@example.org")
    guests.revoke(invitation=first, by=pia)
    second, _ = invited(toes, pia)
    Invitation.objects.filter(pk=second.pk).update(
        invited_at=timezone.now() - timedelta(days=3), expires_at=timezone.now() - timedelta(days=1)
    )
    invited(toes, pia)
    second.refresh_from_db()
    assert second.outcome == InvitationOutcome.EXPIRED


def test_a_guest_who_may_no_longer_sign_is_not_invited(toes, pia):
    Reviewer.objects.create(
        email="guest@example.org", name="G", credentials="c", interests="None declared", is_active=False
    )
    with pytest.raises(WorkflowError, match="may no longer sign off"):
        invited(toes, pia)


def test_the_database_holds_a_link_to_thirty_days_and_one_open_a_guest(toes, pia):
    invitation, _ = invited(toes, pia)
    later = invitation.invited_at + timedelta(days=31)
    with pytest.raises(IntegrityError, match="invitation_is_for_some_days"), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=later)
    invitation.pk, invitation.token_hash = None, "0" * 64
    with pytest.raises(IntegrityError, match="invitation_open_once"), transaction.atomic():
        invitation.save(force_insert=True)


def test_the_link_is_shown_once_to_be_copied_and_what_was_typed_is_kept_when_refused(toes, pia, client, settings):
    client.force_login(pia)
    url = reverse("editorial:invite", args=[toes.pk])
    typed = {"name": "Dr Test Guest", "email": "guest@example.org", "message": MESSAGE, "days": "40"}
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert fields_of(refused, form="")["message"] == [MESSAGE]
    assert "good for 1 to 30 days" in refused.content.decode()
    assert client.post(url, typed | {"days": ""}).status_code == 422
    made = client.post(url, typed | {"days": "3"}).content.decode()
    [link] = re.findall(r'value="(http[^"]+)"', made)
    assert "sends no e-mail" in made
    assert link.startswith(f"{settings.SITE_URL}/admin/guest/")
    for path in (url, reverse("admin:topics_topic_change", args=[toes.pk]), reverse("admin:index")):
        assert link.rpartition("guest/")[2] not in client.get(path).content.decode()
    arrived(link.rstrip("/").rpartition("/")[2])


def test_an_open_invitation_stands_on_the_pages_form_and_on_the_desk(toes, pia, client):
    invitation, token = invited(toes, pia)
    client.force_login(pia)
    form = reverse("admin:topics_topic_change", args=[toes.pk])
    assert "Has not opened the link yet" in client.get(form).content.decode()
    [line] = next(waiting for waiting in desk.for_person(pia) if waiting.key == "invited").lines
    assert (line.title, line.words) == ("Cold toes", "Dr Test Guest: not opened yet; the link ends in 14 days")
    arrived(token)
    assert "Opened the link on" in client.get(form).content.decode()
    client.post(reverse("editorial:revoke", args=[invitation.pk]))
    assert (
        "Dr Test Guest"
        not in client.get(form).content.decode().partition("Where this page stands")[2].partition("</section>")[0]
    )
    assert not next(waiting for waiting in desk.for_person(pia) if waiting.key == "invited").count


# --- the link ---------------------------------------------------------------------------------------------------------


def test_opening_the_link_says_who_asks_and_what_for_and_writes_nothing(toes, pia, client):
    invitation, token = invited(toes, pia)
    before = AuditEntry.objects.count()
    for _ in range(3):  # a program that looks through e-mail
        response = client.get(address(token))
        client.head(address(token))
    shown = response.content.decode()
    for words in ("pia asks you", "Cold toes", MESSAGE, "Continue"):
        assert words in shown
    assert DRAFT not in shown
    assert AuditEntry.objects.count() == before
    invitation.refresh_from_db()
    assert invitation.opened_at is None
    assert "rose_guest" not in response.cookies


def test_the_link_opens_once_and_the_browser_that_opened_it_stays_in(toes, pia):
    invitation, token = invited(toes, pia)
    hers = arrived(token)
    assert DRAFT in hers.get(reverse("editorial:guest")).content.decode()
    assert hers.get(address(token)).url == reverse("editorial:guest")
    for response in (Client().get(address(token)), Client().post(address(token))):
        assert response.status_code == 410
        assert "each opens once" in response.content.decode()
        assert "rose_guest" not in response.cookies
    entry = AuditEntry.objects.get(action=Action.INVITATION_OPENED)
    assert (entry.by, entry.invitation, entry.who) == (None, invitation, "Dr Test Guest, guest")


def test_the_cookie_goes_to_a_guests_addresses_alone(toes, pia, settings):
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    client.post(address(invited(toes, pia)[1]))
    cookie = client.cookies["rose_guest"]
    assert (cookie["path"], cookie["samesite"]) == ("/admin/guest/", "Lax")
    assert cookie["httponly"]
    assert cookie["secure"]
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("token", ["x", "abc.def", "A" * 43 + "." + "B" * 43, "%00", "é"])
def test_a_token_that_nobody_made_opens_nothing(token, toes, pia):
    invited(toes, pia)
    for act in (Client().get, Client().post):
        response = act(f"/admin/guest/{token}/")
        assert response.status_code == 410
        assert "This link leads nowhere." in response.content.decode()


def test_a_token_that_was_changed_or_made_for_a_link_that_is_not_there_opens_nothing(toes, pia):
    _, token = invited(toes, pia)
    never_stored = guests._SIGNER.sign("A" * 32)
    for wrong in (token[:-1] + ("a" if token[-1] != "a" else "b"), never_stored):
        assert "leads nowhere" in Client().post(address(wrong)).content.decode()


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (lambda page, one, pia, amal: guests.revoke(invitation=one, by=pia), "was taken back"),
        (lambda page, one, pia, amal: actions.record_edit(page=page, by=amal), "The page was edited on"),
        (lambda page, one, pia, amal: Invitation.objects.filter(pk=one.pk).update(
            invited_at=timezone.now() - timedelta(days=3), expires_at=timezone.now() - timedelta(days=1)),
         "This link ran out on"),
        (lambda page, one, pia, amal: factories.published(page), "was published"),
        (lambda page, one, pia, amal: (factories.published(page), invite_again(page, one),
                                       actions.archive(page=page, by=pia, note="Wrong.")), "was taken down"),
    ],
    ids=["revoked", "edited", "expired", "published", "taken down"],
)  # fmt: skip
@pytest.mark.parametrize("inside", [True, False])
def test_a_link_that_has_ended_says_why_and_shows_nothing_of_the_page(end, words, inside, toes, pia, amal):
    invitation, token = invited(toes, pia)
    client = arrived(token) if inside else Client()
    end(toes, invitation, pia, amal)
    responses = [client.get(address(token)), client.post(address(token))]
    if inside:
        for name in ("guest", "guest-comment", "guest-sign"):
            responses.append(getattr(client, "get" if name == "guest" else "post")(reverse(f"editorial:{name}"), ME))
    for response in responses:
        if response.status_code == 302:
            response = client.get(response.url)
        assert response.status_code == 410
        assert words in response.content.decode()
        assert DRAFT not in response.content.decode()
    assert not Comment.objects.exists()
    assert not SignOff.objects.exists()


def invite_again(page: Page, invitation: Invitation) -> None:
    """The same link open again, so that the next thing to happen ends it."""
    Invitation.objects.filter(pk=invitation.pk).update(ended_at=None, outcome="")


def test_whoever_is_signed_in_does_not_use_up_a_guests_link(toes, pia, client):
    invitation, token = invited(toes, pia)
    client.force_login(pia)
    for act in (client.get, client.post):
        response = act(address(token))
        assert response.status_code == 403
        assert "It was not used." in response.content.decode()
    invitation.refresh_from_db()
    assert invitation.opened_at is None


def test_a_guest_who_signs_in_as_somebody_is_no_guest_meanwhile(toes, pia, amal):
    client, _ = come_in(toes, pia)
    client.force_login(amal)
    assert client.get(reverse("editorial:guest")).status_code == 403


@pytest.mark.parametrize("value", ["1", "999999", "1:forged", "", "x:y:z"])
def test_a_cookie_that_rose_did_not_sign_lets_nobody_in(value, toes, pia):
    invited(toes, pia)
    client = Client()
    client.cookies["rose_guest"] = value
    response = client.get(reverse("editorial:guest"))
    assert response.status_code == 403
    assert DRAFT not in response.content.decode()


def test_what_a_guest_sees_is_kept_by_no_cache_and_found_by_no_search_engine(toes, pia):
    _, token = invited(toes, pia)
    client = Client()
    for response in (client.get(address(token)), client.post(address(token)), client.get(reverse("editorial:guest")),
                     Client().get(address(token)), Client().get(reverse("editorial:guest"))):  # fmt: skip
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "same-origin", "told to no other site"


# --- what she may do --------------------------------------------------------------------------------------------------


def staff_addresses() -> list[str]:
    """Every address of the admin but a guest's own, with a number or a word where it asks for one."""

    def walk(resolver, before=""):
        for pattern in resolver.url_patterns:
            whole = before + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern, whole)
            elif "(?P" not in whole:
                yield whole

    found = ["/" + re.sub(r"<.*?>", "1", path) for path in walk(get_resolver()) if path.startswith("admin/")]
    return [path for path in found if not path.startswith("/admin/guest/")]


def test_a_guest_opens_no_screen_of_the_staff_and_sends_nothing_to_one(toes, pia):
    client, _ = come_in(toes, pia)
    client.cookies["rose_guest"]["path"] = "/"  # even if a browser sent it everywhere
    said = commenting.comment(page=toes, by=factories.reviewer_dr_ito(), text="In whom?")
    addresses = {*staff_addresses(), f"/admin/pages/{toes.pk}/preview/", f"/admin/pages/{toes.pk}/sign-off/",
                 f"/admin/pages/{toes.pk}/invite/", f"/admin/comments/{said.pk}/resolve/",
                 f"/admin/comments/{said.pk}/answer/", f"/admin/topics/topic/{toes.pk}/change/"}  # fmt: skip
    assert len(addresses) > 100
    before = AuditEntry.objects.count()
    for path in addresses:
        for method in ("get", "post"):
            response = getattr(client, method)(path)
            assert DRAFT not in response.content.decode(), path
            open_to_all = path.startswith(("/admin/login", "/admin/logout", "/admin/sign-in-and-save", "/admin/jsi18n"))
            kept_out = response.status_code in (302, 403, 404, 405)
            assert kept_out or open_to_all, (method, path, response.status_code)
    assert AuditEntry.objects.count() == before


def test_a_guest_reads_the_draft_its_studies_and_what_was_said(toes, pia):
    said = commenting.comment(page=toes, by=factories.reviewer_dr_ito(), text="In whom?", part="body#what-helps")
    done = commenting.comment(page=toes, by=factories.person("osei", "clinician-reviewer"), text="Mended.")
    commenting.resolve(comment=done, by=done.written_by)
    client, _ = come_in(toes, pia)
    shown = client.get(reverse("editorial:guest")).content.decode()
    for words in (DRAFT, MESSAGE, "The Sock Trust", "less pain in wool than in cotton", "In whom?", "Mended.",
                  "1 resolved comment"):  # fmt: skip
        assert words in shown
    assert 'data-beside="what-helps"' in shown
    for path in ("resolve", "reopen", "answer"):
        assert reverse(f"editorial:{path}", args=[said.pk]) not in shown
    assert "guest@example.org" not in shown


def test_a_guest_comments_on_a_part_and_answers_and_the_trail_names_her_invitation(toes, pia):
    asked = commenting.comment(page=toes, by=factories.reviewer_dr_ito(), text="In whom?")
    client, invitation = come_in(toes, pia)
    response = client.post(reverse("editorial:guest-comment"), {"text": "Say when.", "part": "body#what-helps"})
    said = toes.comments.get(text="Say when.")
    assert response.url == f"{reverse('editorial:guest')}#comment-{said.pk}"
    assert (said.written_by, said.invitation, said.section) == (None, invitation, "What helps?")
    client.post(reverse("editorial:guest-answer", args=[asked.pk]), {"text": "In all."})
    answer = asked.answers.get()
    assert answer.author == "Dr Test Guest, guest"
    trail = AuditEntry.objects.filter(action__in=("commented", "comment-answered"), by=None)
    assert {entry.invitation for entry in trail} == {invitation}
    assert {entry.who for entry in trail} == {"Dr Test Guest, guest"}
    shown = client.get(reverse("editorial:guest")).content.decode()
    assert "Dr Test Guest, guest" in shown


def test_what_a_guest_wrote_is_kept_when_it_is_refused(toes, pia):
    client, _ = come_in(toes, pia)
    response = client.post(reverse("editorial:guest-comment"), {"text": "A long remark.", "part": "nothing"})
    assert response.status_code == 422
    assert fields_of(response, form="")["text"][0] or "A long remark." in response.content.decode()
    assert "no longer has the part" in response.content.decode()
    assert client.post(reverse("editorial:guest-comment"), {"text": "\0"}).status_code == 422


def test_a_guest_answers_nothing_on_another_page(toes, pia, amal):
    other = commenting.comment(page=Page.objects.get(slug="joint-pain"), by=amal, text="Elsewhere.")
    client, invitation = come_in(toes, pia)
    assert client.post(reverse("editorial:guest-answer", args=[other.pk]), {"text": "So."}).status_code == 404
    with pytest.raises(PermissionDenied):
        guests.answer(invitation=invitation, comment=other, text="So.")
    assert not other.answers.exists()


# --- signing ----------------------------------------------------------------------------------------------------------


def test_a_guest_signs_what_she_read_and_her_link_ends(toes, pia, amal):
    client, invitation = come_in(toes, pia)
    response = signs(client)
    assert response.status_code == 200
    assert "Thank you" in response.content.decode()
    assert state(toes) == Status.APPROVED
    signed = SignOff.objects.get()
    assert (signed.name, signed.credentials, signed.registration, signed.interests) == (
        "Prof Test Guest", "made up for tests", "GMC 0000000", "None",
    )  # fmt: skip
    assert (signed.invitation, signed.reviewer.user, signed.reviewer.email) == (invitation, None, "guest@example.org")
    entry = AuditEntry.objects.get(action=Action.SIGNED_OFF)
    assert (entry.by, entry.invitation) == (None, invitation)
    again = client.get(reverse("editorial:guest"))
    assert again.status_code == 410
    assert "You signed this page on" in again.content.decode()
    assert client.post(reverse("editorial:guest-sign"), ME).status_code == 410


def test_readers_see_a_guests_name_and_credentials_and_never_her_address(toes, pia, client):
    guest, _ = come_in(toes, pia)
    signs(guest)
    edition = actions.publish(page=toes, by=pia, change_kind="wording", change_note="New.")
    assert [person["name"] for person in edition.signed_off_by] == ["Prof Test Guest"]
    shown = client.get(toes.get_absolute_url()).content.decode()
    assert "Prof Test Guest" in shown
    assert "GMC 0000000" in shown
    assert "guest@example.org" not in shown


@pytest.mark.parametrize("missing", ["name", "credentials", "registration", "interests", "scope", "confirmed"])
def test_a_guest_signs_with_all_that_readers_will_see_or_not_at_all(missing, toes, pia):
    client, _ = come_in(toes, pia)
    response = signs(client, **{missing: ""})
    assert response.status_code == 422
    kept = fields_of(response, form="")
    for name in {"name", "credentials", "registration", "interests"} - {missing}:
        assert kept[name] == [ME[name]]
    assert not SignOff.objects.exists()
    assert not Reviewer.objects.filter(email="guest@example.org").exists()
    assert signs(client).status_code == 200


@pytest.mark.parametrize(
    "typed", [{"scope": "everything"}, {"name": "\0"}, {"name": "n" * 121}, {"credentials": "c" * 251}]
)
def test_what_cannot_be_kept_is_refused_in_words(typed, toes, pia):
    client, _ = come_in(toes, pia)
    assert signs(client, **typed).status_code == 422
    assert not SignOff.objects.exists()


def test_a_study_that_changed_while_she_read_is_read_again_before_she_signs(toes, pia):
    client, _ = come_in(toes, pia)
    opened = read_of(client)
    from evidence.models import Study

    Study.objects.filter(slug="okafor-2020").update(funding="Somebody else")
    response = client.post(reverse("editorial:guest-sign"), opened | ME)
    assert response.status_code == 422
    assert "has changed since you opened it" in response.content.decode()
    assert "Somebody else" in response.content.decode()
    assert not SignOff.objects.exists()
    assert client.post(reverse("editorial:guest-sign"), ME | {"read": ""}).status_code == 422
    now = {"read": fields_of(response, form="")["read"][0]}
    assert client.post(reverse("editorial:guest-sign"), now | ME).status_code == 200


def test_a_page_that_is_not_in_review_is_read_and_commented_but_not_signed(toes, pia):
    client, _ = come_in(toes, pia)
    actions.request_changes(page=toes, by=factories.reviewer_dr_ito(), note="See my comments.")
    shown = client.get(reverse("editorial:guest")).content.decode()
    assert "there is nothing to sign" in shown
    assert client.post(reverse("editorial:guest-sign"), ME).status_code == 422
    assert client.post(reverse("editorial:guest-comment"), {"text": "I agree."}).status_code == 302


def test_a_guest_and_a_reviewer_together_cover_text_and_evidence(toes, pia):
    client, _ = come_in(toes, pia)
    signs(client, scope="evidence")
    assert state(toes) == Status.IN_REVIEW
    actions.sign_off(page=toes, by=factories.reviewer_dr_ito(), interests="None", scope="text")
    assert state(toes) == Status.APPROVED


def test_a_guests_sign_off_counts_until_her_invitation_is_taken_back(toes, pia):
    client, invitation = come_in(toes, pia)
    signs(client)
    invitation.refresh_from_db()
    guests.revoke(invitation=invitation, by=pia)
    assert actions.valid_sign_offs(toes, actions.render_page(toes)) == []
    with pytest.raises(WorkflowError, match="may no longer do so"):
        actions.publish(page=toes, by=pia, change_kind="wording", change_note="New.")
    assert "was taken back" in client.get(reverse("editorial:guest")).content.decode()
    with pytest.raises(WorkflowError, match="ended already"):
        guests.revoke(invitation=invitation, by=pia)


def test_a_guests_sign_off_ends_when_her_record_says_that_she_may_sign_no_more(toes, pia, admin_client):
    client, _ = come_in(toes, pia)
    signs(client)
    reviewer = Reviewer.objects.get(email="guest@example.org")
    url = reverse("admin:editorial_reviewer_change", args=[reviewer.pk])
    opened = fields_of(admin_client.get(url))
    del opened["is_active"]
    assert admin_client.post(url, opened).status_code == 302
    assert actions.valid_sign_offs(toes, actions.render_page(toes)) == []


def test_a_guest_who_comes_again_is_the_same_reviewer_and_what_she_signed_before_stays(toes, pia, amal):
    client, _ = come_in(toes, pia)
    signs(client)
    other = factories.topic("cold-hands", title="Cold hands")
    actions.record_edit(page=other, by=amal)
    actions.submit(page=other, by=amal)
    again, _ = come_in(other, pia)
    signs(again, credentials="made up anew")
    assert Reviewer.objects.filter(email="guest@example.org").count() == 1
    assert [signed.credentials for signed in SignOff.objects.order_by("pk")] == ["made up for tests", "made up anew"]


def test_an_edit_after_her_sign_off_voids_it_like_any_other(toes, pia, amal, client):
    guest, _ = come_in(toes, pia)
    signs(guest)
    client.force_login(amal)
    saved(client, reverse("admin:topics_topic_change", args=[toes.pk]), summary="Other.")
    assert actions.valid_sign_offs(toes, actions.render_page(Page.objects.get(pk=toes.pk))) == []


def test_a_guests_address_is_for_those_who_invite(toes, pia, amal, client):
    guest, _ = come_in(toes, pia)
    form = reverse("admin:topics_topic_change", args=[toes.pk])
    record = reverse("admin:editorial_invitation_changelist")
    client.force_login(amal)
    assert "Dr Test Guest" in client.get(form).content.decode()
    assert "guest@example.org" not in client.get(form).content.decode()
    assert client.get(record).status_code == 403
    signs(guest)
    reviewer = reverse("admin:editorial_reviewer_change", args=[Reviewer.objects.get(user=None).pk])
    assert "guest@example.org" not in client.get(reviewer).content.decode()
    client.force_login(pia)
    for url in (form, reviewer):
        assert "guest@example.org" in client.get(url).content.decode()


def test_revoking_is_for_who_may_invite(toes, pia, amal, client):
    invitation, _ = invited(toes, pia)
    url = reverse("editorial:revoke", args=[invitation.pk])
    client.force_login(amal)
    assert client.post(url).status_code == 403
    client.force_login(pia)
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.outcome, invitation.revoked_by) == (InvitationOutcome.REVOKED, pia)


# --- sign-offs are fixed ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [lambda signed: signed.delete(),
                                    lambda signed: SignOff.objects.update(interests="Other")])  # fmt: skip
def test_the_database_keeps_a_sign_off_as_it_was_given(change, toes):
    signed = actions.sign_off(page=toes, by=factories.reviewer_dr_ito(), interests="None")
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        change(signed)


def test_what_was_signed_names_its_signer_as_she_was_then(toes, pia):
    ito = factories.reviewer_dr_ito()
    actions.sign_off(page=toes, by=ito, interests="None")
    Reviewer.objects.filter(user=ito).update(name="Dr Renamed", credentials="others")
    edition = actions.publish(page=toes, by=pia, change_kind="wording", change_note="New.")
    [person] = edition.signed_off_by
    assert (person["name"], person["credentials"]) == ("Dr Test Ito", "made up for tests")


def test_nobody_signs_the_same_twice_but_what_is_missing_can_be_added(toes, pia):
    ito = factories.reviewer_dr_ito()
    actions.sign_off(page=toes, by=ito, interests="None", scope="text")
    with pytest.raises(WorkflowError, match="You signed this already"):
        actions.sign_off(page=toes, by=ito, interests="Other", scope="text")
    actions.sign_off(page=toes, by=ito, interests="None", scope="evidence")
    assert state(toes) == Status.APPROVED
    edition = actions.publish(page=toes, by=pia, change_kind="wording", change_note="New.")
    assert [(person["name"], person["scope"]) for person in edition.signed_off_by] == [
        ("Dr Test Ito", "The text and the evidence")
    ]


def test_a_page_that_is_read_again_unchanged_is_signed_again_and_dated_anew(toes, amal, pia):
    ito = factories.reviewer_dr_ito()
    first = actions.sign_off(page=toes, by=ito, interests="None")
    actions.publish(page=toes, by=pia, change_kind="wording", change_note="New.")
    actions.submit(page=toes, by=amal)
    second = actions.sign_off(page=toes, by=ito, interests="None still")
    assert second.pk != first.pk
    edition = actions.publish(page=toes, by=pia, change_kind="wording", change_note="Read again.")
    [person] = edition.signed_off_by
    assert person["interests_here"] == "None still"
