"""Facts that lift a duty (解除): each that the rule names must be there, since the duty began or before its trigger."""

from __future__ import annotations

from anjian.duties.asks import Ask, Lift
from anjian.duties.compile.facts import EVER, precedes, reach, truth
from anjian.duties.compile.text import Text

SAME = "{0}.bearer = a.bearer AND {0}.each_id = a.each_id AND {0}.token = a.token"


def lifted(text: Text, ask: Ask, mark: str) -> str:
    """The mark of a row, `gone` where all facts that lift the duty are there (a part `lifting…` for each)."""
    if not ask.unless:
        return mark
    shown = []
    for number, lift in enumerate(ask.unless):
        name = f"lifting{number}"
        text.part(name, _rows(text, ask, lift, near=f"near_{name}"))
        shown.append(f"EXISTS (SELECT 1 FROM {name} l WHERE {SAME.format('l')})")
    return f"CASE WHEN ({mark}) IN ('', 'unknown', 'vacant') AND {' AND '.join(shown)} THEN 'gone' ELSE {mark} END"


def _rows(text: Text, ask: Ask, lift: Lift, *, near: str) -> str:
    """Asked rows with such a fact."""
    origin, today = text.value(ask.origin, "date"), text.name("as_of")
    began = f"CASE WHEN a.begins IS NULL THEN {origin} ELSE a.begins END"
    ended = f"CASE WHEN a.ends IS NULL THEN {today} ELSE a.ends END"
    first = began if lift.came == "since" else text.value(EVER, "date")
    joins, rest = reach(text, ask, lift.evidence, begins=first, near=near)
    where = [truth(text, ask, rest, fact="f", row="a")]
    if lift.came == "since":
        where.append(f"f.day >= {began} AND f.day <= {ended}")
    else:
        where.append("f.fact <> a.cause")
    if lift.came == "before":
        joins += f" JOIN {text.rel_fact} c ON c.fact = a.cause"
        where.append(precedes("f", day="c.day", precision="c.precision", at="c.happened_at"))
    return f"SELECT DISTINCT a.bearer, a.each_id, a.token FROM asked a {joins} WHERE {' AND '.join(where)}"
