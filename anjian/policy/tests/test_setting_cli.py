"""`anjian law set|borrow|unset|sheet`: a named person decides, everything else is refused and changes nothing."""

from __future__ import annotations

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from anjian.access import queries as accounts
from anjian.ledger import queries as facts
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions, queries
from anjian.policy.cli import app
from anjian.policy.tests.places import DAY, LINFEN, OFFICE
from anjian.policy.tests.test_borrowed_setting import load
from anjian.ui import terminal

ASKS = ["asks/look", "per", "141000"]
GROUND = ["--ground", "纪要1号", "--by", "city-office"]


@pytest.fixture
def two(loaded_database, tmp_path):
    load(tmp_path, "asks", "甲文", "{unset: 定期, may_borrow: [lends/1.1]}")
    load(tmp_path, "lends", "乙文", "quarter")
    for name in ("asks", "lends"):
        actions.adopt(OFFICE, document=name, place=LINFEN, since=DAY)


def told():
    return facts.facts(SYSTEM, names=["policy.value_set", "policy.value_unset"], limit=900)


def said(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, result.output or result.exception
    return result.output


def refused(*words: str) -> str:
    before = told()
    result = CliRunner().invoke(app, list(words))
    assert isinstance(result.exception, Refusal), result.output or result.exception
    assert told() == before
    return result.exception.what


def current(day: date):
    (row,) = [row for row in queries.sheet(SYSTEM, "asks", place=LINFEN, as_of=day) if row.field == "per"]
    return row.current.value, row.decided_by, row.since


def test_a_value_is_set_borrowed_and_unset_under_a_name_with_a_day_and_a_ground(two):
    name = accounts.viewer_for("acct:city-office", as_of=terminal.today(), purpose="cli").name
    assert name
    assert "“定期”：未设定" in said("sheet", "asks", "141000", "--open")
    assert said("set", *ASKS, "每年", *GROUND, "--since", "2019-01-01").endswith("自2019-01-01起定为“每年”\n")
    assert current(date(2018, 12, 31)) == (None, "", None)
    assert current(date(2019, 1, 1)) == ("year", name, date(2019, 1, 1))
    made = json.loads(said("borrow", *ASKS, "lends/look", *GROUND, "--since", "2020-01-01", "--json"))
    assert (made["rule"], made["field"], made["since"]) == ("asks/look", "per", "2020-01-01")
    assert current(date(2020, 1, 1))[0] == "quarter"
    listed = json.loads(said("sheet", "asks", "141000", "--as-of", "2020-01-01", "--json"))
    (row,) = [row for row in listed if row["field"] == "per"]
    assert (row["value"], row["basis"], row["decided_by"], row["ground"]) == ("quarter", "borrowed", name, "纪要1号")
    said("unset", *ASKS, *GROUND, "--since", "2021-01-01")
    assert current(date(2021, 1, 1))[0] is None
    assert current(date(2020, 12, 31))[0] == "quarter"


def test_what_cannot_be_is_refused_and_nothing_is_told(two):
    assert refused("set", *ASKS, "每年", "--ground", "纪要1号", "--by", "nobody") == "没有可用的账号“nobody”"
    assert refused("set", *ASKS, "每年", "--ground", " ", "--by", "city-office")
    assert refused("set", *ASKS, "每世纪", *GROUND) == "“每世纪”不是周期"
    assert refused("set", "asks/look", "per", "临汾", "每年", *GROUND) == "“临汾”不是区划代码"
    assert refused("set", *ASKS, "每年", *GROUND, "--since", "明天") == "“明天”不是日期"
    assert refused("borrow", *ASKS, "asks/look", *GROUND) == "“per”不能借用“asks/look”"
    assert refused("unset", *ASKS, *GROUND, "--since", "2021-01-01") == "2021-01-01起没有这项设定"
