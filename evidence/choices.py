"""What a reader chose in a page's address: the values that Rose knows, and a plain word on those that it does not.

Nothing of an address reaches the database: values are looked up among what was read from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from evidence.published import Named

LONGEST_SHOWN = 60
MOST_SHOWN = 5


@dataclass(frozen=True)
class Option:
    """One value of a choice, as an address gives it and as a reader reads it."""

    value: str
    label: str


Groups = Sequence[tuple[str, Sequence[Option]]]
"""Options under headings; those under an empty heading stand without one."""


@dataclass(frozen=True)
class Field:
    """One choice: its name in the address, its label, what choosing nothing means, what is chosen and what may be."""

    name: str
    label: str
    nothing: str
    chosen: str
    groups: Groups


def values(groups: Groups) -> set[str]:
    """All that may be chosen."""
    return {option.value for _, options in groups for option in options}


def groups_of(named: Iterable[tuple[str, Iterable[Named]]]) -> Groups:
    """Pages as options, under the headings that they are given with."""
    return [(heading, [Option(one.slug, one.title) for one in group]) for heading, group in named]


@dataclass(frozen=True)
class Chosen:
    """The values that were understood, and what was not."""

    values: Mapping[str, str] = field(default_factory=dict)
    unknown: Sequence[str] = ()

    def get(self, name: str) -> str:
        return self.values.get(name, "")


def read(address: QueryDict, allowed: Mapping[str, Iterable[str]]) -> Chosen:
    """The one value for each allowed name; the last where an address gives several, as Django reads it."""
    values, unknown = {}, []
    for name, known in allowed.items():
        given = address.get(name, "").strip()
        if given in known and given:
            values[name] = given
        elif given:
            unknown.append(given)
    return Chosen(values, shown(unknown))


def shown(unknown: Sequence[str]) -> list[str]:
    """Unknown values as a page repeats them: few and short, whatever the address holds."""
    short = [value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…" for value in unknown[:MOST_SHOWN]]
    return short + ([f"and {len(unknown) - MOST_SHOWN} more"] if len(unknown) > MOST_SHOWN else [])
