"""Ranges of numbers (区间): 五千元以上五万元以下, 超过100人不足300人, 3至5个."""

from __future__ import annotations

import re
from typing import Any

from anjian.reader import numbers, periods
from anjian.reader.numbers import NUMBER
from anjian.reader.quantities.amounts import SHARE, UNIT, of_what, scaled, shared
from anjian.reader.quantities.found import Found, Stretch, free
from anjian.reader.quantities.sense import kind_of

_AMOUNT = rf"(?:(?P<share@>{SHARE})|(?P<n@>{NUMBER}) ?(?:人民币)?(?P<w@>{UNIT}|{periods.UNIT}))"


def _amount(mark: str) -> str:
    return _AMOUNT.replace("@", mark)


_RANGES: tuple[tuple[re.Pattern[str], bool | None, bool | None], ...] = (
    # 五千元以上五万元以下, 百分之二十以上百分之五十以下; None: as the document says.
    (re.compile(
        rf"{_amount('1')}(?:\(含[^()]{{0,6}}\))?及?以上 ?[,、至到]?(?:但|且|"
        rf"并)?(?:不超过)?{_amount('2')}(?:及?以下|以内|之内)"), None, None),
    (re.compile(
        rf"{_amount('1')}(?:\(含[^()]{{0,6}}\))?及?以上 ?[,、]?(?:但|且)?(?:不足|未满|不满|不到|低于|小于|"
        rf"少于){_amount('2')}"), None, True),
    (re.compile(
        rf"(?:超过|大于|高于|多于){_amount('1')}[,、]?(?:但|且|、)?(?:不足|未满|不满|不到|低于|小于|"
        rf"少于){_amount('2')}"), True, True),
    (re.compile(
        rf"(?:超过|大于|高于|多于){_amount('1')}[,、]?(?:但|且|、)?(?:不超过|未超过|"
        rf"在)?{_amount('2')}(?:及?以下|以内)"), True, None),
    (re.compile(
        rf"(?P<share1>(?!))?(?P<n1>{NUMBER})(?P<w1>{UNIT}|{periods.UNIT})? ?(?:-{{1,2}}|~|至|"
        rf"到) ?{_amount('2')}"), False, False),
)  # fmt: skip


def find(stretch: Stretch, taken: list[tuple[int, int]]) -> list[Found]:
    """The ranges of a stretch that lie free of what was `taken`."""
    text, found = stretch.text, []
    done: list[tuple[int, int]] = list(taken)
    for pattern, min_open, max_open in _RANGES:
        for match in pattern.finditer(text):
            start, end = match.span()
            if (
                not free(done, start, end)
                or re.search(r"[\d第.\-/]$", text[:start])
                or text[end : end + 1] in ("-", "~")
            ):
                continue
            upper = _read(match, "2")
            number = numbers.value(match["n1"]) if match["n1"] and not match["w1"] else None
            lower = _read(match, "1") if number is None else (number, upper[1] if upper else "")
            if upper is None or lower is None:
                continue
            low, high = lower[0], upper[0]
            if number is not None:
                # 3万至5万元 says its scale twice; 3至5万元 once, for both.
                scale = re.search(r"[万亿千百]+ ?$", match["n2"] or "")
                if scale and not re.search(r"[十百千万亿]", match["n1"]):
                    low = numbers.plain(low * (high / (numbers.value((match["n2"] or "")[: scale.start()]) or high)))
                if re.fullmatch(rf"{numbers.CHINESE}", match["n1"]) and not re.search(r"[%元名人]", upper[1]):
                    continue
                if 1900 < low < 2100 and 1900 < high < 2100:
                    continue
            if (lower[1], upper[1]) == ("月", "年"):
                high, upper = numbers.plain(high * 12), (high * 12, "月")  # 六个月以上二年以下
            if lower[1] != upper[1] or low > high:
                continue
            value: dict[str, Any] = {"min": low, "max": high, "unit": upper[1]}
            if (not stretch.includes(start, above=True)) if min_open is None else min_open:
                value["min_open"] = True
            if (not stretch.includes(start, above=False)) if max_open is None else max_open:
                value["max_open"] = True
            if (
                stretch.background
                or (stretch.past and number is not None)
                or (lower[1] == "日" and re.search(r"月 ?$", text[:start]))
            ):
                continue
            of = of_what(text, start)
            kind = kind_of(stretch, start, end, "range")
            behind = re.match(r"^的?([一-龥]{2,10}?)(?=的|[(,、。;]|或|$)", text[end:])
            if kind == "threshold" and behind and (of is None or re.search(r"造成|发生|是指|导致", of)):
                of = behind[1]
            if of:
                value["of"] = of
            done.append((start, end))
            found.append(Found(start, end, kind, value))
    return found


def _read(match: re.Match[str], mark: str) -> tuple[int | float, str] | None:
    share = match[f"share{mark}"]
    if share:
        return shared(share)
    number = numbers.value(match[f"n{mark}"])
    unit = match[f"w{mark}"]
    if number is None or unit is None:
        return None
    return scaled(number, unit)
