"""Amounts: a number with its unit (数和单位), and what it measures in the words of the text."""

from __future__ import annotations

import re

from anjian.reader import numbers, periods
from anjian.reader.numbers import NUMBER
from anjian.reader.quantities.found import BLOT

MEASURE = (
    r"(?:元|立方米|平方米|吨|公斤|千克|微克|毫克|克|升|公里|米|人次?)/(?:日|天|年|月|小时|时|秒|人|户|平方米|"
    r"立方米|亩|吨|次|升)|"
    r"个?百分点|%|‰|元|平方公里|平方千米|立方米|平方米|平米|公里|千米|厘米|毫米|微米|米|海里|公顷|亩|吨|"
    r"千克|公斤|毫克|克(?!服)|毫升|升(?!级)|"
    r"千瓦时?|兆瓦|千伏安?|伏|摄氏度|℃|°C|兆帕|MPa|kPa|分贝|个?学时|课时|个?工作小时|小时|分钟|秒|倍|总吨|蒸吨|马力|"
    r"m/s|mg/m3|mg/L|km/h|dB|MW|kW|kV|m2|m3|㎡|m³|㎥|km|mm|cm|kg|(?<![a-zA-Z])m(?![a-zA-Z])|t/h|周岁|岁|载重吨"
)
_COUNTED = (
    r"人次|家次|户次|车次|万人|名(?!称|单|义|录|誉|额|优)|人(?!民|员|工智|均|口|力|身|事|大|社|才|为|类|"
    r"物|群|格|居|文|字|本)|家(?!庭|属|长|具|畜|园)|台(?!账|风)|辆|座(?!谈)|处(?!理|罚|置|分|以|于|室|长)|"
    r"次(?!数|生(?!产)|要|日|月|年|性|序|品|于)|起(?!重|草|来|点|诉|始|到)|件(?!数)|户(?!外|籍|主)|套|所(?!有|"
    r"属|需|在|称|辖)|艘|架|只(?!能|要|有)|块|张|份(?!额)|批(?!准|发|复|次|评)|支(?!持|付|出|撑|护|队)|"
    r"轮(?!训|换|流|船|车|值)|"
    r"栋|幢|间|层(?!级|面|次)|床|株|条(?!例|件|款)|部(?!门|署|分|委|位|队|级)|具(?!有|备|体)|头|路(?!段|"
    r"线|面|口|由)|个(?!性|别|人)|项(?!目)|层楼|级(?!别|联)|成(?!员|立|为|果|效|本|熟|绩|品|功|分|长|都)|"
    r"班组|站|县|市|镇|乡|村|期(?!限|间|货|末)"
)
UNIT = rf"(?:{MEASURE}|{periods.UNIT}|{_COUNTED})"
SHARE = rf"(?:{numbers.CHINESE}|\d+)分之{NUMBER}"
_SAME = {
    "㎡": "平方米",
    "m2": "平方米",
    "㎥": "立方米",
    "m³": "立方米",
    "m3": "立方米",
    "°C": "℃",
    "年度": "年",
    "周年": "年",
}
_OF_STOP = re.compile(
    r"^.*(?:其中|[,。;:!?、()\n]|应当|必须|不得|可以|使(?!用)|要(?!求)|将|把|对|确保|实现|力争|做到|"
    r"按照?(?!期|时)|处(?!理)|"
    r"的?并处|由|和|且|或者?|较(?!大|重|高)|比(?!例|重|率)|全市|全省|全国)"
)


def scaled(number: int | float, unit: str) -> tuple[int | float, str]:
    """The number in the unit that figures carry: as printed, without 个 before a unit of its own; 成 counts as %."""
    unit = unit.replace(" ", "")
    if unit == "成":
        return numbers.plain(number * 10), "%"
    if len(unit) > 1 and unit.startswith("个"):
        unit = unit[1:]
    return number, _SAME.get(unit, unit)


def shared(share: str) -> tuple[int | float, str] | None:
    """The number and unit of a share: 百分之二十 is 20 %, 千分之三 3 ‰, 三分之二 66.67 %."""
    number = numbers.value(share)
    if number is None:
        return None
    base = share.split("分之")[0]
    unit = {"百": "%", "100": "%", "千": "‰", "1000": "‰", "万": "‱"}.get(base)
    return (number, unit) if unit else (numbers.plain(round(number * 100, 2)), "%")


def of_what(text: str, start: int) -> str | None:
    """What is measured: the words between the last mark or verb and the number."""
    before = re.sub(rf"{BLOT}+", "", text[max(0, start - 40) : start])
    before = re.sub(r"(?:要|应当?|必须|须|力争|至少|均|都|并|在|为|不得|要求)+ ?$", "", before)
    stop = _OF_STOP.match(before)
    words = before[stop.end() :] if stop else before
    words = re.sub(r"[“”\"]", "", words)
    words = re.sub(r"^ *(?:\d{1,2}(?:\.\d{1,2})+ *|\d{1,3}[.、]|[①-⑳]|\(?[一二三四五六七八九十]{1,3}[)、])", "", words)
    words = re.sub(
        r"^(?:的|并|且|至少|分别|其|于|在|为|不)+|(?:为|的|分别|(?<!人)均|都|要|应|应当|不宜?|至|到|在|"
        r"约|率先|占|"
        r"达|力争|的比例)+$",
        "",
        words.strip(),
    )
    words = re.sub(r"^.*\d年(?:底|末|年底)?(?:以?前)?(?=.{2}|$)", "", words).strip()
    words = re.sub(r"^(?:\d{1,2}月)?(?:\d{1,2}日|底|[上中下]旬|末)?(?:之|以)?前(?:完成)?|年底前", "", words)
    return words[-20:] if len(words) >= 2 else None


def glued(text: str, start: int, end: int) -> bool:
    """Whether the number stands in a table whose cells ran together: more digits than words around it."""
    if text[end : end + 1].isdigit() or re.search(r"\d ?[-<>]$", text[:start][-3:]):
        return True
    around = re.sub(r"(?:19|20)\d\d ?年|\d{1,2} ?[月日]", "年", text[max(0, start - 16) : end + 16])
    return sum(letter.isdigit() for letter in around) > 0.4 * len(around) and len(around) > 24
