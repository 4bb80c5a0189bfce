"""Agreement of lib with the database engines: random conditions as SQL, and canonical JSON through jsonb.

    python bench/lib_engines.py [--trees 3000] [--seed 20180122] [--dsn "host=… dbname=…"]

Conditions run on DuckDB, and on PostgreSQL when ``--dsn`` names a database in which temporary tables may be made;
canonical bytes are compared after a round trip through jsonb there too. Prints one JSON object: what was compared, how
often each answer occurred, what differed. Exits with 1 when anything differs or an answer hardly occurs.

It stands here and not beside lib, because lib and its tests import no database driver; a test of lib runs it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from anjian.lib import canonical
from anjian.lib.conditions import All, Condition, Elements, Leaf, Not, Ref, Unset, ask, to_sql
from anjian.lib.conditions import Any as AnyOf

DAYS = [date(2018, 1, 21), date(2018, 1, 22), date(2020, 2, 29)]
ROW = ("staff", "sector", "since", "licensed", "$limit", "$sector")
COLUMNS = {"$limit": "s.upper_limit", "$sector": "s.other"}
ALIASES = {"topics": "t", "$duties": "d"}
BATCH = 20
FLOOR = 0.1
"""An answer that occurs less often than this makes the comparison vacuous."""

TABLES = (
    "CREATE TEMPORARY TABLE s"
    "(id INT, staff INT, sector TEXT, since DATE, licensed BOOLEAN, upper_limit INT, other TEXT)",
    "CREATE TEMPORARY TABLE element(id INT, attr TEXT, value TEXT)",
)


def leaf(rand: random.Random) -> Leaf:
    numbers, sectors, topics = [0, 99, 100, 101], ["C", "G", "矿山"], ["甲", "乙", "丙"]
    order = rand.choice(["eq", "ne", "gt", "ge", "lt", "le"])
    same, among = rand.choice(["eq", "ne"]), rand.choice(["in", "not_in"])
    anything = rand.choice(["staff", "sector", "since", "licensed"])
    return rand.choice(
        [
            Leaf("staff", order, rand.choice([*numbers, Ref("$limit"), Unset("较多")])),
            Leaf("staff", among, tuple(rand.sample(numbers, 2))),
            Leaf("sector", same, rand.choice([*sectors, Ref("$sector")])),
            Leaf("sector", among, tuple(rand.sample(sectors, rand.randint(1, 2)))),
            Leaf("since", order, rand.choice(DAYS)),
            Leaf("licensed", same, rand.choice([True, False])),
            Leaf(anything, "is_set", rand.choice([True, False])),
            Leaf("topics", "includes", rand.choice([*topics, Ref("$sector")])),
            Leaf("topics", rand.choice(["includes_all", "includes_any", "covers"]), tuple(rand.sample(topics, 2))),
            Leaf("topics", "covers", Ref("$duties")),
        ]
    )


def tree(rand: random.Random, depth: int = 3) -> Condition:
    if depth == 0 or rand.random() < 0.3:
        return leaf(rand)
    if rand.random() < 0.25:
        return Not(tree(rand, depth - 1))
    parts = tuple(tree(rand, depth - 1) for _ in range(rand.randrange(4)))
    return All(parts) if rand.random() < 0.5 else AnyOf(parts)


def world(rand: random.Random) -> list[dict[str, Any]]:
    """Every combination of a few values with missing ones, and random references."""
    values = itertools.product(
        [None, 0, 100, 101], [None, "C", "矿山"], [None, DAYS[1]], [None, True, False], [None, ["甲"], ["甲", "乙"]]
    )
    rows = [dict(zip(("staff", "sector", "since", "licensed", "topics"), row, strict=True)) for row in values]
    for row in rows:
        row["$limit"] = rand.choice([None, 100])
        row["$sector"] = rand.choice([None, "C", "甲"])
        row["$duties"] = rand.choice([None, ["甲"], ["乙", "丙"]])
    return rows


def elements(name: str) -> Elements:
    a = ALIASES[name]
    return Elements(f"element {a} WHERE {a}.id = s.id AND {a}.attr = '{name}'", f"{a}.value")


def compare(execute: Callable[..., Any], mark: str, trees: int, seed: int) -> dict[str, Any]:
    """Random trees over every row of the world, selected as SQL, against `ask`."""
    rand = random.Random(seed)
    rows = world(rand)
    for statement in TABLES:
        execute(statement)
    for i, row in enumerate(rows):
        execute(f"INSERT INTO s VALUES ({', '.join([mark] * 7)})", [i, *(row[name] for name in ROW)])
        for attr in ALIASES:
            for value in row[attr] or ():
                execute(f"INSERT INTO element VALUES ({mark}, {mark}, {mark})", [i, attr, value])
    answers: Counter[str] = Counter()
    differing = 0
    for _ in range(-(-trees // BATCH)):
        some = [tree(rand) for _ in range(BATCH)]
        written = [
            to_sql(c, lambda name: COLUMNS.get(name, f"s.{name}"), elements=elements, placeholder=mark) for c in some
        ]
        params = [value for _, values in written for value in values]
        text = f"SELECT {', '.join(sql for sql, _ in written)} FROM s ORDER BY id"
        got = [tuple(row) for row in execute(text, params).fetchall()]
        want = [tuple(ask(c, row) for c in some) for row in rows]
        differing += sum(a is not b for g, w in zip(got, want, strict=True) for a, b in zip(g, w, strict=True))
        answers.update(str(answer) for row in want for answer in row)
    return {
        "trees": -(-trees // BATCH) * BATCH,
        "rows": len(rows),
        "answers": dict(answers),
        "differing": differing,
        "vacuous": min(answers[a] for a in ("True", "False", "None")) < FLOOR * answers.total(),
    }


def value(rand: random.Random, depth: int = 3) -> Any:
    if depth and rand.random() < 0.5:
        if rand.random() < 0.5:
            return [value(rand, depth - 1) for _ in range(rand.randrange(5))]
        return {text(rand): value(rand, depth - 1) for _ in range(rand.randrange(5))}
    number = rand.choice([rand.randrange(-(10**30), 10**30), rand.gauss(0, 1) * 10.0 ** rand.randint(-300, 300)])
    whole = float(rand.randrange(-1000, 1000))
    return rand.choice([None, True, False, number, whole, Decimal(rand.randrange(10**6)) / 1000, text(rand), DAYS[2]])


def text(rand: random.Random) -> str:
    return "".join(rand.choice('abB"\\\n 甲é😀\u2028\x7f/') for _ in range(rand.randrange(6)))


def round_trips(execute: Callable[..., Any], wrap: Callable[[Any], Any], count: int, seed: int) -> dict[str, int]:
    """Canonical bytes before a value goes into jsonb and after it comes back."""
    rand = random.Random(seed)
    values: Iterable[Any] = (value(rand) for _ in range(count))
    differing = sum(
        canonical.encode(execute("SELECT %s::jsonb", [wrap(canonical.plain(v))]).fetchone()[0]) != canonical.encode(v)
        for v in values
    )
    return {"values": count, "differing": differing}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--trees", type=int, default=3000)
    options.add_argument("--seed", type=int, default=20180122)
    options.add_argument("--dsn")
    given = options.parse_args()
    found: dict[str, dict[str, Any]] = {"duckdb": compare(duckdb.connect().execute, "?", given.trees, given.seed)}
    if given.dsn:
        import psycopg
        from psycopg.types.json import Jsonb

        with psycopg.connect(given.dsn, autocommit=True) as connection:
            found["postgresql"] = compare(connection.execute, "%s", given.trees, given.seed)
            found["jsonb"] = round_trips(connection.execute, Jsonb, given.trees, given.seed)
    print(json.dumps(found, ensure_ascii=False))
    return int(any(part["differing"] or part.get("vacuous") for part in found.values()))


if __name__ == "__main__":
    sys.exit(main())
