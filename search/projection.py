"""Search entries as they follow from live editions."""

from search.models import Entry, Phrase, Word
from topics.models import Edition


def index(edition: Edition) -> None:
    """Make this edition findable, in place of the page's earlier one."""
    remove(edition.page_id)


def remove(page_id: int) -> None:
    for model in (Entry, Phrase, Word):
        model.objects.filter(page=page_id).delete()


def clear() -> None:
    for model in (Entry, Phrase, Word):
        model.objects.all().delete()
