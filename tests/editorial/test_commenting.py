"""Comments on a part of a page: anchored, answered, resolved, opened again, and kept whatever happens."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editorial.content import parts
from editorial.models import Action, AuditEntry, Comment
from editorial.overview import desk
from editorial.workflow import actions, commenting
from editorial.workflow.actions import WorkflowError
from tests import factories
from tests.editorial.factories import fields_of
from topics.models import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def cleo():
    """She comments, and signs nothing."""
    return factories.person("cleo", "commenter")


@pytest.fixture
def toes() -> Page:
    return factories.topic(body="## Why do toes get cold?\n\nBlood.\n\n## What helps?\n\nSocks.")


@pytest.fixture
def socks(toes) -> Page:
    factories.study(findings=[factories.PAIN])
    return factories.intervention(assessments=[factories.assessment()])


def keys(page: Page) -> dict[str, parts.Part]:
    return {part.key: part for part in parts.parts_of(page)}


def form(page: Page) -> str:
    return reverse(f"admin:topics_{page.specific._meta.model_name}_change", args=[page.pk])


def panel(client, user, page: Page):
    client.force_login(user)
    return client.get(form(page)).context["panel"]


# --- the parts of a page ----------------------------------------------------------------------------------------------


def test_a_remark_can_be_about_a_field_or_a_heading_of_the_text(toes):
    found = keys(toes)
    assert found["summary"].edit_url == f"{form(toes)}#id_summary"
    heading = found["body#why-do-toes-get-cold"]
    assert (heading.words, heading.place) == ("Why do toes get cold?", "why-do-toes-get-cold")
    assert heading.edit_url == f"{form(toes)}#id_body"
    assert "how_taken" not in found, "a symptom is not taken"


def test_a_remark_can_be_about_an_assessment_and_each_judgement_of_it(socks):
    found = keys(socks)
    url = reverse("admin:evidence_assessment_change", args=[socks.assessments.get().pk])
    judged = found["assessments/cold-toes-pain/imprecision"]
    assert judged.edit_url == f"{url}#id_imprecision"
    assert judged.place == "evidence-wool-socks-cold-toes-pain"
    assert judged.words == "Assessment cold-toes-pain: imprecision (Are there too few people to be sure?)"
    assert found["assessments/cold-toes-pain"].edit_url == url


def test_a_remark_can_be_about_a_claim_and_stays_with_it_when_claims_change_places():
    article = Page.objects.get(slug="nine-facts-about-low-dose-naltrexone-and-menopause")
    second = article.specific.claims.all()[1]
    assert keys(article)[f"claims/{second.pk}"].place == "claim-2"
    article.specific.claims.filter(position=0).update(position=99)
    assert keys(article)[f"claims/{second.pk}"].place == "claim-1"


@pytest.mark.parametrize("slug", ["joint-pain", "fezolinetant", "microglial-activation",
                                  "nine-facts-about-low-dose-naltrexone-and-menopause"])  # fmt: skip
def test_every_part_leads_to_something_that_is_there(slug, client, admin_client):
    """Its field in the form, and its place on the page where it has one that the page shows."""
    page = Page.objects.get(slug=slug)
    shown = admin_client.get(reverse("editorial:preview", args=[page.pk])).content.decode()
    forms: dict[str, str] = {}
    for part in parts.parts_of(page):
        url, _, field = part.edit_url.partition("#")
        if url not in forms:
            forms[url] = admin_client.get(url).content.decode()
        assert not field or f'id="{field}"' in forms[url], part
        if part.group in ("Its text, by heading", "Claims") or part.key.startswith("assessments/"):
            assert f'id="{part.place}"' in shown, part
        if part.key in ("unknowns", "key_points", "safety", "close") and part.key in page.live.content["page"]:
            assert f'id="{part.place}"' in shown, part


def test_the_parts_of_a_page_at_hand_cost_one_statement(socks, django_assert_num_queries):
    from editorial.content.codec import encode_page

    plain = encode_page(socks)
    socks = Page.objects.select_related("intervention").get(pk=socks.pk)
    with django_assert_num_queries(1):
        parts.parts_of(socks, plain)


# --- what is done with a comment --------------------------------------------------------------------------------------


def test_a_comment_keeps_its_part_in_words_and_says_so_when_the_part_is_gone(toes, amal, client):
    commenting.comment(page=toes, by=amal, text="Say in whom.", part="body#what-helps")
    [thread] = panel(client, amal, toes).talk.open
    assert (thread.comment.section, thread.place, thread.is_gone) == ("What helps?", "what-helps", False)
    Page.objects.filter(pk=toes.pk).update(body="Nothing helps.")
    [thread] = panel(client, amal, toes).talk.open
    assert (thread.comment.section, thread.url, thread.is_gone) == ("What helps?", "", True)
    assert "(no longer on the page)" in client.get(form(toes)).content.decode()


def test_a_part_that_the_page_lacks_is_refused_and_the_words_are_kept(toes, amal, client):
    with pytest.raises(WorkflowError, match="no longer has the part"):
        commenting.comment(page=toes, by=amal, text="So?", part="body#why-not")
    client.force_login(amal)
    response = client.post(reverse("editorial:step", args=[toes.pk, "comment"]), {"text": "So?", "part": "nothing"})
    assert response.status_code == 422
    assert fields_of(response, form="")["text"] == ["So?"]
    assert not toes.comments.exists()


def test_a_comment_is_answered_by_several_and_the_trail_has_each(toes, amal, dr_ito):
    asked = commenting.comment(page=toes, by=dr_ito, text="In whom?", part="summary")
    commenting.answer(comment=asked, by=amal, text="In everybody.")
    commenting.answer(comment=asked, by=dr_ito, text="Then say so.")
    assert [said.text for said in asked.answers.all()] == ["In everybody.", "Then say so."]
    trail = AuditEntry.objects.filter(page=toes, action__in=(Action.COMMENTED, Action.COMMENT_ANSWERED)).order_by("pk")
    assert [(entry.by.username, entry.note) for entry in trail] == [
        ("ito", "Summary: In whom?"),
        ("amal", "In everybody."),
        ("ito", "Then say so."),
    ]


def test_an_answer_is_not_answered_and_a_resolved_comment_is_opened_first(toes, amal):
    asked = commenting.comment(page=toes, by=amal, text="In whom?")
    answer = commenting.answer(comment=asked, by=amal, text="In all.")
    with pytest.raises(WorkflowError, match="an answer already"):
        commenting.answer(comment=answer, by=amal, text="No.")
    commenting.resolve(comment=asked, by=amal)
    with pytest.raises(WorkflowError, match="Open it again"):
        commenting.answer(comment=asked, by=amal, text="No.")
    with pytest.raises(WorkflowError, match="Write the answer"):
        commenting.answer(comment=asked, by=amal, text=" ")


def test_a_comment_is_resolved_and_opened_again_and_the_trail_keeps_both(toes, amal, dr_ito):
    asked = commenting.comment(page=toes, by=dr_ito, text="In whom?")
    for _ in range(2):
        commenting.resolve(comment=asked, by=amal)
    asked.refresh_from_db()
    assert asked.resolved_by == amal
    for _ in range(2):
        commenting.reopen(comment=asked, by=dr_ito)
    asked.refresh_from_db()
    assert (asked.resolved_by, asked.resolved_at) == (None, None)
    trail = AuditEntry.objects.filter(page=toes).order_by("pk").values_list("action", flat=True)
    assert [*trail] == ["commented", "comment-resolved", "comment-reopened"], "what changes nothing leaves no row"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda said: said.delete(), "never deleted"),
        (lambda said: Comment.objects.filter(pk=said.pk).update(text="Other."), "never changed"),
        (lambda said: Comment.objects.filter(pk=said.pk).update(part="summary", section="Summary"), "never changed"),
        (lambda said: Comment.objects.create(page=said.page, answer_to=Comment.objects.create(
            page=said.page, answer_to=said, text="a", written_by=said.written_by), text="b",
            written_by=said.written_by), "no answer itself"),
        (lambda said: Comment.objects.create(page=Page.objects.get(slug="joint-pain"), answer_to=said, text="a",
                                             written_by=said.written_by), "on the same page"),
    ],
)  # fmt: skip
def test_the_database_keeps_what_was_said(change, words, toes, amal):
    said = commenting.comment(page=toes, by=amal, text="In whom?")
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        change(said)
    assert Comment.objects.get(pk=said.pk).text == "In whom?"


# --- who may ----------------------------------------------------------------------------------------------------------


def test_a_commenter_comments_answers_and_signs_nothing(toes, amal, cleo):
    actions.submit(page=toes, by=amal)
    hers = commenting.comment(page=toes, by=cleo, text="In whom?")
    others = commenting.comment(page=toes, by=amal, text="See the text.")
    commenting.answer(comment=others, by=cleo, text="Seen.")
    commenting.resolve(comment=hers, by=cleo)
    with pytest.raises(PermissionDenied):
        commenting.resolve(comment=others, by=cleo)
    for act in (actions.sign_off, actions.request_changes, actions.submit):
        given = {"interests": "None"} if act is actions.sign_off else {"note": "a"}
        with pytest.raises(PermissionDenied):
            act(page=toes, by=cleo, **given)


def test_a_commenter_opens_drafts_and_is_offered_to_comment_alone(toes, cleo, client):
    shown = panel(client, cleo, toes)
    assert [offer.name for offer in shown.offers] == ["comment"]
    assert client.get(reverse("editorial:preview", args=[toes.pk])).status_code == 200
    group = Group.objects.get(name="commenter")
    others = group.permissions.exclude(codename__startswith="view_").values_list("codename", flat=True)
    assert [*others] == ["add_comment"]


@pytest.mark.parametrize("act", ["answer", "resolve", "reopen"])
def test_who_may_not_comment_answers_and_resolves_nothing(act, toes, amal, client):
    said = commenting.comment(page=toes, by=amal, text="In whom?")
    url = reverse(f"editorial:{act}", args=[said.pk])
    for user, status in ((factories.publisher_pia(), 403), (User.objects.create_user("sam", is_staff=True), 403)):
        client.force_login(user)
        assert client.post(url, {"text": "So."}).status_code == status
    client.logout()
    assert client.post(url, {"text": "So."}).status_code == 403
    client.force_login(amal)
    assert client.get(url).status_code == 405
    assert (said.answers.count(), Comment.objects.get(pk=said.pk).resolved_at) == (0, None)


# --- on the screens ---------------------------------------------------------------------------------------------------


def test_an_author_goes_from_a_comment_to_its_field_and_a_reviewer_to_its_place_on_the_page(toes, amal, dr_ito, client):
    said = commenting.comment(page=toes, by=dr_ito, text="In whom?", part="body#what-helps")
    [thread] = panel(client, amal, toes).talk.open
    assert thread.url == f"{form(toes)}#id_body"
    assert client.get(reverse("editorial:comment-part", args=[said.pk])).url == f"{form(toes)}#id_body"
    [thread] = panel(client, dr_ito, toes).talk.open
    assert thread.url == f"{reverse('editorial:preview', args=[toes.pk])}#what-helps"
    whole = commenting.comment(page=toes, by=dr_ito, text="Good.")
    assert client.get(reverse("editorial:comment-part", args=[whole.pk])).url == f"{form(toes)}#comment-{whole.pk}"


def test_a_page_that_came_back_shows_its_comments_on_its_authors_desk_each_with_the_way_to_its_field(
    toes, amal, dr_ito, client
):
    actions.submit(page=toes, by=amal)
    said = commenting.comment(page=toes, by=dr_ito, text="In whom?", part="summary")
    done = commenting.comment(page=toes, by=dr_ito, text="Done already.")
    commenting.answer(comment=said, by=dr_ito, text="An answer is no comment of its own.")
    commenting.resolve(comment=done, by=dr_ito)
    actions.request_changes(page=toes, by=dr_ito, note="See the comments.")
    [line] = next(waiting for waiting in desk.for_person(amal) if waiting.key == "sent-back").lines
    assert line.words == "Sent back today; 2 open comments"
    assert [remark.text for remark in line.remarks] == ["In whom?", "See the comments."]
    client.force_login(amal)
    shown = client.get(reverse("admin:index")).content.decode()
    assert f'href="{reverse("editorial:comment-part", args=[said.pk])}">Summary</a>: In whom?' in shown
    assert "Done already." not in shown
    assert {thread.comment.text for thread in panel(client, amal, toes).talk.open} == {"In whom?", "See the comments."}


def test_the_desk_shows_the_newest_comments_of_a_page_with_many(toes, amal, dr_ito):
    actions.submit(page=toes, by=amal)
    for number in range(desk.REMARKS + 2):
        commenting.comment(page=toes, by=dr_ito, text=f"Remark {number}")
    actions.request_changes(page=toes, by=dr_ito, note="See the comments.")
    [line] = next(waiting for waiting in desk.for_person(amal) if waiting.key == "sent-back").lines
    assert [remark.text for remark in line.remarks][-1] == "See the comments."
    assert len(line.remarks) == desk.REMARKS
    assert line.words.endswith(f"{desk.REMARKS + 3} open comments")


def test_resolved_comments_stay_readable_on_the_form_and_in_the_preview(toes, amal, dr_ito, client):
    said = commenting.comment(page=toes, by=dr_ito, text="In whom?", part="summary")
    commenting.answer(comment=said, by=amal, text="In everybody.")
    client.force_login(amal)
    client.post(reverse("editorial:resolve", args=[said.pk]))
    for url in (form(toes), reverse("editorial:preview", args=[toes.pk])):
        shown = client.get(url).content.decode()
        for words in ("1 resolved comment", "In whom?", "In everybody.", "Resolved by amal", "Open it again"):
            assert words in shown


def test_the_preview_names_the_place_that_each_open_comment_belongs_to(toes, amal, client):
    commenting.comment(page=toes, by=amal, text="Which socks?", part="body#what-helps")
    client.force_login(amal)
    shown = client.get(reverse("editorial:preview", args=[toes.pk])).content.decode()
    assert 'data-beside="what-helps"' in shown
    assert shown.index("Which socks?") < shown.index('<article class="page')


def test_what_is_said_in_the_preview_comes_back_there(toes, amal, client):
    client.force_login(amal)
    preview = reverse("editorial:preview", args=[toes.pk])
    step = reverse("editorial:step", args=[toes.pk, "comment"])
    assert client.post(step, {"text": "Why?", "part": "summary", "back": "preview"}).url == preview
    said = toes.comments.get()
    answer = reverse("editorial:answer", args=[said.pk])
    assert client.post(answer, {"text": "So.", "back": "preview"}).url == f"{preview}#comment-{said.pk}"
    assert client.post(answer, {"text": "And so."}).url == f"{form(toes)}#comment-{said.pk}"


def test_an_answer_that_comes_too_late_is_kept(toes, amal, client):
    said = commenting.comment(page=toes, by=amal, text="Why?")
    commenting.resolve(comment=said, by=amal)
    client.force_login(amal)
    response = client.post(reverse("editorial:answer", args=[said.pk]), {"text": "A long answer."})
    assert response.status_code == 422
    assert fields_of(response, form="")["text"] == ["A long answer."]
    assert "Open it again before you answer it." in response.content.decode()


def test_markup_in_a_comment_is_shown_as_it_was_typed(toes, amal, client):
    commenting.comment(page=toes, by=amal, text="<script>alert(1)</script>")
    client.force_login(amal)
    for url in (form(toes), reverse("editorial:preview", args=[toes.pk])):
        assert "<script>alert" not in client.get(url).content.decode()


def test_talk_costs_the_form_one_statement_however_much_was_said(toes, amal, client):
    client.force_login(amal)

    def cost() -> int:
        with CaptureQueriesContext(connection) as ran:
            client.get(form(toes))
        return len(ran)

    first = commenting.comment(page=toes, by=amal, text="Why?")
    cost()  # what is asked for once a process
    few = cost()
    for number in range(10):
        said = commenting.comment(page=toes, by=amal, text=f"Why {number}?", part="summary")
        commenting.answer(comment=said, by=amal, text="So.")
    commenting.resolve(comment=first, by=amal)
    assert cost() == few


def test_a_paper_pasted_whole_is_refused_in_words_and_nothing_is_lost(client, dr_ito, toes):
    client.force_login(dr_ito)
    told = client.post(reverse("editorial:step", args=[toes.pk, "comment"]), {"text": "paper " * 2000, "part": ""})
    assert told.status_code == 422
    assert "at most 10000 characters" in told.content.decode()
    assert "paper paper" in told.content.decode()
    assert not toes.comments.exists()
