"""Doubles among a hundred thousand enterprises: one new firm against all, all against all, beside plain equality.

Names as offices write them: three signs, a trade, a form of company, one in three with a place in front; one in two
hundred is entered twice, in another writing and without a code. Addresses for half of them. Ratio: all pairs against
a plain GROUP BY of equal names, which finds none of those that are written otherwise.

.venv/bin/python -m bench.registry_same [enterprises]
"""

from __future__ import annotations

import datetime as dt
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from uuid import UUID

import psycopg

from anjian.host.bench import Result, write
from bench.database import empty

T = TypeVar("T")
DAY, SINCE = dt.date(2026, 6, 1), dt.date(2020, 1, 1)
SIGNS = "宏达利民华盛鑫源长治恒泰永兴金山新绿安康信诚广福德润通顺合美瑞祥同庆丰远大春晖明"
TRADES = {
    "煤业": "0610", "化工": "2614", "建材": "3011", "机械加工": "3311", "食品": "1411", "运输": "5431",
    "加油站": "5265", "木业": "2110", "包装": "2231", "纺织": "1711", "铸造": "3391",
    "商贸": "5211", "物流": "5920", "印刷": "2319",
}  # fmt: skip
"""Trades with their class of GB/T 4754."""
FORMS = ("有限公司", "有限责任公司", "（有限公司）", "")
PLACES = ("", "", "临汾市", "尧都区", "山西", "临汾")
EACH = 200
"""One in so many is entered twice."""
AGAIN = "-again"
ASKED = 60


def main(count: int = 100_000) -> None:
    """Measure and write bench/registry_same.json."""
    with empty():
        from anjian.host import database
        from anjian.lib.viewer import SYSTEM
        from anjian.places.cli import load_packs
        from anjian.registry import actions, queries

        load_packs()
        rows = list(_firms(count))
        actions.import_told(SYSTEM, rows)
        with psycopg.connect(**database.target().owner, autocommit=True) as raw:
            raw.execute("ANALYZE registry_enterprise")  # as it is done by itself after a while; by whom it belongs to
        asked = [queries.Incoming(row["name"], place=row["place"], industry=row["industry"]) for row in rows]
        queries.likely_same(SYSTEM, asked[:1], as_of=DAY)
        one = [_timed(lambda row=row: queries.likely_same(SYSTEM, [row], as_of=DAY))[0] for row in asked[:ASKED]]
        chunk, _ = _timed(lambda: queries.likely_same(SYSTEM, asked[-500:], as_of=DAY))
        whole, found = _timed(lambda: queries.doubles(SYSTEM, as_of=DAY))
        plain, equal = _timed(_equal_names)
    planted = {frozenset((row["enterprise"].removesuffix(AGAIN), row["enterprise"])) for row in rows if _again(row)}
    seen = len(planted & {frozenset((double.one, double.other)) for double in found})
    write(
        "registry_same",
        sizes={"enterprises": count, "planted": len(planted), "pairs": len(found), "equal_names": equal},
        results=[
            Result("one new enterprise against all, median", round(1000 * statistics.median(one), 1), "ms", at_most=50),
            Result("one new enterprise against all, slowest", round(1000 * max(one), 1), "ms"),
            Result("500 rows of an import against all", round(1000 * chunk), "ms"),
            Result("all against all", round(whole, 2), "s", at_most=60),
            Result("planted doubles found", round(100 * seen / len(planted), 1), "%", at_least=95),
            Result("equal names alone, by GROUP BY", round(plain, 3), "s"),
            Result("all against all / equal names alone", round(whole / plain, 1), "×"),
        ],
    )


def _again(row: dict[str, Any]) -> bool:
    return str(row["enterprise"]).endswith(AGAIN)


def _firms(count: int) -> Iterator[dict[str, Any]]:
    """Rows of enterprises, one after another; a second entry follows the first."""
    from anjian.lib import credit_code

    dice = random.Random(20260601)
    for n in range(count):
        first = f"91141002MA{n:07d}"
        own, trade = "".join(dice.sample(SIGNS, 3)), dice.choice(list(TRADES))
        place = f"141002{dice.randrange(100, 110)}000"
        firm = {
            "place": place,
            "status": "operating",
            "industry": TRADES[trade],
            "staff": None,
            "safety_staff": None,
            "regulator": None,
            "address": f"尧都区解放路{dice.randrange(1, 9999)}号" if dice.random() < 0.5 else None,
            "since": SINCE,
            "until": None,
            "said_by": UUID(int=n),
            "replaced_by": None,
        }
        code = first + credit_code.check_character(first)
        yield {**firm, "enterprise": f"ent:{n}", "credit_code": code, "name": _named(dice, own, trade)}
        if n % EACH == 0:
            yield {**firm, "enterprise": f"ent:{n}{AGAIN}", "credit_code": "", "name": _named(dice, own, trade)}


def _named(dice: random.Random, own: str, trade: str) -> str:
    return f"{dice.choice(PLACES)}{own}{trade}{dice.choice(FORMS)}"


def _equal_names() -> int:
    """How many names two files share, as a plain GROUP BY finds them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT name FROM registry_enterprise WHERE replaced_by IS NULL "
            "GROUP BY name HAVING count(*) > 1) n"
        )
        return int(cursor.fetchone()[0])


def _timed(call: Callable[[], T]) -> tuple[float, T]:
    begun = time.perf_counter()
    found = call()
    return time.perf_counter() - begun, found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
