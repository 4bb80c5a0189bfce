"""The life of a hazard (隐患的流程) as one table: 检查 → 督办 → 整改 → 验收 → 核查 → 销号 and the variations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from anjian.hazards.undone import UNDONE
from anjian.lib.states import Life, Move

Role = str
ENTERPRISE: Role = "enterprise"
"""The enterprise whose hazard it is."""
AUTHORITY: Role = "authority"
"""A department that sees the place, or regulates the enterprise."""
ANYONE: Role = "anyone"
"""Whoever may say something at all, a passer-by with the code at the gate included."""

PLAN = "plan"
"""Evidence: a plan with the five settled things (五落实)."""
PHOTO = "photo"
"""Evidence: a photo taken after."""
TEAM = "team"
"""Evidence: a team that accepts, not one person."""
RECTIFY = "rectify"
"""The clock that runs from the finding, the plan or the listing to the end of the rectification."""

_BOTH = frozenset({ENTERPRISE, AUTHORITY})
_FIRM = frozenset({ENTERPRISE})
_OFFICE = frozenset({AUTHORITY})
_ALL = frozenset({ENTERPRISE, AUTHORITY, ANYONE})
_RUNNING = (*UNDONE, "rectified", "accepted", "verified")


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: the fact that it records, its words, and which of the six steps it is; "" for a variation."""

    fact: str
    word: str
    step: str = ""


STEPS: Mapping[str, str] = {
    "inspect": _("检查"),
    "supervise": _("督办"),
    "rectify": _("整改"),
    "accept": _("验收"),
    "verify": _("核查"),
    "close": _("销号"),
}
"""The six steps in their order."""
VERBS: Mapping[str, Verb] = {
    "notice": Verb("hazards.noticed", _("报告线索"), "inspect"),
    "find": Verb("hazards.self_found", _("企业认定"), "inspect"),
    "find_out": Verb("hazards.found_by_authority", _("部门认定"), "inspect"),
    "dismiss": Verb("hazards.dismissed", _("核实不是隐患")),
    "grade": Verb("hazards.graded", _("判定等级"), "inspect"),
    "tell": Verb("hazards.reported", _("报告部门"), "inspect"),
    "list": Verb("supervision.listed", _("挂牌督办"), "supervise"),
    "plan": Verb("hazards.plan_made", _("定治理方案"), "rectify"),
    "begin": Verb("hazards.removal_begun", _("采取措施"), "rectify"),
    "ask_extension": Verb("hazards.extension_asked", _("申请延期")),
    "decide_extension": Verb("hazards.extension_decided", _("决定延期")),
    "suspend": Verb("hazards.suspended", _("暂停整改")),
    "resume": Verb("hazards.resumed", _("恢复整改")),
    "finish": Verb("hazards.rectified", _("报整改完成"), "rectify"),
    "send_back": Verb("hazards.sent_back", _("退回整改")),
    "fail": Verb("hazards.rectification_failed", _("认定整改不到位")),
    "accept": Verb("hazards.accepted", _("验收"), "accept"),
    "verify": Verb("hazards.verified", _("核查"), "verify"),
    "close": Verb("hazards.closed", _("销号"), "close"),
    "delist": Verb("supervision.delisted", _("摘牌"), "close"),
    "reopen": Verb("hazards.reopened", _("重新打开")),
    "keep_as_risk": Verb("hazards.kept_as_risk", _("转为风险管控")),
    "merge": Verb("hazards.merged", _("并入另一条")),
    "unmerge": Verb("hazards.unmerged", _("撤销合并")),
}
OF_FACT: Mapping[str, str] = {verb.fact: name for name, verb in VERBS.items()}
"""Fact → verb."""
STATES: Mapping[str, str] = {
    "unknown": _("未登记"),
    "noticed": _("待核实"),
    "open": _("待整改"),
    "rectifying": _("整改中"),
    "suspended": _("暂停整改"),
    "rectified": _("待验收"),
    "accepted": _("待核查"),
    "verified": _("待销号"),
    "closed": _("已销号"),
    "dismissed": _("不是隐患"),
    "kept": _("按风险管控"),
}
OPEN_STATES = ("noticed", *_RUNNING)
"""States in which somebody still has to do something."""


def _stays(verb: str, states: tuple[str, ...], who: frozenset[Role], clock: str | None = None) -> tuple[Move, ...]:
    return tuple(Move(verb, state, state, who, clock=clock) for state in states)


LIFE = Life(
    "隐患",
    (
        Move("notice", "unknown", "noticed", _ALL),
        Move("find", "unknown", "open", _FIRM, clock=RECTIFY),
        Move("find_out", "unknown", "open", _OFFICE, clock=RECTIFY),
        Move("find", "noticed", "open", _FIRM, clock=RECTIFY),
        Move("find_out", "noticed", "open", _OFFICE, clock=RECTIFY),
        Move("dismiss", "noticed", "dismissed", _BOTH),
        Move("plan", "open", "rectifying", _FIRM, clock=RECTIFY),
        Move("plan", "rectifying", "rectifying", _FIRM, clock=RECTIFY),
        Move("begin", "open", "rectifying", _FIRM),
        Move("begin", "rectifying", "rectifying", _FIRM),
        Move("finish", "open", "rectified", _FIRM, (PLAN, PHOTO)),
        Move("finish", "rectifying", "rectified", _FIRM, (PLAN, PHOTO)),
        Move("suspend", "rectifying", "suspended", _OFFICE),
        Move("resume", "suspended", "rectifying", _BOTH),
        Move("accept", "rectified", "accepted", _BOTH, (TEAM,)),
        Move("send_back", "rectified", "rectifying", _BOTH),
        Move("fail", "rectified", "rectifying", _OFFICE),
        Move("fail", "accepted", "rectifying", _OFFICE),
        Move("fail", "rectifying", "rectifying", _OFFICE),
        Move("verify", "accepted", "verified", _OFFICE),
        Move("close", "accepted", "closed", _FIRM),
        Move("close", "verified", "closed", _OFFICE),
        Move("reopen", "closed", "open", _BOTH),
        Move("reopen", "dismissed", "noticed", _BOTH),
        Move("reopen", "kept", "open", _BOTH),
        Move("keep_as_risk", "open", "kept", _FIRM),
        *_stays("grade", UNDONE, _BOTH),
        *_stays("tell", _RUNNING, _FIRM),
        *_stays("list", ("open", "rectifying", "rectified"), _OFFICE, RECTIFY),
        *_stays("delist", ("verified", "closed"), _OFFICE),
        *_stays("ask_extension", ("open", "rectifying"), _FIRM),
        *_stays("decide_extension", ("open", "rectifying"), _BOTH, RECTIFY),
        *_stays("merge", ("noticed", *UNDONE), _BOTH),
        *_stays("unmerge", ("noticed", *UNDONE), _BOTH),
    ),
    initial="unknown",
    final=frozenset({"closed", "dismissed", "kept"}),
    words={**STATES, **{name: verb.word for name, verb in VERBS.items()}},
)
"""Every move there is. What a move asks beyond its row (a plan for a major hazard, a team) is judged in `judging`."""
