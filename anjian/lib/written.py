"""What people write by hand or in cells (手写的值), read: days and numbers in every usual writing."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation

from anjian.lib.errors import Refusal

_DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]+\d{1,2}:\d{2}(?::\d{2})?)?$")
_RUN = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MONTH = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?$")


def day(text: str, *, months: bool = False) -> dt.date:
    """A day: 2024-03-15, 2024.3.15, 2024年3月15日, 20240315. ``months``: 2024.03 is its first day; else refused."""
    plain = unicodedata.normalize("NFKC", text).strip()
    hit = _DAY.match(plain) or _RUN.match(plain)
    parts = [int(part) for part in hit.groups()] if hit else []
    if not parts and (short := _MONTH.match(plain)):
        if not months:
            raise Refusal("只写到月", "", "请写到日，例如2024-03-15", code="written.month")
        parts = [*(int(part) for part in short.groups()), 1]
    if not parts:
        raise Refusal("日期读不懂", "", "请写成2024-03-15的样子", code="written.day")
    try:
        return dt.date(*parts)
    except ValueError:
        raise Refusal("没有这一天", "", "请核对年、月、日", code="written.no_day") from None


def number(text: str, *, unit: str = "") -> Decimal:
    """A number in half-width or full-width digits, with or without commas between thousands and its unit behind it."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(unit).strip().replace(",", "")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) >= Decimal(10) ** 15:
        raise Refusal(f"“{text[:20]}”不是数字", "", "请只填阿拉伯数字", code="written.number")
    return found
