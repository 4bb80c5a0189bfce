"""How quick the hazards of a big city are: one edit, the filtered list, the board, what may be the same.

The rows of the hazards are written straight into their table (their facts are not what is measured); an edit is a real
move: judged, recorded in the ledger with its fact, folded onto the row, the duties refreshed.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from anjian.host.bench import Result, write
from anjian.lib.ends import CHINA
from bench import duties_ground

FIRMS = """
INSERT INTO registry_enterprise
  (enterprise, name, sort_key, credit_code, place, status, industry, regulator, since, said_by)
SELECT 'ent:b' || n, '示例企业' || n || '有限公司', 'shiliqiye' || lpad(n::text, 7, '0'), '',
  (%(towns)s::text[])[1 + n %% %(count)s], 'operating',
  (ARRAY['3110', '2614', '0610', '4710', '1361'])[1 + n %% 5], NULL, DATE '2018-01-01', %(fact)s
FROM generate_series(1, %(firms)s) n
"""
HAZARDS = """
INSERT INTO hazards_hazard (hazard, number, enterprise, place, regulator, state, grade, source, found, spot,
  criterion, judged, found_on, reported_at, due, provisional, steps, ordered_by, planned, rectified_by, listed_by,
  listed_level, listing, merged_into, marks, text_key, seq, moves)
SELECT 'hazard:' || lpad(n::text, 9, '0'), 'B' || n, 'ent:b' || f, (%(towns)s::text[])[1 + f %% %(count)s], '',
  state, CASE WHEN n %% 50 = 0 THEN '重大' ELSE '一般' END,
  (ARRAY['自查', '检查', '职工', '群众扫码'])[1 + n %% 4],
  (ARRAY['配电箱门未关', '灭火器压力不足', '安全出口被堵', '护栏缺失', '报警器失灵'])[1 + n %% 5]
    || '，位置' || n %% 977, '', '', '', day, day,
  CASE WHEN state IN ('open', 'rectifying') THEN day + 20 + n %% 20 END,
  false, '[]', '', false, '', '', '', '', '', '{}', md5((n %% 90000)::text), n, 1
FROM (
  SELECT n, 1 + n %% %(firms)s AS f, %(today)s::date - (n / 1200) AS day,
    COALESCE((ARRAY['open', 'rectifying', 'rectified', 'noticed'])[1 + n / 10 %% %(every)s], 'closed') AS state
  FROM generate_series(1, %(hazards)s) n
) AS made
"""


TIMES = {"one edit": 100, "leads of a county": 3}
"""How often each is tried; the others 20 times."""


def tried(times: int, call: Callable[[int], Any]) -> tuple[float, float]:
    """Median and the 95th of a hundred, in milliseconds, after three rounds that do not count."""
    for n in range(3):
        call(n)
    took = []
    for n in range(times):
        begun = time.perf_counter()
        call(n + 3)
        took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return round(took[len(took) // 2], 1), round(took[int(len(took) * 0.95)], 1)


def main() -> None:
    """So many hazards of so many enterprises: 1,000,000 of 100,000; of a hundred so many run: 10 (4, 8, 10, 20, 40)."""
    hazards = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    running = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    firms = hazards // 10
    with duties_ground.sample():
        from django.db import connection

        from anjian.access import queries as access
        from anjian.hazards import actions, queries
        from anjian.ledger import queries as ledger
        from anjian.lib.viewer import SYSTEM
        from anjian.places import queries as places

        today = dt.datetime.now(CHINA).date()
        towns = [town.code for town in places.at_level("town", inside="141000", as_of=today)]
        (fact,) = ledger.facts(SYSTEM, limit=1)
        values = {
            "towns": towns,
            "count": len(towns),
            "firms": firms,
            "hazards": hazards,
            "fact": fact.id,
            "every": 400 // running,
        }
        with connection.cursor() as cursor:
            cursor.execute(FIRMS, values)
            cursor.execute(HAZARDS, {**values, "today": today})
        _vacuum()
        city = access.viewer_for("acct:city-office", as_of=today)
        county = access.viewer_for("acct:yaodu-office", as_of=today)
        dice = random.Random(10)
        open_ones = [one.id for one in queries.find(county, as_of=today, state="open", limit=200)]
        dice.shuffle(open_ones)
        firm = queries.find(county, as_of=today, limit=1)[0].enterprise

        def edit(n: int) -> None:
            actions.move(
                county, open_ones[n], "grade", day=today, today=today,
                attributes={"grade": "重大", "judged": "人工", "reason": "对照条目"},
            )  # fmt: skip

        asked: dict[str, Callable[[int], Any]] = {
            "one edit": edit,
            "list of a county, one state": lambda n: queries.find(county, as_of=today, state="rectifying"),
            "list of a county, late": lambda n: queries.find(county, as_of=today, state="late"),
            "list of the city, major and running": lambda n: queries.find(
                city, as_of=today, state="running", grade="重大"
            ),
            "list of the city, words of a name": lambda n: queries.find(city, as_of=today, firm=f"企业{n + 41}"),
            "page 400 of the city": lambda n: queries.find(
                city, as_of=today, after=(today - dt.timedelta(days=50), "hazard:8")
            ),
            "count of the city, late": lambda n: queries.count(city, as_of=today, state="late"),
            "board of the city": lambda n: queries.board(city, as_of=today, inside="141000"),
            "board of a county": lambda n: queries.board(county, as_of=today, inside="141002"),
            "what may be the same": lambda n: queries.alike(county, enterprise=firm, found="安全出口被堵塞，位置3"),
            "leads of a county": lambda n: queries.leads(county, as_of=today, inside="141002"),
        }
        most = {"one": 100, "list": 300, "page": 300, "count": 300, "board": 500, "what": 150}
        results = []
        for name, call in asked.items():
            median, late = tried(TIMES.get(name, 20), call)
            target = most.get(name.split()[0])
            results += [Result(f"{name}, median", median, "ms"), Result(f"{name}, p95", late, "ms", at_most=target)]
        name = "hazards" if running == 10 else f"hazards_{running}"
        sizes = {"hazards": hazards, "running": hazards * running // 100, "enterprises": firms}
        write(name, sizes=sizes, results=results)


def _vacuum() -> None:
    """As the server does by itself in time: statistics, and which pages all may see."""
    from django.db import connection

    from anjian.host import database

    serving = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = database.OWNER
    with connection.cursor() as cursor:
        for table in ("registry_enterprise", "hazards_hazard"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    connection.close()
    connection.settings_dict["USER"] = serving


if __name__ == "__main__":
    main()
