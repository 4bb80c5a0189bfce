"""The counts beside the rows (计数): how many standings of a county look the same to whoever judges them.

A row of it is a standing without its bearer, its figures reduced to what judging compares: reached or not. So the CASE
of `compile.outcome` judges it as it judges a standing, on any day that the projection covers, and a county is
counted by some thousand rows instead of a hundred thousand. Recordings add what they changed (also negative numbers),
so that no two of them wait for each other; now and then the worker folds what has come together.
"""

from __future__ import annotations

from anjian.duties.models import COUNTY_DIGITS
from anjian.lib import divisions
from anjian.scope import prepared

MANY = 50_000
"""Rows added since the last folding that are worth folding."""

SOMEBODY = "*"
"""In the place of the bearer's id."""

_AS_KEPT = ("rule", "kind", "begins", "ends", "due", "mark", "final")
_SAME = {
    "place": f"left({{s}}.place, {COUNTY_DIGITS}) || '{'0' * (len(divisions.COUNTRY) - COUNTY_DIGITS)}'",
    "bearer": f"CASE WHEN {{s}}.bearer = '' THEN '' ELSE '{SOMEBODY}' END",
    **{name: f"{{s}}.{name}" for name in _AS_KEPT},
    "need": "CASE WHEN {s}.need IS NOT NULL THEN 1 END",
    "have": "CASE WHEN {s}.have >= {s}.need THEN 1 ELSE 0 END",
    "entered": "CASE WHEN {s}.entered >= {s}.need THEN 1 ELSE 0 END",
    # of what is only attested nothing is needed: anything counts
    "ever": "CASE WHEN {s}.kind = 'attested' AND {s}.ever > 0 OR {s}.ever >= {s}.need THEN 1 ELSE 0 END",
    "maybe": "CASE WHEN {s}.have + {s}.maybe >= {s}.need THEN 1 ELSE 0 END",
    # whether an answered matter is recent is asked by the day of its answer
    "met_on": "CASE WHEN {s}.kind = 'response' THEN {s}.met_on END",
}
"""How each column comes from a standing ``s``."""
_COLUMNS = ", ".join(_SAME)
_TOGETHER = "HAVING sum(n) <> 0 ORDER BY place, rule"
"""Ends each INSERT: the counts of a county lie side by side, so that reading them reads few pages of the disk."""


def _rows(source: str, n: int) -> str:
    said = ", ".join(f"{how.format(s='s')} AS {name}" for name, how in _SAME.items())
    return f"SELECT {said}, {n} AS n FROM {source} s"


def added(gone: str, come: str) -> str:
    """The INSERT that counts what a statement changed; names of its parts with rows of the projection, "" for none."""
    sides = [_rows(source, n) for source, n in ((gone, -1), (come, 1)) if source]
    return (
        f"INSERT INTO duties_tally ({_COLUMNS}, n) SELECT {_COLUMNS}, sum(n) FROM ({' UNION ALL '.join(sides)}) z "
        f"GROUP BY {_COLUMNS} {_TOGETHER}"
    )


def recount() -> int:
    """Count all rows of the projection anew. Returns what `fold` wants to be told."""
    clear()
    prepared.run(added("", "duties_standing"))
    return _last()


def clear() -> None:
    """Throw the counts away."""
    prepared.run("DELETE FROM duties_tally")


def fold(counted: int) -> int:
    """Bring together what was added since, when it is much. Returns how far the counts are together now.

    counted   what `recount` or `fold` returned last
    One statement: who counts meanwhile sees the rows before or after it; what is added meanwhile stays as it is.
    """
    if _last() - counted < MANY:
        return counted
    prepared.run(
        f"WITH gone AS (DELETE FROM duties_tally RETURNING *) INSERT INTO duties_tally ({_COLUMNS}, n) "
        f"SELECT {_COLUMNS}, sum(n) FROM gone GROUP BY {_COLUMNS} {_TOGETHER}"
    )
    return _last()


def _last() -> int:
    ((last,),) = prepared.run("SELECT COALESCE(max(id), 0) FROM duties_tally")
    return int(last)


def differences() -> list[str]:
    """Where the counts are not those of the rows."""
    sql = (
        f"SELECT {_COLUMNS}, sum(n) FROM ({_rows('duties_standing', 1)} UNION ALL "
        f"SELECT {_COLUMNS}, -n FROM duties_tally) z GROUP BY {_COLUMNS} HAVING sum(n) <> 0"
    )
    return [f"计数与现况表不符：{row}" for row in prepared.run(sql)]
