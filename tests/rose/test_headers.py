import os
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from rose.headers import SecurityHeaders
from tests.rose.processes import run

ADMIN = ["/admin/", "/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/group/add/", "/admin/password_change/"]


def test_a_page_may_load_from_rose_alone(client):
    policy = client.get("/robots.txt").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert {"base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} <= set(policy.split("; "))


def test_a_page_tells_no_other_site_where_its_reader_came_from(client):
    headers = client.get("/robots.txt").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_a_view_may_set_a_policy_of_its_own():
    own = SecurityHeaders(lambda request: HttpResponse(headers={"Content-Security-Policy": "sandbox"}))
    assert own(RequestFactory().get("/")).headers["Content-Security-Policy"] == "sandbox"


@pytest.fixture
def administrator(site, worker_id):
    """An administrator of the site that the browser sees."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/site_{worker_id}").geturl()
    given = {"DATABASE_URL": url, "ROSE_DATA": os.environ["ROSE_DATA"], "DJANGO_SUPERUSER_PASSWORD": "a-long-password"}
    made = run("manage.py", "createsuperuser", "--noinput", "--username=ada", "--email=ada@example.org", **given)
    assert made.returncode == 0, made.stderr
    return "ada", "a-long-password"


def test_the_admin_works_under_the_policy(browser_page, administrator):
    told = []
    browser_page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    browser_page.on("pageerror", lambda error: told.append(str(error)))
    browser_page.goto("/admin/login/")
    browser_page.get_by_label("Username").fill(administrator[0])
    browser_page.get_by_label("Password").fill(administrator[1])
    browser_page.get_by_role("button", name="Log in").click()
    browser_page.wait_for_url("**/admin/")
    for url in ADMIN:
        assert browser_page.goto(url).status == 200
    browser_page.goto("/admin/auth/group/add/")
    browser_page.locator(".selector-available select option").first.wait_for(state="attached")
    assert told == []
