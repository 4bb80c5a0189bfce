"""From a recorded fact to a desk that shows the duty as met, at 100 facts a second, on the sample.

.venv/bin/python -m bench.duties_recorded_met [seconds] [facts a second] [processes]

Facts come at even moments, whatever the last one took; each is recorded in a transaction of its own (ledger, then the
duties it touches) and then the desk of its post is asked, which must show the duty as done. The time runs from the
moment at which the fact was due to come. At the level of functions; pages and HTTP have a measurement of their own.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from typing import Any

from bench.duties_ground import sample
from bench.pace import at, due, together

RULE = "linfen-2018/leader-inspects-monthly"


def main(seconds: int = 30, rate: int = 100, processes: int = 4) -> None:
    """Measure and write bench/duties_recorded_met.json."""
    from anjian.host import bench
    from anjian.host.bench import Result

    with sample():
        from django.db import connection

        from anjian.duties import actions, projection
        from anjian.lib.ends import CHINA

        today = dt.datetime.now(CHINA).date()
        actions.rebuild(as_of=today)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SELECT count(*) FROM ledger_fact")
            facts = cursor.fetchone()[0]
            cursor.execute("SELECT count(*) FROM duties_standing")
            kept = cursor.fetchone()[0]
            cursor.execute("SELECT count(DISTINCT rule) FROM duties_standing")
            rules = cursor.fetchone()[0]
        posts = _posts(today)
        connection.close()
        begin = time.monotonic() + 2
        taken = together(_many, processes, begin, seconds, rate, processes, posts, today)
        whole = sorted(one for part in taken for one in part[0])
        recorded = sorted(one for part in taken for one in part[1])
        wrong = sum(part[2] for part in taken)
        rows, differences = projection.differences(today)
        plain = sorted(_plain(posts, today) for _ in range(300))
        bench.write(
            "duties_recorded_met",
            sizes={
                "facts_before": facts,
                "standings": kept,
                "rules": rules,
                "posts": len(posts),
                "per_second": rate,
                "seconds": seconds,
                "processes": processes,
            },
            results=[
                Result("recorded to met p50", at(whole, 0.5), "ms"),
                Result("recorded to met p99", at(whole, 0.99), "ms", at_most=100),
                Result("of this: record + refresh + commit p50", at(recorded, 0.5), "ms"),
                Result("of this: record + refresh + commit p99", at(recorded, 0.99), "ms"),
                Result("record + commit without duties p50, one after the other", at(plain, 0.5), "ms"),
                Result("facts recorded", len(whole), "facts", at_least=seconds * rate),
                Result("desks that did not show it", wrong, "desks", at_most=0),
                Result("rows of the projection compared with the evaluator", rows, "rows", at_least=1),
                Result("rows that differ", len(differences), "rows", at_most=0),
            ],
            note="functions, not HTTP; open loop: a late start counts against the fact",
        )


def _posts(today: dt.date) -> list[tuple[str, str, str]]:
    from anjian.lib.viewer import SYSTEM
    from anjian.people import queries as people

    found = people.posts(SYSTEM, as_of=today)
    return [(post.id, post.place, post.body) for post in found if "leading_cadre" in post.classes]


def _viewer(post: tuple[str, str, str]) -> Any:
    from anjian.lib.divisions import level, of
    from anjian.lib.viewer import PostHeld, Viewer

    held = PostHeld(post[0], "leading_cadre", post[0], post[1], level(post[1]), post[2])
    return Viewer(
        "acct:bench", "bench", "", (held,), (of(post[1]),), frozenset(), frozenset(), frozenset({"recorder"}), "bench"
    )


def _record(post: tuple[str, str, str], today: dt.date) -> None:
    from django.db import transaction

    from anjian.ledger import actions as ledger
    from anjian.ledger.events import Party
    from anjian.lib.ends import CHINA

    with transaction.atomic():
        ledger.record(
            _viewer(post),
            "inspections.visit_filed",
            happened_at=dt.datetime.combine(today, dt.time(), CHINA),
            precision="day",
            place=post[1],
            parties=[Party("led_by", "post", post[0])],
            attributes={"mode": "暗访", "hazards_found": 2},
        )


def _plain(posts: list[tuple[str, str, str]], today: dt.date) -> float:
    from anjian.ledger import handlers

    with handlers.alone():
        begun = time.perf_counter()
        _record(random.choice(posts), today)
        return time.perf_counter() - begun


def _many(
    n: int,
    begin: float,
    seconds: int,
    rate: int,
    processes: int,
    posts: list[tuple[str, str, str]],
    today: dt.date,
) -> tuple[list[float], list[float], int]:
    from anjian.duties import queries

    dice = random.Random(n)
    for _ in range(10):  # warm: connection, plans, rulebook
        _record(dice.choice(posts), today)
        queries.desk(_viewer(dice.choice(posts)), as_of=today)
    whole, recorded, wrong = [], [], 0
    for _, moment in due(n, begin, seconds, rate, processes):
        post = dice.choice(posts)
        begun = time.monotonic()
        _record(post, today)
        recorded.append(time.monotonic() - begun)
        desk = queries.desk(_viewer(post), as_of=today)
        whole.append(time.monotonic() - moment)
        wrong += not any(row.rule == RULE and row.bearer == post[0] for row in desk.groups["done"])
    return whole, recorded, wrong


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
