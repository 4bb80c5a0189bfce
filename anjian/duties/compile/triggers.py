"""Duties that a fact starts (触发职责), and acts that another must come before (前置程序)."""

from __future__ import annotations

from anjian.duties.asks import Ask, RoleOf
from anjian.duties.compile import hours, naming, subjects
from anjian.duties.compile.counting import counted
from anjian.duties.compile.facts import precedes, slots, truth
from anjian.duties.compile.kinds import NONE, _standing
from anjian.duties.compile.text import Text, holds_on


def response(text: Text, ask: Ask) -> None:
    """When a fact happens, within a term. The text and the figure are those of the trigger's day."""
    today = text.name("as_of")
    _triggers(text, ask)
    if ask.named:
        naming.limits(text, ask, ask.named)
    _roles(text, ask, begins="m.day")
    found = counted(text, ask, begins="a.begins", ends=today, more=" AND f.fact <> a.cause")
    _standing(text, ask, found)


def gate(text: Text, ask: Ask) -> None:
    """Before the act there must have been the other, in the same matter. On one day the minute decides, if told."""
    _triggers(text, ask)
    _roles(text, ask, begins="m.day")
    before = f" AND f.fact <> a.cause AND {precedes('f', day='a.c_day', precision='a.c_precision', at='a.c_at')}"
    found = counted(text, ask, begins=text.value(ask.origin, "date"), ends="a.c_day", more=before)
    _standing(text, ask, found)


def _triggers(text: Text, ask: Ask) -> None:
    """The part `trigger_fact`: each fact that starts the duty, with the span of its day and whether that is sure."""
    assert ask.trigger is not None
    sure = truth(text, ask, ask.trigger.tests, fact="t", row="s")
    earlier = "".join(f" AND NOT COALESCE({truth(text, ask, tests, fact='t', row='s')}, 1=1)" for tests in ask.unlike)
    names = slots(ask, ask.trigger) + (slots(ask, ask.evidence) if ask.evidence else [])
    unset = " OR ".join(f"s.{name} IS NULL" for name in dict.fromkeys(names)) or "1=0"
    base = "t.recorded_day" if ask.recorded else "t.day"
    clock = f", {_clock(ask)} AS last_minute" if ask.hourly else ""
    text.part(
        "trigger_fact",
        f"SELECT s.*, t.fact AS cause, t.day, {base} AS base, t.happened_at, t.precision, t.place AS t_place{clock}, "
        f"CASE WHEN {unset} THEN 'unset' WHEN {sure} THEN '' ELSE 'unknown' END AS t_mark, "
        f"CASE WHEN {sure} THEN 1 ELSE 0 END AS t_sure "
        f"FROM {text.rel_fact} t JOIN span s ON {holds_on('s', 't.day')} "
        f"WHERE {text.among('t.name', ask.trigger.names)} AND {text.fact('t')} AND COALESCE({sure}, 1=1){earlier}"
        f"{_theirs(text, ask)}",
    )


def _theirs(text: Text, ask: Ask) -> str:
    """Of some bearers only the triggers that name them, else everybody's are read; bodies above are not named."""
    if not text.scoped or not isinstance(ask.who, RoleOf) or ask.who.up:
        return ""
    named = f"o.role = {text.value(ask.who.role)} AND o.id = ANY({text.name('bearers')})"
    return f" AND t.fact IN (SELECT o.fact FROM {text.rel_party} o WHERE {named})"


def _clock(ask: Ask) -> str:
    """The last minute of a term in hours, that starts when it happened or was recorded; empty for other terms."""
    since = ("t.recorded_at", "'minute'") if ask.recorded else ("t.happened_at", "t.precision")
    return f"CASE WHEN s.unit = 'hour' THEN {hours.last_minute(*since, 's.n')} END"


def _roles(text: Text, ask: Ask, *, begins: str) -> None:
    """The part `asked` of a triggered duty: the party in the role, or the body above it; `lost` where there is none."""
    who, today = ask.who, text.name("as_of")
    assert isinstance(who, RoleOf)
    text.part(
        "subject",
        " UNION ALL ".join(
            f"SELECT r.{key} AS id, '{key}' AS sort, r.place, r.since, r.until FROM rel_{key} r WHERE {text.row('r')}"
            + (f" AND r.{key} = ANY({text.name('bearers')})" if text.scoped and not who.up else "")
            for key in ("body", "post", "enterprise")
        ),
    )
    id, place, sort = "b.id", "b.place", "b.sort"
    above = ""
    if who.up:
        levels = "".join(
            f" JOIN rel_place u{n} ON u{n}.place = {f'u{n - 1}.parent' if n else 'b.place'} "
            f"AND {holds_on(f'u{n}', 'g.day')}"
            for n in range(who.up)
        )
        classes = text.among("k.class", who.classes) if who.classes else _same_class(text)
        above = (
            f"{levels} JOIN rel_body k ON k.place = u{who.up - 1}.parent AND {classes} AND {text.row('k')} "
            f"AND {holds_on('k', 'g.day')}"
        )
        id, place, sort = "k.body", "k.place", "'body'"
    found = (
        f"FROM trigger_fact g JOIN {text.rel_party} r ON r.fact = g.cause AND r.role = {text.value(who.role)} "
        f"JOIN subject b ON b.id = r.id AND {holds_on('b', 'g.day')}{above}"
    )
    text.part(
        "role",
        f"SELECT g.cause, {id} AS bearer, MIN({place}) AS place, MIN({sort}) AS sort {found} GROUP BY g.cause, {id}",
    )
    due, limits = "CASE WHEN g.n IS NULL THEN g.due ELSE u.due END", ""
    if ask.named:
        due, limits = "w.due", f" LEFT JOIN {naming.LIMIT} w ON w.cause = g.cause"
    clock = ""
    if ask.hourly:
        due = f"CASE WHEN g.last_minute IS NOT NULL THEN {hours.chinese_day('g.last_minute')} ELSE {due} END"
        clock = ", g.last_minute"
    judged = f"CASE WHEN {due} < {today} THEN {due} ELSE {today} END"
    gone = f"NOT EXISTS (SELECT 1 FROM subject b WHERE b.id = o.bearer AND {holds_on('b', judged)})"
    kept = "".join(f", g.s_{slot.name}" for slot in ask.slots)
    scope = f" AND o.bearer = ANY({text.name('bearers')})" if text.scoped else ""
    text.part(
        "asked",
        f"SELECT o.bearer, o.place, '' AS each_id, CAST(g.cause AS text) AS token, '' AS label, g.day AS begins, "
        f"{NONE} AS ends, {judged} AS judged, {due} AS due, COALESCE(u.provisional, 1=0) AS provisional, g.need, "
        f"CASE WHEN g.t_mark = 'unset' THEN 'unset' WHEN {gone} THEN 'gone' ELSE g.t_mark END AS mark, g.cause, "
        f"g.day AS c_day, g.happened_at AS c_at, g.precision AS c_precision{clock}{kept} "
        "FROM trigger_fact g JOIN role o ON o.cause = g.cause "
        f"LEFT JOIN duties_due u ON u.unit = g.unit AND u.n = g.n AND u.day = g.base{limits} "
        f"WHERE {subjects.inside(text, ask, 'o.place')}{scope}{_once(text, ask)}",
    )
    if not text.scoped:
        text.part(
            "lost",
            "SELECT g.t_place AS place, CAST(g.cause AS text) AS token, g.day AS begins FROM trigger_fact g "
            f"WHERE {subjects.inside(text, ask, 'g.t_place')} "
            "AND NOT EXISTS (SELECT 1 FROM role o WHERE o.cause = g.cause)",
        )


def _once(text: Text, ask: Ask) -> str:
    """Of the triggers that name one matter, only the first of each bearer that is sure (the part `once`)."""
    if not ask.once:
        return ""
    role, order = text.value(ask.once), "CAST({0}.cause AS text)"
    text.part(
        "once",
        "SELECT * FROM (SELECT q.id AS matter, o.bearer, g.cause, g.day, ROW_NUMBER() OVER (PARTITION BY q.id, "
        f"o.bearer ORDER BY g.day, {order.format('g')}) AS nr FROM trigger_fact g JOIN role o ON o.cause = g.cause "
        f"JOIN {text.rel_party} q ON q.fact = g.cause AND q.role = {role} "
        f"WHERE g.t_sure = 1 AND {subjects.inside(text, ask, 'o.place')}) z WHERE nr = 1",
    )
    named = f"FROM {text.rel_party} q"
    mine = f"q.fact = g.cause AND q.role = {role}"
    return (
        f" AND (NOT EXISTS (SELECT 1 {named} WHERE {mine}) OR EXISTS (SELECT 1 {named} "
        f"LEFT JOIN once n ON n.matter = q.id AND n.bearer = o.bearer WHERE {mine} AND (n.cause IS NULL "
        f"OR n.day > g.day OR (n.day = g.day AND {order.format('n')} >= {order.format('g')}))))"
    )


def _same_class(text: Text) -> str:
    return (
        f"EXISTS (SELECT 1 FROM rel_body w WHERE w.body = b.id AND w.class = k.class AND {text.row('w')} "
        f"AND {holds_on('w', 'g.day')})"
    )
