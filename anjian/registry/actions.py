"""Changes of an enterprise's identity. Each is one fact; ``since`` may lie in the past (told late)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry import dictionary, events, putting, queries
from anjian.registry.identity.merging import merge, set_apart, take_apart
from anjian.registry.identity.phones import forget as forget_phones
from anjian.registry.identity.phones import mark
from anjian.registry.identity.splitting import split
from anjian.registry.judging import free, latest, may, record, wrong
from anjian.registry.models import Apart, Enterprise, Item, Merger
from anjian.registry.putting import Putting
from anjian.registry.rights import is_own
from anjian.registry.values import KEPT_BY_OFFICE
from anjian.scope import actions as slices
from anjian.scope.queries import told as told_on
from anjian.scope.relations import Slice

__all__ = [
    "change",
    "close",
    "end_item",
    "forget_phones",
    "import_told",
    "merge",
    "put",
    "register",
    "said_anything",
    "set_apart",
    "split",
    "take_apart",
    "take_back",
    "take_back_many",
    "write_regulator",
]


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
    told: Mapping[str, object] = MappingProxyType({}),
    source: str = "",
) -> Fact:
    """Enter an enterprise (登记企业). Its id is ``ent:`` and the credit code; without a code give ``enterprise``.

    ``told``: what else is known of it, by names of the dictionary, and ``source`` who says so; all in the one fact.
    Refuses a wrong credit code, place, industry or other value, and an id that is taken.
    """
    identity: dict[str, object] = {
        "name": name,
        "credit_code": credit_code,
        "place": place,
        "status": status,
        "industry": industry,
        "staff": staff,
        "safety_staff": safety_staff,
        "regulator": regulator,
    }
    plan = putting.read({**told, **identity})
    if told:
        _known(source)
    values = plan.row()
    may(viewer, values["place"])
    subject = free(viewer, enterprise, name=name, credit_code=values["credit_code"])
    found = putting.targets(subject, plan, since=since, item="", another=True)
    said, private = plan.attributes() | _by(source), putting.private(found, plan)
    fact = record(
        viewer, events.REGISTERED, subject, name, since, happened_at, said, values["regulator"], private=private
    )
    slices.begin(Enterprise, {"enterprise": subject}, values, since=since, fact=fact.id)
    putting.write(subject, found, plan, since=since, fact=fact.id, source=source, seen=fact.day)
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
    return _tell(viewer, enterprise, putting.read(fields), since=since, happened_at=happened_at)


@transaction.atomic
def put(
    viewer: Viewer,
    *,
    enterprise: str,
    since: dt.date,
    values: Mapping[str, object],
    source: str,
    seen: dt.date | None = None,
    item: str = "",
    another: bool = False,
    saw: Mapping[str, object] = MappingProxyType({}),
) -> Fact:
    """Say in one fact what an enterprise is from a day (填报): values by names of `queries.dictionary`, texts or typed.

    ``source`` is one of `events.SOURCES`; ``seen`` the day on which they saw it, left out: ``since``. None: not known
    any more. The same value said again is kept as a newer word for it. Fields of an item go to the one of its class
    that stands; where there is none they make one. ``item``: to that item; ``another``: to a new one. The enterprise
    itself may say everything but what only its office changes, as its own word. ``saw``: what the file said when the
    form was opened, by names; another value by now means that somebody else was quicker.

    Refuses what is not in the dictionary or does not fit, whom it is not for, a day before it was registered, and a
    file that says something else by now than was seen.
    """
    if not values:
        raise wrong("没有写明说的是什么", "请至少填一项；不清楚的填空", "values")
    _known(source)
    at = dt.datetime.combine(seen, dt.time(), CHINA) if seen else None
    return _tell(
        viewer,
        enterprise,
        putting.read(values),
        since=since,
        happened_at=at,
        source=source,
        item=item,
        another=another,
        saw=saw,
    )


@transaction.atomic
def end_item(viewer: Viewer, *, enterprise: str, item: str, last_day: dt.date, source: str, reason: str = "") -> Fact:
    """Say that an item is gone after a day (注销、拆除、离任). Refuses one that is not there then."""
    _known(source)
    ledger.lock(viewer, [enterprise])
    now = latest(enterprise)
    _may_tell(viewer, now, (), source)
    row = told_on(Item.objects.for_change(), last_day).filter(enterprise=enterprise, item=item).first()
    if row is None:
        raise wrong(f"{last_day}没有这一项", "请从企业档案里打开它", "item")
    said = {"item": item, "kind": row.kind, "cls": row.cls, "last_day": last_day, "reason": reason, "source": source}
    fact = record(viewer, events.ITEM_ENDED, enterprise, now.name, last_day, None, said, now.regulator, place=now.place)
    slices.end(Item, {"item": item}, last_day=last_day, fact=fact.id)
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
    ledger.lock(viewer, [enterprise])
    now = latest(enterprise)
    may(viewer, now.place)
    if successor is not None:
        latest(successor)
        if successor == enterprise:
            raise wrong("企业不能并入自己", "请填写存续企业的编号；没有的留空", "successor")
    said: dict[str, Any] = {"last_day": last_day, "reason": reason, "successor": successor}
    fact = record(
        viewer, events.CLOSED, enterprise, now.name, last_day, happened_at, said, now.regulator, place=now.place
    )
    change = {"successor": successor} if successor else {}
    slices.end(Enterprise, {"enterprise": enterprise}, last_day=last_day, fact=fact.id, change=change)
    return fact


def import_told(
    viewer: Viewer, enterprises: Iterable[Mapping[str, Any]], *, items: Iterable[Mapping[str, Any]] = ()
) -> int:
    """The rows of an imported history (see `ledger.import_history`), into empty tables. Returns how many enterprises.

    ``items``: rows of what enterprises have several of; ``phone`` instead of its mark, where a contact has one.

    Refuses a credit code, place, industry, number or attribute that is wrong.
    """
    if not viewer.is_system:
        raise Refusal("只有程序自己可以导入历史", "导入不逐条核对权限", "请逐家登记", code="registry.not_allowed")
    told = queries.declared().keys() | queries.IDENTITY
    checked = ({**row, **putting.read({name: row[name] for name in row.keys() & told}).row()} for row in enterprises)
    count = slices.import_slices(Enterprise, checked)
    if rows := [{**row, "phone_mark": mark(row.get("phone"))} for row in items]:
        slices.import_slices(Item, [{name: row[name] for name in row.keys() - {"phone"}} for row in rows])
    return count


_TOLD: tuple[type[Slice], ...] = (Enterprise, Item, Merger, Apart)
"""Tables whose rows facts of this module tell."""


def take_back(fact: UUID, *, by: UUID) -> int:
    """Undo what a voided fact said. Returns rows taken back; refuses when a later change stands on it."""
    return sum(slices.unsay(model, fact, by=by) for model in _TOLD)


def take_back_many(voids: Mapping[UUID, UUID]) -> int:
    """Undo what many voided facts said: fact → its void. All or none; see `take_back`."""
    return sum(slices.unsay_many(model, voids) for model in _TOLD)


def said_anything(fact: UUID) -> bool:
    """Whether any row of an enterprise was told by this fact."""
    return any(slices.told_something(model, fact) for model in _TOLD)


def _tell(
    viewer: Viewer,
    enterprise: str,
    plan: Putting,
    *,
    since: dt.date,
    happened_at: dt.datetime | None,
    source: str = "",
    item: str = "",
    another: bool = False,
    saw: Mapping[str, object] = MappingProxyType({}),
) -> Fact:
    """One fact that says all of it, and its rows. It is a change where the identity becomes another."""
    ledger.lock(viewer, [enterprise])
    now = latest(enterprise)
    _may_tell(viewer, now, plan.columns, source)
    values = plan.row()
    if "place" in values:
        may(viewer, values["place"])
    putting.as_seen(now, saw)
    found = putting.targets(enterprise, plan, since=since, item=item, another=another)
    name = events.CHANGED if putting.changes_identity(now, plan) else events.ATTRIBUTES_TOLD
    fact = record(
        viewer,
        name,
        enterprise,
        values.get("name", now.name),
        since,
        happened_at,
        plan.attributes() | _by(source),
        values.get("regulator", now.regulator),
        place=now.place,
        private=putting.private(found, plan),
    )
    slices.say(Enterprise, {"enterprise": enterprise}, values, since=since, fact=fact.id)
    putting.write(enterprise, found, plan, since=since, fact=fact.id, source=source, seen=fact.day)
    return fact


def _by(source: str) -> dict[str, str]:
    return {"source": source} if source else {}


def _known(source: str) -> None:
    if source not in events.SOURCES:
        raise Refusal(
            f"没有“{source}”这种来源",
            "不知道是谁说的，就不知道可不可信",
            f"可选：{'、'.join(events.SOURCES)}",
            code="registry.source",
            field="source",
        )


def _may_tell(viewer: Viewer, now: Enterprise, names: Collection[str], source: str) -> None:
    """The office of its place may; the enterprise itself too, as its own word and of what the office does not keep."""
    if not is_own(viewer, now.enterprise):
        may(viewer, now.place)
        return
    kept = sorted(KEPT_BY_OFFICE & set(names))
    if kept or source != events.OWN_WORD:
        what = dictionary.named(kept[0]).label if kept else f"来源“{source}”"
        raise Refusal(
            f"{what}不由企业自己填写",
            "名称、代码、所在地、状态、行业和监管部门由所在地办公室核定，企业说的记为企业自报",
            "请联系所在县（市、区）的安委办",
            code="registry.not_own",
            field=kept[0] if kept else "source",
        )
