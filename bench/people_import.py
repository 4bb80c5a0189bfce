"""How long a list of people takes: checked by cell, taken in, its faults written, taken back.

The ratio compares taking in 2n rows with taking in n rows: 2 when the work grows with the list.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import uuid4

from anjian.host.bench import Result, write
from anjian.lib.ends import CHINA
from bench import duties_ground

T = TypeVar("T")
HEADERS = ["姓名", "单位", "职务", "任职时间", "工号", "职务类别"]
PLACE = "141002000000"


def timed(call: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what it gave."""
    begun = time.perf_counter()
    found = call()
    return time.perf_counter() - begun, found


def main() -> None:
    """n rows, one in seventeen faulty; then 2n."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with duties_ground.sample():
        from anjian.lib.viewer import SYSTEM
        from anjian.people import actions, queries
        from anjian.sheets import queries as sheets

        for unit in range(40):
            actions.found_body(
                SYSTEM,
                body=f"body:b{unit}",
                name=f"示例单位{unit:02d}",
                place=PLACE,
                classes=["department"],
                since=dt.date(2010, 1, 1),
            )
        now = dt.datetime.now(CHINA)

        def sheet(count: int, mark: str) -> bytes:
            signs = "甲乙丙丁戊己庚辛壬癸"
            rows = []
            for number in range(count):
                name = "示例" + "".join(signs[int(each)] for each in f"{number:05d}")
                day = "2024-02-30" if number % 17 == 0 else "2024-03-15"
                body, code = f"示例单位{number % 40:02d}", f"{mark}{number}"
                rows.append([name, body, f"科员{mark}{number}", day, code, "监管执法人员"])
            return sheets.table(HEADERS, rows)

        def check(data: bytes) -> Any:
            found = sheets.look(data, queries.POSTS_SHEET)
            rows = sheets.rows(data, found)
            return found, queries.check_posts(SYSTEM, rows, office=PLACE, today=now.date(), since=now.date())

        took = {}
        for count, mark in ((n, "a"), (2 * n, "b")):
            data = sheet(count, mark)
            checked, (found, plan) = timed(lambda data=data: check(data))  # type: ignore[misc]
            batch = uuid4()
            told: dict[str, Any] = {"batch": batch, "sheet": "0" * 64, "name": "x", "place": PLACE, "now": now}
            taken, _ = timed(lambda plan=plan, told=told: actions.import_posts(SYSTEM, plan.seats, **told))  # type: ignore[misc]
            wrote, _ = timed(lambda data=data, found=found, plan=plan: sheets.fault_file(data, found, plan.faults))  # type: ignore[misc]
            undone, _ = timed(lambda batch=batch: actions.undo_import(SYSTEM, batch, reason="bench"))  # type: ignore[misc]
            took[count] = (checked, taken, wrote, undone, len(plan.seats), plan.faulty)
        first, second = took[n], took[2 * n]
        write(
            "people_import",
            sizes={"rows": n, "good": first[4], "faulty": first[5]},
            results=[
                Result("read and checked", round(first[0], 2), "s"),
                Result("taken in, one transaction", round(first[1], 2), "s"),
                Result("file of faults written", round(first[2], 2), "s"),
                Result("taken back exactly", round(first[3], 2), "s"),
                Result("taking in twice the rows, ratio", round(second[1] / first[1], 2), "x", at_most=3),
            ],
        )


if __name__ == "__main__":
    main()
