"""Publishing freezes a page; editions never change."""

import pytest
from django.db import IntegrityError, transaction

from editorial.models import AuditEntry
from editorial.workflow import publishing
from tests import factories
from topics.models import ChangeKind, Edition, Page

pytestmark = pytest.mark.django_db


def test_an_edition_is_never_changed_or_deleted():
    edition = factories.published(factories.topic())
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(title="Other")
    Page.objects.filter(pk=edition.page_id).update(live=None, status="archived")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        edition.delete()


def test_the_audit_trail_is_never_changed_or_deleted():
    entry = AuditEntry.objects.create(action="edited", subject="Toes")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(subject="Noses")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        entry.delete()


def test_editions_are_numbered_and_the_first_is_called_first():
    page = factories.topic()
    first, second = factories.published(page), factories.published(page)
    assert (first.number, first.change_kind) == (1, ChangeKind.FIRST)
    assert (second.number, second.change_kind) == (2, ChangeKind.WORDING)
    assert Page.objects.get(pk=page.pk).live == second


def test_a_page_with_errors_is_not_published_and_leaves_nothing():
    page = factories.topic(body="So [@nobody-1900] and [[nowhere]].")
    with pytest.raises(publishing.NotPublishable) as error:
        factories.published(page)
    assert len(error.value.problems) == 2
    assert not page.editions.exists()
    assert Page.objects.get(pk=page.pk).live is None


def test_the_content_of_an_edition_holds_the_studies_it_cites():
    factories.study(findings=[factories.PAIN])
    edition = factories.published(factories.topic(body="Warm [@okafor-2020]."))
    assert edition.content["studies"]["okafor-2020"]["doi"] == "10.1000/okafor-2020"
    assert edition.content["page"]["body"] == "Warm [@okafor-2020]."


def test_a_claim_cannot_rest_on_what_is_not_published():
    factories.topic()
    factories.study(findings=[factories.PAIN])
    factories.intervention(assessments=[factories.assessment()])
    claim = {"heading": "A", "kind": "effect", "text": "b", "assessments": ["wool-socks/cold-toes-pain"]}
    article = factories.article(claims=[claim])
    with pytest.raises(publishing.NotPublishable, match="is not published"):
        factories.published(article)
    factories.published(Page.objects.get(slug="cold-toes"))
    factories.published(Page.objects.get(slug="wool-socks"))
    assert factories.published(article).rendered["claims"][0]["letter"] == "B"


def test_a_record_without_its_source_is_not_published():
    claim = {"heading": "A", "kind": "occurrence", "text": "b"}
    with pytest.raises(publishing.NotPublishable, match="nothing to be graded by"):
        factories.published(factories.article(claims=[claim]))


def test_a_treatment_that_changed_does_not_change_an_article_until_it_is_published_again():
    factories.published(factories.topic())
    factories.study(findings=[factories.PAIN])
    socks = factories.intervention(assessments=[factories.assessment()])
    factories.published(socks)
    socks.assessments.update(imprecision="no-concern")
    claim = {"heading": "A", "kind": "effect", "text": "b", "assessments": ["wool-socks/cold-toes-pain"]}
    article = factories.article(claims=[claim])
    assert factories.published(article).rendered["claims"][0]["letter"] == "B"
    factories.published(socks)
    assert factories.published(article).rendered["claims"][0]["letter"] == "A"
