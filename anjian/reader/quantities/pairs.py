"""Numbers paired with their subjects (分别): 县(市)、区…分别不少于30个和25个."""

from __future__ import annotations

import re

from anjian.reader import actors, numbers
from anjian.reader.numbers import NUMBER
from anjian.reader.quantities.amounts import UNIT, scaled
from anjian.reader.quantities.found import Found, Stretch, clause_around


def paired(stretch: Stretch, found: list[Found]) -> list[Found]:
    """县(市)、区…分别不少于30个和25个: two numbers, two subjects, and what governs the first governs the second."""
    text = stretch.text
    for match in re.finditer(r"分别", text):
        first, last = clause_around(text, match.start(), match.end())
        both = [one for one in found if match.end() <= one.start < last]
        more = (
            re.match(rf"[^,。;]*?(?:[和、及]|以及) ?(?P<n>{NUMBER}) ?(?P<w>{UNIT})", text[both[0].end : last])
            if len(both) == 1
            else None
        )
        if more and both[0].value.get("unit") == scaled(1, more["w"])[1]:
            number = numbers.value(more["n"])
            place = both[0].end + more.start("n")
            value = {**both[0].value, "number": number}
            extra = Found(place, both[0].end + more.end(), both[0].kind, value)
            found = [*found, extra]
            both.append(extra)
        left = text[first : match.start()]
        names = [word for word in re.split(r"[、和及与]", left) if word]
        if len(both) >= 2 and len(names) >= 2:
            subjects = _subjects(left, len(both))
            paired_with = subjects[1] if subjects else [None] * len(both)
            swapped = {
                (one.start, one.end): _with(one, both[0], subject, subjects[0] if subjects else "")
                for one, subject in zip(both, paired_with, strict=False)
            }
            found = [swapped.get((one.start, one.end), one) for one in found]
    return found


def _with(one: Found, first: Found, subject: str | None, measured: str) -> Found:
    """One of the numbers with its subject: who acts, or what is measured; the first one's comparison holds for it."""
    value = dict(one.value)
    if value.get("op") == "=" and "op" in first.value:
        value["op"] = first.value["op"]
    if subject is None:
        return Found(one.start, one.end, first.kind, value)
    if actors.names(subject):
        if measured:
            value["of"] = measured
        return Found(one.start, one.end, first.kind, value, subject)
    value["of"] = subject + (first.value.get("of", "") if len(first.value.get("of", "")) <= 6 else "")
    return Found(one.start, one.end, first.kind, value)


def _subjects(left: str, count: int) -> tuple[str, list[str]] | None:
    """The subjects of 分别 and what is said of them: 县(市)、区 | 挂牌督办重大隐患."""
    flat = re.sub(r"\([^()]*\)", lambda match: match[0].replace("、", "/"), left)
    parts = re.split(r"、|和(?!谐)|及(?!时)|与", flat)
    parts = [part.replace("/", "、").strip() for part in parts if part.strip()]
    if len(parts) != count:
        return None
    last = parts[-1]
    if re.search(r"(?:区县|地区|单位|部门|企业|机构|人员|中心|街道|[区县市镇乡村省州])$", last):
        return "", parts
    head = re.match(r"(?:[^,]{0,10}?(?:区县|地区|单位|部门|企业|机构|人员|中心|街道|[区县市镇乡村省州]))(?=.)", last)
    if not head:
        return ("", parts) if count == len(parts) else None
    return last[head.end() :].strip(), [*parts[:-1], head[0]]
