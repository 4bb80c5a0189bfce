"""Workbooks as offices write them: titles above, merged header rows, dates and numbers in cells; faults go back."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from anjian.lib.divisions import of
from anjian.lib.errors import Refusal
from anjian.lib.viewer import STRANGER, SYSTEM, Viewer
from anjian.sheets import actions, queries
from anjian.sheets.events import Fault, Field
from anjian.sheets.models import Upload

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
FIELDS = (
    Field("name", "姓名", ("人员姓名",), required=True),
    Field("body", "单位", ("工作单位", "所在单位"), required=True),
    Field("post", "职务"),
    Field("since", "任职时间", ("任职日期",)),
    Field("code", "工号", ("人员编号",)),
)


def office(place: str = "141002", account: str = "acct:a") -> Viewer:
    return Viewer(account, "某", "", (), (of(place),), frozenset(), frozenset(), frozenset({"office"}), "web")


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def roll() -> bytes:
    """A title over all columns, a header of two rows with merged cells, a sheet of notes before it."""
    book = Workbook()
    book.active.title = "填表说明"
    book.active["A1"] = "请如实填写"
    sheet = book.create_sheet("名册")
    sheet["A1"] = "××区干部名册"
    sheet.merge_cells("A1:F1")
    sheet.append(["序号", "姓名", "任职情况", None, None, "编号（人员编号）"])
    sheet.append([None, None, "工作 单位", "职务*", "任职时间", None])
    for ref in ("A2:A3", "B2:B3", "C2:E2", "F2:F3"):
        sheet.merge_cells(ref)
    sheet.append([1, "示例甲", "安监局", "局长", dt.date(2024, 3, 15), 7])
    sheet.append([None] * 6)
    sheet.append([2, " 示例乙　", "安监局", "副局长", "2024.3.16", 8.0])
    return saved(book)


def test_a_header_of_merged_rows_below_a_title_is_found_and_its_columns_are_understood():
    found = queries.look(roll(), FIELDS)
    assert (found.sheet, found.head.first, found.head.last) == ("名册", 2, 3)
    assert [column.header for column in found.head.columns] == [
        "序号",
        "姓名",
        "任职情况/工作 单位",
        "任职情况/职务*",
        "任职情况/任职时间",
        "编号（人员编号）",
    ]
    assert found.mapping == {"name": "B", "body": "C", "post": "D", "since": "E"}
    assert (found.rows, found.missing) == (2, ())
    assert found.before[0] == ("1", "示例甲", "安监局", "局长", "2024-03-15", "7")


def test_rows_come_with_the_names_of_their_cells_dates_and_whole_numbers_as_text():
    found = queries.look(roll(), FIELDS, mapping={"name": "B", "since": "E", "code": "F"})
    first, second = queries.rows(roll(), found)
    assert (first.number, first.text("name"), first.text("since"), first.text("code")) == (
        4,
        "示例甲",
        "2024-03-15",
        "7",
    )
    assert (second.number, second.text("name"), second.ref("since"), second.text("code")) == (6, "示例乙", "E6", "8")
    assert (second.text("body"), second.ref("body")) == ("", "第6行")


@pytest.mark.django_db
def test_what_an_office_said_about_its_headers_is_remembered_for_its_place_alone():
    known = queries.remembered(office(), kind="posts", office="141002000000")
    found = queries.look(roll(), FIELDS, known=known, mapping={"name": "B", "body": "C", "code": "F"})
    actions.remember(office(), found, kind="posts", office="141002000000")
    known = queries.remembered(office(), kind="posts", office="141002000000")
    assert known["编号（人员编号）"] == "code"
    again = queries.look(roll(), FIELDS, known=known)
    assert again.mapping == {"name": "B", "body": "C", "code": "F"}  # 职务 was left out on purpose
    assert again.remembered
    assert queries.remembered(office("141021"), kind="posts", office="141002000000") == {}
    with pytest.raises(Refusal):
        actions.remember(office("141021"), found, kind="posts", office="141002000000")


def test_the_file_of_faults_has_the_offices_header_the_faulty_rows_and_the_reasons_and_is_read_again():
    found = queries.look(roll(), FIELDS)
    fault = Fault(6, "E6", "任职时间", "2024.3.16", "写法读不懂", "请写成2024-03-16", "since")
    data = queries.fault_file(roll(), found, [fault])
    sheet = load_workbook(io.BytesIO(data)).active
    assert [cell.value for cell in sheet[1]][:3] == ["序号", "姓名", "任职情况"]
    assert [cell.value for cell in sheet[3]] == [
        "2",
        "示例乙",
        "安监局",
        "副局长",
        "2024.3.16",
        "8",
        "6",
        "E6 任职时间：写法读不懂。请写成2024-03-16",
    ]
    assert sheet["E3"].comment is not None
    assert {str(each) for each in sheet.merged_cells.ranges} == {"A1:A2", "B1:B2", "C1:E1", "F1:F2"}
    again = queries.look(data, FIELDS)
    assert again.mapping == found.mapping
    assert [row.text("name") for row in queries.rows(data, again)] == ["示例乙"]
    # a second round of faults does not pile up columns
    twice = queries.fault_file(data, again, [Fault(3, "E3", "任职时间", "x", "y", "z")])
    assert len(list(load_workbook(io.BytesIO(twice)).active[2])) == 8


def test_what_is_written_is_text_and_never_a_formula():
    data = queries.table(["姓名"], [["=HYPERLINK(1)"], ["+1"], ["示例甲"]])
    sheet = load_workbook(io.BytesIO(data)).active
    assert [(cell.value, cell.data_type) for (cell,) in sheet.iter_rows(min_row=2)] == [
        ("=HYPERLINK(1)", "s"),
        ("+1", "s"),
        ("示例甲", "s"),
    ]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (301 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"not a workbook", "不是能打开的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "旧格式"),
        (saved(Workbook()), "是空的"),
        (roll()[:-200], "不是能打开的"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(data, words):
    with pytest.raises(Refusal, match=words):
        queries.look(data, FIELDS)


def test_a_small_file_that_swells_is_refused_before_it_is_opened():
    with pytest.raises(Refusal, match="展开后过大"):
        queries.look(bomb(), FIELDS)


@pytest.mark.parametrize("mapping", [{"name": "Z"}, {"name": "B", "post": "B"}])
def test_a_mapping_that_does_not_fit_the_header_is_refused(mapping):
    with pytest.raises(Refusal, match="对应的列"):
        queries.look(roll(), FIELDS, mapping=mapping)


def test_an_unknown_sheet_is_refused():
    with pytest.raises(Refusal, match="没有名为"):
        queries.look(roll(), FIELDS, sheet="别的")


@pytest.mark.django_db
def test_an_uploaded_file_is_its_accounts_alone_and_goes_after_a_week():
    data = roll()
    id = actions.keep(office(), data, kind="posts", name="名册.xlsx", now=NOW)
    assert queries.file(office(), id).data == data
    for other in (office(account="acct:b"), STRANGER):
        with pytest.raises(Refusal, match="没有找到"):
            queries.file(other, id)
    with pytest.raises(Refusal):
        actions.keep(STRANGER, roll(), kind="posts", name="x", now=NOW)
    assert Upload.objects.for_change().count() == 1
    assert actions.throw_away(now=NOW + dt.timedelta(days=7)) == 0
    assert actions.throw_away(now=NOW + dt.timedelta(days=7, seconds=1)) == 1
    assert Upload.objects.seen_by(SYSTEM).count() == 0
