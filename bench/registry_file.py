"""The file of an enterprise over HTTP (一企一档), in a region of a hundred thousand of them with five million facts.

.venv/bin/python -m bench.registry_file [files] [firms] [facts]

The server is the one of `anjian run` (granian, its usual workers) beside the region of `bench.region_ground`. A
county's officer opens one file after another, each of another firm, signed in and on one connection. The firms of the
measurement are told their values and items, and a second word about some, once and by the program's own verb; after
that they stay in the region as they are. Server, database and browser share the machine.
"""

from __future__ import annotations

import datetime as dt
import statistics
import sys
import time
from collections.abc import Sequence

from bench.pace import at
from bench.region_ground import FACTS, FIRMS, Region, region
from bench.serving import Browser, web

FIRST = {
    "crowded": False, "safety_body": True, "size": "小型", "above_scale": False, "address": "示例路1号",
    "business": "示例产品", "risk_grade": "一般风险", "longitude": "111.5", "latitude": "36.1",
    "permit.安全生产许可证.number": "示例许可001", "permit.安全生产许可证.expires": "2020-06-30",
    "insurance.安全生产责任保险.number": "示例保单001", "contact.主要负责人.phone": "13800000000",
}  # fmt: skip
AGAIN = {"staff": 63, "safety_staff": 2, "equipment.锅炉.number": "示例锅001", "equipment.锅炉.expires": "2026-12-31"}
WARM = 20
"""Files before the clock counts."""


def main(files: int = 300, firms: int = FIRMS, facts: int = FACTS) -> None:
    """Measure and write bench/registry_file.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    with region(firms, facts) as ground:
        asked = _told(ground, files)
        with web() as port:
            took, page = _opened(ground, port, asked)
        bench.write(
            "registry_file",
            sizes={"firms": ground.firms, "facts": ground.facts, "files": len(took), "page_kib": page},
            results=[
                Result("file of an enterprise, p50", at(took, 0.5), "ms"),
                Result("file of an enterprise, p95", at(took, 0.95), "ms", at_most=150),
                Result("file of an enterprise, slowest", at(took, 1), "ms"),
            ],
            note="one request at a time, each another firm; server, database and browser on one machine",
        )


def _told(ground: Region, files: int) -> Sequence[str]:
    """Firms of the county whose files are full; those that nobody told of yet are told now."""
    from django.db import connection

    from anjian.lib.viewer import SYSTEM
    from anjian.registry import actions, queries

    day = ground.until
    found = queries.find(SYSTEM, as_of=day, inside=ground.counties[0], limit=files + WARM)
    for card in found:
        if not queries.items(SYSTEM, card.id, as_of=day):
            for values, since in ((FIRST, day - dt.timedelta(days=500)), (AGAIN, day - dt.timedelta(days=90))):
                since = max(since, card.since)
                actions.put(SYSTEM, enterprise=card.id, since=since, values=values, source="检查核实", seen=since)
    connection.close()
    return [card.id for card in found]


def _opened(ground: Region, port: int, asked: Sequence[str]) -> tuple[list[float], int]:
    """Seconds of each file, sorted, and the KiB of the usual page."""
    browser = Browser(port)
    browser.sign_in(ground.logins["county-officer"], ground.password)
    took: list[float] = []
    sizes: list[int] = []
    for n, enterprise in enumerate(asked):
        begun = time.perf_counter()
        status, page = browser.ask("GET", f"/enterprises/{enterprise}/")
        seconds = time.perf_counter() - begun
        if status != 200 or "</html>" not in page:
            raise SystemExit(f"the file of {enterprise} answered {status}")
        if n >= WARM:
            took.append(seconds)
            sizes.append(len(page.encode()))
    return sorted(took), round(statistics.median(sizes) / 1024)


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:4]))
