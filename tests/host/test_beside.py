"""Work in a process of its own: its values in order, what it raises, and that it is never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from anjian.host.beside import Beside, Gone
from anjian.lib.errors import Refusal

HERE = "tests.host.test_beside"


def counted(count: int, log: str = "") -> Iterator[tuple[int, int, bytes]]:
    """Run beside: numbers, with who made them, each larger than a pipe holds."""
    for number in range(count):
        print("what is printed is no value")
        if log:
            Path(log).write_text(str(number))
        yield number, os.getpid(), bytes(200_000)


def refusing() -> Iterator[int]:
    """Run beside: a value, then a no."""
    yield 1
    raise Refusal("表格已损坏", "读不全", "请重新上传", code="sheets.file", field="file")


def is_gone(pid: int) -> bool:
    deadline = time.monotonic() + 20
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_the_values_come_in_order_from_another_process_which_then_ends() -> None:
    beside: Beside[Any] = Beside(f"{HERE}:counted", 5)
    made = list(beside)
    assert [number for number, _, _ in made] == [0, 1, 2, 3, 4]
    assert {pid for _, pid, _ in made} == {beside.pid} != {os.getpid()}
    assert is_gone(beside.pid)


def test_it_is_a_value_ahead_and_no_further(tmp_path: Path) -> None:
    log = tmp_path / "made"
    beside: Beside[Any] = Beside(f"{HERE}:counted", 50, str(log))
    assert next(beside)[0] == 0
    deadline = time.monotonic() + 20
    while log.read_text() != "1" and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    assert log.read_text() == "1", "the second is made while the first is used; the third waits until that is wanted"
    beside.close()
    assert is_gone(beside.pid)


def test_what_it_raises_is_raised_here_with_all_it_says() -> None:
    beside: Beside[int] = Beside(f"{HERE}:refusing")
    assert next(beside) == 1
    with pytest.raises(Refusal) as no:
        next(beside)
    assert no.value.as_dict() == {
        "what": "表格已损坏",
        "why": "读不全",
        "next": "请重新上传",
        "code": "sheets.file",
        "field": "file",
    }
    assert is_gone(beside.pid)


def test_one_that_is_killed_is_told_apart_from_one_that_is_done() -> None:
    beside: Beside[Any] = Beside(f"{HERE}:counted", 50)
    next(beside)
    os.kill(beside.pid, signal.SIGKILL)
    with pytest.raises(Gone):
        list(beside)


def test_it_ends_with_the_process_that_wanted_it_even_by_kill_9() -> None:
    script = (
        "import time\n"
        "from anjian.host.beside import Beside\n"
        f"beside = Beside('{HERE}:counted', 50)\n"
        "next(beside)\n"
        "print(beside.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert psutil.pid_exists(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert is_gone(pid)
