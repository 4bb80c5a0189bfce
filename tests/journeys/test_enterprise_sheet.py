"""An office's sheet of 3,000 firms, 180 of them faulty: in, corrected, answered for; a merger is made and undone."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from anjian.lib.ends import CHINA
from anjian.lib.viewer import SYSTEM
from anjian.registry import actions, queries
from anjian.registry.tests.ledger_sheets import HEADERS, book, firm

FIRMS, FAULTY, UNANSWERED = 3000, 180, 212
WHO = "尧都区应急管理局"
BROKEN: tuple[dict[str, Any], ...] = (
    {"信用代码": "91141002MA0000000"},
    {"所在乡镇": "没有的镇"},
    {"行业代码": "0170"},
    {"职工人数": "二十"},
    {"安全标准化等级": "四级"},
    {"单位名称": "", "信用代码": ""},
)


def line(number: int, **other: Any) -> list[Any]:
    """A firm's row with who answers for it: nobody for the last 212."""
    return [*firm(number, **other), WHO if number <= FIRMS - UNANSWERED else ""]


def ledger() -> bytes:
    """Every sixteenth of the first rows has a fault; the last firm is the first once more, written another way."""
    rows = [
        line(n, **BROKEN[n // 16 % len(BROKEN)]) if n % 16 == 0 and n <= FAULTY * 16 else line(n)
        for n in range(1, FIRMS)
    ]
    again = line(FIRMS, 单位名称="示例机械00001有限责任公司", 信用代码="", 联系人="示例乙", 联系电话="13800000001")
    return book([*rows, again], (*HEADERS, "主管部门"))


def corrected(data: bytes) -> bytes:
    """What the office makes of the file of faults."""
    sheet = load_workbook(io.BytesIO(data)).active
    for row in sheet.iter_rows(min_row=2):
        for cell, value in zip(row, line(int(row[0].value)), strict=False):
            cell.value = value
    out = io.BytesIO()
    sheet.parent.save(out)
    return out.getvalue()


def feed(page: Any, file: Path, data: bytes, look: Callable[..., None], shown: str) -> None:
    """Upload, try out, look, take in."""
    file.write_bytes(data)
    page.goto("/enterprises/import/")
    page.get_by_label("Excel 文件（.xlsx）").set_input_files(file)
    page.get_by_role("button", name="上传").click()
    page.get_by_text("列的含义").first.wait_for()
    look(page, f"{shown}-columns", whole=True)
    page.get_by_role("button", name="试算").click()
    page.get_by_text("还没有写入").wait_for(timeout=60_000)
    look(page, f"{shown}-trial", whole=True)


def gaps(page: Any) -> int:
    """How many firms of the county nobody answers for, as its page says."""
    page.goto("/responsibility/?place=141002&line=industry")
    said = page.get_by_role("link", name=re.compile("没人管")).inner_text()
    return int(re.search(r"\d+", said).group())


def test_a_sheet_with_faults_comes_in_is_corrected_and_answered_for_and_a_merger_is_undone(
    region: Any, tmp_path: Path, signed_in: Callable[..., Any], look: Callable[..., None]
) -> None:
    page, phone = signed_in("yaodu-office"), signed_in("yaodu-office", "phone")
    city = signed_in("city-office")
    before = gaps(city)
    page.goto("/enterprises/")
    page.get_by_role("link", name="导入台账").click()
    look(page, "ledger-start")
    phone.goto(page.url)
    look(phone, "ledger-start")
    feed(page, tmp_path / "尧都台账.xlsx", ledger(), look, "ledger")
    assert f"有错 {FAULTY} 行" in page.locator(".lead").inner_text()
    phone.goto(page.url)
    look(phone, "ledger-trial")
    page.get_by_role("button", name=f"导入 {FIRMS - FAULTY} 行").click()
    page.get_by_role("heading", name="导入结果").wait_for(timeout=90_000)
    look(page, "ledger-done")
    done = page.url
    fixed = corrected(
        page.request.get(page.get_by_role("link", name="下载错误清单").first.get_attribute("href")).body()
    )
    feed(page, tmp_path / "改好.xlsx", fixed, look, "ledger-again")
    page.get_by_role("button", name=f"导入 {FAULTY} 行").click()
    page.get_by_role("heading", name="导入结果").wait_for(timeout=30_000)
    assert "有错" not in page.locator(".lead").inner_text()
    assert queries.count(SYSTEM, as_of=dt.datetime.now(CHINA).date(), words="示例机械0") == FIRMS

    assert gaps(city) - before == UNANSWERED
    look(city, "ledger-gaps")
    city.get_by_role("link", name=re.compile(WHO)).first.wait_for()

    page.goto("/enterprises/doubles/")
    pair = page.locator("section.sheet-card", has=page.get_by_role("heading", name=re.compile("示例机械00001")))
    pair.get_by_label("依据").fill("执照核对一致")
    pair.get_by_role("button", name="并档").click()
    page.get_by_role("heading", name="已并的档案").wait_for(timeout=60_000)
    joined = page.locator("tr", has_text="示例机械00001有限责任公司")
    joined.get_by_text("撤销").first.click()
    joined.get_by_label("理由").fill("是两家")
    joined.get_by_role("button", name="撤销并档").click()
    page.get_by_text("已撤销").first.wait_for()
    assert queries.mergers(SYSTEM, as_of=dt.datetime.now(CHINA).date()) == []

    page.goto(done)
    page.get_by_text("撤销这次导入").click()
    page.get_by_label("理由").fill("试一下")
    look(page, "ledger-undo")
    confirms_five(signed_in("ent-001", "phone"))


def confirms_five(phone: Any) -> None:
    """The officer of a firm says of five old values that they are still so."""
    phone.goto("/enterprises/")
    mine = phone.locator("table.walk tbody th a").first.get_attribute("href").split("/")[2]
    today = dt.datetime.now(CHINA).date()
    old = today - dt.timedelta(days=700)
    values: dict[str, object] = {
        "safety_staff": 1,
        "crowded": False,
        "business": "洗煤",
        "safety_body": True,
        "address": "示例路1号",
    }
    values["size"] = "小型"
    actions.put(SYSTEM, enterprise=mine, since=old, values=values, source="普查登记", seen=old)
    phone.goto(f"/enterprises/{mine}/confirm/")
    names = [one.get_attribute("value") for one in phone.locator("input[name=still]").all()]
    assert len(names) == 5
    for name in names:
        asked = phone.locator(f".to-confirm li:has(input[value='{name}'])")
        asked.get_by_role("button", name="还是这样").tap()
        asked.wait_for(state="detached")
    found = queries.values(SYSTEM, mine, as_of=today)
    assert {(found[name].seen, found[name].source) for name in names} == {(today, "企业自报")}
