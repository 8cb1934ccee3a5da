"""Two states of a page compared: what the screens say differs, and who may see it."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from editorial.content import documents as docs
from editorial.content.rendering import gather
from editorial.versions import comparing
from editorial.versions.comparing import compared
from tests import factories
from topics.models import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def toes() -> Page:
    page = factories.topic(body="Toes are cold.", aliases=["icy toes", "blue toes"], tags=["feet"])
    factories.published(page)
    factories.topic(body="Toes are often cold.", aliases=["blue toes", "frozen toes"], tags=["feet"])
    return Page.objects.get(pk=page.pk)


@pytest.fixture
def socks() -> Page:
    factories.topic()
    factories.study(findings=[factories.PAIN])
    page = factories.intervention(assessments=[factories.assessment()])
    factories.published(page)
    return page


def at(page: Page) -> str:
    return reverse("editorial:compare", args=[page.pk])


def draft_of(page: Page):
    return gather([page])[page.pk]


def told(before, after, **options) -> dict:
    found = compared(before, after, **options)
    return {shown.label: shown for shown in (*found.page, *found.rests_on)}


def regraded(**changes) -> dict:
    """What differs once the assessment of wool socks says something else."""
    before = draft_of(Page.objects.get(slug="wool-socks"))
    plain = before["page"] | {"assessments": [factories.assessment(**changes)]}
    factories.written({"wool-socks": docs.InterventionDocument.model_validate(plain)})
    return told(before, draft_of(Page.objects.get(slug="wool-socks")))


def test_a_page_compared_with_itself_says_nothing_for_every_page_of_the_library():
    contents = gather(list(Page.objects.all()))
    assert len(contents) >= 25
    assert all(compared(content, content).is_empty for content in contents.values())


@pytest.mark.long
def test_every_page_of_the_library_can_be_compared_with_nothing_and_told():
    for content in gather(list(Page.objects.all())).values():
        bare = {name: content["page"][name] for name in ("kind", "title", "summary")}
        for before, after in (({"page": bare}, content), (content, {"page": bare})):
            found = compared(before, after)
            assert len(found.page) == len(content["page"].keys() - bare.keys())
            assert {"title", "summary"} >= {name.lower() for name in found.same}


def test_the_draft_is_compared_with_what_readers_see_unless_two_are_chosen(client, toes):
    client.force_login(factories.author_amal())
    shown = client.get(at(toes))
    assert (shown.context["before"].name, shown.context["after"].name) == ("1", "draft")
    assert "put in: </span> often<span" in shown.content.decode()
    factories.published(toes)
    factories.topic(body="Something else.")
    shown = client.get(at(toes), {"from": "1", "to": "2"}).content.decode()
    assert "often" in shown
    assert "Something else." not in shown


def test_names_and_labels_differ_as_sets(toes):
    edition = toes.editions.get()
    names = told(edition.content, draft_of(toes))["Other names"]
    assert (names.removed, names.added, names.kept) == (["icy toes"], ["frozen toes"], 1)


def test_what_is_the_same_is_named_and_folded(toes):
    found = compared(toes.editions.get().content, draft_of(toes))
    assert {"Title", "Summary", "Labels"} <= set(found.same)


def test_a_grade_is_told_input_by_input_with_the_certainty_it_comes_to(socks):
    found = regraded(
        imprecision={"judgement": "very-serious-concern", "reason": "Forty people, one trial."},
        large_effect={},
    )
    [row] = found["Assessments"].parts
    assert row.label == "Changed: cold-toes-pain"
    certainty, imprecision = row.parts
    assert (certainty.label, certainty.before, certainty.after) == (
        "Certainty",
        "Moderate certainty",
        "Low certainty",
    )
    assert imprecision.label.startswith("Are there too few people to be sure?")
    judgement, reason = imprecision.parts
    assert (judgement.before, judgement.after) == ("Serious concern", "Very serious concern")
    assert [(piece.kind, piece.text) for piece in reason.pieces] == [
        ("kept", "Forty people"),
        ("new", ", one trial"),
        ("kept", "."),
    ]


def test_a_judgement_left_out_of_the_data_is_no_concern_and_points_left_out_are_none(socks):
    found = regraded(
        imprecision={},
        starting_point="non-randomised",
        large_effect={"judgement": "present", "points": 1, "reason": "Twice as many."},
    )
    parts = {part.label.partition(" (")[0]: part for part in found["Assessments"].parts[0].parts}
    judgement = parts["Are there too few people to be sure?"].parts[0]
    assert (judgement.before, judgement.after) == ("Serious concern", "No concern")
    points = parts["Is the effect very large?"].parts[0]
    assert (points.before, points.after) == ("Absent", "Present (+1)")
    start = parts["Starting point"]
    assert (start.before, start.after) == (
        "Randomised trials (starts high)",
        "Non-randomised studies (starts low)",
    )


def test_a_study_that_others_changed_is_told_apart_from_the_page(socks):
    before = draft_of(socks)
    factories.study(findings=[factories.PAIN], n=41)
    found = compared(before, draft_of(socks))
    assert found.page == []
    [studies] = found.rests_on
    assert [part.label for part in studies.parts] == ["Changed: okafor-2020"]
    assert (studies.parts[0].parts[0].before, studies.parts[0].parts[0].after) == ("40", "41")


def test_a_long_text_shows_what_changed_with_a_few_words_around_it_and_whole_when_asked():
    line = " ".join(f"word{n}" for n in range(100))
    kind = {"kind": "symptom", "title": "T", "summary": "S", "body_area": "sleep"}
    before, after = ({"page": kind | {"body": f"{line} {middle} {line}."}} for middle in ("old", "new"))
    pieces = told(before, after)["Body"].pieces
    assert [piece.kind for piece in pieces] == ["folded", "kept", "gone", "new", "kept", "folded"]
    assert pieces[0].words == 100 - comparing.AROUND
    assert pieces[1].text.split() == line.split()[-comparing.AROUND :]
    whole = told(before, after, whole=True)["Body"].pieces
    assert "".join(piece.text for piece in whole if piece.kind != "gone") == after["page"]["body"]


NOBODY, AUTHOR, REVIEWER, PUBLISHER, STRANGER = "nobody", "author", "reviewer", "publisher", "stranger"
MAY = {NOBODY: (302, 302), AUTHOR: (200, 200), REVIEWER: (200, 403), PUBLISHER: (200, 403), STRANGER: (403, 403)}


@pytest.mark.parametrize("who", MAY)
def test_who_may_see_the_draft_may_compare_it_and_who_may_change_it_may_roll_it_back(client, toes, who):
    made = {AUTHOR: factories.author_amal, REVIEWER: factories.reviewer_dr_ito, PUBLISHER: factories.publisher_pia}
    made[STRANGER] = lambda: User.objects.create_user("sam", is_staff=True)
    if who != NOBODY:
        client.force_login(made[who]())
    urls = (at(toes), reverse("editorial:roll-back", args=[toes.pk]) + "?to=1")
    answers = [client.get(url) for url in urls]
    assert tuple(answer.status_code for answer in answers) == MAY[who]
    assert ("Roll back to this" in answers[0].content.decode()) == (who == AUTHOR)
    for answer in answers:
        assert answer.status_code != 200 or "no-store" in answer["Cache-Control"]


def test_readers_never_see_what_differs_in_a_draft(client, toes):
    address = toes.editions.get().get_absolute_url()
    for url in (address, f"{address}history/", f"{address}history/1/"):
        assert "often" not in client.get(url).content.decode()


def test_an_edition_that_is_not_there_is_not_found(client, toes):
    client.force_login(factories.author_amal())
    for name in ("7", "kept-1", "x"):
        assert client.get(at(toes), {"from": name}).status_code == 404


def test_a_page_without_an_edition_says_so(client):
    client.force_login(factories.author_amal())
    assert "no edition yet" in client.get(at(factories.topic())).content.decode()


def test_the_panel_and_the_list_of_editions_lead_to_it(client, toes):
    client.force_login(factories.author_amal())
    form = client.get(reverse("admin:topics_topic_change", args=[toes.pk])).content.decode()
    assert at(toes) in form
    listed = client.get(reverse("admin:topics_edition_changelist"), {"q": "Cold toes"}).content.decode()
    assert f"{at(toes)}?from=1&amp;to=draft" in listed


def test_comparing_costs_the_same_however_many_editions_there_are(client, toes, django_assert_max_num_queries):
    client.force_login(factories.author_amal())
    for _ in range(5):
        factories.published(toes)
    with django_assert_max_num_queries(20):
        client.get(at(toes))


def test_no_query_runs_while_the_comparison_renders(client, socks, queries_while_rendering):
    client.force_login(factories.author_amal())
    regraded(size="large")
    client.get(at(socks))
    assert [sql for sql in queries_while_rendering if "editorial_" in sql or "topics_" in sql] == []


def test_a_name_that_is_not_the_everyday_one_says_its_kind():
    kind = {"kind": "symptom", "title": "T", "summary": "S", "body_area": "sleep"}
    clinical = {"text": "Arthralgia", "kind": "clinical"}
    assert told({"page": kind}, {"page": kind | {"aliases": [clinical]}})["Other names"].added == [
        "Arthralgia (clinical)"
    ]
