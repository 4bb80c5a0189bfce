"""Whether a fact may be put onto a hazard (审核): who records it, and what the step asks beyond the table of states."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from anjian.hazards import criteria
from anjian.hazards.events import MAJOR
from anjian.hazards.folding import by_of, day_of, term_of
from anjian.hazards.models import Hazard
from anjian.hazards.states import ANYONE, AUTHORITY, ENTERPRISE, LIFE, OF_FACT, Role
from anjian.ledger.events import Fact
from anjian.lib.calendar import Calendar
from anjian.lib.errors import Refusal
from anjian.lib.viewer import Viewer
from anjian.registry import queries as registry

DOOR = "door"
"""Purpose of a viewer who came by the code at the gate: may report, and see nothing."""
ACTS = ("recorder", "office", "decider")
"""Roles that do something about hazards, and do not only look."""
_WORDS: Mapping[Role, str] = {ENTERPRISE: "企业自己", AUTHORITY: "监管部门", ANYONE: "任何人"}


def roles(viewer: Viewer, row: Hazard) -> frozenset[Role]:
    """What the viewer is to this hazard; empty: nobody."""
    if viewer.is_system:
        return frozenset({ENTERPRISE, AUTHORITY, ANYONE})
    if viewer.purpose == DOOR:
        return frozenset({ANYONE})
    found = set()
    if registry.is_own(viewer, row.enterprise):
        found.add(ENTERPRISE)
    mine = {post.body for post in viewer.posts if post.body}
    if (
        any(viewer.has(role) for role in ACTS)
        and mine - {row.enterprise}
        and (viewer.sees(row.place) or row.regulator in mine)
    ):
        found.add(AUTHORITY)
    return frozenset(found | {ANYONE} if found else found)


def judge(viewer: Viewer, row: Hazard, fact: Fact, calendar: Calendar, *, into: Hazard | None = None) -> None:
    """Refuse what may not be put onto the row; ``into`` is the hazard that a merger names, None: there is none."""
    verb = OF_FACT[fact.name]
    held = permitted(viewer, row, verb)
    _signed(viewer, row, fact, held)
    if row.merged_into and verb != "unmerge":
        raise _no("这条隐患已并入另一条", "两条各走各的，就会重复验收、重复计数", "请在并入的那一条上办理", "merged")
    gate = _GATES.get(verb)
    if gate is not None:
        gate(row, fact, calendar, held)
    if verb == "merge":
        _merge(row, into)


def permitted(viewer: Viewer, row: Hazard, verb: str) -> frozenset[Role]:
    """As what the viewer may do this now. Refuses what the table of states has not, and who may not."""
    step = LIFE.move(row.state, verb)
    held = roles(viewer, row) & step.who
    if not held:
        raise Refusal(
            f"“{LIFE.words[verb]}”不由您来办",
            f"这一步由{'或'.join(_WORDS[role] for role in sorted(step.who))}办理",
            "请转告他们；您看到的内容不受影响",
            code="hazards.forbidden",
        )
    return held


def _signed(viewer: Viewer, row: Hazard, fact: Fact, held: frozenset[Role]) -> None:
    """Whose act it is: the enterprise's own, or that of a body of the viewer."""
    by = by_of(fact)
    if not by or viewer.is_system:
        return
    own = {post.body for post in viewer.posts} - {row.enterprise}
    fits = (ENTERPRISE in held and by == row.enterprise) or (AUTHORITY in held and by in own)
    if not fits:
        raise Refusal(
            "办理单位不是您所在的单位",
            "每一步都要说清是谁办的，不能替别的单位办",
            "请选择您自己的单位",
            code="hazards.by",
            field="party.by",
        )


def _find(row: Hazard, fact: Fact, calendar: Calendar, held: frozenset[Role]) -> None:
    """By what a hazard is major: an item of a standard, or a person with a reason; facts decide only where they can."""
    said = fact.attributes
    if said["grade"] == MAJOR and not (said.get("criterion") or said.get("reason")):
        raise _no(
            "没有说明为什么是重大隐患", "重大隐患要对照判定标准，或写明理由", "请选择判定条目，或填写理由", "ground",
            "attr.criterion",
        )  # fmt: skip
    if said.get("judged") == "按条件" and criteria.criterion(str(said.get("criterion", ""))).when is None:
        raise _no("这个条目不能由条件判定", "它要靠人看现场来判断", "请改为人工判定并写明理由", "judged", "attr.judged")
    term_of(fact)  # refuses a limit that cannot be read, or has passed


def _grade(row: Hazard, fact: Fact, calendar: Calendar, held: frozenset[Role]) -> None:
    _find(row, fact, calendar, held)
    if row.grade == MAJOR and fact.attributes["grade"] != MAJOR:
        if row.listed_by:
            raise _no("已挂牌督办的重大隐患不能改为一般", "", "确实判错的，请先由挂牌单位摘牌", "grade.listed")
        if AUTHORITY not in held:
            raise _no(
                "企业不能把重大隐患改为一般", "降低等级就不再受督办", "请向监管部门说明理由，由部门判定", "grade.lower"
            )


def _plan(row: Hazard, fact: Fact, calendar: Calendar, held: frozenset[Role]) -> None:
    term = term_of(fact)
    if term is None and row.due is None:
        raise _no(
            "方案没有整改期限", "时限是五项里的一项，没有它就不知道何时算晚", "请填整改期限", "plan.until", "attr.until"
        )
    if term is not None and row.due is not None and term.due(fact.day, calendar).due > row.due:
        raise _no(
            f"方案的期限晚于已定的{row.due.isoformat()}",
            "已定的期限要经批准才能往后移",
            "请按原期限填写，或先申请延期",
            "plan.later",
            "attr.until",
        )


def _finish(row: Hazard, fact: Fact, calendar: Calendar, held: frozenset[Role]) -> None:
    if row.grade != MAJOR:
        return
    if not row.planned:
        raise _no("重大隐患还没有治理方案", "责任、措施、资金、时限、预案五项要先落实", "请先填治理方案", "finish.plan")
    if not fact.attributes.get("files"):
        raise _no("没有整改后的照片", "重大隐患改好没有，要有照片为证", "请附上整改后的照片", "finish.photo", "photos")


def _accept(row: Hazard, fact: Fact, calendar: Calendar, held: frozenset[Role]) -> None:
    if row.grade != MAJOR:
        return
    if int(fact.attributes["members"]) < 2:
        raise _no("一个人不成验收组", "重大隐患由验收组验收", "请填写验收组的全部成员", "accept.team", "attr.members")
    if fact.recorded_by == row.rectified_by:
        raise _no(
            "报整改完成的人不能自己验收", "自己改、自己验，等于没有验", "请由验收组的另一位成员登记", "accept.same"
        )
    if row.listed_by and AUTHORITY not in held:
        raise _no("挂牌督办的隐患由督办部门组织验收", "", "请等督办部门的验收组", "accept.listed")


def _close(row: Hazard, fact: Fact, calendar: Calendar, held: frozenset[Role]) -> None:
    if row.listed_by:
        raise _no(
            "还没有摘牌，不能销号", "挂牌督办的隐患，挂牌单位摘牌后才算办结", "请先由挂牌单位摘牌", "close.listed"
        )
    if row.state == "accepted" and (row.grade == MAJOR or row.ordered_by):
        raise _no(
            "这条隐患要经部门核查才能销号",
            "重大隐患和部门查出的隐患不由企业自己销号",
            "请等监管部门核查",
            "close.verify",
        )


def _list(row: Hazard, fact: Fact, calendar: Calendar, held: frozenset[Role]) -> None:
    if row.grade != MAJOR:
        raise _no("只有重大隐患才挂牌督办", "一般隐患由企业自己整改", "确属重大的，请先判定等级", "list.grade")
    if row.listed_by:
        raise _no(f"已经挂牌，编号{row.listing}", "同一隐患只挂一次牌", "请在原来的督办上办理", "list.twice")
    if not fact.attributes.get("due"):
        raise _no("没有写整改期限", "没有期限就督办不了", "请填写整改期限", "list.due", "attr.due")
    term_of(fact)  # refuses a day that has passed


def _delist(row: Hazard, fact: Fact, calendar: Calendar, held: frozenset[Role]) -> None:
    if row.listed_by != by_of(fact):
        raise _no("没有挂这块牌，不能摘", "谁挂的牌由谁摘", "请由挂牌单位办理", "delist.by", "party.by")


def _ask(row: Hazard, fact: Fact, calendar: Calendar, held: frozenset[Role]) -> None:
    if row.due is None:
        raise _no("还没有定整改期限，谈不上延期", "", "请先定治理方案和期限", "no_limit")
    if fact.day > row.due:
        raise _no(
            f"期限{row.due.isoformat()}已过", "过了期再申请不能补救逾期", "请抓紧整改，并向督办部门说明", "ask.late"
        )
    if day_of(fact.attributes["until"]) <= row.due:
        raise _no(f"申请的日期不晚于现在的期限{row.due.isoformat()}", "", "请写晚一些的日期", "ask.until", "attr.until")


def _decide(row: Hazard, fact: Fact, calendar: Calendar, held: frozenset[Role]) -> None:
    if row.asked_until is None:
        raise _no("没有待决定的延期申请", "延期由企业申请、由定期限的单位决定", "请先由企业申请延期", "decide.none")
    if row.listed_by and row.listed_by != by_of(fact):
        raise _no("挂牌督办的期限由挂牌单位决定", "", "请转挂牌单位", "decide.by", "party.by")
    if (row.ordered_by or row.grade == MAJOR) and AUTHORITY not in held:
        raise _no("这个期限不能由企业自己延长", "重大隐患和部门定的期限由部门决定", "请等部门决定", "decide.own")
    if fact.attributes["granted"]:
        until = day_of(fact.attributes.get("until") or row.asked_until)
        if row.due is None or until <= row.due:
            raise _no("延到的日期不晚于现在的期限", "", "请写晚一些的日期", "ask.until", "attr.until")


def _keep(row: Hazard, fact: Fact, calendar: Calendar, held: frozenset[Role]) -> None:
    if row.grade == MAJOR or row.ordered_by:
        raise _no(
            "重大隐患和部门查出的隐患不能转为风险管控", "必须消除，不能带着它生产", "请整改；期限不够的申请延期", "risk"
        )


def _unmerge(row: Hazard, fact: Fact, calendar: Calendar, held: frozenset[Role]) -> None:
    if not row.merged_into:
        raise _no("这条隐患没有并入别的", "", "不用再操作", "not_merged")


def _merge(row: Hazard, into: Hazard | None) -> None:
    if into is None or into.hazard == row.hazard or into.enterprise != row.enterprise or into.merged_into:
        raise _no("不能并入那一条", "只能并入同一企业的、自己没有被并的另一条", "请重新选择", "into", "party.into")
    if row.listed_by:
        raise _no("挂牌督办的隐患不能并入另一条", "牌子要有着落", "请把另一条并入这一条", "merge.listed")


def _no(what: str, why: str, next_step: str, code: str, field: str | None = None) -> Refusal:
    return Refusal(what, why, next_step, code=f"hazards.{code}", field=field)


_GATES: Mapping[str, Callable[[Hazard, Fact, Calendar, frozenset[Role]], None]] = {
    "find": _find,
    "find_out": _find,
    "grade": _grade,
    "plan": _plan,
    "finish": _finish,
    "accept": _accept,
    "close": _close,
    "list": _list,
    "delist": _delist,
    "ask_extension": _ask,
    "decide_extension": _decide,
    "keep_as_risk": _keep,
    "unmerge": _unmerge,
}
