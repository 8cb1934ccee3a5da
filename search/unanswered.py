"""Words that searches found nothing for, counted for editors by day; nothing of it can lead to a person.

A word is kept only once five searches of a day shared it. Until then it is counted in memory alone, without the search
that it stood in, without an address and without an hour, and it is gone when the day or the process ends. Each process
of the server counts for itself, so a word may need more than five in all. Reading never writes: a thread of its own
does, every few minutes.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NoReturn

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from search.models import Unanswered
from search.words import fold

logger = logging.getLogger(__name__)

SHARED = 5
MOST_WORDS_A_DAY = 10_000
LONGEST = 30
EVERY = 600  # seconds


class Tally:
    """What this process has counted today and not yet written down."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day = date.min
        self._counts: Counter[str] = Counter()
        self._shared: set[str] = set()

    def note(self, words: Iterable[str]) -> None:
        """Count each word of one search once. Numbers, addresses and the like are never counted."""
        with self._lock:
            self._turn_the_day()
            for word in {fold(word) for word in words if word.isalpha()}:
                if 2 < len(word) <= LONGEST and (word in self._counts or len(self._counts) < MOST_WORDS_A_DAY):
                    self._counts[word] += 1

    def take(self) -> tuple[date, dict[str, int]]:
        """The words that five searches or more share by now, with how often each came since it was last taken."""
        with self._lock:
            self._turn_the_day()
            self._shared |= {word for word, searches in self._counts.items() if searches >= SHARED}
            taken = {word: self._counts[word] for word in self._shared if self._counts[word]}
            for word in taken:
                self._counts[word] = 0
            return self._day, taken

    def _turn_the_day(self) -> None:
        if self._day != timezone.localdate():
            self._day = timezone.localdate()
            self._counts.clear()
            self._shared.clear()


tally = Tally()


def write() -> None:
    """Add what was counted to the day's rows."""
    day, taken = tally.take()
    with transaction.atomic():
        for word, searches in sorted(taken.items()):
            kept = Unanswered.objects.filter(day=day, word=word)
            if not kept.update(searches=F("searches") + searches) and searches >= SHARED:
                Unanswered.objects.create(day=day, word=word, searches=searches)


def write_now_and_then() -> NoReturn:
    """What a process of the server does beside answering."""
    while True:
        time.sleep(EVERY)
        try:
            write()
        except DatabaseError:
            logger.warning("What searches found nothing for could not be written down: the database does not answer.")
        finally:
            connection.close()
