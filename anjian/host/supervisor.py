"""`anjian run` (启动服务): database, steps of a start, then worker and web, kept running and stopped in order."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import IO

from anjian.host import children, folders
from anjian.host.postgres import Server
from anjian.lib.errors import Refusal


@dataclass(frozen=True)
class Plan:
    """What a start consists of. `steps` run one after the other and tell their progress themselves."""

    steps: Sequence[children.Program]
    worker: children.Program
    web: children.Program
    address: str
    port: int
    total: int
    """How many numbered lines the terminal will show."""

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.port}/"


def say(text: str) -> None:
    print(text, flush=True)


def step(number: int, total: int, label: str, seconds: float, note: str = "") -> None:
    """One progress line: 步骤 2/6 升级数据表，1.3 秒."""
    say(f"步骤 {number}/{total} {label}{f'（{note}）' if note else ''}，{seconds:.1f} 秒")


def run(plan: Plan, *, embedded: bool) -> int:
    """Start everything, keep it running, stop it in order on SIGINT or SIGTERM. Returns the exit code.

    Raises Refusal ``run.second`` when this checkout already serves, ``run.port`` when the port is taken,
    ``run.step`` when a step of the start fails, and those of the database.
    """
    begun = time.monotonic()
    var = folders.ready(folders.var())
    stopped: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.append(number)

    before = {sign: signal.signal(sign, stop) for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        with _alone(var / "run.lock", plan) as unclean:
            _port_free(plan, patience=15.0 if unclean else 0.0)
            server = Server(var / "pg") if embedded else None
            try:
                return _serve(plan, server, stopped, begun)
            finally:
                if server is not None:
                    server.stop()
                    say("已停止：数据库")
    finally:
        for sign, handler in before.items():
            signal.signal(sign, handler)


@contextlib.contextmanager
def _alone(path: Path, plan: Plan) -> Iterator[bool]:
    """Hold the checkout's run lock; yields True when the last run did not end in order."""
    with path.open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            first = _read(held)
            raise Refusal(
                f"本目录的服务已经在运行：{first.get('url', '地址未知')}（进程 {first.get('pid', '?')}）",
                "同一目录同时启动两次会争用同一个数据库",
                f"请直接打开上面的网址；要重启，请先在原来的终端按 Ctrl-C，或执行 kill {first.get('pid', '<进程号>')}",
                code="run.second",
            ) from None
        unclean = bool(_read(held))
        held.seek(0)
        held.truncate()
        json.dump({"pid": os.getpid(), "url": plan.url}, held)
        held.flush()
        yield unclean
        held.seek(0)
        held.truncate()


def _read(held: IO[str]) -> dict[str, object]:
    held.seek(0)
    try:
        found = json.loads(held.read())
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _port_free(plan: Plan, *, patience: float) -> None:
    """Raise ``run.port`` unless the port can be taken; after an unclean end its old web process gets time to go."""
    until = time.monotonic() + patience
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((plan.address, plan.port))
                return
            except PermissionError:
                raise Refusal(
                    f"当前账户不能使用端口 {plan.port}",
                    "1024 以下的端口只有管理员能用",
                    "请换一个端口，例如：PORT=8001 make run",
                    code="run.port",
                ) from None
            except OSError as error:
                if time.monotonic() >= until:
                    raise Refusal(
                        f"端口 {plan.address}:{plan.port} 已被别的程序占用",
                        "网页服务需要一个空闲的端口",
                        f"请换一个端口，例如：PORT={plan.port + 1} make run；或先停止占用它的程序",
                        code="run.port",
                    ) from error
        time.sleep(0.1)


def _serve(plan: Plan, server: Server | None, stopped: list[int], begun: float) -> int:
    if server is not None:
        started = server.start()
        note = {"made": "首次建立", "started": "已有数据", "adopted": "接管仍在运行的数据库"}[started.how]
        step(1, plan.total, "启动数据库", started.seconds, note)
    else:
        step(1, plan.total, "使用 DATABASE_URL 指定的数据库", 0.0)
    for program in plan.steps:
        code = children.wait(children.spawn(program), stopped)
        if stopped:
            return 130
        if code != 0:
            raise Refusal(
                f"启动步骤“{program.title}”没有完成（退出码 {code}）",
                "上面是它给出的原因；没有完成就开始服务，页面会出错",
                "请按上面的提示处理后重新执行 make run；已完成的步骤不会重做",
                code="run.step",
            )
    worker, web = children.Kept(plan.worker), children.Kept(plan.web)
    web_began, ready = time.monotonic(), False
    try:
        while not stopped:
            now = time.monotonic()
            if server is not None and server.pid() is None:
                _revive(server)
            for kept in (worker, web):
                died = kept.look(now)
                if died is not None:
                    say(f"{kept.program.title}意外退出（{_how(died)}），即将重新启动，第 {kept.deaths} 次")
            if not ready and _answers(plan):
                ready = True
                step(plan.total, plan.total, "启动后台任务和网页服务", time.monotonic() - web_began)
                say(f"已启动，共用 {time.monotonic() - begun:.1f} 秒。请打开 {plan.url}  （按 Ctrl-C 停止）")
            time.sleep(0.1)
    finally:
        say("正在停止……")
        web.stop()
        say("已停止：网页服务")
        worker.stop()
        say("已停止：后台任务")
    return 0


def _how(code: int) -> str:
    return f"被信号 {signal.Signals(-code).name} 结束" if code < 0 else f"退出码 {code}"


def _revive(server: Server) -> None:
    try:
        started = server.start()
        say(f"数据库意外停止，已重新启动，用时 {started.seconds:.1f} 秒")
    except Refusal as refusal:
        say(f"数据库意外停止，暂时启动不了，稍后再试：{refusal}")
        time.sleep(1.0)


def _answers(plan: Plan) -> bool:
    """True when the web server answers anything at all; an error page is for a person to see."""
    try:
        with urllib.request.urlopen(plan.url, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
