"""The library as files: loading, refusing, exporting."""

import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from editorial.content import library
from editorial.models import AuditEntry
from editorial.workflow import publishing
from evidence.models import Citation, EvidenceRow, Study
from search.models import Entry, Phrase, Spelling, Word
from tests import filled
from topics.models import Edition, Page, PageLink, Status, Term

pytestmark = pytest.mark.django_db


SOME = [
    "articles/nine-facts-about-low-dose-naltrexone-and-menopause.md",
    "assessments/low-dose-naltrexone.yaml",
    "glossary.yaml",
    "interventions/low-dose-naltrexone.md",
    "outcomes.yaml",
    "studies/lu-2020.yaml",
    "studies/smith-2011.yaml",
    "studies/younger-2013.yaml",
    "symptoms/hot-flushes.md",
    "symptoms/joint-pain.md",
    "trials.yaml",
]


@pytest.fixture
def folder(tmp_path) -> Path:
    """Some files of the starter library, copied to be spoilt. All that they name is in the database."""
    for name in SOME:
        (tmp_path / "library" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(settings.LIBRARY_ROOT / name, tmp_path / "library" / name)
    return tmp_path / "library"


def load(folder: Path) -> str:
    out = StringIO()
    call_command("load_library", folder, stdout=out)
    return out.getvalue()


def test_loading_twice_changes_nothing():
    editions = Edition.objects.count()
    assert "0 changed" in load(settings.LIBRARY_ROOT)
    assert Edition.objects.count() == editions


@pytest.mark.long
def test_loading_what_was_exported_makes_no_difference(tmp_path):
    call_command("export_library", tmp_path / "out", stdout=StringIO())
    assert "0 changed" in load(tmp_path / "out")


def there_and_back(folder: Path, empty_database) -> int:
    """Export, load into an empty database, export again: the files are the same. Returns how many there are."""
    call_command("export_library", folder / "first", stdout=StringIO())
    empty_database()
    load(folder / "first")
    call_command("export_library", folder / "second", stdout=StringIO())
    first, second = (
        {path.relative_to(folder / name): path.read_text() for path in (folder / name).rglob("*.*")}
        for name in ("first", "second")
    )
    assert first.keys() == second.keys()
    for name, text in first.items():
        assert second[name] == text, name
    return len(first)


def test_pages_with_every_field_filled_load_into_an_empty_database(tmp_path, empty_database):
    filled.make()
    assert there_and_back(tmp_path, empty_database) == 10


@pytest.mark.long
def test_the_whole_library_loads_into_an_empty_database(tmp_path, empty_database):
    load(settings.LIBRARY_ROOT)
    assert there_and_back(tmp_path, empty_database) > 200


def test_exporting_over_files_is_refused(folder):
    with pytest.raises(CommandError, match="is not empty"):
        call_command("export_library", folder)


def test_a_changed_file_makes_a_new_edition(folder):
    path = folder / "symptoms/joint-pain.md"
    path.write_text(path.read_text() + "\nOne more sentence.\n")
    assert "1 changed" in load(folder)
    edition = Edition.objects.live().get(slug="joint-pain")
    assert "One more sentence." in edition.rendered["body_html"]
    assert edition.number == 2
    assert edition.published_by is None


def test_what_was_edited_in_the_admin_is_kept_and_said(folder):
    Page.objects.filter(slug="joint-pain").update(summary="Edited by hand.")
    path = folder / "symptoms/joint-pain.md"
    path.write_text(path.read_text() + "\nOne more sentence.\n")
    assert "Kept as edited in the admin: joint-pain." in load(folder)
    assert Page.objects.get(slug="joint-pain").summary == "Edited by hand."


def test_a_file_never_replaces_what_a_clinician_signed(folder):
    page = Page.objects.get(slug="joint-pain")
    signed = [{"name": "Dr Test Ito", "date": "2026-01-01"}]
    live = publishing.publish(page, by=None, change_kind="wording", change_note="Signed.", signed_off_by=signed)
    path = folder / "symptoms/joint-pain.md"
    path.write_text(path.read_text() + "\nOne more sentence.\n")
    load(folder)
    page.refresh_from_db()
    assert page.live == live
    assert page.status == Status.DRAFT
    assert "One more sentence." in page.body


def test_a_changed_word_is_loaded_and_recorded_and_publishes_nothing(folder):
    editions = Edition.objects.count()
    replace("A dummy treatment, made", "A pretend treatment, made")(folder / "glossary.yaml")
    assert "1 changed" in load(folder)
    assert Term.objects.get(slug="placebo").meaning.startswith("A pretend treatment, made")
    entry = AuditEntry.objects.order_by("-pk").first()
    assert (entry.subject, entry.note, entry.by) == ("Glossary", "From the library: placebo.", None)
    assert Edition.objects.count() == editions


def test_a_word_edited_in_the_admin_is_kept_and_said(folder):
    Term.objects.filter(slug="placebo").update(meaning="Edited by hand.")
    replace("A dummy treatment, made", "A pretend treatment, made")(folder / "glossary.yaml")
    assert "Kept as edited in the admin: placebo." in load(folder)
    assert Term.objects.get(slug="placebo").meaning == "Edited by hand."


def test_a_word_of_the_file_that_an_editor_added_meanwhile_stops_the_load(folder):
    Term.objects.filter(slug="placebo").update(slug="dummy")
    with pytest.raises(CommandError, match="“placebo” is a form of “dummy” already"):
        load(folder)


def replace(old: str, new: str):
    def spoil(path: Path) -> None:
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return spoil


END_OF_HOT_FLUSHES = (settings.LIBRARY_ROOT / "symptoms/hot-flushes.md").read_text().count("\n")
SPOILED = {
    "unknown field": ("symptoms/joint-pain.md", replace("summary:", "sumary: x\nsummary:"), "sumary"),
    "missing field": ("symptoms/joint-pain.md", replace("body_area: joints-and-muscles", ""), "body_area"),
    "unknown choice": ("symptoms/joint-pain.md", replace("joints-and-muscles", "elbows"), "elbows"),
    "wrong folder": ("symptoms/joint-pain.md", replace("kind: symptom", "kind: condition"), "kind"),
    "unknown citation": ("symptoms/joint-pain.md", replace("[@lu-2020]", "[@nobody-1900]"), "nobody-1900"),
    "unknown page": ("symptoms/joint-pain.md", replace("related: [", "related: [nowhere, "), "nowhere"),
    "no front matter": ("symptoms/joint-pain.md", lambda path: path.write_text("Hello."), "between two lines"),
    "broken YAML": ("symptoms/joint-pain.md", replace("title:", "title: [\n"), "line"),
    "the same field twice": (
        "symptoms/joint-pain.md",
        replace("kind: symptom", "kind: symptom\nkind: symptom"),
        "twice",
    ),
    "not UTF-8": ("symptoms/joint-pain.md", lambda path: path.write_bytes(b"---\n\xff\xfe"), "UTF-8"),
    "prose that outruns the grade": (
        "symptoms/hot-flushes.md",
        lambda path: path.write_text(path.read_text() + "\nLow-dose naltrexone **eases**\nhot flushes.\n"),
        f"symptoms/hot-flushes.md: Text, line {END_OF_HOT_FLUSHES + 2}: “Low-dose naltrexone eases hot flushes.”",
    ),
    "a summary that outruns its own assessment": (
        "assessments/low-dose-naltrexone.yaml",
        replace('summary: "Sleep did not improve', 'summary: "It probably improves sleep. Sleep did not improve'),
        "assessments/low-dose-naltrexone.yaml: Assessment sleep, summary, line 644",
    ),
    "a judgement without its reason": (
        "assessments/low-dose-naltrexone.yaml",
        lambda path: path.write_text(
            path.read_text()
            + "\n- {key: bad, topic: joint-pain, outcome: pain, directness: indirect, starting_point: randomised,"
            " imprecision: {judgement: serious-concern}, direction: benefit, size: small}\n"
        ),
        "needs its reason",
    ),
    "an unknown finding": (
        "assessments/low-dose-naltrexone.yaml",
        replace("younger-2013/fibromyalgia-pain", "younger-2013/nothing"),
        "younger-2013/nothing",
    ),
    "a study that is no mapping": (
        "studies/younger-2013.yaml",
        lambda path: path.write_text("- 1"),
        "studies/younger-2013",
    ),
    "a word of the glossary that stands twice": (
        "glossary.yaml",
        replace("- slug: adherence", "- slug: absolute-risk"),
        "stands twice",
    ),
    "a form of two words of the glossary": (
        "glossary.yaml",
        replace("- compliance", "- placebo"),
        "“placebo” is a form of “adherence” already",
    ),
    "a word of the glossary that leads to no page": (
        "glossary.yaml",
        replace("see: joint-pain", "see: nowhere"),
        "nowhere",
    ),
    "a DOI that is none": ("studies/younger-2013.yaml", replace("doi: ", "doi: https://"), "doi"),
}


@pytest.mark.parametrize(("name", "spoil", "said"), SPOILED.values(), ids=SPOILED.keys())
def test_a_bad_file_stops_the_load_and_changes_nothing(folder, name, spoil, said):
    before = (Edition.objects.count(), AuditEntry.objects.count(), Page.objects.get(slug="joint-pain").library_hash)
    spoil(folder / name)
    with pytest.raises(CommandError) as error:
        load(folder)
    assert said in str(error.value)
    assert Path(name).stem in str(error.value)
    assert "Nothing was changed" in str(error.value)
    after = (Edition.objects.count(), AuditEntry.objects.count(), Page.objects.get(slug="joint-pain").library_hash)
    assert after == before


def test_a_study_that_turns_out_to_be_in_mice_stops_the_load_where_a_grade_rests_on_it(folder):
    replace("directness: indirect", "directness: not-human")(folder / "studies/smith-2011.yaml")
    with pytest.raises(CommandError, match=r"assessments/low-dose-naltrexone\.yaml: crohns-.*finding in people"):
        load(folder)
    assert Study.objects.get(slug="smith-2011").directness == "indirect"


def test_a_lower_grade_stops_the_load_where_other_files_still_say_the_old_one(folder):
    """Nothing in the article or on the page was changed: the evidence under its words was."""
    path = folder / "assessments/low-dose-naltrexone.yaml"
    row, rest = path.read_text().split("- key: fibromyalgia-pain-response", 1)
    row = row.replace("  imprecision:\n    judgement: no-concern", "  imprecision:\n    judgement: serious-concern")
    path.write_text(f"{row}- key: fibromyalgia-pain-response{rest}")
    with pytest.raises(CommandError, match=r"low-dose-naltrexone.*“may make little or no difference” claim more"):
        load(folder)


def test_one_address_cannot_stand_twice(folder):
    (folder / "conditions").mkdir()
    shutil.copy(folder / "symptoms/joint-pain.md", folder / "conditions/joint-pain.md")
    with pytest.raises(CommandError, match="already taken by symptoms/joint-pain"):
        load(folder)


def test_a_folder_that_is_missing_is_said(tmp_path):
    with pytest.raises(CommandError, match="there is no such folder"):
        load(tmp_path / "nothing")


def test_a_study_that_cannot_be_looked_up_is_not_cited(folder):
    path = folder / "studies/lu-2020.yaml"
    lines = [line for line in path.read_text().splitlines() if not line.startswith(("doi:", "pmid:", "registration:"))]
    path.write_text("\n".join(lines))
    Study.objects.filter(slug="lu-2020").update(library_hash="")
    page = folder / "symptoms/joint-pain.md"
    page.write_text(page.read_text() + "\n")
    assert library.read(folder).studies["lu-2020"].doi == ""


def projections() -> dict[str, list]:
    return {
        "links": sorted(PageLink.objects.values_list("from_page__slug", "to_page__slug")),
        "citations": sorted(Citation.objects.values_list("page__slug", "study__slug")),
        "evidence": sorted(
            EvidenceRow.objects.values_list("intervention__slug", "topic__slug", "key", "certainty", "position")
        ),
        "entries": sorted(Entry.objects.values_list("slug", "title", "names", "summary", "text")),
        "phrases": sorted(Phrase.objects.values_list("page__slug", "text", "stems")),
        "words": sorted(Word.objects.values_list("text", "stem", "uses")),
        "spellings": sorted(Spelling.objects.values_list("page__slug", "stem", "same_as")),
    }


@pytest.mark.long
def test_projections_rebuilt_from_editions_are_equal():
    before = projections()
    assert all(before.values())
    call_command("rebuild_projections", stdout=StringIO())
    assert projections() == before
