"""Nothing typed is lost: not to a session that ended, nor to a form from yesterday."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.editorial.factories import fields_of
from topics.models import Page

pytestmark = pytest.mark.django_db

TYPED = 'Typed for an hour.\r\n\r\n"Quoted" & <marked> – naïve.'


@pytest.fixture
def browser(amal) -> Client:
    """A browser that checks CSRF tokens as the real one is checked, with Amal signed in."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(amal)
    return client


@pytest.fixture
def toes() -> Page:
    return factories.topic()


def form(page: Page) -> str:
    return reverse("admin:topics_topic_change", args=[page.pk])


def typed(browser: Client, page: Page) -> dict:
    return fields_of(browser.get(form(page))) | {"body": TYPED, "key_points": "One, two\r\nThree"}


def end_session(browser: Client) -> None:
    """What a day does: the session is gone, the browser and its CSRF cookie are still there."""
    del browser.cookies[settings.SESSION_COOKIE_NAME]


def signed_in_again(browser: Client, response, password: str = "a long enough password"):
    data = fields_of(response, form="login-form") | {"again-username": "amal", "again-password": password}
    return browser.post(reverse("editorial:sign-in-and-save"), data)


def test_a_form_sent_after_the_session_ended_is_saved_after_signing_in(browser, toes):
    data = typed(browser, toes)
    end_session(browser)
    response = browser.post(form(toes), data)
    assert response.status_code == 403
    assert "Nothing you typed is lost" in response.content.decode()
    toes.refresh_from_db()
    assert toes.body == ""

    response = signed_in_again(browser, response)
    assert "Save now" in response.content.decode()
    assert f'action="{form(toes)}"' in response.content.decode()
    resent = fields_of(response, form="save-now")
    assert browser.post(form(toes), resent).status_code == 302
    toes.refresh_from_db()
    assert toes.body == TYPED.replace("\r\n", "\n")
    assert toes.key_points == ["One, two", "Three"]
    assert toes.last_edited_by.username == "amal"


def test_a_wrong_password_loses_nothing(browser, toes):
    data = typed(browser, toes)
    end_session(browser)
    response = signed_in_again(browser, browser.post(form(toes), data), password="wrong")
    assert response.status_code == 403
    assert "Please enter the correct" in response.content.decode()
    assert fields_of(response, form="login-form")["body"] == [TYPED]


def test_the_form_goes_back_to_where_it_was_going_with_its_query(browser, toes):
    data = typed(browser, toes)
    end_session(browser)
    response = browser.post(f"{form(toes)}?_changelist_filters=status%3Ddraft", data)
    assert (
        f'action="{form(toes)}?_changelist_filters=status%3Ddraft"'
        in signed_in_again(browser, response).content.decode()
    )


@pytest.mark.parametrize(
    "path",
    ["https://elsewhere.example/admin/", "//elsewhere.example/admin/", "/symptoms/", "/admin/../symptoms/", "",
     "admin/", "/admin/%2e%2e/symptoms/", "javascript:alert(1)", "\\\\elsewhere.example/admin/"],
)  # fmt: skip
def test_a_form_is_never_sent_anywhere_else(path, browser, toes):
    data = typed(browser, toes)
    end_session(browser)
    kept = fields_of(browser.post(form(toes), data), form="login-form")
    data = kept | {"again-path": path, "again-username": "amal", "again-password": "a long enough password"}
    assert browser.post(reverse("editorial:sign-in-and-save"), data).status_code == 400


def test_a_comment_is_kept_too(browser, toes, amal):
    url = reverse("editorial:step", args=[toes.pk, "comment"])
    data = fields_of(browser.get(url), form="") | {"text": "A long remark."}
    end_session(browser)
    response = signed_in_again(browser, browser.post(url, data))
    browser.post(url, fields_of(response, form="save-now"))
    assert toes.comments.get().text == "A long remark."


def test_a_password_is_never_printed_and_files_are_said_to_be_lost(client):
    response = client.post(
        "/admin/auth/user/add/",
        {"username": "new", "password1": "secret-word", "picture": SimpleUploadedFile("a.png", b"a")},
    )
    content = response.content.decode()
    assert "secret-word" not in content
    assert "Files can’t be kept" in content
    assert fields_of(response, form="login-form")["username"] == ["new"]


def test_somebody_signed_out_who_only_looks_is_asked_to_sign_in(client, toes):
    response = client.get(form(toes))
    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


def test_signing_out_twice_is_no_loss(client):
    assert client.post(reverse("admin:logout")).status_code == 302


def test_a_form_from_yesterday_comes_back_as_texts_to_copy(browser, toes, amal):
    data = typed(browser, toes) | {"warning_signs-0-text": "One hot toe", "csrfmiddlewaretoken": "a" * 64}
    response = browser.post(form(toes), data)
    content = response.content.decode()
    assert response.status_code == 403
    assert "Here is what you typed" in content
    assert "Typed for an hour." in content
    assert "&lt;marked&gt;" in content
    assert "Warning signs 1: text" in content
    assert "TOTAL" not in content
    assert "csrf" not in content.lower().replace("csrfmiddlewaretoken", "")


def test_the_editors_helpers_say_in_json_that_a_form_is_too_old(browser):
    response = browser.post(
        reverse("editorial:markdown-preview"), {"content": "a"}, headers={"x-requested-with": "XMLHttpRequest"}
    )
    assert response.status_code == 403
    assert "too old" in response.json()["error"]


def test_outside_the_admin_djangos_own_page_answers():
    response = Client(enforce_csrf_checks=True).post("/")
    assert b"Here is what you typed" not in response.content
