"""Publishing: a working copy becomes an edition, and everything readers find is derived from editions.

One transaction holds the edition, the projections and the search entry, or none of them.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction

from editorial.rendering import Rendered, as_edition, render_page
from evidence.models import Citation, EvidenceRow, Study
from search import projection as search
from topics.models import ChangeKind, Edition, Page, PageLink, Status


class NotPublishable(Exception):
    """The page has errors that a reader would see. `problems` says each, in words for its editor."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__(" ".join(problems))


@transaction.atomic
def publish(
    page: Page,
    *,
    by: Any,
    change_kind: str,
    change_note: str,
    signed_off_by: list[dict[str, str]],
    also_live: Collection[int] = (),
) -> Edition:
    """Freeze the working copy and put it in front of readers. Raises NotPublishable where it has errors."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    rendered = render_page(page, also_live=also_live)
    if rendered.problems:
        raise NotPublishable(rendered.problems)
    edition = _freeze(page, rendered, by, change_kind, change_note, signed_off_by)
    Page.objects.filter(pk=page.pk).update(live=edition, status=Status.PUBLISHED)
    project(edition)
    return edition


def _freeze(
    page: Page,
    rendered: Rendered,
    by: Any,
    change_kind: str,
    change_note: str,
    signed_off_by: list[dict[str, str]],
) -> Edition:
    last = page.editions.order_by("-number").values_list("number", flat=True).first() or 0
    kind = change_kind if last else ChangeKind.FIRST
    edition = as_edition(page, rendered, number=last + 1, change_kind=kind, change_note=change_note)
    edition.signed_off_by = signed_off_by
    edition.published_by = by
    edition.save()
    return edition


@transaction.atomic
def withdraw(page: Page) -> None:
    """Take the page from readers. Its editions stay."""
    Page.objects.filter(pk=page.pk).update(live=None, status=Status.ARCHIVED)
    unproject(page.pk)
    search.remove(page.pk)


def project(edition: Edition) -> None:
    """Write everything that is derived from one live edition."""
    unproject(edition.page_id)
    _project_links(edition)
    _project_citations(edition)
    _project_evidence(edition)
    search.index(edition)


def unproject(page_id: int) -> None:
    PageLink.objects.filter(from_page=page_id).delete()
    Citation.objects.filter(page=page_id).delete()
    EvidenceRow.objects.filter(intervention=page_id).delete()


@transaction.atomic
def rebuild() -> int:
    """Derive every projection again from the live editions. Returns how many there are."""
    search.clear()
    for model in (PageLink, Citation, EvidenceRow):
        model.objects.all().delete()
    editions = Edition.objects.live().order_by("page_id")
    for edition in editions.iterator(chunk_size=50):
        project(edition)
    return editions.count()


def _project_links(edition: Edition) -> None:
    pages = Page.objects.filter(slug__in=edition.rendered["linked"]).exclude(pk=edition.page_id)
    PageLink.objects.bulk_create(PageLink(from_page_id=edition.page_id, to_page=page) for page in pages)


def _project_citations(edition: Edition) -> None:
    studies = Study.objects.filter(slug__in=edition.rendered["cited"])
    Citation.objects.bulk_create(Citation(page_id=edition.page_id, study=study) for study in studies)


def _project_evidence(edition: Edition) -> None:
    cards = edition.rendered.get("evidence", [])
    topics = dict(Page.objects.filter(slug__in={card["topic"]["slug"] for card in cards}).values_list("slug", "pk"))
    EvidenceRow.objects.bulk_create(
        EvidenceRow(
            intervention_id=edition.page_id,
            topic_id=topics[card["topic"]["slug"]],
            position=position,
            card=card,
            **{
                name: card[name]
                for name in (
                    "key",
                    "certainty",
                    "direction",
                    "size",
                    "directness",
                    "is_harm",
                )
            },
        )
        for position, card in enumerate(cards)
    )
