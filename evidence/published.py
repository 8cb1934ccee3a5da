"""Reading what is published of the evidence: the names of treatments and symptoms, and the rows between them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, CharField, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from evidence.map import Row
from evidence.models import EvidenceRow
from topics.models import Category, Edition, Kind, page_url

TOPIC_KINDS = {Kind.SYMPTOM: "Symptoms", Kind.CONDITION: "Conditions", Kind.STAGE: "Stages"}
KIND_NAMES = (*Category.labels, *TOPIC_KINDS.values())


@dataclass(frozen=True)
class Named:
    """A published page by the name it has for readers now. `category` is a treatment's, `area` a topic's."""

    pk: int
    kind: str
    slug: str
    title: str
    area: str
    category: str
    address: str = ""
    """The last part of its address now, where that is not its slug."""

    @cached_property
    def url(self) -> str:
        return page_url(self.kind, self.address or self.slug)

    @property
    def kind_name(self) -> str:
        return TOPIC_KINDS[Kind(self.kind)] if self.kind in TOPIC_KINDS else Category(self.category).label


@dataclass(frozen=True)
class Names:
    """All published treatments, symptoms, conditions and stages, each in the order of their titles. One statement."""

    treatments: list[Named]
    topics: list[Named]

    def treatments_by_kind(self) -> list[tuple[str, list[Named]]]:
        return by_kind(self.treatments)

    def topics_by_kind(self) -> list[tuple[str, list[Named]]]:
        return by_kind(self.topics)


def by_kind(named: Iterable[Named]) -> list[tuple[str, list[Named]]]:
    """Pages under the names of their kinds: treatments under "Supplement", topics under "Symptoms". Order is kept."""
    groups: dict[str, list[Named]] = {name: [] for name in KIND_NAMES}
    for one in named:
        groups[one.kind_name].append(one)
    return [(name, group) for name, group in groups.items() if group]


def names() -> Names:
    of_treatment = Case(
        When(kind=Kind.INTERVENTION, then=Cast(KT("content__page__category"), CharField())),
        default=None,
        output_field=CharField(),
    )
    live = Edition.objects.live().filter(kind__in=[Kind.INTERVENTION, *TOPIC_KINDS])
    values = live.values_list("page_id", "kind", "slug", "title", "body_area", of_treatment, "address_now")
    found = [
        Named(pk, kind, slug, title, area, category or "", address)
        for pk, kind, slug, title, area, category, address in values
    ]
    found.sort(key=lambda named: (named.title.casefold(), named.slug))
    return Names(
        treatments=[named for named in found if named.kind == Kind.INTERVENTION],
        topics=[named for kind in TOPIC_KINDS for named in found if named.kind == kind],
    )


def rows() -> dict[tuple[int, int], list[Row]]:
    """Every published row of evidence by its treatment and topic, in the order its editor gave. Two statements."""
    retracted = EvidenceRow.objects.resting_on_retracted()
    fields = ("key", "outcome", "certainty", "direction", "size", "directness", "is_harm")
    found: dict[tuple[int, int], list[Row]] = defaultdict(list)
    every = EvidenceRow.objects.order_by("intervention", "position")
    for row in every.values("pk", "intervention_id", "topic_id", *fields):
        read = Row(on_retracted=row["pk"] in retracted, **{name: row[name] for name in fields})
        found[row["intervention_id"], row["topic_id"]].append(read)
    return found


def cards(treatments: Iterable[Named]) -> tuple[list[EvidenceRow], set[int]]:
    """The rows of these treatments with their cards, surest first, and which rest on a retraction. Two statements."""
    chosen = EvidenceRow.objects.filter(intervention__in=[named.pk for named in treatments])
    return list(chosen.surest_first()), chosen.resting_on_retracted()
