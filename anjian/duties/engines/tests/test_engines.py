"""An engine holds what it was given, is opened by one word, and Spark hears no word that is not its own."""

from __future__ import annotations

import re

import pytest

from anjian.duties import engines
from anjian.duties.compile import compile_ask
from anjian.duties.engines import dialect
from anjian.duties.tests.worlds import make
from anjian.lib.errors import Refusal

PERIODS = [("month", "2024-01-01", "2024-01-31", "2024-01"), ("year", "2024-01-01", "2024-12-31", "2024")]


def test_duckdb_holds_the_rows_given_last_and_no_others():
    with engines.opened("duckdb") as engine:
        engine.fill("duties_period", PERIODS)
        engine.fill("duties_period", PERIODS[1:])
        sql = "SELECT label, CAST(ends AS text) FROM duties_period WHERE kind = CAST($1 AS text)"
        assert engine.rows(sql, ["year"]) == [("2024", "2024-12-31")]
        assert engine.rows(sql, ["month"]) == []
        engine.fill("duties_period", [])
        assert engine.rows(sql, ["year"]) == []


def test_a_word_that_names_no_engine_is_refused_with_the_words_that_do():
    with pytest.raises(Refusal, match="没有叫“postgres”的计算引擎") as refused, engines.opened("postgres"):
        pass
    assert "duckdb" in refused.value.next
    assert "spark://" in refused.value.next


def test_spark_without_java_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(Refusal, match="没有 Java") as refused, engines.opened("spark://127.0.0.1:1"):
        pass
    assert "Java 17" in refused.value.next


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ("near AS MATERIALIZED (SELECT 1)", "near AS (SELECT 1)"),
        ("k.bearer = ANY(CAST($2 AS text[]))", "array_contains(CAST(:p2 AS array<string>), k.bearer)"),
        ("string_agg(bearer, '+' ORDER BY bearer)", "array_join(array_sort(collect_list(bearer)), '+')"),
        ("CAST($1 AS numeric(20,6)) AS need", "CAST(:p1 AS decimal(20,6)) AS need"),
        ("CAST(NULL AS uuid), CAST($13 AS numeric)", "CAST(NULL AS string), CAST(:p13 AS decimal(20,6))"),
        ("FLOOR(EXTRACT(EPOCH FROM f.happened_at) / 60)", "FLOOR(unix_seconds(f.happened_at) / 60)"),
    ],
)
def test_each_word_that_spark_says_otherwise(said, spoken):
    assert dialect.spark(said) == spoken


def test_no_text_of_a_rule_keeps_a_word_that_spark_does_not_know():
    foreign = re.compile(r"\$\d|MATERIALIZED|= ANY|string_agg|EPOCH|\[\]|\bAS (text|uuid|numeric|timestamptz)\b")
    for seed in range(30):
        for ask in make(seed).asks:
            for scoped in (False, True):
                text = compile_ask(ask, replay=bool(seed % 2), scoped=scoped)
                for one in (text.standings, text.facts, text.keep):
                    assert one is None or foreign.findall(dialect.spark(one.sql)) == [], (seed, ask)
