"""Five documents are loaded as they are shipped: all of them, and none becomes anybody's duty by that."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from typer.testing import CliRunner

from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions, cli, counting, queries

FIVE = ("linfen-2018", "yunnan-2023", "nantong-2015", "draft-30-measures", "jiangsu-2020")
CITY = "141000000000"


def run(*words: str) -> str:
    done = CliRunner().invoke(cli.app, list(words))
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.django_db
def test_all_five_load_into_an_empty_house_and_nothing_is_adopted_by_that():
    for name in FIVE:
        assert f"{name}：新增" in run("load", name)
    assert {card.id for card in queries.documents(SYSTEM)} == set(FIVE)
    assert queries.adoptions(SYSTEM) == []
    assert queries.instances(as_of=dt.date(2026, 5, 20)) == []
    assert f"{FIVE[0]}：没有变化" in run("load", FIVE[0])
    with pytest.raises(Refusal) as no:
        actions.adopt(SYSTEM, document="yunnan-2023", place=CITY, since=dt.date(2023, 5, 5))
    assert no.value.code == "policy.too_early"
    assert queries.adoptions(SYSTEM) == []
    actions.adopt(SYSTEM, document="draft-30-measures", place=CITY, since=dt.date(2026, 1, 1))
    tried = queries.instances(as_of=dt.date(2026, 5, 20))
    assert {(one.rule.document, one.rule.force) for one in tried} == {("draft-30-measures", "draft")}
    assert queries.instances(as_of=dt.date(2025, 12, 31)) == []


def test_coverage_prints_the_four_counts_of_every_document_and_of_all():
    told = json.loads(run("coverage", "--json"))
    by_name = {one["document"]: one for one in told}
    assert set(FIVE) <= set(by_name)
    text = run("coverage")
    for name in FIVE:
        card = queries.read(queries.PACKS / name).document
        four = "，".join(f"{counting.CLASSES[one]} {by_name[name]['classes'][one]}" for one in counting.FOUR)
        assert f"  {card.short or card.title}：{four}" in text
    dated = sum(one["classes"]["dated"] for one in told)
    assert text.rstrip().splitlines()[-1].startswith(f"  合计：可按期判断 {dated}，")
    assert sum(by_name[name]["classes"]["dated"] for name in FIVE) >= 200
