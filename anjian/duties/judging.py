"""From a standing to a verdict with its reasons (为什么)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, cast

from anjian.duties import terms
from anjian.duties.asks import Ask, Span
from anjian.duties.evaluating import Standing
from anjian.lib import ends
from anjian.lib.verdicts import Outcome, Reason, Verdict
from anjian.policy import queries as policy

FORCES = {
    "must": "应当",
    "should": "原则上",
    "may": "可以",
    "encouraged": "鼓励",
    "practice": "外地做法",
    "draft": "征求意见",
    "reported": "情况反映",
}
COUNTED = ("recurring", "one_off", "response", "indicator", "attested", "register", "consequence", "procedure")
"""Kinds whose figures are shown."""
_IN_PERIODS = ("recurring", "indicator")


def numbers(value: Decimal | None) -> int | Decimal | None:
    """A count as a whole number where it is one."""
    if value is None:
        return None
    return int(value) if value == int(value) else value.normalize()


def verdict(row: Standing, as_of: dt.date, *, cites: Mapping[str, str] | None = None, full: bool = False) -> Verdict:
    """The verdict of a standing. `full`: every reason, with `cites` (words by clause id); else the short ones."""
    rule = row.entry.rule
    period = period_of(row.entry.ask, row.token) if row.kind in _IN_PERIODS and row.token and row.begins else None
    counted = row.kind in COUNTED
    return Verdict(
        rule=row.rule,
        clauses=rule.clauses,
        bearer=row.bearer,
        each=row.each_id or None,
        period=period,
        matter=_matter(row),
        due=row.due,
        outcome=row.outcome,
        need=numbers(row.need) if counted else None,
        have=numbers(row.have) if counted else None,
        facts=tuple(dict.fromkeys(one.fact for one in row.facts)),
        reasons=tuple(_reasons(row, as_of, cites or {}) if full else _short(row, as_of)),
        provisional=row.provisional,
        force=cast("Any", rule.force),
    )


def period_of(ask: Ask, label: str) -> ends.Period:
    """The period of a label; a phase of the document where it is one."""
    return next((phase for phase in ask.phases if phase.label == label), None) or ends.period(label)


def _matter(row: Standing) -> str | None:
    if row.kind in ("response", "gate", "consequence", "procedure"):
        return row.token
    return row.place if not row.bearer else None


def _short(row: Standing, as_of: dt.date) -> list[Reason]:
    found = []
    if row.outcome is Outcome.UNDATED and row.begins:
        found.append(Reason("age", f"已过{(as_of - row.begins).days}天", str((as_of - row.begins).days)))
    if row.last_on:
        found.append(Reason("last", f"最近一次{row.last_on.isoformat()}", row.last_on.isoformat()))
    if row.kind == "indicator" and row.total:
        share = (row.have * 100 / row.total).quantize(Decimal("0.1"))
        found.append(
            Reason("value", f"{numbers(row.have)}／{numbers(row.total)}，{float(share):g}%", f"{float(share):g}")
        )
    if row.kind in ("recurring", "attested") and not row.due:
        found.append(Reason("count", f"共{numbers(row.ever)}次", str(numbers(row.ever))))
    return found


# -- every reason ---------------------------------------------------------------------------------------------------


def _reasons(row: Standing, as_of: dt.date, cites: Mapping[str, str]) -> list[Reason]:
    rule, ask = row.entry.rule, row.entry.ask
    found = [Reason("clause", cites.get(name, name), name) for name in rule.clauses]
    found.append(Reason("rule", f"{rule.title}（{FORCES.get(rule.force, rule.force)}）", row.entry.instance.digest))
    span = _span(row, as_of)
    if span:
        found += _figures(row, span)
    if row.kind in _IN_PERIODS and row.begins and row.ends:
        label = str(period_of(row.entry.ask, row.token))
        found.append(Reason("period", f"{label}：{row.begins.isoformat()}至{row.ends.isoformat()}"))
    elif row.kind in ("response", "gate") and row.begins and row.bearer:
        found.append(Reason("trigger", f"由{row.begins.isoformat()}的事实引起", row.token))
    elif row.kind == "consequence" and row.begins and row.bearer:
        lapse = isinstance(rule, policy.Consequence) and isinstance(rule.when, policy.Lapse)
        about = "没有办成的职责" if lapse else "事实"
        found.append(Reason("trigger", f"由{about}引起，{row.begins.isoformat()}到这一级", row.token))
    elif row.kind == "procedure" and row.begins and row.bearer:
        found.append(Reason("trigger", f"{row.begins.isoformat()}前面的步骤办完，轮到这一步", row.token))
    found += _due(row, span)
    found += _counted(row, span)
    found += _hindrance(row)
    found += _short(row, as_of)
    if row.kind == "requirement" and ask.each is None and row.outcome is Outcome.UNMET:
        found.append(Reason("condition", "要求的状态今天不成立"))
    return found


def _span(row: Standing, as_of: dt.date) -> policy.Slice | None:
    """The slice of the rule's values that judges the row: that of the trigger's day, or of the period's last day."""
    slices = row.entry.instance.slices
    if not slices:
        return None
    day = as_of
    if row.kind in ("response", "gate", "consequence", "procedure") and row.begins:
        day = row.begins
    elif row.kind == "recurring" and row.ends:
        day = min(row.ends, as_of)
    found = [one for one in slices if one.since <= day and (one.until is None or day <= one.until)]
    return found[0] if found else slices[-1]


_FIELDS = {
    "at_least": "次数",
    "per": "周期",
    "within": "期限",
    "by": "完成时间",
    "target": "目标",
    "counted": "计数单位",
    "who": "承担单位",
    "lead": "牵头",
    "in_force": "施行日",
    "after_period": "报送期限",
    "wait": "到级前",
    "renewed_within": "更新期限",
    "valid_for": "有效期",
    "cure": "补办期限",
    "since": "起算日",
    "complete": "应有内容",
}


def _figures(row: Standing, span: policy.Slice) -> list[Reason]:
    """Each value with whose it is: the text's, borrowed, assumed, or the place's."""
    found = []
    case = row.entry.rule.cases[row.entry.ask.case - 1] if row.entry.ask.case else None
    if case:
        found.append(Reason("case", f"按“{case.name}”这一情形", case.name))
    for name, resolved in span.fields.items():
        label = _FIELDS.get(name, name)
        if case and (own := case.value(name, row.begins or span.since)) is not None:
            found.append(Reason("figure", f"{label}：{_said(name, own)}（{case.name}）", name))
            continue
        kind = "setting" if resolved.basis == "set" else "figure"
        if resolved.value is None:
            said = f"{label}：原文只说“{resolved.word}”，当地未设定" if resolved.word else f"{label}：未设定"
            found.append(Reason("unset", said, name))
            continue
        found.append(Reason(kind, f"{label}：{_said(name, resolved.value)}（{resolved.source}）", name))
    return found


def _said(name: str, value: Any) -> str:
    if name == "per":
        return policy.PERIOD_WORDS.get(value, str(value))
    if name == "at_least":
        return f"{value}次"
    if name == "counted":
        return policy.COUNTED_WORDS.get(value, str(value))
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return "见所借条款" if name == "who" and not isinstance(value, str) else str(value)


def _due(row: Standing, span: policy.Slice | None) -> list[Reason]:
    if row.due is None:
        return []
    found = []
    ask = row.entry.ask
    judged = _of_ask(row, span)
    if ask.named:
        found.append(Reason("named", "到期日由起因的事实写明；改过的，以最后一次为准"))
    elif judged and judged.term and judged.term[1] == "hour":
        found.append(Reason("clock", "以小时计的期限从起因事实的分钟算起；只记到日的，按那一天最后一分钟算起"))
    elif judged and judged.term and row.begins:
        start = row.ends if row.kind == "recurring" else row.begins
        if start and not ask.recorded:
            end = ends.Term(judged.term[0], cast("Any", judged.term[1])).due_day(start, terms.calendar())
            found += [Reason("day", f"{day.isoformat()} {why}", day.isoformat()) for day, why in end.moved_by]
    said = f"最后一天是{row.due.isoformat()}" + ("（暂定：当年放假安排尚未公布）" if row.provisional else "")
    return [*found, Reason("due", said, row.due.isoformat())]


def _of_ask(row: Standing, part: policy.Slice | None) -> Span | None:
    return next((span for span in row.entry.ask.spans if part and span.since == part.since), None)


def _counted(row: Standing, span: policy.Slice | None) -> list[Reason]:
    ask = row.entry.ask
    found = []
    if ask.parts:
        done = {one.part for one in row.facts}
        for n, part in enumerate(ask.parts):
            found.append(Reason("part", f"{part.label}：{'有' if n in done else '还没有'}"))
    if ask.cover:
        found.append(Reason("cover", f"对象逐一计，每个都要够：共需{numbers(row.need)}次，已计{numbers(row.have)}次"))
    if ask.beyond:
        found.append(Reason("beyond", "另一条职责已经用去的事实，这里不再计"))
    for one in row.facts:
        late = (one.recorded - one.day).days
        said = f"{one.day.isoformat()}的事实" + (f"，{late}天后录入" if late > 0 else "")
        if row.due and one.day > row.due:
            said += f"，晚于期限{(one.day - row.due).days}天"
        found.append(Reason("fact", said, one.fact))
    if not row.facts and row.kind in ("recurring", "one_off", "response", "gate", "attested") and row.bearer:
        found.append(Reason("none", "没有计入的事实"))
    if row.met_on and row.need is not None:
        found.append(Reason("met_on", f"{row.met_on.isoformat()}达到要求", row.met_on.isoformat()))
    if row.outcome is Outcome.MET_ENTERED_LATE:
        found.append(Reason("late", f"在期限内办理，超过{ask.window}天后才录入"))
    return found


_HINDRANCES = {
    Outcome.NO_SUBJECT: ("nobody", "这里没有登记任何应承担的单位或职务"),
    Outcome.NOT_SET: ("unset", "当地还没有定下原文留给当地的内容，暂不判断"),
    Outcome.UNSCHEDULED: ("unset", "没有设定周期，只显示最近一次和次数"),
    Outcome.UNDATED: ("unset", "没有期限，不判逾期"),
    Outcome.GAP: ("holder", "职务空缺，是缺口，不算未办"),
    Outcome.LIFTED: ("ended", "承担者在此期间撤销、关闭或不再属于这一类，不再要求"),
    Outcome.UNKNOWN: ("condition", "判断所需的资料不全，情况不明不等于违反"),
    Outcome.BREACHED: ("order", "这一步之前没有应当先有的事实"),
}


def _hindrance(row: Standing) -> list[Reason]:
    found = _HINDRANCES.get(row.outcome)
    if row.outcome is Outcome.LIFTED and row.entry.ask.unless:
        found = ("ended", "解除它的事实已有，或者承担者已撤销、关闭、不再属于这一类，不再要求")
    return [Reason(*found)] if found else []
