"""`anjian run` as a person meets it: progress, a second run, a taken port, kill -9, stopping in order."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from anjian.host.postgres import Server

from .conftest import until


def _status(port: int) -> int | None:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


def _child(pid: int, word: str) -> psutil.Process | None:
    for child in psutil.Process(pid).children():
        with contextlib.suppress(psutil.Error):
            if word in child.cmdline():
                return child
    return None


def _name(process: psutil.Process) -> str:
    """What it is called; a child of the server, which comes and goes, when it is gone already."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.name()
    return "postgres"


def _alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def test_run_serves_survives_kills_refuses_a_second_and_stops_in_order(cli, short_folder: Path, free_port: int) -> None:
    var = short_folder / "var"
    first = cli("run", PORT=str(free_port), ANJIAN_SAMPLE="small")
    until(lambda: _status(free_port) or first.poll() is not None, 300)
    assert first.poll() is None, first.communicate()[0]
    server = Server(var / "pg")

    # A second run of the same checkout says where the first one serves, and stops nothing.
    said = (second := cli("run", PORT=str(free_port + 1))).communicate(timeout=60)[0]
    assert second.returncode == 2
    assert f"本目录的服务已经在运行：http://127.0.0.1:{free_port}/（进程 {first.pid}）" in said
    assert "Traceback" not in said

    # A backup while it serves.
    said = (backup := cli("backup", str(short_folder / "b.tar"), "--json")).communicate(timeout=120)[0]
    assert backup.returncode == 0, said
    assert json.loads(said)["tables"] >= 2

    # Each child killed in turn comes back.
    for word in ("web", "worker"):
        child = _child(first.pid, word)
        child.kill()
        until(lambda word=word, old=child: _child(first.pid, word) not in (None, old))
    old = server.pid()
    os.kill(old, signal.SIGKILL)
    until(lambda: server.pid() not in (None, old) and server.answers())
    until(lambda: _status(free_port))

    # The supervisor itself: its children go with it, the database stays and is adopted by the next run.
    database = server.pid()
    children = psutil.Process(first.pid).children(recursive=True)
    gone = [c for c in children if c.pid != database and "postgres" not in _name(c)]  # named while they live
    first.kill()
    first.wait()
    assert len(gone) >= 2
    until(lambda: not any(map(_alive, gone)))
    assert server.pid() == database
    third = cli("run", PORT=str(free_port))
    until(lambda: _status(free_port) or third.poll() is not None, 300)
    assert third.poll() is None, third.communicate()[0]
    assert server.pid() == database

    third.send_signal(signal.SIGINT)
    said = third.communicate(timeout=60)[0]
    assert third.returncode == 0
    assert "接管仍在运行的数据库" in said
    order = [said.index(words) for words in ("已停止：网页服务", "已停止：后台任务", "已停止：数据库")]
    assert order == sorted(order)
    assert server.pid() is None
    assert _status(free_port) is None


def test_a_taken_port_is_refused_before_anything_is_started(cli, short_folder: Path, free_port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        said = (process := cli("run", PORT=str(free_port))).communicate(timeout=60)[0]
    assert process.returncode == 2
    assert f"端口 127.0.0.1:{free_port} 已被别的程序占用" in said
    assert f"PORT={free_port + 1} make run" in said
    assert not (short_folder / "var" / "pg").exists()


def test_a_failing_step_stops_the_start_with_its_reason_and_leaves_no_server(cli, short_folder: Path, free_port: int):
    url = "postgresql://nobody@/none?host=/nonexistent"
    said = (process := cli("run", PORT=str(free_port), DATABASE_URL=url)).communicate(timeout=120)[0]
    assert process.returncode == 2
    assert "连不上数据库" in said
    assert "启动步骤“升级和装载”没有完成" in said
    assert "Traceback" not in said
    assert "geheim" not in said
    assert _status(free_port) is None


def test_a_signal_during_the_start_stops_it_and_leaves_no_server(cli, short_folder: Path, free_port: int) -> None:
    process = cli("run", PORT=str(free_port))
    until(lambda: (short_folder / "var" / "pg" / "finished").exists())
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert Server(short_folder / "var" / "pg").pid() is None
    assert _status(free_port) is None
