"""The browser is pinned, whole, shared by the workers, and its absence is said in words."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser import fetch


@pytest.fixture(scope="module")
def installed() -> Path:
    """The folder of the pinned browser, fetched where this machine has not yet done so."""
    try:
        browser = fetch.ensure(system=None)
    except fetch.NoBrowser as reason:
        if fetch.demanded(os.environ):
            pytest.fail(str(reason), pytrace=False)
        pytest.skip(str(reason))
    return browser.executable.parents[1]


def test_the_lock_pins_version_and_integrity_and_names_no_address() -> None:
    wanted = json.loads((fetch.HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    text = (fetch.HERE / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    assert wanted == {fetch.PACKAGE: packages[f"node_modules/{fetch.PACKAGE}"]["version"]}
    for name, package in packages.items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
    assert "resolved" not in text
    assert "://" not in text


def test_the_pinned_browser_runs_with_the_libraries_it_brings(installed: Path) -> None:
    browser = fetch.ensure(system=None)
    assert browser.source == "npm"
    assert browser.version.startswith("Chromium ")
    assert browser.environment() == {"LD_LIBRARY_PATH": str(installed / "lib")}
    assert (installed / "LICENSE").is_file()
    for library in ("libnss3.so", "libnspr4.so", "libexpat.so.1"):
        assert (installed / "lib" / library).is_file()


def test_an_installed_chromium_that_runs_is_preferred(tmp_path: Path) -> None:
    chromium = tmp_path / "chromium"
    chromium.write_text("#!/bin/sh\necho Chromium 156.0\n")
    chromium.chmod(0o755)
    assert fetch.ensure(folder=tmp_path / "browser", system=chromium) == fetch.Browser(
        chromium, None, "Chromium 156.0", "system"
    )
    assert not (tmp_path / "browser").exists()


def test_an_installed_chromium_that_does_not_run_is_passed_over(tmp_path: Path, installed: Path) -> None:
    chromium = tmp_path / "chromium"
    chromium.write_text("#!/bin/sh\necho 'please install the snap'; exit 1\n")
    chromium.chmod(0o755)
    assert fetch.ensure(system=chromium).executable == installed / "bin" / "chromium"


def test_a_browser_cut_short_is_not_taken_for_one(tmp_path: Path, installed: Path) -> None:
    place = tmp_path / installed.name
    (place / "bin").mkdir(parents=True)
    (place / "lib").symlink_to(installed / "lib")
    (place / "bin" / "chromium").symlink_to(installed / "bin" / "chromium")
    assert fetch._installed(place) is None, "no mark that it was unpacked to the end"
    (place / "ready.json").symlink_to(installed / "ready.json")
    assert fetch._installed(place) is not None
    (place / "bin" / "chromium").unlink()
    (place / "bin" / "chromium").write_bytes((installed / "bin" / "chromium").open("rb").read(1_000_000))
    (place / "bin" / "chromium").chmod(0o755)
    assert fetch._installed(place) is None, "shorter than it was when unpacked"


def test_a_fetch_that_fails_leaves_nothing_behind_and_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")  # nobody listens there
    monkeypatch.setenv("npm_config_offline", "true")  # npm's own refusal, at once instead of after its retries
    (tmp_path / "new-left-by-a-killed-fetch").mkdir()
    with pytest.raises(fetch.NoBrowser, match="npm could not fetch @sparticuz/chromium"):
        fetch.ensure(folder=tmp_path, system=None)
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_a_folder_that_cannot_be_written_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(fetch.NoBrowser, match=r"cannot be written.*ANJIAN_VAR"):
        fetch.ensure(folder=tmp_path / "file" / "browser", system=None)


def test_another_kind_of_machine_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    with pytest.raises(fetch.NoBrowser, match="built for Linux x86_64, this is Linux aarch64; install Chromium as"):
        fetch.ensure(folder=tmp_path, system=None)
    assert list(tmp_path.iterdir()) == []


def test_several_workers_ask_at_once_and_all_get_the_one_browser(installed: Path) -> None:
    ask = [sys.executable, "-c", "from tests.browser import fetch; print(fetch.ensure(system=None).executable)"]
    running = [subprocess.Popen(ask, stdout=subprocess.PIPE, text=True, cwd=fetch.HERE.parents[1]) for _ in range(4)]
    assert {worker.communicate(timeout=300)[0].strip() for worker in running} == {str(installed / "bin" / "chromium")}


@pytest.mark.parametrize(("ci", "status"), [("true", 1), ("", 0)])
def test_run_as_a_file_it_says_why_there_is_none_and_fails_under_ci_only(tmp_path: Path, ci: str, status: int) -> None:
    (tmp_path / "browser").write_text("")  # where a folder should be
    environment = {**os.environ, "ANJIAN_VAR": str(tmp_path), "CI": ci}
    done = subprocess.run(
        [sys.executable, "-c", "from tests.browser import fetch; raise SystemExit(fetch.main(system=None))"],
        cwd=fetch.HERE.parents[1], env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (status, "")
    assert "没有浏览器" in done.stderr


def test_the_file_can_be_run_by_its_path_though_a_module_beside_it_is_called_html(installed: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(fetch.HERE / "fetch.py")], capture_output=True, text=True, check=True, cwd="/"
    )
    assert done.stdout.startswith("Chromium ")
