"""Publishing: a working copy becomes an edition, and everything readers find is derived from editions.

One transaction holds the edition, the projections and the search entry, or none of them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max

from editorial.content.rendering import Rendered, as_edition, render_page
from editorial.models import Invitation, InvitationOutcome, Review, ReviewOutcome
from evidence.models import Citation, EvidenceRow, MechanismRow, Study
from evidence.presenters.elsewhere import away_from_its_page, studies
from search import projection as search
from topics.models import ChangeKind, Edition, Kind, Page, PageLink, Status, Withdrawal

AT_A_TIME = 50
"""Editions held in memory together, where many are made or read."""


COLUMNS = (
    "key", "certainty", "direction", "size", "directness", "is_harm", "outcome", "population", "sentence",
)  # fmt: skip
"""Of an assessment's card, what its row holds in columns of their own."""


class NotPublishable(Exception):
    """The page has errors that a reader would see. `problems` says each, in words for its editor."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__(" ".join(problems))


def batched(items: Iterable[Any], size: int = AT_A_TIME) -> Iterator[list[Any]]:
    """The items in lists of at most so many."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


@transaction.atomic
def publish(
    page: Page,
    *,
    by: Any,
    change_kind: str,
    change_note: str,
    signed_off_by: list[dict[str, str]],
) -> Edition:
    """Freeze the working copy and put it in front of readers. Raises NotPublishable where it has errors."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    rendered = render_page(page)
    if rendered.problems:
        raise NotPublishable(rendered.problems)
    [edition] = release(
        [(page, rendered)],
        by=by,
        change_kind=change_kind,
        change_notes={page.pk: change_note},
        signed_off_by=signed_off_by,
    )
    return edition


@transaction.atomic
def release(
    pages: Sequence[tuple[Page, Rendered]],
    *,
    by: Any,
    change_kind: str,
    change_notes: Mapping[int, str],
    signed_off_by: list[dict[str, str]],
) -> list[Edition]:
    """Make editions of pages whose problems somebody has looked for, and of the editions all that readers find."""
    before = dict(
        Edition.objects.filter(page__in=change_notes).order_by().values_list("page").annotate(last=Max("number"))
    )
    editions = []
    for page, rendered in pages:
        last = before.get(page.pk, 0)
        kind = change_kind if last else ChangeKind.FIRST
        note = change_notes[page.pk]
        edition = as_edition(page, rendered, number=last + 1, change_kind=kind, change_note=note)
        edition.signed_off_by = signed_off_by
        edition.published_by = by
        editions.append(edition)
    Edition.objects.bulk_create(editions)
    live = [Page(pk=edition.page_id, live=edition, status=Status.PUBLISHED) for edition in editions]
    Page.objects.bulk_update(live, ["live", "status", "sign_off_lapses_on"])  # nothing of an edition before stays
    Withdrawal.objects.filter(page__in=live).delete()
    Review.objects.filter(page__in=change_notes).end(ReviewOutcome.PUBLISHED)
    Invitation.objects.filter(page__in=change_notes).end(InvitationOutcome.PUBLISHED)
    project(editions)
    return editions


@transaction.atomic
def withdraw(page: Page, *, status: str, for_readers: str, instead: Page | None) -> None:
    """Take the page from readers, leaving word at its address. Its editions stay."""
    Withdrawal.objects.create(page=page, edition=page.live, for_readers=for_readers, instead=instead)
    Page.objects.filter(pk=page.pk).update(live=None, status=status, sign_off_lapses_on=None)
    Review.objects.filter(page=page).end(ReviewOutcome.ARCHIVED)
    Invitation.objects.filter(page=page).end(InvitationOutcome.ARCHIVED)
    unproject([page.pk])
    search.remove([page.pk])


def project(editions: Collection[Edition]) -> None:
    """Write everything that is derived from these live editions."""
    unproject([edition.page_id for edition in editions])
    _project_review_dates(editions)
    _project_links(editions)
    _project_citations(editions)
    _project_evidence(editions)
    _project_mechanisms(editions)
    search.index(editions)


def unproject(pages: Collection[int]) -> None:
    PageLink.objects.filter(from_page__in=pages).delete()
    Citation.objects.filter(page__in=pages).delete()
    EvidenceRow.objects.filter(intervention__in=pages).delete()
    MechanismRow.objects.filter(mechanism__in=pages).delete()
    Page.objects.filter(pk__in=pages, review_due_on__isnull=False).update(review_due_on=None)


@transaction.atomic
def rebuild() -> int:
    """Derive every projection again from the live editions. Returns how many there are."""
    search.clear()
    for model in (PageLink, Citation, EvidenceRow, MechanismRow):
        model.objects.all().delete()
    Page.objects.filter(review_due_on__isnull=False).update(review_due_on=None)
    editions = Edition.objects.live().order_by("page_id")
    for some in batched(editions.iterator(chunk_size=AT_A_TIME)):
        project(some)
    return editions.count()


def _keys(model: Any, slugs: Iterable[str]) -> dict[str, int]:
    return dict(model.objects.filter(slug__in=set(slugs)).order_by().values_list("slug", "pk"))


def _project_review_dates(editions: Collection[Edition]) -> None:
    signed = [(edition.page_id, edition.review_due_on) for edition in editions if edition.signed_off_by]
    Page.objects.bulk_update([Page(pk=pk, review_due_on=day) for pk, day in signed], ["review_due_on"])


def _project_links(editions: Collection[Edition]) -> None:
    pages = _keys(Page, (slug for edition in editions for slug in edition.rendered["linked"]))
    PageLink.objects.bulk_create(
        PageLink(from_page_id=edition.page_id, to_page_id=pages[slug])
        for edition in editions
        for slug in edition.rendered["linked"]
        if pages.get(slug) not in (None, edition.page_id)
    )


def _project_citations(editions: Collection[Edition]) -> None:
    studies = _keys(Study, (key for edition in editions for key in edition.rendered["cited"]))
    Citation.objects.bulk_create(
        Citation(page_id=edition.page_id, study_id=studies[key])
        for edition in editions
        for key in edition.rendered["cited"]
        if key in studies
    )


def _project_evidence(editions: Collection[Edition]) -> None:
    cards = [
        (edition.page_id, position, away_from_its_page(card, edition.rendered["references"]))
        for edition in editions
        for position, card in enumerate(edition.rendered.get("evidence", []))
    ]
    topics = _keys(Page, (card["topic"]["slug"] for _, _, card in cards))
    EvidenceRow.objects.bulk_create(
        EvidenceRow(
            intervention_id=page,
            topic_id=topics[card["topic"]["slug"]],
            position=position,
            card=card,
            study_keys=[study["key"] for study in behind],
            studies=behind,
            **{name: card[name] for name in COLUMNS},
        )
        for page, position, card in cards
        for behind in [studies(card)]
    )


def _project_mechanisms(editions: Collection[Edition]) -> None:
    links = [
        (edition.page_id, link)
        for edition in editions
        if edition.kind == Kind.MECHANISM
        for link in edition.content["page"].get("contributes_to", [])
    ]
    topics = _keys(Page, (link["topic"] for _, link in links))
    MechanismRow.objects.bulk_create(
        MechanismRow(mechanism_id=page, topic_id=topics[link["topic"]], basis=link["basis"]) for page, link in links
    )
