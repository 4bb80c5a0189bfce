"""What a number is for (数是要求还是门槛): met by an actor, or making a rule bite."""

from __future__ import annotations

import re

from anjian.reader.events import Kind
from anjian.reader.quantities.found import BLOT, MUST, Stretch, clause_around

_ATTRIBUTE = re.compile(
    r"[一-龥]{0,3}(?:企业|单位|场所|案件|项目|建筑|工程|车辆|小区|厂房|仓库|事故|用户|矿山|公司|处罚|违法|"
    r"罚款案|大风|阵风|地震|暴雨|降雨)"
)
FINE = re.compile(r"处(?!理|置|于|室)|罚款|罚金|拘留|有期徒刑|没收|赔偿|加处|并处|奖励|补助|补偿|奖补|给予")


def kind_of(stretch: Stretch, start: int, end: int, op: str, timed: bool = False) -> Kind:
    """Figure or threshold: does an actor meet the number, or does the number make a rule bite?

    A number in a phrase that ends in 的 before the word of force, or after 凡, 如, 对 or 是指, sets the scene.
    """
    text = stretch.text
    first, last = clause_around(text, start, end)
    left, right = text[first:start], text[end:last]
    if FINE.search(left[-12:]) or re.match(r"^ ?的?(?:罚款|罚金|拘留|有期徒刑)", right):
        return "figure"
    if re.search(r"是指|系指|范围规定为", text[:start]):
        return "threshold"
    if (
        not MUST.search(left)
        and re.match(r"^的[一-龥]{2,12}$", right)
        and re.match(r",[^,。;]{0,24}(?:应当|必须|不得)", text[last:])
    ):
        return "threshold"
    if op == "=" and re.match(r"未|仍|无法", right) and right.endswith("的"):
        return "threshold"
    if op == ">=" and _ATTRIBUTE.match(right) and not re.search(r"不少于|至少|不低于", text[start:end]):
        return "threshold"
    if op == "=" and not re.search(r"(?:死亡|连续|造成|发生|受伤|失踪|逾期|欠薪|达到?)[^,。;]{0,6}$", left):
        return "figure"
    told = (
        MUST.search(left)
        or re.search(
            r"不少于|至少|不低于|不得|不超过|控制在|力争|确保|使(?!用)|满足|完成|实现|配备|保存|留存|具[有备]|"
            r"实习|由 ?$",
            text[max(first, start - 12) : start],
        )
        or re.search(r"不少于|不得|不应|不能|不宜|至少|不低于|不超过|控制在|最[少低高多]", text[start:end])
    )
    if (not told and re.match(r"部分|时(?=[,、]|$)|范围", right)) or text[start:end].endswith(("范围内", "半径内")):
        return "threshold"
    if op != "=" and not told and re.match(r"[^。;应必不须]{0,80}?的(?:[,;。]|$)", text[end:]):
        return "threshold"
    if timed and re.search(r"从事|工作经[历验]|任职|具有", left) and not right.endswith("的"):
        return "figure"
    if op != "range" and re.search(r"%|分之|成(?:以上)?$", text[start:end]) and not left.strip(" ,"):
        return "figure"  # 80%以上的站点: so many of them must
    if timed and not told and op in (">=", ">", "<", "<="):
        return "threshold"
    if not told and (right.endswith("的") or re.match(rf"^[^,。;]{{0,40}}的(?!{BLOT})", right)):
        return "threshold"
    if told and right.endswith("的") and op in (">", "<", ">=", "<=") and not MUST.search(left):
        return "threshold"
    if (
        not told
        and re.search(r"(?:凡|如|若|当|对于?|属于?|发生|造成|因)[^,。;]{0,40}$", left)
        and op in (">=", ">", "<", "<=")
    ):
        return "threshold"
    if op == "<" and not told and last == len(text.rstrip("。;")) and re.search(r"率|浓度|值|间|距离|比例", left[-4:]):
        return "figure"
    if op in (">", "<") and not re.search(rf"{MUST.pattern}|严禁", left[-8:]):
        return "threshold"
    if (
        not told
        and op in (">=", "<=")
        and MUST.search(right) is None
        and re.search(r"^[^,。;]{0,20}$", right)
        and re.match(r",[^,。;]{0,30}(?:应当|必须|要|不得|须)", text[last:])
    ):
        return "threshold"
    if not told and op in (">=", "<=") and MUST.search(right):
        return "threshold"
    return "figure"
