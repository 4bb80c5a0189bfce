"""A place may take over the value of a document in force there, where the text lets it, for as long as it holds."""

from __future__ import annotations

from datetime import date

import pytest

from anjian.ledger import queries as facts
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions, queries
from anjian.policy.tests.places import ADMIN, DAY, LINFEN, OFFICE

pytestmark = pytest.mark.django_db

DOCUMENT = """document: {{id: {id}, title: 示例文件, short: {short}, place: "141000", in_force: 2018-01-22}}
articles: [one.yaml]
"""
CLAUSE = """article: {{number: (一), heading: 示例}}
clauses:
  - {{id: {id}/1.1, cite: 第1句, gist: 镇里看一看, status: automated}}
rules:
  - id: {id}/look
    clauses: [{id}/1.1]
    kind: recurring
    title: 看一看
    force: should
    who: {{posts: [党政领导干部], levels: [county]}}
    counted: each_post
    basis: {{counted: assumed}}
    owes: {{fact: inspections.visit_filed, where: {{led_by: $bearer}}}}
    at_least: {{2018-01-22: 1}}
    per: {per}
    in_force: {{from: 2018-01-22{to}}}
"""
KEY = {"rule": "asks/look", "field": "per", "place": LINFEN}
LATER = date(2019, 3, 1)


def load(tmp_path, name, short, per, to=""):
    folder = tmp_path / name
    folder.mkdir()
    (folder / "document.yaml").write_text(DOCUMENT.format(id=name, short=short), encoding="utf-8")
    (folder / "one.yaml").write_text(CLAUSE.format(id=name, per=per, to=to), encoding="utf-8")
    actions.load_pack(ADMIN, folder)


@pytest.fixture
def two(tmp_path):
    load(tmp_path, "asks", "甲文", "{unset: 定期, may_borrow: [lends/1.1]}")
    load(tmp_path, "lends", "乙文", "{unset: 经常}", ", to: 2021-12-31")
    load(tmp_path, "other", "丙文", "year")
    actions.adopt(OFFICE, document="asks", place=LINFEN, since=DAY)
    actions.adopt(OFFICE, document="lends", place=LINFEN, since=date(2019, 1, 1))
    actions.adopt(OFFICE, document="other", place=LINFEN, since=DAY)
    key = {"rule": "lends/look", "field": "per", "place": LINFEN, "ground": "乙纪要"}
    actions.set_value(OFFICE, **key, value="quarter", since=date(2019, 1, 1))
    actions.set_value(OFFICE, **key, value="month", since=date(2020, 1, 1))


def told():
    return facts.facts(SYSTEM, names=["policy.value_set"], limit=9)


def slices():
    found = [one for one in queries.instances(as_of=date(2026, 1, 1)) if one.rule.id == "asks/look"]
    return [(part.since, part.until, part.fields["per"].value, part.fields["per"].basis) for part in found[0].slices]


def test_a_borrowed_setting_follows_the_rule_it_is_borrowed_from_as_it_is_in_force(two):
    actions.set_value(OFFICE, **KEY, borrow="lends/look", since=LATER, ground="纪要3号")
    assert slices() == [
        (DAY, date(2019, 2, 28), None, "stated"),
        (LATER, date(2019, 12, 31), "quarter", "borrowed"),
        (date(2020, 1, 1), date(2021, 12, 31), "month", "borrowed"),
        (date(2022, 1, 1), None, None, "borrowed"),
    ]
    (row,) = [row for row in queries.sheet(OFFICE, "asks", place=LINFEN, as_of=date(2020, 5, 1)) if row.field == "per"]
    assert (row.set, row.current.value, row.current.basis, row.current.word) == (True, "month", "borrowed", "定期")
    assert (
        row.current.source
        == "借自乙文一条（示例甲 自2020-01-01设定，依据：乙纪要）；示例甲 自2019-03-01设定，依据：纪要3号"
    )
    assert [fact.attributes["borrow"] for fact in told() if "borrow" in fact.attributes] == ["lends/look"]
    actions.unset_value(OFFICE, **KEY, since=date(2019, 6, 1), ground="另议")
    assert [value for _, _, value, _ in slices()] == [None, "quarter", None]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"borrow": "other/look"}, "不能借用“other/look”"),
        ({"borrow": "none/look"}, "不能借用“none/look”"),
        ({"since": date(2018, 6, 1)}, "但它2018-06-01在当地没有施行"),
        ({"since": date(2022, 6, 1)}, "但它2022-06-01在当地没有施行"),
        ({"rule": "other/look"}, "“per”不能借用"),
        ({"field": "counted"}, "“counted”不能借用"),
    ],
)
def test_what_cannot_be_borrowed_is_refused_and_nothing_is_written(two, change, says):
    wanted = {**KEY, "borrow": "lends/look", "since": LATER, "ground": "纪要", **change}
    before = queries.settings(SYSTEM), told()
    with pytest.raises(Refusal, match=says):
        actions.set_value(OFFICE, **wanted)
    assert (queries.settings(SYSTEM), told()) == before
