"""How fast lib is: the calendar, terms and their tables, conditions, canonical JSON, identifiers.

    python bench/lib_speed.py

Each figure is the best of five runs in one process. Leaves ``bench/lib_speed.json`` for ``anjian bench check``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from anjian.host.bench import Result, write
from anjian.lib import canonical, credit_code, divisions
from anjian.lib.calendar import SHIPPED, Calendar
from anjian.lib.conditions import ask, parse, to_sql
from anjian.lib.ends import Term, day_table, due_table, period_table
from anjian.lib.uuid7 import uuid7

CALENDAR = Calendar.load(SHIPPED)
LO, HI = date(2004, 1, 1), date(2028, 12, 31)
TERMS = [
    *(Term(n, "workday") for n in (3, 5, 7, 10, 15, 20, 30, 60)),
    *(Term(n, "day") for n in (3, 7, 15, 30, 60)),
    *(Term(n, "month") for n in (1, 3, 6)),
    Term(1, "year"),
]
CONDITION = parse(
    {
        "staff": {"over": 100},
        "any": [{"sector": ["C", "G"]}, {"since": {"before": date(2018, 1, 22)}}],
        "not": {"status": "closed"},
    }
)
ROW = {"staff": 126, "sector": "C", "since": None, "status": "operating"}
BODY = {
    "kind": "通报",
    "topics": ["听取安全生产工作汇报"],
    "count": 3,
    "share": 66.7,
    "note": None,
    "day": "2025-09-26",
}


def seconds(work: Callable[[], object]) -> float:
    """The best of five runs."""
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def per_second(work: Callable[[int], object], times: int) -> float:
    return times / seconds(lambda: [work(i) for i in range(times)])


def main() -> None:
    days = [LO + timedelta(days=i) for i in range((HI - LO).days + 1)]
    now = datetime(2025, 9, 26, tzinfo=UTC)
    due_rows = len(days) * len(TERMS)
    table = seconds(lambda: sum(1 for _ in due_table(CALENDAR, TERMS, LO, HI)))
    kinds = ["month", "quarter", "half_year", "year"]
    write(
        "lib_speed",
        sizes={"years": 23, "days": len(days), "terms": len(TERMS), "due_rows": due_rows},
        note="best of five runs, one process",
        results=[
            Result("calendar loaded and checked from 23 files", 1000 * seconds(lambda: Calendar.load(SHIPPED)), "ms"),
            Result("due table for 25 years and 17 terms", table, "s", at_most=5),
            Result("due table", due_rows / table, "rows/s"),
            Result("day table for 25 years", 1000 * seconds(lambda: list(day_table(CALENDAR, LO, HI))), "ms"),
            Result("period table, 4 kinds", 1000 * seconds(lambda: list(period_table(kinds, LO, HI))), "ms"),
            Result("20 working days from a day", per_second(lambda i: CALENDAR.add_workdays(days[i], 20), 9000), "/s"),
            Result("term due with its reasons", per_second(lambda i: TERMS[5].due_day(days[i], CALENDAR), 9000), "/s"),
            Result("condition of 4 leaves asked", per_second(lambda i: ask(CONDITION, ROW), 20_000), "/s"),
            Result(
                "condition of 4 leaves written as SQL",
                1e6 / per_second(lambda i: to_sql(CONDITION, lambda name: f"s.{name}"), 20_000),
                "µs",
                at_most=100,
            ),
            Result("canonical JSON of a small body", per_second(lambda i: canonical.encode(BODY), 20_000), "/s"),
            Result("identifiers", per_second(lambda i: uuid7(now), 20_000), "/s"),
            Result("credit codes read", per_second(lambda i: credit_code.read("91350100M000100Y43"), 10_000), "/s"),
            Result("division codes read", per_second(lambda i: divisions.of(f"141081{i % 1000:03d}"), 50_000), "/s"),
        ],
    )


if __name__ == "__main__":
    main()
