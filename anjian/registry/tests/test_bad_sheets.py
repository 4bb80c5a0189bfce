"""Bad sheets as an office really uploads them: named on the page in these very words, and nothing is half-done."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.html import strip_tags
from openpyxl import Workbook, load_workbook

from anjian.ledger import queries as facts
from anjian.lib.viewer import SYSTEM
from anjian.places.cli import load_packs
from anjian.registry import actions as registry
from anjian.registry.intake.models import Intake, IntakeRow
from anjian.registry.models import Enterprise, Item
from anjian.registry.tests.ledger_sheets import HEADERS, TOWN, book, code, firm
from anjian.registry.tests.test_intake import ME
from anjian.registry.web import importing
from anjian.sheets import reading
from anjian.sheets.models import Upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places() -> None:
    load_packs()


def page(view: Callable[..., HttpResponse], *args: Any, **form: Any) -> tuple[HttpResponse, str]:
    """What an office sees, as plain text with single spaces."""
    request = RequestFactory().post("/x/", form) if form else RequestFactory().get("/x/")
    request.viewer, request.session = ME, {}
    request._messages = FallbackStorage(request)
    answer = view(request, *args)
    return answer, re.sub(r"\s+", " ", strip_tags(answer.content.decode()))


def uploaded(data: bytes) -> tuple[HttpResponse, str]:
    return page(importing.start, file=SimpleUploadedFile("台账.xlsx", data))


def tried(data: bytes, **form: Any) -> tuple[Any, str]:
    """The id of a sheet that was tried out as its page proposes, and the page of the trial."""
    answer, text = uploaded(data)
    assert answer.status_code == 302, text
    id = answer.headers["Location"].rstrip("/").rpartition("/")[2]
    page(importing.sheet, id, do="trial", **form)
    return id, page(importing.sheet, id)[1]


def standing() -> tuple[int, ...]:
    """Everything that an import writes: files, items, facts, rows that came in."""
    written = facts.facts(SYSTEM, limit=1000)
    done = Intake.objects.for_change().filter(state="taken").count()
    counted = (Enterprise.objects.for_change().count(), Item.objects.for_change().count(), len(written), done)
    return (*counted, IntakeRow.objects.for_change().filter(fact__isnull=False).count())


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


UNREADABLE = "读不全的表不能导入，否则会漏人漏岗；没有写入任何内容"
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "xls": (lambda: reading._OLD + b"0" * 600, "这是旧格式的.xls"),
    "password": (
        lambda: reading._OLD + b"0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "文件加了打开密码",
    ),
    "bomb": (
        lambda: zipped({"xl/worksheets/sheet1.xml": b"0" * (reading.UNPACKED + 1)}),
        "文件展开后过大",
    ),
    "large": (lambda: b"PK" + b"0" * reading.LARGEST, "文件超过50MB"),
    "picture": (lambda: b"\x89PNG" + b"0" * 600, "这不是能打开的Excel文件（.xlsx），或者内容已损坏"),
    "torn": (lambda: book([firm(1)])[:-200], "这不是能打开的Excel文件（.xlsx），或者内容已损坏"),
    "document": (lambda: zipped({"word/document.xml": b"<w/>"}), "这不是能打开的Excel文件（.xlsx），或者内容已损坏"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_cannot_be_read_is_refused_at_once_by_its_name_and_not_kept(kind):
    made, words = FILES[kind]
    before = standing()
    answer, text = uploaded(made())
    assert answer.status_code == 400
    assert f"{words}" in text
    assert UNREADABLE in text
    assert (standing(), Upload.objects.for_change().count()) == (before, 0)


def test_two_gigabytes_are_refused_by_their_declared_length_before_a_byte_is_read(client: Client):
    class Never(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("read")

    before = standing()
    declared: dict[str, Any] = {"CONTENT_LENGTH": str(2 << 30), "wsgi.input": Never()}
    answer = client.generic("POST", "/enterprises/import/", b"", content_type="multipart/form-data", **declared)
    text = re.sub(r"\s+", " ", strip_tags(answer.content.decode()))
    assert answer.status_code == 413
    assert "上传的内容有2048MB，超过51MB" in text
    assert "太大的内容会占满服务器；没有读取，也没有保存" in text
    assert (standing(), Upload.objects.for_change().count()) == (before, 0)


DATED = [*HEADERS, "安全生产许可证有效期至"]


CELLS: dict[str, tuple[dict[str, Any], str, str]] = {
    "short code": (
        {"信用代码": "91141002MA0000000"},
        "C3",
        "统一社会信用代码不对：应为18位，现为17位。少了一位，请核对营业执照",
    ),
    "check": (
        {"信用代码": code(7)[:17] + ("0" if code(7)[17] != "0" else "1")},
        "C3",
        f"第18位校验码“{'0' if code(7)[17] != '0' else '1'}”与前17位不符（应为“{code(7)[17]}”）",
    ),
    "number": ({"信用代码": 9.11410021234567e17}, "C3", "超过15位的数字，Excel已经丢掉末几位"),
    "text day": ({"安全生产许可证有效期至": "长期"}, "K3", "“安全生产许可证有效期至”的日期读不懂：长期"),
    "month": ({"安全生产许可证有效期至": "2027年3月"}, "K3", "“安全生产许可证有效期至”的只写到月：2027年3月"),
    "no day": ({"安全生产许可证有效期至": "2027-02-30"}, "K3", "“安全生产许可证有效期至”的没有这一天：2027-02-30"),
    "formula": ({"单位名称": "=A1&B1"}, "B3", "公式没有算出的值"),
    "industry of 2011": (
        {"行业代码": "0170"},
        "E3",
        "0170（中药材种植）是GB/T 4754-2011的代码，2017版已没有",
    ),
    "no industry": ({"行业代码": "0009"}, "E3", "GB/T 4754-2017没有行业代码“0009”"),
    "place": ({"所在乡镇": "没有的镇"}, "D3", "“没有的镇”不在您的区划里，或者没有登记"),
}


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_that_is_wrong_is_named_with_its_reason_and_its_row_stays_out_whole(kind):
    change, ref, words = CELLS[kind]
    rows = [[*firm(7, **{k: v for k, v in change.items() if k in HEADERS}), change.get(DATED[-1], "")]]
    before = standing()
    id, text = tried(book([*rows, [*firm(8), "2027.3.1"]], DATED))
    assert ref in text
    assert words in text
    assert standing() == before
    page(importing.sheet, id, do="take")
    found = Enterprise.objects.for_change().values_list("enterprise", flat=True)
    assert list(found) == [f"ent:{code(8)}"]


def test_two_rows_of_one_firm_are_named_and_the_first_alone_comes_in():
    id, text = tried(book([firm(1), firm(2), firm(1), firm(2, 职工人数=1)]))
    assert "与第3行是同一家" in text
    assert "与第4行是同一家，但两行说的不一样" in text
    page(importing.sheet, id, do="take")
    assert Enterprise.objects.for_change().count() == 2


def test_three_hundred_columns_are_said_with_how_many_are_not_read():
    headers = [*HEADERS, *[f"备注{n}" for n in range(290)]]
    before = standing()
    _, text = tried(book([[*firm(1), *["x"] * 290]], headers))
    assert "右边还有 100 列没有读" in text
    assert standing() == before


def test_hidden_rows_are_said_and_left_out_only_when_that_is_chosen():
    made = load_workbook(io.BytesIO(book([firm(1), firm(2), firm(3)])))
    made.active.row_dimensions[4].hidden = True
    made.active.column_dimensions["J"].hidden = True
    made.create_sheet("往年").sheet_state = "hidden"
    out = io.BytesIO()
    made.save(out)
    before = standing()
    _, text = tried(out.getvalue())
    assert "有 1 行是隐藏的（从第 4 行起）" in text
    assert "隐藏的列：J" in text
    assert "隐藏的工作表没有读：往年" in text
    assert "导入 3 行" in text
    _, text = tried(out.getvalue(), skip_hidden="yes")
    assert "导入 2 行" in text
    assert standing() == before


def test_an_empty_sheet_is_named_when_it_is_opened_and_there_is_nothing_to_try():
    out = io.BytesIO()
    Workbook().save(out)
    before = standing()
    answer, _ = uploaded(out.getvalue())
    answer, text = page(importing.sheet, answer.headers["Location"].rstrip("/").rpartition("/")[2])
    assert (answer.status_code, "工作表“Sheet”是空的" in text, UNREADABLE in text) == (400, True, True)
    assert (standing(), Intake.objects.for_change().count()) == (before, 0)


def test_a_sheet_without_a_name_column_asks_for_it_and_tries_nothing():
    before = standing()
    answer, _ = uploaded(book([["甲", 1]], ["乡镇", "人数"]))
    id = answer.headers["Location"].rstrip("/").rpartition("/")[2]
    answer, text = page(importing.sheet, id, do="trial")
    assert (answer.status_code, "还没有说明哪一列是：企业名称" in text) == (400, True)
    assert (standing(), Intake.objects.for_change().count()) == (before, 0)


def test_a_name_of_two_firms_without_a_code_is_never_taken_for_one_of_them():
    since = dt.date(2020, 1, 1)
    for number in (1, 2):
        registry.register(ME, name="示例同名厂", place=TOWN, industry="3311", credit_code=code(number), since=since)
    before = standing()
    _, text = tried(book([firm(9, 单位名称="示例同名厂", 信用代码="")]))
    assert "本地有2家“示例同名厂”。请加上统一社会信用代码，写明是哪一家" in text
    assert standing() == before
