"""Sheets of enterprises as an office has them (示例台账), made by a script: headers of its own, some rows faulty."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

from anjian.lib import credit_code

COUNTY = "141002"
TOWN = "141002100"
HEADERS = (
    "序号",
    "单位名称",
    "信用代码",
    "所在乡镇",
    "行业代码",
    "职工人数",
    "安全标准化等级",
    "是否规上",
    "联系人",
    "联系电话",
)


def code(number: int, region: str = COUNTY) -> str:
    """A credit code that passes its check, one per number."""
    first = f"91{region}{number:09d}"
    return first + credit_code.check_character(first)


def firm(number: int, **other: Any) -> list[Any]:
    """A row of a good firm; ``other`` by header."""
    row = {
        "序号": number,
        "单位名称": f"示例机械{number:05d}有限公司",
        "信用代码": code(number),
        "所在乡镇": TOWN,
        "行业代码": "3311",
        "职工人数": 20 + number % 80,
        "安全标准化等级": ("一级", "二级", "三级", "未达标")[number % 4],
        "是否规上": "是" if number % 3 == 0 else "否",
        "联系人": f"示例{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        "联系电话": f"1380000{number:04d}",
        **other,
    }
    return [row[header] for header in HEADERS]


def book(rows: Iterable[Sequence[Any]], headers: Sequence[str] = HEADERS, *, title: str = "尧都区企业台账") -> bytes:
    """The workbook: a title above, then headers, then rows."""
    made = Workbook(write_only=True)
    sheet = made.create_sheet("台账")
    sheet.append([title])
    sheet.append(list(headers))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
