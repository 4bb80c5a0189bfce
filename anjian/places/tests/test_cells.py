"""Grid cells as facts, and what became of divisions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import connection, transaction

from anjian.ledger import actions as ledger
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, Viewer
from anjian.places import actions, queries
from anjian.places.cli import FOLDER
from anjian.places.models import Cell, Successor

pytestmark = pytest.mark.django_db
D = dt.date
TOWN, OTHER = "141002106000", "141021100000"


def office(place: str) -> Viewer:
    return Viewer("acct:o", "某", "", (), (of(place),), frozenset(), frozenset(), frozenset({"office"}), "web")


def test_a_cell_changes_its_walker_from_a_day_and_both_times_can_be_asked():
    actions.draw_cell(SYSTEM, cell="141002106-01", place=TOWN, name="一格", since=D(2024, 1, 1), post="post:a")
    ledger.sequence()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(position) FROM ledger_position")
        known = cursor.fetchone()[0]
    fact = actions.change_cell(SYSTEM, cell="141002106-01", since=D(2025, 6, 15), post="post:b")
    ledger.sequence()

    def walker(day: dt.date, known: int | None = None) -> str:
        return queries.cells(SYSTEM, as_of=day, known=known)[0].post

    assert (walker(D(2025, 6, 14)), walker(D(2025, 6, 15)), walker(D(2025, 6, 15), known)) == (
        "post:a",
        "post:b",
        "post:a",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT post, since, until FROM rel_grid_cell WHERE NOT replaced ORDER BY since")
        assert cursor.fetchall() == [("post:a", D(2024, 1, 1), D(2025, 6, 14)), ("post:b", D(2025, 6, 15), None)]
    with transaction.atomic():
        ledger.void(SYSTEM, fact.id, reason="写错")
    assert walker(D(2025, 6, 15)) == "post:a"
    actions.end_cell(SYSTEM, cell="141002106-01", last_day=D(2025, 12, 31))
    assert queries.cells(SYSTEM, as_of=D(2026, 1, 1)) == []


def test_cells_are_seen_and_drawn_in_ones_own_county_alone():
    actions.draw_cell(office("141002"), cell="c1", place=TOWN, name="一格", since=D(2024, 1, 1))
    assert [c.cell for c in queries.cells(office("141002"), as_of=D(2024, 1, 1))] == ["c1"]
    for viewer in (office("141021"), STRANGER):
        assert queries.cells(viewer, as_of=D(2024, 1, 1)) == []
        with pytest.raises(Refusal, match="不能改动"):
            actions.draw_cell(viewer, cell="c2", place=TOWN, name="二格", since=D(2024, 1, 1))
    assert Cell.objects.for_change().count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"place": "141002"}, "乡镇、街道"),
        ({"name": " "}, "没有编号或名称"),
        ({"cell": "c1"}, "已经用过"),
    ],
)
def test_a_wrong_cell_is_refused_and_nothing_is_written(change, words):
    actions.draw_cell(SYSTEM, cell="c1", place=TOWN, name="一格", since=D(2024, 1, 1))
    with pytest.raises(Refusal, match=words):
        actions.draw_cell(SYSTEM, **{"cell": "c2", "place": TOWN, "name": "二格", "since": D(2024, 1, 1), **change})
    assert Cell.objects.for_change().count() == 1


# -- what became of divisions (invented names under a real county) ----------------------------------------------------

PLACES = """# 来源：示例
code,name,since,until,note
000000000000,全国,1949-10-01,,
140000,示例省,2016-01-01,,
141000,示例市,2016-01-01,,
141001,示例县,2016-01-01,,
141001100,甲乡,2016-01-01,2020-12-31,
141001101,乙镇,2016-01-01,2023-12-31,
141001102,丙街道,2024-01-01,,
141001103,丁街道,2024-01-01,,
"""
CHANGES = """code,successor,on,kind,source
141001100,141001101,2021-01-01,merged,示例批复1号
141001101,141001102,2024-01-01,split,示例批复2号
141001101,141001103,2024-01-01,split,示例批复2号
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "x.csv").write_text(PLACES)
    (tmp_path / "changes").mkdir()
    (tmp_path / "changes" / "x.csv").write_text(CHANGES)
    return tmp_path


def test_a_code_that_ended_still_resolves_on_its_day_and_leads_to_what_took_its_ground_over(folder):
    actions.load(SYSTEM, folder)
    assert actions.load_successors(SYSTEM, folder) == 3
    assert actions.load_successors(SYSTEM, folder) == 0
    assert queries.place("141001100", as_of=D(2020, 12, 31)).name == "甲乡"
    assert queries.place("141001100", as_of=D(2021, 1, 1)) is None
    assert queries.name("141001100", as_of=D(2026, 1, 1)) == "甲乡"
    assert queries.now_called("141001100", as_of=D(2020, 12, 31)) == ["141001100000"]
    assert queries.now_called("141001100", as_of=D(2022, 1, 1)) == ["141001101000"]
    assert queries.now_called("141001100", as_of=D(2024, 1, 1)) == ["141001102000", "141001103000"]
    assert [(c.place[:9], c.kind, c.source) for c in queries.came_from("141001101")] == [
        ("141001100", "merged", "示例批复1号")
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("141001100,141001199,2021-01-01,merged,x", "不在任何区划文件"),
        ("141001100,141001101,2021年,merged,x", "日期"),
        ("141001100,141001101,2021-01-01,eaten,x", "变更方式"),
        ("141001100,141001101,2021-01-01,merged,", "出处"),
    ],
)
def test_a_change_that_cannot_be_right_is_refused_with_its_line(folder, line, words):
    actions.load(SYSTEM, folder)
    (folder / "changes" / "y.csv").write_text(f"code,successor,on,kind,source\n{line}\n")
    with pytest.raises(Refusal, match=words):
        actions.load_successors(SYSTEM, folder)
    assert Successor.objects.for_change().count() == 0


def test_the_villages_of_the_packs_load_below_the_towns_that_are_there():
    actions.load(SYSTEM, FOLDER)
    with pytest.raises(Refusal, match="不在任何文件中"):
        actions.read(FOLDER / "villages")
    done = actions.load(SYSTEM, FOLDER / "villages")
    assert (done.new, done.corrected) == (6019, 0)
    village = queries.place("141021100001", as_of=D(2026, 1, 1))
    assert (village.level, village.parent) == ("village", "141021100000")
    assert len(queries.at_level("town", inside="141000", as_of=D(2026, 1, 1))) == 158
    assert len(queries.at_level("village", inside="141002", as_of=D(2026, 1, 1))) == 340
