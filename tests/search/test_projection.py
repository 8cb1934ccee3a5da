"""Search entries follow from live editions, and from nothing else."""

import pytest

from editorial.workflow import publishing
from search import projection
from search.models import Completion, Entry, Phrase, Spelling, Word
from tests import factories
from topics.models import Edition

pytestmark = pytest.mark.django_db


def everything():
    """All that search keeps, without the numbers that rows happen to have."""
    return {
        "entries": sorted(
            Entry.objects.values_list("page", "title", "names", "summary", "text", "emergency", "vector")
        ),
        "phrases": sorted(Phrase.objects.values_list("page", "text", "role", "sequence", "stems")),
        "completions": sorted(Completion.objects.values_list("page", "kind", "text", "beginning", "is_start")),
        "spellings": sorted(Spelling.objects.values_list("page", "stem", "same_as")),
        "words": sorted(Word.objects.values_list("text", "stem", "uses")),
    }


@pytest.mark.long
def test_rebuilding_changes_nothing():
    before = everything()
    assert before["entries"]
    publishing.rebuild()
    assert everything() == before


def test_indexing_twice_is_indexing_once():
    edition = factories.published(factories.topic(aliases=["frosty toes"]))
    before = everything()
    projection.index([Edition.objects.get(pk=edition.pk)])
    assert everything() == before


def test_a_page_that_comes_and_goes_leaves_nothing():
    before = everything()
    edition = factories.published(
        factories.topic(aliases=["frosty toes", {"text": "colde tose", "kind": "misspelling"}])
    )
    assert everything() != before
    factories.taken_down(edition.slug)
    assert everything() == before


def test_a_new_edition_replaces_the_old_ones_names():
    page = factories.topic(aliases=["frosty toes"])
    factories.published(page)
    page.aliases.update(text="icy toes")
    assert Phrase.objects.filter(page=page, text="frosty toes").exists()
    factories.published(page)
    assert not Phrase.objects.filter(page=page, text="frosty toes").exists()
    assert Phrase.objects.filter(page=page, text="icy toes").exists()
    assert not Word.objects.filter(text="frosty").exists()


def test_a_word_counts_the_pages_that_use_it():
    factories.published(factories.topic("frosty-toes", title="Frosty toes", aliases=["frosty feet"]))
    assert Word.objects.get(text="frosty").uses == 1
    factories.published(factories.topic("frosty-nose", title="Frosty nose"))
    assert Word.objects.get(text="frosty").uses == 2
    factories.taken_down("frosty-nose")
    assert Word.objects.get(text="frosty").uses == 1


def test_a_misspelling_is_understood_and_never_a_correction():
    factories.published(factories.topic(aliases=[{"text": "frostie toes", "kind": "misspelling"}]))
    assert Phrase.objects.filter(text="frostie toes").exists()
    assert not Word.objects.filter(text="frostie").exists()


def test_text_is_kept_without_accents_and_citations():
    factories.study()
    factories.published(factories.topic(title="Ménière", body="Tried in Sjögren’s [@okafor-2020]. So there."))
    entry = Entry.objects.get(slug="cold-toes")
    assert entry.title == "Meniere"
    assert "Tried in Sjogren’s. So there." in entry.text


def test_emergency_signs_are_kept_as_text():
    signs = [
        {"urgency": "emergency", "text": "Toes that turn **black**"},
        {"urgency": "routine", "text": "Toes that tickle"},
    ]
    factories.published(factories.topic(warning_signs=signs))
    assert Entry.objects.get(slug="cold-toes").emergency == ["Toes that turn black"]


def test_a_title_gives_the_names_that_it_holds():
    factories.published(factories.topic(title="Cold toes (chilly feet)", clinical_name="Pernio; chilblains"))
    names = Phrase.objects.filter(page__slug="cold-toes").values_list("role", "text")
    assert set(names) == {
        ("title", "Cold toes"),
        ("title", "chilly feet"),
        ("clinical", "Pernio"),
        ("clinical", "chilblains"),
    }


def test_a_misspelt_word_alone_teaches_spelling_and_names_nothing():
    factories.published(
        factories.topic(
            title="Frosty toes",
            aliases=[{"text": text, "kind": "misspelling"} for text in ("tose", "frosty tose", "xyzzy")],
        )
    )
    phrases = set(Phrase.objects.values_list("text", flat=True))
    assert {"frosty tose", "xyzzy"} <= phrases
    assert "tose" not in phrases
    assert Spelling.objects.filter(stem="tose", same_as="toe").exists()
