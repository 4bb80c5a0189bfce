"""An office's own sheet of enterprises: tried out by cell, taken in, fed again corrected, taken back exactly."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from anjian.ledger import queries as facts
from anjian.lib.divisions import of
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, Viewer
from anjian.places.cli import load_packs
from anjian.registry import actions as registry
from anjian.registry import queries
from anjian.registry.intake import actions, advancing
from anjian.registry.intake import queries as intakes
from anjian.registry.intake.models import Intake
from anjian.registry.models import Enterprise, Item
from anjian.registry.tests.ledger_sheets import COUNTY, HEADERS, TOWN, book, code, firm
from anjian.scope.queries import told_by

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=CHINA)
TODAY = NOW.date()
NOBODY: frozenset[str] = frozenset()


def office(account: str = "acct:a", place: str = COUNTY, role: str = "office") -> Viewer:
    return Viewer(account, "某", "", (), (of(place),), NOBODY, NOBODY, frozenset({role}), "web")


ME = office()


@pytest.fixture(autouse=True)
def _places() -> None:
    load_packs()


def tried(data: bytes, *, who: Viewer = ME, **said: Any) -> Intake:
    id = actions.upload(who, data, name="台账.xlsx", now=NOW)
    actions.explain(who, id, said=said, now=NOW)
    assert not advancing.advance(who, id, now=NOW, chunks=1000)
    found = intakes.import_(who, id)
    assert found is not None
    return found


def taken(data: bytes, *, who: Viewer = ME, **said: Any) -> Intake:
    id = tried(data, who=who, **said).id
    actions.take(who, id, now=NOW)
    assert not advancing.advance(who, id, now=NOW, chunks=1000)
    found = intakes.import_(who, id)
    assert found is not None
    assert (found.state, found.stopped) == ("taken", "")
    return found


def live() -> dict[str, tuple[Any, ...]]:
    """The files as they stand, by id."""
    rows = told_by(Enterprise.objects.for_change()).order_by("enterprise", "since")
    items = told_by(Item.objects.for_change()).order_by("enterprise", "kind", "cls", "number")
    found: dict[str, tuple[Any, ...]] = {
        f"{row.enterprise}@{row.since}": (
            row.name,
            row.credit_code,
            row.place,
            row.staff,
            row.standard_grade,
            row.until,
        )
        for row in rows
    }
    found |= {f"{row.enterprise}/{row.cls}/{row.number}": (row.count, row.expires) for row in items}
    return found


BREAKS: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"信用代码": "91141002MA0000000"}, "C", "应为18位，现为17位"),
    ({"信用代码": code(7)[:17] + ("0" if code(7)[17] != "0" else "1")}, "C", "校验码"),
    ({"信用代码": 9.11410021234567e17}, "C", "超过15位的数字"),
    ({"所在乡镇": "没有的镇"}, "D", "不在您的区划里"),
    ({"所在乡镇": "141021100"}, "D", "不在您的区划里"),
    ({"行业代码": "0170"}, "E", "是GB/T 4754-2011的代码"),
    ({"行业代码": "机械制造"}, "E", "行业代码“机械制造”不对"),
    ({"行业代码": "0009"}, "E", "没有行业代码“0009”"),
    ({"职工人数": "二十"}, "F", "应是0或正整数"),
    ({"职工人数": -1}, "F", "应是0或正整数"),
    ({"安全标准化等级": "四级"}, "G", "没有“四级”这一项"),
    ({"是否规上": "也许"}, "H", "只填是或否"),
    ({"单位名称": "", "信用代码": ""}, "B", "没有企业名称，也没有统一社会信用代码"),
    ({"所在乡镇": ""}, "D", "新企业没有所在地"),
    ({"单位名称": "=A1&B1"}, "B", "公式没有算出的值"),
)


def broken_sheet(count: int, every: int) -> tuple[bytes, dict[int, tuple[str, str]]]:
    """Rows of which one in ``every`` has a fault of its own kind; which cells those are, by number of the firm."""
    rows, wrong = [], {}
    for number in range(1, count + 1):
        change: dict[str, Any] = {}
        if number % every == 0:
            change, letter, why = BREAKS[number // every % len(BREAKS)]
            wrong[number] = (f"{letter}{number + 2}", why)
        rows.append(firm(number, **change))
    return book(rows), wrong


def corrected(data: bytes) -> bytes:
    """The file of faults as the office sends it back: each row as it should have been, under the same header."""
    sheet = load_workbook(io.BytesIO(data)).active
    for row in sheet.iter_rows(min_row=2):
        for cell, value in zip(row, firm(int(row[0].value)), strict=False):
            cell.value = value
    out = io.BytesIO()
    sheet.parent.save(out)
    return out.getvalue()


def test_a_sheet_with_faults_is_tried_by_cell_taken_in_corrected_fed_again_and_taken_back_exactly():
    before = live()
    data, wrong = broken_sheet(600, 20)
    trial = tried(data)
    assert (trial.state, trial.rows, trial.counts) == ("tried", 600, {"new": 570, "faulty": 30})
    said = {fault.row - 2: (fault.ref, fault.why) for _, fault in intakes.faults(ME, trial.id, limit=1000)}
    assert {number: ref for number, (ref, _) in said.items()} == {number: ref for number, (ref, _) in wrong.items()}
    assert [number for number, (_, why) in wrong.items() if why not in said[number][1]] == []
    assert live() == before
    assert facts.facts(ME, names=["registry.registered"], limit=1) == ()

    actions.take(ME, trial.id, now=NOW)
    assert not advancing.advance(ME, trial.id, now=NOW, chunks=1000)
    assert queries.count(ME, as_of=TODAY) == 570
    card = queries.enterprise(ME, f"ent:{code(3)}", as_of=TODAY)
    assert card is not None
    assert (card.name, card.place, card.industry, card.staff) == ("示例机械00003有限公司", f"{TOWN}000", "3311", 23)
    known = queries.values(ME, card.id, as_of=TODAY)
    assert {name: (known[name].value, known[name].source) for name in ("standard_grade", "above_scale")} == {
        "standard_grade": ("未达标", "普查登记"),
        "above_scale": (True, "普查登记"),
    }
    (contact,) = queries.items(ME, card.id, as_of=TODAY)
    assert (contact.cls, contact.values) == ("联系人", {"name": "示例丁", "phone": "13800000003"})

    fixed = intakes.fault_file(ME, trial.id)
    assert fixed is not None
    second = taken(corrected(fixed))
    assert second.counts == {"new": 30, "faulty": 0}
    assert queries.count(ME, as_of=TODAY) == 600
    whole = live()
    for again in (book(firm(number) for number in range(1, 601)), corrected(fixed)):
        known = tried(again)
        assert (known.counts["same"], known.counts.get("new"), known.counts.get("changed")) == (known.rows, None, None)
        with pytest.raises(Refusal, match="没有可以导入的行"):
            actions.take(ME, known.id, now=NOW)
    assert live() == whole

    actions.undo(ME, second.id, reason="测试", leave=False, now=NOW)
    advancing.advance(ME, second.id, now=NOW)
    assert queries.count(ME, as_of=TODAY) == 570
    actions.undo(ME, trial.id, reason="测试", leave=False, now=NOW)
    advancing.advance(ME, trial.id, now=NOW)
    assert live() == before
    undone = intakes.import_(ME, trial.id)
    assert undone is not None
    assert (undone.state, undone.counts["undone"]) == ("undone", 570)


def test_a_firm_that_is_there_is_brought_up_to_date_by_what_is_new_alone_and_never_doubled():
    registry.register(
        ME,
        name="示例机械00001有限公司",
        place=TOWN,
        industry="3311",
        credit_code=code(1),
        since=dt.date(2020, 1, 1),
        staff=9,
    )
    registry.register(
        ME, name="示例机械00002有限公司", place=TOWN, industry="3311", enterprise="ent:own-2", since=dt.date(2020, 1, 1)
    )
    data = book(
        [firm(1, 职工人数=9, 安全标准化等级="", 是否规上=""), firm(2), firm(3, 单位名称="示例机械00001有限公司")]
    )
    done = taken(data)
    assert done.counts == {"changed": 2, "new": 1, "faulty": 0}
    assert queries.count(ME, as_of=TODAY) == 3
    first = queries.history(ME, f"ent:{code(1)}")
    assert [(card.since, card.staff) for card in first] == [(dt.date(2020, 1, 1), 9)]  # only its contact was new
    second = queries.enterprise(ME, "ent:own-2", as_of=TODAY)
    assert second is not None
    assert (second.credit_code, second.staff) == (code(2), 22)  # found by its name, it got its code
    third = queries.enterprise(ME, f"ent:{code(3)}", as_of=TODAY)
    assert third is not None
    assert third.name == "示例机械00001有限公司"  # another firm of the same name
    assert {one.name: one.said for one in intakes.changes(ME, done.id)}["示例机械00002有限公司"]["staff"] == ["", "22"]


def test_a_file_found_by_its_name_is_decided_on_only_when_it_is_locked_with_all_others(monkeypatch):
    since = dt.date(2020, 1, 1)
    registry.register(
        ME, name="示例机械00002有限公司", place=TOWN, industry="3311", enterprise="ent:own-2", since=since
    )
    locked: list[set[str]] = []
    lock = advancing.ledger.lock
    monkeypatch.setattr(advancing.ledger, "lock", lambda viewer, ids: (locked.append(set(ids)), lock(viewer, ids)))
    taken(book([firm(1), firm(2)]))
    named = {f"ent:{code(n)}" for n in (1, 2)} | {f"firm:{COUNTY}:示例机械0000{n}有限公司" for n in (1, 2)}
    assert locked == [named, named | {"ent:own-2"}]  # the first is given back, see `advancing._locked`


def test_two_rows_of_one_firm_are_named_and_rows_of_its_several_things_are_not():
    headers = ["单位名称", "信用代码", "所在乡镇", "行业代码", "职工人数", "锅炉使用登记证编号", "锅炉下次检验日期"]
    good = ["示例一厂", code(1), TOWN, "3311", 5]
    data = book(
        [
            [*good, "锅10", "2026.5.1"],
            [*good, "锅11", "2026年6月1日"],
            [*good, "锅10", "2026-05-01"],
            [*good[:4], 6, "锅12", ""],
            ["示例二厂", "", TOWN, "3311", "", "", "2026-02-30"],
            ["示例三厂", "", TOWN, "3311", "", "", ""],
            ["示例三厂", "", TOWN, "3311", "", "", ""],
        ],
        headers,
    )
    done = taken(data)
    assert {fault.ref: fault.why for _, fault in intakes.faults(ME, done.id)} == {
        "A5": "与第3行是同一家",
        "A6": "与第3行是同一家，但两行说的不一样",
        "G7": "“锅炉下次检验日期”的没有这一天：2026-02-30",
        "A9": "与第8行是同一家",
    }
    boilers = queries.items(ME, f"ent:{code(1)}", as_of=TODAY, kind="equipment")
    assert [(one.values["number"], one.values["expires"]) for one in boilers] == [
        ("锅10", dt.date(2026, 5, 1)),
        ("锅11", dt.date(2026, 6, 1)),
    ]
    assert done.counts == {"new": 2, "changed": 1, "faulty": 4}


def test_an_import_is_not_taken_back_under_what_was_told_since_and_says_of_whom():
    done = taken(book(firm(number) for number in range(1, 5)))
    registry.change(ME, enterprise=f"ent:{code(2)}", since=TODAY, staff=1)
    standing = live()
    with pytest.raises(Refusal, match="有1家在导入以后又有变化：示例机械00002有限公司"):
        actions.undo(ME, done.id, reason="测试", leave=False, now=NOW)
    assert live() == standing
    actions.undo(ME, done.id, reason="测试", leave=True, now=NOW)
    advancing.advance(ME, done.id, now=NOW)
    assert [one.name for one in intakes.left(ME, done.id)] == ["示例机械00002有限公司"]
    assert queries.count(ME, as_of=TODAY) == 1


def test_a_killed_import_goes_on_where_it_was_and_nothing_is_there_twice(monkeypatch):
    data = book(firm(number) for number in range(1, 1301))
    id = tried(data).id
    actions.take(ME, id, now=NOW)
    assert advancing.advance(ME, id, now=NOW, chunks=1)
    monkeypatch.setattr(advancing.writing, "write", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        advancing.advance(ME, id, now=NOW, chunks=1)
    monkeypatch.undo()
    row = intakes.import_(ME, id)
    assert row is not None
    assert (row.at_row, row.counts, queries.count(ME, as_of=TODAY)) == (502, {"new": 500, "faulty": 0}, 500)
    advancing.reading._open.clear()  # another process
    assert not advancing.advance(ME, id, now=NOW, chunks=1000)
    assert (queries.count(ME, as_of=TODAY), len(facts.facts(ME, names=["registry.registered"], limit=1000))) == (
        1300,
        1000,
    )


def test_whoever_keeps_no_register_takes_nothing_in_and_sees_nothing():
    for who in (STRANGER, office(role="decider")):
        with pytest.raises(Refusal):
            actions.upload(who, book([firm(1)]), name="x.xlsx", now=NOW)
    id = tried(book([firm(1)])).id
    other = office("acct:b", "141021")
    assert intakes.import_(other, id) is None
    assert intakes.faults(other, id) == []
    for act in (
        lambda: actions.take(other, id, now=NOW),
        lambda: actions.undo(other, id, reason="x", leave=True, now=NOW),
        lambda: actions.explain(other, id, said={}, now=NOW),
    ):
        with pytest.raises(Refusal):
            act()
    assert queries.count(ME, as_of=TODAY) == 0


def test_a_right_that_is_withdrawn_meanwhile_stops_the_import_in_words():
    id = tried(book(firm(number) for number in range(1, 4))).id
    actions.take(ME, id, now=NOW)
    assert not advancing.advance(office(role="decider"), id, now=NOW)
    row = intakes.import_(ME, id)
    assert row is not None
    assert isinstance(row.id, UUID)
    assert (row.counts, queries.count(ME, as_of=TODAY)) == ({"faulty": 3}, 0)


def test_an_edit_that_stands_on_what_was_seen_is_refused_in_words_when_somebody_was_quicker():
    mine = f"ent:{code(1)}"
    taken(book([firm(1)]))
    told: dict[str, Any] = {"enterprise": mine, "since": TODAY, "source": "检查核实"}
    registry.put(ME, **told, values={"staff": 30}, saw={"staff": "21", "above_scale": "否", "crowded": ""})
    before = live()
    with pytest.raises(Refusal, match="“从业人员”现在是“30”，您打开时是“21”") as no:
        registry.put(ME, **told, values={"staff": 40}, saw={"staff": "21"})
    assert (no.value.code, live()) == ("registry.stale", before)
    with pytest.raises(Refusal, match="您打开时是“没有填”"):
        registry.put(ME, **told, values={"above_scale": True}, saw={"above_scale": ""})


def test_new_rows_that_may_be_registered_already_are_told_with_their_sum_however_many_rows_stand_before():
    there = {"place": TOWN, "industry": "3311", "since": dt.date(2020, 1, 1), "source": "普查登记"}
    for enterprise, name, told in (
        ("ent:written", "示例精密铸件有限责任公司", {}),
        ("ent:called", "示例精密模具加工厂", {"contact.联系人.phone": "139 0000 0007", "address": "示例路7号"}),
    ):
        registry.register(ME, enterprise=enterprise, name=name, told=told, **there)
    renamed = [firm(number) for number in range(1, 131)]
    renamed[119][1], renamed[124][1], renamed[124][9] = "示例精密铸件有限公司", "示例精蜜模具加工厂", "13900000007"
    trial = tried(book(renamed))
    assert trial.counts == {"new": 130, "faulty": 0}
    one, other = intakes.likely(ME, trial.id)
    assert (one.row, one.likely["enterprise"], one.likely["name"]) == (122, "ent:written", "示例精密铸件有限责任公司")
    assert one.likely["sum"].startswith("名称相同（不计“有限公司”、括号和全半角） +45")
    assert (other.row, other.likely["enterprise"], "电话相同 +30" in other.likely["sum"]) == (127, "ent:called", True)
    assert "13900000007" not in str(other.likely)
    assert intakes.likely(ME, trial.id, after=122) == [other]
    assert intakes.likely(office("acct:b", "141021"), trial.id) == []


def test_tables_beside_each_other_come_in_as_one_import_by_one_choice_and_go_back_exactly():
    right = [firm(number, 所在乡镇="没有的镇" if number == 13 else TOWN) for number in range(11, 16)]
    rows = [[*firm(number), None, *beside] for number, beside in zip(range(1, 6), right, strict=True)]
    data = book(rows, [*HEADERS, None, *HEADERS])
    before = live()
    trial = tried(data)
    assert (trial.rows, trial.counts) == (10, {"new": 9, "faulty": 1})
    ((_, fault),) = intakes.faults(ME, trial.id)
    assert (fault.row, fault.ref) == (5, "O5")
    assert tried(data, skip_beside=True).counts == {"new": 5, "faulty": 0}
    done = taken(data)
    assert {id for id in live() if id.startswith("ent:")} == {
        f"ent:{code(n)}@{TODAY}" for n in (1, 2, 3, 4, 5, 11, 12, 14, 15)
    } | {f"ent:{code(n)}/联系人/" for n in (1, 2, 3, 4, 5, 11, 12, 14, 15)}
    actions.undo(ME, done.id, reason="测试", leave=False, now=NOW)
    advancing.advance(ME, done.id, now=NOW, chunks=100)
    assert live() == before
    twice = book([[*firm(1), None, *firm(1)]], [*HEADERS, None, *HEADERS])
    ((_, fault),) = intakes.faults(ME, tried(twice).id)
    assert (fault.ref, fault.why) == ("M3", "与第3行是同一家")


def test_tables_that_no_empty_column_sets_apart_are_refused_by_name_unless_the_left_one_is_chosen():
    data = book([[*firm(1), *firm(2)]], [*HEADERS, *HEADERS])
    id = actions.upload(ME, data, name="台账.xlsx", now=NOW)
    with pytest.raises(Refusal, match="L列起像是另一个表，同左边的表之间没有空列，分不清") as no:
        actions.explain(ME, id, said={}, now=NOW)
    assert (no.value.code, intakes.import_(ME, id)) == ("registry.beside", None)
    assert tried(data, skip_beside=True).counts == {"new": 1, "faulty": 0}
