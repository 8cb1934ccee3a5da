"""What is published now: the live editions as plain data, and a version by which anyone can tell whether it changed."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import F
from django.utils import timezone

from evidence.models import Study
from topics import glossary
from topics.models import Edition, is_past, page_url

Plain = Mapping[str, Any]
Words = list[dict[str, Any]]
"""The rows of the glossary, which has no editions: as it stands now."""

NEWEST_FIRST: Final = ("-published_at", "slug")


@dataclass(frozen=True)
class Version:
    """Names one state of everything published. `day` is that of the newest live edition, None before there is one."""

    name: str
    day: date | None
    pages: int
    signed_off: int


@dataclass(frozen=True)
class LivePage:
    """One live edition: what its page says, what it rests on, and what readers see of its evidence."""

    kind: str
    slug: str
    number: int
    published_at: datetime
    content: Plain
    content_hash: str
    signed_off_by: list[dict[str, str]]
    """Those whose sign-off holds: nobody once it has lapsed."""
    change_kind: str
    change_note: str
    cards: list[Plain]
    claims: list[Plain]
    cited: list[str]

    @property
    def page(self) -> Plain:
        return self.content["page"]

    @property
    def day(self) -> date:
        return timezone.localdate(self.published_at)

    @property
    def url(self) -> str:
        return page_url(self.kind, self.slug)

    @property
    def edition(self) -> dict[str, Any]:
        """What a row says of the edition that it was read from."""
        return {"edition": self.number, "published_on": self.day, "signed_off": bool(self.signed_off_by)}


@dataclass(frozen=True)
class Published:
    """Everything that readers can read now, the newest edition first. `retracted` are studies, as known today."""

    pages: list[LivePage]
    retracted: frozenset[str]
    words: Words

    @cached_property
    def slugs(self) -> frozenset[str]:
        return frozenset(page.slug for page in self.pages)

    @cached_property
    def studies(self) -> dict[str, tuple[LivePage, Plain]]:
        """Each study with the newest edition that holds it."""
        found: dict[str, tuple[LivePage, Plain]] = {}
        for page in self.pages:
            for key, study in page.content.get("studies", {}).items():
                found.setdefault(key, (page, study))
        return dict(sorted(found.items()))

    def version(self) -> Version:
        return _version(
            [(page.slug, page.number, page.content_hash, page.day, bool(page.signed_off_by)) for page in self.pages],
            self.retracted & self.studies.keys(),
            self.words,
        )


def everything(words: Words) -> Published:
    """All live editions, in two statements, and the glossary as it was read."""
    editions = (
        Edition.objects.live()
        .order_by(*NEWEST_FIRST)
        .annotate(cards=F("rendered__evidence"), claims=F("rendered__claims"), cited=F("rendered__cited"))
        .values(
            "kind", "slug", "number", "published_at", "content", "content_hash", "signed_off_by", "change_kind",
            "change_note", "cards", "claims", "cited", "lapses_on",
        )
    )  # fmt: skip
    return Published(pages=[_live_page(row) for row in editions], retracted=_retracted(), words=words)


def _live_page(row: dict[str, Any]) -> LivePage:
    """Only treatments have cards, and only articles claims."""
    parts = {name: row[name] or [] for name in ("cards", "claims", "cited")}
    signed = [] if is_past(row.pop("lapses_on")) else row["signed_off_by"]
    return LivePage(**row | parts | {"signed_off_by": signed})


def version(words: Words) -> Version:
    """The version of what is published, without reading it: two statements, a third where a study is retracted."""
    editions = Edition.objects.live().order_by(*NEWEST_FIRST)
    rows = [
        (slug, number, content_hash, timezone.localdate(at), bool(signed) and not is_past(lapses_on))
        for slug, number, content_hash, at, signed, lapses_on in editions.values_list(
            "slug", "number", "content_hash", "published_at", "signed_off_by", "lapses_on"
        )
    ]
    return _version(rows, _held(_retracted()), words)


def _retracted() -> frozenset[str]:
    """A retraction counts from the day it is known, so this alone is read from the studies themselves."""
    return frozenset(Study.objects.filter(retracted=True).values_list("slug", flat=True))


def _held(keys: Collection[str]) -> set[str]:
    """Those of these studies that a live edition holds."""
    if not keys:
        return set()
    holding = Edition.objects.live().filter(content__studies__has_any_keys=sorted(keys))
    studies = holding.values_list("content__studies", flat=True)
    return {key for held in studies for key in keys if key in held}


def _version(rows: Iterable[tuple[str, int, str, date, bool]], retracted: Iterable[str], words: Words) -> Version:
    """The newest edition's day and the start of a SHA-256 over a line an edition, a sign-off that holds, a retracted
    study and a word.

    The page /data/ says how, and the pages, studies and glossary tables hold all that it takes to do it again.
    """
    rows = list(rows)
    lines = sorted(f"{slug} {number} {content_hash}" for slug, number, content_hash, *_ in rows)
    lines += sorted(f"signed {slug}" for slug, *_, signed in rows if signed)
    lines += sorted(f"retracted {key}" for key in retracted)
    lines += sorted(f"word {word['slug']} {glossary.content_hash(word)}" for word in words)
    day = max((day for *_, day, _ in rows), default=None)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
    return Version(
        name=f"{day.isoformat() if day else 'empty'}-{digest}",
        day=day,
        pages=len(rows),
        signed_off=sum(signed for *_, signed in rows),
    )
