"""Random worlds: the compiled text on PostgreSQL and DuckDB against the slow reference, and planted faults.

.venv/bin/python -m bench.duties_agree [worlds on PostgreSQL] [worlds on DuckDB] [first seed]

Not a matter of speed: the figures are how much was compared, how often each outcome occurred, and what differed.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from anjian.duties.tests.engines import Engine

FLOOR = 0.02
"""Each outcome must occur at least once in fifty worlds."""


def main(postgres: int = 3000, duckdb: int = 1000, first: int = 10_000) -> None:
    """Compare and write bench/duties_agree.json."""
    from anjian.duties.tests import agreement
    from anjian.duties.tests.engines import Duck, Postgres
    from anjian.host import bench
    from anjian.host.bench import Result
    from anjian.host.postgres import Server

    outcomes: Counter[str] = Counter()
    different: list[str] = []
    took: dict[str, float] = {}
    faults: dict[str, int] = {}
    with tempfile.TemporaryDirectory(prefix="anjian-bench-") as folder:
        os.chmod(folder, 0o711)
        server = Server(Path(folder) / "pg", settings={"fsync": "off", "synchronous_commit": "off"})
        server.start()
        try:
            with psycopg.connect(**server.login("postgres", "postgres"), autocommit=True) as connection:
                engine: Engine = Postgres(connection)
                agreement.prepare(engine)
                begun = time.perf_counter()
                for seed in range(first, first + postgres):
                    _add(different, agreement.difference(engine, seed, outcomes))
                took["postgresql"] = time.perf_counter() - begun
                faults = _faults(engine, first)
        finally:
            server.stop()
    engine = Duck()
    agreement.prepare(engine)
    begun = time.perf_counter()
    for seed in range(first, first + duckdb):
        _add(different, agreement.difference(engine, seed))
    took["duckdb"] = time.perf_counter() - begun
    for one in different[:5]:
        print(one)
    bench.write(
        "duties_agree",
        sizes={"postgresql_worlds": postgres, "duckdb_worlds": duckdb, "first_seed": first},
        results=[
            Result("asks that differ", len(different), "asks", at_most=0),
            Result("rows compared on PostgreSQL", sum(outcomes.values()), "rows"),
            *(
                Result(f"outcome {name}", outcomes[name], "rows", at_least=max(1, int(postgres * FLOOR)))
                for name in agreement.FLOORS
            ),
            Result("planted faults found", sum(n >= 0 for n in faults.values()), "faults", at_least=len(faults)),
            Result("worlds until the last fault was found", max(faults.values(), default=0), "worlds"),
            Result("PostgreSQL with reference", round(took["postgresql"] / postgres * 1000, 1), "ms a world"),
            Result("DuckDB with reference", round(took["duckdb"] / duckdb * 1000, 1), "ms a world"),
        ],
    )


def _add(different: list[str], said: str) -> None:
    if said:
        different.append(said)


def _faults(engine: Any, first: int) -> dict[str, int]:
    """How many worlds it took to find each planted fault; -1: not found."""
    from anjian.duties.compile import compile_ask
    from anjian.duties.tests import agreement, faults
    from anjian.duties.tests.worlds import make

    found = {name: -1 for name, _, _ in faults.FAULTS}
    for n in range(400):
        made = make(first + n)
        engine.load(made.rows)
        for ask in made.asks:
            text = compile_ask(ask, replay=made.known is not None)
            want = None
            for name, pattern, instead in faults.FAULTS:
                if found[name] >= 0 or faults.plant(text.standings.sql, pattern, instead) is None:
                    continue
                want = want if want is not None else agreement.said(engine, made, text)
                if agreement.said(engine, made, text, fault=(pattern, instead)) != want:
                    found[name] = n + 1
        if min(found.values()) >= 0:
            break
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
