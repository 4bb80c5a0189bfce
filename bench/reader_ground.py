"""Documents for the benches of the reader: written here, sized by articles, with numbers, lists and a table in them."""

from __future__ import annotations

import random

_BODIES = ["市交通运输局", "县住房城乡建设局", "隧道养护单位", "各县人民政府", "桥梁产权单位", "施工单位", "监理单位"]
_DEEDS = [
    "每{per}至少检查{n}次{what}，并把结果记入台账",
    "在发现{what}病害之日起{n}个工作日内提出处置方案",
    "对{what}的检测费用按不低于工程造价百分之{n}的比例安排",
    "配备不少于{n}名专职养护人员负责{what}",
    "于每年{n}月底前公布{what}的检测结果",
    "对拒不处置{what}病害的，处{n}万元以上十万元以下的罚款",
    "加强对{what}的日常巡查，定期通报情况",
]
_THINGS = ["隧道照明", "桥梁支座", "通风设备", "排水设施", "伸缩缝", "防撞护栏", "逃生通道"]


def document(articles: int, *, seed: int = 1) -> str:
    """A statute of so many articles, with items in every fourth and an attached table."""
    dice = random.Random(seed)
    lines = ["白水市隧道桥梁养护办法", f"白政发〔20{10 + seed % 15}〕{seed}号", ""]
    for number in range(1, articles + 1):
        if number % 20 == 1:
            lines.append(f"第{_chinese(number // 20 + 1)}章　{dice.choice(_THINGS)}")
        lines.append(f"第{_chinese(number)}条　{_sentence(dice)}{_sentence(dice)}")
        if number % 4 == 0:
            lines += [f"（{_chinese(item)}）{_sentence(dice)[:-1]}；" for item in range(1, 5)]
        if number % 3 == 0:
            lines.append(f"　　{_sentence(dice)}")
    lines += ["附件", "任务分工表", "序号\t任务\t单位\t时限"]
    lines += [
        f"{row}\t{_sentence(dice)}\t{dice.choice(_BODIES)}\t2026年{row % 12 + 1}月" for row in range(1, articles // 4)
    ]
    return "\n".join(lines) + "\n"


def _sentence(dice: random.Random) -> str:
    deed = dice.choice(_DEEDS).format(per=dice.choice("年月季周"), n=dice.randint(1, 9), what=dice.choice(_THINGS))
    return f"{dice.choice(_BODIES)}应当{deed}。".replace("每季至少", "每季度至少")


def _chinese(value: int) -> str:
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    told = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        told += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        told += "零"
    return told + (digits[ones] if ones else "")
