"""Taking evidence in: nothing is stored before a person accepts it, and nothing is held twice."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from editorial.intake import taking_in
from editorial.models import AuditEntry, Task
from evidence.likeness import Shelf, key_for, plain_title
from evidence.models import Assessment, Study, Trial
from evidence.sources.records import Record
from tests import factories
from tests.editorial.factories import fields_of
from tests.services import Says, article, registered, running, says_json, says_xml, work

pytestmark = pytest.mark.django_db

START = "/admin/intake/"
NEW = {"DOI": "10.1000/new-trial", "title": ["Wool socks at night for cold toes"], "clinical-trial-number": None}
RIS = """TY  - JOUR
AU  - Okafor, Ada
TI  - {title}
PY  - {year}
DO  - {doi}
ER  -
"""


@pytest.fixture
def services(settings):
    with running() as local:
        settings.SOURCES = dict.fromkeys(settings.SOURCES, local.base)
        settings.SOURCE_LIMITS = {"silence": 0.5, "wait": 10}
        settings.PROCESSES = 0
        yield local


@pytest.fixture
def as_amal(client, amal):
    client.force_login(amal)
    return client


def counts() -> tuple[int, int, int]:
    return Study.objects.count(), Trial.objects.count(), AuditEntry.objects.count()


def look_up(client, *numbers: str):
    return client.post(START, {"identifiers": "\n".join(numbers)})


def import_file(client, text: str, name: str = "lib.ris"):
    return client.post(START, {"import": "1", "file": SimpleUploadedFile(name, text.encode())})


def send(client, response, path: str = "record/", **changes):
    """Send on the form that a screen shows, with these changes."""
    return client.post(START + path, fields_of(response) | {"accept": "1"} | changes)


def template_of(response) -> str:
    return response.templates[0].name


# --- a new study ------------------------------------------------------------------------------------------------------


def test_a_new_study_is_shown_completed_and_accepted(as_amal, amal, services):
    services.on("/works/10.1000/new-trial", says_json(work(**NEW)))
    before = counts()
    shown = look_up(as_amal, "https://doi.org/10.1000/new-trial")
    assert template_of(shown) == "editorial/intake_study.html"
    assert counts() == before
    assert fields_of(shown)["slug"] == ["younger-2013b"]
    stored = send(as_amal, shown, slug="younger-2013-socks", design="rct-parallel", directness="direct")
    study = Study.objects.get(slug="younger-2013-socks")
    assert stored.url == reverse("admin:evidence_study_change", args=[study.pk])
    assert study.authors == ["Younger J", "Noor NA", "The Naltrexone Group"]
    assert (study.year, study.volume, study.pages, study.doi) == (2013, "65", "529-538", "10.1000/new-trial")
    entry = AuditEntry.objects.first()
    assert (entry.by, entry.subject, entry.note) == (amal, "study: younger-2013-socks", "Added from Crossref.")
    assert LogEntry.objects.get(object_id=str(study.pk)).is_addition()


def test_what_no_record_tells_is_asked_and_nothing_typed_is_lost(as_amal, services):
    services.on("/works/10.1000/new-trial", says_json(work(**NEW)))
    before = counts()
    again = send(as_amal, look_up(as_amal, "10.1000/new-trial"), journal="Feet Quarterly", slug="Not a key")
    assert again.status_code == 422
    assert counts() == before
    errors = again.context["form"].errors
    assert set(errors) == {"slug", "design", "directness"}
    assert fields_of(again)["journal"] == ["Feet Quarterly"]
    assert fields_of(again)["slug"] == ["Not a key"]
    assert send(as_amal, again, slug="socks-2013", design="cohort", directness="direct").status_code == 302
    assert Study.objects.get(slug="socks-2013").journal == "Feet Quarterly"


def test_the_design_is_filled_in_only_where_the_record_leaves_no_choice(as_amal, services):
    review = "<PublicationType>Systematic Review</PublicationType>"
    services.on("/efetch.fcgi", says_xml(article()), says_xml(article(review)))
    Study.objects.filter(slug="younger-2013").update(doi="10.1000/elsewhere", title="Another title", registration="")
    randomised = look_up(as_amal, "23359310")
    assert "PubMed calls it: Journal Article; Randomized Controlled Trial." in randomised.content.decode()
    assert not any(fields_of(randomised)["design"])
    assert fields_of(look_up(as_amal, "23359310"))["design"] == ["systematic-review"]
    both = Record("PubMed", "A", kinds=("Systematic Review", "Meta-Analysis"))
    assert taking_in.design_told(both) == ""


def test_a_retraction_is_said_and_stored(as_amal, services):
    notice = {"type": "retraction", "DOI": "10.1000/notice", "updated": {"date-parts": [[2020, 3]]}}
    services.on("/works/10.1000/new-trial", says_json(work(**NEW, **{"updated-by": [notice]})))
    shown = look_up(as_amal, "10.1000/new-trial")
    assert "says that this was retracted" in shown.content.decode()
    assert "10.1000/notice" in shown.content.decode()
    send(as_amal, shown, slug="socks-2013", design="cohort", directness="direct")
    assert Study.objects.get(slug="socks-2013").retracted


def test_a_held_study_is_marked_retracted_unless_she_says_no_and_what_rests_on_it_is_judged_again(
    as_amal, amal, services
):
    held = Study.objects.get(slug="younger-2013")
    resting = Assessment.objects.filter(findings__study=held).distinct().count()
    assert resting
    notice = {"type": "retraction", "DOI": "10.1000/notice", "updated": {"date-parts": [[2020, 3]]}}
    services.on(f"/works/{held.doi}", says_json(work(DOI=held.doi, **{"updated-by": [notice]})))
    shown = look_up(as_amal, held.doi)
    assert {row["difference"].name: row["take"] for row in shown.context["rows"]}["retracted"]
    send(as_amal, shown, **{"take-retracted": "held"})
    assert not Study.objects.get(pk=held.pk).retracted
    send(as_amal, look_up(as_amal, held.doi))
    assert Study.objects.get(pk=held.pk).retracted
    assert Task.objects.filter(study=held).count() == resting
    retracted = AuditEntry.objects.filter(action="retracted", page=None).get()
    assert (retracted.by, retracted.note) == (amal, "Retracted on 2020-03, says Crossref (notice: doi:10.1000/notice).")


def test_hostile_text_is_shown_as_text(as_amal, services):
    services.on("/works/10.1000/new-trial", says_json(work(**NEW | {"title": ["<script>alert(1)</script>"]})))
    shown = look_up(as_amal, "10.1000/new-trial").content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


# --- what is held already ---------------------------------------------------------------------------------------------


@pytest.fixture
def okafor():
    return factories.study(title="Wool socks for cold toes", year=2020, journal="Feet", pmid="99999999")


def crossref_says(services, **changes):
    message = {"DOI": "10.1000/okafor-2020", "title": ["Wool socks for cold toes"], "clinical-trial-number": None}
    services.on("/works/10.1000/okafor-2020", says_json(work(**message | changes)))


def test_a_held_study_is_shown_field_by_field_and_what_is_held_stays_unless_chosen(as_amal, amal, services, okafor):
    crossref_says(services)
    shown = look_up(as_amal, "10.1000/OKAFOR-2020".lower())
    assert template_of(shown) == "editorial/intake_compare.html"
    takes = {row["difference"].name: row["take"] for row in shown.context["rows"]}
    assert takes == {"authors": True, "journal": False, "year": False, "volume": True, "issue": True, "pages": True}
    assert send(as_amal, shown, **{"take-year": "told", "take-issue": "held"}).status_code == 302
    okafor.refresh_from_db()
    assert (okafor.journal, okafor.year, okafor.volume, okafor.issue) == ("Feet", 2013, "65", "")
    assert okafor.pmid == "99999999"
    entry = AuditEntry.objects.first()
    assert (entry.by, entry.note) == (amal, "Taken from Crossref: Authors; Year; Volume; Pages.")


def test_what_a_record_leaves_out_is_never_taken_away(as_amal, services, okafor):
    crossref_says(services, volume=None, issue=None, page=None, author=None, issued=None, **{"published-print": None})
    Study.objects.filter(pk=okafor.pk).update(retracted=True, volume="7")
    shown = look_up(as_amal, "10.1000/okafor-2020")
    assert [row["difference"].name for row in shown.context["rows"]] == ["journal"]


def test_a_record_that_says_nothing_new_changes_nothing(as_amal, services, okafor):
    crossref_says(services, volume=None, issue=None, page=None, author=None, **{"published-print": None})
    Study.objects.filter(pk=okafor.pk).update(journal="Arthritis & Rheumatism", year=2012)
    before = counts()
    shown = look_up(as_amal, "10.1000/okafor-2020")
    assert "nothing to change" in shown.content.decode()
    assert counts() == before


def test_a_study_that_was_changed_meanwhile_is_shown_again_with_her_choices(as_amal, services, okafor):
    crossref_says(services)
    shown = look_up(as_amal, "10.1000/okafor-2020")
    Study.objects.filter(pk=okafor.pk).update(journal="Toes")
    again = send(as_amal, shown, **{"take-year": "told", "take-volume": "held"})
    assert again.status_code == 422
    assert "changed meanwhile" in again.content.decode()
    takes = {row["difference"].name: row["take"] for row in again.context["rows"]}
    assert (takes["year"], takes["volume"]) == (True, False)
    okafor.refresh_from_db()
    assert okafor.year == 2020
    assert send(as_amal, again).status_code == 302


def test_a_value_that_breaks_a_rule_is_refused_in_words(as_amal, services, okafor):
    crossref_says(services, author=[{"name": "N" * 200}])
    shown = look_up(as_amal, "10.1000/okafor-2020")
    refused = send(as_amal, shown, **{"take-authors": "told"})
    assert refused.status_code == 422
    assert "authors:" in refused.content.decode()
    okafor.refresh_from_db()
    assert okafor.authors == []


def test_a_study_held_by_its_pubmed_number_is_found(as_amal, services, okafor):
    text = article().replace("23359310", "99999999").replace("10.1002/art.37734", "10.1000/unknown")
    services.on("/efetch.fcgi", says_xml(text))
    shown = look_up(as_amal, "99999999")
    assert shown.context["item"] == okafor


def test_numbers_of_two_studies_are_a_question_without_a_third_way(as_amal, services, okafor):
    other = factories.study("mensah-2019", doi="10.1000/mensah")
    text = article().replace("23359310", "99999999").replace("10.1002/art.37734", "10.1000/mensah")
    services.on("/efetch.fcgi", says_xml(text))
    shown = look_up(as_amal, "99999999")
    assert template_of(shown) == "editorial/intake_same.html"
    assert {row["study"] for row in shown.context["alike"]} == {okafor, other}
    assert 'value="another"' not in shown.content.decode()


@pytest.mark.parametrize(
    ("title", "year", "asks"),
    [
        ("Wool socks for cold toes.", 2020, True),
        ("WOOL SOCKS FOR COLD TOES", 2021, True),
        ("Wool sock for cold toes", 2020, True),
        ("Wool socks for cold toes", 2012, False),
        ("Cotton gloves for warm hands", 2020, False),
    ],
)
def test_nearly_the_same_title_and_year_is_asked_about_before_a_second_is_made(title, year, asks, as_amal, okafor):
    shown = import_file(as_amal, RIS.format(title=title, year=year, doi="10.1000/other"))
    expected = "editorial/intake_same.html" if asks else "editorial/intake_study.html"
    assert template_of(shown) == expected


def test_her_answer_decides_between_the_one_held_and_a_new_one(as_amal, okafor):
    shown = import_file(as_amal, RIS.format(title="Wool socks for cold toes", year=2020, doi="10.1000/other"))
    state = {name: shown.context[name] for name in ("batch", "at")}
    same = as_amal.post(START + "record/", state | {"same": okafor.pk})
    assert same.context["item"] == okafor
    another = as_amal.post(START + "record/", state | {"same": "another"})
    assert template_of(another) == "editorial/intake_study.html"
    assert send(as_amal, another, slug="okafor-2020b", design="cohort", directness="direct").status_code == 302
    assert Study.objects.filter(title="Wool socks for cold toes").count() == 2


def test_another_publication_of_the_same_trial_is_asked_about(as_amal, services, okafor):
    Study.objects.filter(pk=okafor.pk).update(registration="NCT11111111; EUCTR2020-1")
    number = [{"clinical-trial-number": "nct11111111"}]
    services.on("/works/10.1000/new-trial", says_json(work(**NEW | {"clinical-trial-number": number})))
    shown = look_up(as_amal, "10.1000/new-trial")
    assert "the same registration, NCT11111111" in shown.content.decode()


def test_a_doi_typed_into_the_form_is_not_made_twice(as_amal, services, okafor):
    services.on("/works/10.1000/new-trial", says_json(work(**NEW)))
    shown = look_up(as_amal, "10.1000/new-trial")
    refused = send(as_amal, shown, doi="https://doi.org/10.1000/Okafor-2020", design="cohort", directness="direct")
    assert "Another study has this DOI already" in refused.content.decode()


def test_two_who_accept_the_same_record_make_one_study(amal):
    def fresh():
        return Study(slug="socks-2013", title="Socks", doi="10.1000/s", design="cohort", directness="direct")

    taking_in.add(item=fresh(), by=amal, source="Crossref")
    with pytest.raises(ValidationError, match="already"):
        taking_in.add(item=fresh(), by=amal, source="Crossref")
    assert Study.objects.filter(doi="10.1000/s").count() == 1


# --- trials -----------------------------------------------------------------------------------------------------------


def trial_says(services, number: str, **modules):
    names = {"nctId": number, "briefTitle": "Wool socks in perimenopause"}
    services.on(f"/studies/{number}", says_json(registered(identificationModule=names, **modules)))


def test_a_new_trial_is_shown_and_accepted_with_the_day_it_was_looked_up(as_amal, amal, services, freeze_day):
    trial_says(services, "NCT99999999")
    before = counts()
    shown = look_up(as_amal, "nct99999999")
    assert template_of(shown) == "editorial/intake_trial.html"
    assert counts() == before
    assert "active, not recruiting, as of 3 March 2026" in shown.content.decode()
    freeze_day("2026-03-09")
    send(as_amal, shown)
    trial = Trial.objects.get(registry_id="NCT99999999")
    assert (trial.status, trial.status_as_of.isoformat()) == ("active, not recruiting", "2026-03-03")
    assert (trial.phase, trial.participants, trial.sponsor) == ("2/3", 53, "Stanford University")
    assert (trial.condition, trial.end.isoformat()) == ("Fibromyalgia, Gulf War Syndrome", "2010-01-31")
    assert trial.start is None
    assert "start as 2007-06, without a day" in trial.note
    assert AuditEntry.objects.first().note == "Added from ClinicalTrials.gov."


@pytest.fixture
def freeze_day(monkeypatch):
    def freeze(day: str) -> None:
        monkeypatch.setattr("editorial.intake.views.timezone.localdate", lambda: date.fromisoformat(day))

    freeze("2026-03-03")
    return freeze


def test_a_held_trial_gets_its_new_status_and_keeps_the_rest(as_amal, services, freeze_day):
    held = Trial.objects.get(registry_id="NCT00568555")
    services.on("/studies/NCT00568555", says_json(registered()))
    shown = look_up(as_amal, "NCT00568555")
    takes = {row["difference"].name: row["take"] for row in shown.context["rows"]}
    assert takes == {"condition": False, "phase": False, "status": True}
    send(as_amal, shown)
    changed = Trial.objects.get(pk=held.pk)
    assert (changed.status, changed.status_as_of.isoformat()) == ("active, not recruiting", "2026-03-03")
    assert (changed.phase, changed.title, changed.note) == (held.phase, held.title, held.note)


def test_a_status_that_stayed_gets_its_new_day(as_amal, services, freeze_day):
    trial_says(services, "NCT99999999")
    send(as_amal, look_up(as_amal, "NCT99999999"))
    freeze_day("2026-04-01")
    send(as_amal, look_up(as_amal, "NCT99999999"))
    assert Trial.objects.get(registry_id="NCT99999999").status_as_of.isoformat() == "2026-04-01"


def test_many_conditions_are_cut_with_their_number(services):
    names = tuple(f"Condition number {number}" for number in range(30))
    text = taking_in._conditions(names)
    assert len(text) <= 200
    assert text.endswith("more")


# --- several at once, and files ---------------------------------------------------------------------------------------


def test_of_several_each_is_shown_with_whether_it_is_held_and_the_failed_can_be_tried_again(as_amal, services, okafor):
    crossref_says(services)
    services.on("/works/10.1000/new-trial", says_json(work(**NEW)))
    services.on("/efetch.fcgi", Says(status=500))
    shown = look_up(as_amal, "10.1000/okafor-2020", "10.1000/new-trial", "12345678")
    assert [row["state"] for row in shown.context["rows"]] == ["Held as okafor-2020", "New"]
    words = shown.content.decode()
    assert "PubMed is not answering" in words
    assert shown.context["look_up"].initial["identifiers"] == "12345678"


def test_the_records_that_came_together_stay_together(as_amal, services):
    text = RIS.format(title="One sock", year=2019, doi="10.1000/one") + RIS.format(
        title="Two gloves of silk", year=2020, doi="10.1000/two"
    )
    shown = import_file(as_amal, text)
    opened = as_amal.post(START + "record/", {"batch": shown.context["batch"], "at": "1"})
    assert fields_of(opened)["doi"] == ["10.1000/two"]
    back = send(as_amal, opened, slug="okafor-2020-gloves", design="cohort", directness="direct")
    assert [row["state"] for row in back.context["rows"]] == ["New", "Held as okafor-2020-gloves"]
    assert "Added okafor-2020-gloves" in back.content.decode()


def test_a_file_with_a_bad_entry_names_it_and_offers_the_good_ones(as_amal):
    text = RIS.format(title="One sock", year=2019, doi="10.1000/one") + "TY  - JOUR\nTI  - Cut off\n"
    shown = import_file(as_amal, text)
    assert "The entry at line 7: it breaks off" in shown.content.decode()
    assert [row["record"].doi for row in shown.context["rows"]] == ["10.1000/one"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"identifiers": "  "}, "Give a DOI"),
        ({"identifiers": "socks"}, "“socks” is not a DOI"),
        ({"identifiers": "1" * 10_001}, "10000"),
        ({"import": "1"}, "Choose a file first"),
    ],
)
def test_what_cannot_be_looked_up_is_said_and_kept(data, words, as_amal):
    shown = as_amal.post(START, data)
    assert shown.status_code == 422
    assert words in shown.content.decode()
    if "identifiers" in data:
        assert shown.context["look_up"].initial["identifiers"] == data["identifiers"] or not data["identifiers"].strip()


@pytest.mark.parametrize("data", [b"", b"%PDF", b"\xe9", b"x" * 3_000_000])
def test_a_file_that_cannot_be_read_says_why(data, as_amal):
    shown = as_amal.post(START, {"import": "1", "file": SimpleUploadedFile("lib.ris", data)})
    assert shown.status_code == 422
    assert "lib.ris: " in shown.content.decode()


@pytest.mark.parametrize("batch", ["", "nonsense", "eyJhIjoxfQ:1tAAAA:forged"])
def test_records_that_rose_did_not_sign_are_not_taken(batch, as_amal):
    before = counts()
    refused = as_amal.post(START + "record/", {"batch": batch, "at": "0", "accept": "1"})
    assert refused.status_code == 422
    assert counts() == before


@pytest.mark.parametrize("at", ["", "x", "7", "-1", "9" * 5000, "²"])
def test_a_record_that_is_none_of_these_is_refused_in_words(at, as_amal):
    shown = import_file(as_amal, RIS.format(title="One sock", year=2019, doi="10.1000/one") * 2)
    again = as_amal.post(START + "record/", {"batch": shown.context["batch"], "at": at})
    assert "Choose one of these records" in again.content.decode()


def test_a_screen_without_its_form_leads_to_the_start(as_amal):
    assert as_amal.get(START + "record/").url == START
    assert as_amal.get(START + "found/").url == START


def test_a_form_sent_after_signing_out_is_kept(client, as_amal, services):
    services.on("/works/10.1000/new-trial", says_json(work(**NEW)))
    shown = look_up(as_amal, "10.1000/new-trial")
    client.logout()
    kept = send(client, shown, journal="Feet Quarterly")
    assert kept.status_code == 403
    assert "Feet Quarterly" in kept.content.decode()
    assert shown.context["batch"] in kept.content.decode()


# --- who may ----------------------------------------------------------------------------------------------------------


def test_the_lists_lead_to_it_for_those_who_may_add(as_amal):
    for kind in ("study", "trial"):
        words = as_amal.get(reverse(f"admin:evidence_{kind}_changelist")).content.decode()
        assert 'href="/admin/intake/"' in words
        assert 'href="/admin/intake/#import"' in words


@pytest.mark.parametrize("make", [factories.reviewer_dr_ito, factories.publisher_pia])
def test_those_who_add_no_evidence_take_none_in(make, client):
    client.force_login(make())
    assert client.get(START).status_code == 403
    assert client.post(START, {"identifiers": "1"}).status_code == 403
    assert client.post(START + "record/", {}).status_code == 403
    assert "/admin/intake/" not in client.get(reverse("admin:evidence_study_changelist")).content.decode()


def test_nobody_and_readers_are_asked_to_sign_in(client):
    assert client.get(START).status_code == 302
    client.force_login(User.objects.create_user("rae"))
    assert client.get(START).status_code == 302


def test_who_may_only_change_makes_no_new_one_and_who_may_only_add_changes_none(client, services, okafor):
    sam = User.objects.create_user("sam", is_staff=True)
    sam.user_permissions.add(Permission.objects.get(codename="change_study"))
    client.force_login(sam)
    services.on("/works/10.1000/new-trial", says_json(work(**NEW)))
    crossref_says(services)
    assert look_up(client, "10.1000/new-trial").status_code == 403
    assert look_up(client, "10.1000/okafor-2020").status_code == 200
    sam.user_permissions.set([Permission.objects.get(codename="add_study")])
    assert look_up(client, "10.1000/new-trial").status_code == 200
    assert look_up(client, "10.1000/okafor-2020").status_code == 403


@pytest.mark.parametrize("item", [Study(slug="a", title="A"), Trial(registry_id="NCT1", title="A")])
def test_the_actions_themselves_ask_who_she_is(item):
    with pytest.raises(PermissionDenied):
        taking_in.add(item=item, by=factories.publisher_pia(), source="Crossref")


# --- likeness and keys ------------------------------------------------------------------------------------------------


def test_titles_are_compared_by_their_words_alone():
    assert plain_title("Œstrogen—Café: “B₁₂”!") == plain_title("œstrogen cafe b12")


def test_no_two_studies_of_the_library_are_taken_for_one_another_with_certainty():
    shelf = Shelf()
    for study in Study.objects.all():
        record = Record("test", study.title, year=study.year, doi=study.doi, pmid=study.pmid)
        certain = [likeness.held.slug for likeness in shelf.like(record) if likeness.certain]
        assert certain in ([study.slug], [])


def test_a_key_is_made_of_the_first_author_and_the_year_and_is_free():
    factories.study("okafor-2020")
    shelf = Shelf()
    assert key_for(Record("x", "T", authors=("Okafor A",), year=2020), shelf) == "okafor-2020b"
    assert key_for(Record("x", "T", authors=("van den Bérg AB",), year=2021), shelf) == "van-den-berg-2021"
    assert key_for(Record("x", "Socks of wool"), shelf) == "socks"
    assert key_for(Record("x", "毛"), shelf) == "study"
