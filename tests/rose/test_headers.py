from django.http import HttpResponse
from django.test import RequestFactory

from rose.headers import SecurityHeaders


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
