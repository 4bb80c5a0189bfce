"""Who is asked: selectors, places, spans of the rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from anjian.duties.asks import Ask, Pick, Who
from anjian.duties.compile.text import Text, holds_on, last_code
from anjian.lib import conditions


def spans(text: Text, ask: Ask) -> None:
    """The part `span`: the rule's spans of days, one row each; `newest` marks the last one."""
    newest = max(span.since for span in ask.spans)
    rows = []
    for span in ask.spans:
        columns = [
            f"{text.value(span.since, 'date')} AS since",
            f"{text.value(span.until, 'date')} AS until",
            f"{text.value(span.need, 'numeric(20,6)')} AS need",
            f"{text.value(span.per)} AS per",
            f"{text.value(span.term[0] if span.term else None, 'int')} AS n",
            f"{text.value(span.term[1] if span.term else None)} AS unit",
            f"{text.value(span.due, 'date')} AS due",
            f"{text.value(span.wait[0] if span.wait else None, 'int')} AS w_n",
            f"{text.value(span.wait[1] if span.wait else None)} AS w_unit",
            f"{text.value(1 if span.since == newest else 0, 'int')} AS newest",
        ]
        for slot in ask.slots:
            columns.append(f"{text.value(span.slots.get(slot.name), slot.type)} AS s_{slot.name}")
        rows.append("SELECT " + ", ".join(columns))
    text.part("span", " UNION ALL ".join(rows))


def inside(text: Text, ask: Ask, place: str) -> str:
    """A place lies in the adopting range, and in none of its holes."""
    where = f"{place} BETWEEN {text.value(ask.lo)} AND {text.value(ask.hi)}"
    for lo, hi in ask.holes:
        where += f" AND NOT ({place} BETWEEN {text.value(lo)} AND {text.value(hi)})"
    return where


def columns_of(text: Text, condition: conditions.Condition, alias: str) -> str:
    """A three-valued condition on a row of a relation, as an expression."""
    sql, params = conditions.to_sql(condition, lambda name: f"{alias}.{name}", placeholder="?")
    pieces = sql.split("?")
    return pieces[0] + "".join(
        text.value(value, _type(value)) + piece for value, piece in zip(params, pieces[1:], strict=True)
    )


def _type(value: object) -> str:
    return {"int": "numeric", "Decimal": "numeric", "float": "numeric", "date": "date", "bool": "boolean"}.get(
        type(value).__name__, "text"
    )


def pool(text: Text, ask: Ask, who: Who, name: str) -> None:
    """The part `name`: every slice of every subject that the selector finds: id, sort, place, since, until, sure.

    `sure` is 0 where a condition cannot be told (data missing): such a subject is asked, and never found in breach.
    """
    text.part(name, " UNION ALL ".join(_pick(text, ask, pick, name) for pick in _joined(who.picks)))


def _joined(picks: Sequence[Pick]) -> list[Pick]:
    """Picks that differ in their codes alone become one: a row of an annex names a dozen departments."""
    found: dict[Pick, list[str]] = {}
    for pick in picks:
        found.setdefault(replace(pick, codes=()), []).extend(pick.codes)
    return [replace(pick, codes=tuple(dict.fromkeys(codes))) for pick, codes in found.items()]


def _pick(text: Text, ask: Ask, pick: Pick, name: str) -> str:
    relation, key = {
        "post": ("rel_post", "post"),
        "enterprise": ("rel_enterprise", "enterprise"),
        "body": ("rel_body_function" if pick.by == "function" else "rel_body", "body"),
    }[pick.kind]
    of_bearers = text.scoped and name == "pool" and not ask.together
    # A few bearers are looked up by their ids: planned for any range, its index would seem to find as few.
    where = [text.row("r"), inside(text, ask, "(r.place || '')" if of_bearers else "r.place")]
    if pick.by == "id":
        where.append(text.among(f"r.{key}", pick.codes))
    elif pick.by:
        where.append(text.among(f"r.{pick.by}", pick.codes))
    if pick.levels:
        where.append(text.among("r.level", pick.levels))
    sure = "1"
    if pick.where:
        condition = columns_of(text, pick.where, "r")
        where.append(f"COALESCE({condition}, 1=1)")
        sure = f"CASE WHEN {condition} THEN 1 ELSE 0 END"
    if of_bearers:
        where.append(f"r.{key} = ANY({text.name('bearers')})")
    since, until, places = "r.since", "r.until", ""
    if pick.endings:
        # as long as its place has a name of this kind
        places = f" JOIN rel_place h ON h.place = r.place AND {_ends(text, 'h.name', pick.endings)}"
        where.append("(r.until IS NULL OR h.since <= r.until) AND (h.until IS NULL OR r.since <= h.until)")
        since = "CASE WHEN h.since > r.since THEN h.since ELSE r.since END"
        until = "CASE WHEN r.until IS NULL OR h.until < r.until THEN h.until ELSE r.until END"
    return (
        f"SELECT r.{key} AS id, '{pick.kind}' AS sort, r.place, {since} AS since, {until} AS until, {sure} AS sure "
        f"FROM {relation} r{places} WHERE {' AND '.join(where)}"
    )


def _ends(text: Text, name: str, endings: Sequence[str]) -> str:
    return "(" + " OR ".join(f"{name} LIKE {text.value('%' + ending)}" for ending in endings) + ")"


def members(text: Text, ask: Ask) -> str:
    """Subjects of the part `moment` with their latest slice in a stretch of days.

    Each subject that held on some day from the first (where there is none, the judging day) to the judging day once:
    `ended` is 1 when its last slice is over by then, `early` 1 when it held on the first day already. Where slices
    overlap, the longest one speaks. Nearly every subject has one slice: only the others are put in order.
    """
    text.part(
        "slice",
        "SELECT p.*, CASE WHEN v.id IS NULL THEN 1 ELSE 0 END AS alone FROM pool p "
        "LEFT JOIN (SELECT id FROM pool GROUP BY id HAVING COUNT(*) > 1) v ON v.id = p.id",
    )
    early = f"CASE WHEN {holds_on('b', _FIRST)} THEN 1 ELSE 0 END"
    latest = (
        "ROW_NUMBER() OVER (PARTITION BY m.token, b.id ORDER BY CASE WHEN b.until IS NULL THEN 0 ELSE 1 END, "
        "b.until DESC, b.sure DESC, b.place, b.sort)"
    )
    alone = _slices(text, ask, alone=1, early=early, nth="1")
    others = _slices(text, ask, alone=0, early=f"MAX({early}) OVER (PARTITION BY m.token, b.id)", nth=latest)
    return f"{alone} UNION ALL SELECT * FROM ({others}) q WHERE q.nth = 1"


_FIRST = "COALESCE(m.begins, m.judged)"


def _slices(text: Text, ask: Ask, *, alone: int, early: str, nth: str) -> str:
    """Slices of the subjects that have one alone, or of the others, that fall in the stretch of a moment."""
    return (
        "SELECT m.*, b.id AS bearer, b.sort, b.place, b.sure, CASE WHEN b.until < m.judged THEN 1 ELSE 0 END AS ended, "
        f"{early} AS early, {nth} AS nth FROM moment m JOIN slice b ON b.alone = {alone} "
        f"AND b.since <= m.judged AND (b.until IS NULL OR b.until >= {_FIRST}) "
        f"WHERE 1=1{_excepted(text, ask, 'm.judged')}"
    )


def _excepted(text: Text, ask: Ask, on: str) -> str:
    """Not whom a narrower rule, or an earlier case, binds on the judging day."""
    conditions = []
    for n, one in enumerate(ask.excepts):
        pool(text, ask, one.who, f"excepted{n}")
        since, until = text.value(one.since, "date"), text.value(one.until, "date")
        conditions.append(
            f" AND NOT ({on} >= {since} AND ({until} IS NULL OR {on} <= {until}) AND EXISTS "
            f"(SELECT 1 FROM excepted{n} x WHERE x.id = b.id{'' if one.unsure else ' AND x.sure = 1'} "
            f"AND {holds_on('x', on)}))"
        )
    return "".join(conditions)


def vacant(text: Text, ask: Ask, *, bearer: str, sort: str, on: str) -> str:
    """A post without a holder on the day."""
    if not _has_posts(ask):
        return "1=0"
    return (
        f"({sort} = 'post' AND NOT EXISTS (SELECT 1 FROM rel_tenure t WHERE t.post = {bearer} "
        f"AND {text.row('t')} AND {holds_on('t', on)}))"
    )


def _has_posts(ask: Ask) -> bool:
    return not isinstance(ask.who, Who) or any(pick.kind == "post" for pick in ask.who.picks)


def nobody(text: Text, ask: Ask) -> str | None:
    """Rows for places of the asked levels where the selector finds nobody today; one row when there is no such place.

    Empty selectors must speak: a rule that finds nobody is never fulfilled. So does a lead that is none of the bearers.
    """
    if not isinstance(ask.who, Who) or text.scoped or ask.case:
        return None  # of the cases of a rule, the last speaks for all bearers
    empty = _empty(text, ask, ask.who)
    if not ask.lead or ask.nested:
        return empty
    named = f"s.s_{ask.lead.name}"
    return (
        f"{empty} UNION SELECT {text.value(ask.lo)} AS place FROM span s WHERE {holds_on('s', text.name('as_of'))} "
        f"AND {named} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pool b WHERE b.id = {named})"
    )


def _empty(text: Text, ask: Ask, who: Who) -> str:
    today = text.name("as_of")
    running = f"EXISTS (SELECT 1 FROM span s WHERE {holds_on('s', today)})"
    found = f"SELECT 1 FROM pool b WHERE {holds_on('b', today)}"
    levels = who.levels
    everywhere = f"SELECT {text.value(ask.lo)} AS place WHERE {running} AND NOT EXISTS ({found})"
    if ask.nested:
        everywhere += " AND 1=0"
    if not levels:
        return everywhere
    text.part(
        "ground",
        f"SELECT DISTINCT g.place FROM rel_place g WHERE {inside(text, ask, 'g.place')} "
        f"AND {text.among('g.level', levels)} AND {holds_on('g', today)}"
        + (f" AND {_ends(text, 'g.name', who.endings)}" if who.endings else ""),
    )
    return (
        f"SELECT g.place FROM ground g WHERE {running} AND NOT EXISTS ({found} AND b.place = g.place) "
        f"UNION {everywhere} AND NOT EXISTS (SELECT 1 FROM ground)"
    )


def targets(text: Text, ask: Ask, *, day: str) -> tuple[str, str]:
    """(join, id) of the things a duty is multiplied over, on the day; ('', empty text) when it is not."""
    if not ask.each:
        return "", "''"
    pool(text, replace(ask, holes=()), ask.each, "target")
    where = f" AND e.place BETWEEN a.place AND {last_code('a.place')}" if ask.each.inside else ""
    return f" JOIN (SELECT DISTINCT id, place, since, until FROM target) e ON {holds_on('e', day)}{where}", "e.id"
