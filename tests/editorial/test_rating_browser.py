"""Judging evidence in real Chromium: what it comes to is said while she works, on a phone as at a desk."""

import pytest

from tests.chromium import PHONE, enter, flaws, too_wide

WORK = """
from editorial.appraisal import rating
from evidence.models import Assessment
from tests import staff
rae, roz = staff.person("rae", "author"), staff.person("roz", "clinician-reviewer")
judged = dict(starting_point="randomised", risk_of_bias="no-concern", inconsistency="no-concern",
    indirectness="no-concern", imprecision="serious-concern", imprecision_reason="Few people.",
    publication_bias="could-not-assess")
naltrexone = Assessment.objects.filter(intervention__slug="low-dose-naltrexone")
both = naltrexone.get(key="fibromyalgia-pain")
for user, changes in [(rae, {}), (roz, dict(risk_of_bias="serious-concern", risk_of_bias_reason="Open."))]:
    mine = rating.save(rating=rating.begin(assessment=both, by=user), by=user, judgements=judged | changes)
    rating.hand_in(rating=mine, by=user)
mine = rating.begin(assessment=naltrexone.get(key="fibromyalgia-impact"), by=rae)
print(both.pk, both.rounds.get().pk, mine.round_id)
"""


@pytest.fixture(scope="session")
def rated(run_in_site) -> dict[str, str]:
    """The running Rose, with one assessment that two people rated and one that Rae is rating: their addresses."""
    assessment, compared, mine = run_in_site(WORK).split()
    return {
        "assessment": f"/admin/evidence/assessment/{assessment}/change/",
        "compared": f"/admin/ratings/{compared}/",
        "mine": f"/admin/ratings/{mine}/mine/",
    }


@pytest.fixture
def signed_in(browser_page, rated):
    """Chromium with Rae signed in."""
    return enter(browser_page, "rae")


@pytest.fixture
def rae(signed_in, complaints):
    """The same; the test fails if the browser has anything to complain of."""
    yield signed_in
    assert complaints == []


def says(page, words: str, **until: str) -> None:
    """Wait until the form's region says this, or says it no longer."""
    page.locator(".so-far [role=status]").filter(has_text=words).wait_for(**until)


def test_the_sentence_and_the_certainty_follow_while_she_judges(rae, rated):
    rae.goto(rated["assessment"])
    says(rae, "As it is saved")
    says(rae, "Low certainty")
    rae.select_option("[name=risk_of_bias]", "very-serious-concern")
    says(rae, "Very low certainty")
    says(rae, "we don’t yet know")
    says(rae, "not saved yet")
    rae.fill("[name=risk_of_bias_reason]", "")
    says(rae, "Give the reason for risk of bias")
    rae.fill("[name=risk_of_bias_reason]", "Nobody was blinded.")
    says(rae, "Give the reason for risk of bias", state="detached")


def test_the_sentence_follows_what_is_typed(rae, rated):
    rae.goto(rated["assessment"])
    rae.locator("[name=population]").press("End")
    rae.keyboard.type(" in Rome")
    says(rae, "In people with fibromyalgia in Rome, low-dose naltrexone may make")


def test_a_rule_broken_on_the_way_is_said_in_grades_words(rae, rated):
    rae.goto(rated["assessment"])
    rae.select_option("[name=large_effect]", "2")
    says(rae, "Only evidence from non-randomised studies can be rated up.")
    rae.select_option("[name=large_effect]", "0")
    says(rae, "Low certainty")


def test_a_finding_that_is_taken_away_counts_at_once(rae, rated):
    rae.goto(rated["assessment"])
    chosen = rae.locator(".field-findings .select2-selection__choice__remove")
    for _ in range(chosen.count() - 1):
        chosen.first.click()
        rae.keyboard.press("Escape")
    says(rae, "A single study has no inconsistency to judge.")


def test_a_rating_is_judged_with_the_same_words_beside_it(rae, rated):
    rae.goto(rated["mine"])
    says(rae, "Choose the starting point.")
    rae.select_option("[name=starting_point]", "randomised")
    says(rae, "Not judged yet")
    assert rae.locator(".hint").first.is_visible()


@pytest.mark.parametrize("name", ["assessment", "compared", "mine"])
def test_judging_fits_a_phones_screen(name, rae, rated):
    rae.goto(rated[name])
    assert too_wide(rae, PHONE) == []


@pytest.mark.parametrize(
    ("name", "part"), [("compared", "#content-main"), ("mine", "#content-main"), ("assessment", ".domain")]
)
def test_axe_finds_nothing_where_evidence_is_judged(name, part, signed_in, rated):
    signed_in.goto(rated[name])
    assert flaws(signed_in, part) == []
