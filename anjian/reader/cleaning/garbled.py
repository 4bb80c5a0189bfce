"""Spans where one byte of a GBK text was lost (乱码): proposed from the bytes that are left, never silently.

When the first byte of a two-byte character is lost, everything behind it is read one byte off, until a byte that is
plain ASCII by itself brings the text back in step: often a backslash, the second byte of many characters. The bytes
that are left give every character but the first; the first must make a known word, else it stays an open square.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from anjian.reader.cleaning.scripts import simplified, to_simplified
from anjian.reader.cleaning.working import Edit

_TRIGGER = re.compile(
    r"[\ue000-\uf8ff]|(?<=[\u3400-\u9fff])\\|\\(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])[!](?=[\u3400-\u9fff])"
    r"|(?<=[\u3400-\u9fff])[À-ÖØ-öø-ǿɑ](?=[\u3400-\u9fff\ue000-\uf8ff])"
)
_BROKEN = re.compile(r"\ufffd+|(?:锟斤拷|烫烫烫|屯屯屯)+|[□■]{2,}")
_FOLDED = "!\"#%&'()*+,-./:;<=>?@[]^_`{|}~"
_SIGNS = "，。、；：？！“”‘’（）《》〔〕"
_REACH = 4
"""How many characters before the first odd one the lost byte may be, and behind the last."""
_LONGEST, _MOST = 16, 300
"""A longer odd span is no lost byte, and a text with more of them is no text: they are flagged."""
_OPEN = "\u25a1"
_WORDS = [
    "两客一危",
    "危化品",
    "危货",
    "危险化学品",
    "危险货物",
    "危房",
    "危桥",
    "隐患",
    "事故",
    "安全",
    "安监",
    "应急",
    "消防",
    "烟花爆竹",
    "民爆",
    "尾矿库",
    "煤矿",
    "非煤矿山",
    "矿山",
    "瓦斯",
    "水害",
    "粉尘",
    "涉爆",
    "有限空间",
    "受限空间",
    "动火",
    "特种设备",
    "电梯",
    "燃气",
    "油气",
    "管道",
    "道路",
    "公路",
    "铁路",
    "客运",
    "货运",
    "运输",
    "挂靠",
    "港口",
    "渔船",
    "船舶",
    "建筑",
    "施工",
    "工程",
    "企业",
    "单位",
    "部门",
    "政府",
    "委员会",
    "负责人",
    "责任",
    "监管",
    "监督",
    "检查",
    "排查",
    "整治",
    "整改",
    "治理",
    "督办",
    "约谈",
    "通报",
    "处罚",
    "停产",
    "停业",
    "关闭",
    "培训",
    "演练",
    "预案",
    "救援",
    "风险",
    "管控",
    "评估",
    "标准化",
    "职业病",
    "职业健康",
    "人员",
    "安全生产",
    "生产经营",
    "法律",
    "法规",
    "规定",
    "制度",
    "机制",
    "考核",
    "群众",
    "学校",
    "医院",
    "养老",
    "旅游",
    "景区",
    "商场",
    "市场",
    "宾馆",
    "电气",
    "火灾",
    "防火",
    "森林",
    "汛期",
    "防汛",
    "地质灾害",
    "危险源",
    "重大",
    "特大",
    "较大",
    "一般",
    "黑名单",
    "信用",
    "保险",
    "省",
    "市",
    "县",
    "乡镇",
    "街道",
]
_LONG_WORDS = tuple(sorted((word for word in _WORDS if len(word) > 1), key=len, reverse=True))


@lru_cache(maxsize=1)
def _leads() -> tuple[int, ...]:
    return (*range(0xB0, 0xF8), *range(0xA1, 0xAA))


def _bytes(text: str) -> bytes | None:
    found = bytearray()
    for c in text:
        if "\ue000" <= c <= "\ue233":
            row, cell = divmod(ord(c) - 0xE000, 94)
            found += bytes((0xAA + row, 0xA1 + cell))
        elif c in _FOLDED:
            found += bytes((0xA3, 0x80 + ord(c)))
        elif c == "\\" or (c.isascii() and c.isalnum()):
            found += c.encode()
        else:
            try:
                found += c.encode("gbk")
            except UnicodeEncodeError:
                return None
    return bytes(found)


def _tail(raw: bytes) -> str | None:
    """What the bytes say behind the first character, when they say anything whole."""
    try:
        return raw[1:].decode("gbk")
    except UnicodeDecodeError:
        return None


def _first(raw: bytes, tail: str, before: str, known: str) -> tuple[int, str]:
    """The lost character: (how long a known word it makes, character); (0, open square) when none does."""
    best = (0, _OPEN)
    left, right = to_simplified(before[-5:]), to_simplified(tail[:5])
    for lead in _leads():
        try:
            one = bytes((lead, raw[0])).decode("gbk")
        except UnicodeDecodeError:
            continue
        if not "\u4e00" <= one <= "\u9fff":
            continue
        around = left + simplified(one) + right
        middle = len(left)
        for word in _LONG_WORDS:
            place = around.find(word, max(0, middle - len(word) + 1))
            if 0 <= place <= middle < place + len(word) and len(word) > best[0]:
                best = (len(word), one)
                break
        # A word of four characters that the same text has elsewhere is as good as a known one.
        for size in (4, 3):
            for place in range(max(0, middle - size + 1), min(middle, len(around) - size) + 1):
                piece = around[place : place + size]
                if size > best[0] and piece.isalpha() and piece in known:
                    best = (size, one)
    return best


def _proposal(line: str, first: int, last: int, letters: frozenset[str], known: str) -> tuple[int, int, str] | None:
    """The best reading of the odd characters `first..last` of a line: (start, end, what stood there)."""
    best: tuple[tuple[int, int, int], int, int, str] | None = None
    for start in range(max(0, first - _REACH), first + 1):
        for end in range(last + 1, min(len(line), last + _REACH) + 1):
            raw = _bytes(line[start:end])
            if raw is None or len(raw) % 2 == 0:
                continue
            tail = _tail(raw)
            if not tail or "\\" in tail or any("\ue000" <= c <= "\uf8ff" for c in tail):
                continue
            familiar = sum(c in letters for c in tail)
            if familiar < len(tail) - 1 or familiar < 2:
                continue
            length, one = _first(raw, tail, line[:start], known)
            rank = (length, familiar - len(tail), start - end)
            if best is None or rank > best[0]:
                best = (rank, start, end, one + tail)
    return best[1:] if best else None


def lost_bytes(text: str) -> Iterator[Edit]:
    """Readings proposed for spans of shifted bytes; all of them inferred."""
    if not _TRIGGER.search(text):
        return
    letters = frozenset(c for c in text if not "\ue000" <= c <= "\uf8ff" and c != "\\") | frozenset(_SIGNS)
    known = to_simplified(text)
    place, tried = 0, 0
    for line in text.split("\n"):
        clusters: list[list[int]] = []
        for found in _TRIGGER.finditer(line):
            if clusters and found.start() - clusters[-1][1] <= _REACH + 1:
                clusters[-1][1] = found.start()
            else:
                clusters.append([found.start(), found.start()])
        for first, last in clusters:
            tried += 1
            if line[first : last + 1] == "!" or last - first > _LONGEST or tried > _MOST:
                continue
            read = _proposal(line, first, last, letters, known)
            if read:
                start, end, now = read
                yield Edit(place + start, place + end, now, "garbled", False)
        place += len(line) + 1


def unreadable(text: str) -> Iterator[tuple[int, int, str]]:
    """What stays unreadable: (start, end, kind), to be flagged and left as it is."""
    for found in _BROKEN.finditer(text):
        yield found.start(), found.end(), "garbled"
    for found in re.finditer(r"[\ue000-\uf8ff]+", text):
        yield found.start(), found.end(), "private_use"
    for found in re.finditer(r"(?<=[\u3400-\u9fff])\\(?=[\u3400-\u9fff])", text):
        yield found.start(), found.end(), "garbled"
