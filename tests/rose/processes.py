"""Rose as its users start it: real processes, with an environment that holds nothing but what a test gives."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

CHECKOUT = Path(__file__).resolve().parents[2]
READY = "make administrator"
PATIENCE = 120  # seconds, on a busy machine
ENDING = 10  # seconds for helpers to notice that they are no longer needed


def run(*arguments: str, **environ: object) -> subprocess.CompletedProcess[str]:
    """A command of Rose, run to its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=CHECKOUT,
        env=_environment(environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def sentence(*arguments: str, **environ: object) -> str:
    """The one sentence with which a command of Rose refuses to start."""
    done = run(*arguments, **environ)
    assert done.returncode == 1, done
    lines = [line for line in done.stderr.splitlines() if not line.startswith("Folder ")]  # root is told what it opened
    assert len(lines) == 1, done.stderr
    return lines[0]


@contextmanager
def served(**environ: object) -> Iterator[subprocess.Popen[str]]:
    """`make run`, from when it says that it is ready; a test that ends without stopping it fails."""
    rose = subprocess.Popen(
        [sys.executable, "-m", "rose.serve"],
        cwd=CHECKOUT,
        env=_environment(environ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert rose.stdout
    try:
        told = []
        while not (told and READY in told[-1]):
            told.append(rose.stdout.readline())
            assert told[-1], f"Rose ended before it was ready: {''.join(told)}"
        yield rose
    finally:
        if rose.poll() is None:
            rose.send_signal(signal.SIGTERM)
            rose.wait(PATIENCE)
        rose.stdout.close()


def left_of(data: Path, session: int | None = None) -> list[str]:
    """The processes that stay of a Rose: those of its session, and the database in its data folder.

    Python's own helpers end a moment after the process they served, on a busy machine a longer one.
    """
    deadline = time.monotonic() + ENDING
    while (left := _running_of(data, session)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _running_of(data: Path, session: int | None) -> list[str]:
    left = []
    for process in psutil.process_iter():
        try:
            command = process.cmdline()
            if process.status() != psutil.STATUS_ZOMBIE and (
                str(data) in " ".join(command) or _session(process) == session
            ):
                left.append(f"{process.pid}: {command}")
        except psutil.Error:
            continue
    return left


def _session(process: psutil.Process) -> int:
    try:
        return os.getsid(process.pid)
    except OSError:
        return 0


def _environment(given: dict[str, object]) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ROSE_", "DATABASE_URL", "DJANGO_"))
    }
    return kept | {name: str(value) for name, value in given.items()}
