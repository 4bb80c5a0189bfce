"""The published views are what is declared, and PostgreSQL sees through them."""

from __future__ import annotations

from typing import Any

import pytest

from anjian.ledger import actions
from anjian.ledger.relations import RELATIONS
from anjian.ledger.tests.making import committed, sql
from anjian.ledger.tests.test_importing import rows
from anjian.lib.viewer import SYSTEM

SPOKEN = {"integer": "int", "timestamp with time zone": "timestamptz"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(RELATIONS))
def test_the_columns_of_a_view_are_those_declared(name: str) -> None:
    real = sql(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
        name,
    )
    assert [(column, SPOKEN.get(kind, kind)) for column, kind in real] == [
        (column, told.type) for column, told in RELATIONS[name].columns.items()
    ]
    assert RELATIONS[name].name == name


@pytest.mark.django_db
def test_columns_not_declared_empty_are_never_empty(fresh_rows: None) -> None:
    for name, relation in RELATIONS.items():
        for column, told in relation.columns.items():
            if not told.null:
                assert sql(f"SELECT count(*) FROM {name} WHERE {column} IS NULL") == [(0,)], (name, column)
        assert sql(f"SELECT count(*) > 0 FROM {name}") == [(True,)]


@pytest.fixture
def fresh_rows(db: None) -> None:
    made = committed()
    committed(place=None)
    actions.void(SYSTEM, made.id, reason="错")


def test_a_question_through_the_views_uses_the_indexes(fresh_database: Any) -> None:
    actions.import_history(SYSTEM, rows(400), origin="sample")
    with fresh_database.connect() as other:
        other.execute("SET enable_seqscan = off")
        plan = "\n".join(
            line
            for (line,) in other.execute(
                "EXPLAIN SELECT count(*) FROM rel_party p JOIN rel_fact f ON f.fact = p.fact "
                "WHERE p.id = 'ent:3' AND p.role = 'inspected' AND f.day BETWEEN '2025-02-01' AND '2025-02-28' "
                "AND NOT EXISTS (SELECT 1 FROM rel_void v WHERE v.fact = f.fact)"
            )
        )
    assert "ledger_party_id" in plan
    assert "ledger_fact_pkey" in plan or "ledger_fact_day_seq" in plan
    assert "ledger_position" not in plan  # not asked for, so not joined
    assert "Seq Scan" not in plan
