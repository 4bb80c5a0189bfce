"""A standalone Spark cluster on this machine: one master, two workers, loop-back only, a secret of its own."""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from anjian.host import children
from anjian.host.children import Program

WORKERS = 2
_QUIET = """rootLogger.level = error
rootLogger.appenderRef.stdout.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d %p %c{1}: %m%n%ex
"""
PATIENCE = 180.0
"""Seconds after which something that must come about is called a failure."""
_MASTER = "org.apache.spark.deploy.master.Master"
_WORKER = "org.apache.spark.deploy.worker.Worker"


class Cluster:
    """What runs. `master` is its address, `env` what its daemons and who asks them need around them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {
            "SPARK_CONF_DIR": str(folder / "conf"),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(folder / "local"),
            "SPARK_DAEMON_MEMORY": "256m",
        }
        port, self._page = _free_port(), _free_port()
        self.master = f"spark://127.0.0.1:{port}"
        self._started: list[psutil.Process] = []
        self._configure()
        self._start("master", _MASTER, "--port", str(port), "--webui-port", str(self._page))
        for n in range(WORKERS):
            work = ("--work-dir", str(folder / f"work{n}"), "--webui-port", "0")
            self._start(f"worker{n}", _WORKER, "--cores", "1", "--memory", "1g", *work, self.master)
        self._await()

    def state(self) -> dict[str, Any]:
        """What the master says of itself, its workers and applications."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._page}/json/", timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def stop(self) -> list[int]:
        """End every process of it, children too; returns those that had to be killed."""
        family = {child for one in self._started if one.is_running() for child in [one, *one.children(recursive=True)]}
        for one in reversed(self._started):
            with contextlib.suppress(psutil.NoSuchProcess):
                one.terminate()
        _, left = psutil.wait_procs(list(family), timeout=20)
        for one in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(left, timeout=20)
        return [one.pid for one in left]

    def _configure(self) -> None:
        conf = self.folder / "conf"
        conf.mkdir()
        (conf / "log4j2.properties").write_text(_QUIET)
        small = {
            "spark.authenticate": "true",  # nobody else on this machine may have it run something
            "spark.authenticate.secret": secrets.token_hex(32),
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "1g",
            "spark.executor.memory": "512m",
            "spark.cores.max": str(WORKERS),
            # worlds have a hundred rows: one part of a table is enough, and compiling a query costs more than it saves
            "spark.default.parallelism": "2",
            "spark.sql.leafNodeDefaultParallelism": "2",
            "spark.sql.shuffle.partitions": "2",
            "spark.sql.adaptive.enabled": "false",
            "spark.sql.codegen.wholeStage": "false",
            "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        }
        defaults = conf / "spark-defaults.conf"
        defaults.touch(mode=0o600)
        defaults.write_text("".join(f"{key} {value}\n" for key, value in small.items()))

    def _start(self, name: str, what: str, *arguments: str) -> None:
        argv = ["-m", "tests.cluster.daemon", str(self.folder / f"{name}.log"), what, "--host", "127.0.0.1", *arguments]
        self._started.append(psutil.Process(children.spawn(Program(name, name, argv, self.env)).pid))

    def _await(self) -> None:
        until = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError, ValueError):
                if sum(one["state"] == "ALIVE" for one in self.state()["workers"]) == WORKERS:
                    return
            if time.monotonic() > until or not all(one.is_running() for one in self._started):
                self.stop()
                told = "\n".join(path.read_text(errors="replace")[-2000:] for path in sorted(self.folder.glob("*.log")))
                raise TimeoutError(f"主节点和工作节点没有起来 / master and workers did not come up\n{told}")
            time.sleep(0.5)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """A cluster that is stopped whatever happens; by kill -9 of this process too, since its processes die with it."""
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        killed = cluster.stop()
        print("集群已停止 / the cluster is stopped" + (f" ({len(killed)} killed)" if killed else ""))


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
