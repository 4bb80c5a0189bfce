"""Lists on the command line: dry run, faults to a file, corrected and fed again, exported, taken back."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.people import actions, queries
from anjian.people.cli import app
from anjian.people.models import Person
from anjian.sheets import queries as sheets

pytestmark = pytest.mark.django_db
HEADERS = ["姓名", "部门", "岗位", "到任", "类别"]
GOOD = ["示例甲", "示例局", "局长", "2024-03-15", "部门主要负责人"]


@pytest.fixture(autouse=True)
def body() -> None:
    actions.found_body(
        SYSTEM, body="body:j", name="示例局", place="141002", classes=["department"], since=dt.date(2020, 1, 1)
    )


def run(*args: object) -> str:
    done = CliRunner().invoke(app, [str(arg) for arg in args], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_list_is_checked_taken_in_its_faults_corrected_exported_and_taken_back(tmp_path):
    file, faulty, out = tmp_path / "名册.xlsx", tmp_path / "错误.xlsx", tmp_path / "导出.xlsx"
    file.write_bytes(sheets.table(HEADERS, [GOOD, ["示例乙", "示例局", "副局长", "三月", "部门主要负责人"]]))
    asked = ("import", file, "--place", "141002", "--column", "since=D")
    told = run(*asked, "--dry-run", "--faults", faulty)
    assert "× D3 任职时间“三月”：日期读不懂" in told
    assert "共2行：可以导入1行，已在册0行，有错1行" in told
    assert Person.objects.for_change().count() == 0
    assert "已导入1行" in run(*asked)
    # the meaning of 到任 is remembered: the file of faults needs no --column
    found = sheets.look(
        faulty.read_bytes(), queries.POSTS_SHEET, known=sheets.remembered(SYSTEM, kind="posts", office="141002000000")
    )
    rows = sheets.rows(faulty.read_bytes(), found)
    assert [row.text("since") for row in rows] == ["三月"]
    file.write_bytes(sheets.table(HEADERS, [["示例乙", "示例局", "副局长", "2024-03-16", "部门主要负责人"]]))
    answer = json.loads(run("import", file, "--place", "141002", "--json"))
    assert (answer["good"], answer["faulty"], answer["faults"]) == (1, 0, [])

    actions.make_post(
        SYSTEM, post="post:v", name="科长", body="body:j", classes=["department_head"], since=dt.date(2020, 1, 1)
    )
    assert "已导出3个职务" in run("export", out, "--place", "141002")
    again = json.loads(run("import", out, "--place", "141002", "--json"))
    assert (again["good"], again["same"], again["faulty"]) == (0, 3, 0)

    assert "已撤销1行" in run("undo-import", answer["batch"], "--reason", "导错")
    assert Person.objects.for_change().count() == 1


def test_a_list_without_a_needed_column_is_refused_with_the_columns_that_there_are(tmp_path):
    file = tmp_path / "x.xlsx"
    file.write_bytes(sheets.table(["谁", "部门", "岗位"], [["示例甲", "示例局", "局长"]]))
    with pytest.raises(Refusal, match=r"没有找到：姓名.*A 谁"):
        run("import", file, "--place", "141002")
    with pytest.raises(Refusal, match="打不开文件"):
        run("import", tmp_path / "none.xlsx", "--place", "141002")


def test_an_empty_sheet_has_the_headers_of_both_kinds(tmp_path):
    for kind, fields in (((), queries.POSTS_SHEET), (("--bodies",), queries.BODIES_SHEET)):
        file = tmp_path / f"{len(kind)}.xlsx"
        run("template", file, *kind)
        found = sheets.look(file.read_bytes(), fields)
        assert list(found.mapping) == [field.name for field in fields]
        assert found.rows == 0


def test_a_move_and_a_delegation_are_told_by_hand():
    for post in ("post:a", "post:b"):
        actions.make_post(
            SYSTEM, post=post, name=post[-1], body="body:j", classes=["department_head"], since=dt.date(2020, 1, 1)
        )
    for person in ("person:1", "person:2"):
        actions.enter_person(SYSTEM, person=person, name="示例甲", since=dt.date(2020, 1, 1))
    actions.appoint(SYSTEM, post="post:a", person="person:1", since=dt.date(2020, 1, 1))
    assert "已调任" in run("move", "person:1", "post:a", "post:b", "--since", "2022-03-15")
    assert "已代理" in run("delegate", "post:b", "person:2", "--ground", "批示", "--since", "2022-04-01")
    assert queries.holder(SYSTEM, "post:b", as_of=dt.date(2022, 4, 1)) == "person:2"
    assert "代理已结束" in run("end-delegation", "post:b", "--last-day", "2022-04-30")
    assert queries.holder(SYSTEM, "post:b", as_of=dt.date(2022, 5, 1)) == "person:1"
