"""Import of a history, seals, and verify: seconds, facts per second, and the memory verify needs.

.venv/bin/python -m bench.ledger_verify [facts]
"""

from __future__ import annotations

import random
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context

from bench.database import empty
from bench.ledger_ground import content, days


def main(facts: int = 200_000) -> None:
    """Measure and write bench/ledger_verify.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    with empty("ledger"):
        from django.db import connection

        from anjian.ledger import actions, queries
        from anjian.ledger.events import ImportRow
        from anjian.lib.ends import CHINA
        from anjian.lib.viewer import SYSTEM

        start = datetime(2025, 1, 1, tzinfo=CHINA)
        dice = random.Random(1)
        rows = (
            ImportRow(
                name="records.visit_filed",
                happened_at=at,
                recorded_at=at + timedelta(hours=3),
                recorded_by="acct:1",
                **content(dice),
            )
            for at in days(start, facts, timedelta(days=450))
        )
        begun = time.perf_counter()
        actions.import_history(SYSTEM, rows, origin="sample")
        loaded = time.perf_counter() - begun
        begun = time.perf_counter()
        actions.seal(at_once=True)
        sealed = time.perf_counter() - begun
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:  # its memory without the import's
            verified, resumed, peak, last = apart.submit(_verify).result()
        if not last == facts == queries.head():
            raise SystemExit(f"verify saw {last} facts of {facts}")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname = ANY (%s)",
                [[f"ledger_{name}" for name in ("fact", "body", "party", "attr", "position", "seal")]],
            )
            size = float(cursor.fetchone()[0])
    bench.write(
        "ledger_verify",
        sizes={"facts": facts, "parties": 3 * facts, "attribute rows": 5 * facts, "fsync": "on"},
        results=[
            Result("import", round(loaded, 1), "s", at_most=60),
            Result("import rate", round(facts / loaded), "facts/s"),
            Result("seal rate", round(facts / sealed), "facts/s", at_least=20_000),
            Result("verify", round(verified, 1), "s"),
            Result("verify rate", round(facts / verified), "facts/s", at_least=5000),
            Result("peak memory of the verifying process", round(peak / 1024), "MiB", at_most=200),
            Result("verify from the last good seal", round(resumed, 2), "s"),
            Result("size of a fact on disk with indexes", round(size / facts), "bytes"),
        ],
    )


def _verify() -> tuple[float, float, int, int]:
    """In a process of its own: seconds of a whole verify, of one from the last good seal; KiB at most; last one."""
    import django

    django.setup()
    from anjian.ledger import actions
    from anjian.lib.viewer import SYSTEM

    begun = time.perf_counter()
    report = actions.verify(SYSTEM)
    verified = time.perf_counter() - begun
    begun = time.perf_counter()
    again = actions.verify(SYSTEM, from_last_good=True)
    resumed = time.perf_counter() - begun
    if not (report.ok and again.ok):
        raise RuntimeError(f"verify is wrong: {report.problems[:3]}")
    return verified, resumed, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, report.last


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
