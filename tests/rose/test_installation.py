import re
import shutil
import subprocess
import sys
import tomllib

import pytest

from tests.rose.processes import CHECKOUT

LOCKS = sorted(CHECKOUT.glob("requirements/*.txt"))
INSTALL = CHECKOUT / "requirements" / "install.py"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_names_no_host_and_no_folder_of_a_machine(lock):
    text = lock.read_text()
    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash)", text, re.MULTILINE), "no option but hashes"
    assert not re.search(r"(^|[\s=])[~/]\S", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_one_version_and_hashes(lock):
    entries = re.split(r"\n(?=\w)", re.sub(r"^\s*#.*\n", "", lock.read_text(), flags=re.MULTILINE))
    for entry in entries:
        assert re.match(r"[\w.-]+==[\w.]+ ", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_what_is_locked_for_tests_holds_all_that_is_locked_to_run():
    run, dev = (
        set(re.findall(r"^[\w.-]+==\S+", (CHECKOUT / f"requirements/{name}.txt").read_text(), re.MULTILINE))
        for name in ("run", "dev")
    )
    assert run < dev


def test_every_package_is_named_with_its_reason():
    text = (CHECKOUT / "pyproject.toml").read_text()
    project = tomllib.loads(text)
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    for requirement in wanted:
        assert re.search(rf'^ +"{re.escape(requirement)}", +# \w', text, re.MULTILINE), requirement


@pytest.fixture
def checkout(tmp_path):
    """A checkout with a lock file that asks for nothing."""
    (tmp_path / "requirements").mkdir()
    shutil.copy(INSTALL, tmp_path / "requirements")
    (tmp_path / "requirements" / "run.txt").touch()
    return tmp_path


def install(checkout, *options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *options, str(checkout / "requirements" / "install.py"), "run"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environ or None)


@pytest.mark.long
def test_an_unchanged_lock_file_is_installed_once(checkout):
    assert "Installing the packages of requirements/run.txt" in install(checkout).stdout
    assert install(checkout).stdout == ""
    (checkout / "requirements" / "run.txt").write_text("# changed\n")
    again = install(checkout)
    assert again.stdout == "Installing the packages of requirements/run.txt\n"
    assert (again.returncode, again.stderr) == (0, "")


@pytest.fixture
def installed(checkout):
    """The same, with an environment made: this one, into which a refused lock file puts nothing."""
    (checkout / ".venv").symlink_to(sys.prefix)
    return checkout


def test_a_package_that_is_not_as_locked_is_refused_in_one_sentence(installed):
    (installed / "requirements" / "run.txt").write_text("rose-has-no-such-package @ file:///nowhere.whl\n")
    refused = install(installed)
    assert refused.returncode == 1
    assert re.fullmatch(
        r"The packages couldn't be installed \(.+\): check the network and start again\.\n", refused.stderr
    )


def test_a_package_without_a_build_for_the_machine_is_said_in_one_sentence(installed):
    (installed / "requirements" / "run.txt").write_text(f"rose-has-no-such-build==1 --hash=sha256:{'0' * 64}\n")
    refused = install(installed, PIP_NO_INDEX="1")
    assert refused.returncode == 1
    assert re.fullmatch(r"The package rose-has-no-such-build==1 has no build for this machine .+\.\n", refused.stderr)


def test_a_python_without_venv_is_said_in_one_sentence(checkout, tmp_path):
    (checkout / "requirements" / "venv.py").write_text("raise SystemExit('No module named venv')")
    refused = install(checkout, PYTHONPATH=str(checkout / "requirements"))
    assert refused.returncode == 1
    assert refused.stderr.startswith("Python's venv module is missing: install it")
    assert not (checkout / ".venv").exists()


def test_a_python_that_is_too_old_is_said_in_one_sentence(checkout):
    script = checkout / "requirements" / "install.py"
    script.write_text(
        script.read_text().replace("OLDEST = (3, 11)", "OLDEST = (9, 0)").replace("NEWER = [", "NEWER = [] and [")
    )
    refused = install(checkout)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Rose needs Python 3.11 or newer and this is ")
    assert refused.stderr.count("\n") == 1
