"""One enterprise, one file: what is wrong first, each value with source and age, and forms that say what it is."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from anjian.desk.tests.conftest import TODAY
from anjian.hazards import queries as hazards
from anjian.ledger import queries as ledger
from anjian.lib.viewer import SYSTEM
from anjian.registry import actions, queries
from tests.browser.html import violations

FIRM = "ent:91141002EXAMPL012W"
FILE = f"/enterprises/{FIRM}/"
TELL = f"{FILE}tell/"
CONFIRM = f"{FILE}confirm/"
AGO = dt.timedelta(days=1)


@pytest.fixture
def office(come):
    return come("yaodu-office")


def told(values, *, seen=TODAY, **also):
    since = min(seen, TODAY)
    return actions.put(SYSTEM, enterprise=FIRM, since=since, values=values, source="检查核实", seen=seen, **also)


def facts() -> int:
    return len(ledger.facts(SYSTEM, party=FIRM, limit=1000))


def test_an_expired_permit_stands_first_with_its_button_and_renewing_it_takes_it_away(office):
    expired = TODAY - 9 * AGO
    told({"permit.安全生产许可证.number": "晋FM", "permit.安全生产许可证.expires": expired}, seen=TODAY - 400 * AGO)
    page = office.get(FILE)
    (one,) = page.context["file"].expired
    assert (one.cls, one.days, one.old, one.state) == ("安全生产许可证", -9, True, "expired")
    text = page.content.decode()
    assert violations(text) == []
    assert text.index("已过期") < text.index('id="known"')
    form = office.get(f"{TELL}?item={one.item}")
    assert [(field.label, field.text) for field in form.context["form"].fields] == [
        ("编号", "晋FM"), ("发证机关", ""), ("发证日期", ""), ("有效期至", expired.isoformat()),
    ]  # fmt: skip
    renewed = {"permit.安全生产许可证.number": "晋FM", "permit.安全生产许可证.expires": f"{TODAY.year + 3}-01-31"}
    answer = office.post(f"{TELL}?item={one.item}", {**renewed, "since": TODAY, "source": "检查核实"}, follow=True)
    assert answer.context["file"].expired == ()
    (group,) = [group for group in answer.context["file"].groups if group.kind == "permit"]
    assert [(row.item, row.days and row.days > 700, row.old) for row in group.rows] == [(one.item, True, False)]


def test_a_form_says_which_field_is_wrong_and_nothing_is_written(office):
    before = facts()
    typed = {"staff": "很多", "dust_workers": "3", "since": TODAY, "source": "检查核实"}
    answer = office.post(f"{TELL}?ask=staff&ask=dust_workers", typed)
    assert (answer.status_code, facts()) == (400, before)
    assert [(one.name, one.text) for one in answer.context["faults"]] == [("staff", "很多")]
    assert 'value="3"' in answer.content.decode()
    wrong = office.post(f"{TELL}?ask=staff", {"staff": "3", "since": "明天", "source": "检查核实"})
    assert (wrong.status_code, "日期读不懂" in wrong.content.decode(), facts()) == (400, True, before)


def test_a_new_item_asks_which_it_is_and_one_that_is_gone_leaves_the_file(office):
    typed = {
        "number": "锅-7",
        "expires": (TODAY + 10 * AGO).isoformat(),
        "since": TODAY - 5 * AGO,
        "source": "检查核实",
    }
    refused = office.post(f"{TELL}?kind=equipment", typed)
    assert (refused.status_code, "没有选是哪一种" in refused.content.decode()) == (400, True)
    page = office.post(f"{TELL}?kind=equipment", {**typed, "cls": "锅炉"}, follow=True)
    (group,) = [group for group in page.context["file"].groups if group.kind == "equipment"]
    (boiler,) = group.rows
    assert (boiler.cls, boiler.state, dict(boiler.told)["使用登记证编号"]) == ("锅炉", "soon", "锅-7")
    page = office.post(f"{TELL}?item={boiler.item}", {"do": "end", "since": TODAY, "source": "检查核实"}, follow=True)
    (group,) = [group for group in page.context["file"].groups if group.kind == "equipment"]
    assert group.rows == ()
    assert queries.items(SYSTEM, FIRM, as_of=TODAY - AGO, kind="equipment")[0].item == boiler.item


def test_what_it_was_before_stands_behind_the_value_and_the_missing_ones_are_asked(office):
    told({"part_time_safety_staff": 1, "size": None, "crowded": None}, seen=TODAY - 500 * AGO)
    told({"part_time_safety_staff": 4})
    file = office.get(FILE).context["file"]
    (line,) = [one for one in file.values if one.name == "part_time_safety_staff"]
    assert (line.text, line.source, line.old, line.earlier[0].text) == (
        "4人",
        "检查核实",
        False,
        "1人",
    )
    lacking = {one.name for one in file.lacking}
    assert 1 <= len(lacking) <= 3
    assert lacking.isdisjoint(one.name for one in file.values)
    form = office.get(f"{TELL}?{file.ask}").context["form"]
    assert {one.name for one in form.fields} == lacking
    assert file.quality.told < file.quality.asked == len(queries.asked_names())


def test_the_timeline_stands_at_once_and_comes_again_with_its_clauses_for_whom_it_is(office, come):
    part = office.get(f"{FILE}?part=timeline")
    rows = [row.id for row in part.context["timeline"].rows]
    assert [row.id for row in office.get(FILE).context["file"].timeline.rows] == rows != []
    assert "part=timeline" not in part.content.decode()
    assert come("quwo-office").get(f"{FILE}?part=timeline").status_code == 404


def test_the_enterprises_own_people_confirm_five_values_with_one_tap_each(come):
    mine = come("ent-001")
    firm = mine.get("/enterprises/").context["rows"][0].id
    path = f"/enterprises/{firm}/confirm/"
    long_ago = TODAY - 800 * AGO
    values = {"safety_staff": 2, "crowded": False, "size": "小型", "staff": 60, "business": "洗煤", "address": "示例路"}
    actions.put(SYSTEM, enterprise=firm, since=long_ago, values=values, source="普查登记", seen=long_ago)
    asked = mine.get(path).context["asked"]
    assert len(asked) == 5
    for one in asked:
        again = mine.post(path, {"still": one.key, "said": one.text})
        assert (again.status_code, again.url) == (302, path)
    found = queries.values(SYSTEM, firm, as_of=TODAY)
    assert {(found[one.key].seen, found[one.key].source) for one in asked} == {(TODAY, "企业自报")}
    assert {one.key for one in mine.get(path).context["asked"]}.isdisjoint(one.key for one in asked)


def test_a_value_that_was_changed_meanwhile_is_not_confirmed(office):
    told({"address": "旧址"}, seen=TODAY - 3000 * AGO)
    one = next(one for one in office.get(CONFIRM).context["asked"] if one.key == "address")
    told({"address": "新址"}, seen=TODAY - 2999 * AGO)
    before = facts()
    answer = office.post(CONFIRM, {"still": one.key, "said": one.text})
    assert (answer.status_code, "刚刚有人改过，现在是“新址”" in answer.content.decode(), facts()) == (400, True, before)


@pytest.mark.parametrize("address", [FILE, TELL, f"{TELL}?kind=contact", f"{TELL}?ask=crowded", CONFIRM])
def test_its_pages_hold_nothing_that_the_policy_drops_in_both_languages(office, address):
    for language in ("zh-hans", "en"):
        office.cookies["django_language"] = language
        answer = office.get(address)
        assert (answer.status_code, violations(answer.content.decode())) == (200, [])


@pytest.mark.parametrize(("login", "status"), [("quwo-office", 404), ("ent-002", 404)])
def test_who_may_not_tell_gets_no_form(come, login, status):
    before = facts()
    client = come(login)
    for address in (f"{TELL}?ask=staff", CONFIRM):
        assert client.get(address).status_code == status
        assert client.post(address, {"staff": "3", "since": TODAY, "still": "staff"}).status_code == status
    assert facts() == before


def test_a_county_is_told_how_much_of_it_is_known_and_how_fresh(office):
    page = office.get("/enterprises/?place=141002")
    quality = page.context["quality"]
    rows = re.findall(r"<td class=\"num\" data-word=\"已填\">(\d+) / (\d+)</td>", page.content.decode())
    if quality.enterprises <= 50:
        assert sum(int(n) for n, _ in rows) == quality.told
    assert quality.asked == quality.enterprises * int(rows[0][1])
    assert 0 <= quality.fresh <= quality.told <= quality.asked
    assert f"完整度 {quality.complete} %" in page.content.decode()
    assert office.get("/enterprises/").context["quality"] is None


def test_what_was_told_under_a_merged_file_stands_on_the_survivors_timeline_until_the_merger_is_undone(office):
    began = queries.founded(SYSTEM, FIRM)
    other = next(
        card
        for card in queries.find(SYSTEM, as_of=TODAY, inside="141002", limit=200)
        if card.id != FIRM and queries.founded(SYSTEM, card.id) >= began
    )
    told_there = actions.put(
        SYSTEM, enterprise=other.id, since=TODAY, values={"staff": 61}, source="检查核实", seen=TODAY
    )

    def rows() -> dict:
        page, counted = office.get(FILE), office.get(f"{FILE}?part=timeline")
        shown = {row.id: row.under for row in page.context["timeline"].rows}
        assert shown == {row.id: row.under for row in counted.context["timeline"].rows}
        assert (f"记在并入的“{other.name}”名下" in page.content.decode()) is (told_there.id in shown)
        return shown

    before = rows()
    assert told_there.id not in before
    merger = actions.merge(SYSTEM, survivor=FIRM, merged=other.id, since=TODAY, reason="同一家")
    after = rows()
    assert (after[told_there.id], after[merger.id]) == (other.name, "")
    void = actions.take_apart(SYSTEM, fact=merger.id, reason="不是同一家")
    assert rows().keys() - before.keys() == {merger.id, void.id}


def test_a_partner_without_a_safety_agreement_is_said_in_the_file(office):
    told({"partner.承包单位.name": "示例劳务甲公司", "partner.承包单位.begins": TODAY - 30 * AGO})
    told({"partner.供货单位.name": "示例建材乙公司", "partner.供货单位.number": "91141002EXAMPL012W"})
    page = office.get(FILE)
    (group,) = [group for group in page.context["file"].groups if group.kind == "partner"]
    assert {row.cls: (dict(row.told)["名称"], row.lacking) for row in group.rows} == {
        "承包单位": ("示例劳务甲公司", ()),
        "供货单位": ("示例建材乙公司", ("安全协议签订日期",)),
    }
    assert page.content.decode().count("没有写明：") == 1


def test_a_parent_sees_its_units_and_what_is_open_at_each(office, come):
    parent = queries.enterprise(SYSTEM, FIRM, as_of=TODAY)
    units = [one for one in queries.find(SYSTEM, as_of=TODAY, inside="141002", limit=3) if one.id != FIRM][:2]
    other = queries.find(SYSTEM, as_of=TODAY, inside="141021", limit=1)[0]
    said = {"owner.母公司.name": parent.name, "owner.母公司.number": parent.credit_code}
    for one in (*units, other):
        actions.put(SYSTEM, enterprise=one.id, since=TODAY, values=said, source="检查核实")
    expected = {
        one.id: ("母公司", hazards.count(SYSTEM, as_of=TODAY, enterprise=one.id, state="running")) for one in units
    }
    found = office.get(FILE).context["file"].owned
    assert {
        one.enterprise: (one.how, one.hazards) for one in found
    } == expected  # another county's is not theirs to see
    assert f'href="/enterprises/{units[0].id}/"' in office.get(FILE).content.decode()
    assert {one.enterprise for one in come("city-office").get(FILE).context["file"].owned} == {*expected, other.id}
    assert office.get(f"{FILE}?as_of={TODAY - AGO}").context["file"].owned == ()
    actions.put(SYSTEM, enterprise=units[0].id, since=TODAY, values={"owner.母公司.number": None}, source="检查核实")
    assert [one.enterprise for one in office.get(FILE).context["file"].owned] == [units[1].id]


def test_the_change_of_a_firm_that_has_closed_says_so_to_who_sees_it_and_nothing_to_others(office, come):
    firm, since = "ent:closed", TODAY - 9 * AGO
    actions.register(SYSTEM, enterprise=firm, name="示例停办厂", place="141002100", industry="3311", since=since)
    change = f"/enterprises/{firm}/change/"
    assert office.get(change).status_code == 200
    actions.close(SYSTEM, enterprise=firm, last_day=TODAY - AGO, reason="注销")
    refused = office.get(change)
    assert refused.status_code != 200
    assert "“示例停办厂”已经关闭，不能再办理变更" in refused.content.decode()
    assert violations(refused.content.decode()) == []
    assert "示例停办厂" not in come("quwo-office").get(change).content.decode()
