"""A working copy becomes plain data and back without a difference."""

import pytest

from editorial.content import codec
from editorial.content import documents as docs
from tests import factories
from topics.models import Page

pytestmark = pytest.mark.django_db


def test_every_page_of_the_library_survives_the_round_trip():
    pages = Page.objects.all()
    assert len(pages) >= 25
    encoded = codec.encode_pages(pages)
    for page in pages:
        assert codec.content_hash(encoded[page.pk]) == page.library_hash, page.slug


def test_every_study_of_the_library_survives_the_round_trip():
    studies = list(codec.studies_in_full())
    assert len(studies) >= 200
    for study in studies:
        assert codec.content_hash(codec.encode_study(study)) == study.library_hash, study.slug


def test_a_page_written_twice_is_the_same():
    page = factories.topic(aliases=["b", "a"], tags=["z", "y"], key_points=["One, two", "Three"])
    before = codec.encode_page(page)
    document = docs.TopicDocument.model_validate(before)
    factories.written({"cold-toes": document})
    assert codec.encode_page(Page.objects.get(slug="cold-toes")) == before
    assert before["aliases"] == ["b", "a"]
    assert before["tags"] == ["y", "z"]


def test_line_ends_of_a_browser_make_no_difference():
    page = factories.topic(body="One.\n\nTwo.")
    before = codec.encode_page(page)
    Page.objects.filter(pk=page.pk).update(body="One.\r\n\r\nTwo.  ")
    assert codec.encode_page(Page.objects.get(pk=page.pk)) == before


def test_a_draft_that_breaks_a_rule_still_has_plain_data():
    page = factories.topic()
    Page.objects.filter(pk=page.pk).update(summary="")
    assert "summary" in codec.encode_page(Page.objects.get(pk=page.pk))


def test_rows_that_stay_keep_their_identity():
    factories.topic()
    factories.study(findings=[factories.PAIN])
    socks = factories.intervention(assessments=[factories.assessment(), factories.assessment(key="second")])
    kept = socks.assessments.get(key="second").pk
    document = docs.InterventionDocument.model_validate(
        codec.encode_page(socks) | {"assessments": [factories.assessment(key="second", size="large")]}
    )
    factories.written({"wool-socks": document})
    assert list(socks.assessments.values_list("pk", "size")) == [(kept, "large")]
