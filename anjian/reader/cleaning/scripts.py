"""Pinyin put in brackets behind characters, and text that a machine turned into traditional characters (繁体)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import opencc

from anjian.reader.cleaning.working import Edit

_SOUND = "a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
_PINYIN = re.compile(rf"(?<=[\u3400-\u9fff])[(（]([{_SOUND}]{{1,6}})[)）]")
_TONE = re.compile(r"[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WHOLE_TEXT, _WHOLE_LINE = 0.03, 0.08
"""Shares of traditional-only characters from which a text, or a line of it, is taken to have been converted."""
_AUTHOR = re.compile(r"(?<![显昭卓土名原编专论巨遗拙合译顯編專論遺譯])著(?![名作称者述录书有稱錄書])")


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=16384)
def simplified(character: str) -> str:
    """One character in simplified form; itself where it is so already or may be either."""
    now: str = _converter().convert(character)
    return now if len(now) == len(character) else character


@lru_cache(maxsize=16384)
def _outside_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def to_simplified(text: str) -> str:
    """A text in simplified form, of the same length."""
    now: str = _converter().convert(text)
    if len(now) != len(text):
        now = "".join(simplified(c) for c in text)
    return _AUTHOR.sub("着", now)


def pinyin(text: str) -> Iterator[Edit]:
    """A sound in brackets behind the character it belongs to. Without a tone mark only where others have one."""
    found = list(_PINYIN.finditer(text))
    toned = sum(bool(_TONE.search(one.group(1))) for one in found)
    for one in found:
        if _TONE.search(one.group(1)) or toned >= 5:
            yield Edit(one.start(), one.end(), "", "pinyin")


_RADICALS = re.compile(r"[\u2e80-\u2fdf\uf900-\ufad9]")
_SHAPES = dict(
    zip(
        "⺁⺇⺌⺍⺗⺠⺨⺫⺬⺮⺶⺻⺼⺽⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻟⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "厂几小小心民犬目示竹羊聿肉臼虎西见角贝车长门青韦页风飞食食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)


def variants(text: str) -> Iterator[Edit]:
    """Radicals and compatibility forms that PDF files print for whole characters: ⽣⻓ are 生长."""
    for found in _RADICALS.finditer(text):
        sign = found.group()
        now = _SHAPES.get(sign, unicodedata.normalize("NFKC", sign))
        if len(now) == 1 and now != sign:
            yield Edit(found.start(), found.end(), now, "variant")


def traditional(text: str) -> Iterator[Edit]:
    """Traditional characters become simplified: all of a converted text or line, else only those no norm has."""
    letters = set(_HAN.findall(text))
    odd = {c for c in letters if simplified(c) != c}
    if not odd:
        return
    total = sum(map(text.count, odd))
    whole = total >= _WHOLE_TEXT * len(_HAN.findall(text)) and total >= 3
    place = 0
    for line in text.split("\n"):
        marked = sum(c in odd for c in line)
        if marked:
            if whole or (marked >= 3 and marked >= _WHOLE_LINE * len(_HAN.findall(line))):
                for offset, (was, now) in enumerate(zip(line, to_simplified(line), strict=True)):
                    if was != now:
                        yield Edit(place + offset, place + offset + 1, now, "traditional")
            else:
                for offset, was in enumerate(line):
                    if was in odd and _outside_gb2312(was):
                        yield Edit(place + offset, place + offset + 1, simplified(was), "traditional")
        place += len(line) + 1
