"""Whether a draft may be recorded (校验): against the vocabulary, and against who and what stood on that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from anjian.ledger.events import Party, Scalar
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.places import queries as places
from anjian.policy import queries as policy
from anjian.policy.queries import Attribute, FactType
from anjian.records import parties
from anjian.records.events import Draft
from anjian.records.queries.forms import declared

_TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "text": ((str,), "文字"),
    "enum": ((str,), "选项"),
    "number": ((int, float, Decimal), "数字"),
    "day": ((dt.date,), "日期"),
    "bool": ((bool,), "是或否"),
}


def faults(viewer: Viewer, draft: Draft, *, today: dt.date) -> list[Refusal]:
    """Everything that stands against recording the draft, each with its field; empty: nothing.

    Refuses (raises) only a fact that the vocabulary does not declare.
    """
    entry = declared(draft.name)
    return [
        *_who(viewer),
        *_day(draft, today),
        *_place(viewer, draft),
        *_parties(viewer, draft, entry),
        *_attributes(draft, entry),
    ]


def _who(viewer: Viewer) -> Iterator[Refusal]:
    if not viewer.account:
        yield _no("请先登录", "每条记录都要写明是谁记的", "登录后重试，已填的内容还在这台设备上", "forbidden", None)


def _day(draft: Draft, today: dt.date) -> Iterator[Refusal]:
    if draft.day > today:
        yield _no(
            f"{draft.day.isoformat()}还没有到",
            "台账只记已经发生的事，不记计划",
            f"请改为今天（{today.isoformat()}）或以前的日期",
            "future",
            "day",
        )
    elif draft.day.year < 1949:
        yield _no(f"日期{draft.day.isoformat()}太早", "多半是年份少打了一位", "请核对年份", "early", "day")


def _place(viewer: Viewer, draft: Draft) -> Iterator[Refusal]:
    if draft.place is None:
        yield _no("没有选地点", "地点决定算在哪一级、谁能看到", "请选择地点", "place", "place")
        return
    try:
        place = divisions.normal(draft.place)
    except Refusal as no:
        yield Refusal(no.what, no.why, no.next, code=no.code, field="place")
        return
    if places.place(place, as_of=draft.day) is None:
        yield _no(
            f"{draft.day.isoformat()}没有代码为{divisions.short(place)}的地方",
            "代码可能打错了，或者这个地方那时还没有设立、已经撤并",
            "请从列表中选择地点，或核对日期",
            "place",
            "place",
        )
    elif not viewer.is_system and not viewer.sees(place) and place not in {post.place for post in viewer.posts}:
        yield _no(
            f"{places.name(place, as_of=draft.day)}不在您的范围内",
            "只能记录自己管辖地方发生的事",
            "请选择本地的地点，或请当地同事记录",
            "place_scope",
            "place",
        )


def _parties(viewer: Viewer, draft: Draft, entry: FactType) -> Iterator[Refusal]:
    count: dict[str, int] = {}
    for party in draft.parties:
        field = f"party.{party.role}"
        count[party.role] = count.get(party.role, 0) + 1
        told = entry.parties.get(party.role)
        if told is None:
            known = "、".join(role.label.zh for role in entry.parties.values()) or "没有"
            yield _no(f"“{entry.title.zh}”没有“{party.role}”这种参与方", f"有：{known}", "请核对角色", "role", field)
        elif party.kind not in told.kind:
            words = "、".join(_word(kind) for kind in told.kind)
            yield _no(f"{told.label.zh}应为{words}，现为{_word(party.kind)}", "", f"请选择{words}", "kind", field)
        else:
            yield from _stood(viewer, draft, party, told.label.zh, field)
    for role, told in entry.parties.items():
        field = f"party.{role}"
        if told.required == "now" and not count.get(role):
            yield _no(f"没有填{told.label.zh}", "没有它就不知道算在谁名下", f"请填写{told.label.zh}", "required", field)
        elif not told.multiple and count.get(role, 0) > 1:
            yield _no(f"{told.label.zh}只能有一个", "", "请只保留一个", "single", field)


def _stood(viewer: Viewer, draft: Draft, party: Party, label: str, field: str) -> Iterator[Refusal]:
    kind = parties.kind(party.kind)
    if kind is None or party in draft.stood or kind.named(viewer, party.id, draft.day) is not None:
        return
    founded = kind.founded(viewer, party.id)
    shown = party.name or party.id
    if founded is not None and draft.day < founded:
        yield _no(
            f"{label}“{shown}”到{founded.isoformat()}才设立，早于它的事不能记在它名下",
            f"记录的日期是{draft.day.isoformat()}",
            "请核对日期，或选择当时的对象",
            "before_founded",
            field,
        )
    else:
        yield _no(
            f"{draft.day.isoformat()}没有{kind.word}“{shown}”",
            "它可能已经撤销、改名，或者不在您的权限范围内",
            "请从列表中选择",
            "party",
            field,
        )


def _attributes(draft: Draft, entry: FactType) -> Iterator[Refusal]:
    given = {**draft.attributes, **draft.private}
    for code, value in given.items():
        field = f"attr.{code}"
        told = entry.attributes.get(code)
        if told is None:
            yield _no(
                f"“{entry.title.zh}”没有“{code}”这一项", "没有声明过的内容，规则看不懂", "请去掉它", "attribute", field
            )
            continue
        if told.personal and code in draft.attributes:
            yield _no(f"{told.label.zh}涉及个人，不能公开给规则", "", "请放在私密部分", "personal", field)
        values = value if isinstance(value, list) else [value]
        if isinstance(value, list) and not told.multiple:
            yield _no(f"{told.label.zh}只能填一个", "", "请只保留一个", "single", field)
        for one in values:
            yield from _typed(told, one, field)
    for code, told in entry.attributes.items():
        if told.required == "now" and given.get(code) in (None, "", []):
            yield _no(f"没有填{told.label.zh}", "这一项是必填的", f"请填写{told.label.zh}", "required", f"attr.{code}")


def _typed(told: Attribute, value: Scalar, field: str) -> Iterator[Refusal]:
    types, word = _TYPES[told.type]
    fits = isinstance(value, types) and (told.type == "bool" or not isinstance(value, bool))
    if not fits or (told.type == "day" and isinstance(value, dt.datetime)):
        yield _no(f"{told.label.zh}应为{word}，现为“{str(value)[:30]}”", "", f"请填{word}", "type", field)
        return
    choices = dict(policy.vocabulary().choices(told))
    if choices and not told.open and value not in choices:
        offered = "、".join(list(choices.values())[:8])
        yield _no(
            f"{told.label.zh}没有“{str(value)[:30]}”这个选项", f"可选：{offered}", "请从选项中选择", "option", field
        )


def _word(kind_name: str) -> str:
    kind = parties.kind(kind_name)
    return kind.word if kind else kind_name


def _no(what: str, why: str, next: str, code: str, field: str | None) -> Refusal:
    return Refusal(what, why, next, code=f"records.{code}", field=field)
