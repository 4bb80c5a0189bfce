"""`anjian law adopt`, with a document of another province: from a day, in a place, in somebody's name."""

from __future__ import annotations

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.places import actions as places
from anjian.policy import actions, queries
from anjian.policy.cli import app
from anjian.policy.tests.places import ADMIN, ROOT

pytestmark = pytest.mark.django_db
NANYANG = "nanyang-2021"


@pytest.fixture(autouse=True)
def _loaded(db):
    places.load(SYSTEM, ROOT / "packs" / "places")
    actions.load_pack(ADMIN, queries.read(ROOT / "packs" / NANYANG))


def said(*words):
    result = CliRunner().invoke(app, ["adopt", NANYANG, *words])
    assert result.exit_code == 0, result.exception
    return result.output


def adopted():
    return [(one.place, one.since) for one in queries.adoptions(SYSTEM, document=NANYANG)]


def test_a_place_takes_it_over_from_the_day_it_is_in_force_and_another_region_from_a_day_of_its_own():
    rules = len(queries.document(SYSTEM, NANYANG).rules)
    assert said("411300") == f"南阳市（411300）自2022-01-01起采用南阳住宅消防条例：{rules}条规则开始执行\n"
    told = json.loads(said("141000", "--since", "2023-05-01", "--json"))
    assert (told["document"], told["place"], told["since"]) == (NANYANG, "141000000000", "2023-05-01")
    assert adopted() == [("141000000000", date(2023, 5, 1)), ("411300000000", date(2022, 1, 1))]
    first = {one.place.lo: one.slices[0].since for one in queries.instances(as_of=date(2026, 1, 1)) if one.slices}
    assert first == {"141000000000": date(2023, 5, 1), "411300000000": date(2022, 1, 1)}


def test_a_county_inside_adopts_too_and_no_duty_becomes_two():
    said("141000", "--since", "2023-05-01")
    assert said("141021", "--since", "2024-01-01").endswith("上级已经采用，职责不变，自己的设定从此优先\n")
    mine = [one for one in queries.instances(as_of=date(2026, 1, 1)) if one.place.lo == "141021000000" and one.slices]
    assert {one.slices[0].since for one in mine} == {date(2023, 5, 1)}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("141000", "--since", "2021-12-31"), "早于文件施行日"),
        (("141000", "--since", "下月"), "不是日期"),
        (("141099",), "没有登记代码"),
        (("141000", "--by", "nobody"), "没有可用的账号"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_adopted(words, says):
    result = CliRunner().invoke(app, ["adopt", NANYANG, *words])
    assert isinstance(result.exception, Refusal)
    assert says in result.exception.what
    assert adopted() == []
