"""What the environment may say to Rose: every variable, its default, and what makes a value wrong.

Nothing has to be set. A wrong or unknown variable stops the start with one sentence that says what to do.
"""

import difflib
import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parent.parent

KNOWN = {
    "ROSE_DATA",
    "ROSE_HOST",
    "ROSE_PORT",
    "ROSE_WORKERS",
    "ROSE_THREADS",
    "ROSE_ALLOWED_HOSTS",
    "ROSE_SITE_URL",
    "ROSE_CONTACT",
    "ROSE_SECRET_KEY",
    "ROSE_DEBUG",
    "ROSE_CHROMIUM",  # read by the tests: the browser to drive
    "ROSE_SERVING",  # set by rose/wsgi.py: this process answers requests
}

EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 (recognised, not bound)
FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


class CannotStart(Exception):
    """What keeps Rose from starting, as one sentence that says what to do."""


class EnvError(CannotStart):
    """A variable that is wrong or unknown."""


@dataclass(frozen=True)
class Env:
    """The environment, read and checked."""

    database_url: str
    data: Path
    host: str
    port: int
    workers: int
    threads: int
    allowed_hosts: tuple[str, ...]
    site_url: str
    contact: str
    secret_key: str
    debug: bool
    serving: bool

    @property
    def https(self) -> bool:
        return self.site_url.startswith("https://")


def read(environ: Mapping[str, str] = os.environ) -> Env:
    """The environment as Rose understands it; EnvError names the first thing that is wrong."""
    _refuse_unknown(environ)
    host = _host(environ, "ROSE_HOST", "127.0.0.1")
    port = _integer(environ, "ROSE_PORT", 8000, 1, 65535)
    site_url = _site_url(environ, f"http://{_in_url('127.0.0.1' if host in EVERY_ADDRESS else host)}:{port}")
    return Env(
        database_url=environ.get("DATABASE_URL", ""),
        data=_folder(environ, "ROSE_DATA", CHECKOUT / ".rose"),
        host=host,
        port=port,
        workers=_integer(environ, "ROSE_WORKERS", default_workers(), 1, 64),
        threads=_integer(environ, "ROSE_THREADS", 4, 1, 64),
        allowed_hosts=_hosts(environ, site_url),
        site_url=site_url,
        contact=_email(environ, "ROSE_CONTACT"),
        secret_key=_secret(environ, "ROSE_SECRET_KEY"),
        debug=_flag(environ, "ROSE_DEBUG"),
        serving=_flag(environ, "ROSE_SERVING"),
    )


def default_workers() -> int:
    """A process for each core, up to four: a small machine keeps memory for its database."""
    return max(1, min(os.cpu_count() or 1, 4))


def secret_key(env: Env) -> str:
    """The key that signs sessions: from the environment, or made once and kept with the data for its owner alone."""
    if env.secret_key:
        return env.secret_key
    path = env.data / "secret-key"
    try:
        if not path.exists():
            _keep(path, secrets.token_urlsafe(50))
        return path.read_text()
    except OSError as problem:
        raise unusable(path, problem) from problem


def make_data_folder(folder: Path) -> None:
    """The folder that holds all that Rose keeps, closed to other users."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        usable = os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    except OSError as problem:
        raise unusable(folder, problem) from problem
    if not usable:
        raise unusable(folder, PermissionError("Permission denied"))


def unusable(path: Path, problem: OSError) -> CannotStart:
    """The sentence for a file or folder of the data that can't be read or written."""
    reason = problem.strerror or str(problem)
    return CannotStart(
        f"Rose can't use {path} ({reason}): give yourself the right to read and write it, "
        "or set ROSE_DATA to a folder of your own."
    )


def _keep(path: Path, text: str) -> None:
    """Write a file whole or not at all; of two processes that start at once, the first decides."""
    make_data_folder(path.parent)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, stat.S_IRUSR | stat.S_IWUSR)
    with open(descriptor, "w") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        if name.startswith("ROSE_") and name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, n=1)
            hint = f"did you mean {near[0]}?" if near else f"unset it; Rose knows {', '.join(sorted(KNOWN))}."
            raise EnvError(f"Rose has no setting {name}: {hint}")


def _integer(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise EnvError(f"{name} is “{text}”: set it to a whole number from {low} to {high}.")
    return int(text)


def _flag(environ: Mapping[str, str], name: str) -> bool:
    text = environ.get(name) or "false"
    if text.lower() not in FLAGS:
        raise EnvError(f"{name} is “{text}”: set it to true or false.")
    return FLAGS[text.lower()]


def _folder(environ: Mapping[str, str], name: str, default: Path) -> Path:
    text = environ.get(name) or default
    try:
        return Path(os.path.abspath(Path(text).expanduser()))
    except RuntimeError as problem:
        raise EnvError(f"{name} is “{text}”: this machine has no such user; set it to a folder.") from problem


def _host(environ: Mapping[str, str], name: str, default: str) -> str:
    text = environ.get(name) or default
    if not re.fullmatch(r"[A-Za-z0-9.-]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*", text):
        raise EnvError(f"{name} is “{text}”: set it to an address of this machine, such as 127.0.0.1.")
    return text


def _email(environ: Mapping[str, str], name: str) -> str:
    text = environ.get(name, "")
    if text and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
        raise EnvError(f"{name} is “{text}”: set it to an email address, such as editors@example.org.")
    return text


def _secret(environ: Mapping[str, str], name: str) -> str:
    text = environ.get(name, "")
    if text and len(text) < 50:
        raise EnvError(f"{name} is too short to keep a secret: set it to 50 characters or more, or leave it out.")
    return text


def _site_url(environ: Mapping[str, str], default: str) -> str:
    text = (environ.get("ROSE_SITE_URL") or default).rstrip("/")
    try:
        parts = urlsplit(text)
        whole = f"{parts.scheme}://{_in_url(parts.hostname or '')}{f':{parts.port}' if parts.port else ''}"
    except ValueError:
        whole = ""
    if whole.lower() != text.lower() or not text.startswith(("http://", "https://")) or not parts.hostname:
        raise EnvError(f"ROSE_SITE_URL is “{text}”: set it to scheme and host alone, such as https://rose.example.org.")
    return text


def _hosts(environ: Mapping[str, str], site_url: str) -> tuple[str, ...]:
    text = environ.get("ROSE_ALLOWED_HOSTS", "")
    hosts = [host.strip() for host in text.split(",") if host.strip()] or ["localhost", "127.0.0.1", "[::1]"]
    for host in hosts:
        if host == "*" or not re.fullmatch(r"\.?[\w.-]+|\[[0-9a-fA-F:.]+\]", host):
            raise EnvError(f"ROSE_ALLOWED_HOSTS holds “{host}”: list host names with commas, without scheme or port.")
    own = _in_url(urlsplit(site_url).hostname or "")
    return tuple(dict.fromkeys([*hosts, own]))


def _in_url(host: str) -> str:
    """A host as it stands in a URL: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host else host
