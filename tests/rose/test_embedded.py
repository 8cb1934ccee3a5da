import multiprocessing
import os
import signal
from pathlib import Path

import psutil
import psycopg
import pytest

from rose import embedded
from rose.env import CannotStart

FAST = {"fsync": "off", "synchronous_commit": "off"}


@pytest.fixture
def folder(data) -> Path:
    return data / "postgres"


def server_of(folder: Path) -> psutil.Process | None:
    return embedded.postmaster(folder)


def use(folder: Path, began, end) -> None:
    """Another process that uses the server until it is told to end."""
    with embedded.running(folder, **FAST):
        began.set()
        end.wait(60)


def test_the_last_process_that_uses_the_server_stops_it(folder):
    context = multiprocessing.get_context("spawn")
    began, end = context.Event(), context.Event()
    other = context.Process(target=use, args=(folder, began, end))
    with embedded.running(folder, **FAST):
        other.start()
        assert began.wait(60)
        shared = server_of(folder)
    assert server_of(folder) == shared
    end.set()
    other.join(60)
    assert server_of(folder) is None


def test_a_killed_server_starts_again_with_all_that_was_committed(folder):
    with embedded.running(folder):
        with psycopg.connect(embedded.url(folder)) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 'rose' AS name")
        server_of(folder).kill()
    # By now the number in the server's file may be that of any other process.
    lock = folder / "postmaster.pid"
    lock.write_text("\n".join([str(os.getppid()), *lock.read_text().split("\n")[1:]]))
    with embedded.running(folder), psycopg.connect(embedded.url(folder)) as connection:
        assert connection.execute("SELECT name FROM kept").fetchone() == ("rose",)


def test_a_start_that_was_cut_off_leaves_nothing_in_the_way(folder):
    half_made = folder.with_name("postgres.making")
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18")
    with embedded.running(folder, **FAST):
        assert server_of(folder)
    assert not half_made.exists()


@pytest.fixture
def heard():
    """Ctrl-C interrupts, also where whoever started the tests had told them to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_ctrl_c_stops_the_server_first(folder):
    with pytest.raises(KeyboardInterrupt), embedded.running(folder, **FAST):
        signal.raise_signal(signal.SIGINT)
    assert server_of(folder) is None


def test_the_server_listens_on_no_port_and_keeps_other_users_out(folder):
    with embedded.running(folder, **FAST):
        assert server_of(folder).net_connections("tcp") == []
        assert folder.stat().st_mode & 0o077 == 0


def test_letters_of_every_language_fold_alike_on_every_machine(folder):
    with embedded.running(folder, **FAST), psycopg.connect(embedded.url(folder)) as connection:
        assert connection.execute("SELECT lower('ŒSTRADIOL É')").fetchone() == ("œstradiol é",)


def test_a_server_that_cannot_start_says_why_in_one_sentence(folder):
    refusal = pytest.raises(CannotStart, match=r"didn't start: .*shared_buffers.*; put that right first")
    with refusal as refused, embedded.running(folder, shared_buffers="nonsense"):
        pass
    assert "\n" not in str(refused.value)


def test_a_path_may_hold_spaces_quotes_and_letters_of_every_language(data):
    folder = data / "l'été $1 \"%41" / "postgres"
    with embedded.running(folder, **FAST), psycopg.connect(embedded.url(folder)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_path_with_a_comma_is_refused(data):
    with (
        pytest.raises(CannotStart, match=r"takes the comma in .* for the end of a path"),
        embedded.running(data / "a,b"),
    ):
        pass


def test_a_path_too_long_for_a_socket_is_said_before_anything_is_made(data):
    long = data / ("l" * 90) / "postgres"
    with (
        pytest.raises(CannotStart, match=r"bytes too long for PostgreSQL's socket: set ROSE_DATA"),
        embedded.running(long),
    ):
        pass
    assert list(data.iterdir()) == []
