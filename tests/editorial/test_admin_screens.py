"""Every screen of the admin opens, whatever it is about, for those who may open it, at a bounded cost."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.models import Assessment, Claim, Finding, MechanismLink, Study
from tests import factories
from topics.models import Article, Edition, Intervention, Mechanism, Page, Topic

pytestmark = pytest.mark.django_db

REGISTERED = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)
MOST_QUERIES = 16
"""For a list or an empty form, however much there is to list: session, person, permissions, then the page itself."""


def name(model) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"


def queries(client, url: str) -> tuple[int, int]:
    with CaptureQueriesContext(connection) as ran:
        status = client.get(url).status_code
    return status, len(ran)


@pytest.mark.parametrize("model", REGISTERED, ids=name)
def test_every_list_opens_with_a_bounded_number_of_queries(model, admin_client):
    status, count = queries(admin_client, reverse(f"admin:{name(model)}_changelist"))
    assert status == 200
    assert count <= MOST_QUERIES


@pytest.mark.parametrize("model", REGISTERED, ids=name)
def test_every_list_can_be_searched(model, admin_client):
    if admin.site._registry[model].search_fields:
        assert admin_client.get(reverse(f"admin:{name(model)}_changelist"), {"q": "naltrexone"}).status_code == 200


@pytest.mark.parametrize("model", REGISTERED, ids=name)
def test_every_empty_form_opens_or_is_refused(model, admin_client, rf):
    status, count = queries(admin_client, reverse(f"admin:{name(model)}_add"))
    request = rf.get("/")
    request.user = User(is_superuser=True, is_active=True)
    assert status == (200 if admin.site._registry[model].has_add_permission(request) else 403)
    assert count <= MOST_QUERIES


@pytest.mark.parametrize("model", REGISTERED, ids=name)
def test_every_stored_thing_opens(model, admin_client):
    for item in model._default_manager.order_by("pk")[:2]:
        url = reverse(f"admin:{name(model)}_change", args=[item.pk])
        assert admin_client.get(url, follow=True).status_code == 200


CURATED = [Topic, Intervention, Mechanism, Article, Study, Finding, Assessment, MechanismLink, Claim]


@pytest.mark.parametrize("model", CURATED, ids=name)
@pytest.mark.parametrize("who", [factories.author_amal, factories.reviewer_dr_ito, factories.publisher_pia])
def test_everybody_on_the_staff_can_open_what_is_curated(who, model, client):
    client.force_login(who())
    item = model._default_manager.order_by("pk").first()
    response = client.get(reverse(f"admin:{name(model)}_change", args=[item.pk]))
    assert response.status_code == 200
    assert (b'name="_save"' in response.content) == (who is factories.author_amal)


def test_a_page_is_found_in_the_list_of_all_pages_and_leads_to_the_form_of_its_kind(admin_client):
    page = Page.objects.get(slug="low-dose-naltrexone")
    response = admin_client.get(reverse("admin:topics_page_change", args=[page.pk]))
    assert response.url == reverse("admin:topics_intervention_change", args=[page.pk])


def test_a_list_of_pages_never_fetches_their_text(admin_client):
    with CaptureQueriesContext(connection) as ran:
        admin_client.get(reverse("admin:topics_topic_changelist"))
    assert not [query for query in ran if '"rendered"' in query["sql"]]


@pytest.mark.parametrize("model", ["topics_edition", "editorial_auditentry", "editorial_signoff", "editorial_comment"])
def test_the_record_can_be_read_and_never_changed_even_by_an_administrator(model, admin_client):
    factories.published(factories.topic())
    edition = Edition.objects.order_by("-pk").first()
    assert admin_client.get(reverse(f"admin:{model}_add")).status_code == 403
    if model == "topics_edition":
        url = reverse(f"admin:{model}_change", args=[edition.pk])
        assert admin_client.get(url).status_code == 200
        assert admin_client.post(url, {"title": "Other"}).status_code == 403
        assert (
            admin_client.post(reverse(f"admin:{model}_delete", args=[edition.pk]), {"post": "yes"}).status_code == 403
        )


def test_nobody_deletes_a_page(admin_client):
    page = factories.topic()
    assert admin_client.post(reverse("admin:topics_topic_delete", args=[page.pk]), {"post": "yes"}).status_code == 403
    assert Page.objects.filter(pk=page.pk).exists()


def test_the_front_of_the_admin_speaks_of_rose(admin_client):
    content = admin_client.get(reverse("admin:index")).content.decode()
    assert "Your desk" in content
    assert "Django" not in content
