"""Giving a published page another address. All that it had before lead there for ever.

A page is known by its slug in files, links and data, and that never changes: so nothing that names it has to change
with its address, no sign-off lapses, and no edition is made.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from editorial.content.documents import AddressDocument
from editorial.models import Action
from editorial.workflow.actions import WorkflowError, record
from topics.models import FormerAddress, Page

ADDRESS = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST = 80


@transaction.atomic
def move(*, page: Page, by: Any, address: str) -> None:
    """Let readers find the page at this address from now on, and send those who ask for an older one there."""
    if not by.has_perm("topics.publish_page"):
        raise PermissionDenied
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if page.live_id is None:
        raise WorkflowError("Readers can’t open this page now, so it can’t be moved.")
    if not ADDRESS.fullmatch(address) or len(address) > LONGEST:
        raise WorkflowError(f"Use small letters, digits and single hyphens, at most {LONGEST} in all: joint-pain.")
    if address == page.address:
        raise WorkflowError("The page stands at this address already.")
    if other := Page.objects.ever_at(address).exclude(pk=page.pk).first():
        raise WorkflowError(f"This address is or was that of “{other}”, and leads there for ever. Choose another.")
    before = page.get_absolute_url()
    try:
        with transaction.atomic():
            _give(page, address)
    except IntegrityError as taken:
        raise WorkflowError("Somebody gave this address to another page this moment. Choose another.") from taken
    note = f"From {before} to {page.get_absolute_url()}."
    record(by=by, action=Action.MOVED, subject=page, page=page, note=note)


def _give(page: Page, address: str) -> None:
    """The address, to a page whose own it may have been before. The one that it has now is kept."""
    FormerAddress.objects.filter(page=page, slug=address).delete()
    if page.moved_to:
        FormerAddress.objects.create(page=page, slug=page.moved_to)
    page.moved_to = None if address == page.slug else address
    Page.objects.filter(pk=page.pk).update(moved_to=page.moved_to)


def as_in_files(known: Mapping[str, AddressDocument]) -> None:
    """Give pages the addresses that the library's files know of. One that was moved here stays where people put it."""
    for page in Page.objects.filter(slug__in=known, moved_to=None, former_addresses=None).order_by("pk"):
        document = known[page.slug]
        FormerAddress.objects.bulk_create(FormerAddress(page=page, slug=slug) for slug in document.former)
        if document.address != page.slug:
            Page.objects.filter(pk=page.pk).update(moved_to=document.address)
        record(by=None, action=Action.MOVED, subject=page, page=page, note=f"To {document.address}, as in its library.")
