"""Whether the projection answers a question: its watermark, and what is true at this moment."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.db import connection

from anjian.duties import rulebook, terms
from anjian.duties.rulebook import Rulebook
from anjian.ledger import queries as ledger
from anjian.scope import prepared

LOCK = "duties.projection"


@dataclass(frozen=True, slots=True)
class Covered:
    """The projection answers."""

    mark: Mark


_STATE = """
SELECT w.position, w.rules, w.calendar, w.built, w.through, w.since,
       (SELECT count(*) FROM duties_stale), (SELECT f.day FROM rel_fact f ORDER BY f.day DESC LIMIT 1)
FROM duties_watermark w
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """The watermark with what is true at this moment: changes that wait, the latest day of any fact."""

    position: int
    rules: str
    calendar: str
    built: dt.date
    through: dt.date
    since: dt.date
    stale: int
    latest: dt.date | None


def covering(*, as_of: dt.date, known: int | None, since: dt.date) -> Covered | str:
    """Whether the projection covers a question, or why not (Chinese)."""
    if known is not None:
        return "按当时所知重算"
    mark = watermark()
    if mark is None:
        return "现况表还没有建立，直接计算"
    if not mark.built <= as_of <= mark.through:
        return (
            f"现况表只到{mark.through.isoformat()}，直接计算" if as_of > mark.through else "看的是过去的一天，直接计算"
        )
    if since < mark.since:
        return f"现况表从{mark.since.isoformat()}起，更早的直接计算"
    if mark.stale or ledger.imported() > mark.position:
        return "机构、人员、企业或规则刚有变动，现况表正在更新，直接计算"
    if mark.latest is not None and mark.latest > as_of:
        return "已有更晚日期的事实，直接计算"
    if mark.calendar != terms.calendar().digest or not mark.rules.endswith(meaning()):
        return "程序或日历已更新，现况表待重建，直接计算"
    return Covered(mark)


def stands(day: dt.date) -> bool:
    """Whether it need not be made anew for this day."""
    mark = watermark()
    return mark is not None and holds(mark, day) and not mark.stale


def holds(mark: Mark, day: dt.date) -> bool:
    """Whether it speaks of this day and was made by this program, whatever has changed since."""
    return (
        mark.built <= day <= mark.through
        and mark.calendar == terms.calendar().digest
        and mark.rules.endswith(meaning())
        and ledger.imported() <= mark.position
    )


def watermark() -> Mark | None:
    """What the projection stands on; None when it was never built or was dropped."""
    rows = prepared.run(_STATE, [], few=True)
    return Mark(*rows[0]) if rows else None


def book_of(mark: Mark, as_of: dt.date) -> Rulebook:
    """The rulebook of the projection's rules; nothing is asked of policy again while they stay the same."""
    return rulebook.book(as_of, digest=mark.rules.split(":")[0])


@lru_cache(maxsize=1)
def meaning() -> str:
    """Digest of the code and data that give standings their meaning: another version of the program makes them anew."""
    here = Path(__file__).parents[1]
    files = [here / "asks.py", here / "defaults.yaml", *here.glob("compile/*.py"), *here.glob("reading/*.py")]
    joined = hashlib.sha256()
    for file in sorted(files):
        joined.update(file.read_bytes())
    return joined.hexdigest()[:12]


def lock(*, shared: bool) -> None:
    """Recordings share the projection; whoever makes it anew has it alone."""
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(hashtextextended(%s, 0))", [LOCK])
