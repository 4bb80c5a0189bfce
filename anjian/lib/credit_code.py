"""Unified social credit codes (统一社会信用代码, GB 32100-2015): reading, checking, and saying which place is wrong.

18 characters of an alphabet without I O S V Z: registering department, kind of body, 6 for the region of the
registry, 9 of the organisation code (组织机构代码, GB 11714), and a check character over the 17 before it.
"""

from __future__ import annotations

import unicodedata

from anjian.lib.errors import Refusal

# The format itself, like the grammar of a division code: not a threshold that a new edition of a document moves.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = tuple(3**i % 31 for i in range(17))  # 1 3 9 27 19 26 …
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LOOKALIKES = {"O": "0", "I": "1", "S": "5", "Z": "2", "V": "U"}

DEPARTMENTS: dict[str, str] = {
    "1": "机构编制",
    "2": "外交",
    "3": "司法行政",
    "4": "文化",
    "5": "民政",
    "6": "旅游",
    "7": "宗教",
    "8": "工会",
    "9": "市场监管（工商）",
    "A": "中央军委改革和编制",
    "N": "农业农村",
    "Y": "其他",
}
"""First character → registering department (登记管理部门)."""


def read(code: str) -> str:
    """The code in its one form: half-width, capitals, without spaces. Raises :class:`Refusal` when it is not one.

    The message names the place that is wrong and, where a common slip explains it (O for 0, I for 1), the code that
    was probably meant. Letters are accepted in the first eight places too: N, A and Y stand in the first, and a
    registry that uses one elsewhere has its check character to answer for it.
    """
    text = normal(code)
    if len(text) != 18:
        raise _no(f"应为18位，现为{len(text)}位", _LENGTHS.get(len(text), "请核对营业执照上的18位代码"), "length")
    for place, character in enumerate(text, 1):
        if character not in _VALUES:
            raise _no(f"第{place}位“{character}”不是代码用的字符", _repair(text, place), "character")
    expected = check_character(text[:17])
    if text[17] != expected:
        raise _no(
            f"第18位校验码“{text[17]}”与前17位不符（应为“{expected}”）",
            "前面某一位或校验码写错了，请逐位核对营业执照；两个相邻字符颠倒也会这样",
            "check",
        )
    return text


def is_valid(code: str) -> bool:
    """Whether it reads as a credit code."""
    try:
        read(code)
    except Refusal:
        return False
    return True


def normal(code: str) -> str:
    """Half-width, capitals, without spaces and hyphens; not checked."""
    return "".join(unicodedata.normalize("NFKC", code).upper().replace("-", " ").split())


def check_character(first: str) -> str:
    """The 18th character for the first 17. Raises KeyError for a character outside the alphabet."""
    total = sum(_VALUES[character] * weight for character, weight in zip(first, _WEIGHTS, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


def organisation_code(code: str) -> str:
    """The organisation code inside a credit code, places 9 to 17: ``60003734-1``. Refuses what is not a credit code."""
    text = read(code)
    return f"{text[8:16]}-{text[16]}"


def read_organisation(code: str) -> str:
    """An organisation code (GB 11714) in its one form, ``60003734-1``. Raises :class:`Refusal` when it is not one."""
    text = normal(code)
    if len(text) != 9:
        raise _organisation(f"应为9位，现为{len(text)}位", "length")
    for place, character in enumerate(text[:8], 1):
        if not (character.isascii() and character.isalnum()):
            raise _organisation(f"第{place}位“{character}”不是数字或字母", "character")
    rest = sum(int(character, 36) * weight for character, weight in zip(text[:8], _ORGANISATION_WEIGHTS, strict=True))
    expected = "0123456789X"[(11 - rest % 11) % 11]
    if text[8] != expected:
        raise _organisation(f"第9位校验码“{text[8]}”与前8位不符（应为“{expected}”）", "check")
    return f"{text[:8]}-{text[8]}"


_LENGTHS = {
    9: "9位的是组织机构代码，请填营业执照上的18位代码",
    15: "15位的是旧注册号，请填换发后营业执照上的18位代码",
    17: "少了一位，请核对营业执照",
    19: "多了一位，请核对营业执照",
}


def _repair(text: str, place: int) -> str:
    meant = "".join(_LOOKALIKES.get(character, character) for character in text)
    if text[place - 1] not in _LOOKALIKES:
        return "代码只用数字和大写字母，请核对营业执照"
    slip = f"代码不用字母{text[place - 1]}，多半是{_LOOKALIKES[text[place - 1]]}"
    return f"{slip}；改后为{meant}，校验相符，请核对" if is_valid(meant) else f"{slip}，请核对营业执照"


def _no(detail: str, then: str, kind: str) -> Refusal:
    return Refusal(
        f"统一社会信用代码不对：{detail}",
        "代码是认企业的依据，错一位就会记到别家",
        then,
        code=f"credit_code.{kind}",
        field="credit_code",
    )


def _organisation(detail: str, kind: str) -> Refusal:
    return Refusal(
        f"组织机构代码不对：{detail}",
        "代码是认单位的依据，错一位就会记到别家",
        "请核对证书，例如60003734-1",
        code=f"organisation_code.{kind}",
        field="organisation_code",
    )
