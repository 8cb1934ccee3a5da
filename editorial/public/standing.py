"""Where Rose stands, for readers: how much of what is published a clinician has signed, and what waits to be judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from editorial.models import Task
from evidence.models import Citation
from topics.models import Edition, is_past

Signed = Mapping[str, str]


@dataclass(frozen=True)
class Standing:
    """Counts over live editions. `reviewers` are the people who signed one, as their newest sign-off names them.

    `signed` counts sign-offs that hold; `lapsed` those that held once.
    """

    pages: int
    signed: int
    lapsed: int
    overdue: int
    reviewers: list[Signed]
    retracted: int
    waiting: int

    @property
    def unsigned(self) -> int:
        """Pages that nobody ever signed as they are."""
        return self.pages - self.signed - self.lapsed


def standing() -> Standing:
    """Three statements."""
    live = list(Edition.objects.live().values_list("signed_off_by", "live_page__review_due_on", "lapses_on"))
    signed = [(people, due) for people, due, lapses_on in live if people and not is_past(lapses_on)]
    today = timezone.localdate()
    return Standing(
        pages=len(live),
        signed=len(signed),
        lapsed=sum(bool(people) for people, *_ in live) - len(signed),
        overdue=sum(due is not None and due < today for _, due in signed),
        reviewers=reviewers(person for people, _ in signed for person in people),
        retracted=Citation.objects.filter(study__retracted=True).values("study").distinct().count(),
        waiting=Task.objects.filter(done_at__isnull=True).count(),
    )


def reviewers(signed: Iterable[Signed]) -> list[Signed]:
    """Each person once, with the credentials and interests of her newest sign-off, by name.

    An edition from before reviewers had addresses knows her by her name alone.
    """
    newest: dict[str, Any] = {}
    for person in sorted(signed, key=lambda person: person["date"]):
        newest[person.get("slug", person["name"])] = person
    return sorted(newest.values(), key=lambda person: person["name"])
