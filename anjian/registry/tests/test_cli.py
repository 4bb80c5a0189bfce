"""Enterprises entered, changed and closed by hand on the command line: one fact each, refused in Chinese."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from anjian.ledger import queries as ledger
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.people import actions as people
from anjian.places import actions as places
from anjian.registry import actions, queries
from anjian.registry.cli import app
from anjian.registry.tests.ledger_sheets import HEADERS, book, code, firm

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


def test_a_sheet_is_tried_out_taken_in_with_its_faults_as_a_file_and_taken_back(tmp_path):
    elsewhere = {"place": "141021", "industry": "2614", "since": D(2020, 1, 1)}
    actions.register(SYSTEM, name="示例外县厂", credit_code=code(9), **elsewhere)
    rows = [firm(1), firm(2, 职工人数="很多"), firm(3), firm(9)]
    file, faults = tmp_path / "台账.xlsx", tmp_path / "错误.xlsx"
    file.write_bytes(book(rows, [header.replace("职工人数", "人头") for header in HEADERS]))
    asked = ["import", str(file), "--place", "141002", "--mapping", "从业人员=F", "--since", "2021-01-01", "--json"]
    told = json.loads(run(*asked, "--dry-run"))
    assert (told["state"], told["counts"]) == ("tried", {"new": 2, "faulty": 2})
    assert [(one["cell"], one["why"]) for one in told["faults"]][1] == ("D6", "这家企业不归您管")
    assert (told["faults"][0]["cell"], told["faults"][0]["text"]) == ("F4", "很多")
    assert queries.count(SYSTEM, as_of=D(2021, 1, 1)) == 1
    told = json.loads(run(*asked, "--faults", str(faults)))
    assert (told["state"], told["fault_file"], len(told["faults"])) == ("taken", str(faults), 2)
    assert [row[1] for row in load_workbook(faults).active.iter_rows(values_only=True)][-2:] == [
        firm(2)[1],
        firm(9)[1],
    ]
    found = queries.enterprise(SYSTEM, f"ent:{code(1)}", as_of=D(2021, 1, 1))
    assert (found.name, found.staff) == ("示例机械00001有限公司", 21)
    assert [one["import"] for one in json.loads(run("imports", "--place", "141002", "--json"))] == [told["import"]]
    undo = ["undo-import", told["import"], "--reason", "试用", "--place"]
    with pytest.raises(Refusal, match="没有找到这次导入"):
        run(*undo, "141021")
    assert "已撤销2" in run(*undo, "141002")
    assert queries.count(SYSTEM, as_of=D(2021, 1, 1)) == 1


def test_a_meaning_that_cannot_be_read_and_files_that_cannot_be_opened_are_refused(tmp_path):
    file = tmp_path / "台账.xlsx"
    file.write_bytes(book([firm(1), firm(2, 职工人数="很多")]))
    for words, says in (
        ([str(tmp_path / "x.xlsx")], "打不开文件"),
        ([str(file), "--mapping", "身高=B"], "看不懂列的含义"),
        ([str(file), "--faults", str(file)], "写不了文件"),
    ):
        with pytest.raises(Refusal, match=says):
            run("import", *words, "--place", "141002")
    assert queries.count(SYSTEM, as_of=D(2021, 1, 1)) == 0
