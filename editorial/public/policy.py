"""The rules in force, as data for the editorial policy: taken from the code that holds them, and the groups' rights.

What readers are told of a rule stands beside the rule, or is put together here from its constants.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.utils import timezone

from editorial import moments
from editorial.access import WRITES_MARKDOWN
from editorial.library_checks.registry import CHECKS, Severity
from editorial.models import MOST_DAYS
from editorial.outside import guests, reader_reports
from editorial.sign_in import second_factor
from editorial.workflow import actions, signing
from editorial.workflow.forms import STEPS
from topics import due
from topics.models import Kind

DEEDS: tuple[tuple[str, Collection[str]], ...] = (
    ("Write pages and judge evidence", WRITES_MARKDOWN),
    ("Ask for a review", STEPS["submit"].permissions),
    ("Comment on a draft", STEPS["comment"].permissions),
    ("Send a page back", STEPS["send-back"].permissions),
    ("Sign a page off", STEPS["sign-off"].permissions),
    ("Invite a specialist from outside", (guests.MAY_INVITE,)),
    ("Publish, at once or at a time", (*STEPS["publish"].permissions, *STEPS["schedule"].permissions)),
    ("Take a page down, or move it to another address", (
        *STEPS["take-down"].permissions, *STEPS["unpublish"].permissions, *STEPS["move"].permissions,
    )),
    ("Answer what readers tell us", (reader_reports.MAY_ANSWER,)),
)  # fmt: skip
"""What is done with pages, in the order of a page's way to its readers, and the rights that it takes."""

LONGEST_INTERVAL = 60
"""Months: more than any editor may set, so that what is left of it is the rule for all pages of a kind."""


@dataclass(frozen=True)
class Policy:
    """What the page places: each list as it is read."""

    deeds: list[tuple[str, str]]
    second_factor: str
    refused: list[str]
    questioned: list[str]
    needs: list[str]
    fewest: str
    ends: list[str]
    guests: list[str]
    intervals: list[tuple[str, str]]
    review_days: int
    place: str


def policy() -> Policy:
    """One statement, for the groups' rights."""
    held = _rights()
    return Policy(
        deeds=[(deed, _who(rights, held)) for deed, rights in DEEDS],
        second_factor=_who(second_factor.DEMANDING, held),
        refused=_checks(Severity.ERROR),
        questioned=_checks(Severity.WARNING),
        needs=[need.for_readers for need in signing.NEEDS],
        fewest=_counted(signing.fewest_sign_offs()),
        ends=[end.for_readers for end in signing.ENDS],
        guests=[
            "Her link leads to one page, where she can read the draft, comment and sign. It opens once.",
            f"It is good for {MOST_DAYS} days at the most, and ends sooner if she signs or the page is edited.",
        ],
        intervals=intervals(),
        review_days=actions.DAYS_TO_REVIEW,
        place=moments.place(timezone.get_default_timezone()),
    )


def _rights() -> dict[str, set[str]]:
    """Each group's rights, as the code asks for them."""
    held: dict[str, set[str]] = defaultdict(set)
    names = ("name", "permissions__content_type__app_label", "permissions__codename")
    for group, app, codename in Group.objects.order_by("name").values_list(*names):
        held[group].add(f"{app}.{codename}")
    return held


def _who(rights: Iterable[str], held: dict[str, set[str]]) -> str:
    """The groups that have any of these rights, in words."""
    groups = [f"{name.capitalize()}s" for name, theirs in held.items() if theirs & set(rights)]
    return _listed(groups) if groups else "Nobody."


def _checks(severity: Severity) -> list[str]:
    return [check.title for check in CHECKS.values() if check.severity == severity]


def _listed(words: Sequence[str]) -> str:
    first, *rest = words
    return f"{', '.join([first, *[word.lower() for word in rest[:-1]]])} and {rest[-1].lower()}" if rest else first


def intervals() -> list[tuple[str, str]]:
    """How long a review holds at the most: kinds of pages with one rule together, and the time in words."""
    kinds: dict[int, list[str]] = defaultdict(list)
    for kind in Kind:
        kinds[due.months_between_reviews(kind, LONGEST_INTERVAL)].append(f"{kind.label}s")
    return [(_listed(names), in_time(months)) for months, names in sorted(kinds.items())]


def in_time(months: int) -> str:
    """Months as people say them: "a year", "3 years", "18 months"."""
    years, rest = divmod(months, 12)
    if rest:
        return f"{months} months" if months > 1 else "a month"
    return f"{years} years" if years > 1 else "a year"


def _counted(sign_offs: int) -> str:
    return {1: "One signature is enough", 2: "Two signatures are needed"}.get(sign_offs, f"{sign_offs} are needed")
