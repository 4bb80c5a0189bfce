"""Servers and processes of a test's own, beside the test server: what is killed here must not be shared."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anjian.host import folders
from anjian.host.postgres import Server


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="anj-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a short path that other accounts may cross; pytest's own are long and closed."""
    with _folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def shared_folder() -> Iterator[Path]:
    """The same for what the tests of a file share."""
    with _folder() as folder:
        yield folder


@pytest.fixture
def servers() -> Iterator[Callable[..., Server]]:
    """Makes `Server`s that are stopped after the test whatever happens."""
    made: list[Server] = []

    def make(home: Path, **more) -> Server:
        made.append(Server(home, **more))
        return made[-1]

    yield make
    for server in made:
        Server(server.asked).stop()


@pytest.fixture
def cli(short_folder: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts ``anjian …`` with a run-time folder of its own; what still runs after the test is ended."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "ANJIAN_", "PORT"))}
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "config.cli", *arguments],
            cwd=folders.ROOT,
            env={**clean, "ANJIAN_VAR": str(short_folder / "var"), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.communicate(timeout=60)
            except subprocess.TimeoutExpired:
                process.kill()
    if (short_folder / "var" / "pg").exists():
        Server(short_folder / "var" / "pg").stop()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until `true()`; fails after `seconds`, which is patience and not a measurement."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.05)


def python_for_nobody() -> list[str] | None:
    """A Python 3.11 with our packages that the account ``nobody`` can run; None where there is none. Asked by root."""
    nobody = pwd.getpwnam("nobody")
    site = next(p for p in sys.path if p.endswith("site-packages"))
    code = f"import sys; sys.path[:0] = [{str(folders.ROOT)!r}, {site!r}]; import psycopg, anjian.host.postgres; "
    for program in (sys.executable, "/usr/bin/python3.11", "/usr/local/bin/python3.11"):
        try:
            done = subprocess.run(
                [program, "-c", code],
                user=nobody.pw_uid,
                group=nobody.pw_gid,
                extra_groups=[],
                cwd="/",
                timeout=60,
                capture_output=True,
            )
        except OSError:
            continue
        if done.returncode == 0:
            return [program, "-c", code]
    return None
