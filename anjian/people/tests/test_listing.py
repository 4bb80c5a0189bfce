"""5,000 people from one sheet, 300 faulty rows named by cell; the faults corrected and fed again; undone exactly."""

from __future__ import annotations

import datetime as dt
import io
import random
from uuid import uuid4

import pytest
from django.db import connection
from openpyxl import load_workbook

from anjian.ledger import queries as facts
from anjian.lib.divisions import of
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, PostHeld, Viewer
from anjian.people import actions, queries
from anjian.people.models import Body, BodyFunction, Person, Post, Tenure
from anjian.sheets import queries as sheets

pytestmark = pytest.mark.django_db
D = dt.date
TODAY = D(2026, 11, 21)
NOW = dt.datetime(2026, 11, 21, 9, 0, tzinfo=CHINA)
PLACE = "141002000000"
HEADERS = ["序号", "姓名", "工作单位", "现任职务", "任职时间", "工号", "职务类别", "备注"]
UNITS = [f"示例单位{n:02d}" for n in range(1, 41)]


def office(place: str = PLACE) -> Viewer:
    held = (PostHeld("post:x", "", "", place, "county", "body:x"),)
    return Viewer("acct:o", "某", "", held, (of(place),), frozenset(), frozenset(), frozenset({"office"}), "web")


@pytest.fixture(autouse=True)
def county() -> None:
    for number, unit in enumerate(UNITS, 1):
        actions.found_body(
            SYSTEM, body=f"body:u{number}", name=unit, place=PLACE, classes=["department"], since=D(2010, 1, 1)
        )


def name(number: int) -> str:
    """An invented name, each number another."""
    signs = "甲乙丙丁戊己庚辛壬癸"
    return "示例" + "".join(signs[int(digit)] for digit in f"{number:04d}")


def row(number: int, **change: str) -> list[str]:
    told = {
        "name": name(number),
        "body": UNITS[number % len(UNITS)],
        "post": f"科员{number}",
        "since": "2024-03-15",
        "code": str(number),
        "cls": "监管执法人员",
    } | change
    return [str(number), told["name"], told["body"], told["post"], told["since"], told["code"], told["cls"], ""]


BREAKS = [
    ({"name": ""}, "B", "没有姓名"),
    ({"body": "示例单位9X"}, "C", "没有登记这个单位"),
    ({"since": "去年三月"}, "E", "日期读不懂"),
    ({"since": "2024-02-30"}, "E", "没有这一天"),
    ({"since": "2027-01-01"}, "E", "还没有到"),
    ({"cls": "勤杂"}, "G", "没有“勤杂”这个职务类别"),
    ({"post": ""}, "D", "没有职务"),
    ({"name": "张1"}, "B", "数字"),
]


def check(data: bytes, **more: object):
    found = sheets.look(data, queries.POSTS_SHEET)
    asked = {"office": PLACE, "today": TODAY, "since": TODAY, **more}
    return found, queries.check_posts(office(), sheets.rows(data, found), **asked)


def take(plan, batch=None) -> object:
    batch = batch or uuid4()
    actions.import_posts(office(), plan.seats, batch=batch, sheet="0" * 64, name="名册.xlsx", place=PLACE, now=NOW)
    return batch


def live() -> dict[str, list[tuple[object, ...]]]:
    """All that stands, without what told it."""
    slices = {
        model.__name__: sorted(
            model.objects.for_change()
            .filter(replaced_by=None)
            .values_list(*[f.attname for f in model._meta.fields if f.attname not in ("id", "said_by", "replaced_by")]),
            key=str,
        )
        for model in (Body, BodyFunction, Post, Tenure)
    }
    return slices | {"Person": sorted(Person.objects.for_change().values_list("id", "name"))}


def corrected(faulty: bytes, bad: list[int], broken: dict[int, tuple]) -> bytes:
    """The file of faults after an office has written the right thing into every cell that was wrong."""
    book = load_workbook(io.BytesIO(faulty))
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    for at, number in enumerate(bad, 2):
        assert sheet.cell(at, columns["序号"]).value == str(number)
        wrong = ord(broken[number][1]) - ord("A")
        sheet.cell(at, columns[HEADERS[wrong]]).value = row(number)[wrong]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_of_5000_rows_with_300_faulty_ones_4700_come_in_and_300_are_named_by_cell_and_come_in_corrected():
    dice = random.Random(5)
    bad = sorted(dice.sample(range(1, 5001), 300))
    broken = {number: BREAKS[n % len(BREAKS)] for n, number in enumerate(bad)}
    rows = [row(number, **(broken[number][0] if number in broken else {})) for number in range(1, 5001)]
    data = sheets.table(HEADERS, rows, title="名册")
    before = live()
    found, plan = check(data)
    assert (plan.rows, len(plan.seats), plan.faulty, len(plan.faults)) == (5000, 4700, 300, 300)
    # row 1 is the header: person n stands in row n + 1
    said = {fault.row - 1: (fault.ref, fault.why) for fault in plan.faults}
    assert set(said) == set(bad)
    for number, (_, letter, why) in broken.items():
        assert said[number][0] == f"{letter}{number + 1}"
        assert why in said[number][1]
    assert live() == before  # checking writes nothing

    batch = take(plan)
    assert Person.objects.for_change().count() == 4700
    assert Tenure.objects.for_change().filter(replaced_by=None).count() == 4700
    assert len(facts.facts(SYSTEM, names=["people.listed"], limit=100)) == 10  # 500 rows a fact

    # the file of faults, corrected by hand, fed again
    faulty = sheets.fault_file(data, found, plan.faults)
    again = sheets.look(faulty, queries.POSTS_SHEET)
    wrong = list(sheets.rows(faulty, again))
    assert len(wrong) == 300
    # fed again unchanged it is refused again, cell by cell, and nothing comes in twice
    _, still = check(faulty)
    assert (len(still.seats), still.faulty) == (0, 300)
    # corrected in the file itself, at the cells that it names, it comes in: its own two columns are passed over
    _, second = check(corrected(faulty, bad, broken))
    assert (len(second.seats), second.faulty, second.same) == (300, 0, ())
    take(second)
    assert Person.objects.for_change().count() == 5000
    # and the whole file fed again changes nothing any more
    _, third = check(sheets.table(HEADERS, [row(number) for number in range(1, 5001)]))
    assert (len(third.seats), third.faulty, len(third.same)) == (0, 0, 5000)

    # undone exactly: the 300 stay, the 4,700 are gone as if they had never come
    assert actions.undo_import(office(), batch, reason="导错了文件") == 4700
    assert Person.objects.for_change().count() == 300
    assert [one.undone for one in queries.imports(office())].count(True) == 1


def test_no_name_of_a_list_stands_in_the_ledger():
    _, plan = check(sheets.table(HEADERS, [row(1)]))
    take(plan)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_body WHERE body::text LIKE %s", [f"%{name(1)}%"])
        assert cursor.fetchone()[0] == 0
    assert queries.person_names(SYSTEM, ["person:141002-1"]) == {"person:141002-1": name(1)}


def test_a_list_that_moves_people_ends_who_sat_there_and_undoing_it_puts_all_back():
    _, plan = check(sheets.table(HEADERS, [row(1), row(2)]))
    take(plan)
    before = live()
    # another person comes onto the first post, the second goes on
    _, plan = check(sheets.table(HEADERS, [row(3, body=UNITS[1], post="科员1", since="2025-06-15"), row(2)]))
    assert [(seat.leaves, seat.new_post) for seat in plan.seats] == [(name(1), False)]
    assert plan.same == (3,)
    batch = take(plan)
    post = plan.seats[0].post
    assert [(span.person, span.since, span.until) for span in queries.tenures(SYSTEM, post=post)] == [
        ("person:141002-1", D(2024, 3, 15), D(2025, 6, 14)),
        ("person:141002-3", D(2025, 6, 15), None),
    ]
    actions.undo_import(office(), batch, reason="导错")
    assert live() == before
    with pytest.raises(Refusal, match="没有可以撤销"):
        actions.undo_import(office(), batch, reason="再来")


def test_a_list_on_which_a_later_change_stands_is_not_undone_and_nothing_changes():
    _, plan = check(sheets.table(HEADERS, [row(1)]))
    batch = take(plan)
    actions.vacate(SYSTEM, post=plan.seats[0].post, last_day=D(2026, 1, 31))
    before = live()
    with pytest.raises(Refusal, match="后来的变更"):
        actions.undo_import(office(), batch, reason="导错")
    assert live() == before


def test_the_only_holder_leaves_unless_the_list_names_them_in_the_same_post_too():
    _, plan = check(sheets.table(HEADERS, [row(1, post="副局长", body=UNITS[0])]))
    take(plan)
    both = [row(1, post="副局长", body=UNITS[0]), row(2, post="副局长", body=UNITS[0])]
    _, plan = check(sheets.table(HEADERS, both))
    assert [(seat.row, seat.new_post, seat.leaves) for seat in plan.seats] == [(3, True, "")]
    _, plan = check(sheets.table(HEADERS, [row(2, post="副局长", body=UNITS[0])]))
    assert [(seat.row, seat.new_post, seat.leaves) for seat in plan.seats] == [(2, False, name(1))]


def test_two_posts_of_one_person_are_two_rows_and_one_person_with_or_without_a_code():
    for number, code in ((7, "7"), (8, "")):
        rows = [row(number, post="局长", code=code), row(number, post="书记", code=code)]
        _, plan = check(sheets.table(HEADERS, rows))
        take(plan)
        person = plan.seats[0].person
        assert {seat.person for seat in plan.seats} == {person}
        assert len(queries.posts(SYSTEM, as_of=TODAY, person=person)) == 2


@pytest.mark.parametrize(
    ("rows", "ref", "why"),
    [
        ([row(1), row(1)], "B3", "与第2行重复"),
        ([row(1), row(2, code="1")], "F3", "工号1在第2行"),
        ([row(1, body="示例单位")], "C2", "没有登记这个单位"),
        ([row(1, cls="")], "G2", "没有写类别"),
        ([row(1, post="局长、书记")], "D2", "几个职务"),
        ([row(1, since="2024.3")], "E2", "只写到月"),
        ([row(1, since="2009-12-31")], "E2", "才设立"),
        ([row(1, name="甲、乙")], "B2", "几个人"),
        ([row(1, code="a b!")], "F2", "标点"),
    ],
)
def test_a_faulty_row_is_named_by_its_cell(rows, ref, why):
    _, plan = check(sheets.table(HEADERS, rows))
    assert [(fault.ref, why in fault.why) for fault in plan.faults] == [(ref, True)]


def test_all_faults_of_a_row_are_said_at_once():
    _, plan = check(sheets.table(HEADERS, [row(1, name="", since="x", body="")]))
    assert [fault.ref for fault in plan.faults] == ["B2", "C2", "E2"]
    assert plan.faulty == 1


def test_people_are_not_imported_into_the_neighbour_county():
    data = sheets.table(HEADERS, [row(1)])
    found = sheets.look(data, queries.POSTS_SHEET)
    asked = {"office": "141021000000", "today": TODAY, "since": TODAY}
    plan = queries.check_posts(office("141021000000"), sheets.rows(data, found), **asked)
    assert [fault.ref for fault in plan.faults] == ["C2"]
    _, plan = check(data)
    before = live()
    with pytest.raises(Refusal, match="不能改动"):
        actions.import_posts(
            office("141021000000"), plan.seats, batch=uuid4(), sheet="0", name="x", place="141021000000", now=NOW
        )
    assert live() == before


def test_a_list_checked_before_somebody_else_changed_is_refused_whole():
    _, plan = check(sheets.table(HEADERS, [row(1), row(2)]))
    take(plan)
    before = live()
    with pytest.raises(Refusal, match="有人改动"):
        take(plan)
    assert live() == before


def test_months_and_a_default_class_are_taken_when_the_person_who_imports_says_so():
    data = sheets.table(HEADERS, [row(1, since="2024年3月", cls="")])
    _, plan = check(data, months=True, cls="department_head")
    assert (plan.seats[0].since, plan.seats[0].classes) == (D(2024, 3, 1), ("department_head",))


def test_bodies_come_in_by_a_list_with_faults_by_cell_and_go_again(loaded_places):
    headers = ["单位名称", "所在地", "机构类别", "职能", "成立日期", "上级主管单位"]
    rows = [
        ["示例应急管理局", "尧都区", "部门", "安全生产综合监管、煤炭", "2019-01-01", ""],
        ["示例站", "141002", "部门", "", "", "示例应急管理局"],
        ["示例局", "火星区", "部门", "", "", ""],
        ["示例办", "尧都区", "", "", "", ""],
        ["示例室", "曲沃县", "部门", "", "", ""],
    ]
    data = sheets.table(headers, rows)
    found = sheets.look(data, queries.BODIES_SHEET)
    plan = queries.check_bodies(
        office(),
        sheets.rows(data, found),
        inside="141000",
        today=TODAY,
        since=D(2020, 1, 1),
    )
    assert [(fault.ref, fault.why) for fault in plan.faults] == [
        ("B4", "没有这个地方"),
        ("C5", "没有写机构类别"),
        ("B6", "这个地方不归您管"),
    ]
    before = live()
    batch = uuid4()
    actions.import_bodies(office(), plan.bodies, batch=batch, sheet="0", name="机构.xlsx", place=PLACE, now=NOW)
    made = {card.name: card for card in queries.bodies(SYSTEM, as_of=TODAY) if card.name.startswith("示例应急")}
    card = made["示例应急管理局"]
    assert (card.place, card.classes, card.functions) == (PLACE, {"department"}, {"work_safety", "coal"})
    assert [one.name for one in queries.below(SYSTEM, card.id, as_of=TODAY)] == ["示例站"]
    actions.undo_import(office(), batch, reason="导错")
    assert live() == before


@pytest.fixture
def loaded_places() -> None:
    from anjian.places import actions as places
    from anjian.places.cli import FOLDER

    places.load(SYSTEM, FOLDER)
