"""Make .venv and install one of the lock files beside this file into it: `python3 requirements/install.py run`.

It runs before anything is installed and under whatever Python a machine calls python3, so it imports the standard
library alone and is written so that an old Python can read it far enough to say that it is too old.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER = ["python3.14", "python3.13", "python3.12", "python3.11"]
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(os.path.dirname(HERE), ".venv")
PYTHON = os.path.join(VENV, "bin", "python")


def main(name):
    if sys.version_info < OLDEST:
        use_newer_python()
    os.umask(0o022)  # where root runs Rose, another user runs the database, from the programs installed here
    lock = os.path.join(HERE, name + ".txt")
    stamp = os.path.join(VENV, "installed-" + name)
    with open(lock, "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    if not works():
        print("Making the environment (.venv)", flush=True)
        make()
    elif is_installed(stamp, wanted):
        return
    print("Installing the packages of requirements/" + name + ".txt", flush=True)
    install(lock)
    with open(stamp, "w") as file:
        file.write(wanted)


def use_newer_python():
    """Start again under a newer Python, where there is one under its own name."""
    for name in NEWER:
        path = shutil.which(name)
        if path and subprocess.call([path, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            os.execv(path, [path] + sys.argv)
    sys.exit(
        "Rose needs Python 3.11 or newer and this is {}: "
        "install a newer one, or name the one to use: make PYTHON=/path/to/python3 run".format(
            platform.python_version()
        )
    )


def works():
    """Whether .venv has a Python that starts: it may be gone after an upgrade of the machine's own."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.call([PYTHON, "-c", check], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def is_installed(stamp, wanted):
    try:
        with open(stamp) as file:
            return file.read() == wanted
    except OSError:
        return False


def make():
    shutil.rmtree(VENV, ignore_errors=True)
    made = run([sys.executable, "-m", "venv", VENV])
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        if "ensurepip" in made.stdout or "No module named venv" in made.stdout:
            sys.exit(
                "Python's venv module is missing: install it (on Debian: apt install python3-venv) and start again."
            )
        sys.exit("Python couldn't make {} ({}): put that right and start again.".format(VENV, last_line(made.stdout)))


def install(lock):
    """Everything by its hash, and only as built packages: a machine without a compiler installs too."""
    done = run(
        [PYTHON, "-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "--no-input"]
        + ["--quiet", "--disable-pip-version-check", "--requirement", lock]
    )
    if done.returncode:
        missing = re.findall(r"No matching distribution found for (\S+)", done.stdout)
        if missing and "Retrying" not in done.stdout:
            sys.exit(
                "The package {} has no build for this machine ({}, Python {}): "
                "use Linux with glibc 2.28 or newer, or macOS 11 or newer, on a 64-bit Intel or ARM processor.".format(
                    missing[0], platform.platform(), platform.python_version()
                )
            )
        sys.exit(
            "The packages couldn't be installed ({}): check the network and start again.".format(last_line(done.stdout))
        )


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)


def last_line(output):
    errors = [line for line in output.splitlines() if "ERROR" in line] or output.splitlines() or ["no reason given"]
    return errors[-1].replace("ERROR: ", "").strip().rstrip(".")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit(130)
