"""Two commands on a bare machine: the lock fits the project file, and the set-up says what is missing."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from anjian.host import folders

LOCKS = ["requirements.lock", "scripts/installer.lock"]


def _pins(name: str) -> dict[str, str]:
    text = (folders.ROOT / name).read_text()
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", text, re.M))


def test_the_lock_holds_a_fitting_version_of_every_dependency() -> None:
    project = tomllib.loads((folders.ROOT / "pyproject.toml").read_text())
    pins = _pins("requirements.lock")
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    wrong = []
    for line in wanted:
        requirement = Requirement(line)
        version = pins.get(requirement.name.lower().replace("_", "-"))
        if version is None or not requirement.specifier.contains(version):
            wrong.append((line, version))
    assert len(wanted) >= 20
    assert wrong == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_and_no_host_is_named(name: str) -> None:
    text = (folders.ROOT / name).read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", "\n".join(x for x in text.splitlines() if not x.startswith("#")).strip())
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text
    assert not re.search(r"(^| )/[a-z]+/", text)


def _copy(to: Path) -> Path:
    (to / "scripts").mkdir(parents=True)
    for name in [*LOCKS, "scripts/setup.sh"]:
        (to / name).write_bytes((folders.ROOT / name).read_bytes())
    return to


def _setup(
    checkout: Path, account: dict[str, object] | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "scripts/setup.sh"],
        cwd=checkout,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        **(account or {}),
    )


@pytest.mark.parametrize("python", [None, "#!/bin/sh\nexit 1\n"])
def test_without_python_3_11_it_says_what_to_install(tmp_path, python) -> None:
    other = tmp_path / "python"
    if python:  # another version: it answers that it is not 3.11
        other.write_text(python)
        other.chmod(0o755)
    done = _setup(_copy(tmp_path / "checkout"), PYTHON=str(other))
    assert done.returncode == 2
    assert "找不到 Python 3.11" in done.stderr
    assert "apt install python3.11" in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_in_a_checkout_of_root_is_told_what_to_do(short_folder) -> None:
    checkout = _copy(short_folder / "checkout")
    (checkout / ".venv").mkdir()
    done = _setup(checkout, {"user": 65534, "group": 65534, "extra_groups": []})
    assert done.returncode == 2
    assert f"当前账户 nobody 不能改写 {checkout}/.venv" in done.stderr
    assert "chown -R nobody" in done.stderr
    assert list((checkout / ".venv").iterdir()) == []


def test_an_installed_checkout_is_left_alone_and_quickly(tmp_path) -> None:
    checkout = _copy(tmp_path / "checkout")
    (checkout / ".venv" / "bin").mkdir(parents=True)
    python = checkout / ".venv" / "bin" / "python"
    python.write_text("#!/bin/sh\nexit 0\n")
    python.chmod(0o755)
    # The stamp as the script itself computes it: contents of the locks, of the script, and the place.
    parts = b"".join((checkout / name).read_bytes() for name in LOCKS) + (checkout / "scripts/setup.sh").read_bytes()
    parts += f"{checkout.resolve()}\n".encode()
    stamp = subprocess.run(["cksum"], input=parts, capture_output=True, check=True).stdout
    (checkout / ".venv" / "stamp").write_bytes(stamp)
    done = _setup(checkout)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_ci_runs_the_same_command_as_a_person() -> None:
    assert "make test" in (folders.ROOT / ".ci" / "run").read_text()
    assert os.access(folders.ROOT / ".ci" / "run", os.X_OK)
