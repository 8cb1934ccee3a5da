import http.client
import os
import signal
import socket
import time
from contextlib import ExitStack
from urllib.parse import urlsplit

import psutil
import pytest

from tests.rose.processes import left_of, run, sentence, served

SERVE = ("-m", "rose.serve")
COUNT_USERS = "from django.contrib.auth.models import User; print(User.objects.count())"


def get(port: int, path: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    return connection.getresponse()


def workers_of(pid: int) -> set[psutil.Process]:
    return {each for each in psutil.Process(pid).children() if "spawn_main" in " ".join(each.cmdline())}


def lose_a_worker(rose) -> None:
    """Kill a process of the server, and wait until another has taken its place."""
    before = workers_of(rose.pid)
    before.copy().pop().kill()
    assert rose.stdout.readline() == "A process of the server ended by itself (-9); another takes its place\n"
    deadline = time.monotonic() + 60
    while len(workers_of(rose.pid)) < len(before) or workers_of(rose.pid) == before:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.long
def test_rose_starts_stops_and_recovers_and_keeps_its_data(data, port):
    given = {"ROSE_DATA": data, "ROSE_PORT": port}
    with served(**given) as rose:
        assert get(port, "/healthz/").read() == b"ok\n"
        assert "Traceback" not in get(port, "/nowhere/").read().decode(), "DEBUG is off"
        made = run("manage.py", "createsuperuser", "--noinput", "--username=rosa", "--email=rosa@example.org", **given)
        assert made.returncode == 0, made
        assert get(port, "/healthz/").status == 200, "the command left the server running"
        lose_a_worker(rose)
        assert get(port, "/healthz/").status == 200
        os.killpg(rose.pid, signal.SIGINT)  # as a terminal does at Ctrl-C
        assert rose.wait(60) == 0
        assert rose.stdout.read().splitlines()[-1] == "Rose has stopped; your data is kept."
    assert left_of(data, rose.pid) == []

    with served(**given) as rose:
        rose.kill()
        rose.wait()
    with served(**given) as rose:
        assert get(port, "/healthz/").status == 200
        rose.send_signal(signal.SIGTERM)
        assert rose.wait(60) == 0
    assert left_of(data, rose.pid) == []
    assert run("manage.py", "shell", "--no-imports", "-c", COUNT_USERS, **given).stdout == "1\n"
    assert left_of(data, rose.pid) == []


def test_a_search_of_100_kb_is_cut_and_says_so(site):
    answer = get(urlsplit(site).port, f"/search/?q={'joint+pain+' * 10_000}")
    assert answer.status == 200
    page = answer.read().decode()
    assert "only the first" in page
    assert "Joint pain" in page


def test_an_address_beyond_every_measure_is_refused_in_words(site):
    answer = get(urlsplit(site).port, f"/search/?q={'a' * 300_000}")
    assert answer.status == 431
    assert b"exceeds" in answer.read()


def test_who_sends_half_a_request_and_waits_keeps_nobody_else_waiting(site):
    address = ("127.0.0.1", urlsplit(site).port)
    with ExitStack() as stalled:
        for _ in range(50):
            stalled.enter_context(socket.create_connection(address)).sendall(b"GET / HTTP/1.1\r\nHost:")
        assert get(address[1], "/healthz/").read() == b"ok\n"


def test_a_port_in_use_is_said_in_one_sentence(data):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"Port {port} is in use: stop the program" in sentence(*SERVE, ROSE_PORT=port, ROSE_DATA=data)
    assert list(data.iterdir()) == []


def test_a_host_that_is_not_this_machine_is_said_in_one_sentence(data):
    told = sentence(*SERVE, ROSE_HOST="192.0.2.1", ROSE_DATA=data)
    assert told.endswith("set ROSE_HOST to an address of this machine.")


@pytest.mark.parametrize("command", [SERVE, ("manage.py", "migrate")], ids=["serve", "manage"])
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"DATABASE_URL": "postgres://rose:secret@127.0.0.1:1/rose"}, "(Connection refused): start that server or"),
        ({"DATABASE_URL": "mysql://rose:secret@127.0.0.1/rose"}, "DATABASE_URL is no PostgreSQL address"),
        ({"ROSE_PROT": "8001"}, "did you mean ROSE_PORT?"),
        ({"ROSE_DEBUG": "maybe"}, "ROSE_DEBUG is “maybe”: set it to true or false."),
    ],
    ids=["unreachable", "no-address", "unknown", "wrong"],
)
def test_a_wrong_environment_is_said_in_one_sentence(data, port, command, given, told):
    line = sentence(*command, **({"ROSE_DATA": data, "ROSE_PORT": port} | given))
    assert told in line
    assert "secret" not in line
    assert not (data / "postgres").exists()


def test_an_unusable_data_folder_is_said_in_one_sentence(data, port):
    in_the_way = data / "file"
    in_the_way.touch()
    assert f"Rose can't use {in_the_way}" in sentence(*SERVE, ROSE_DATA=in_the_way, ROSE_PORT=port)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_data_folder_of_someone_else_is_said_in_one_sentence(data, port):
    data.chmod(0o500)
    try:
        assert f"Rose can't use {data} (Permission denied)" in sentence(*SERVE, ROSE_DATA=data, ROSE_PORT=port)
    finally:
        data.chmod(0o700)


def test_a_database_that_does_not_start_is_said_in_one_sentence_and_nothing_is_left(data, port):
    broken = data / "postgres"
    broken.mkdir()
    (broken / "PG_VERSION").write_text("9.6")
    assert "didn't start: " in sentence(*SERVE, ROSE_DATA=data, ROSE_PORT=port)
    assert left_of(data) == []
