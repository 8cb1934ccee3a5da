"""A day and an hour as a person sets them, and said back to her so that nobody has to guess the time zone."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


class NoSuchMoment(ValueError):
    """The clocks go forward over this time, or come to it twice; the message says which."""


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The one moment at which clocks in this zone show that day and time."""
    shown = datetime.combine(day, at)
    first, second = (shown.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != shown:
        raise NoSuchMoment(f"The clocks go forward that night and skip {shown:%H:%M}. Choose another time.")
    raise NoSuchMoment(f"The clocks go back that night and show {shown:%H:%M} twice. Choose another time.")


def in_words(at: datetime, zone: ZoneInfo) -> str:
    """For example: “Tuesday 3 March 2026, 09:00, London time (GMT)”."""
    there = at.astimezone(zone)
    return f"{there:%A} {there.day} {there:%B %Y}, {there:%H:%M}, {place(zone)} time ({there.tzname()})"


def place(zone: ZoneInfo) -> str:
    """The city that gives the zone its name."""
    return zone.key.rpartition("/")[2].replace("_", " ")
