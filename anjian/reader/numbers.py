"""Numbers as people write them in documents (数字的写法): Arabic, full-width, Chinese, financial, mixed, shares.

`same_length` folds the forms of a text into one, character for character, so that every pattern of the reader is
written once and every offset found in the folded text is an offset of the text itself.
"""

from __future__ import annotations

import re

_FOLD = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        "％": "%",
        "﹪": "%",
        "．": ".",
        "，": ",",
        "；": ";",
        "：": ":",
        "（": "(",
        "）": ")",
        "！": "!",
        "？": "?",
        "～": "~",
        "〜": "~",
        "－": "-",
        "–": "-",
        "—": "-",
        "―": "-",
        "＋": "+",
        "＜": "<",
        "＞": ">",
        "＝": "=",
        "≦": "≤",
        "≧": "≥",
        "○": "〇",
        "零": "〇",
        "Ｏ": "〇",
        "\u00a0": " ",
        "\u3000": " ",
        "\u2002": " ",
        "\u2003": " ",
        "\u2009": " ",
        "\u200b": " ",
        "\u200d": " ",
        "\ufeff": " ",
        "\t": " ",
        "\r": "\n",
        "萬": "万",
        "億": "亿",
        "兩": "两",
    }
)

# 壹 to 仟 are numerals only beside each other or before a unit: 登陆, 收拾 and 伍 as a name stay as they are.
_FINANCIAL = str.maketrans(
    {
        "壹": "一",
        "贰": "二",
        "叁": "三",
        "肆": "四",
        "伍": "五",
        "陆": "六",
        "柒": "七",
        "捌": "八",
        "玖": "九",
        "拾": "十",
        "佰": "百",
        "仟": "千",
    }
)
_FINANCIAL_RUN = re.compile(r"[壹贰叁肆伍陆柒捌玖拾佰仟][壹贰叁肆伍陆柒捌玖拾佰仟万亿〇]*(?=[万亿元圆个名人%]|分之)")

_DIGITS = {"〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}

# Possessive, and never begun inside another number: a page of digits is read in one pass. 千 of 千瓦 is no scale.
ARABIC = r"(?<![\d.])(?:\d{1,3}(?:,\d{3})++(?!\d)(?:\.\d++)?|\d++(?:\.\d++)?)"
_THOUSAND = r"千(?![瓦克米伏卡升帕])"
CHINESE = (
    r"(?<![一二两三四五六七八九十百千万亿〇])"
    rf"(?:[一二两三四五六七八九十百万亿〇]|{_THOUSAND})++(?:点[一二三四五六七八九〇]++)?"
)
# A number with an optional scale behind it (5万, 1.5亿, 3百): one alternative of patterns, without a group of its own.
NUMBER = rf"(?:{ARABIC} ?(?:[十百万亿]|{_THOUSAND})*+|{CHINESE})"

_ARABIC = re.compile(rf"^({ARABIC}) ?([十百千万亿]*)$")
_SHARE = re.compile(rf"^({CHINESE}|\d+)分之({NUMBER})$")


def same_length(text: str) -> str:
    """The text with digits, marks and financial numerals folded into one form, character for character."""
    folded = text.translate(_FOLD)
    return _FINANCIAL_RUN.sub(lambda match: match[0].translate(_FINANCIAL), folded)


def unfolded(text: str, word: str) -> str:
    """The stretch of `text` that folds to `word`, in the words of the text; `word` itself where there is none."""
    place = same_length(text).find(word)
    return text[place : place + len(word)] if place >= 0 and word else word


def _chinese(text: str) -> int | float | None:
    whole, _, fraction = text.partition("点")
    if not whole:
        return None
    if not any(letter in _SMALL or letter in _LARGE for letter in whole):
        if any(letter not in _DIGITS for letter in whole):
            return None
        total = int("".join(str(_DIGITS[letter]) for letter in whole))
    else:
        total, section, digit = 0, 0, 0
        for letter in whole:
            if letter in _DIGITS:
                digit = _DIGITS[letter]
            elif letter in _SMALL:
                section += (digit or 1) * _SMALL[letter]
                digit = 0
            else:
                over = 0 if letter == "亿" else total - total % _LARGE["亿"]
                total = over + ((total - over + section + digit) or 1) * _LARGE[letter]
                section, digit = 0, 0
        # 一百五 is colloquial for 150 and does not stand in documents; 一万零五 keeps its zero.
        total += section + digit
    if fraction:
        digits = "".join(str(_DIGITS[letter]) for letter in fraction)
        return float(f"{total}.{digits}")
    return total


def value(text: str) -> int | float | None:
    """The number that `text` writes; None when it is none. Whole numbers come as int.

    Reads `2107`, `1,000`, `5.85`, `5万`, `3千`, `二十`, `两千五百`, `二〇二〇`, `三点五`, `百分之二十` (20).
    """
    text = same_length(text).strip()
    if re.fullmatch(r"[壹贰叁肆伍陆柒捌玖拾佰仟万亿〇]+", text):
        text = text.translate(_FINANCIAL)
    share = _SHARE.match(text)
    if share:
        base, part = value(share[1]), value(share[2])
        if base is None or part is None or base == 0:
            return None
        return part if base in (100, 1000, 10_000) else round(part / base, 6)
    arabic = _ARABIC.match(text)
    if not arabic:
        return _chinese(text) if re.fullmatch(CHINESE, text) else None
    digits = arabic[1].replace(",", "")
    number: int | float = float(digits) if "." in digits else int(digits)
    for letter in arabic[2]:
        number = number * (_SMALL.get(letter) or _LARGE[letter])
    return plain(number)


def plain(number: int | float) -> int | float:
    """A whole float as an int; others rounded away from binary noise."""
    if isinstance(number, float):
        number = round(number, 8)
        if number.is_integer():
            return int(number)
    return number
