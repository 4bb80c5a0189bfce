"""Random worlds: the compiled text on PostgreSQL and on DuckDB against the slow reference, and planted faults.

.venv/bin/python -m bench.duties_agree [worlds] [first seed]

Every world goes through all three, one process per core. Not a matter of speed: the figures are how much was compared,
how often each outcome occurred, and what differed. Some twenty minutes for 3,000 worlds on two quiet cores: a text of a
rule is planned in 30 ms by DuckDB, answered in 3, and no two rules of these worlds have one text.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from anjian.duties.engines import Engine
from anjian.duties.engines.duck import Duck
from anjian.duties.tests import agreement, faults
from anjian.duties.tests.engines import Postgres
from anjian.duties.tests.worlds import make
from anjian.host import bench
from anjian.host.bench import Result
from anjian.host.postgres import Server

FLOOR = 0.02
"""Each outcome must occur at least once in fifty worlds."""
RARE = 450
"""`agreement.KIND_FLOORS` is for 150 worlds that are known; for others a third of it must be reached."""
AT_ONCE = 25
"""Worlds that a process takes at a time."""


@dataclass
class Compared:
    """What came of some worlds."""

    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    different: list[str] = field(default_factory=list)

    def add(self, other: Compared) -> None:
        self.outcomes += other.outcomes
        self.kinds += other.kinds
        self.seconds.update(other.seconds)
        self.different += other.different


class Timed(Engine):
    """An engine whose seconds are counted."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.name, self.seconds = engine, engine.name, 0.0

    def fill(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        begun = time.perf_counter()
        self.engine.fill(table, rows)
        self.seconds += time.perf_counter() - begun

    def rows(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        begun = time.perf_counter()
        found = self.engine.rows(sql, params)
        self.seconds += time.perf_counter() - begun
        return found

    def keep(self, name: str, sql: str, params: Sequence[Any]) -> None:
        self.engine.keep(name, sql, params)

    def close(self) -> None:
        self.engine.close()


_engines: list[Timed] = []
"""Of this process."""


def _open(login: dict[str, Any]) -> None:
    _engines[:] = [Timed(_postgres(login)), Timed(Duck(threads=1))]
    for engine in _engines:
        agreement.prepare(engine)


def _postgres(login: dict[str, Any]) -> Postgres:
    return Postgres(psycopg.connect(**login, autocommit=True))


def _compare(seeds: range) -> Compared:
    found = Compared()
    for engine in _engines:
        engine.seconds = 0.0
    for seed in seeds:
        found.different += agreement.differences(
            _engines, make(seed), label=f"seed {seed}", outcomes=found.outcomes, kinds=found.kinds
        )
    found.seconds.update({engine.name: engine.seconds for engine in _engines})
    return found


def main(worlds: int = 3000, first: int = 10_000) -> None:
    """Compare and write bench/duties_agree.json."""
    found, begun = Compared(), time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="anjian-bench-") as folder:
        os.chmod(folder, 0o711)
        server = Server(Path(folder) / "pg", settings={"fsync": "off", "synchronous_commit": "off"})
        server.start()
        try:
            login = server.login("postgres", "postgres")
            parts = [range(n, min(n + AT_ONCE, first + worlds)) for n in range(first, first + worlds, AT_ONCE)]
            with ProcessPoolExecutor(initializer=_open, initargs=(login,)) as pool:
                for n, part in enumerate(pool.map(_compare, parts), start=1):
                    found.add(part)
                    if n % 20 == 0:
                        print(f"{n * AT_ONCE} worlds, {len(found.different)} differ", flush=True)
            took = time.perf_counter() - begun
            engine = _postgres(login)
            agreement.prepare(engine)
            missed, looked = agreement.missed_faults(engine, range(first, first + worlds))
            engine.close()
        finally:
            server.stop()
    for one in found.different[:5]:
        print(one)
    if missed:
        print("not found:", ", ".join(missed))
    results = [
        Result("asks that differ", len(found.different), "asks", at_most=0),
        Result("rows compared on each engine", sum(found.outcomes.values()), "rows"),
        *(
            Result(f"outcome {name}", found.outcomes[name], "rows", at_least=max(1, int(worlds * FLOOR)))
            for name in agreement.FLOORS
        ),
        *(
            Result(f"{kind} {name}", found.kinds[kind, name], "rows", at_least=max(1, floor * worlds // RARE))
            for (kind, name), floor in agreement.KIND_FLOORS.items()
        ),
        Result("planted faults found", len(faults.FAULTS) - len(missed), "faults", at_least=len(faults.FAULTS)),
        Result("worlds until the last fault was found", looked, "worlds"),
        *(
            Result(f"{name}, a world", round(seconds / worlds * 1000, 1), "ms")
            for name, seconds in sorted(found.seconds.items())
        ),
        Result("whole comparison", round(took / 60, 1), "min"),
    ]
    bench.write("duties_agree", sizes={"worlds": worlds, "first_seed": first}, results=results)
    sys.exit(any(result.met is False for result in results))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
