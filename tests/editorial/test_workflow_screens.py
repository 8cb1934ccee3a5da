"""The steps of the workflow as people take them on a page's form, and what the form tells them."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from editorial.models import Reviewer, SignOff
from editorial.workflow import actions
from evidence.models import Study
from tests import factories
from tests.editorial.factories import fields_of, saved
from topics.models import Page, Status

pytestmark = pytest.mark.django_db


def form(page: Page) -> str:
    return reverse(f"admin:topics_{page.specific._meta.model_name}_change", args=[page.pk])


def take(client, user, page: Page, name: str, **data):
    """Open the step as she would, fill it in, and send it."""
    client.force_login(user)
    url = reverse("editorial:step", args=[page.pk, name])
    hidden = fields_of(client.get(url), form="")
    response = client.post(url, hidden | data)
    page.refresh_from_db()
    return response


def panel(client, user, page: Page):
    client.force_login(user)
    return client.get(form(page)).context["panel"]


def test_a_page_of_the_library_goes_from_edit_to_readers_through_the_screens_alone(client, amal, dr_ito, pia):
    page = Page.objects.get(slug="joint-pain")
    client.force_login(amal)
    saved(client, form(page), summary="A summary that nobody has read yet.")
    public = page.get_absolute_url()
    assert panel(client, amal, page).difference == "This draft has changes that readers don’t see."

    take(client, amal, page, "submit", note="The summary.")
    take(client, dr_ito, page, "send-back", note="Say where it hurts.")
    assert page.status == Status.CHANGES_REQUESTED
    assert [thread.comment.text for thread in panel(client, amal, page).talk.open] == ["Say where it hurts."]
    saved(client, form(page), summary="It hurts in the joints.")
    take(client, amal, page, "submit")
    take(client, dr_ito, page, "sign-off", scope="both", interests="None")
    assert "It hurts in the joints." not in client.get(public).content.decode()

    take(client, pia, page, "publish", change_kind="wording", change_note="A plainer summary.")
    assert page.status == Status.PUBLISHED
    shown = client.get(public).content.decode()
    assert "It hurts in the joints." in shown
    assert "Dr Test Ito" in shown
    assert "signed off by Dr Test Ito" in panel(client, pia, page).readers_see
    assert panel(client, pia, page).difference == "This draft says the same as what readers see."


def test_a_published_page_that_nobody_signed_can_be_reviewed_as_it_stands(client, amal, dr_ito, pia):
    page = Page.objects.get(slug="joint-pain")
    take(client, amal, page, "submit")
    take(client, dr_ito, page, "sign-off", scope="both", interests="None")
    take(client, pia, page, "publish", change_kind="wording", change_note="Reviewed.")
    assert page.live.signed_off_by[0]["name"] == "Dr Test Ito"


def test_nobody_signs_off_her_own_last_edit_not_even_an_administrator(client, amal):
    root = User.objects.create_superuser("root")
    Reviewer.objects.create(user=root, name="Dr Root", credentials="made up", interests="None declared")
    page = Page.objects.get(slug="joint-pain")
    client.force_login(root)
    saved(client, form(page), summary="Mine.")
    take(client, root, page, "submit")
    response = take(client, root, page, "sign-off", scope="both", interests="My words, to be kept")
    assert response.status_code == 422
    assert "You made the last edit to this page" in response.content.decode()
    assert fields_of(response, form="")["interests"] == ["My words, to be kept"]
    assert page.status == Status.IN_REVIEW


def test_a_reviewer_without_a_public_record_is_told_what_she_needs(client, amal):
    sam = factories.person("sam", "clinician-reviewer")
    page = Page.objects.get(slug="joint-pain")
    actions.submit(page=page, by=amal)
    response = take(client, sam, page, "sign-off", scope="both", interests="None")
    assert "You need a reviewer’s record" in response.content.decode()


def test_what_changed_while_she_was_reading_is_not_signed(client, amal, dr_ito):
    page = Page.objects.get(slug="fezolinetant")
    actions.submit(page=page, by=amal)
    client.force_login(dr_ito)
    url = reverse("editorial:step", args=[page.pk, "sign-off"])
    opened = fields_of(client.get(url), form="")
    Study.objects.filter(slug="johnson-2023").update(funding="Somebody else")
    response = client.post(url, opened | {"scope": "both", "interests": "None"})
    assert response.status_code == 422
    assert "has changed since you opened it" in response.content.decode()
    assert not SignOff.objects.exists()
    # What she is shown now is what she signs next.
    response = client.post(url, fields_of(response, form="") | {"scope": "both", "interests": "None"})
    assert SignOff.objects.count() == 1


def test_an_edit_after_the_sign_off_voids_it(client, amal, dr_ito, pia):
    page = Page.objects.get(slug="joint-pain")
    take(client, amal, page, "submit")
    take(client, dr_ito, page, "sign-off", scope="both", interests="None")
    client.force_login(amal)
    saved(client, form(page), summary="Other.")
    page.refresh_from_db()
    assert page.status == Status.DRAFT
    shown = panel(client, pia, page)
    assert not shown.sign_offs
    assert "Publish" not in [offer.step.title for offer in shown.offers]
    assert take(client, pia, page, "publish", change_kind="wording", change_note="x").status_code == 422


def test_a_sign_off_lapses_when_a_study_changes_and_the_panel_says_so(client, amal, dr_ito, pia):
    page = Page.objects.get(slug="fezolinetant")
    take(client, amal, page, "submit")
    take(client, dr_ito, page, "sign-off", scope="both", interests="None")
    Study.objects.filter(slug="johnson-2023").update(funding="Somebody else")
    assert "has changed since" in panel(client, pia, page).status
    response = take(client, pia, page, "publish", change_kind="wording", change_note="Kept words")
    assert response.status_code == 422
    assert "Kept words" in response.content.decode()


def test_errors_that_readers_would_see_come_back_in_words_with_the_note_kept(client, amal):
    page = factories.topic(body="So [@nobody-1900].")
    response = take(client, amal, page, "submit", note="Look at the body first.")
    shown = response.content.decode()
    assert response.status_code == 422
    assert "Body: “@nobody-1900” is cited, and there is no study of that name" in shown
    assert fields_of(response, form="")["note"] == ["Look at the body first."]
    assert panel(client, amal, page).rendered.problems


def test_taking_down_says_why_and_keeps_the_editions(client, pia):
    page = Page.objects.get(slug="joint-pain")
    assert take(client, pia, page, "take-down", note=" ").status_code == 422
    assert take(client, pia, page, "take-down", note="Out of date.").status_code == 302
    assert page.status == Status.ARCHIVED
    gone = client.get(page.get_absolute_url())
    assert (gone.status_code, "Out of date." in gone.content.decode()) == (410, True)
    assert panel(client, pia, page).readers_see.endswith("taken down, and why: “Out of date.”")
    assert page.editions.exists()


def test_what_to_read_instead_is_chosen_from_published_pages(client, pia):
    page, other = Page.objects.get(slug="joint-pain"), Page.objects.get(slug="hot-flushes")
    factories.topic("secret-toes", title="Secret toes")
    client.force_login(pia)
    offered = client.get(reverse("editorial:step", args=[page.pk, "take-down"])).content.decode()
    assert "Hot flushes (symptom)" in offered
    assert "Secret toes" not in offered
    take(client, pia, page, "take-down", note="Merged.", instead=other.pk)
    assert other.get_absolute_url() in client.get(page.get_absolute_url()).content.decode()


PLAN = {"day": "2090-03-03", "hour": "09:00", "change_kind": "wording", "change_note": "Reviewed."}


@pytest.fixture
def approved(client, amal, dr_ito) -> Page:
    page = Page.objects.get(slug="fezolinetant")
    take(client, amal, page, "submit")
    take(client, dr_ito, page, "sign-off", scope="both", interests="None")
    return page


def steps(client, user, page: Page) -> set[str]:
    return {offer.name for offer in panel(client, user, page).offers}


def test_a_publisher_plans_a_publication_sees_it_in_words_and_cancels_it(client, pia, approved):
    assert "schedule" in steps(client, pia, approved)
    assert take(client, pia, approved, "schedule", **PLAN).status_code == 302
    assert panel(client, pia, approved).status == (
        "It goes before readers on Friday 3 March 2090, 09:00, London time (GMT)."
    )
    assert "Planned by pia. Wording changed: “Reviewed.”" in client.get(form(approved)).content.decode()
    assert steps(client, pia, approved) >= {"publish", "cancel-schedule"}
    assert "schedule" not in steps(client, pia, approved)
    take(client, pia, approved, "cancel-schedule")
    assert panel(client, pia, approved).planned is None
    assert "schedule" in steps(client, pia, approved)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": ""}, "Say on which day, and at what time."),
        ({"hour": ""}, "Say on which day, and at what time."),
        ({"day": "2020-03-03"}, "That moment has passed."),
        ({"day": "2026-02-30"}, "On which day: Enter a valid date."),
        ({"day": "2090-03-26", "hour": "01:30"}, "The clocks go forward that night and skip 01:30."),
        ({"change_note": ""}, "Say, for readers, what changed."),
    ],
)
def test_a_moment_that_is_none_comes_back_in_words_with_all_that_was_typed(typed, words, client, pia, approved):
    response = take(client, pia, approved, "schedule", **(PLAN | typed))
    assert response.status_code == 422
    assert words in response.content.decode()
    kept = fields_of(response, form="")
    assert [kept["day"], kept["hour"], kept["change_note"]] == [
        [(PLAN | typed)[name]] for name in ("day", "hour", "change_note")
    ]
    assert not approved.schedules.exists()


def test_a_plan_that_cannot_be_kept_any_more_says_so_before_its_time(client, pia, approved):
    take(client, pia, approved, "schedule", **PLAN)
    Study.objects.filter(slug="johnson-2023").update(funding="Somebody else")
    shown = client.get(form(approved)).content.decode()
    assert "As it stands, it will not be published on Friday 3 March 2090" in shown
    assert "has changed since it was signed off" in panel(client, pia, approved).status


def test_a_plan_that_came_to_nothing_is_told_until_the_page_is_published(client, amal, pia, dr_ito, approved):
    take(client, pia, approved, "schedule", **PLAN)
    client.force_login(amal)
    saved(client, form(approved), summary="Other.")
    shown = client.get(form(approved)).content.decode()
    assert "It was not published on Friday 3 March 2090, 09:00, London time (GMT), as planned." in shown
    assert "The page was edited before its time came." in shown
    take(client, amal, approved, "submit")
    take(client, dr_ito, approved, "sign-off", scope="both", interests="None")
    take(client, pia, approved, "publish", change_kind="wording", change_note="Now.")
    assert panel(client, pia, approved).missed is None


def test_the_panel_says_that_a_sign_off_ended_with_its_signer(client, pia, dr_ito, approved):
    User.objects.filter(pk=dr_ito.pk).update(is_active=False)
    shown = panel(client, pia, approved)
    assert shown.sign_offs == []
    assert "may no longer do so" in shown.status


def test_a_preview_has_readers_own_template_and_what_is_wrong_on_top(client, amal):
    page = factories.topic(body="See [[nowhere]].", title="Cold toes")
    client.force_login(amal)
    response = client.get(reverse("editorial:preview", args=[page.pk]))
    assert "topics/page.html" in [template.name for template in response.templates]
    assert "[[nowhere]] does not resolve" in response.content.decode()


def test_a_field_is_previewed_as_readers_will_get_it(client, amal):
    client.force_login(amal)
    url = reverse("editorial:markdown-preview")
    text = "So <script>alert(1)</script> [@younger-2013; @nobody-1900] and [[joint-pain]] and [[nowhere]]."
    shown = client.post(url, {"content": text, "how": "inline"}).content.decode()
    assert "<script" not in shown
    assert 'href="#ref-younger-2013"' in shown
    assert "unknown study: nobody-1900" in shown
    assert "joint pain</a>" in shown.partition('href="/symptoms/joint-pain/"')[2]
    assert "unknown page: nowhere" in shown
    assert "Younger" in shown
    lines = client.post(url, {"content": "One, a\r\n\r\nTwo", "how": "lines"}).content.decode()
    assert lines.count("<li>") == 2
    assert "<h2" in client.post(url, {"content": "## Why?"}).content.decode()


def test_the_preview_of_a_text_is_the_text_of_the_page(client, amal):
    page = Page.objects.get(slug="fezolinetant")
    client.force_login(amal)
    shown = client.post(reverse("editorial:markdown-preview"), {"content": "## Is it safe?\n\nAsk."}).content.decode()
    page.body = "## Is it safe?\n\nAsk."
    page.save()
    assert shown == actions.render_page(Page.objects.get(pk=page.pk)).html["body_html"]
