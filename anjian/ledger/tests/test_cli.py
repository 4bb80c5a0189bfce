"""`anjian ledger …`"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from anjian.ledger import actions, handlers
from anjian.ledger.cli import app
from anjian.ledger.tests.making import about, committed, sql
from anjian.lib.errors import Refusal


@pytest.fixture
def run(fresh_database: Any, settings: Any, tmp_path: Path) -> Any:
    settings.VAR = tmp_path

    def call(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, list(words))
        if isinstance(result.exception, Refusal):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.output

    return call


def test_verify_says_so_when_all_is_in_order_and_names_the_row_when_not(run: Any, fresh_database: Any) -> None:
    fact = committed()
    actions.sequence()
    assert "完好" in run("verify")
    assert json.loads(run("verify", "--json"))["ok"] is True
    with fresh_database.connect("anjian", autocommit=True) as owner:
        owner.execute("ALTER TABLE ledger_fact DISABLE TRIGGER USER")
        owner.execute("UPDATE ledger_fact SET place = NULL")
    told = run("verify", code=1)
    assert f"× 位次 1 的事实 {fact.id} 被改动" in told
    found = json.loads(run("verify", "--json", code=1))
    assert (found["ok"], found["problems"][0]["position"], found["problems"][0]["kind"]) == (False, 1, "header")
    assert "有问题" in run("verify", "--from-last-good", code=1)


def test_an_anchor_is_printed_kept_and_compared(run: Any, fresh_database: Any, tmp_path: Path) -> None:
    committed()
    actions.sequence()
    elsewhere = tmp_path / "far" / "away.txt"
    text = run("anchor", "--to", str(elsewhere)).strip()
    assert text.startswith("anjian-anchor 1 sha256:")
    assert elsewhere.read_text() == (tmp_path / "anchors.txt").read_text() == text + "\n"
    assert json.loads(run("anchor", "--json"))["text"] == text
    assert json.loads(run("verify", "--json", "--anchors", str(elsewhere), "--anchor", text))["anchors"] == 4
    other = text.replace(text.split(":")[1][:4], "0000", 1)
    assert "存证不符" in run("verify", "--anchor", other, code=1)
    for words in (["--anchor", "nothing"], ["--anchors", str(tmp_path / "none.txt")]):
        with pytest.raises(Refusal) as no:
            run("verify", *words)
        assert no.value.code.startswith("ledger.anchor_")


def test_parked_facts_are_listed_with_their_error_and_retried(run: Any) -> None:
    sick = True

    @handlers.after("*", name="test.cli")
    def take(fact: object) -> None:
        if sick:
            raise ValueError("读不懂")

    assert run("parked") == "没有搁置的事实\n"
    about("ent:1")
    about("ent:1")
    actions.sequence()
    actions.deliver()
    told = run("parked")
    assert "失败 1 次：ValueError: 读不懂" in told
    assert "在其后等候" in told
    assert [one["position"] for one in json.loads(run("parked", "--json"))] == [1, 2]
    assert run("retry") == "通过 0 条，仍搁置 2 条\n"
    sick = False
    assert json.loads(run("retry", "--handler", "test.cli", "--json")) == {"through": 2, "left": 0}


def test_tail_shows_the_latest_facts_without_names(run: Any) -> None:
    assert run("tail") == "台账是空的\n"
    for n in range(3):
        committed(name=f"records.n{n}")
    actions.sequence()
    told = run("tail", "-n", "2")
    assert [line.split()[3] for line in told.splitlines()] == ["records.n1", "records.n2"]
    whole = run("tail", "--json", "--party", "ent:001", "--name", "records.n0")
    assert [one["name"] for one in json.loads(whole)] == ["records.n0"]
    assert json.loads(whole)[0]["parties"] == ["led_by=post:141021-fxz-1", "inspected=ent:001"]
    assert "副县长" not in whole + told
    assert sql("SELECT count(*) FROM ledger_fact") == [(3,)]
