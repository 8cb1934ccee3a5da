"""`make run`: all that Rose needs, started in order, and stopped again however it ends."""

import errno
import hashlib
import http.client
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any, NoReturn

from rose import database, env
from rose.env import CannotStart, Env

FROM_TERMINAL = {signal.SIGINT, signal.SIGHUP}  # Ctrl-C, and a closed window
GRACE = 5  # seconds that a request under way gets to finish when Rose stops


def main() -> None:
    multiprocessing.set_start_method("spawn")  # workers begin clean, on every system alike
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rose.settings")
    for each in (*FROM_TERMINAL, signal.SIGTERM):
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
    address = free_address(settings.host, settings.port)
    own = f"Starting the database in {settings.data}"
    say("Reaching the database of DATABASE_URL" if settings.database_url else own)
    with database.available(settings):
        prepare(settings)
        say("Starting the server")
        serve(settings, address)
        say("Stopping")


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
        call_command("load_library", verbosity=0)
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


def serve(settings: Env, address: str) -> None:
    """Answer requests until Ctrl-C or a request to end."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    server = Granian(
        "rose.wsgi:application",
        address=address,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.workers,
        blocking_threads=settings.threads,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.critical,
    )

    def end_on_signal() -> None:
        signal.sigwait(FROM_TERMINAL)
        os.kill(os.getpid(), signal.SIGTERM)

    # Blocked here, and so in the workers, who inherit that: Ctrl-C is for this process, which ends them in order.
    # What Python starts before its first worker would lift the block, so that comes first.
    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, FROM_TERMINAL)
    threading.Thread(target=end_on_signal, daemon=True).start()
    threading.Thread(target=announce, args=[settings], daemon=True).start()
    server.serve(target_loader=load_application, wrap_loader=False)


def load_application() -> Callable[..., Any]:
    """The application, in a worker: a process that ends when the one that started it does, even if that was killed."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from rose.wsgi import application

    return application


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


def free_address(host: str, port: int) -> str:
    """The IP address of a host of this machine, once it is sure that its port is free."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address, family=family).close()
    except socket.gaierror as problem:
        raise CannotStart(f"ROSE_HOST names no address of this machine: “{host}”; set it to 127.0.0.1.") from problem
    except OSError as problem:
        raise CannotStart(_no_port(host, port, problem)) from problem
    return str(address[0])


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
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
