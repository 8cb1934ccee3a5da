"""Days as readers read them."""

from datetime import date

from django.utils.formats import date_format


def day(value: str | None) -> str:
    return date_format(date.fromisoformat(value), "j F Y") if value else ""
