"""The screens of a rating by two people, tried as everybody; and that no address gives an open rating away."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from editorial.models import AuditEntry, Rating, Round
from evidence.models import Assessment
from tests import factories
from tests.editorial.factories import fields_of, saved
from tests.editorial.rating_factories import JUDGED, begun, body_of_evidence, handed_in

pytestmark = pytest.mark.django_db

SECRET = "Nobody was blinded, says the secret reason."
HIDDEN = {"risk_of_bias": "very-serious-concern", "risk_of_bias_reason": SECRET}


@pytest.fixture
def body() -> Assessment:
    return body_of_evidence()


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


@pytest.fixture
def people() -> dict[str, User]:
    return {
        "amal": factories.author_amal(),
        "ben": factories.person("ben", "author"),
        "ito": factories.reviewer_dr_ito(),
        "pia": factories.publisher_pia(),
        "boss": User.objects.create_superuser("boss"),
    }


def addresses(rating: Rating) -> list[str]:
    """Every address in the admin at which something of a rating might stand."""
    round_, body = rating.round_id, rating.round.assessment
    found = [
        reverse("admin:index"),
        reverse("admin:app_list", args=["editorial"]),
        reverse("admin:editorial_round_changelist"),
        reverse("admin:editorial_round_changelist") + "?q=blinded",
        reverse("admin:editorial_round_changelist") + "?q=wool",
        reverse("admin:editorial_round_changelist") + "?ratings__risk_of_bias=very-serious-concern",
        reverse("admin:editorial_round_change", args=[round_]),
        reverse("admin:editorial_round_history", args=[round_]),
        reverse("admin:editorial_round_delete", args=[round_]),
        reverse("editorial:round", args=[round_]),
        reverse("editorial:my-rating", args=[round_]),
        reverse("admin:evidence_assessment_changelist") + "?rounds__ratings__risk_of_bias=very-serious-concern",
        reverse("admin:evidence_assessment_change", args=[body.pk]),
        reverse("admin:evidence_assessment_history", args=[body.pk]),
        reverse("admin:evidence_assessment_delete", args=[body.pk]),
        reverse("admin:topics_intervention_change", args=[body.intervention_id]),
        reverse("admin:auth_user_delete", args=[rating.rater_id]),
        reverse("admin:editorial_auditentry_changelist"),
        reverse("admin:autocomplete") + "?app_label=editorial&model_name=rating&field_name=round&term=",
        reverse("admin:autocomplete") + "?app_label=editorial&model_name=round&field_name=assessment&term=",
        "/admin/editorial/rating/",
        f"/admin/editorial/rating/{rating.pk}/change/",
        f"/admin/editorial/rating/{rating.pk}/history/",
        "/how-we-grade/",
        "/api/search/?q=blinded",
    ]
    entries = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True)[:20]  # more than this test has made
    return found + [reverse("admin:editorial_auditentry_change", args=[pk]) for pk in entries]


@pytest.mark.parametrize("who", ["ben", "ito", "pia", "boss"])
@pytest.mark.parametrize("other", ["not begun", "begun", "not handed in yet by the first"])
def test_no_address_gives_away_what_one_rater_judged_before_both_are_in(who, other, body, people):
    amal = people["amal"]
    hers = begun(body, amal, **HIDDEN) if other == "not handed in yet by the first" else handed_in(body, amal, **HIDDEN)
    if other != "not begun":
        begun(body, people["ito"])
    client = client_of(people[who])
    for address in addresses(hers):
        answer = client.get(address, follow=True)
        assert answer.status_code in (200, 400, 403, 404), address
        shown = answer.content.decode()
        assert SECRET not in shown, address
        assert "ery serious concern</strong>" not in shown, address
        assert 'value="very-serious-concern" selected' not in shown, address
    sent = {"do": "save", "risk_of_bias": "", "assessment": body.pk}
    assert SECRET not in client.post(reverse("editorial:so-far"), sent).content.decode()
    settled = client.post(reverse("editorial:reconcile", args=[hers.round_id]), {})
    assert settled.status_code == 403
    assert SECRET not in settled.content.decode()


def test_a_lookup_cannot_be_used_to_guess_a_judgement(body, people):
    hers = handed_in(body, people["amal"], **HIDDEN)
    client = client_of(people["boss"])
    for address in addresses(hers):
        if "risk_of_bias=" in address:
            assert client.get(address).status_code in (302, 400), address


def test_once_both_are_in_both_are_shown_side_by_side(body, people):
    handed_in(body, people["amal"], **HIDDEN)
    round_ = handed_in(body, people["ito"]).round
    for who in people.values():
        shown = client_of(who).get(reverse("editorial:round", args=[round_.pk])).content.decode()
        assert SECRET in shown
        assert "They differ in 1 of 9" in shown
        assert shown.count("≠ they differ") == 1


@pytest.mark.parametrize(
    ("who", "begins"), [(None, 403), ("reader", 302), ("amal", 302), ("ito", 302), ("pia", 403), ("boss", 302)]
)
def test_authors_and_reviewers_begin_to_rate_and_nobody_else(who, begins, body, people):
    user = User.objects.create_user("rae") if who == "reader" else people.get(who)
    answer = client_of(user).post(reverse("editorial:begin-rating", args=[body.pk]))
    assert answer.status_code == begins
    assert Rating.objects.exists() == (who in ("amal", "ito", "boss"))


@pytest.mark.parametrize(("who", "opens"), [(None, 302), ("reader", 302), ("ben", 200), ("pia", 200), ("sam", 403)])
def test_a_rounds_screen_is_for_the_staff_who_may_read_evidence(who, opens, body, people):
    round_ = begun(body, people["amal"]).round
    made = {
        "reader": lambda: User.objects.create_user("rae"),
        "sam": lambda: User.objects.create_user("sam", is_staff=True),
    }
    user = made[who]() if who in made else people.get(who)
    assert client_of(user).get(reverse("editorial:round", args=[round_.pk])).status_code == opens


@pytest.mark.parametrize("who", ["ben", "ito", "pia", "boss"])
def test_another_persons_rating_is_not_found(who, body, people):
    hers = begun(body, people["amal"], **HIDDEN)
    client = client_of(people[who])
    mine = reverse("editorial:my-rating", args=[hers.round_id])
    assert client.get(mine).status_code == 404
    assert client.post(mine, {"do": "give-up"}).status_code == 404
    assert Rating.objects.filter(pk=hers.pk).exists()


def rated(client: Client, body: Assessment, do: str, **changes) -> None:
    """Open one's rating, judge, and press a button."""
    opened = client.post(reverse("editorial:begin-rating", args=[body.pk]), follow=True)
    typed = fields_of(opened, "rating_form") | JUDGED | changes | {"do": do}
    return client.post(opened.redirect_chain[-1][0], typed)


def test_two_people_rate_and_one_of_them_reconciles(body, people):
    amal, ito = client_of(people["amal"]), client_of(people["ito"])
    assert rated(amal, body, "save", **HIDDEN).status_code == 302
    mine = reverse("editorial:my-rating", args=[Round.objects.get().pk])
    kept = amal.get(mine)
    assert fields_of(kept, "rating_form")["risk_of_bias_reason"] == [SECRET]
    assert "Low certainty" not in kept.content.decode()
    assert "Very low certainty" in kept.content.decode()
    assert amal.post(mine, fields_of(kept, "rating_form") | {"do": "hand-in"}).status_code == 302
    assert amal.get(mine).status_code == 302, "it is fixed now"
    assert rated(ito, body, "hand-in").status_code == 302

    screen = reverse("editorial:round", args=[Round.objects.get().pk])
    assert "reconcile_form" not in ito.get(screen).content.decode(), "a reviewer does not edit assessments"
    typed = fields_of(amal.get(screen), "reconcile_form")
    assert typed["imprecision_reason"] == ["Eighty people."]
    refused = amal.post(f"{screen}reconcile/", typed | {"note": "Typed and not to be lost."})
    assert refused.status_code == 422
    assert "The raters differ on risk of bias: choose the judgement." in refused.content.decode()
    assert "Typed and not to be lost." in refused.content.decode()
    settled = {"risk_of_bias": "serious-concern", "risk_of_bias_reason": "Told by people who knew."}
    assert amal.post(f"{screen}reconcile/", typed | settled).status_code == 302
    body.refresh_from_db()
    assert (body.risk_of_bias, body.certainty) == ("serious-concern", "low")
    shown = amal.get(screen).content.decode()
    assert "Reconciled" in shown
    assert SECRET in shown, "both ratings stay on record"


def test_what_cannot_be_handed_in_yet_is_kept_and_says_why(body, people):
    client = client_of(people["amal"])
    answer = rated(client, body, "hand-in", imprecision_reason="", large_effect_reason="Typed and kept.")
    assert answer.status_code == 422
    assert "Give the reason for imprecision" in answer.content.decode()
    assert Rating.objects.get().large_effect_reason == "Typed and kept."


def test_nothing_is_filled_in_for_a_rater(body, people):
    opened = client_of(people["amal"]).post(reverse("editorial:begin-rating", args=[body.pk]), follow=True)
    fields = fields_of(opened, "rating_form")
    assert [fields[name] for name in ("starting_point", "risk_of_bias", "imprecision")] == [[""], [""], [""]]
    shown = opened.content.decode()
    assert "Hint:" in shown, "hints are offered"
    assert "Rossi 2021" in shown


def test_an_edit_meanwhile_is_said_plainly(body, people):
    handed_in(body, people["amal"])
    round_ = handed_in(body, people["ito"]).round
    client = client_of(people["amal"])
    screen = reverse("editorial:round", args=[round_.pk])
    typed = fields_of(client.get(screen), "reconcile_form")
    change = reverse("admin:evidence_assessment_change", args=[body.pk])
    saved(client_of(people["ben"]), change, population="people with cold hands")
    answer = client.post(f"{screen}reconcile/", typed)
    assert answer.status_code == 422
    assert "was edited since you opened this" in answer.content.decode()
    assert "Changed: population" in answer.content.decode()
    assert client.post(f"{screen}reconcile/", fields_of(answer, "reconcile_form")).status_code == 302


def test_an_assessments_form_left_open_over_a_reconciliation_asks_before_it_saves(body, people):
    handed_in(body, people["amal"], **HIDDEN)
    round_ = handed_in(body, people["ito"], **HIDDEN).round
    change = reverse("admin:evidence_assessment_change", args=[body.pk])
    ben, amal = client_of(people["ben"]), client_of(people["amal"])
    opened = fields_of(ben.get(change))
    screen = reverse("editorial:round", args=[round_.pk])
    amal.post(f"{screen}reconcile/", fields_of(amal.get(screen), "reconcile_form"))
    answer = ben.post(change, opened | {"risk_of_bias": "no-concern", "risk_of_bias_reason": ""})
    assert answer.status_code == 200
    assert "amal changed this on" in answer.content.decode()
    assert "two ratings reconciled" in answer.content.decode()


def test_a_rating_meanwhile_is_not_blamed_for_a_change(body, people):
    ben = client_of(people["ben"])
    change = reverse("admin:evidence_assessment_change", args=[body.pk])
    opened = fields_of(ben.get(change))
    saved(client_of(people["amal"]), change, population="people with cold hands")
    begun(body, people["ito"])
    answer = ben.post(change, opened | {"population": "people with cold feet"}).content.decode()
    assert "amal changed this on" in answer
    assert "ito changed this" not in answer


def test_a_round_is_set_aside_with_a_reason(body, people):
    round_ = begun(body, people["amal"]).round
    client = client_of(people["ben"])
    aside = reverse("editorial:set-aside", args=[round_.pk])
    assert client.post(aside, {"note": ""}).status_code == 422
    assert client.post(aside, {"note": "She left."}).status_code == 302
    assert "She left." in client.get(reverse("editorial:round", args=[round_.pk])).content.decode()
    assert client_of(people["ito"]).post(aside, {"note": "No."}).status_code == 403


def test_the_list_says_who_rates_what_and_where_it_stands(body, people):
    handed_in(body, people["amal"], **HIDDEN)
    shown = client_of(people["pia"]).get(reverse("admin:editorial_round_changelist")).content.decode()
    assert "wool-socks/cold-toes-pain" in shown
    assert "One rating is in" in shown


def test_an_assessment_offers_a_seat_while_there_is_one(body, people):
    change = reverse("admin:evidence_assessment_change", args=[body.pk])
    begin = reverse("editorial:begin-rating", args=[body.pk])
    assert begin in client_of(people["ito"]).get(change).content.decode()
    assert begin not in client_of(people["pia"]).get(change).content.decode()
    begun(body, people["amal"])
    assert begin not in client_of(people["amal"]).get(change).content.decode()
    begun(body, people["ito"])
    assert begin not in client_of(people["ben"]).get(change).content.decode()
