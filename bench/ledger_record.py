"""Facts per second and milliseconds of record + commit, beside a plain INSERT of the same content in the same run.

.venv/bin/python -m bench.ledger_record [facts] [writers]
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
import uuid
from multiprocessing import get_context
from typing import Any

from bench.database import empty
from bench.ledger_ground import content

TURN = 100
"""Plain and recorded take turns of this many, so that both meet the same moods of the disk."""
PLAIN = (
    "CREATE TABLE bench_plain (id uuid PRIMARY KEY, seq bigint GENERATED ALWAYS AS IDENTITY, name text NOT NULL, "
    "happened_at timestamptz NOT NULL, recorded_at timestamptz NOT NULL DEFAULT now(), recorded_by text NOT NULL, "
    "place text, body jsonb NOT NULL)"
)


def main(facts: int = 6000, writers: int = 4) -> None:
    """Measure and write bench/ledger_record.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    with empty("ledger"):
        from django.db import connection

        from anjian.host import database, folders
        from anjian.host.postgres import Server

        with database.connect(Server(folders.var() / "pg").login("anjian", "anjian"), autocommit=True) as owner:
            owner.execute(PLAIN)
        plain, recorded = [], []
        dice = random.Random(1)
        for one in (_plain, _record):
            for _ in range(200):  # warm: connection, plans, page cache
                one(dice)
        for _ in range(facts // TURN):
            plain += [_timed(_plain, dice) for _ in range(TURN)]
            recorded += [_timed(_record, dice) for _ in range(TURN)]
        connection.close()
        spawn = get_context("fork")
        begun = time.perf_counter()
        workers = [spawn.Process(target=_many, args=(seed, facts // writers)) for seed in range(writers)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
            if worker.exitcode:
                raise SystemExit("a writer failed")
        together = facts // writers * writers / (time.perf_counter() - begun)
        sequenced, delivered, total = _behind()
    ratio = _at(recorded, 0.5) / _at(plain, 0.5)
    bench.write(
        "ledger_record",
        sizes={"facts": facts, "writers": writers, "parties": 3, "attributes": 4, "fsync": "on"},
        results=[
            Result("record + commit p50", round(_at(recorded, 0.5), 2), "ms"),
            Result("record + commit p99", round(_at(recorded, 0.99), 2), "ms", at_most=50),
            Result("plain INSERT + commit p50", round(_at(plain, 0.5), 2), "ms"),
            Result("plain INSERT + commit p99", round(_at(plain, 0.99), 2), "ms"),
            Result("record / plain INSERT, p50", round(ratio, 2), "×", at_most=4),
            Result("recorded by one writer", round(1000 / (sum(recorded) / len(recorded))), "facts/s", at_least=100),
            Result(f"recorded by {writers} writers", round(together), "facts/s", at_least=200),
            Result("sequenced", round(total / sequenced), "facts/s", at_least=2000),
            Result("delivered to one handler", round(total / delivered), "facts/s", at_least=500),
        ],
    )


def _timed(call: Any, dice: random.Random) -> float:
    begun = time.perf_counter()
    call(dice)
    return (time.perf_counter() - begun) * 1000


def _plain(dice: random.Random) -> None:
    from django.db import connection, transaction

    told = content(dice)
    body = {**told, "parties": [[p.role, p.kind, p.id, p.name] for p in told["parties"]]}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_plain (id, name, happened_at, recorded_by, place, body) "
            "VALUES (%s, 'records.visit_filed', now(), 'acct:1', %s, %s::jsonb)",
            [uuid.uuid4(), told["place"], json.dumps(body, ensure_ascii=False)],
        )


def _record(dice: random.Random) -> None:
    from django.db import transaction

    from anjian.ledger import actions
    from anjian.lib.viewer import SYSTEM

    with transaction.atomic():
        actions.record(SYSTEM, "records.visit_filed", happened_at=None, **content(dice))


def _many(seed: int, count: int) -> None:
    from django.db import connection

    dice = random.Random(seed)
    for _ in range(count):
        _record(dice)
    connection.close()
    os._exit(0)


def _behind() -> tuple[float, float, int]:
    from anjian.ledger import actions, handlers, queries

    begun = time.perf_counter()
    while actions.sequence():
        pass
    sequenced = time.perf_counter() - begun
    total = queries.head()
    with handlers.alone():
        handlers.after("*", name="bench")(lambda fact: None)
        begun = time.perf_counter()
        while actions.deliver():
            pass
        return sequenced, time.perf_counter() - begun, total


def _at(times: list[float], share: float) -> float:
    return sorted(times)[int(len(times) * share)]


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
