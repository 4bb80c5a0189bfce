"""The desk of a county: its numbers, its pages, and what a recorded fact costs, in a region of a hundred counties.

.venv/bin/python -m bench.duties_county_desk [firms of the region] [facts of the region] [times each]

At the level of the questions that the pages ask (`duties.queries`), for an officer of a county with about 900 firms.
Pages are read one behind the other. Facts are recorded by different firms, each committed in a transaction of its own
(one that is rolled back would make the connection forget its prepared statements, which no day of work does); timed is
what the duties do inside the recording.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Callable
from typing import Any

from bench.pace import at
from bench.region_ground import FACTS, FIRMS, region

DEEDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("enterprise.head_acted", {"act": "带队检查"}),
    ("emergency.drill_held", {"scenario": "火灾", "head_took_part": True}),
    ("hazards.treatment_reported", {"audience": "监管部门", "contents": ["制度执行情况", "重大隐患治理情况"]}),
    ("enterprise.rules_reviewed", {"way": "修订"}),
    ("fire.checked", {}),
)

WARM = 20
"""Recordings before the clock counts: statements are parsed once per connection."""


def main(firms: int = FIRMS, facts: int = FACTS, times: int = 200) -> None:
    """Measure and write bench/duties_county_desk.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    with region(firms, facts) as ground:
        from anjian.access import queries as access
        from anjian.duties import queries
        from anjian.lib.ends import CHINA

        today = dt.datetime.now(CHINA).date()
        county = ground.counties[0]
        viewer = access.viewer_for(f"acct:{ground.logins['county-officer']}", as_of=today)
        counts = _times(times, lambda: queries.tallies(viewer, as_of=today, place=county))
        told = queries.tallies(viewer, as_of=today, place=county)
        pages = _pages(viewer, county, today, times)
        refreshed, recorded = _recordings(county, times)
        bench.write(
            "duties_county_desk",
            sizes={
                "firms": ground.firms,
                "facts": ground.facts,
                "firms_of_the_county": len(_firms(county)),
                "duties_of_the_county": sum(one.n for one in told),
                "rules": len({one.rule for one in told}),
                "times": times,
            },
            results=[
                Result("counts of the county by rule and outcome p50", at(counts, 0.5), "ms", at_most=50),
                Result("counts of the county by rule and outcome p99", at(counts, 0.99), "ms"),
                Result("a page of 50 behind the last p50", at(pages, 0.5), "ms", at_most=20),
                Result("a page of 50 behind the last p99", at(pages, 0.99), "ms"),
                Result("refresh inside a recording p50", at(refreshed, 0.5), "ms"),
                Result("refresh inside a recording p99", at(refreshed, 0.99), "ms", at_most=20),
                Result("whole recording p99", at(recorded, 0.99), "ms"),
            ],
            note="questions of the pages, without HTTP",
        )


def _times(times: int, call: Callable[[], Any]) -> list[float]:
    """Seconds of each call, sorted, after three that warm up."""
    for _ in range(3):
        call()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begun)
    return sorted(taken)


def _pages(viewer: Any, county: str, today: dt.date, times: int) -> list[float]:
    from anjian.duties import queries

    after = ""

    def turn() -> None:
        nonlocal after
        since = dt.date(today.year, 1, 1)
        after = queries.page(viewer, as_of=today, since=since, place=county, after=after).after

    return _times(times, turn)


def _firms(county: str) -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT enterprise FROM registry_enterprise WHERE place LIKE %s AND replaced_by IS NULL "
            "AND until IS NULL AND status = 'operating' ORDER BY 1",
            [f"{county[:6]}%"],
        )
        return [row[0] for row in cursor.fetchall()]


def _recordings(county: str, times: int) -> tuple[list[float], list[float]]:
    """(what the duties took, what the whole recording took), sorted."""
    from django.db import transaction

    from anjian.duties import refreshing
    from anjian.ledger import actions as ledger
    from anjian.ledger.events import Party
    from anjian.lib.viewer import SYSTEM

    firms, inside, whole = _firms(county), [], []

    def timed(fact: Any) -> None:
        begun = time.perf_counter()
        heard(fact)
        inside.append(time.perf_counter() - begun)

    heard = refreshing.heard
    refreshing.heard = timed
    try:
        for k in range(times + WARM):
            name, said = DEEDS[k % len(DEEDS)]
            begun = time.perf_counter()
            with transaction.atomic():
                ledger.record(
                    SYSTEM, name, happened_at=None, place=county, attributes=said,
                    parties=[Party("by", "enterprise", firms[k % len(firms)])],
                )  # fmt: skip
            whole.append(time.perf_counter() - begun)
    finally:
        refreshing.heard = heard
    return sorted(inside[WARM:]), sorted(whole[WARM:])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
