"""What facts must cover (覆盖): each of the things that a selector finds, on the judging day.

A thing of which it cannot be told whether it belongs there is asked too, and where only such things are missing the
duty is unknown. Where there is nothing to cover it is unknown as well, never done.
"""

from __future__ import annotations

from dataclasses import replace

from anjian.duties.asks import Ask
from anjian.duties.compile import subjects
from anjian.duties.compile.text import Text, holds_on, last_code

_SAME = "{0}.bearer = {1}.bearer AND {0}.each_id = {1}.each_id AND {0}.token = {1}.token"


def things(text: Text, ask: Ask) -> None:
    """The part `cover`: the things of each asked row; `sure` is 0 where it cannot be told whether it is one."""
    assert ask.cover
    subjects.pool(text, replace(ask, holes=()), ask.cover.who, "coverable")
    inside = f" AND e.place BETWEEN a.place AND {last_code('a.place')}" if ask.cover.who.inside else ""
    text.part(
        "cover",
        "SELECT a.bearer, a.each_id, a.token, a.need, e.id AS thing, MAX(e.sure) AS sure FROM asked a "
        f"JOIN coverable e ON {holds_on('e', 'a.judged')}{inside} "
        "GROUP BY a.bearer, a.each_id, a.token, a.need, e.id",
    )


def join(text: Text, ask: Ask) -> str:
    """The things `v` of the asked row `a`."""
    things(text, ask)
    return f" JOIN cover v ON {_SAME.format('v', 'a')}"


def names(text: Text, ask: Ask, *, fact: str) -> str:
    """The fact names the thing."""
    assert ask.cover
    role = text.value(ask.cover.role)
    return (
        f"EXISTS (SELECT 1 FROM {text.rel_party} x WHERE x.fact = {fact}.fact AND x.role = {role} AND x.id = v.thing)"
    )


def tally() -> str:
    """Counts over all things, each up to what is asked of it; `things` is how many there are."""
    have = {name: f"COALESCE(p.{name}, 0)" for name in ("have", "entered", "ever")}
    sums = ", ".join(f"SUM(CASE WHEN {n} > v.need THEN v.need ELSE {n} END) AS {name}" for name, n in have.items())
    missing = f"v.need - {have['have']}"
    return (
        f"SELECT v.bearer, v.each_id, v.token, {sums}, COUNT(*) AS things, "
        f"SUM(CASE WHEN v.sure = 0 AND {missing} > 0 THEN {missing} ELSE 0 END) AS maybe, "
        "CASE WHEN COUNT(p.met_on) = COUNT(*) THEN MAX(p.met_on) END AS met_on, MAX(p.last_on) AS last_on "
        f"FROM cover v LEFT JOIN piece p ON {_SAME.format('p', 'v')} AND p.thing = v.thing "
        "GROUP BY v.bearer, v.each_id, v.token"
    )
