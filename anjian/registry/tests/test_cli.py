"""Enterprises entered, changed and closed by hand on the command line: one fact each, refused in Chinese."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from anjian.ledger import queries as ledger
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.people import actions as people
from anjian.places import actions as places
from anjian.registry import queries
from anjian.registry.cli import app

pytestmark = pytest.mark.django_db
D = dt.date
OFFICE = "body:141002-ajj"


@pytest.fixture(autouse=True)
def region() -> None:
    places.load(SYSTEM, Path(__file__).resolve().parents[3] / "packs" / "places")
    people.found_body(SYSTEM, body=OFFICE, name="示例局", place="141002", classes=["department"], since=D(2018, 1, 1))


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def entered() -> str:
    told = run(
        "register", "示例化工有限公司", "--place", "141002", "--industry", "2614", "--id", "ent:toy", "--staff", "40",
        "--regulator", OFFICE, "--since", "2018-01-01", "--json",
    )  # fmt: skip
    return json.loads(told)["enterprise"]


def test_an_enterprise_is_entered_changed_and_closed_one_fact_each():
    before = len(ledger.facts(SYSTEM))
    assert entered() == "ent:toy"
    assert run("change", "ent:toy", "--staff", "50", "--name", "示例新材料有限公司", "--since", "2019-01-01") == (
        "已变更：示例新材料有限公司（ent:toy），2项，自2019-01-01起\n"
    )
    assert "2020-06-30是最后一天" in run("close", "ent:toy", "--last-day", "2020-06-30", "--reason", "注销")
    assert len(ledger.facts(SYSTEM)) == before + 3
    cards = [queries.enterprise(SYSTEM, "ent:toy", as_of=D(year, 1, 1)) for year in (2018, 2019, 2021)]
    assert [card and (card.name, card.staff, card.regulator) for card in cards] == [
        ("示例化工有限公司", 40, OFFICE),
        ("示例新材料有限公司", 50, OFFICE),
        None,
    ]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["register", "甲", "--place", "149999", "--industry", "2614"], "places.unknown", "没有登记代码"),
        (["register", "甲", "--place", "141002", "--industry", "2614"], "registry.no_id", "既没有统一社会信用代码"),
        (["register", "甲", "--place", "141002", "--industry", "C26", "--id", "x"], "registry.industry", "行业代码"),
        (
            ["register", "甲", "--place", "141002", "--industry", "2614", "--id", "x", "--regulator", "body:none"],
            "registry.regulator",
            "没有机构“body:none”",
        ),
        (["change", "ent:toy", "--since", "明年", "--staff", "1"], "day", "“明年”不是日期"),
        (["change", "ent:toy"], "registry.field", "没有写明变更什么"),
        (["change", "ent:none", "--staff", "1"], "registry.unknown", "没有登记企业“ent:none”"),
        (["close", "ent:none"], "registry.unknown", "没有登记企业“ent:none”"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_recorded(words, code, says):
    entered()
    before = len(ledger.facts(SYSTEM))
    with pytest.raises(Refusal) as no:
        CliRunner().invoke(app, words, catch_exceptions=False)
    assert (no.value.code, says in no.value.what, bool(no.value.next)) == (code, True, True)
    assert len(ledger.facts(SYSTEM)) == before


def test_an_enterprise_is_found_by_its_name_and_by_initials():
    entered()
    assert [row["id"] for row in json.loads(run("find", "化工", "--json"))] == ["ent:toy"]
    assert run("find", "slhg").startswith("ent:toy  示例化工有限公司  ")
