"""Child processes (子进程): started apart from the terminal, dead with their parent, restarted with patience."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_PR_SET_PDEATHSIG = 1
_PARENT = "ANJIAN_PARENT"


def die_with_parent(sign: signal.Signals = signal.SIGTERM) -> None:
    """Called by a child at its start: it gets `sign` when the supervisor is gone, even by kill -9.

    Does nothing in a process that no supervisor started.
    """
    parent = os.environ.get(_PARENT)
    if parent is None:
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
    os.environ[_PARENT] = str(os.getpid())  # for children of this child
    if os.getppid() != int(parent):  # it died between the start and here
        os.kill(os.getpid(), sign)


@dataclass(frozen=True)
class Program:
    """What to run: a short name, its title on the terminal, the command, further environment."""

    name: str
    title: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)


def spawn(program: Program) -> subprocess.Popen[bytes]:
    """Start `program` in a session of its own, so that Ctrl-C reaches the supervisor alone, which stops in order."""
    return subprocess.Popen(
        [sys.executable, "-P", *program.argv],
        env={**os.environ, **program.env, _PARENT: str(os.getpid())},
        start_new_session=True,
        stdin=subprocess.DEVNULL,
    )


class Kept:
    """A program that is kept running: a dead one is started again after 0.2 s, 0.4 s … at most 10 s.

    Thirty seconds of life forget earlier deaths.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths = 0
        self._born = 0.0
        self._again = 0.0

    def look(self, now: float) -> int | None:
        """Start it when it is due, notice when it has died. Returns its exit code once per death, else None."""
        if self.process is None:
            if now >= self._again:
                self.process, self._born = spawn(self.program), now
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.process = None
        self.deaths = 1 if now - self._born > 30 else self.deaths + 1
        self._again = now + min(10.0, 0.1 * 2**self.deaths)
        return code

    def stop(self, patience: float = 15.0) -> None:
        """SIGTERM, then after `patience` seconds SIGKILL for its whole session."""
        if self.process is not None:
            stop(self.process, patience)
            self.process = None


def stop(process: subprocess.Popen[bytes], patience: float) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait(process: subprocess.Popen[bytes], stopped: list[int]) -> int:
    """Wait for a step; when a signal came meanwhile (`stopped` is not empty) end it. Returns its exit code."""
    while process.poll() is None:
        if stopped:
            stop(process, 15.0)
            break
        time.sleep(0.02)
    return int(process.returncode)
