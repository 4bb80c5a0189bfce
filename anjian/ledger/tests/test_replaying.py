"""What was known at a position does not change while others go on writing."""

from __future__ import annotations

import threading
from dataclasses import asdict

from django.db import transaction

from anjian.ledger import actions, queries
from anjian.ledger.tests.making import about, sql, together
from anjian.lib import canonical
from anjian.lib.viewer import SYSTEM

# What a compiled rule reads: facts that stood, as known at a position, with their parties and attributes.
RULE = """
SELECT p.id, f.day, count(*), min(f.position), max(a.num)
FROM rel_fact f JOIN rel_party p ON p.fact = f.fact AND p.role = 'inspected'
LEFT JOIN rel_attr a ON a.fact = f.fact AND a.attr = 'hazards'
WHERE f.name = 'records.visit_filed' AND f.position <= %s
AND NOT EXISTS (SELECT 1 FROM rel_void v WHERE v.fact = f.fact AND v.position <= %s)
GROUP BY 1, 2 ORDER BY 1, 2
"""


def test_two_replays_of_one_position_are_byte_equal_while_writes_go_on(fresh_database: object) -> None:
    recorded = [about(f"ent:{n % 5}") for n in range(40)]
    for fact in recorded[:5]:
        with transaction.atomic():
            actions.void(SYSTEM, fact.id, reason="错")
    actions.sequence()
    known = queries.head()
    stop = threading.Event()

    def replay() -> bytes:
        told = [asdict(fact) for fact in queries.facts(SYSTEM, known=known, limit=1000)]
        return canonical.encode(told) + canonical.encode([list(row) for row in sql(RULE, known, known)])

    def write(seed: int) -> int:
        done = 0
        while not stop.is_set() and done < 400:
            with transaction.atomic():
                about(f"ent:{(seed + done) % 5}")
                if done < 10:
                    actions.void(SYSTEM, recorded[5 + seed * 10 + done].id, reason="错")
            done += 1
        return done

    def work() -> None:
        while not stop.is_set():
            actions.sequence()

    def read() -> list[bytes]:
        try:
            return [replay() for _ in range(30)]
        finally:
            stop.set()

    first = replay()
    seen, *written, _ = together(read, lambda: write(0), lambda: write(1), work)
    assert len(first) > 10_000
    assert set(seen) == {first}
    assert min(written) > 0
    while actions.sequence():
        pass
    assert replay() == first
    live = canonical.encode([list(row) for row in sql(RULE, queries.head(), queries.head())])
    assert not first.endswith(live)
