"""Asking a service on the web, politely and with an end: every way it can go wrong is one sentence.

An answer is read up to a size and for a time, never longer. Redirects are followed on the same host alone. The pace of
requests to a host, and a host's wish to be left alone for a while, hold for all threads of the process.
"""

import functools
import json
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import certifi
import urllib3

from evidence.sources.records import SourceError

MEGABYTE: Final = 1024 * 1024
REDIRECTS: Final = {301, 302, 307, 308}
MOST_REDIRECTS: Final = 2
BY_HAND: Final = "or fill in the form by hand"


@dataclass(frozen=True)
class Limits:
    """How long and how much, at most. Times in seconds."""

    connect: float = 5
    silence: float = 10
    """Without a single byte."""
    whole: float = 20
    """From the question to the end of the answer."""
    wait: float = 5
    """For our turn, or as a service asked. What would take longer is said and left to the person."""
    body: float = 8 * MEGABYTE
    """In bytes."""


@dataclass(frozen=True)
class Service:
    """One service: its name for people, its address, the time between two requests, who asks."""

    name: str
    base: str
    gap: float
    contact: str = ""
    """An address where the service reaches us; services are kinder to those who give one, and answer without."""
    limits: Limits = field(default_factory=Limits)

    @property
    def agent(self) -> str:
        return f"Rose/0.1 (menopause evidence reference; mailto:{self.contact})" if self.contact else "Rose/0.1"


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


class Pace:
    """When each host may next be asked."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._free: dict[str, float] = {}

    def take_turn(self, host: str, gap: float, patience: float) -> float:
        """Seconds to wait for this turn, which is then taken; where they are more than the patience, it is not."""
        with self._lock:
            now = self._clock()
            at = max(now, self._free.get(host, now))
            if at - now <= patience:
                self._free[host] = at + gap
            return at - now

    def leave_alone(self, host: str, seconds: float) -> None:
        with self._lock:
            self._free[host] = max(self._free.get(host, 0), self._clock() + seconds)


_pace = Pace()
_sleep = time.sleep


@functools.cache
def _pool() -> urllib3.PoolManager:
    trusted = ssl.create_default_context()  # what this machine trusts, a hospital's own authority included,
    trusted.load_verify_locations(certifi.where())  # and the public list, where a machine has none
    return urllib3.PoolManager(num_pools=6, maxsize=4, retries=False, ssl_context=trusted)


def get(service: Service, path: str, query: Mapping[str, str], content_types: set[str]) -> Answer:
    """The service's answer, where it is one: status 200 of an expected type, or a plain "no such thing" (400, 404)."""
    url = service.base.rstrip("/") + path
    host = urlsplit(url).netloc
    asked_to_wait = False
    for _ in range(MOST_REDIRECTS + 2):
        wait = _pace.take_turn(host, service.gap, service.limits.wait)
        if wait > service.limits.wait:
            raise _busy(service, wait)
        _sleep(wait)
        end = time.monotonic() + service.limits.whole
        response = _ask(service, url, query)
        try:
            if response.status in REDIRECTS:
                url, query = _on_the_same_host(service, url, response), {}
                continue
            if response.status in (429, 503) and not asked_to_wait:
                _heed(service, host, response)
                asked_to_wait = True
                continue
            return _answer(service, response, content_types, end)
        finally:
            response.release_conn()
            response.close()
    raise SourceError(f"{service.name} keeps sending Rose from one address to the next. Try again later, {BY_HAND}.")


def get_json(service: Service, path: str, query: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    """A JSON object, with its status. One that is empty stands for "no such thing"."""
    answer = get(service, path, query, {"application/json"})
    if answer.status != 200:
        return answer.status, {}
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise unreadable(service) from error
    if not isinstance(data, dict):
        raise unreadable(service)
    return answer.status, data


def unreadable(service: Service) -> SourceError:
    return SourceError(f"{service.name} answered with something that Rose can’t read. Try again later, {BY_HAND}.")


def _ask(service: Service, url: str, query: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
    try:
        return _pool().request(
            "GET",
            url,
            fields=dict(query) or None,
            headers={"User-Agent": service.agent, "Accept-Encoding": "identity"},
            timeout=urllib3.Timeout(connect=service.limits.connect, read=service.limits.silence),
            preload_content=False,
            redirect=False,
        )
    except urllib3.exceptions.SSLError as error:
        raise SourceError(
            f"The connection to {service.name} is not safe, so Rose did not use it. "
            "Whoever looks after this machine can say why."
        ) from error
    except urllib3.exceptions.HTTPError as error:
        raise _silent(service) from error


def _on_the_same_host(service: Service, url: str, response: urllib3.BaseHTTPResponse) -> str:
    target = urljoin(url, response.headers.get("Location", ""))
    if urlsplit(target)[:2] != urlsplit(url)[:2]:
        raise SourceError(
            f"{service.name} sent Rose to another address, which it did not follow. Fill in the form by hand."
        )
    return target


def _heed(service: Service, host: str, response: urllib3.BaseHTTPResponse) -> None:
    """Leave the host alone for as long as it asks; longer than our patience, and the person is told instead."""
    seconds = _retry_after(response)
    if response.status == 503 and seconds is None:
        raise _silent(service)
    seconds = service.limits.wait if seconds is None else seconds
    _pace.leave_alone(host, seconds)
    if seconds > service.limits.wait:
        raise _busy(service, seconds)


def _retry_after(response: urllib3.BaseHTTPResponse) -> float | None:
    try:
        seconds = urllib3.Retry().get_retry_after(response)
    except (urllib3.exceptions.InvalidHeader, ValueError, OverflowError):
        return None  # a header that says nothing is as good as none
    return None if seconds is None else min(max(seconds, 0), 24 * 3600)


def _answer(service: Service, response: urllib3.BaseHTTPResponse, content_types: set[str], end: float) -> Answer:
    if response.status in (400, 404):
        return Answer(response.status, b"")
    if response.status in (429, 503):
        raise _busy(service, 60)
    if response.status >= 500:
        raise _silent(service)
    if response.status in (401, 403):
        raise SourceError(f"{service.name} refuses to answer Rose at present. Fill in the form by hand.")
    if response.status != 200:
        raise SourceError(
            f"{service.name} answered in a way that Rose does not know (status {response.status}). "
            f"Try again later, {BY_HAND}."
        )
    given = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if given not in content_types:
        raise unreadable(service)
    return Answer(200, _body(service, response, end))


def _body(service: Service, response: urllib3.BaseHTTPResponse, end: float) -> bytes:
    """The whole body, no longer than allowed and no later."""
    body = bytearray()
    try:
        while piece := response.read1(64 * 1024, decode_content=False):
            body += piece
            if len(body) > service.limits.body:
                raise SourceError(
                    f"{service.name} sent far more than a record, so Rose stopped reading. Fill in the form by hand."
                )
            if time.monotonic() > end:
                raise _silent(service)
    except urllib3.exceptions.ReadTimeoutError as error:
        raise _silent(service) from error
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise SourceError(f"The answer of {service.name} broke off half-way. Try again, {BY_HAND}.") from error
    return bytes(body)


def _silent(service: Service) -> SourceError:
    return SourceError(f"{service.name} is not answering. Try again in a minute, {BY_HAND}.")


def _busy(service: Service, seconds: float) -> SourceError:
    minutes = max(1, round(seconds / 60))
    when = "in a minute" if minutes == 1 else f"in {minutes} minutes" if minutes < 120 else "in some hours"
    return SourceError(f"{service.name} asks Rose to slow down. Try again {when}, {BY_HAND}.")
