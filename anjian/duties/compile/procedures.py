"""Procedures (流程): the steps of a matter, each with its limit from the day on which all that it needs was done.

A step whose needs are all there is owed; one that was done before them is out of order. What was not opened is not
asked. A matter is whatever stands as such in the facts of the steps.
"""

from __future__ import annotations

from anjian.duties.asks import Ask, RoleOf
from anjian.duties.compile.text import Text


def grounds(text: Text, ask: Ask) -> str:
    """Matters in which the step's turn has come, and those in which it was done though its turn had not."""
    stage = ask.stages[ask.step]
    firsts = []
    for number in (*stage.needs, ask.step):
        one = ask.stages[number]
        firsts.append(
            f"SELECT q.id AS matter, {text.value(number, 'int')} AS step, f.fact, f.day, f.place, "
            f"ROW_NUMBER() OVER (PARTITION BY q.id ORDER BY f.day, f.fact) AS nr FROM {text.rel_fact} f "
            f"JOIN {text.rel_party} q ON q.fact = f.fact AND q.kind = 'matter' AND q.role = {text.value(one.role)} "
            f"WHERE {text.among('f.name', one.names)} AND {text.fact('f')}"
        )
    text.part("stage", f"SELECT * FROM ({' UNION ALL '.join(firsts)}) z WHERE z.nr = 1")
    mine = text.value(ask.step, "int")
    text.part(
        "turn",
        "SELECT * FROM (SELECT s.*, COUNT(*) OVER (PARTITION BY s.matter) AS there, "
        "ROW_NUMBER() OVER (PARTITION BY s.matter ORDER BY s.day DESC, s.step DESC) AS last_one "
        f"FROM stage s WHERE s.step <> {mine}) z WHERE z.last_one = 1 "
        f"AND z.there = {text.value(len(stage.needs), 'bigint')}",
    )
    token = f"{{}}.matter || {text.value(f'#{ask.step + 1}')}"
    return (
        f"SELECT '' AS about, {token.format('t')} AS token, t.place, t.day AS base, 0 AS lapsed, t.fact AS cause, "
        "CASE WHEN d.day < t.day THEN 'early' ELSE '' END AS g_mark "
        f"FROM turn t LEFT JOIN stage d ON d.matter = t.matter AND d.step = {mine} WHERE t.place IS NOT NULL "
        f"UNION ALL SELECT '' AS about, {token.format('d')} AS token, d.place, d.day AS base, 0 AS lapsed, "
        f"d.fact AS cause, 'early' AS g_mark FROM stage d WHERE d.step = {mine} AND d.place IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM turn t WHERE t.matter = d.matter)"
    )


def openers(text: Text, ask: Ask) -> None:
    """The part `taker`: whoever stands in the role in the first fact of the matter that names somebody there."""
    assert isinstance(ask.who, RoleOf)
    role = text.value(ask.who.role)
    named = " OR ".join(
        f"({text.among('f.name', one.names)} AND q.role = {text.value(one.role)})" for one in ask.stages
    )
    text.part(
        "opener",
        "SELECT DISTINCT z.matter, z.id FROM (SELECT q.id AS matter, r.id, "
        "RANK() OVER (PARTITION BY q.id ORDER BY f.day, f.fact) AS nr "
        f"FROM {text.rel_fact} f JOIN {text.rel_party} q ON q.fact = f.fact AND q.kind = 'matter' "
        f"JOIN {text.rel_party} r ON r.fact = f.fact AND r.role = {role} "
        f"WHERE ({named}) AND {text.fact('f')}) z WHERE z.nr = 1",
    )
    suffix = text.value(f"#{ask.step + 1}")
    text.part(
        "taker",
        "SELECT m.*, o.id AS bearer, '' AS sort, 1 AS sure FROM reached m "
        f"JOIN opener o ON m.token = o.matter || {suffix}",
    )
    if not text.scoped:
        text.part(
            "lost",
            "SELECT DISTINCT m.g_place AS place, m.token, m.begins FROM reached m "
            f"WHERE NOT EXISTS (SELECT 1 FROM opener o WHERE m.token = o.matter || {suffix})",
        )
