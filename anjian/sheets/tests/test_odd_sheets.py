"""Sheets as they really come: several tables, hidden rows, totals, merged cells, formulas, rounded numbers."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from anjian.lib.errors import Refusal
from anjian.sheets import queries, reading
from anjian.sheets.events import Fault, Field, row_said
from anjian.sheets.tests.test_sheets import saved

FIELDS = (
    Field("name", "企业名称", ("单位名称",), required=True),
    Field("code", "统一社会信用代码", ("信用代码",), required=True),
    Field("town", "所属乡镇"),
    Field("staff", "从业人数"),
    Field("seen", "检查日期"),
)


def two_towns() -> bytes:
    """A title, a header of two rows, a town merged over its firms, a total; a second table below; notes beside."""
    book = Workbook()
    sheet = book.active
    sheet.append(["××区企业台账"])
    sheet.append(["所属乡镇", "企业基本情况", None, "从业人数"])
    sheet.append([None, "企业名称", "信用代码", None])
    for ref in ("A2:A3", "B2:C2", "D2:D3"):
        sheet.merge_cells(ref)
    sheet.append(["东城街道", "示例一厂", "A1", 12])
    sheet.append([None, "示例二厂", "A2", 13.0])
    sheet.append([None, "示例三厂", "A3", 0.1 + 0.2])
    sheet.append(["合计", 3, None, 25])
    sheet.append([])
    sheet.append(["信用代码", "企业名称", "所属乡镇", "从业人数"])
    sheet.append(["B1", "示例四厂", "西城街道", dt.date(2026, 3, 1)])
    sheet.merge_cells("A4:A6")
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["D"].hidden = True
    book.create_sheet("往年").sheet_state = "hidden"
    return saved(book)


def test_tables_below_each_other_are_read_each_by_its_own_header_and_what_is_odd_is_said():
    found = queries.look(two_towns(), FIELDS)
    assert (found.head.first, found.head.last, found.rows, found.missing) == (2, 3, 4, ())
    assert found.mapping == {"town": "A", "name": "B", "code": "C", "staff": "D"}
    assert [(table.head.first, table.mapping) for table in found.tables] == [
        (9, {"code": "A", "name": "B", "town": "C", "staff": "D"})
    ]
    marks = found.marks
    assert (marks.hidden_rows, marks.hidden_columns, marks.hidden_sheets) == ((5,), ("D",), ("往年",))
    assert (marks.totals, marks.beside, marks.beyond) == ((7,), "", 0)
    read = list(queries.rows(two_towns(), found))
    assert [
        (row.number, *(row.text(name) for name in ("name", "code", "town", "staff")), row.hidden) for row in read
    ] == [
        (4, "示例一厂", "A1", "东城街道", "12", False),
        (5, "示例二厂", "A2", "东城街道", "13", True),
        (6, "示例三厂", "A3", "东城街道", "0.3", False),
        (10, "示例四厂", "B1", "西城街道", "2026-03-01", False),
    ]
    assert (read[3].ref("name"), read[3].ref("code")) == ("B10", "A10")
    assert [row.number for row in queries.rows(two_towns(), found, after=5)] == [6, 10]


def side_by_side(*, gap: str | None = None) -> bytes:
    """Two tables, each under a merged title, headers in another order, an empty column between; one more below."""
    book = Workbook()
    sheet = book.active
    sheet.append(["东片企业", None, None, None, "西片企业"])
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("E1:G1")
    sheet.append(["企业名称", "信用代码", "从业人数", None, "信用代码", "单位名称", "所属乡镇"])
    sheet.append(["示例一厂", "A1", 12, None, "B1", "示例三厂", "西城街道"])
    sheet.append(["示例二厂", "A2", 13, gap, "B2", "示例四厂", None])
    sheet.append(["合计", None, 25, None, "B3", "示例五厂", None])
    sheet.merge_cells("G3:G5")
    sheet.append([])
    sheet.append([None, None, None, None, "单位名称", "所属乡镇", "信用代码"])
    sheet.append([None, None, None, None, "示例六厂", "北城街道", "B4"])
    return saved(book)


def test_tables_beside_each_other_are_read_each_by_its_own_header_one_after_the_other():
    found = queries.look(side_by_side(), FIELDS)
    assert (found.mapping, found.upto, found.rows) == ({"name": "A", "code": "B", "staff": "C"}, "C", 6)
    (side,) = found.beside
    assert (side.first, side.last) == ("E", "G")
    assert [(one.head.first, one.mapping) for one in side.tables] == [
        (2, {"code": "E", "name": "F", "town": "G"}),
        (7, {"name": "E", "town": "F", "code": "G"}),
    ]
    assert (found.marks.beside, found.marks.totals) == ("", (5,))
    read = list(queries.rows(side_by_side(), found))
    told = [
        (row_said(row.number), row.ref("name"), *(row.text(name) for name in ("name", "code", "town", "staff")))
        for row in read
    ]
    assert told == [
        ("第3行", "A3", "示例一厂", "A1", "", "12"),
        ("第4行", "A4", "示例二厂", "A2", "", "13"),
        ("右边的表第3行", "F3", "示例三厂", "B1", "西城街道", ""),
        ("右边的表第4行", "F4", "示例四厂", "B2", "西城街道", ""),
        ("右边的表第5行", "F5", "示例五厂", "B3", "西城街道", ""),
        ("右边的表第8行", "E8", "示例六厂", "B4", "北城街道", ""),
    ]
    for done in range(len(read)):  # a chunk ends after any row
        rest = queries.rows(side_by_side(), found, after=read[done].number)
        assert [row.number for row in rest] == [row.number for row in read[done + 1 :]]
    left = queries.look(side_by_side(), FIELDS, beside=False)
    assert ([row.text("name") for row in queries.rows(side_by_side(), left)], left.rows) == (
        ["示例一厂", "示例二厂"],
        2,
    )


def test_the_file_of_faults_of_tables_beside_each_other_has_both_and_is_read_again():
    found = queries.look(side_by_side(), FIELDS)
    faults = [
        Fault(one, ref, "", "", "示例错误", "", "") for one, ref in ((4, "A4"), (1_000_004, "E4"), (1_000_005, "F5"))
    ]
    again = queries.look(queries.fault_file(side_by_side(), found, faults), FIELDS)
    assert (again.upto, [(one.first, one.last) for one in again.beside], again.rows) == ("C", [("E", "I")], 3)


THREE = ["企业名称", "信用代码", "从业人数"]


@pytest.mark.parametrize(
    ("rows", "letter"),
    [
        ([[*THREE, *THREE], ["示例一厂", "A1", 1, "示例二厂", "A2", 2]], "D"),
        ([[*THREE, None, *THREE], ["示例一厂", "A1", 1, "注", "示例二厂", "A2", 2]], "E"),
    ],
)
def test_a_table_beside_another_that_no_empty_column_sets_apart_is_said_and_not_read(rows, letter):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    found = queries.look(saved(book), FIELDS)
    assert (found.marks.beside, found.beside, found.rows) == (letter, (), 1)
    assert [row.text("name") for row in queries.rows(saved(book), found)] == ["示例一厂"]


def test_a_note_beyond_an_empty_column_is_no_table():
    book = Workbook()
    book.active.append(["企业名称", "信用代码", None, "备注"])
    book.active.append(["示例一厂", "A1", None, "企业名称待核"])
    found = queries.look(saved(book), FIELDS)
    assert (found.upto, found.beside, found.marks.beside) == ("", (), "")


def raw(cells: str, *, before: str = "") -> bytes:
    """A workbook whose only sheet has this XML below a header of its own, as other programs write it."""
    out = io.BytesIO()
    names = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    header = "".join(f'<x:c t="inlineStr"><x:is><x:t>{one.label}</x:t></x:is></x:c>' for one in FIELDS)
    with zipfile.ZipFile(io.BytesIO(saved(Workbook()))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        sheet = f"{before}<x:worksheet {names}><x:sheetData><x:row>{header}</x:row>{cells}</x:sheetData></x:worksheet>"
        new.writestr("xl/worksheets/sheet1.xml", sheet)
    return out.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_cell_that_cannot_be_believed_says_why_beside_its_text():
    cells = (
        '<x:row r="2"><x:c r="A2" t="str"><x:f>B2</x:f><x:v>示例&amp;厂</x:v></x:c>'
        '<x:c r="B2"><x:v>9.1141002123456789E+17</x:v></x:c><x:c r="C2" t="e"><x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c>'
        '<x:c r="D2"><x:f>SUM(A1)</x:f></x:c><x:c r="E2" t="b"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="3"><x:c r="A3" t="inlineStr"><x:is><x:r><x:t>示例</x:t></x:r><x:r><x:t>二厂</x:t></x:r>'
        '<x:rPh sb="0" eb="1"><x:t>shi</x:t></x:rPh></x:is></x:c></x:row>'
    )
    found = queries.look(raw(cells), FIELDS)
    first, second = queries.rows(raw(cells), found)
    told = {name: (text, odd) for name, text, odd in first.told()}
    assert [told[name] for name in ("name", "code", "town", "staff", "seen")] == [
        ("示例&厂", ""),
        ("911410021234567936", reading.ROUNDED),
        ("#DIV/0!", reading.BROKEN),
        ("", reading.NO_VALUE),
        ("是", ""),
    ]
    assert second.text("name") == "示例二厂"


def wide() -> bytes:
    book = Workbook()
    book.active.append(["企业名称", "信用代码", *[f"备注{n}" for n in range(298)]])
    book.active.append(["示例一厂", "A1", *["x"] * 298])
    return saved(book)


def test_of_three_hundred_columns_two_hundred_are_read_and_the_rest_is_counted():
    found = queries.look(wide(), FIELDS)
    assert (len(found.head.columns), found.marks.beyond, found.mapping) == (200, 100, {"name": "A", "code": "B"})


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: reading._OLD + b"0" * 600, "旧格式的.xls"),
        (lambda: reading._OLD + b"0" * 600 + "EncryptedPackage".encode("utf-16-le"), "加了打开密码"),
        (lambda: b"PK" + b"0" * (reading.LARGEST), "超过50MB"),
        (lambda: raw('<x:row r="200001"><x:c r="A200001"><x:v>1</x:v></x:c></x:row>'), "第200001行还有内容"),
        (lambda: raw("<x:row><x:c>"), "已损坏"),
        (lambda: raw('<x:row><x:c t="s"><x:v>7</x:v></x:c></x:row>'), "已损坏"),
        (lambda: raw("&b;", before='<!DOCTYPE x [<!ENTITY a "1"><!ENTITY b "&a;&a;">]>'), "已损坏"),
    ],
    ids=["xls", "password", "large", "long", "broken", "strings", "entities"],
)
def test_a_file_that_cannot_be_taken_in_is_refused_by_its_own_name(data, words):
    with pytest.raises(Refusal, match=words):
        queries.look(data(), FIELDS)


def test_days_are_days_whatever_the_file_calls_them_and_shared_strings_come_back():
    book = Workbook()
    book.active.append([field.label for field in FIELDS])
    book.active.append(["示例一厂", "A1", "𠮷镇 a", 7, 45366])
    book.active["E2"].number_format = "yyyy年m月d日"
    data = saved(book)
    (row,) = queries.rows(data, queries.look(data, FIELDS))
    assert [row.text(field.name) for field in FIELDS] == ["示例一厂", "A1", "𠮷镇 a", "7", "2024-03-15"]
    assert load_workbook(io.BytesIO(data)).active["A2"].value == "示例一厂"
