"""Kill -9 in turn for web, worker, sequencer, database and supervisor, under load; then count what was lost.

``make chaos`` (300 kills, some twenty minutes) or ``python -m tests.chaos.kill --kills 50 --seed 7``. It runs the real
`anjian run` in a folder of its own, with fsync on. Writers record facts over HTTP, each subject strictly one after the
other; an answer 200 means "acknowledged". Without an answer the writer sends the same id again, as a telephone would.

At the end: no acknowledged fact is lost, none is there by half, positions have no gap, each fact was handled exactly
once and in the order of its subject, each claim was granted exactly once, and the ledger verifies.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import psycopg

from anjian.host import bench, folders
from anjian.host.postgres import Server

_PAUSE = 0.025
"""Seconds between two facts of one writer: four writers make about a hundred facts a second."""
PATIENCE = 120.0
"""Seconds after which something that must come about is called a failure."""


def run(
    *,
    kills: int,
    seed: int,
    writers: int = 4,
    subjects: int = 3,
    sample: str = "whole",
    say: Callable[[str], None] = print,
) -> dict[str, Any]:
    """One rehearsal; returns the figures. Those in `MUST_BE_ZERO` must be. ``sample``: the one that stands beside."""
    folder = Path(tempfile.mkdtemp(prefix="anj-chaos-"))
    folder.chmod(0o755)
    house = _House(folder, sample, say)
    try:
        house.start()
        load = _Load(house.port, writers, subjects)
        load.start()
        say(f"load is on, {kills} kills follow")
        chance = random.Random(seed)
        killed: Counter[str] = Counter()
        turn = itertools.cycle(house.ways())
        back: list[float] = []
        for number in range(kills):
            before = load.count()
            _until(lambda before=before: load.count() >= before + 3 * writers, f"no progress before kill {number + 1}")
            time.sleep(chance.uniform(0, 0.15))
            name, way = ("supervisor", house.supervisor) if number % 30 == 9 else next(turn)
            if way(chance):
                killed[name] += 1
            at = time.monotonic()
            before = load.count()
            _until(lambda before=before: load.count() > before, f"no answer after killing {name}")
            back.append(time.monotonic() - at)
            if (number + 1) % 25 == 0:
                say(f"{number + 1} kills, {load.count()} acknowledged")
        load.stop()
        figures = {**house.check(load), "kills": dict(killed), "sent_again": load.again, "subjects": writers * subjects}
        figures["silence_p50"] = round(sorted(back)[len(back) // 2], 2)
        figures["silence_max"] = round(max(back), 2)
        house.stop()
        shutil.rmtree(folder)
        return figures
    finally:
        house.stop()
        if folder.exists():
            say(f"kept for looking: {house.log.name}, {house.server.log}")


class _House:
    """The running program, and the ways to kill its parts."""

    def __init__(self, folder: Path, sample: str, say: Callable[[str], None]) -> None:
        self.var = folder / "var"
        self.say = say
        self.server = Server(self.var / "pg")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE_", "ANJIAN_"))}
        self.env = {
            **clean,
            "ANJIAN_VAR": str(self.var),
            "ANJIAN_SAMPLE": sample,
            "PORT": str(self.port),
            "PYTHONPATH": str(folders.ROOT),
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
        }
        self.log = (folder / "run.log").open("ab")
        self.process: subprocess.Popen[bytes] | None = None

    def anjian(self, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
        argv = [sys.executable, "-P", "-m", "config.cli", *arguments]
        return subprocess.Popen(argv, cwd=folders.ROOT, env=self.env, start_new_session=True, **more)

    def start(self) -> None:
        self.process = self.anjian("run", stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        _until(self._serves, f"it does not serve, see {self.log.name}", 600)

    def _serves(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, Path(self.log.name).read_text()[-3000:]
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/chaos/")
            return connection.getresponse().status > 0
        return False

    def stop(self) -> None:
        """Once more does nothing."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
            if self.process.poll() is None:
                self.process.kill()
        self.server.stop()
        self.log.close()

    # -- killing ----------------------------------------------------------------------------------------------------

    def ways(self) -> list[tuple[str, Callable[[random.Random], bool]]]:
        return [
            ("web", self._web),
            ("worker", lambda chance: _kill(self._child("worker"))),
            ("sequencer", self._sequencer),
            ("postmaster", lambda chance: _kill(self._postmaster())),
            ("web worker", self._web_worker),
            ("one backend", self._backend),
            ("sequencer", self._sequencer),
            ("whole database", self._database),
        ]

    def _child(self, word: str) -> psutil.Process | None:
        assert self.process is not None
        with contextlib.suppress(psutil.Error):
            for child in psutil.Process(self.process.pid).children():
                with contextlib.suppress(psutil.Error):
                    if word in child.cmdline():
                        return child
        return None

    def _web(self, chance: random.Random) -> bool:
        return _kill(self._child("web"))

    def _web_worker(self, chance: random.Random) -> bool:
        web = self._child("web")
        workers = web.children() if web else []
        return bool(workers) and _kill(chance.choice(workers))

    def _postmaster(self) -> psutil.Process | None:
        pid = self.server.pid()
        return psutil.Process(pid) if pid else None

    def _database(self, chance: random.Random) -> bool:
        postmaster = self._postmaster()
        if postmaster is None:
            return False
        family = postmaster.children(recursive=True)
        _kill(postmaster)
        for child in family:
            _kill(child)
        return True

    def _backends(self, where: str) -> list[int]:
        with contextlib.suppress(psycopg.Error), self._connect("postgres") as boss:
            found = boss.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = 'anjian' AND usename = 'anjian_app' AND " + where
            )
            return [pid for (pid,) in found]
        return []

    def _backend(self, chance: random.Random) -> bool:
        pids = self._backends("true")
        return bool(pids) and _kill(psutil.Process(chance.choice(pids)))

    def _sequencer(self, chance: random.Random) -> bool:
        """The database's side of the sequencer, if possible in the middle of its work."""
        end = time.monotonic() + 20  # after a kill of the worker it has to come back first
        while time.monotonic() < end:
            pids = self._backends("query LIKE '%ledger_sequence%' AND state = 'active'")
            if not pids and time.monotonic() > end - 10:
                pids = self._backends("query LIKE '%ledger_sequence%' OR query LIKE '%ledger_cursor%'")
            if pids:
                return _kill(psutil.Process(pids[0]))
        return False

    def supervisor(self, chance: random.Random) -> bool:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.start()
        return True

    # -- counting ---------------------------------------------------------------------------------------------------

    def _connect(self, role: str = "anjian_app") -> psycopg.Connection[Any]:
        return psycopg.connect(**self.server.login(role, "anjian"), connect_timeout=5, autocommit=True)

    def _quiet(self) -> bool:
        with contextlib.suppress(psycopg.Error), self._connect() as app:
            row = app.execute(
                "SELECT (SELECT count(*) FROM ledger_pending), (SELECT max(position) FROM ledger_position),"
                " (SELECT position FROM ledger_cursor WHERE handler = 'chaos.write_down')"
            ).fetchone()
            return row is not None and row[0] == 0 and row[1] == row[2]
        return False

    def check(self, load: _Load) -> dict[str, Any]:
        """Wait until all is heard, then count what must not be."""
        _until(self._quiet, "the worker does not come to an end")
        with self._connect() as app:

            def ask(query: str) -> list[tuple[Any, ...]]:
                return app.execute(query).fetchall()

            facts = {
                str(fact): (subject, int(number))
                for fact, subject, number in ask(
                    "SELECT f.id, p.id, a.num FROM ledger_fact f"
                    " JOIN ledger_party p ON p.fact = f.id AND p.role = 'subject'"
                    " JOIN ledger_attr a ON a.fact = f.id AND a.attr = 'number' WHERE f.name = 'chaos.recorded'"
                )
            }
            halves = ask(
                "SELECT count(*) FROM ledger_fact f WHERE f.name = 'chaos.recorded' AND ("
                " NOT EXISTS (SELECT 1 FROM ledger_body b WHERE b.fact = f.id)"
                " OR (SELECT count(*) FROM ledger_party p WHERE p.fact = f.id) <> 2"
                " OR (SELECT count(*) FROM ledger_attr a WHERE a.fact = f.id) <> 1"
                " OR NOT EXISTS (SELECT 1 FROM ledger_position o WHERE o.fact = f.id))"
            )[0][0]
            top, count = ask("SELECT max(position), count(*) FROM ledger_position")[0]
            heard = ask("SELECT fact, subject, number, position FROM chaos_heard ORDER BY id")
            claimed = Counter(key for (key,) in ask("SELECT key FROM chaos_claimed"))
            parked = ask("SELECT count(*) FROM ledger_parked")[0][0]
        times = Counter(str(fact) for fact, *_ in heard)
        per_subject: dict[str, list[tuple[int, int]]] = {}
        for _, subject, number, position in heard:
            per_subject.setdefault(subject, []).append((number, position))
        keys = {f"{subject}:{number // 5}" for subject, number in facts.values()}
        verify = self.anjian("ledger", "verify", "--json", stdout=subprocess.PIPE)
        said = json.loads(verify.communicate(timeout=600)[0])
        return {
            "acknowledged": len(load.acknowledged),
            "facts": len(facts),
            "lost": len([id for id, told in load.acknowledged.items() if facts.get(id) != told]),
            "halves": halves,
            "gaps": top - count,
            "never": len([id for id in facts if id not in times]),
            "twice": len([id for id, n in times.items() if n > 1]),
            "disorder": sum(
                1
                for told in per_subject.values()
                if told != sorted(told) or [n for n, _ in told] != list(range(len(told)))
            ),
            "claims": len(claimed),
            "claims_wrong": len(keys.symmetric_difference(claimed)) + len([k for k, n in claimed.items() if n > 1]),
            "parked": parked,
            "verified": bool(said["ok"]),
        }


class _Load:
    """Writers over HTTP, each with its own subjects."""

    def __init__(self, port: int, writers: int, subjects: int) -> None:
        self.port = port
        self.acknowledged: dict[str, tuple[str, int]] = {}
        self.again = 0
        self._stop = threading.Event()
        self._errors: list[str] = []
        self._threads = [
            threading.Thread(target=self._write, args=([f"ent:chaos-{w}-{s}" for s in range(subjects)],), daemon=True)
            for w in range(writers)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a writer got no answer"

    def count(self) -> int:
        assert not self._errors, self._errors[0]
        return len(self.acknowledged)

    def _write(self, subjects: list[str]) -> None:
        for number in itertools.count():
            for subject in subjects:
                if self._stop.is_set() and subject == subjects[0]:
                    return  # each subject has the same numbers
                told = {"id": str(uuid.uuid4()), "subject": subject, "number": number}
                body = json.dumps({**told, "at": datetime.now(UTC).isoformat()})
                while not self._acknowledged(body):
                    self.again += 1
                    time.sleep(0.05)
                time.sleep(_PAUSE)
                self.acknowledged[str(told["id"])] = (subject, number)

    def _acknowledged(self, body: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", "/chaos/record", body, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if 400 <= answer.status < 500:
            self._errors.append(f"{answer.status}: {text[:500]!r}")
        return answer.status == 200


def _kill(process: psutil.Process | None) -> bool:
    if process is None:
        return False
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return False
    return True


def _until(true: Callable[[], object], else_: str, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"{else_} ({datetime.now(UTC):%H:%M:%S} UTC)")
        time.sleep(0.02)


MUST_BE_ZERO = ("lost", "halves", "gaps", "never", "twice", "disorder", "claims_wrong", "parked")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=20180122)
    parser.add_argument("--writers", type=int, default=4)
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(130))  # so that what was started is stopped
    begun = time.monotonic()
    figures = run(kills=chosen.kills, seed=chosen.seed, writers=chosen.writers)
    print(json.dumps(figures, ensure_ascii=False))
    kills = sum(figures["kills"].values())
    results = [bench.Result(name, figures[name], "", at_most=0) for name in MUST_BE_ZERO]
    results += [
        bench.Result("kills", kills, "", at_least=chosen.kills * 0.95),
        bench.Result("verified", int(figures["verified"]), "", at_least=1),
        bench.Result("acknowledged", figures["acknowledged"], "facts"),
        bench.Result("silence_p50", figures["silence_p50"], "s"),
        bench.Result("silence_max", figures["silence_max"], "s"),
    ]
    sizes = {"kills": figures["kills"], "writers": chosen.writers, "seconds": round(time.monotonic() - begun)}
    bench.write("chaos", sizes=sizes, results=results)
    sys.exit(0 if all(result.met is not False for result in results) else 1)


if __name__ == "__main__":
    main()
