"""Consequences (后果): what must or may follow a lapse, a fact, or the rung of a ladder before it.

The lapses are the standings of other asks, written inside this text and judged on the same day. Each lapse reaches the
nearest taker (whoever fits and answers for the lapse's place, the lowest level first); the measure is counted from the
day on which the consequence was reached.
"""

from __future__ import annotations

from collections.abc import Callable

from anjian.duties.asks import NOT_KEPT, Ask, RoleOf, Who
from anjian.duties.compile import hours, kinds, procedures, subjects, triggers
from anjian.duties.compile.counting import counted
from anjian.duties.compile.facts import slots
from anjian.duties.compile.outcome import STANDING, outcome, recent
from anjian.duties.compile.text import Text, holds_on, last_code
from anjian.duties.events import MEASURE_DECLINED

Write = Callable[[Text, Ask], None]


def consequence(text: Text, ask: Ask, write: Write) -> None:
    """The parts `lapse` (grounds), `reached` (those whose time has come), `asked` and `standing`."""
    today = text.name("as_of")
    if ask.stages:
        text.part("lapse", procedures.grounds(text, ask))
    else:
        text.part("lapse", _facts(text, ask) if ask.trigger else _verdicts(text, ask, write))
    waits = text.value(1 if ask.waits else 0, "int")
    begins = (
        f"CASE WHEN g.base IS NULL OR ({waits} = 1 AND s.w_n IS NULL) THEN NULL WHEN s.w_n IS NOT NULL THEN w.due + 1 "
        "WHEN g.lapsed = 1 THEN g.base + 1 ELSE g.base END"
    )
    text.part(
        "reached",
        f"SELECT * FROM (SELECT s.*, g.about, g.token, g.place AS g_place, g.cause, {begins} AS begins, "
        f"CASE WHEN {waits} = 1 AND s.w_n IS NULL THEN 'unset' ELSE g.g_mark END AS g_mark, "
        "COALESCE(w.provisional, 1=0) AS w_provisional "
        f"FROM lapse g JOIN span s ON {holds_on('s', f'COALESCE(g.base, {today})')} "
        "LEFT JOIN duties_due w ON w.unit = s.w_unit AND w.n = s.w_n AND w.day = g.base "
        f"WHERE {subjects.inside(text, ask, 'g.place')}) q WHERE q.begins IS NULL OR q.begins <= {today}",
    )
    _takers(text, ask)
    unset = ["a.need IS NULL", "a.g_mark = 'unset'", *(f"a.{name} IS NULL" for name in slots(ask, ask.evidence))]
    due, clock, started = "CASE WHEN a.n IS NULL THEN a.due ELSE u.due END", "", ""
    if ask.hourly:
        at = hours.last_minute("c.happened_at", "c.precision", "a.n")
        reached = "a.unit = 'hour' AND a.begins IS NOT NULL"
        clock = f", CASE WHEN {reached} THEN {at} END AS last_minute"
        due = f"CASE WHEN {reached} THEN {hours.chinese_day(at)} ELSE {due} END"
        started = f" LEFT JOIN {text.rel_fact} c ON c.fact = a.cause"
    own = subjects.vacant(text, ask, bearer="a.bearer", sort="a.sort", on=f"COALESCE(a.begins, {today})")
    kept = "".join(f", a.s_{slot.name}" for slot in ask.slots)
    scope = f" WHERE a.bearer = ANY({text.name('bearers')})" if text.scoped else ""
    text.part(
        "asked",
        f"SELECT DISTINCT a.bearer, a.g_place AS place, a.about AS each_id, a.token, CAST('' AS text) AS label, "
        f"a.begins, {kinds.NONE} AS ends, {today} AS judged, {due} AS due, "
        "COALESCE(u.provisional, 1=0) OR (u.due IS NOT NULL AND a.w_provisional) AS provisional, a.need, "
        f"CASE WHEN {' OR '.join(unset)} THEN 'unset' WHEN a.g_mark = 'early' THEN 'early' "
        f"WHEN {_declined(text, ask)} THEN 'gone' "
        f"WHEN a.sure = 0 OR a.g_mark = 'unknown' THEN 'unknown' WHEN {own} THEN 'vacant' ELSE '' END AS mark, "
        f"a.cause{clock}{kept} FROM taker a{started} "
        f"LEFT JOIN duties_due u ON u.unit = a.unit AND u.n = a.n AND u.day = a.begins{scope}",
    )
    origin = text.value(ask.origin, "date")
    first = f"CASE WHEN a.begins IS NULL THEN {origin} ELSE a.begins END"
    kinds._standing(text, ask, counted(text, ask, begins=first, ends=today))


def _verdicts(text: Text, ask: Ask, write: Write) -> str:
    """Lapses of other asks on the day: whose, of which period or matter, in which place, and its last good day."""
    found = []
    names = ", ".join(name for name, _ in STANDING)
    for source in ask.sources:
        verdict = outcome("x", text.name("as_of"))
        if text.kept and source.kind not in NOT_KEPT:
            judged = f"SELECT {names}, {verdict} AS outcome FROM duties_standing x WHERE {_kept(text, source)}"
        else:
            inner = text.inner()
            write(inner, source)
            judged = inner.nest(f"SELECT {names}, {verdict} AS outcome FROM standing x")
        if ask.after:
            base = "y.met_on" if ask.after == "taken" else "y.begins"
            found.append(
                f"SELECT y.each_id AS about, y.token, y.place, {base} AS base, 0 AS lapsed, "
                f"CAST(NULL AS uuid) AS cause, '' AS g_mark FROM ({judged}) y "
                f"WHERE y.bearer <> '' AND {base} IS NOT NULL AND y.outcome NOT IN ('lifted', 'not_set')"
            )
            continue
        matter = "CASE WHEN y.each_id = '' THEN y.token ELSE y.token || '@' || y.each_id END"
        acted = "y.kind = 'gate'"
        found.append(
            f"SELECT y.bearer AS about, {matter} AS token, y.place, CASE WHEN {acted} THEN y.begins ELSE y.due END "
            f"AS base, CASE WHEN {acted} THEN 0 ELSE 1 END AS lapsed, CAST(NULL AS uuid) AS cause, '' AS g_mark "
            f"FROM ({judged}) y WHERE y.bearer <> '' AND {text.among('y.outcome', ask.outcomes)}"
        )
    return "SELECT DISTINCT * FROM (" + " UNION ALL ".join(found) + ") z"


def _kept(text: Text, source: Ask) -> str:
    """The rows of the projection that an ask stands for."""
    return (
        f"x.rule = {text.value(source.rule)} AND x.digest = {text.value(source.digest)} "
        f"AND {subjects.inside(text, source, 'x.place')} AND (x.begins IS NULL OR x.begins <= {text.name('as_of')}) "
        f"AND {recent('x', text.name('since'))}"
    )


def _facts(text: Text, ask: Ask) -> str:
    """Facts that something follows from."""
    triggers._triggers(text, ask)
    return (
        "SELECT '' AS about, CAST(t.cause AS text) AS token, t.t_place AS place, t.day AS base, 0 AS lapsed, t.cause, "
        "t.t_mark AS g_mark FROM trigger_fact t WHERE t.t_place IS NOT NULL"
    )


def _takers(text: Text, ask: Ask) -> None:
    """The part `taker`: each reached lapse with whoever must act; `lost` where nobody is found."""
    if isinstance(ask.who, RoleOf):
        if ask.stages:
            procedures.openers(text, ask)
            return
        text.part("taker", "SELECT m.*, m.about AS bearer, '' AS sort, 1 AS sure FROM reached m")
        return
    assert isinstance(ask.who, Who)
    subjects.pool(text, ask, ask.who, "takers")
    day = f"COALESCE(m.begins, {text.name('as_of')})"
    text.part(
        "taker",
        "SELECT * FROM (SELECT m.*, b.id AS bearer, b.sort, b.sure, "
        "RANK() OVER (PARTITION BY m.about, m.token, m.g_place ORDER BY b.place DESC) AS near_first, "
        "ROW_NUMBER() OVER (PARTITION BY m.about, m.token, m.g_place, b.id ORDER BY b.place DESC, b.sure DESC, b.sort) "
        f"AS nth FROM reached m JOIN takers b ON {holds_on('b', day)} {_near(text, ask.who, day)}) q "
        "WHERE q.near_first = 1 AND q.nth = 1",
    )
    if not text.scoped:
        text.part(
            "lost",
            "SELECT DISTINCT m.g_place AS place, m.token, m.begins FROM reached m WHERE NOT EXISTS (SELECT 1 FROM "
            "taker k WHERE k.about = m.about AND k.token = m.token AND k.g_place = m.g_place)",
        )


def _near(text: Text, who: Who, day: str) -> str:
    """Where a taker `b` stands to the lapse `m`: above its place, or beside the one who did not do it in one body."""
    if not who.colleagues:
        return f"AND m.g_place BETWEEN b.place AND {last_code('b.place')}"
    mine = f"h.post = m.about AND h.body = t.body AND {text.row('h')} AND {holds_on('h', day)}"
    return (
        f"JOIN rel_post t ON t.post = b.id AND {text.row('t')} AND {holds_on('t', day)} WHERE b.id <> m.about "
        f"AND (t.body = m.about OR EXISTS (SELECT 1 FROM rel_post h WHERE {mine}))"
    )


def _declined(text: Text, ask: Ask) -> str:
    """The body that decides said no to this measure, in this matter."""
    said = " ".join(
        f"JOIN {text.rel_attr} {alias} ON {alias}.fact = f.fact AND {alias}.attr = {text.value(attr)} "
        f"AND {alias}.text = {value}"
        for alias, attr, value in (("r", "rule", text.value(ask.rule)), ("k", "matter", "a.token"))
    )
    return (
        f"EXISTS (SELECT 1 FROM {text.rel_fact} f {said} JOIN {text.rel_party} p ON p.fact = f.fact "
        f"AND p.role = {text.value('target')} AND p.id = a.bearer "
        f"JOIN {text.rel_attr} o ON o.fact = f.fact AND o.attr = {text.value('about')} AND o.text = a.about "
        f"WHERE f.name = {text.value(MEASURE_DECLINED)} AND {text.fact('f')})"
    )
