"""Changes of an enterprise's identity. Each is one fact; ``since`` may lie in the past (told late)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib import credit_code as codes
from anjian.lib import divisions
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.people import actions as people
from anjian.policy import queries as policy
from anjian.registry import events, queries
from anjian.registry.models import Enterprise
from anjian.scope import actions as slices
from anjian.scope.queries import told_by

Value = queries.Value
_DEGREES: Mapping[str, int] = {"longitude": 180, "latitude": 90}


@transaction.atomic
def register(
    viewer: Viewer,
    *,
    name: str,
    place: str,
    industry: str,
    since: dt.date,
    credit_code: str = "",
    enterprise: str = "",
    status: str = "operating",
    staff: int | None = None,
    safety_staff: int | None = None,
    regulator: str | None = None,
    happened_at: dt.datetime | None = None,
) -> Fact:
    """Enter an enterprise (登记企业). Its id is ``ent:`` and the credit code; without a code give ``enterprise``.

    Refuses a wrong credit code, place, industry or number, and an id that is taken.
    """
    values = _checked(
        {
            "name": name,
            "credit_code": credit_code,
            "place": place,
            "status": status,
            "industry": industry,
            "staff": staff,
            "safety_staff": safety_staff,
            "regulator": regulator,
        }
    )
    _may(viewer, values["place"])
    if not credit_code and not enterprise:
        raise Refusal(
            "既没有统一社会信用代码，也没有内部编号",
            "没有编号就无法分清同名的企业",
            "请填写信用代码；确实没有的，请给一个内部编号",
            code="registry.no_id",
            field="credit_code",
        )
    subject = enterprise or f"ent:{values['credit_code']}"
    rows = told_by(Enterprise.objects.for_change())
    if rows.filter(enterprise=subject).exists() or (
        values["credit_code"] and rows.filter(credit_code=values["credit_code"]).exists()
    ):
        raise Refusal(
            f"“{name}”已经登记过（{values['credit_code'] or subject}）",
            "一家企业只有一份档案，重复登记会使检查和隐患记到两处",
            "请打开已有的档案；信息有变化的请办理变更",
            code="registry.taken",
            field="credit_code",
        )
    fact = _record(viewer, events.REGISTERED, subject, name, since, happened_at, values, values["regulator"])
    slices.begin(Enterprise, {"enterprise": subject}, _with_key(values), since=since, fact=fact.id)
    return fact


@transaction.atomic
def change(
    viewer: Viewer, *, enterprise: str, since: dt.date, happened_at: dt.datetime | None = None, **fields: Any
) -> Fact:
    """Change some of an enterprise's fields from a day (变更), also a past day. Refuses a field that is not one."""
    unknown = sorted(set(fields) - queries.IDENTITY)
    if unknown or not fields:
        raise Refusal(
            f"不能变更：{'、'.join(unknown) or '没有写明变更什么'}",
            "变更要写明改的是哪一项",
            "可变更：名称、信用代码、所在地、状态、行业、从业人员、专职安全员、监管部门",
            code="registry.field",
            field=unknown[0] if unknown else None,
        )
    now = _latest(enterprise)
    values = _checked(fields)
    for place in {now.place, values.get("place", now.place)}:
        _may(viewer, place)
    name = values.get("name", now.name)
    regulator = values.get("regulator", now.regulator)
    fact = _record(viewer, events.CHANGED, enterprise, name, since, happened_at, values, regulator, place=now.place)
    slices.say(Enterprise, {"enterprise": enterprise}, _with_key(values), since=since, fact=fact.id)
    return fact


@transaction.atomic
def set_attributes(
    viewer: Viewer,
    *,
    enterprise: str,
    since: dt.date,
    source: str,
    values: Mapping[str, Value],
    happened_at: dt.datetime | None = None,
) -> Fact:
    """Say what an enterprise is from a day (填报属性): the attributes of `packs/vocabulary` with their values.

    ``source`` is one of `events.SOURCES`; ``happened_at`` when it was seen, left out: on ``since``. None: not known any
    more. The same value said again is kept as a newer word for it. Refuses what is not declared or does not fit.
    """
    now = _latest(enterprise)
    _may(viewer, now.place)
    if source not in events.SOURCES:
        raise Refusal(
            f"没有“{source}”这种来源",
            "不知道是谁说的，就不知道可不可信",
            f"可选：{'、'.join(events.SOURCES)}",
            code="registry.source",
            field="source",
        )
    told = _attributes(values)
    unknown = sorted(name for name, value in told.items() if value is None)
    said = {**told, "source": source} | ({"unknown": unknown} if unknown else {})
    fact = _record(
        viewer, events.ATTRIBUTES_TOLD, enterprise, now.name, since, happened_at, said, now.regulator, place=now.place
    )
    slices.say(Enterprise, {"enterprise": enterprise}, told, since=since, fact=fact.id)
    return fact


def write_regulator(fact: UUID, *, enterprise: str, regulator: str | None, since: dt.date) -> int:
    """Write back who answers for an enterprise in its industry, as a fact of a room above has just said.

    The caller has judged the viewer and recorded ``fact``, with the enterprise among its parties, in this transaction.
    """
    return slices.say(Enterprise, {"enterprise": enterprise}, {"regulator": regulator}, since=since, fact=fact)


@transaction.atomic
def close(
    viewer: Viewer,
    *,
    enterprise: str,
    last_day: dt.date,
    reason: str = "",
    successor: str | None = None,
    happened_at: dt.datetime | None = None,
) -> Fact:
    """Say that an enterprise ended after a day (关闭、注销). It is asked for nothing from the next day on.

    ``successor``: the enterprise that it went into (合并), which must be registered.
    """
    now = _latest(enterprise)
    _may(viewer, now.place)
    if successor is not None:
        _latest(successor)
        if successor == enterprise:
            raise _wrong("企业不能并入自己", "请填写存续企业的编号；没有的留空", "successor")
    said: dict[str, Any] = {"last_day": last_day, "reason": reason, "successor": successor}
    fact = _record(
        viewer, events.CLOSED, enterprise, now.name, last_day, happened_at, said, now.regulator, place=now.place
    )
    change = {"successor": successor} if successor else {}
    slices.end(Enterprise, {"enterprise": enterprise}, last_day=last_day, fact=fact.id, change=change)
    return fact


def import_told(viewer: Viewer, enterprises: Iterable[Mapping[str, Any]]) -> int:
    """The rows of an imported history (see `ledger.import_history`), into an empty table. Returns how many.

    Refuses a credit code, place, industry, number or attribute that is wrong.
    """
    if not viewer.is_system:
        raise Refusal("只有程序自己可以导入历史", "导入不逐条核对权限", "请逐家登记", code="registry.not_allowed")
    told = queries.declared()
    checked = (
        {
            **row,
            **_with_key(_checked({name: row[name] for name in queries.IDENTITY})),
            **_attributes({name: row[name] for name in told if name in row}),
        }
        for row in enterprises
    )
    return slices.import_slices(Enterprise, checked)


def take_back(fact: UUID, *, by: UUID) -> int:
    """Undo what a voided fact said. Returns rows taken back; refuses when a later change stands on it."""
    return slices.unsay(Enterprise, fact, by=by)


def said_anything(fact: UUID) -> bool:
    """Whether any row of an enterprise was told by this fact."""
    return slices.told_something(Enterprise, fact)


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    values = dict(fields)
    if "name" in values and not str(values["name"]).strip():
        raise _wrong("企业名称是空的", "请按营业执照填写全称", "name")
    if values.get("credit_code"):
        values["credit_code"] = codes.read(values["credit_code"])
    if "place" in values:
        values["place"] = divisions.normal(values["place"])
        if divisions.level(values["place"]) not in ("county", "town", "village"):
            raise _wrong("所在地要具体到县级以下", "请选到县（市、区）、乡镇或村", "place")
    if "status" in values and values["status"] not in events.STATUSES:
        raise _wrong(f"状态“{values['status']}”不对", "可选：在营、停产停业、在建；关闭的请办理关闭", "status")
    if "industry" in values and not (values["industry"].isascii() and values["industry"].isdigit()):
        raise _wrong(f"行业代码“{values['industry']}”不对", "请填GB/T 4754的数字代码，不带门类字母", "industry")
    for field, label in (("staff", "从业人员"), ("safety_staff", "专职安全员")):
        if values.get(field) is not None and int(values[field]) < 0:
            raise _wrong(f"{label}人数不能是负数", "请填0或正整数；不清楚的留空", field)
    return values


def _attributes(values: Mapping[str, Value]) -> dict[str, Value]:
    declared = queries.declared()
    found: dict[str, Value] = {}
    for name, value in values.items():
        entry = declared.get(name)
        if entry is None:
            known = "、".join(f"{one}（{entry.label.zh}）" for one, entry in declared.items())
            raise _wrong(f"企业没有“{name}”这项属性", f"可填：{known}", name)
        found[name] = None if value is None else _fitting(name, entry, value)
    return found


def _fitting(name: str, entry: policy.Attribute, value: str | bool | int | Decimal) -> Value:
    label = entry.label.zh
    if entry.type == "bool":
        if not isinstance(value, bool):
            raise _wrong(f"“{label}”只填是或否", "请填 true 或 false；不清楚的留空", name)
        return value
    if entry.type == "enum":
        if value not in entry.options:
            raise _wrong(f"“{label}”没有“{value}”这一项", f"可选：{'、'.join(entry.options)}", name)
        return value
    if name in _DEGREES:
        return _degrees(name, label, value)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _wrong(f"“{label}”应是0或正整数，现为“{value}”", "请核对人数；不清楚的留空", name)
    return value


def _degrees(name: str, label: str, value: object) -> Decimal:
    try:
        degrees = Decimal(str(value)).quantize(Decimal("0.000001"))
    except ArithmeticError:
        degrees = Decimal(360)
    if abs(degrees) > _DEGREES[name]:
        raise _wrong(f"“{label}”不是度数：{value}", "请填十进制的度，如 111.517975", name)
    return degrees


def _with_key(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "sort_key": people.sort_key(values["name"])} if "name" in values else values


def _record(
    viewer: Viewer,
    name: str,
    enterprise: str,
    called: str,
    day: dt.date,
    happened_at: dt.datetime | None,
    said: dict[str, Any],
    regulator: str | None,
    *,
    place: str | None = None,
) -> Fact:
    parties = [Party("enterprise", "enterprise", enterprise, called)]
    if regulator:
        parties.append(Party("regulator", "body", regulator))
    return ledger.record(
        viewer,
        name,
        happened_at=happened_at or dt.datetime.combine(day, dt.time(), CHINA),
        precision="minute" if happened_at else "day",
        place=said.get("place", place),
        parties=parties,
        attributes={key: value for key, value in said.items() if value is not None} | {"since": day},
    )


def _latest(enterprise: str) -> Enterprise:
    row = told_by(Enterprise.objects.for_change()).filter(enterprise=enterprise).order_by("-since").first()
    if row is None:
        raise Refusal(
            f"没有登记企业“{enterprise}”", "无从变更", "请先登记", code="registry.unknown", field="enterprise"
        )
    return row


def _may(viewer: Viewer, place: str) -> None:
    allowed = viewer.has("administrator") or viewer.has("office") or viewer.has("recorder")
    if viewer.is_system or (allowed and viewer.sees(place)):
        return
    raise Refusal(
        "您不能登记或变更这家企业",
        "企业底册由所在地的安委办和监管部门维护",
        "请联系企业所在县（市、区）的安委办",
        code="registry.not_allowed",
    )


def _wrong(what: str, next_step: str, field: str) -> Refusal:
    return Refusal(what, "底册有错，统计和责任都会错", next_step, code=f"registry.{field}", field=field)
