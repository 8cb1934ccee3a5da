"""What Rose's processes need in a test: a data folder and a port of their own."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def data() -> Iterator[Path]:
    """A folder for a Rose's data, short enough for a socket (pytest's own paths are not)."""
    folder = Path(tempfile.mkdtemp(prefix="rose-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
