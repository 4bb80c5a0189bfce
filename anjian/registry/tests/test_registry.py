"""Enterprises: one file each, right codes, found by name and initials, seen by who answers for them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from anjian.lib import credit_code
from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, PostHeld, Viewer
from anjian.records import parties
from anjian.registry import actions, queries
from anjian.registry.models import Enterprise

pytestmark = pytest.mark.django_db
D = dt.date
DAY = D(2021, 1, 1)
CODE = "91141002MA0EXAMP1" + credit_code.check_character("91141002MA0EXAMP1")


def register(**changes):
    asked = {
        "name": "示例洗煤厂",
        "credit_code": CODE,
        "place": "141002100",
        "industry": "0610",
        "staff": 80,
        "since": D(2020, 1, 1),
        "regulator": "body:141002-ajj",
    }
    return actions.register(SYSTEM, **{**asked, **changes})


@pytest.mark.parametrize("words", ["洗煤", "煤", "xmc", "slx", "shilixi", CODE[:6], CODE.lower(), "ABC", "abc 洗"])
def test_it_is_found_by_any_part_of_its_name_initials_pinyin_and_code(words):
    register(name="示例洗煤厂 ABC 洗选车间")
    register(name="另外一家", credit_code="", enterprise="ent:other")
    assert [card.name for card in queries.find(SYSTEM, as_of=DAY, words=words)] == ["示例洗煤厂 ABC 洗选车间"]


@pytest.mark.parametrize("words", ["煤洗", "%", "示_", "\\", "ximeichang"])
def test_signs_that_mean_something_to_the_database_find_nothing(words):
    register()
    assert queries.find(SYSTEM, as_of=DAY, words=words) == []


def facts() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rel_fact")
        return int(cursor.fetchone()[0])


def test_an_enterprise_is_called_by_its_credit_code_in_any_writing():
    register(credit_code=CODE.lower()[:9] + " " + CODE.lower()[9:])
    card = queries.enterprise(SYSTEM, f"ent:{CODE}", as_of=DAY)
    assert (card.name, card.credit_code, card.place, card.staff) == ("示例洗煤厂", CODE, "141002100000", 80)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"credit_code": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, "credit_code."),
        ({"credit_code": "", "enterprise": ""}, "registry.no_id"),
        ({"place": "141000"}, "registry.place"),
        ({"place": "14100"}, "division.length"),
        ({"name": "  "}, "registry.name"),
        ({"industry": "B06"}, "registry.industry"),
        ({"industry": "0710"}, "registry.industry"),
        ({"status": "closed"}, "registry.status"),
        ({"staff": -1}, "registry.staff"),
    ],
)
def test_a_wrong_enterprise_is_refused_and_nothing_is_written(changes, code):
    with pytest.raises(Refusal) as no:
        register(**changes)
    assert no.value.code.startswith(code)
    assert (Enterprise.objects.for_change().count(), facts()) == (0, 0)


def test_the_same_code_twice_is_refused():
    register()
    with pytest.raises(Refusal, match="已经登记过") as no:
        register(name="另一个名字")
    assert no.value.field == "credit_code"
    assert (Enterprise.objects.for_change().count(), facts()) == (1, 1)


def test_a_change_of_what_cannot_be_changed_is_refused():
    register()
    with pytest.raises(Refusal, match="不能变更：owner"):
        actions.change(SYSTEM, enterprise=f"ent:{CODE}", since=DAY, owner="某")
    with pytest.raises(Refusal, match="没有登记企业"):
        actions.change(SYSTEM, enterprise="ent:none", since=DAY, staff=1)
    assert facts() == 1


def test_a_stranger_and_a_viewer_without_a_role_change_nothing():
    register()
    county = Viewer("acct:x", "某", "", (), (of("141002"),), frozenset(), frozenset(), frozenset(), "web")
    for who in (STRANGER, county):
        with pytest.raises(Refusal, match="不能登记"):
            actions.change(who, enterprise=f"ent:{CODE}", since=DAY, staff=1)
    assert queries.enterprise(SYSTEM, f"ent:{CODE}", as_of=DAY).staff == 80


def test_moving_to_another_county_needs_sight_of_both():
    register()
    office = Viewer("acct:x", "某", "", (), (of("141002"),), frozenset(), frozenset(), frozenset({"office"}), "web")
    with pytest.raises(Refusal, match="不能登记或变更"):
        actions.change(office, enterprise=f"ent:{CODE}", since=DAY, place="141021100")
    actions.change(SYSTEM, enterprise=f"ent:{CODE}", since=DAY, place="141021100")
    assert queries.count(office, as_of=DAY) == 0
    assert queries.count(office, as_of=D(2020, 12, 31)) == 1


def test_an_enterprise_sees_itself_and_its_regulator_sees_it():
    register()
    register(name="示例化工厂", credit_code="", enterprise="ent:other", regulator=None)

    def held(body: str) -> Viewer:
        post = PostHeld("post:x", "x", "某", "141021000000", "enterprise", body)
        return Viewer("acct:x", "某", "", (post,), (), frozenset(), frozenset(), frozenset(), "web")

    assert [c.id for c in queries.find(held("ent:other"), as_of=DAY)] == ["ent:other"]
    assert [c.id for c in queries.find(held("body:141002-ajj"), as_of=DAY)] == [f"ent:{CODE}"]
    assert queries.find(held("body:141021-ajj"), as_of=DAY) == []
    assert queries.find(STRANGER, as_of=DAY) == []


def test_enterprises_are_found_by_name_code_and_initials_and_paged_by_key():
    for n in range(5):
        register(name=f"示例{'甲乙丙丁戊'[n]}厂", credit_code="", enterprise=f"ent:{n}")
    first = queries.find(SYSTEM, as_of=DAY, limit=2)
    rest = queries.find(SYSTEM, as_of=DAY, after=queries.page_key(SYSTEM, first[-1].id, as_of=DAY))
    assert [c.name for c in first + rest] == ["示例丙厂", "示例丁厂", "示例甲厂", "示例戊厂", "示例乙厂"]
    assert [c.name for c in queries.find(SYSTEM, as_of=DAY, words="sljc")] == ["示例甲厂"]
    assert [c.name for c in queries.find(SYSTEM, as_of=DAY, words="乙厂")] == ["示例乙厂"]


def test_records_name_and_offer_enterprises():
    register()
    kind = parties.kind("enterprise")
    assert kind.named(SYSTEM, f"ent:{CODE}", DAY) == "示例洗煤厂"
    assert kind.named(SYSTEM, f"ent:{CODE}", D(2019, 12, 31)) is None
    assert kind.named(STRANGER, f"ent:{CODE}", DAY) is None
    assert kind.founded(SYSTEM, f"ent:{CODE}") == D(2020, 1, 1)
    assert [c.hint for c in kind.offer(SYSTEM, DAY, (), "洗煤", 5)] == [CODE[-6:]]
