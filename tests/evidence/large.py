"""A projection as large as Rose may grow: 120 treatments by 60 symptoms and conditions, a fifth of the cells filled."""

from collections.abc import Iterator
from random import Random

from django.utils import timezone

from evidence import grading
from evidence.models import Direction, Directness, EvidenceRow, Size
from topics.models import BodyArea, Category, ChangeKind, Edition, Kind, Page, Status

TREATMENTS, TOPICS, FILLED = 120, 60, 0.2
SYMPTOMS = 45
OUTCOMES = ["Pain", "Sleep", "Number of hot flushes", "Nausea"]


def make() -> None:
    """In place of all that stands, as many pages that do not exist, with rows shaped like the library's own."""
    pattern = Edition.objects.filter(slug="low-dose-naltrexone").latest("number")
    EvidenceRow.objects.all().delete()
    Page.objects.published().update(live=None, status=Status.ARCHIVED)
    topics = _pages(Kind.SYMPTOM, SYMPTOMS, pattern) + _pages(Kind.CONDITION, TOPICS - SYMPTOMS, pattern)
    treatments = _pages(Kind.INTERVENTION, TREATMENTS, pattern)
    card = pattern.rendered["evidence"][0]
    EvidenceRow.objects.bulk_create(_rows(treatments, topics, card), batch_size=500)


def _pages(kind: Kind, count: int, pattern: Edition) -> list[Page]:
    """Published pages whose editions weigh what the pattern's weighs."""
    areas, categories = BodyArea.values, Category.values
    names = [(f"made-up-{kind}-{number}", f"Made-up {kind} of ordinary length {number}") for number in range(count)]
    pages = Page.objects.bulk_create(Page(kind=kind, slug=slug, title=title, summary="s") for slug, title in names)
    editions = Edition.objects.bulk_create(
        Edition(
            page=page,
            number=1,
            kind=kind,
            slug=page.slug,
            title=page.title,
            summary="s",
            body_area="" if kind == Kind.INTERVENTION else areas[number % len(areas)],
            content={**pattern.content, "page": {"category": categories[number % len(categories)]}},
            content_hash="x",
            rendered={},
            change_kind=ChangeKind.FIRST,
            change_note="Made.",
            published_at=timezone.now(),
        )
        for number, page in enumerate(pages)
    )
    for page, edition in zip(pages, editions, strict=True):
        page.live, page.status = edition, Status.PUBLISHED
    Page.objects.bulk_update(pages, ["live", "status"])
    return pages


def _rows(treatments: list[Page], topics: list[Page], card: dict) -> Iterator[EvidenceRow]:
    chance = Random(6)
    for treatment in treatments:
        position = 0
        for topic in topics:
            if chance.random() >= FILLED:
                continue
            for _ in range(chance.choice([1, 1, 2, 4])):
                is_harm = chance.random() < 0.15
                outcome = chance.choice(OUTCOMES)
                yield EvidenceRow(
                    intervention=treatment,
                    topic=topic,
                    key=f"{topic.slug}-{position}",
                    position=position,
                    certainty=chance.choice(grading.SUREST_FIRST),
                    direction=chance.choice(Direction.values),
                    size=chance.choice(Size.values),
                    directness=chance.choice(Directness.values[:3]),
                    is_harm=is_harm,
                    card=card | {"outcome": outcome},
                    study_keys=[],
                    studies=[],
                )
                position += 1
