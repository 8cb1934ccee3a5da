from django.http import HttpResponse
from django.test import RequestFactory

from rose.headers import SecurityHeaders

ADA = """
from django.contrib.auth.models import User
User.objects.create_superuser("ada", password="a-long-password")
"""
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


def test_the_admin_works_under_the_policy(browser_page, complaints, run_in_site):
    run_in_site(ADA)
    browser_page.goto("/admin/login/")
    browser_page.get_by_label("Username").fill("ada")
    browser_page.get_by_label("Password").fill("a-long-password")
    browser_page.get_by_role("button", name="Log in").click()
    browser_page.wait_for_url("**/admin/")
    for url in ADMIN:
        assert browser_page.goto(url).status == 200
    browser_page.goto("/admin/auth/group/add/")
    browser_page.locator(".selector-available select option").first.wait_for(state="attached")
    assert [text for text in complaints if not text.startswith("[DOM] ")] == [], "hints on Django's forms aside"
