"""Where the text leaves open from when a rule binds (施行日), the place says so: a day, by name, and not backwards."""

from __future__ import annotations

from datetime import date

import pytest

from anjian.ledger import queries as facts
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.policy import actions, queries
from anjian.policy.tests.places import ADMIN, DAY, LINFEN, OFFICE

pytestmark = pytest.mark.django_db

DOCUMENT = """document: {id: opens, title: 示例文件, short: 甲文, place: "141000", in_force: 2018-01-22}
articles: [one.yaml]
"""
ARTICLE = """article: {{number: (一), heading: 示例}}
clauses:
  - {{id: opens/1.1, cite: 第1句, gist: 每月看一看, status: automated}}
rules:
  - id: opens/look
    clauses: [opens/1.1]
    kind: recurring
    title: 看一看
    force: should
    who: {{posts: [党政领导干部], levels: [county]}}
    counted: each_post
    basis: {{counted: assumed}}
    owes: {{fact: inspections.visit_filed, where: {{led_by: $bearer}}}}
    at_least: {{2018-01-22: 1}}
    per: month
    in_force: {{from: {{unset: 条件成熟时{named}}}, to: 2021-12-31}}
"""


@pytest.fixture(params=["in_force", "start"])
def field(request, tmp_path):
    named = "" if request.param == "in_force" else f", setting: {request.param}"
    folder = tmp_path / "opens"
    folder.mkdir()
    (folder / "document.yaml").write_text(DOCUMENT, encoding="utf-8")
    (folder / "one.yaml").write_text(ARTICLE.format(named=named), encoding="utf-8")
    actions.load_pack(ADMIN, folder)
    actions.adopt(OFFICE, document="opens", place=LINFEN, since=DAY)
    return request.param


def days():
    found = [one for one in queries.instances(as_of=date(2026, 1, 1)) if one.rule.id == "opens/look"]
    return [(part.since, part.until) for one in found for part in one.slices]


def row(field, as_of):
    return next(one for one in queries.sheet(OFFICE, "opens", place=LINFEN, as_of=as_of) if one.field == field)


def key(field):
    return {"rule": "opens/look", "field": field, "place": LINFEN, "ground": "纪要"}


def test_nothing_binds_before_the_place_has_said_from_when(field):
    assert days() == []
    assert (row(field, DAY).set, row(field, DAY).kind, row(field, DAY).word) == (False, "day", "条件成熟时")


def test_it_binds_from_the_day_that_was_set(field):
    actions.set_value(OFFICE, **key(field), value="2019-06-01", since=date(2019, 3, 1))
    assert days() == [(date(2019, 6, 1), date(2021, 12, 31))]
    before = row(field, date(2019, 4, 1))
    assert (before.set, before.current.value, before.decided_by) == (True, date(2019, 6, 1), "示例甲")
    assert row(field, date(2020, 1, 1)).current.source == "示例甲 自2019-03-01设定，依据：纪要"


def test_a_day_that_was_over_when_it_was_set_does_not_bind_backwards(field):
    actions.set_value(OFFICE, **key(field), value="2018-06-01", since=date(2019, 3, 1))
    assert days() == [(date(2019, 3, 1), date(2021, 12, 31))]


def test_a_later_day_set_later_and_a_setting_taken_back_leave_the_days_before_as_they_were(field):
    actions.set_value(OFFICE, **key(field), value="2019-03-01", since=date(2019, 3, 1))
    actions.set_value(OFFICE, **key(field), value="2020-07-01", since=date(2019, 9, 1))
    assert days() == [(date(2019, 3, 1), date(2019, 8, 31)), (date(2020, 7, 1), date(2021, 12, 31))]
    actions.unset_value(OFFICE, **key(field), since=date(2021, 1, 1))
    assert days() == [(date(2019, 3, 1), date(2019, 8, 31)), (date(2020, 7, 1), date(2020, 12, 31))]


def test_what_is_no_day_is_refused_and_nothing_is_written(field):
    with pytest.raises(Refusal):
        actions.set_value(OFFICE, **key(field), value="适时", since=date(2019, 3, 1))
    assert queries.settings(SYSTEM) == []
    assert facts.facts(SYSTEM, names=["policy.value_set"], limit=9) == ()
