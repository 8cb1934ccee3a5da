"""What the database says of names is what the names themselves say."""

import pytest

from search import candidates
from search.hints import uses_in
from search.models import Phrase
from search.names import Name, Subject
from search.understanding import understand
from search.words import read
from topics.models import Edition

pytestmark = pytest.mark.django_db


def all_names() -> list[Name]:
    pages = {
        edition.page_id: Subject(edition.page_id, edition.kind, edition.slug, edition.title)
        for edition in Edition.objects.live()
    }
    return [
        Name(pages[phrase.page_id], phrase.text, phrase.role, tuple(phrase.sequence), frozenset(phrase.stems))
        for phrase in Phrase.objects.all()
    ]


@pytest.mark.parametrize("query", ["sore knees and hot flushes at night", "heavy irregular periods, no sleep", "xyzzy"])
def test_names_and_their_use_of_words_are_counted_as_in_memory(query):
    reading, known = read(query), all_names()
    names, uses = candidates.names(reading)
    strong = {stem for i in reading.strong for stem in reading.tokens[i].stems}
    assert uses == uses_in(known, strong)
    assert {(name.subject, name.text) for name in names} == {
        (name.subject, name.text) for name in known if name.stems and name.stems <= reading.places.keys()
    }
    assert understand(reading, names, uses) == understand(reading, known)
