"""Facts that count (计入的事实): found for each asked row, by part or by thing, and added up."""

from __future__ import annotations

from anjian.duties.asks import Ask
from anjian.duties.compile import beyond, covering, crowd, hours
from anjian.duties.compile.facts import reach, truth
from anjian.duties.compile.text import Text

_ROW = "bearer, each_id, token"
_KEYS = f"{_ROW}, nth"
_COUNTS = "SUM(in_time) AS have, SUM(in_time * entered) AS entered, COUNT(*) AS ever"


def counted(text: Text, ask: Ask, *, begins: str, ends: str, more: str = "") -> bool:
    """The parts `hit` (each fact that counts for an asked row, by part) and `tally` (their counts and dates).

    Returns False when the ask has no evidence. `in_time` is 1 up to the due day; `entered` 1 when the record came by
    the due day or within the window after the fact's own day.
    """
    if not ask.evidence:
        return False
    joins, rest = reach(text, ask, ask.evidence, begins=begins)
    where = [f"f.day >= {begins}", f"f.day <= {ends}", truth(text, ask, rest, fact="f", row="a")]
    where += [beyond.unspent(fact="f")] if ask.beyond else []
    split = _split(text, ask, where)
    nth, thing = ("v.nth" if ask.parts else "CAST(0 AS int)"), (", v.thing" if ask.cover else "")
    window = text.value(ask.window, "int")
    name = "hit_thing" if ask.cover else "hit"
    many = crowd.fits(text, ask)
    group = "".join(f", a.{column}" for column in crowd.GROUP) if many else ""
    text.part(
        name,
        f"SELECT DISTINCT a.bearer, a.each_id, a.token, {nth} AS nth{thing}{group}, f.fact, f.day, f.recorded_day, "
        f"a.need, CASE WHEN {_in_time(ask)} THEN 1 ELSE 0 END AS in_time, "
        f"CASE WHEN f.recorded_day <= a.due OR f.recorded_day <= f.day + {window} THEN 1 ELSE 0 END AS entered "
        f"FROM asked a {joins}{split} WHERE {' AND '.join(where)}{more}",
    )
    if many:
        grouped = ", ".join(("need", *crowd.GROUP))
        text.part("piece", f"SELECT {_KEYS}, {grouped}, {_COUNTS} FROM hit GROUP BY {_KEYS}, {grouped}")
        text.part("tally", f"SELECT {_ROW}, {grouped}, {_sums(ask)} FROM piece GROUP BY {_ROW}, {grouped}")
        return True
    keys = _KEYS
    if ask.cover:
        keys += ", thing"
        text.part("hit", f"SELECT DISTINCT {_KEYS}, fact, day, recorded_day FROM {name}")
    text.part(
        "piece",
        f"SELECT {keys}, need, {_COUNTS}, MIN(CASE WHEN nr = need THEN day END) AS met_on, MAX(day) AS last_on FROM "
        f"(SELECT h.*, ROW_NUMBER() OVER (PARTITION BY {keys} ORDER BY day, fact) AS nr "
        f"FROM {name} h) z GROUP BY {keys}, need",
    )
    text.part("tally", covering.tally() if ask.cover else _tally(text, ask))
    return True


def _split(text: Text, ask: Ask, where: list[str]) -> str:
    """The join that tells the parts or things of a row apart; what a fact of each must be joins the conditions."""
    if ask.cover:
        where.append(covering.names(text, ask, fact="f"))
        return covering.join(text, ask)
    if not ask.parts:
        return ""
    numbers = " UNION ALL ".join(f"SELECT {text.value(n, 'int')} AS nth" for n in range(len(ask.parts)))
    alternatives = []
    for n, part in enumerate(ask.parts):
        fits = [f"v.nth = {text.value(n, 'int')}", truth(text, ask, part.tests, fact="f", row="a")]
        if part.names:
            fits.append(text.among("f.name", part.names))
        alternatives.append("(" + " AND ".join(fits) + ")")
    where.append("(" + " OR ".join(alternatives) + ")")
    return f" CROSS JOIN ({numbers}) v"


def _in_time(ask: Ask) -> str:
    by_day = "a.due IS NULL OR f.day <= a.due"
    if not ask.hourly:
        return by_day
    at = hours.minute("f.happened_at")
    return f"CASE WHEN a.last_minute IS NULL THEN {by_day} ELSE {at} <= a.last_minute END"


def _tally(text: Text, ask: Ask) -> str:
    """Counts of all parts, each up to what is asked of it."""
    sums = _sums(ask)
    return (
        f"SELECT {_ROW}, {sums}, CASE WHEN COUNT(met_on) = {text.value(len(ask.parts) or 1, 'bigint')} "
        f"THEN MAX(met_on) END AS met_on, MAX(last_on) AS last_on FROM piece GROUP BY {_ROW}"
    )


def _sums(ask: Ask) -> str:
    return ", ".join(
        f"SUM(CASE WHEN {name} > need THEN need ELSE {name} END) AS {name}" if ask.parts else f"SUM({name}) AS {name}"
        for name in ("have", "entered", "ever")
    )
