"""Who answers for an enterprise is decided, given up, ruled. Each is one fact; ``since`` may lie in the past."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from anjian.ledger import actions as ledger
from anjian.ledger.events import Fact, Party
from anjian.lib import divisions
from anjian.lib.ends import CHINA
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM, Viewer
from anjian.people import queries as people
from anjian.policy import queries as policy
from anjian.registry import actions as registry_actions
from anjian.registry import queries as registry
from anjian.registry.queries import Card
from anjian.responsibility import events, queries
from anjian.responsibility.models import Answer, OwnRule
from anjian.scope import actions as slices
from anjian.scope.queries import told, told_by

MOST = 500
"""Enterprises whose proposals are taken at once: a transaction stays short."""
DAY = dt.timedelta(days=1)


@transaction.atomic
def assign(
    viewer: Viewer,
    *,
    enterprise: str,
    line: str,
    body: str,
    since: dt.date,
    ground: str,
    post: str = "",
    cell: str = "",
    phone: str = "",
    cite: str = "",
    beside: bool = False,
) -> Fact:
    """Say that a body answers for an enterprise in a line from a day (确定监管责任).

    Whoever answered there before does so no longer, unless it is ``beside`` them (共同监管). In the line `industry` the
    registry's regulator follows. Refuses who may not decide, an unknown enterprise, body, post or cell, a post of
    another body, a cell of another place, and a ground that is none.
    """
    card = _standing(viewer, enterprise, since)
    _may(viewer, card.place)
    _one_of(line, events.LINES, "line", "监管责任")
    _one_of(ground, events.GROUNDS, "ground", "依据")
    called = _body(viewer, body, since)
    _post(post, body, since)
    _cell(card, line, cell, since)
    parties = [
        Party("enterprise", "enterprise", enterprise, card.name),
        Party("body", "body", body, called),
        *([Party("post", "post", post)] if post else []),
        *([Party("cell", "matter", f"grid:{cell}")] if cell else []),
    ]
    values = {"post": post, "cell": cell, "phone": phone.strip(), "ground": ground, "cite": cite.strip()}
    said = {"line": line, "beside": beside, "phone": values["phone"], "ground": ground, "cite": values["cite"]}
    fact = _record(viewer, events.ASSIGNED, card.place, since, parties, said)
    before = told_by(Answer.objects.for_change()).filter(enterprise=enterprise, line=line)
    if not beside:
        _end_others(before.exclude(body=body), last_day=since - DAY, fact=fact.id)
    key = {"enterprise": enterprise, "line": line, "body": body}
    if told(before.filter(body=body), since).exists():
        slices.say(Answer, key, values, since=since, fact=fact.id)
    else:
        slices.begin(Answer, key, values, since=since, fact=fact.id)
    if line == "industry" and (not beside or card.regulator is None):
        registry_actions.write_regulator(fact.id, enterprise=enterprise, regulator=body, since=since)
    return fact


@transaction.atomic
def release(viewer: Viewer, *, enterprise: str, line: str, body: str, last_day: dt.date, reason: str) -> Fact:
    """Say that a body answers for an enterprise in a line no longer after a day (解除监管责任), and why.

    In the line `industry` the registry's regulator becomes whoever still answers, or nobody. Refuses without a reason,
    and where the body does not answer by decision or registration: a rule is changed where it stands.
    """
    card = _standing(viewer, enterprise, last_day)
    _may(viewer, card.place)
    if not reason.strip():
        raise _wrong("没有写为什么解除", "写明原因，如职能划转、企业迁出", "reason")
    held = queries.answering_of(viewer, [card], as_of=last_day)[enterprise]
    mine = [one for one in held if one.line == line and one.body == body and one.how != "rule"]
    if not mine:
        raise _wrong("那天这个单位并不按确定或登记负这项责任", "按规则负责的，请改规则或另行确定", "body")
    parties = [Party("enterprise", "enterprise", enterprise, card.name), Party("body", "body", body)]
    fact = _record(
        viewer, events.RELEASED, card.place, last_day, parties, {"line": line, "reason": reason, "last_day": last_day}
    )
    rows = told_by(Answer.objects.for_change()).filter(enterprise=enterprise, line=line)
    _end_others(rows.filter(body=body), last_day=last_day, fact=fact.id)
    if line == "industry" and card.regulator == body:
        left = next((one.body for one in held if one.line == line and one.body != body), None)
        registry_actions.write_regulator(fact.id, enterprise=enterprise, regulator=left, since=last_day + DAY)
    return fact


@transaction.atomic
def take_proposals(viewer: Viewer, *, enterprises: Sequence[str], since: dt.date) -> list[Fact]:
    """Decide as the rules propose for these enterprises (按建议落实): those that nobody answers for in their industry.

    Left as they are: those for which nothing or more than one body is proposed, and those that somebody answers for.
    Refuses more than `MOST` at once.
    """
    if len(enterprises) > MOST:
        raise _wrong(f"一次最多落实 {MOST} 家", "请分几次", "enterprises")
    cards = registry.find(viewer, as_of=since, among=list(enterprises), unregulated=True, limit=MOST)
    proposed = queries.proposals(cards, as_of=since)
    held = queries.answering_of(viewer, cards, as_of=since)
    facts = []
    for card in cards:
        named = proposed[card.id]
        if len(named) == 1 and not any(one.line == "industry" for one in held[card.id]):
            one = named[0]
            facts.append(
                assign(
                    viewer,
                    enterprise=card.id,
                    line="industry",
                    body=one.body,
                    since=since,
                    ground="document",
                    cite=one.cite,
                )
            )
    return facts


@transaction.atomic
def enter_rule(
    viewer: Viewer, *, place: str, line: str, function: str, since: dt.date, cite: str, industry: str = ""
) -> Fact:
    """Say that in a place, for a beginning of industry codes, the bodies of a function answer (登记分工规则).

    Refuses who may not, an unknown function, a beginning that is no code, a rule without the paper it rests on, and an
    industry in a line where rules decide by place alone.
    """
    place = divisions.normal(place)
    _may(viewer, place)
    _one_of(line, events.LINES, "line", "监管责任")
    code = policy.word("function", function).code
    if not code:
        raise _wrong(f"词汇表里没有职能“{function}”", "请写部门的职能，如“应急管理”“住房和城乡建设”", "function")
    if industry and not (industry.isascii() and industry.isdigit() and len(industry) <= 4):
        raise _wrong(f"“{industry}”不是行业代码的开头", "请填GB/T 4754的数字代码，如 06、2614", "industry")
    if bool(industry) == (line in events.DECIDING):
        raise _wrong("行业监管要写行业代码，综合监管和属地监管不写", "请核对监管责任和行业代码", "industry")
    if not cite.strip():
        raise _wrong("没有写依据的文件", "请写文号和条款；没有文件的，逐家确定", "cite")
    said = {"line": line, "industry": industry, "function": code, "cite": cite.strip()}
    fact = _record(viewer, events.RULE_ENTERED, place, since, [Party("place", "place", place)], said)
    key = {"place": place, "line": line, "industry": industry, "function": code}
    slices.begin(OwnRule, key, {"cite": said["cite"]}, since=since, fact=fact.id)
    return fact


@transaction.atomic
def end_rule(viewer: Viewer, *, place: str, line: str, function: str, last_day: dt.date, industry: str = "") -> Fact:
    """Say that a rule of the office holds no longer after a day (废止分工规则)."""
    place = divisions.normal(place)
    _may(viewer, place)
    key = {"place": place, "line": line, "industry": industry, "function": function}
    fact = _record(viewer, events.RULE_ENDED, place, last_day, [Party("place", "place", place)], key)
    slices.end(OwnRule, key, last_day=last_day, fact=fact.id)
    return fact


def import_told(
    viewer: Viewer, *, answers: Iterable[Mapping[str, Any]], rules: Iterable[Mapping[str, Any]] = ()
) -> int:
    """The rows of an imported history (see `ledger.import_history`), into empty tables. Returns how many."""
    if not viewer.is_system:
        raise Refusal("只有程序自己可以导入历史", "导入不逐条核对权限", "请逐家确定", code="responsibility.not_allowed")
    return slices.import_slices(Answer, answers) + slices.import_slices(OwnRule, rules)


def take_back(fact: UUID, *, by: UUID) -> int:
    """Undo what a voided fact said. Returns rows taken back; refuses when a later decision stands on it."""
    return slices.unsay(Answer, fact, by=by) + slices.unsay(OwnRule, fact, by=by)


def said_anything(fact: UUID) -> bool:
    """Whether any row was told by this fact."""
    return slices.told_something(Answer, fact) or slices.told_something(OwnRule, fact)


def _end_others(rows: Any, *, last_day: dt.date, fact: UUID) -> None:
    for body, enterprise, line in set(rows.values_list("body", "enterprise", "line")):
        slices.end_all(Answer, {"enterprise": enterprise, "line": line, "body": body}, last_day=last_day, fact=fact)


def _record(viewer: Viewer, name: str, place: str, day: dt.date, parties: list[Party], said: Mapping[str, Any]) -> Fact:
    return ledger.record(
        viewer,
        name,
        happened_at=dt.datetime.combine(day, dt.time(), CHINA),
        precision="day",
        place=place,
        parties=parties,
        attributes={key: value for key, value in said.items() if value not in ("", False)},
    )


def _standing(viewer: Viewer, enterprise: str, day: dt.date) -> Card:
    card = registry.enterprise(viewer, enterprise, as_of=day)
    if card is None:
        raise Refusal(
            f"{day}时没有这家企业",
            "它那天不存在，或者不在您的权限范围内",
            "请核对企业和日期",
            code="responsibility.missing",
            field="enterprise",
        )
    return card


def _body(viewer: Viewer, body: str, day: dt.date) -> str:
    name = people.body_name(viewer, body, as_of=day)
    if name is None:
        raise _wrong("没有这个单位", "请从名册里选一个那天存在的单位", "body")
    return name


def _post(post: str, body: str, day: dt.date) -> None:
    if not post:
        return
    card = people.post(SYSTEM, post, as_of=day)
    if card is None or card.body != body:
        raise _wrong("这个职务不是该单位的", "请从该单位的职务里选", "post")


def _cell(card: Card, line: str, cell: str, day: dt.date) -> None:
    if not cell:
        return
    if line != "territory":
        raise _wrong("网格只写在属地监管里", "请在属地监管里选网格", "cell")
    if cell not in {one.cell for one in queries.cells_near(card.place, as_of=day)}:
        raise _wrong("企业所在乡镇没有这个网格", "请核对网格编号", "cell")


def _one_of(value: str, words: Mapping[str, str], field: str, what: str) -> None:
    if value not in words:
        raise _wrong(f"没有“{value}”这种{what}", f"可选：{'、'.join(words.values())}", field)


def _may(viewer: Viewer, place: str) -> None:
    if not queries.may_decide(viewer, place):
        raise Refusal(
            "您不能确定这里的监管责任",
            "监管责任由所在地的安委办确定",
            "请联系企业所在县（市、区）的安委办",
            code="responsibility.not_allowed",
        )


def _wrong(what: str, next_step: str, field: str) -> Refusal:
    return Refusal(what, "监管责任写错，企业会没人管或两家管", next_step, code=f"responsibility.{field}", field=field)
