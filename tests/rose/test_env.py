import contextlib
import os
import stat
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rose import env
from rose.env import EnvError


def test_nothing_has_to_be_set():
    read = env.read({})
    assert (read.host, read.port, read.site_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert read.allowed_hosts == ("localhost", "127.0.0.1", "[::1]")
    assert read.data == env.CHECKOUT / ".rose"
    assert (read.debug, read.https, read.contact, read.database_url) == (False, False, "", "")


def test_an_empty_variable_counts_as_unset():
    assert env.read({"ROSE_PORT": "", "ROSE_DATA": "", "ROSE_DEBUG": "", "ROSE_SITE_URL": ""}) == env.read({})


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("ROSE_PORT", "eight", "whole number from 1 to 65535"),
        ("ROSE_PORT", "0", "whole number from 1 to 65535"),
        ("ROSE_PORT", "٨٠٠٠", "whole number"),
        ("ROSE_WORKERS", "0", "from 1 to 64"),
        ("ROSE_THREADS", "65", "from 1 to 64"),
        ("ROSE_DEBUG", "perhaps", "true or false"),
        ("ROSE_ALLOWED_HOSTS", "*", "without scheme or port"),
        ("ROSE_ALLOWED_HOSTS", "https://rose.example.org", "without scheme or port"),
        ("ROSE_SITE_URL", "rose.example.org", "https://rose.example.org"),
        ("ROSE_SITE_URL", "https://rose.example.org/page", "scheme and host alone"),
        ("ROSE_SITE_URL", "https://rose.example.org:port", "scheme and host alone"),
        ("ROSE_SITE_URL", "ftp://rose.example.org", "scheme and host alone"),
        ("ROSE_CONTACT", "editors", "email address"),
        ("ROSE_SECRET_KEY", "rose", "50 characters"),
    ],
)
def test_a_wrong_value_is_refused_with_a_hint(name, value, hint):
    with pytest.raises(EnvError, match=name) as refused:
        env.read({name: value})
    assert hint in str(refused.value)


def test_a_misspelt_variable_is_refused_with_the_one_that_was_meant():
    with pytest.raises(EnvError, match="ROSE_WORKRES: did you mean ROSE_WORKERS"):
        env.read({"ROSE_WORKRES": "2"})


def test_a_secret_key_that_is_refused_is_not_repeated():
    with pytest.raises(EnvError) as refused:
        env.read({"ROSE_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(refused.value)


def test_rose_answers_for_the_host_of_its_own_address():
    read = env.read({"ROSE_SITE_URL": "https://rose.example.org/"})
    assert read.https
    assert read.site_url == "https://rose.example.org"
    assert "rose.example.org" in read.allowed_hosts
    assert env.read({"ROSE_HOST": "::1"}).site_url == "http://[::1]:8000"
    assert env.read({"ROSE_HOST": "0.0.0.0"}).site_url == "http://127.0.0.1:8000"


def test_a_relative_data_folder_is_meant_from_where_rose_is_started(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert env.read({"ROSE_DATA": "kept"}).data == tmp_path / "kept"


@given(st.integers(1, 65535))
def test_every_port_is_read_as_itself(port):
    assert env.read({"ROSE_PORT": str(port)}).port == port


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30))
@example("~0")  # a user that no machine has
def test_any_text_is_either_read_or_refused(text):
    for name in env.KNOWN:
        with contextlib.suppress(EnvError):
            env.read({name: text})


def test_the_secret_key_is_made_once_and_kept_for_its_owner_alone(tmp_path):
    read = env.read({"ROSE_DATA": str(tmp_path / "data")})
    key = env.secret_key(read)
    assert len(key) >= 50
    assert env.secret_key(read) == key
    assert stat.S_IMODE((read.data / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(read.data.stat().st_mode) == 0o700
    assert os.listdir(read.data) == ["secret-key"]


def test_a_secret_key_from_the_environment_is_not_written_down(tmp_path):
    read = env.read({"ROSE_DATA": str(tmp_path), "ROSE_SECRET_KEY": "k" * 50})
    assert env.secret_key(read) == "k" * 50
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_that_cannot_be_is_refused_with_a_hint():
    with pytest.raises(env.CannotStart, match=r"Rose can't use .*: give yourself the right"):
        env.make_data_folder(Path(__file__) / "data")
