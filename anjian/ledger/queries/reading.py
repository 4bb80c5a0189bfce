"""Facts read back, and how far the house is behind itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from anjian.ledger import digests, handlers
from anjian.ledger.digests import AttrRow
from anjian.ledger.events import Fact, Lag, Parked, Party
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.scope import prepared

_COLUMNS = """
SELECT f.id, f.seq, p.position, f.name, f.happened_at, f.precision, f.day, f.recorded_at, f.recorded_by, f.place,
       f.origin, b.body::text,
       (SELECT json_agg(json_build_array(y.role, y.kind, y.id) ORDER BY y.n)::text
        FROM ledger_party y WHERE y.fact = f.id),
       v.kind, v.said_by, v.successor
FROM ledger_fact f
LEFT JOIN ledger_position p ON p.fact = f.id
LEFT JOIN ledger_body b ON b.fact = f.id
"""
_VOID = "LEFT JOIN ledger_void v ON v.fact = f.id"
_VOID_KNOWN = (
    "LEFT JOIN (SELECT w.fact, w.kind, w.said_by, w.successor FROM ledger_void w "
    "JOIN ledger_position wp ON wp.fact = w.said_by AND wp.position <= %s) v ON v.fact = f.id"
)
LARGEST = 1000
"""Most facts of one page."""


def fact(viewer: Viewer, id: UUID, *, known: int | None = None) -> Fact | None:
    """One fact, or None when there is none or the viewer may not see it.

    Visible to a viewer: facts of the places they see, and what they recorded. What is private in them is read only by
    who recorded it, whom the fact is about, and to whom a module opens it (`handlers.opens`). ``known``: as of that
    position.
    """
    found = _select(viewer, ["f.id = %s"], [id], known=known, tail="")
    return found[0] if found else None


def those(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, Fact]:
    """Facts by id, as far as the viewer may see them."""
    asked = list(ids)
    return {found.id: found for found in _select(viewer, ["f.id = ANY (%s::uuid[])"], [asked], known=None, tail="")}


def named_beside(subjects: Collection[str], besides: Collection[UUID]) -> set[str]:
    """Of these ids those that a standing fact beside the given ones names as a party. For who would take them away."""
    if not subjects:
        return set()
    rows = prepared.run(
        "SELECT DISTINCT p.id FROM ledger_party p JOIN ledger_fact f ON f.id = p.fact "
        "WHERE p.id = ANY(CAST($1 AS text[])) AND p.fact <> ALL(CAST($2 AS uuid[])) AND f.name NOT LIKE 'ledger.%' "
        "AND NOT EXISTS (SELECT 1 FROM ledger_void v WHERE v.fact = p.fact)",
        [sorted(subjects), list(besides)],
    )
    return {id for (id,) in rows}


def taken(id: UUID) -> bool:
    """Whether a fact has this id, anybody's: what a form or a device sent before. One lookup by primary key."""
    return bool(prepared.run("SELECT 1 FROM ledger_fact f WHERE f.id = $1", [id], few=True))


def facts(
    viewer: Viewer,
    *,
    names: Collection[str] | None = None,
    party: str | Collection[str] | None = None,
    place: str | None = None,
    since: date | None = None,
    until: date | None = None,
    limit: int = 50,
    before: tuple[date, int] | None = None,
    known: int | None = None,
) -> tuple[Fact, ...]:
    """Facts the viewer may see, latest day first, voided ones included (see `Fact.stands`).

    names   exact names; party  a party's id in any role, or one of several; place  a division code, with all below it
    since, until  days of happening, both included
    limit   at most `LARGEST`; before  the (day, seq) of the last fact of the page before
    known   only facts with a position up to this one, and what was known of them then
    """
    where: list[str] = []
    values: list[Any] = []
    _narrow(where, values, names, party)
    if place is not None:
        asked = divisions.of(place)
        where.append("f.place BETWEEN %s AND %s")
        values += [asked.lo, asked.hi]
    for bound, sign in ((since, ">="), (until, "<=")):
        if bound is not None:
            where.append(f"f.day {sign} %s")
            values.append(bound)
    if before is not None:
        where.append("(f.day, f.seq) < (%s, %s)")
        values += before
    limit = max(1, min(limit, LARGEST))
    return _select(viewer, where, values, known=known, tail=f"ORDER BY f.day DESC, f.seq DESC LIMIT {limit}")


def latest(
    viewer: Viewer, *, limit: int = 50, names: Collection[str] | None = None, party: str | None = None
) -> tuple[Fact, ...]:
    """Facts the viewer may see, last recorded first."""
    where: list[str] = []
    values: list[Any] = []
    _narrow(where, values, names, party)
    return _select(viewer, where, values, known=None, tail=f"ORDER BY f.seq DESC LIMIT {max(1, min(limit, LARGEST))}")


def head() -> int:
    """The last position; 0 in an empty ledger."""
    return int(_one("SELECT coalesce(max(position), 0) FROM ledger_position"))


def imported() -> int:
    """The last position of the imported history; 0 without one."""
    return int(_one("SELECT coalesce(max(last), 0) FROM ledger_import"))


def position_at(when: datetime) -> int:
    """The last position sequenced by then; 0 when there was none.

    Translate a time once and keep the position: asked for the present moment, it may still grow by what is being
    sequenced. An imported history counts as known from when it says it was recorded. Refuses a time without zone.
    """
    if when.tzinfo is None:
        raise Refusal("时间没有时区", "同一时刻在不同时区是不同的日子", "请用带时区的时间", code="ledger.zone")
    return int(
        _one(
            "SELECT coalesce((SELECT position FROM ledger_position WHERE at <= %s "
            "ORDER BY at DESC, position DESC LIMIT 1), 0)",
            [when],
        )
    )


def lag() -> Lag:
    """How far sequencing, delivery and sealing are behind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM ledger_pending), "
            "(SELECT extract(epoch FROM clock_timestamp() - f.recorded_at) FROM ledger_fact f "
            " WHERE f.seq = (SELECT min(seq) FROM ledger_pending)), "
            "(SELECT extract(epoch FROM clock_timestamp() - max(sealed_at)) FROM ledger_seal), "
            "(SELECT coalesce(max(position), 0) FROM ledger_position), "
            "(SELECT coalesce(max(last), 0) FROM ledger_seal), "
            "(SELECT extract(epoch FROM clock_timestamp() - greatest(p.at, (SELECT imported_at FROM ledger_import))) "
            " FROM ledger_position p WHERE p.position = (SELECT coalesce(max(last), 0) + 1 FROM ledger_seal)), "
            "(SELECT coalesce(max(last), 0) FROM ledger_import)"
        )
        pending, oldest, sealed, top, last, unsealed, history = cursor.fetchone()
        cursor.execute("SELECT handler, position FROM ledger_cursor")
        cursors = dict(cursor.fetchall())
        passed = {
            one.name: max(cursors.get(one.name, 0), 0 if one.history else history) for one in handlers.listeners()
        }
        cursor.execute(
            "SELECT extract(epoch FROM clock_timestamp() - greatest(p.at, (SELECT imported_at FROM ledger_import))) "
            "FROM ledger_position p WHERE p.position = %s",
            [min(passed.values(), default=top) + 1],
        )
        waits = cursor.fetchone()
    return Lag(
        pending=pending,
        oldest_s=float(oldest or 0),
        handlers={name: top - position for name, position in passed.items()},
        undelivered_s=float(waits[0]) if waits else 0.0,
        unsealed=top - last,
        unsealed_s=float(unsealed or 0),
        sealed_s=None if sealed is None else float(sealed),
    )


def parked(*, handler: str | None = None) -> tuple[Parked, ...]:
    """Facts that handlers could not take, and those that wait behind them; in order of handler and position."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT handler, position, fact, subjects, error, parked_at, tries FROM ledger_parked "
            "WHERE handler = coalesce(%s, handler) ORDER BY handler, position",
            [handler],
        )
        return tuple(Parked(h, p, f, tuple(s), e, at, n) for h, p, f, s, e, at, n in cursor.fetchall())


def claimed(key: str) -> dict[str, Any] | None:
    """The ground of a claim, with ``claimed_by`` and ``claimed_at``; None while nobody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ground::text, claimed_by, claimed_at FROM ledger_claim WHERE key = %s", [key])
        row = cursor.fetchone()
    return None if row is None else {**json.loads(row[0]), "claimed_by": row[1], "claimed_at": row[2]}


def attr_rows(id: UUID) -> list[AttrRow]:
    """The published attributes of a fact as rows, also of one whose body is erased."""
    return _attr_rows([id]).get(id, [])


def by_ids(ids: Iterable[UUID]) -> dict[UUID, Fact]:
    """Facts by id, for delivery: no viewer, everything."""
    asked = list(ids)
    return {found.id: found for found in _rows("WHERE f.id = ANY (%s::uuid[])", _VOID, [asked])} if asked else {}


def visible(viewer: Viewer) -> tuple[str, list[Any]]:
    """The condition on ``f`` (ledger_fact) under which a viewer may see a fact, with its values."""
    if viewer.is_system:
        return "true", []
    if not viewer.account:
        return "false", []
    parts = ["f.recorded_by = %s", *("f.place BETWEEN %s AND %s" for _ in viewer.places)]
    return f"({' OR '.join(parts)})", [viewer.account, *(end for held in viewer.places for end in (held.lo, held.hi))]


def _narrow(
    where: list[str], values: list[Any], names: Collection[str] | None, party: str | Collection[str] | None
) -> None:
    if names is not None:
        where.append("f.name = ANY (%s::text[])")
        values.append(sorted(names))
    if party is not None:
        where.append("EXISTS (SELECT 1 FROM ledger_party z WHERE z.fact = f.id AND z.id = ANY (%s::text[]))")
        values.append([party] if isinstance(party, str) else sorted(party))


def _select(
    viewer: Viewer, where: Sequence[str], values: list[Any], *, known: int | None, tail: str
) -> tuple[Fact, ...]:
    seen, more = visible(viewer)
    conditions = [*where, seen]
    values = [*values, *more]
    if known is None:
        found = _rows(f"WHERE {' AND '.join(conditions)} {tail}", _VOID, values)
    else:
        conditions.append("p.position <= %s")
        found = _rows(f"WHERE {' AND '.join(conditions)} {tail}", _VOID_KNOWN, [known, *values, known])
    return tuple(_as_read_by(viewer, one) for one in found)


def _as_read_by(viewer: Viewer, fact: Fact) -> Fact:
    """The fact without what is private in it and not for this viewer."""
    if not fact.private or viewer.is_system or fact.recorded_by == viewer.account or _is_about(viewer, fact):
        return fact
    open_to = handlers.opened(viewer, fact)
    private = {name: value for name, value in fact.private.items() if name in open_to}
    return replace(fact, private=private, withheld=len(private) < len(fact.private))


def _is_about(viewer: Viewer, fact: Fact) -> bool:
    """Whether it is about the viewer, a post they hold, or the enterprise whose post they hold."""
    mine = {("person", viewer.person)} | {("post", post.id) for post in viewer.posts}
    mine |= {("enterprise", post.body) for post in viewer.posts}
    return any(party.id and (party.kind, party.id) in mine for party in fact.parties)


def _rows(condition: str, void: str, values: list[Any]) -> list[Fact]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_COLUMNS} {void} {condition}", values)
        rows = cursor.fetchall()
    bare = _attr_rows([row[0] for row in rows if row[11] is None])
    return [_read(row, bare) for row in rows]


def _read(row: tuple[Any, ...], bare: dict[UUID, list[AttrRow]]) -> Fact:
    (
        id,
        seq,
        position,
        name,
        happened_at,
        precision,
        day,
        recorded_at,
        by,
        place,
        origin,
        body,
        told,
        kind,
        said,
        successor,
    ) = row
    content = None if body is None else json.loads(body)
    names = content["names"] if content else []
    parties = tuple(
        Party(role, what, who, names[n] if n < len(names) else "")
        for n, (role, what, who) in enumerate(json.loads(told) if told else ())
    )
    return Fact(
        id=id,
        seq=seq,
        position=position,
        name=name,
        happened_at=happened_at,
        precision=precision,
        day=day,
        recorded_at=recorded_at,
        recorded_by=by,
        place=place,
        origin=origin,
        parties=parties,
        attributes=content["attributes"] if content else digests.values(bare.get(id, [])),
        private=content["private"] if content else {},
        erased=content is None,
        voided_by=said if kind == "voided" else None,
        superseded_by=successor if kind == "superseded" else None,
    )


def _attr_rows(ids: list[UUID]) -> dict[UUID, list[AttrRow]]:
    found: dict[UUID, list[AttrRow]] = {}
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT fact, attr, n, text, num, day FROM ledger_attr WHERE fact = ANY (%s::uuid[]) "
                "ORDER BY fact, attr, n",
                [ids],
            )
            for id, attr, n, text, num, day in cursor.fetchall():
                found.setdefault(id, []).append(
                    (
                        attr,
                        n,
                        text,
                        None if num is None else digests.number(num),
                        None if day is None else day.isoformat(),
                    )
                )
    return found


def _one(statement: str, values: Sequence[Any] = ()) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        row = cursor.fetchone()
    return None if row is None else row[0]
