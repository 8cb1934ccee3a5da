"""The whole of Rose once through: the library is read, found, edited, reviewed and published again."""

import pytest

from editorial.workflow import actions
from tests import factories
from topics.models import Edition, Page

pytestmark = pytest.mark.django_db

URL = "/symptoms/joint-pain/"


def test_a_page_is_found_read_edited_reviewed_and_published(client):
    found = client.get("/api/search/?q=achy+joints").json()
    assert found["symptoms"][0]["slug"] == "joint-pain"
    before = client.get(URL).content.decode()
    assert "No clinician has signed this page off yet" in before

    amal, dr_ito, pia = factories.author_amal(), factories.reviewer_dr_ito(), factories.publisher_pia()
    page = Page.objects.get(slug="joint-pain")
    Page.objects.filter(pk=page.pk).update(body=f"{page.body}\n\nA marmalade ferret that readers have not seen.")
    actions.record_edit(page=page, by=amal, note="body")
    actions.submit(page=page, by=amal)
    assert client.get(URL).content.decode() == before
    assert not client.get("/api/search/?q=marmalade+ferret").json()["pages"]

    actions.sign_off(page=page, by=dr_ito, interests="None")
    assert client.get(URL).content.decode() == before

    edition = actions.publish(page=page, by=pia, change_kind="wording", change_note="One sentence more.")
    after = client.get(URL).content.decode()
    assert "A marmalade ferret that readers have not seen." in after
    assert "Dr Test Ito" in after
    assert "No clinician has signed this page off yet" not in after
    assert edition.number == 2
    assert "A marmalade ferret that readers have not seen." not in client.get(f"{URL}history/1/").content.decode()
    assert Edition.objects.filter(page=page).count() == 2
