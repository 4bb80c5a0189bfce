"""Seals (封签): positions in batches under a Merkle root, the roots in a chain; its head is kept outside (存证)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction

from anjian.ledger import digests, queries
from anjian.ledger.events import Anchor, Report
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer

MOST = 1000
"""Positions under one seal."""
OLDEST_S = 60
"""A batch that is not full is sealed when its first position is this old."""
CHECKED = "ledger.verify"
"""Key of the cursor that remembers how far verify found everything in order."""


def seal(*, at_once: bool = False) -> int:
    """Seal full batches, and what has waited a minute; ``at_once``: everything. Returns how many positions.

    A step of the worker, in transactions of its own. Two at once do no harm: the second does nothing.
    """
    sealed = 0
    while done := _batch(at_once):
        sealed += done
    return sealed


def anchor(viewer: Viewer) -> Anchor:
    """Seal everything and return the head, to be kept outside the house: on paper, in a mail, on another machine.

    `verify` compares it. Refuses an empty ledger, and a moment when another process is sealing.
    """
    seal(at_once=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT last, head, algorithm, sealed_at FROM ledger_seal ORDER BY last DESC LIMIT 1")
        row = cursor.fetchone()
    if row is None:
        raise Refusal("台账还没有内容", "没有封签就没有可以存证的值", "请在登记之后再存证", code="ledger.empty")
    return Anchor(row[0], bytes(row[1]).hex(), row[2], row[3])


def verify(viewer: Viewer, *, from_last_good: bool = False, anchors: Sequence[Anchor] = ()) -> Report:
    """Check the ledger as `queries.verify` does and remember how far it was in order.

    ``from_last_good``: only what came since. That is quick and misses changes before it, so run the whole one too.
    """
    since = 0
    with connection.cursor() as cursor:
        if from_last_good:
            cursor.execute("SELECT position FROM ledger_cursor WHERE handler = %s", [CHECKED])
            row = cursor.fetchone()
            since = row[0] if row else 0
    report = queries.verify(viewer, since=since, anchors=anchors)
    if report.ok:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_cursor (handler, position) VALUES (%s, %s) "
                "ON CONFLICT (handler) DO UPDATE SET position = excluded.position",
                [CHECKED, report.sealed],
            )
    return report


def _batch(at_once: bool) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(20180122, 2)")
        if not cursor.fetchone()[0]:
            return 0
        last, previous = _last(cursor)
        cursor.execute(
            "SELECT position, leaf, at < clock_timestamp() - %s * interval '1 second' FROM ledger_position "
            "WHERE position > %s ORDER BY position LIMIT %s",
            [OLDEST_S, last, MOST],
        )
        rows = cursor.fetchall()
        if not rows or not (at_once or len(rows) == MOST or rows[0][2]):
            return 0
        first, last = rows[0][0], rows[-1][0]
        top = digests.root([bytes(leaf) for _, leaf, _ in rows])
        cursor.execute(
            "INSERT INTO ledger_seal (first, last, root, head, algorithm) VALUES (%s, %s, %s, %s, %s)",
            [first, last, top, digests.head(previous, first, last, top), digests.ALGORITHM],
        )
        return len(rows)


def _last(cursor: Any) -> tuple[int, bytes | None]:
    cursor.execute("SELECT last, head FROM ledger_seal ORDER BY last DESC LIMIT 1")
    row = cursor.fetchone()
    return (0, None) if row is None else (row[0], bytes(row[1]))
