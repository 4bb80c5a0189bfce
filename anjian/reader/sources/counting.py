"""How a count is printed in the forms that Word and web pages know (编号格式)."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"


def chinese(value: int) -> str:
    """一, 十二, 二十, 一百零三; figures from 1000 on."""
    if not 0 < value < 1000:
        return str(value)
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    told = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        told += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        told += "零"
    return told + (_DIGITS[ones] if ones else "")


def printed(value: int, form: str) -> str:
    """A count in a form of ECMA-376 (decimal, chineseCounting, decimalEnclosedCircle …)."""
    if form.startswith(("chinese", "japanese", "ideograph", "taiwanese")):
        return chinese(value)
    if form in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"} and 1 <= value <= 20:
        return chr(0x245F + value)
    if form in {"upperLetter", "lowerLetter"} and 1 <= value <= 26:
        return chr((64 if form == "upperLetter" else 96) + value)
    if form in {"upperRoman", "lowerRoman"} and value < 40:
        tens, ones = divmod(value, 10)
        told = "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]
        return told if form == "upperRoman" else told.lower()
    if form == "decimalZero":
        return f"{value:02d}"
    return "" if form in {"bullet", "none"} else str(value)
