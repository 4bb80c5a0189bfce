"""Loading a pack: `anjian law load` into a database without packs, then once more with nothing to do.

.venv/bin/python -m bench.law_load [pack]

The ratio: loading against as many empty statements as it keeps rows, on the same server in the same run.
"""

from __future__ import annotations

import sys
import time

from bench.database import empty
from bench.law_check_test import ROUNDS, command


def main(name: str = "linfen-2018") -> None:
    """Measure and write bench/law_load.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    with empty():
        from django.db import connection

        first, busy = command("load", name)
        again, _ = command("load", name)
        with connection.cursor() as cursor:
            cursor.execute("SELECT (SELECT count(*) FROM policy_rule_version) + (SELECT count(*) FROM policy_clause)")
            rows = int(cursor.fetchone()[0])
            begin = time.perf_counter()
            for _ in range(ROUNDS):
                cursor.execute("SELECT")
            nothing = (time.perf_counter() - begin) / ROUNDS
        bench.write(
            "law_load",
            sizes={"pack": name, "rows": rows},
            results=[
                Result("law load of a new pack", round(first, 1), "s", at_most=10),
                Result("of this: processor time, without the server's", round(busy, 1), "s"),
                Result("law load with nothing to do", round(again, 1), "s"),
                Result("an empty statement", round(nothing * 1e6, 1), "µs"),
                Result("one row loaded, against an empty statement", round(first / rows / nothing, 1), "×"),
            ],
            note="Commands as a person gives them; each starts a program of its own.",
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
