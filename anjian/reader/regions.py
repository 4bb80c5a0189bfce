"""Which place a document is of (地区): names of provinces, cities and counties found in its title, issuer and text."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("regions.csv")
_NATIONAL = re.compile(
    r"^(?:中华人民共和国|国务院|中共中央|中央|国家|全国|最高人民|(?:应急管理|生态环境|交通运输|工业和信息化|住房城乡建设|住房和城乡建设|公安|教育|农业农村"
    r"|财政|自然资源|水利|商务|文化和旅游|卫生健康|人力资源社会保障|环境保护|建设|铁道|国土资源|劳动|民政|科学技术|司法|安全生产监督管理)部"
    r"|应急管理部|原?环保总局|民航局|财政部|市场监管总局)"
)
_WHOLE_COUNTRY_TEXT = re.compile(r"各省、自治区、直辖市|全国范围内")


_SHORT = re.compile("内蒙古|广西|西藏|宁夏|新疆|香港|澳门")
_LAST = re.compile("[省市县区州盟旗]")


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, tuple[str, ...]], dict[str, str], int]:
    codes: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(line for line in file if not line.startswith("#")):
            # 城区, 矿区, 郊区 are words before they are names.
            if len(row) >= 2 and row[0].isdigit() and not (len(row[1]) == 2 and row[1].endswith("区")):
                names[row[0]] = row[1]
                codes.setdefault(row[1], []).append(row[0])
    for code, name in list(names.items()):
        short = _SHORT.match(name) if code.endswith("0000") else None
        if short:
            codes.setdefault(short.group(), []).append(code)
    return {name: tuple(found) for name, found in codes.items()}, names, max(map(len, codes))


def _named(text: str) -> list[str]:
    """The names of places in a text, in their order: the longest one that ends at each 省, 市, 县 …"""
    codes, _, longest = _table()
    found = [(one.start(), one.group()) for one in _SHORT.finditer(text)]
    for last in _LAST.finditer(text):
        end = last.end()
        for start in range(max(0, end - longest), end - 1):
            if text[start:end] in codes:
                found.append((start, text[start:end]))
                break
    return [name for _, name in sorted(found)]


def name_of(code: str) -> str | None:
    """The name of a six-digit division code of the table, None when it is not there."""
    return _table()[1].get(code)


def is_national(issuer: str) -> bool:
    """Whether a body speaks for the whole country."""
    return bool(_NATIONAL.match(issuer))


def find(text: str) -> str | None:
    """The most exact place named in full: a code of six digits, or the name where several places hold it."""
    codes, _, _ = _table()
    best: str | None = None
    for name in _named(text):
        options = codes[name]
        if best is not None and best.isdigit():
            inside = [code for code in options if code != best and code.startswith(_within(best))]
            if len(inside) == 1:
                best = inside[0]
        elif best is None:
            best = options[0] if len(options) == 1 else name
    return best


def _within(code: str) -> str:
    """What the codes of all places inside a place begin with."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def most_named(text: str) -> str | None:
    """The place that a text with 我市 or 全省 but no name in its title means: the one it names again and again."""
    codes, _, _ = _table()
    city = len(re.findall("我市|全市|市政府|市委", text)) >= len(re.findall("我省|全省|省政府|省委", text))
    counted = Counter(codes[name][0] for name in _named(text) if len(codes[name]) == 1)
    wanted = [(count, code) for code, count in counted.items() if code.endswith("0000") != city]
    if not wanted:
        return None
    count, code = max(wanted)
    rivals = sum(other for other, one in wanted if one != code)
    return code if (count >= 2 and count > rivals) or count >= 5 else None


def is_for_all(text: str) -> bool:
    """Whether a text addresses every province."""
    return bool(_WHOLE_COUNTRY_TEXT.search(text))
