"""One function per kind: what is asked (the part `asked`) and what it came to (the part `standing`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from anjian.duties.asks import Ask, Rate, SameHolder, Share, Slot, Who
from anjian.duties.compile import crowd, subjects
from anjian.duties.compile.counting import counted
from anjian.duties.compile.facts import slots
from anjian.duties.compile.lifting import lifted
from anjian.duties.compile.outcome import STANDING
from anjian.duties.compile.text import Text, holds_on

NONE = "CAST(NULL AS date)"


def recurring(text: Text, ask: Ask) -> None:
    """Each period whose judging day (its last, or today while it runs) lies in a span of the rule."""
    today = text.name("as_of")
    periodic(text, ask)
    early = "a.begins IS NULL"
    ends = f"CASE WHEN a.due IS NULL THEN {today} ELSE a.due END"
    if ask.names_period:
        # It counts for the period it names, whenever that was done while the rule held.
        early += f" OR a.begins > {text.value(ask.origin, 'date')}"
        ends = today
    begins = f"CASE WHEN {early} THEN {text.value(ask.origin, 'date')} ELSE a.begins END"
    _standing(text, ask, counted(text, ask, begins=begins, ends=ends))


def periodic(text: Text, ask: Ask) -> None:
    """The part `asked` of what is asked anew in each period."""
    today, who = text.name("as_of"), _who(ask)
    judged = f"CASE WHEN p.ends < {today} THEN p.ends ELSE {today} END"
    skip = f" AND p.begins >= {text.value(ask.origin, 'date')}" if ask.first == "skip" else ""
    periods = "duties_period"
    if ask.phases:
        periods = "phase_or_period"
        text.part(periods, _phases(text, ask))
    text.part(
        "moment",
        f"SELECT s.*, p.begins, p.ends, p.label AS token, p.label, {judged} AS judged, "
        "CASE WHEN s.unit IS NULL THEN p.ends ELSE u.due END AS deadline, COALESCE(u.provisional, 1=0) AS provisional "
        f"FROM span s JOIN {periods} p ON p.kind = s.per "
        "LEFT JOIN duties_due u ON u.unit = s.unit AND u.n = s.n AND u.day = p.ends "
        f"WHERE p.begins <= {text.name('horizon')} AND p.ends >= {text.since} AND {holds_on('s', judged)}{skip} "
        # without a cadence
        f"UNION ALL SELECT s.*, {NONE} AS begins, {NONE} AS ends, CAST('' AS text) AS token, "
        f"CAST('' AS text) AS label, {today} AS judged, {NONE} AS deadline, 1=0 AS provisional "
        f"FROM span s WHERE s.per IS NULL AND {holds_on('s', today)}",
    )
    subjects.pool(text, ask, who, "pool")
    members = subjects.members(text, ask)
    if ask.joins == "next" and not ask.together:
        members = f"SELECT * FROM ({members}) r WHERE r.early = 1"
    text.part("member", members)
    _asked(text, ask, mark="CASE WHEN a.per IS NULL THEN 'unscheduled' ELSE '' END")


def _phases(text: Text, ask: Ask) -> str:
    """The periods of the calendar, and the phases of the document."""
    rows = [
        f"SELECT 'phase' AS kind, {text.value(phase.start, 'date')} AS begins, "
        f"{text.value(phase.end, 'date')} AS ends, {text.value(phase.label)} AS label"
        for phase in ask.phases
    ]
    return " UNION ALL ".join(["SELECT kind, begins, ends, label FROM duties_period", *rows])


def one_off(text: Text, ask: Ask) -> None:
    """Once, by a plan date. Who owes it is settled on that date, or today before it."""
    today, who = text.name("as_of"), _who(ask)
    now = f"CASE WHEN s.until < {today} THEN s.until ELSE {today} END"
    judged = f"CASE WHEN s.due IS NULL OR s.due >= {now} THEN {now} WHEN s.due < s.since THEN s.since ELSE s.due END"
    text.part(
        "moment",
        f"SELECT s.*, {text.value(ask.origin, 'date')} AS begins, {NONE} AS ends, CAST('' AS text) AS token, "
        f"CAST('' AS text) AS label, {judged} AS judged, s.due AS deadline, 1=0 AS provisional FROM span s "
        f"WHERE s.since <= {today} AND (s.until IS NULL OR s.until >= {today} OR s.newest = 1)",
    )
    subjects.pool(text, ask, who, "pool")
    text.part("member", subjects.members(text, ask))
    _asked(text, ask, mark="''")
    _standing(text, ask, counted(text, ask, begins="a.begins", ends=today))


def requirement(text: Text, ask: Ask) -> None:
    """For each subject, today: does it hold? Not to be told is never a breach."""
    _today(text, ask)
    _asked(text, ask, mark="''")
    holds = ask.holds
    day = "a.judged"
    if isinstance(holds, SameHolder):
        text.part(
            "seat",
            "SELECT a.bearer, a.each_id, a.token, COUNT(DISTINCT p.class) AS classes, COUNT(DISTINCT p.post) AS posts, "
            "COUNT(DISTINCT CASE WHEN t.person IS NOT NULL THEN p.post END) AS filled, "
            "COUNT(DISTINCT t.person) AS persons "
            f"FROM asked a JOIN rel_post p ON p.place = a.place AND {text.among('p.class', holds.classes)} "
            f"AND {text.row('p')} AND {holds_on('p', day)} "
            f"LEFT JOIN rel_tenure t ON t.post = p.post AND {text.row('t')} AND {holds_on('t', day)} "
            "GROUP BY a.bearer, a.each_id, a.token",
        )
        all_there = f"x.classes = {text.value(len(set(holds.classes)), 'int')}"
        text.part(
            "tally",
            "SELECT bearer, each_id, token, "
            f"CASE WHEN {all_there} AND x.filled = x.posts AND x.persons = 1 THEN 1 ELSE 0 END AS have, "
            f"CASE WHEN {all_there} THEN 0 ELSE 1 END AS maybe, "
            f"CASE WHEN {all_there} AND x.filled < x.posts THEN 1 ELSE 0 END AS vacant FROM seat x",
        )
        _standing(text, ask, True, state=True, missing="1")
        return
    assert holds is not None
    assert not isinstance(holds, Share | Rate)
    condition = subjects.columns_of(text, holds, "e")
    text.part(
        "tally",
        f"SELECT a.bearer, a.each_id, a.token, MAX(CASE WHEN {condition} THEN 1 ELSE 0 END) AS have, "
        f"MAX(CASE WHEN {condition} THEN 0 WHEN NOT ({condition}) THEN 0 ELSE 1 END) AS maybe, 0 AS vacant "
        "FROM asked a JOIN rel_enterprise e "
        "ON e.enterprise = CASE WHEN a.each_id = '' THEN a.bearer ELSE a.each_id END "
        f"AND {text.row('e')} AND {holds_on('e', day)} GROUP BY a.bearer, a.each_id, a.token",
    )
    _standing(text, ask, True, state=True, missing="1")


def definition(text: Text, ask: Ask) -> None:
    """A word has its holders, place by place. Owed by nobody, never overdue."""
    _today(text, ask)
    _asked(text, ask, mark="''")
    _standing(text, ask, False)


def attested(text: Text, ask: Ask) -> None:
    """What software only keeps: how often this year, and when last."""
    today = text.name("as_of")
    _today(text, ask)
    _asked(text, ask, mark="''")
    _standing(text, ask, counted(text, ask, begins=text.value(ask.origin, "date"), ends=today))


KINDS: Mapping[str, Callable[[Text, Ask], None]] = {
    "recurring": recurring,
    "one_off": one_off,
    "requirement": requirement,
    "definition": definition,
    "attested": attested,
}


# -- shared pieces --------------------------------------------------------------------------------------------------


def _who(ask: Ask) -> Who:
    if not isinstance(ask.who, Who):
        raise ValueError(f"{ask.rule}: 这类规则的承担者要从机构、职务或企业里选")
    return ask.who


def _today(text: Text, ask: Ask) -> None:
    """States are asked today, of those who are there today."""
    today = text.name("as_of")
    text.part(
        "moment",
        f"SELECT s.*, {NONE} AS begins, {NONE} AS ends, CAST('' AS text) AS token, CAST('' AS text) AS label, "
        f"{today} AS judged, s.due AS deadline, 1=0 AS provisional FROM span s WHERE {holds_on('s', today)}",
    )
    if ask.who is None:
        text.part(
            "member",
            f"SELECT m.*, CAST('' AS text) AS bearer, '' AS sort, {text.value(ask.lo)} AS place, 1 AS sure, "
            f"0 AS ended, 1 AS early, 1 AS nth FROM moment m{' WHERE 1=0' if text.scoped else ''}",
        )
        return
    subjects.pool(text, ask, _who(ask), "pool")
    text.part("member", subjects.members(text, ask))


ASKED = (
    "bearer", "place", "each_id", "token", "label", "begins", "ends", "judged", "due", "provisional", "need", "mark",
)  # fmt: skip
"""Columns of the part `asked`, beside those of the slots."""


def _asked(text: Text, ask: Ask, *, mark: str) -> None:
    """The part `asked`: one row per duty, with what hinders judging it in `mark`."""
    lead = f"a.s_{ask.lead.name}" if ask.lead else ""
    unset = ["a.need IS NULL", *(f"a.{name} IS NULL" for name in slots(ask, ask.evidence))]
    if lead:
        unset.append(f"{lead} IS NULL")
    join, each = subjects.targets(text, ask, day="a.judged")
    own = subjects.vacant(text, ask, bearer="a.bearer", sort="a.sort", on="a.judged")
    marked = (
        f"CASE WHEN {' OR '.join(unset)} THEN 'unset' WHEN {mark} <> '' THEN {mark} WHEN a.ended = 1 THEN 'gone' "
        f"WHEN a.sure = 0 THEN 'unknown' WHEN {own} THEN 'vacant' ELSE '' END"
    )
    kept = ", ".join(f"a.s_{slot.name}" for slot in ask.slots)
    source = "member"
    if ask.together:
        source = "team"
        inner = ", ".join(f"MIN(s_{slot.name}) AS s_{slot.name}" for slot in ask.slots)
        text.part(
            "team",
            "SELECT token, label, begins, ends, judged, deadline, provisional, need, per, "
            "string_agg(bearer, '+' ORDER BY bearer) AS bearer, '' AS sort, MIN(place) AS place, MIN(sure) AS sure, "
            f"0 AS ended{', ' + inner if inner else ''} FROM member WHERE ended = 0 "
            "GROUP BY token, label, begins, ends, judged, deadline, provisional, need, per",
        )
        if text.scoped:
            # one of the team is in the scope
            text.part(
                "asked_team",
                "SELECT * FROM team a WHERE EXISTS (SELECT 1 FROM member k WHERE k.token = a.token "
                f"AND k.ended = 0 AND k.bearer = ANY({text.name('bearers')}))",
            )
            source = "asked_team"
    where = f" WHERE ({lead} IS NULL OR a.bearer = {lead})" if lead else ""
    once = "DISTINCT " if ask.each else ""  # a member is there once, a thing may be found twice
    text.part(
        "asked",
        f"SELECT {once}a.bearer, a.place, {each} AS each_id, a.token, a.label, a.begins, a.ends, a.judged, "
        f"a.deadline AS due, a.provisional, a.need, {marked} AS mark{', ' + kept if kept else ''} "
        f"FROM {source} a{join}{where}",
    )


def _standing(
    text: Text,
    ask: Ask,
    tallied: bool,
    *,
    state: bool = False,
    need: str = "",
    missing: str = "0",
    unknown: str = "1=0",
    total: str = "NULL",
) -> None:
    """The part `standing`: asked rows with their tallies, rows of places where nobody was found, in STANDING's order.

    state    the tally has `have`, `maybe`, `vacant`; else it counts facts
    missing  `maybe` of a row without a tally
    """
    if tallied and crowd.fits(text, ask):
        _standing_of_many(text, ask)
        return
    need = need or _needed(text, ask)
    mark = "a.mark"
    if not tallied:
        have = entered = ever = maybe = "0"
        met_on = last_on = "NULL"
    elif state:
        have, maybe = "COALESCE(t.have, 0)", f"COALESCE(t.maybe, {missing})"
        entered = ever = have
        met_on = last_on = "NULL"
        own = f"WHEN {unknown} THEN 'unknown' WHEN t.vacant = 1 THEN 'vacant'"
        mark = f"CASE WHEN a.mark <> '' THEN a.mark {own} ELSE '' END"
    else:
        have, entered, ever = (f"COALESCE(t.{name}, 0)" for name in ("have", "entered", "ever"))
        maybe, met_on, last_on = "0", "t.met_on", "t.last_on"
        if ask.cover:
            need, maybe = f"{need} * t.things", "COALESCE(t.maybe, 0)"
            mark = "CASE WHEN a.mark IN ('', 'vacant') AND t.things IS NULL THEN 'unknown' ELSE a.mark END"
    join = (
        " LEFT JOIN tally t ON t.bearer = a.bearer AND t.each_id = a.each_id AND t.token = a.token" if tallied else ""
    )
    mark = lifted(text, ask, mark)
    rule, kind = text.value(ask.rule), text.value(ask.kind)
    values = (
        rule, kind, "a.bearer", "a.each_id", "a.place", "a.token", "a.begins", "a.ends", "a.due", "a.provisional",
        need, have, entered, ever, maybe, total, met_on, last_on, mark, "1=1" if _final(ask) else "1=0",
    )  # fmt: skip
    rows = [f"SELECT {_columns(values)} FROM asked a{join}{_recent(text, ask)}", *empties(text, ask)]
    text.part("standing", " UNION ALL ".join(rows))


def _standing_of_many(text: Text, ask: Ask) -> None:
    """The part `standing` as counts: each row stands for ``n`` duties, of which it does not say whose they are."""
    rule, kind, final = text.value(ask.rule), text.value(ask.kind), "1=1" if _final(ask) else "1=0"
    values = (
        rule, kind, "''", "''", "''", "''", "k.begins", "k.ends", "k.due", "1=0", _needed(text, ask, "k"),
        "k.have", "k.entered", "k.ever", "0", "NULL", "NULL", "NULL", "k.mark", final,
    )  # fmt: skip
    rows = [f"SELECT {_columns(values)}, k.n FROM {crowd.alike(text)} k"]
    rows += [f"SELECT e.*, 1 AS n FROM ({empty}) e" for empty in empties(text, ask)]
    text.part("standing", " UNION ALL ".join(rows))


def _needed(text: Text, ask: Ask, alias: str = "a") -> str:
    """The figure of all parts together."""
    return f"{alias}.need * {text.value(len(ask.parts), 'numeric(20,6)')}" if ask.parts else f"{alias}.need"


def empties(text: Text, ask: Ask) -> list[str]:
    """Rows of places where the selector finds nobody, in STANDING's order."""
    empty = (
        text.value(ask.rule), text.value(ask.kind), "''", "''", "n.place", "n.token", "n.begins", "NULL", "NULL", "1=0",
        "NULL", "0", "0", "0", "0", "NULL", "NULL", "NULL", "'nobody'", "1=0",
    )  # fmt: skip
    return [f"SELECT {_columns(empty)} FROM ({source}) n" for source in _nobodies(text, ask)]


def _columns(values: tuple[str, ...]) -> str:
    return ", ".join(f"CAST({value} AS {type}) AS {name}" for value, (name, type) in zip(values, STANDING, strict=True))


def _nobodies(text: Text, ask: Ask) -> list[str]:
    if "lost" in text.parts:
        return ["SELECT place, token, begins FROM lost"]
    empty = subjects.nobody(text, ask)
    return [f"SELECT place, place AS token, {NONE} AS begins FROM ({empty}) e"] if empty else []


def _recent(text: Text, ask: Ask) -> str:
    """Triggered duties that are over and older than the days asked for are left out; open ones never are."""
    since = text.since
    if ask.kind == "gate":
        return f" WHERE a.begins >= {since}"
    if ask.kind == "response":
        return f" WHERE a.begins >= {since} OR t.met_on IS NULL OR t.met_on >= {since}"
    return ""


def _final(ask: Ask) -> bool:
    return ask.periodic or (ask.kind == "recurring" and ask.final)


__all__ = ["KINDS", "Slot"]
