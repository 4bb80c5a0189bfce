"""What was typed into a form, understood (读表单): text becomes days, numbers, parties; each fault names its field."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from anjian.ledger.events import Party, Scalar
from anjian.lib import divisions, written
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.records import parties
from anjian.records.events import Draft, Faults, Field
from anjian.records.queries.forms import declared, form

_LONGEST = 2000
_YES, _NO = {"true", "yes", "1", "是"}, {"false", "no", "0", "否"}


def read(viewer: Viewer, fact_name: str, values: Mapping[str, Sequence[str]], *, as_of: dt.date) -> Draft:
    """The draft that a filled form means. Raises :class:`Faults`, one per field that cannot be understood."""
    entry = declared(fact_name)
    asked = form(viewer, fact_name, as_of=as_of, values=values, offered=False)
    wrong: list[Refusal] = []
    day, place = as_of, None
    told: list[Party] = []
    attributes: dict[str, Scalar | list[Scalar]] = {}
    private: dict[str, Any] = {}
    for each in asked.fields:
        given = [text.strip() for text in values.get(each.name, ()) if text.strip()]
        try:
            if any(len(text) > _LONGEST for text in given):
                raise _no(each, f"超过{_LONGEST}字", "太长的文字没有人看得完", "请写要点，细节附照片或文件")
            if each.control == "day":
                day = _day(each, given[0]) if given else as_of
            elif each.control == "place":
                place = _place(viewer, each, given[0], as_of) if given else None
            elif each.control == "party":
                told += _parties(viewer, each, given, day)
            elif given:
                typed = [_value(each, text) for text in given]
                kept = typed if each.multiple else typed[0]
                (private if entry.attributes[each.code].personal else attributes)[each.code] = kept
        except Refusal as no:
            wrong.append(no)
    if wrong:
        raise Faults(tuple(wrong))
    stood = frozenset(party for party in told if party.name)
    return Draft(fact_name, day, place, tuple(told), attributes, private, stood)


def _day(each: Field, text: str) -> dt.date:
    try:
        return written.day(text)
    except Refusal:
        raise _no(each, f"“{text[:20]}”不是日期", "日期决定算在哪一期", "请按年-月-日填写，例如 2026-11-21") from None


def _place(viewer: Viewer, each: Field, text: str, as_of: dt.date) -> str:
    if divisions.is_code(text):
        return divisions.normal(text)
    return _one(viewer, each, "place", text, as_of)


def _parties(viewer: Viewer, each: Field, given: Sequence[str], day: dt.date) -> list[Party]:
    found: list[Party] = []
    for text in given if each.multiple else given[:1]:
        kind_name, mark, id = text.partition("|")
        if not mark or kind_name not in each.kinds:
            kind_name, id = _typed(viewer, each, text, day)
        kind = parties.kind(kind_name)
        name = kind.named(viewer, id, day) if kind else None
        party = Party(each.code, kind_name, id, name or "")
        if party not in found:
            found.append(party)
    return found


def _typed(viewer: Viewer, each: Field, text: str, day: dt.date) -> tuple[str, str]:
    """A name or id typed by hand, of whichever kind it fits."""
    for kind_name in each.kinds:
        kind = parties.kind(kind_name)
        if kind is not None and kind.named(viewer, text, day):
            return kind_name, text
    last: Refusal | None = None
    for kind_name in each.kinds:
        try:
            return kind_name, _one(viewer, each, kind_name, text, day)
        except Refusal as no:
            last = no
    assert last is not None
    raise last


def _one(viewer: Viewer, each: Field, kind_name: str, text: str, day: dt.date) -> str:
    """The id of the only one called so. Refuses none and several."""
    kind = parties.kind(kind_name)
    name = re.sub(r"[（(].*?[)）]$", "", text).strip()
    hits = kind.offer(viewer, day, each.classes, name, 20) if kind else []
    exact = [hit for hit in hits if hit.name == name] or hits
    if len(exact) == 1:
        return exact[0].id
    word = kind.word if kind else kind_name
    if not exact:
        raise _no(each, f"没有找到{word}“{text[:40]}”", "记录要算到确定的对象名下", "请核对名称或代码，或从提示中选择")
    names = "、".join(f"{hit.name}（{hit.hint or hit.id}）" for hit in exact[:3])
    raise _no(each, f"“{text[:40]}”对应不止一个{word}", f"有：{names}", "请从提示中选择，或填写代码")


def _value(each: Field, text: str) -> Scalar:
    if each.control == "number":
        return _number(each, text)
    if each.control == "date":
        return _day(each, text)
    if each.control == "bool":
        if text.lower() in _YES | _NO:
            return text.lower() in _YES
        raise _no(each, f"“{text[:20]}”不是“是”或“否”", "", "请选“是”或“否”")
    return text


def _number(each: Field, text: str) -> Scalar:
    try:
        number = written.number(text)
    except Refusal as no:
        raise _no(each, no.what, "要参加统计的数不能带单位或文字", no.next) from None
    return int(number) if number == number.to_integral_value() else number


def _no(each: Field, what: str, why: str, next: str) -> Refusal:
    return Refusal(f"{each.label}：{what}", why, next, code="records.unreadable", field=each.name)
