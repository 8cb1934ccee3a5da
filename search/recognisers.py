"""Ways from a query to symptoms, for measuring one against the other: Rose's own, and plain PostgreSQL full text."""

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F

from search.answer import asked_about, understood
from search.models import Entry
from search.words import tidy
from topics.models import Edition, Kind

MOST_FOUND = 3
"""As many symptoms as a reader of plain full text would look at: it says of none whether it was meant."""


def rose(query: str) -> list[str]:
    """The symptoms that Rose understands. A condition or stage beside them is no symptom, right or wrong."""
    understanding, _ = understood(query)
    topics = asked_about(understanding.meanings)
    return [meaning.subject.slug for meaning in topics if meaning.subject.kind == Kind.SYMPTOM]


def full_text(query: str) -> list[str]:
    """The first symptoms whose pages hold all the words, as PostgreSQL ranks them when it is used as it comes."""
    asked = SearchQuery(tidy(query), config="english", search_type="plain")
    found = Entry.objects.filter(kind=Kind.SYMPTOM, vector=asked).annotate(rank=SearchRank(F("vector"), asked))
    return list(found.order_by("-rank", "slug").values_list("slug", flat=True)[:MOST_FOUND])


def published() -> set[str]:
    return set(Edition.objects.live().values_list("slug", flat=True))
