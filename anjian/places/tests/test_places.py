"""Real divisions of Linfen: dated, loaded again without change, refused with file and line."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from django.db import connection

from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM
from anjian.places import actions, queries, relations
from anjian.places.cli import FOLDER
from anjian.places.models import Division

D = dt.date
HEAD = "code,name,since,until,note\n"


@pytest.fixture
def region(tmp_path) -> Path:
    """One region alone: what is counted here does not change when another region's file is added."""
    shutil.copy(FOLDER / "linfen.csv", tmp_path)
    return tmp_path


@pytest.fixture
def linfen(db, region) -> actions.Loaded:
    return actions.load(SYSTEM, region)


def test_linfen_has_seventeen_counties_and_the_towns_of_two(linfen):
    assert (linfen.new, linfen.corrected, linfen.same) == (54, 0, 0)
    counties = queries.children("141000", as_of=D(2018, 1, 22))
    assert len(counties) == 17
    assert [*[c.name for c in counties][:2], counties[-1].name] == ["尧都区", "曲沃县", "霍州市"]
    assert len(queries.children("141002", as_of=D(2018, 1, 22))) == 26
    assert len(queries.children("141021", as_of=D(2018, 1, 22))) == 7


def test_a_merged_town_is_there_before_and_not_after_and_keeps_its_name(linfen):
    assert queries.place("141002202", as_of=D(2021, 10, 30)).name == "贺家庄乡"
    assert queries.place("141002202", as_of=D(2021, 10, 31)) is None
    assert queries.name("141002202", as_of=D(2026, 1, 1)) == "贺家庄乡"
    assert len(queries.children("141002", as_of=D(2026, 1, 1))) == 25


def test_nanyang_has_thirteen_counties_and_from_the_table_of_2017_on_two_zones(db):
    actions.load(SYSTEM, FOLDER)
    assert len(queries.children("411300", as_of=D(2017, 10, 30))) == 13
    later = queries.children("411300", as_of=D(2022, 1, 1))
    assert [place.name for place in later if place.code[4] == "7"] == [
        "南阳高新技术产业开发区",
        "南阳市城乡一体化示范区",
    ]
    assert len(later) == 15


def test_a_path_reads_from_the_province_down(linfen):
    assert queries.path_name("141002100", as_of=D(2026, 1, 1)) == "山西省 › 临汾市 › 尧都区 › 屯里镇"
    assert [p.level for p in queries.path("141021", as_of=D(2026, 1, 1))] == ["province", "city", "county"]


def test_names_of_many_codes_are_one_query_and_unknown_codes_stay(linfen, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queries.names(["141002", "141021000000", "999", "141002999"], as_of=D(2026, 1, 1)) == {
            "141002": "尧都区",
            "141021000000": "曲沃县",
            "999": "999",
            "141002999": "141002999",
        }


def test_loading_again_changes_nothing(linfen, region):
    again = actions.load(SYSTEM, region)
    assert (again.new, again.corrected, again.same) == (0, 0, 54)


def test_only_an_administrator_loads(db):
    with pytest.raises(Refusal, match="不能更新行政区划"):
        actions.load(STRANGER, FOLDER)
    assert Division.objects.for_change().count() == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD + "140000,山西省,2016-07-31,,\n1410,临汾市,2016-07-31,,\n", "x.csv:3 .*6位"),
        (HEAD + "140000,,2016-07-31,,\n", "x.csv:2 缺少名称"),
        (HEAD + "140000,山西省,2016/07/31,,\n", "x.csv:2 日期“2016/07/31”"),
        (HEAD + "140000,山西省,2016-07-31,2015-01-01,\n", "x.csv:2 截止日2015-01-01早于起始日"),
        (HEAD + "140000,山西省,2016-07-31,,\n140000,晋,2017-01-01,,\n", "x.csv:3 与x.csv:2的起止日期重叠"),
        (HEAD + "140000,山西省,2016-07-31,,\n", "x.csv:2 上级000000000000不在任何文件中"),
        (HEAD + "140000,山西省,2016-07-31\n", "x.csv:2 应有5列，现为3列"),
        ("code,name\n140000,山西省\n", "x.csv:1 表头应为"),
        ("", "没有行政区划数据"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_nothing_is_written(db, tmp_path: Path, text: str, says: str):
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match=says):
        actions.load(SYSTEM, tmp_path)
    assert Division.objects.for_change().count() == 0


def test_every_division_names_its_source(linfen):
    assert not Division.objects.for_change().filter(source="").exclude(place="000000000000").exists()


def test_the_published_relation_has_the_declared_columns(db):
    declared = relations.RELATIONS["rel_place"].columns
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM rel_place LIMIT 0")
        assert [column.name for column in cursor.description] == list(declared)
