"""The one way to change slices. A change may be told late and may start in the past.

The pieces around a change are said again by the same fact. The live rows (``replaced_by`` empty) of one key never
overlap in time: a partial unique index holds equal starts apart, these functions hold the rest under the ledger's lock
of the subject, which the caller has by recording ``fact`` first, in the same transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar, cast
from uuid import UUID

import psycopg
from django.db import connection
from django.db.models import AutoField, JSONField, Lookup, Model, Q
from django.db.models.expressions import RawSQL
from psycopg.types.json import Jsonb

from anjian.lib.errors import Refusal
from anjian.scope.queries import among
from anjian.scope.relations import Slice

S = TypeVar("S", bound=Slice)
Values = Mapping[str, Any]
DAY = dt.timedelta(days=1)
_OF_ROW = ("id", "said_by", "replaced_by")
TIMES = ("since", "until", *_OF_ROW)


def begin(
    model: type[S], key: Values, values: Values, *, since: dt.date, fact: UUID, until: dt.date | None = None
) -> S:
    """Say that something holds where nothing was said before. Refuses when that span is already told.

    The caller has recorded ``fact`` in this transaction and thereby holds the subject's lock.
    """
    if _overlapping(model, key, since, until):
        raise _told_already(since)
    row = model(**key, **values, since=since, until=until, said_by=fact)
    row.save(force_insert=True)
    return row


def begin_many(
    model: type[S], key: str, rows: Mapping[str, tuple[Values, UUID]], *, since: dt.date, unheard: bool = False
) -> int:
    """`begin` for many things at once: id (in the column ``key``) → its values and its fact. Returns how many.

    All or none; the rows go to the server in one stream. The caller holds the lock of every id. ``unheard``: the ids
    were made with these facts, so nothing can have been told of them.
    """
    if rows and not unheard and _overlapping(model, among(key, rows), since, None):
        raise _told_already(since)
    return put_rows(
        model, ({**values, key: id, "since": since, "said_by": fact} for id, (values, fact) in rows.items())
    )


def say(
    model: type[S], key: Values, change: Values, *, since: dt.date, fact: UUID, until: dt.date | None = None
) -> int:
    """Say that from ``since`` (to ``until``) these values held; everything else stays as told. Returns pieces changed.

    Works for a day in the past: each live piece in the span is replaced, cut at the borders, and said again with the
    change. Refuses when nothing is told about the first day (the subject did not exist yet).
    """
    changed, new = _changed(_overlapping(model, key, since, until), change, since, until, fact)
    _replace(model, changed, fact)
    model._base_manager.bulk_create(new)
    return len(changed)


def say_many(model: type[S], key: str, changes: Mapping[str, tuple[Values, UUID]], *, since: dt.date) -> int:
    """`say` for many things at once: id (in the column ``key``) → what changes and its fact. Returns pieces changed.

    All or none. The caller holds the lock of every id.
    """
    if not changes:
        return 0
    pieces: dict[str, list[S]] = {id: [] for id in changes}
    for row in _overlapping(model, among(key, changes), since, None):
        pieces[getattr(row, key)].append(row)
    replaced: list[S] = []
    new: list[S] = []
    for id, (change, fact) in changes.items():
        gone, made = _changed(pieces[id], change, since, None, fact)
        for row in gone:
            row.replaced_by = fact
        replaced += gone
        new += made
    model._base_manager.bulk_update(replaced, ["replaced_by"])
    _insert(model, new)
    return len(replaced)


def end(
    model: type[S],
    key: Values,
    *,
    last_day: dt.date,
    fact: UUID,
    only: S | None = None,
    change: Values = MappingProxyType({}),
) -> int:
    """Say that the last day was ``last_day``: what was told of later days is replaced. Returns pieces changed.

    With ``only`` that one piece ends and later ones stay; the piece that ends has the values of ``change``. Refuses
    when nothing is told about the last day itself, except for a piece that is to end the day before it begins: that one
    is taken away whole.
    """
    pieces = [only] if only is not None else _overlapping(model, key, last_day, None)
    first = pieces[0] if pieces else None
    if first is None or first.since > last_day + DAY or (first.until is not None and first.until < last_day):
        raise Refusal(
            f"{last_day}时没有这一事项的记载，无法在那天结束",
            "结束日期必须落在已有的起止日期之内",
            "请核对结束日期",
            code="slices.not_running",
            field="until",
        )
    return _cut(model, pieces, last_day, fact, change)


def end_all(model: type[S], key: Values, *, last_day: dt.date, fact: UUID) -> int:
    """End all under a key that reaches past ``last_day``; what begins later is taken away. Returns pieces changed."""
    return _cut(model, _overlapping(model, key, last_day, None), last_day, fact)


def _changed(
    pieces: Sequence[S], change: Values, since: dt.date, until: dt.date | None, fact: UUID
) -> tuple[list[S], list[S]]:
    """Which live pieces say something else from ``since`` on, and what is said instead of them."""
    if not pieces or pieces[0].since > since:
        raise Refusal(
            f"{since}时还没有这一事项的记载",
            "变更不能早于它的开始日期，否则无从说明之前是什么情况",
            f"请把日期改为{pieces[0].since}或以后" if pieces else "请先登记，再变更",
            code="slices.before_start",
            field="since",
        )
    changed = [row for row in pieces if any(getattr(row, name) != value for name, value in change.items())]
    new: list[S] = []
    for row in changed:
        if row.since < since:
            new.append(_again(row, fact, row.since, since - DAY))
        last = row.until if until is None or (row.until is not None and row.until <= until) else until
        new.append(_again(row, fact, max(row.since, since), last, **change))
        if until is not None and (row.until is None or row.until > until):
            new.append(_again(row, fact, until + DAY, row.until))
    return changed, new


def put_rows(model: type[Model], rows: Iterable[Values]) -> int:
    """Put new rows (columns left out have their default) into a table in one stream. Returns how many.

    The server checks them like any others; nothing is composed for each, as it is when objects are made and inserted.
    """
    listed = list(rows)
    if not listed:
        return 0
    told = set().union(*listed)
    fields = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, AutoField) and (field.attname in told or field.get_default() is not None)
    ]
    defaults = [(str(field.attname), field.get_default()) for field in fields]
    columns = ", ".join(str(field.column) for field in fields)
    json = [n for n, field in enumerate(fields) if isinstance(field, JSONField)]
    connection.ensure_connection()
    raw = cast("psycopg.Connection[Any]", connection.connection)
    with raw.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN".encode()) as copy:
        for row in listed:
            values = [row.get(name, default) for name, default in defaults]
            for n in json:
                values[n] = None if values[n] is None else Jsonb(values[n])
            copy.write_row(values)
    return len(listed)


def _insert(model: type[S], rows: Sequence[S]) -> None:
    put_rows(
        model, ({field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields} for row in rows)
    )


def _stands_below() -> Refusal:
    return Refusal(
        "后来的变更以这条记录为基础，不能直接作废",
        "作废后，后来的变更就没有了前提",
        "请先作废后来的变更，再作废这一条",
        code="slices.stands_below",
    )


def _told_already(since: dt.date) -> Refusal:
    return Refusal(
        f"{since}起的这段时间里已有记载",
        "同一事项在同一天只能有一种说法",
        "请改为变更已有记载，或核对起止日期",
        code="slices.overlap",
        field="since",
    )


def _cut(
    model: type[S], pieces: Sequence[S], last_day: dt.date, fact: UUID, change: Values = MappingProxyType({})
) -> int:
    later = [row for row in pieces if row.until is None or row.until > last_day]
    _replace(model, later, fact)
    model._base_manager.bulk_create(
        _again(row, fact, row.since, last_day, **change) for row in later if row.since <= last_day
    )
    return len(later)


def unsay_many(model: type[S], facts: Mapping[UUID, UUID]) -> int:
    """`unsay` for many facts at once: fact → the void. Returns rows taken back; refuses all when one cannot be."""
    said = list(model._base_manager.select_for_update().filter(said_by__in=list(facts)))
    if any(row.replaced_by is not None for row in said):
        raise _stands_below()
    before = list(model._base_manager.filter(replaced_by__in=list(facts)))
    for row in said:
        row.replaced_by = facts[row.said_by]
    model._base_manager.bulk_update(said, ["replaced_by"])
    _insert(model, [_again(row, facts[cast(UUID, row.replaced_by)], row.since, row.until) for row in before])
    return len(said)


def unsay(model: type[S], fact: UUID, *, by: UUID) -> int:
    """Take back all that ``fact`` said: the rows before it are said again by ``by``. Returns rows taken back.

    Refuses when a later fact stands on it; that one has to be voided first.
    """
    said = [_standing(model, row) for row in model._base_manager.select_for_update().filter(said_by=fact)]
    before = list(model._base_manager.filter(replaced_by=fact))
    _replace(model, said, by)
    model._base_manager.bulk_create(_again(row, by, row.since, row.until) for row in before)
    return len(said)


def _standing(model: type[S], row: S) -> S:
    """The row, or the one that says the same again since the fact that had replaced it was voided itself."""
    while row.replaced_by is not None:
        voids = RawSQL("SELECT said_by FROM ledger_void WHERE fact = %s", [row.replaced_by])
        same = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in _OF_ROW}
        again = model._base_manager.filter(said_by__in=voids, **_exactly(same)).first()
        if again is None:
            raise _stands_below()
        row = again
    return row


def _exactly(values: Values) -> dict[str, Any]:
    """The condition that columns have these values, empty ones included."""
    return {
        f"{name}__isnull" if value is None else name: True if value is None else value for name, value in values.items()
    }


def told_something(model: type[S], fact: UUID) -> bool:
    """Whether any row was told by this fact."""
    return model._base_manager.filter(said_by=fact).exists()


def _overlapping(model: type[S], key: Values | Lookup[bool], since: dt.date, until: dt.date | None) -> Sequence[S]:
    rows = model._base_manager.select_for_update().filter(
        Q(until__isnull=True) | Q(until__gte=since),
        key if isinstance(key, Lookup) else Q(**key),
        replaced_by__isnull=True,
    )
    return list((rows if until is None else rows.filter(since__lte=until)).order_by("since"))


def _again(row: S, fact: UUID, since: dt.date, until: dt.date | None, **change: Any) -> S:
    same = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in TIMES}
    return type(row)(**{**same, **change}, since=since, until=until, said_by=fact)


def _replace(model: type[S], rows: Sequence[S], fact: UUID) -> None:
    model._base_manager.filter(pk__in=[row.pk for row in rows]).update(replaced_by=fact)


def import_slices(model: type[S], rows: Iterable[Values]) -> int:
    """Put a whole history of rows into an empty table, in bulk, beside `ledger.import_history`. Returns how many.

    Each row gives key, values, since, until, said_by, replaced_by. Refuses when the table has rows.
    """
    if model._base_manager.exists():
        raise Refusal(
            "表里已有数据，不能导入历史",
            "导入的历史会和现有的记载混在一起",
            "请在空的数据库中导入",
            code="slices.not_empty",
        )
    return len(model._base_manager.bulk_create([model(**row) for row in rows], batch_size=2000))
