"""The second factor: who needs it, setting it up, giving it, losing it, and what it keeps shut until then."""

import re
import time

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from editorial.models import Action, AuditEntry, FailedSignIns, RecoveryCode
from editorial.sign_in import entrance, second_factor
from tests import factories
from tests.editorial.factories import fields_of
from tests.second_factor import app_of, code_of

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"
SCREEN = "/admin/second-factor/"


def sign_in(client, name: str):
    return client.post("/admin/login/", {"username": name, "password": PASSWORD, "next": "/admin/"}, follow=True)


def give(client, code: str, **more: str):
    return client.post(SCREEN, {"again-code": code} | more)


def rows(action: str) -> list[tuple[str, str]]:
    found = AuditEntry.objects.filter(action=action).order_by("pk").select_related("by")
    return [(str(entry.by), entry.note) for entry in found]


@pytest.fixture
def ito() -> User:
    return factories.reviewer_dr_ito()


@pytest.fixture
def by_password(client, ito, second_factor_given):
    """Dr Ito's browser, after her password and before her code; she has an app."""
    app_of(ito)
    second_factor_given(client, ito)
    return client


@pytest.mark.parametrize(
    ("group", "needed"),
    [("author", False), ("clinician-reviewer", True), ("publisher", True), ("administrator", True)],
)
def test_it_is_required_of_whoever_signs_publishes_or_administers(group, needed):
    assert second_factor.required(factories.person("she", group)) == needed


def test_it_is_required_of_a_superuser():
    assert second_factor.required(User.objects.create_superuser("root"))


def test_at_her_first_sign_in_she_connects_an_app_and_gets_recovery_codes(client, ito):
    response = sign_in(client, "ito")
    content = response.content.decode()
    assert 'src="data:image/svg+xml' in content
    secret = re.search(r'class="factor-secret">([A-Z2-7 ]+)<', content)[1]
    device = TOTPDevice.objects.get(user=ito)
    assert secret.replace(" ", "") in device.config_url
    assert client.get("/admin/topics/topic/").url.startswith(SCREEN)

    content = give(client, code_of(device), **{"again-path": "/admin/topics/topic/"}).content.decode()
    codes = re.findall(r"<li>([A-Z0-9-]{19})</li>", content)
    assert len(set(codes)) == 10
    assert client.get("/admin/topics/topic/").status_code == 200
    stored = set(RecoveryCode.objects.filter(user=ito).values_list("code_hash", flat=True))
    assert len(stored) == 10
    assert not stored & {code.replace("-", "") for code in codes}
    assert rows(Action.FACTOR_SET) == [("ito", "An app, and ten recovery codes.")]
    assert rows(Action.SIGNED_IN) == [("ito", "With her password and a code.")]


def test_the_secret_stays_the_same_until_the_app_has_it(client, ito):
    shown = [re.search(r'class="factor-secret">([^<]+)<', sign_in(client, "ito").content.decode())[1] for _ in range(2)]
    assert shown[0] == shown[1]
    assert "factor-secret" in give(client, "000000").content.decode()
    assert not second_factor.device_of(ito)


def test_after_that_each_sign_in_asks_for_a_code_and_leads_to_where_she_was_going(by_password, ito):
    asked = by_password.get("/admin/topics/topic/?q=toes")
    assert asked.url == f"{SCREEN}?next=%2Fadmin%2Ftopics%2Ftopic%2F%3Fq%3Dtoes"
    fields = fields_of(by_password.get(asked.url), form="factor-form")
    assert "factor-secret" not in by_password.get(asked.url).content.decode()
    response = by_password.post(SCREEN, fields | {"again-code": code_of(app_of(ito))})
    assert response.url == "/admin/topics/topic/?q=toes"
    assert by_password.get(response.url).status_code == 200


def test_a_password_alone_is_not_yet_a_sign_in(client, ito):
    app_of(ito)
    sign_in(client, "ito")
    assert rows(Action.SIGNED_IN) == []


@pytest.mark.parametrize("code", ["000000", "", "abcdef", "１２３４５６", "9" * 300])
def test_a_wrong_code_opens_nothing(code, by_password, ito):
    response = give(by_password, code if code != code_of(app_of(ito)) else "111111")
    assert response.status_code == 422
    assert "does not fit now" in response.content.decode()
    assert by_password.get("/admin/topics/topic/").status_code == 302


def test_a_code_is_taken_once(by_password, ito, second_factor_given):
    code = code_of(app_of(ito))
    assert give(by_password, f" {code[:3]} {code[3:]} ").status_code == 302
    another = Client()
    second_factor_given(another, ito)
    assert give(another, code).status_code == 422


def test_a_code_of_somebody_else_opens_nothing(by_password):
    assert give(by_password, code_of(app_of(factories.publisher_pia()))).status_code == 422


def test_a_recovery_code_lets_her_in_once(by_password, ito, second_factor_given):
    code = second_factor.renew_codes(user=ito)[0]
    assert give(by_password, code.lower()).status_code == 302
    assert by_password.get("/admin/topics/topic/").status_code == 200
    assert ito.recovery_codes.count() == 9
    another = Client()
    second_factor_given(another, ito)
    assert give(another, code).status_code == 422


def test_after_five_wrong_codes_none_is_looked_at_for_some_minutes(by_password, ito):
    for _ in range(5):
        assert give(by_password, "12").status_code == 422
    for _ in range(3):
        response = give(by_password, code_of(app_of(ito)))
        assert response.status_code == 429
        assert "too many wrong codes" in response.content.decode()
    assert rows(Action.LOCKED_OUT) == [("ito", "Wrong codes after a right password.")]
    FailedSignIns.objects.update(until=timezone.now())
    assert give(by_password, code_of(app_of(ito))).status_code == 302


@pytest.mark.parametrize("helper", ["markdown-preview", "picture-upload", "so-far"])
def test_the_editor_s_helpers_wait_for_it_too(helper, client, second_factor_given):
    second_factor_given(client, User.objects.create_superuser("root"))
    response = client.post(reverse(f"editorial:{helper}"), {"content": "a"})
    assert response.status_code == 403
    assert "second factor is asked for" in response.content.decode()


def test_a_form_that_comes_before_the_code_is_kept_and_saved_after_it(by_password, ito):
    page = factories.topic()
    path = reverse("editorial:step", args=[page.pk, "comment"])
    response = by_password.post(path, {"text": "Typed for an hour."})
    assert response.status_code == 403
    assert "Nothing you typed is lost" in response.content.decode()
    fields = fields_of(response, form="factor-form")
    wrong = by_password.post(SCREEN, fields | {"again-code": "12"})
    fields = fields_of(wrong, form="factor-form")
    response = by_password.post(SCREEN, fields | {"again-code": code_of(app_of(ito))})
    assert f'action="{path}"' in response.content.decode()
    assert by_password.post(path, fields_of(response, form="save-now")).status_code == 302
    assert page.comments.get().text == "Typed for an hour."


def test_a_form_is_kept_through_password_setting_up_and_codes(client, ito):
    page = factories.topic()
    path = reverse("editorial:step", args=[page.pk, "comment"])
    fields = fields_of(client.post(path, {"text": "Typed for an hour."}), form="login-form")
    names = {"again-username": "ito", "again-password": PASSWORD}
    response = client.post(reverse("editorial:sign-in-and-save"), fields | names)
    assert "Set up your second factor" in response.content.decode()
    fields = fields_of(response, form="factor-form")
    device = TOTPDevice.objects.get(user=ito)
    response = client.post(SCREEN, fields | {"again-code": code_of(device)})
    assert "Your recovery codes" in response.content.decode()
    assert client.post(path, fields_of(response, form="save-now")).status_code == 302
    assert page.comments.get().text == "Typed for an hour."


def test_a_form_is_kept_if_the_session_ends_before_the_code(by_password):
    path = reverse("editorial:step", args=[factories.topic().pk, "comment"])
    fields = fields_of(by_password.post(path, {"text": "Typed for an hour."}), form="factor-form")
    del by_password.cookies[settings.SESSION_COOKIE_NAME]
    response = by_password.post(SCREEN, fields | {"again-code": "123456"})
    fields = fields_of(response, form="login-form")
    assert fields["again-path"] == [path]
    assert fields["text"] == ["Typed for an hour."]


@pytest.mark.parametrize(
    "path", ["https://elsewhere.example/admin/", "//elsewhere.example/", "/symptoms/", "javascript:x"]
)
def test_the_code_leads_nowhere_else(path, by_password, ito):
    assert give(by_password, code_of(app_of(ito)), **{"again-path": path}).url == "/admin/"


# --- changing and losing it -------------------------------------------------------------------------------------------


def test_new_recovery_codes_take_a_code_and_replace_the_old(client, ito):
    client.force_login(ito)
    old = second_factor.renew_codes(user=ito)
    assert client.post(f"{SCREEN}change/", {"again-code": "12", "do": "codes"}).status_code == 422
    response = client.post(f"{SCREEN}change/", {"again-code": code_of(app_of(ito)), "do": "codes"})
    assert len(re.findall(r"<li>[A-Z0-9-]{19}</li>", response.content.decode())) == 10
    assert second_factor.check(user=ito, code=old[0]) is None


def test_another_app_takes_over_only_once_it_is_connected(client, ito):
    client.force_login(ito)
    first = app_of(ito)
    response = client.post(f"{SCREEN}change/", {"again-code": code_of(first), "do": "app"})
    assert "factor-secret" in response.content.decode()
    assert second_factor.device_of(ito) == first
    coming = TOTPDevice.objects.get(user=ito, confirmed=False)
    assert "Your recovery codes" in give(client, code_of(coming)).content.decode()
    assert second_factor.device_of(ito) == coming
    assert client.get("/admin/topics/topic/").status_code == 200


def test_an_app_that_is_not_connected_yet_lets_nobody_in(by_password, ito):
    coming = second_factor.coming_device(ito)
    assert give(by_password, code_of(coming)).status_code == 422


def test_her_screen_says_how_it_stands(client, ito):
    client.force_login(ito)
    second_factor.renew_codes(user=ito)
    assert "You have 10 recovery codes left." in client.get(SCREEN).content.decode()


def test_an_administrator_lets_her_set_up_another_and_that_is_on_record(client, ito):
    app_of(ito)
    client.force_login(factories.person("ada", "administrator"))
    form = reverse("admin:auth_user_change", args=[ito.pk])
    assert "Remove her second factor" in client.get(form).content.decode()
    assert client.post(reverse("editorial:remove-factor", args=[ito.pk])).status_code == 302
    assert second_factor.device_of(ito) is None
    assert rows(Action.FACTOR_REMOVED) == [("ada", "")]
    assert "Remove her second factor" not in client.get(form).content.decode()


def test_a_session_ends_being_verified_with_the_factor_it_was_verified_by(client, ito):
    client.force_login(ito)
    second_factor.remove(user=ito, by=None)
    assert client.get("/admin/topics/topic/").url.startswith(SCREEN)


def test_nobody_removes_her_own(client):
    ada = factories.person("ada", "administrator")
    client.force_login(ada)
    assert client.post(reverse("editorial:remove-factor", args=[ada.pk])).status_code == 403


def test_who_runs_rose_removes_it_at_the_command_line(ito, capsys):
    app_of(ito)
    call_command("remove_second_factor", "ito")
    assert second_factor.device_of(ito) is None
    assert rows(Action.FACTOR_REMOVED) == [("None", "At the command line.")]
    with pytest.raises(CommandError, match="no user"):
        call_command("remove_second_factor", "nobody")


# --- sessions end -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("began", "seen", "ends"),
    [(0, 0, False), (59 * 60, 59 * 60, False), (61 * 60, 61 * 60, True), (11 * 3600, 60, False), (13 * 3600, 60, True)],
)
def test_a_session_ends_after_an_hour_alone_or_half_a_day(began, seen, ends, client):
    client.force_login(factories.author_amal())
    session, now = client.session, int(time.time())
    session[entrance.BEGAN], session[entrance.SEEN] = now - began, now - seen
    session.save()
    assert (client.get("/admin/topics/topic/").status_code == 302) == ends
    assert (client.post(reverse("editorial:markdown-preview"), {"content": "a"}).status_code == 403) == ends


def test_a_form_sent_after_it_ended_is_kept(client):
    client.force_login(factories.author_amal())
    session = client.session
    session[entrance.BEGAN] = session[entrance.SEEN] = int(time.time()) - 4000
    session.save()
    path = reverse("editorial:step", args=[factories.topic().pk, "comment"])
    response = client.post(path, {"text": "Typed for an hour."})
    assert fields_of(response, form="login-form")["text"] == ["Typed for an hour."]


def test_work_keeps_a_session_alive_without_writing_at_each_request(client):
    client.force_login(factories.author_amal())
    client.get("/admin/topics/topic/")
    seen = client.session[entrance.SEEN]
    assert time.time() - seen < 60
    session = client.session
    session[entrance.SEEN] = seen - 30
    session.save()
    client.get("/admin/topics/topic/")
    assert client.session[entrance.SEEN] == seen - 30


def test_the_admin_s_cookies_are_sent_to_the_admin_alone(client):
    factories.author_amal()
    client.get("/admin/login/")
    sign_in(client, "amal")
    assert {name: cookie["path"] for name, cookie in client.cookies.items()} == {
        settings.SESSION_COOKIE_NAME: "/admin/",
        settings.CSRF_COOKIE_NAME: "/admin/",
    }
