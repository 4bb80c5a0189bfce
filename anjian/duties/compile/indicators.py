"""Indicators (指标): shares and numbers over the bearer's place, of enterprises, of facts, of matters.

Floors and ceilings. Nothing to divide by is unknown, never 100 %. What cannot be told widens the answer: a floor is
reached without it, a ceiling is kept in spite of it, or it is unknown. Matters are whole: a floor of 1.2 needs two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from anjian.duties.asks import Ask, Evidence, Rate, Share
from anjian.duties.compile import kinds, subjects
from anjian.duties.compile.counting import counted
from anjian.duties.compile.facts import reach, truth
from anjian.duties.compile.text import Text, holds_on, last_code

_KEYS = "bearer, each_id, token"
_PERCENT = "CAST({total} AS numeric(12,0)) * CAST({need} AS numeric(10,4)) * CAST('0.01' AS numeric(3,2))"


@dataclass(frozen=True)
class Figures:
    """What an indicator comes to, as expressions over the asked row `a` and its tally `t`."""

    need: str = "a.need"
    have: str = "COALESCE(t.have, 0)"
    entered: str = "COALESCE(t.entered, 0)"
    ever: str = "COALESCE(t.ever, 0)"
    maybe: str = "0"
    total: str = "NULL"
    met_on: str = "NULL"
    last_on: str = "t.last_on"
    unknown: str = "1=0"


def indicator(text: Text, ask: Ask) -> None:
    """The parts `asked`, `tally` and `standing` of an indicator."""
    today = text.name("as_of")
    if ask.periodic:
        kinds.periodic(text, ask)
    else:
        kinds._today(text, ask)
        kinds._asked(text, ask, mark="''")
    origin = text.value(ask.origin, "date")
    begins = f"CASE WHEN a.begins IS NULL THEN {origin} ELSE a.begins END" if ask.periodic else origin
    within = f"CASE WHEN a.due IS NULL THEN {today} ELSE a.due END"
    if isinstance(ask.holds, Share):
        figures = _share(text, ask.holds)
    elif isinstance(ask.holds, Rate):
        figures = _rate(text, ask, ask.holds, begins=begins, within=within)
    else:
        counted(text, ask, begins=begins, ends=within if ask.periodic else today)
        figures = Figures(met_on="t.met_on")
    _standing(text, ask, figures)


def _share(text: Text, share: Share) -> Figures:
    """Enterprises of the bearer's place, as they are today."""
    of, good = (subjects.columns_of(text, part, "e") for part in (share.of, share.good))
    text.part(
        "tally",
        f"SELECT a.bearer, a.each_id, a.token, SUM(CASE WHEN ({of}) AND ({good}) THEN 1 ELSE 0 END) AS have, "
        f"SUM(CASE WHEN ({of}) AND ({good}) THEN 0 WHEN ({of}) AND NOT ({good}) THEN 0 ELSE 1 END) AS maybe, "
        "COUNT(*) AS total FROM asked a "
        f"JOIN rel_enterprise e ON e.place BETWEEN a.place AND {last_code('a.place')} "
        f"AND {text.row('e')} AND {holds_on('e', 'a.judged')} "
        f"WHERE COALESCE({of}, 1=1) GROUP BY a.bearer, a.each_id, a.token",
    )
    have = "COALESCE(t.have, 0)"
    plain = Figures(
        have=have, entered=have, ever=have, maybe="COALESCE(t.maybe, 0)", total="COALESCE(t.total, 0)", last_on="NULL"
    )
    if not share.ratio:
        return plain
    percent = _PERCENT.format(total="t.total", need="a.need")
    none = "t.total IS NULL OR t.total = 0"
    return replace(plain, need=f"CASE WHEN t.total > 0 THEN {percent} END", unknown=none)


def _rate(text: Text, ask: Ask, rate: Rate, *, begins: str, within: str) -> Figures:
    """Matters that facts name: the parts `thing` (the whole), `shown` and `hit` (the facts that count), `tally`."""
    assert ask.evidence
    among = ""
    if rate.of:
        _things(text, ask, rate, begins=begins, within=within)
        among = (
            " AND EXISTS (SELECT 1 FROM thing d WHERE d.bearer = a.bearer AND d.each_id = a.each_id "
            "AND d.token = a.token AND d.matter = m.id)"
        )
    joins, rest = reach(text, ask, ask.evidence, begins=begins)
    window = text.value(ask.window, "int")
    text.part(
        "shown",
        "SELECT DISTINCT a.bearer, a.each_id, a.token, m.id AS matter, f.fact, f.day, f.recorded_day, "
        "CASE WHEN a.due IS NULL OR f.day <= a.due THEN 1 ELSE 0 END AS in_time, "
        f"CASE WHEN f.recorded_day <= a.due OR f.recorded_day <= f.day + {window} THEN 1 ELSE 0 END AS entered "
        f"FROM asked a {joins} JOIN {text.rel_party} m ON m.fact = f.fact AND m.role = {text.value(rate.link)} "
        f"WHERE f.day >= {begins} AND f.day <= {text.name('as_of')} "
        f"AND {truth(text, ask, rest, fact='f', row='a')}{among}",
    )
    text.part("hit", f"SELECT DISTINCT {_KEYS}, CAST(0 AS int) AS nth, fact, day, recorded_day FROM shown")
    text.part(
        "best",
        f"SELECT {_KEYS}, matter, MAX(in_time) AS have, MAX(in_time * entered) AS entered, 1 AS ever, "
        f"MAX(day) AS last_on FROM shown GROUP BY {_KEYS}, matter",
    )
    sums = "SUM(have) AS have, SUM(entered) AS entered, SUM(ever) AS ever, MAX(last_on) AS last_on"
    if not rate.of:
        text.part("tally", f"SELECT {_KEYS}, {sums} FROM best GROUP BY {_KEYS}")
        return Figures()
    _scores(text)
    if not rate.each:
        text.part("tally", "SELECT * FROM score")
        return Figures(
            need="t.want", maybe="COALESCE(t.maybe, 0)", total="COALESCE(t.total, 0)", unknown="t.total IS NULL"
        )
    reached = ", ".join(f"SUM(CASE WHEN {n} >= want THEN 1 ELSE 0 END) AS {n}" for n in ("have", "entered", "ever"))
    text.part(
        "tally",
        f"SELECT {_KEYS}, {reached}, SUM(CASE WHEN have < want AND have + maybe >= want THEN 1 ELSE 0 END) AS maybe, "
        "COUNT(*) AS kinds, MAX(CASE WHEN sort IS NULL THEN 1 ELSE 0 END) AS vague, MAX(last_on) AS last_on "
        f"FROM score GROUP BY {_KEYS}",
    )
    return Figures(
        need="CASE WHEN t.vague = 0 AND a.need IS NOT NULL THEN t.kinds END",
        maybe="COALESCE(t.maybe, 0)",
        unknown="t.kinds IS NULL OR t.vague = 1",
    )


def _things(text: Text, ask: Ask, rate: Rate, *, begins: str, within: str) -> None:
    """The part `thing`: each matter of the whole, by its kind; `sure` is 0 where it cannot be told to belong to it."""
    assert rate.of
    plain = tuple(test for test in rate.of.tests if test.on == "party")
    joins, rest = reach(text, ask, Evidence(rate.of.names, plain), begins=begins, near="near_whole")
    told = tuple(test for test in rate.of.tests if test.on != "party")
    fits = truth(text, ask, (*rest, *told), fact="f", row="a")
    sort, each = "CAST(NULL AS text)", ""
    if rate.each:
        sort = "k.text"
        each = f" LEFT JOIN {text.rel_attr} k ON k.fact = f.fact AND k.attr = {text.value(rate.each)}"
    text.part(
        "thing",
        f"SELECT bearer, each_id, token, need, matter, sort, MAX(sure) AS sure FROM (SELECT a.bearer, a.each_id, "
        f"a.token, a.need, m.id AS matter, {sort} AS sort, CASE WHEN {fits} THEN 1 ELSE 0 END AS sure "
        f"FROM asked a {joins} JOIN {text.rel_party} m ON m.fact = f.fact AND m.role = {text.value(rate.link)}{each} "
        f"WHERE f.day >= {begins} AND f.day <= {within} AND COALESCE({fits}, 1=1)) q "
        "GROUP BY bearer, each_id, token, need, matter, sort",
    )


def _scores(text: Text) -> None:
    """The part `score`: of each asked row and kind, how many there are and how many are wanted."""
    want = _PERCENT.format(total="COUNT(*)", need="d.need")
    sums = ", ".join(f"SUM(d.sure * COALESCE(b.{n}, 0)) AS {n}" for n in ("have", "entered", "ever"))
    text.part(
        "score",
        f"SELECT d.bearer, d.each_id, d.token, d.sort, COUNT(*) AS total, {want} AS want, {sums}, "
        "SUM(1 - d.sure) AS maybe, MAX(CASE WHEN d.sure = 1 THEN b.last_on END) AS last_on FROM thing d "
        "LEFT JOIN best b ON b.bearer = d.bearer AND b.each_id = d.each_id AND b.token = d.token "
        "AND b.matter = d.matter GROUP BY d.bearer, d.each_id, d.token, d.sort, d.need",
    )


def _standing(text: Text, ask: Ask, f: Figures) -> None:
    """The part `standing`, in STANDING's order. A ceiling says in its mark whether it is kept."""
    need = f.need
    mark = f"CASE WHEN a.mark <> '' THEN a.mark WHEN {f.unknown} THEN 'unknown' ELSE '' END"
    if ask.ceiling:
        kept, passed = f"{f.have} + {f.maybe} <= {f.need}", f"{f.have} > {f.need}"
        mark = (
            f"CASE WHEN a.mark IN ('unset', 'unscheduled') THEN a.mark WHEN {kept} THEN 'within' "
            f"WHEN a.mark <> '' THEN a.mark WHEN {passed} THEN 'over' ELSE 'unclear' END"
        )
        # passed, but there is nobody to hold it against: the mark alone speaks
        need = f"CASE WHEN a.mark NOT IN ('', 'unset', 'unscheduled') AND NOT ({kept}) THEN NULL ELSE {f.need} END"
    values = (
        text.value(ask.rule), text.value(ask.kind), "a.bearer", "a.each_id", "a.place", "a.token", "a.begins", "a.ends",
        "a.due", "a.provisional", need, f.have, f.entered, f.ever, f.maybe, f.total, f.met_on, f.last_on, mark,
        "1=1" if ask.periodic else "1=0",
    )  # fmt: skip
    rows = [
        f"SELECT {kinds._columns(values)} FROM asked a "
        "LEFT JOIN tally t ON t.bearer = a.bearer AND t.each_id = a.each_id AND t.token = a.token",
        *kinds.empties(text, ask),
    ]
    text.part("standing", " UNION ALL ".join(rows))
