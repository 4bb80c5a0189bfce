"""A rule in words (规则的话): who owes, how often or by when. For pages that list rules, not duties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from anjian.policy.queries import Borrowed, Dated, Resolved, Rule, Unset, Vocabulary, Who
from anjian.ui import days

_NAMED = 3
"""So many classes or departments are named one by one; of more only how many."""


def kind_word(kind: str) -> str:
    """What kind of rule it is: 周期职责, 限期任务 …"""
    return {
        "recurring": _("周期职责"),
        "one_off": _("限期任务"),
        "response": _("触发职责"),
        "requirement": _("状态要求"),
        "indicator": _("指标"),
        "register": _("清单台账"),
        "gate": _("前置程序"),
        "procedure": _("流程"),
        "consequence": _("后果"),
        "definition": _("定义"),
        "attested": _("仅留痕"),
    }.get(kind, kind)


def force_word(force: str) -> str:
    """How binding the text is; "" for what must be done."""
    return {
        "should": _("原则上"),
        "may": _("可以"),
        "encouraged": _("鼓励"),
        "will": _("将要"),
        "practice": _("经验做法"),
        "draft": _("征求意见"),
        "reported": _("情况反映"),
    }.get(force, "")


def period_word(code: str) -> str:
    """每月 for ``month``."""
    return {
        "shift": _("每班"),
        "day": _("每日"),
        "week": _("每周"),
        "month": _("每月"),
        "quarter": _("每季度"),
        "half_year": _("每半年"),
        "year": _("每年"),
    }.get(code, code)


def level_word(level: str) -> str:
    """市级 for ``city``."""
    return {
        "country": _("全国"),
        "province": _("省级"),
        "city": _("市级"),
        "county": _("县级"),
        "town": _("乡级"),
        "village": _("村级"),
    }.get(level, level)


def who_words(who: Who | Borrowed | None, words: Vocabulary) -> str:
    """Who owes it, as the rule selects: classes and functions with their levels, never names of a place."""
    if who is None:
        return ""
    if isinstance(who, Borrowed):
        return _("与另一条规则的相同")
    if who.unnamed:
        return _("“%(word)s”，由当地指定") % {"word": who.unnamed}
    if who.role_of:
        return _("起因那条记录里写明的人或单位")
    if who.owner_of:
        return _("对象的所有者")
    if who.enterprises is not None:
        return _("符合条件的企业") if who.enterprises else _("企业")
    chosen = _selected(who, words)
    text = "、".join(chosen[:_NAMED])
    text += _("等 %(n)s 个") % {"n": len(chosen)} if len(chosen) > _NAMED else ""
    levels = "、".join(level_word(level) for level in who.levels)
    return f"{levels} {text}" if levels else text


def selected_words(who: Who | Borrowed | None, words: Vocabulary) -> tuple[str, ...]:
    """The classes, functions and named departments that a rule selects, one by one; none for the other ways."""
    return tuple(_selected(who, words)) if isinstance(who, Who) else ()


def often_words(rule: Rule, fields: Mapping[str, Resolved] | None, *, as_of: dt.date) -> str:
    """How often, by when, or after what. ``fields``: the values in a place on that day; None: those of the text alone.

    What nobody has decided yet stands in the words of the text with 未设定; a place's own figure is marked as its own.
    """
    kind = str(rule.field("kind"))
    said = {name: _said(rule, name, fields, as_of) for name in ("per", "at_least", "by", "within", "renewed_within")}
    if kind == "recurring":
        return _("%(per)s至少 %(n)s 次") % {"per": said["per"] or _("定期"), "n": said["at_least"] or "1"}
    if rule.field("until"):
        return _("起因写明的日期前")
    if kind in ("response", "consequence"):
        return _("起因发生后 %(term)s") % {"term": said["within"]} if said["within"] else _("起因发生后")
    if said["by"]:
        return _("%(day)s 前") % {"day": said["by"]}
    if said["renewed_within"]:
        return _("%(term)s内更新") % {"term": said["renewed_within"]}
    return said["per"] or _("没有期限")


def _selected(who: Who, words: Vocabulary) -> list[str]:
    found: list[str] = []
    for codes, entries in ((who.posts, words.posts), (who.bodies, words.bodies)):
        found += [_title(entries[code]) if code in entries else code for code in codes]
    if who.departments is not None:
        meant = [words.functions[code] for code in who.departments.function if code in words.functions]
        found += [_("%(name)s部门") % {"name": _title(entry)} for entry in meant]
        found += [each.as_written for each in who.departments.named]
    return found


def _said(rule: Rule, name: str, fields: Mapping[str, Resolved] | None, as_of: dt.date) -> str:
    """One value in words; "" when the rule has no such field."""
    held = rule.field(name)
    if held is None:
        return ""
    if fields is not None and name in fields:
        value, word = fields[name].value, fields[name].word
        mark = _("（当地设定）") if fields[name].basis == "set" else ""
    else:
        value, word, mark = _plain(held, as_of), held.unset if isinstance(held, Unset) else None, ""
    if value is None:
        return _("“%(word)s”（未设定）") % {"word": word} if word else ""
    return (period_word(str(value)) if name == "per" else str(value)) + mark


def _plain(held: Any, as_of: dt.date) -> Any:
    if isinstance(held, Dated):
        return held.at(as_of)
    return None if isinstance(held, Unset | Borrowed) else held


def _title(entry: Any) -> str:
    """The title of an entry of the vocabulary, in the language of the page."""
    return str(entry.title.en if days.english() else entry.title.zh)
