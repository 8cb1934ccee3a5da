"""`make run`: all that Rose needs, started in order, and stopped again however it ends."""

import contextlib
import errno
import hashlib
import http.client
import multiprocessing
import multiprocessing.connection
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import NoReturn

from rose import database, env
from rose.env import CannotStart, Env

FROM_TERMINAL = {signal.SIGINT, signal.SIGHUP}  # Ctrl-C, and a closed window
ENDING = {*FROM_TERMINAL, signal.SIGTERM}
GRACE = 5  # seconds that a request under way gets to finish when Rose stops
PAUSE = 1  # seconds between successors, should one after the other end

LONGEST_HEAD = 256 * 1024
"""Bytes of a request's address and headers. Views cut a long search and say so; beyond this the server refuses."""
LARGEST_BODY = 64 * 1024 * 1024
"""Bytes of what is sent, well beyond what forms and pictures may hold, so that Rose's own words refuse those."""
CONNECTIONS = 1000
"""Open to each process at a time; idle ones, that browsers keep for their next request, count too."""
IDLE = 30  # seconds until a connection without traffic is closed


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rose.settings")
    for each in ENDING:
        signal.signal(each, _interrupt)  # also where a script that runs Rose in the background had Ctrl-C ignored
    try:
        run(env.read())
    except CannotStart as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        pass
    say("Rose has stopped; your data is kept.")


def run(settings: Env) -> None:
    """Each step prints its line before it is done, so that a slow one has a name."""
    with listen(settings.host, settings.port) as listener:
        own = f"Starting the database in {settings.data}"
        say("Reaching the database of DATABASE_URL" if settings.database_url else own)
        with database.available(settings):
            prepare(settings)
            say("Starting the server")
            serve(settings, listener)


def prepare(settings: Env) -> None:
    """Bring the database, the static files and the library up to this checkout."""
    import django
    from django.core.management import CommandError, call_command
    from django.db import connections

    django.setup()
    try:
        say("Bringing the database up to date")
        call_command("migrate", interactive=False, verbosity=0)
        say("Collecting static files")
        collect_static(settings.data / "static")
        say("Loading the starter library")
        call_command("load_library")  # says its own steps: the first time takes longer than all else
    except CommandError as problem:
        raise CannotStart(" ".join(str(problem).split())) from problem
    except PermissionError as problem:
        raise env.unusable(Path(problem.filename or settings.data), problem) from problem
    finally:
        connections.close_all()


def collect_static(folder: Path) -> None:
    """Collect and compress static files, unless those collected last time were the same."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    content = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            with storage.open(path) as file:
                content.update(path.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    stamp = folder / "collected"
    if stamp.exists() and stamp.read_text() == content.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(content.hexdigest())


def serve(settings: Env, listener: socket.socket) -> None:
    """Answer requests until Ctrl-C or a request to end. A process that ends by itself gets a successor."""
    workers: list[SpawnProcess] = []
    # What Python starts before its first worker would undo `_deaf`, so that comes first.
    resource_tracker.ensure_running()
    threading.Thread(target=announce, args=[settings], daemon=True).start()
    try:
        while True:
            while len(workers) < settings.workers:
                workers.append(_start_worker(listener, settings.threads))
            multiprocessing.connection.wait([worker.sentinel for worker in workers])
            for worker in [worker for worker in workers if not worker.is_alive()]:
                say(f"A process of the server ended by itself ({worker.exitcode}); another takes its place")
                workers.remove(worker)
            time.sleep(PAUSE)
    finally:
        say("Stopping")
        _end(workers)


def _start_worker(listener: socket.socket, threads: int) -> SpawnProcess:
    worker = multiprocessing.get_context("spawn").Process(target=answer, args=[listener, threads])
    with _deaf():
        worker.start()
    return worker


@contextlib.contextmanager
def _deaf() -> Iterator[None]:
    """What starts in this block never hears the terminal: Ctrl-C is for Rose's first process, which ends the others."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, FROM_TERMINAL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end(workers: list[SpawnProcess]) -> None:
    for worker in workers:
        worker.terminate()
    deadline = time.monotonic() + GRACE
    for worker in workers:
        worker.join(max(0, deadline - time.monotonic()))
        worker.kill()
        worker.join()


def answer(listener: socket.socket, threads: int) -> None:
    """A process of the server: takes its share of what arrives until told to end, or until its parent is gone."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit())
    import waitress

    from rose.wsgi import application

    _work_beside()
    waitress.serve(
        application,
        sockets=[listener],
        threads=threads,
        ident=None,
        max_request_header_size=LONGEST_HEAD,
        max_request_body_size=LARGEST_BODY,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE,
        asyncore_use_poll=True,  # the other way to wait ends at 1024 connections
        clear_untrusted_proxy_headers=False,  # settings.py says which of them is believed, and when
        _quiet=True,
    )


def _work_beside() -> None:
    """Start what a process of the server does beside answering, once Django is set up."""
    from editorial.workflow import lapsing, scheduling
    from search import unanswered

    for work in (scheduling.publish_now_and_then, lapsing.keep_now_and_then, unanswered.write_now_and_then):
        threading.Thread(target=work, daemon=True).start()


def _end_with_parent() -> NoReturn:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()
    os._exit(1)


def announce(settings: Env) -> None:
    """Once Rose answers, say where, and what to do next."""
    while not _answers(settings):
        time.sleep(0.1)
    say(f"Rose is at {settings.site_url} (Ctrl-C stops it)")
    say("To make the first administrator, run in another terminal: make administrator")


def _answers(settings: Env) -> bool:
    host = "localhost" if settings.host in env.EVERY_ADDRESS else settings.host
    connection = http.client.HTTPConnection(host, settings.port, timeout=30)
    try:
        connection.request("GET", "/healthz/", headers={"Host": settings.allowed_hosts[0].lstrip(".")})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def listen(host: str, port: int) -> socket.socket:
    """Take the port, before anything else is done; who comes early waits until Rose is ready."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address, family=family, backlog=1024)
    except socket.gaierror as problem:
        raise CannotStart(f"ROSE_HOST names no address of this machine: “{host}”; set it to 127.0.0.1.") from problem
    except OSError as problem:
        raise CannotStart(_no_port(host, port, problem)) from problem


def _no_port(host: str, port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return f"Port {port} is in use: stop the program that has it, or choose another: ROSE_PORT={other} make run"
    if problem.errno == errno.EACCES:
        return f"Port {port} is kept for root: choose one above 1023, such as ROSE_PORT=8000."
    return (
        f"Rose can't listen at {host} ({os.strerror(problem.errno or 0)}): set ROSE_HOST to an address of this machine."
    )


def say(line: str) -> None:
    print(line, flush=True)


def _interrupt(number: int, frame: object) -> NoReturn:
    """Begin to stop. Asked again, Rose goes on stopping: half stopped it would leave the database running."""
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
