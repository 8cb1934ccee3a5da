"""A later library meets what people decided since: their pages stay, and so do those that rest on them."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from editorial.models import Action, AuditEntry
from editorial.workflow import actions, publishing
from tests import factories
from topics.models import ChangeKind, Edition, Kind, Page, Status

pytestmark = pytest.mark.django_db

SIGNED = [{"name": "Dr Test Ito", "date": "2026-01-01"}]
ONE_CONCERN = {"imprecision": {"judgement": "serious-concern", "reason": "Forty people."}}
TWO_CONCERNS = ONE_CONCERN | {"risk_of_bias": {"judgement": "serious-concern", "reason": "Nobody was blinded."}}
MAY = "Wool socks may slightly reduce pain."
PROBABLY = "Wool socks probably slightly reduce pain."


class Files:
    """A small library of its own: one study, one symptom, one treatment, one article about both."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.study()
        self.write("outcomes.yaml", [{"slug": "pain", "name": "Pain", "phrase": "pain", "better": "lower"}])
        self.topic()
        self.treatment(factories.assessment(**TWO_CONCERNS))
        self.article(MAY)

    def write(self, name: str, data: Any) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data))

    def page(self, kind: Kind, slug: str, body: str = "", **front: Any) -> None:
        self.write(f"{kind.section}/{slug}.md", {"kind": kind.value, "title": slug.replace("-", " ")} | front)
        path = self.folder / f"{kind.section}/{slug}.md"
        path.write_text(f"---\n{path.read_text()}---\n\n{body}\n")

    def study(self) -> None:
        fields = {"title": "A trial", "design": "rct-parallel", "directness": "direct", "doi": "10.1000/okafor"}
        self.write("studies/okafor-2020.yaml", fields | {"findings": [factories.PAIN]})

    def topic(self, body: str = "Toes.", **front: Any) -> None:
        signs = [{"urgency": "urgent", "text": "Toes that turn white"}]
        said = {"unknowns": factories.UNKNOWNS, "warning_signs": signs}
        front = {"summary": "Toes that stay cold.", "body_area": "whole-body"} | said | front
        self.page(Kind.SYMPTOM, "cold-toes", body, **front)

    def treatment(self, *assessments: dict[str, Any], body: str = "Socks.") -> None:
        self.page(Kind.INTERVENTION, "wool-socks", body, summary="Socks of wool.", category="complementary")
        self.write("assessments/wool-socks.yaml", list(assessments))

    def article(self, text: str, rests_on: str = "cold-toes-pain", slug: str = "about-toes") -> None:
        claim = {"heading": "On socks", "kind": "effect", "text": text, "assessments": [f"wool-socks/{rests_on}"]}
        self.page(Kind.ARTICLE, slug, summary="On toes.", category="Feet", claims=[claim])

    def load(self) -> str:
        out = StringIO()
        call_command("load_library", self.folder, stdout=out)
        return out.getvalue()


@pytest.fixture
def files(tmp_path) -> Files:
    """Loaded once, so that every page of it is published."""
    files = Files(tmp_path)
    assert "3 pages published" in files.load()
    return files


def sign(slug: str) -> Edition:
    page = Page.objects.get(slug=slug)
    return publishing.publish(
        page, by=None, change_kind=ChangeKind.EVIDENCE, change_note="Signed.", signed_off_by=SIGNED
    )


def live(slug: str) -> Edition:
    return Edition.objects.live().get(slug=slug)


def edit(slug: str) -> None:
    Page.objects.filter(slug=slug).update(summary="Edited by hand.")


def test_an_article_that_outruns_what_clinicians_signed_stays_and_the_rest_is_loaded(files):
    signed, before = sign("wool-socks"), live("about-toes")
    files.treatment(factories.assessment(**ONE_CONCERN))
    files.article(PROBABLY)
    files.topic("Ten toes.")
    said = files.load()
    assert "Left as it is: about-toes." in said
    assert "wool-socks/cold-toes-pain (low: may)" in said
    assert "2 changed" in said
    assert live("wool-socks") == signed
    assert live("about-toes") == before
    assert MAY in Page.objects.get(slug="about-toes").article.claims.get().text
    assert live("cold-toes").number == 2


def test_what_stayed_is_loaded_once_the_page_under_it_allows_it(files):
    sign("wool-socks")
    files.treatment(factories.assessment(**ONE_CONCERN))
    files.article(PROBABLY)
    files.load()
    assert "Left as it is: about-toes." in files.load()
    sign("wool-socks")
    assert "Left as it is" not in files.load()
    assert PROBABLY in str(live("about-toes").rendered["claims"])
    assert "0 changed" in files.load()


def test_an_article_on_an_assessment_that_the_signed_page_lacks_stays(files):
    sign("wool-socks")
    files.treatment(factories.assessment(**TWO_CONCERNS), factories.assessment(key="warmth", **TWO_CONCERNS))
    files.article(MAY, rests_on="warmth")
    said = files.load()
    assert "Left as it is: about-toes." in said
    assert "wool-socks/warmth" in said
    assert live("about-toes").number == 1


def test_a_new_article_on_what_an_edited_page_lacks_waits_as_a_draft(files):
    edit("wool-socks")
    files.treatment(factories.assessment(**TWO_CONCERNS), factories.assessment(key="warmth", **TWO_CONCERNS))
    files.article(MAY, rests_on="warmth", slug="on-warmth")
    files.topic("See [[on-warmth]].", related=["on-warmth"])
    said = files.load()
    assert "Kept as edited in the admin: wool-socks." in said
    assert "Left as it is: on-warmth." in said
    waiting = Page.objects.get(slug="on-warmth")
    assert (waiting.status, waiting.live) == (Status.DRAFT, None)
    assert live("cold-toes").number == 2
    assert 'href="/articles' not in live("cold-toes").rendered["body_html"]
    assert "Left as it is: on-warmth." in files.load(), "it is tried again, not taken for edited"


def test_a_page_that_rests_on_one_that_stayed_stays_too(files):
    files.page(Kind.INTERVENTION, "cotton-socks", "Cotton.", summary="Socks of cotton.", category="complementary")
    files.load()
    sign("wool-socks")
    files.treatment(factories.assessment(**ONE_CONCERN))
    files.page(Kind.INTERVENTION, "cotton-socks", PROBABLY, summary="Socks of cotton.", category="complementary")
    files.write("assessments/cotton-socks.yaml", [factories.assessment(**TWO_CONCERNS)])
    claim = {"heading": "On cotton", "kind": "effect", "text": "Cotton socks may slightly reduce pain."}
    claims = [claim | {"assessments": ["cotton-socks/cold-toes-pain"]}]
    files.page(Kind.ARTICLE, "about-toes", summary="On toes.", category="Feet", claims=claims)
    said = files.load()
    assert "Left as it is: cotton-socks." in said
    assert "Left as it is: about-toes." in said
    assert "“cotton-socks/cold-toes-pain”" in said


def test_a_treatment_on_a_finding_that_an_edited_study_lacks_stays(files):
    study = Page.objects.get(slug="wool-socks").intervention.assessments.get().findings.get().study
    study.funding = "Edited by hand."
    study.save()
    path = files.folder / "studies/okafor-2020.yaml"
    path.write_text(path.read_text().replace("key: pain", "key: ache"))
    files.treatment(factories.assessment(findings=["okafor-2020/ache"], **TWO_CONCERNS))
    said = files.load()
    assert "Kept as edited in the admin: okafor-2020." in said
    assert "Left as it is: wool-socks." in said


def test_a_page_that_outruns_the_librarys_own_grade_still_stops_the_load(files):
    sign("wool-socks")
    files.article(PROBABLY)
    with pytest.raises(CommandError, match=r"articles/about-toes\.md: Claim 1, text, line \d+.*claim more"):
        files.load()


def test_a_page_that_nothing_of_peoples_stands_under_is_loaded_beside_signed_ones(files):
    sign("cold-toes")
    files.treatment(factories.assessment(**ONE_CONCERN))
    files.article(PROBABLY)
    assert "Left as it is" not in files.load()
    assert live("about-toes").number == 2


def test_what_the_database_refuses_names_the_reason_and_changes_nothing(files):
    before = Edition.objects.count()
    files.topic(aliases=["frosty toes", "Frosty toes"])
    with pytest.raises(CommandError, match=r"alias_once_a_page.*Nothing was changed"):
        files.load()
    assert Edition.objects.count() == before


def test_each_step_has_its_line_and_each_page_its_row_in_the_audit_trail(files):
    files.treatment(factories.assessment(**ONE_CONCERN))
    files.topic("Ten toes.")
    lines = files.load().splitlines()
    assert lines[0] == "Read 3 pages and 1 studies."
    assert lines[-2] == "Published 2 of 2 pages."
    assert len(lines) == 5
    rows = AuditEntry.objects.filter(page__slug="cold-toes").values_list("action", "edition__number", "note")
    assert sorted(rows.order_by("pk"), key=str) == [
        (Action.LOADED, None, ""),
        (Action.LOADED, None, ""),
        (Action.PUBLISHED, 1, "First edition, from the starter library."),
        (Action.PUBLISHED, 2, "Brought up to date with the starter library."),
    ]


def test_more_pages_take_hardly_more_statements(files):
    """Two for each page, whose own fields stand in two tables; all else is done for many at a time."""

    def statements(many: int, name: str) -> int:
        for n in range(many):
            body = {"summary": "Socks.", "category": "complementary", "aliases": [f"{name} {n}"], "tags": ["feet"]}
            files.page(Kind.INTERVENTION, f"{name}-{n}", "See [[cold-toes]].", **body)
            files.write(f"assessments/{name}-{n}.yaml", [factories.assessment(**TWO_CONCERNS)])
        with CaptureQueriesContext(connection) as queries:
            files.load()
        return len(queries)

    few, many = statements(2, "felt"), statements(22, "linen")
    assert many - few <= 2 * 20


def send_back(page: Page) -> None:
    submit(page)
    actions.request_changes(page=page, by=factories.person("ines", "clinician-reviewer"), note="In whom?")


def approve(page: Page) -> None:
    submit(page)
    actions.sign_off(page=page, by=factories.reviewer_dr_ito(), interests="None")


def submit(page: Page) -> None:
    actions.submit(page=page, by=factories.author_amal())


def archive(page: Page) -> None:
    actions.archive(page=page, by=factories.publisher_pia(), note="Wrong.")


def unpublish(page: Page) -> None:
    actions.unpublish(page=page, by=factories.publisher_pia(), note="Wrong.")


@pytest.mark.parametrize(
    ("bring", "why"),
    [
        (submit, "It is in review."),
        (send_back, "A reviewer sent it back"),
        (approve, "It is signed off"),
        (archive, "It was taken down."),
        (unpublish, "It was taken down."),
    ],
)
def test_a_page_that_people_have_in_hand_stays_where_they_left_it(files, bring, why):
    bring(Page.objects.get(slug="cold-toes"))
    before = Page.objects.get(slug="cold-toes")
    files.topic("Ten toes.")
    said = files.load()
    assert f"Left as it is: cold-toes. {why}" in said
    assert "0 pages published" in said
    after = Page.objects.get(slug="cold-toes")
    assert (after.status, after.live_id, after.body) == (before.status, before.live_id, before.body)
    assert after.editions.count() == 1


def test_a_page_that_rests_on_one_that_was_taken_down_stays_too(files):
    archive(Page.objects.get(slug="wool-socks"))
    files.treatment(factories.assessment(**TWO_CONCERNS), factories.assessment(key="warmth", **TWO_CONCERNS))
    files.article(MAY, rests_on="warmth")
    said = files.load()
    assert "Left as it is: wool-socks. It was taken down." in said
    assert "Left as it is: about-toes." in said
    assert live("about-toes").number == 1


def test_what_people_had_in_hand_is_loaded_once_they_let_go_of_it(files):
    page = Page.objects.get(slug="cold-toes")
    submit(page)
    files.topic("Ten toes.")
    files.load()
    Page.objects.filter(pk=page.pk).update(status=Status.PUBLISHED)
    assert "1 pages published" in files.load()
    assert live("cold-toes").number == 2
