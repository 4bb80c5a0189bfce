"""The one door for a history told afterwards (导入历史): into an empty ledger, marked for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection, transaction
from django.db.utils import DatabaseError

from anjian.ledger import digests, drafts
from anjian.ledger.events import VOIDED, ImportRow, Party
from anjian.lib.errors import Refusal
from anjian.lib.uuid7 import uuid7
from anjian.lib.viewer import Viewer

CHUNK = 5000
"""Rows held in memory before they are copied to the server."""
_FACT = (
    "n, id, name, happened_at, precision, recorded_at, recorded_by, place, algorithm, parties_digest, body_digest, "
    "salt, body, voids"
)


def import_history(viewer: Viewer, rows: Iterable[ImportRow], *, origin: Literal["sample", "migration"]) -> int:
    """Load a history in bulk, in the order it was recorded, sequenced at once; returns how many facts.

    Only into an empty ledger, all or nothing. Each fact keeps ``origin`` for ever. Positions count as known from when
    the row says it was recorded, so "what was known on day X" can be asked of the history too. ``within`` handlers are
    not called (rebuild projections afterwards); ``after`` handlers start behind it unless registered with ``history``.
    A row with ``voids`` names an earlier row by its id.

    Raises Refusal, with nothing written, naming the row: ledger not empty, another import running, rows not in recorded
    order, recorded or happened in the future, happened after it was recorded, and whatever `record` refuses.
    """
    account = drafts.known_viewer(viewer)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(20180122, 3), EXISTS (SELECT 1 FROM ledger_fact), clock_timestamp()"
            )
            ours, taken, now = cursor.fetchone()
        if not ours:
            raise Refusal("另一个导入正在进行", "历史只能导入一次", "请等它结束", code="ledger.importing")
        if taken:
            raise _not_empty()
        _stage(_checked(rows, now))
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT ledger_import_staged(%s, %s)", [origin, account])
                done = int(cursor.fetchone()[0])
        except DatabaseError as error:
            state = getattr(error.__cause__, "sqlstate", "")
            if state == "55000":  # somebody recorded while we were staging
                raise _not_empty() from error
            if state == "23505":
                raise _wrong(0, "有两行用了同一个编号，或同一行被作废两次", "duplicate") from error
            raise
    return done


# -- inside -----------------------------------------------------------------------------------------------------------


def _checked(rows: Iterable[ImportRow], now: datetime) -> Iterator[tuple[int, UUID, ImportRow, drafts.Draft]]:
    before: datetime | None = None
    seen: dict[UUID, ImportRow] = {}
    for n, row in enumerate(rows, 1):
        if not row.recorded_by:
            raise _wrong(n, "没有写明由谁登记", "recorded_by")
        if row.recorded_at.tzinfo is None:
            raise _wrong(n, "登记时间没有时区", "zone")
        if before is not None and row.recorded_at < before:
            raise _wrong(n, "登记时间早于前一行", "order")
        if row.recorded_at > now:
            raise _wrong(n, "登记时间晚于现在", "future")
        if row.name.startswith("ledger.") != (row.voids is not None) or (row.voids and row.name != VOIDED):
            raise _wrong(n, f"“{row.name}”与是否作废其他行不一致", "void")
        attributes = dict(row.attributes)
        parties = row.parties
        if row.voids is not None:
            target = seen.get(row.voids)
            if target is None:
                raise _wrong(n, "要作废的记录不在前面的行里", "void")
            attributes |= {"fact": str(row.voids), "name": target.name}
            parties = parties or [Party(p.role, p.kind, p.id) for p in target.parties]
        try:
            made = drafts.draft(
                row.name,
                happened_at=row.happened_at,
                precision=row.precision,
                place=row.place,
                parties=parties,
                attributes=attributes,
                private=row.private,
            )
        except Refusal as no:
            raise _wrong(n, no.what, no.code.removeprefix("ledger.")) from no
        if made.happened_at is None or made.happened_at > row.recorded_at:
            raise _wrong(n, "发生时间晚于登记时间", "future")
        id = row.id or uuid7(row.recorded_at)
        if row.id is not None and not row.name.startswith("ledger."):
            seen[id] = row
        before = row.recorded_at
        yield n, id, row, made


def _stage(rows: Iterable[tuple[int, UUID, ImportRow, drafts.Draft]]) -> None:
    """Copy to the staging tables, a chunk at a time: three tables cannot be copied to at once."""
    facts: list[tuple[Any, ...]] = []
    parties: list[tuple[Any, ...]] = []
    attrs: list[tuple[Any, ...]] = []

    def flush() -> None:
        _copy("ledger_staged_fact", _FACT, facts)
        _copy("ledger_staged_party", "fact, n, role, kind, id", parties)
        _copy("ledger_staged_attr", "fact, attr, n, text, num, day", attrs)
        for done in (facts, parties, attrs):
            done.clear()

    for n, id, row, made in rows:
        salt, body = made.salted()
        facts.append(
            (
                *(n, id, made.name, made.happened_at, made.precision, row.recorded_at, row.recorded_by, made.place),
                *(digests.ALGORITHM, made.parties_digest, body, salt, made.text, row.voids),
            )
        )
        parties += [(id, k, p.role, p.kind, p.id) for k, p in enumerate(made.parties, 1)]
        attrs += [(id, *attr) for attr in made.rows]
        if len(facts) == CHUNK:
            flush()
    flush()


def _copy(table: str, columns: str, rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _not_empty() -> Refusal:
    return Refusal(
        "台账不是空的，不能导入历史",
        "已有记录之后再补过去的记录，就说不清当时知道什么",
        "请在新的空库中先导入历史，再开始登记",
        code="ledger.not_empty",
    )


def _wrong(n: int, what: str, code: str) -> Refusal:
    where = f"第{n}行：" if n else ""
    return Refusal(
        f"{where}{what}",
        "历史必须完整、按登记先后排列，否则导入后无法核对",
        "请改正后重新导入；这次没有写入任何内容",
        code=f"ledger.import.{code}",
        field=str(n) if n else None,
    )
